r"""Arrays of the page without the font of vectors: `\mathbf{x}`, `\vec y`."""

import re
from collections.abc import Mapping

from handgrad.language.shape import SCALAR, Shape
from handgrad.regex import regex

_DRESSED = regex(
    r"(?P<before>[A-Za-z]?)\\(?:mathbf|boldsymbol|bm|pmb|symbf|vec|mathrm|mathit|textbf)"
    r"(?:\s?\{\s?(?P<braced>\\?[A-Za-z]+)\s?\}|\s+(?P<bare>[A-Za-z])(?![A-Za-z]))"
    r"(?P<behind>[A-Za-z0-9]?)"
)
# Which of two classes a label is: `\mathbf{y} = 1`.
_CLASS = regex(r"\s*=\s*[-+]?[01](?![\w.])")


def with_bare_arrays(text: str, shapes: Mapping[str, Shape]) -> str:
    r"""The text with the bare letter where a font marks an array that the page calls so.

    >>> with_bare_arrays(r"\mathbf{X}^T\mathbf{r}", {"X": ("n", "d"), "r": (1, 1)})
    'X^T\\mathbf{r}'
    """

    def bare(match: re.Match[str]) -> str:
        name = match["braced"] or match["bare"]
        letter = name.removeprefix("\\")
        is_class = name in shapes and _CLASS.match(match.string, match.end()) is not None
        is_array = shapes.get(letter, SCALAR) != SCALAR and (len(name) == 1 or name != letter)
        if not (is_class or is_array) or letter in ("I", "T"):
            return match[0]
        before = f"{match['before']} " if match["before"] else ""
        behind = f" {match['behind']}" if match["behind"] else ""
        return f"{before}{name}{behind}"

    return _DRESSED.sub(bare, text)
