"""Words of one letter between formulas: `dL/da = r e dL/db = s`, `On a dL/dw = ...`.

They say "and" or "have" in other languages.
"""

from collections.abc import Callable, Sequence

from handgrad.reading.text.sentences import TextPiece
from handgrad.reading.text.settling import SMALL_WORDS, begins_equation

_OPEN = frozenset("+-−*/^=·×⊙@(_{[")


def settle_small_words(tokens: Sequence[TextPiece], is_name: Callable[[str], bool]) -> None:
    """A letter that names nothing is a word in front of a derivative and its relation."""
    for n, token in enumerate(tokens[:-1]):
        is_word = token.text.lower() in SMALL_WORDS and token.end < tokens[n + 1].start
        before = tokens[n - 1] if n else None
        is_apart = before is None or (before.end < token.start and before.text not in _OPEN)
        if is_word and is_apart and begins_equation(list(tokens[n + 1 :])):
            token.kind = token.kind if is_name(token.text) else "prose"
