r"""Functions that a text calls by a letter: `h'(a_j)` where a page puts a into tanh."""

from collections.abc import Sequence
from functools import lru_cache

from handgrad.language.functions import ACTIVATIONS
from handgrad.language.tree import Call, walk
from handgrad.reading.names.entries import indexed_name, with_scripts
from handgrad.reading.names.vocabulary import Names
from handgrad.reading.spelling.characters import GREEK
from handgrad.reading.spelling.commands import VARIANTS
from handgrad.reading.spelling.piece import Piece
from handgrad.regex import regex

_PRIMED = regex(
    r"(?<![A-Za-z\\_^{])\\?(?P<letter>[A-Za-z]{1,7}|[α-ωΑ-Ω])[ ]?"
    r"(?:['’′]|\^?[ ]?\{?[ ]?\\prime[ ]?\}?|\^[ ]?\{?['’′]\}?)[ ]?(?:\\left)?\("
)
_LEADING = regex(r"\\?(?P<letter>[A-Za-z]+|[α-ωΑ-Ω])")


@lru_cache(maxsize=4)
def letters_primed(text: str) -> frozenset[str]:
    r"""The letters that a text has as derivatives of functions.

    >>> sorted(letters_primed(r"h^\prime(a_j) z_i + \psi'(b)"))
    ['h', 'psi']
    """
    if not any(sign in text for sign in ("'", "’", "′", "\\prime")):
        return frozenset()
    letters = {_letter(match["letter"]) for match in _PRIMED.finditer(text)}
    return frozenset(word for word in letters if len(word) == 1 or word in GREEK.values())


def _letter(word: str) -> str:
    return GREEK.get(word, VARIANTS.get(word, word))


def applied_here(raw: Sequence[Piece], i: int, names: Names) -> tuple[str, ...]:
    """What the page applies to the name in the bracket that follows: `f'(z)`."""
    texts = [piece.text for piece in raw[i : i + 8]]
    while texts[:1] == ["'"]:
        i, texts = i + 1, texts[1:]
    if texts[:1] != ["("] or raw[i + 1 : i + 2] == [] or raw[i + 1].kind != "word":
        return ()
    word, end = with_scripts(raw, i + 1, names)
    name = indexed_name(word, names)
    is_closed = end < len(raw) and raw[end].text == ")"
    return names.applied.get(name.text, ()) if name is not None and is_closed else ()


def letter_applied(word: str, raw: Sequence[Piece], i: int, names: Names) -> str | None:
    """The activation that a letter without a meaning of its own has before this bracket.

    It is primed somewhere in the text; nothing says what it is, and the page puts what stands
    in the bracket into one activation, which is none of the loss.
    """
    is_primed = word in letters_primed(names.text)
    if not is_primed or names.find_loss(word) or _has_meaning(word, names):
        return None
    applied = applied_here(raw, i, names)
    return applied[0] if len(applied) == 1 and not _is_of_loss(applied[0], names) else None


def _is_of_loss(function: str, names: Names) -> bool:
    """Whether the loss has a function itself: a letter may then be the loss of one sample."""
    loss = names.vocabulary.forward.get(names.vocabulary.loss)
    return loss is not None and any(
        isinstance(node, Call) and node.function == function for node in walk(loss)
    )


def _has_meaning(word: str, names: Names) -> bool:
    """Whether the page has a letter as a name, or the text says what it is."""
    found = names.find(word)
    is_value = word in names.shapes or (found is not None and found != names.usual.get(word))
    is_function = word in names.redefined or word in names.own_functions
    lefts = (_LEADING.match(left) for left in names.left_sides)
    is_said = any(match and _letter(match["letter"]) == word for match in lefts)
    return is_value or is_function or is_said or names.said_activation(word) is not None


def letters_read(piece: Piece, names: Names) -> list[str]:
    """The letter that a function was called by, where only the page says which one that is."""
    is_primed = letters_primed(names.text) if piece.text in ACTIVATIONS else frozenset[str]()
    is_strange = ("theta", "delta") if piece.text != "step" else ()
    known = {*is_primed, *is_strange}
    return [word for word in piece.indices if names.is_letter(word) or word in known]
