r"""The identity entry by entry beside a matrix: `I \odot M` is the diagonal of M."""

import re
from collections.abc import Mapping

from handgrad.language.shape import Shape
from handgrad.reading.spelling.letters import spelled

_IDENTITY = r"(?<![A-Za-z\\_])(?:\\(?:mathbf|mathbb|boldsymbol|mathrm)\s?\{?\s?)?I\s?\}?"
_SAID = r"(?<![A-Za-z\\])I\$?\s?(?:=|:|(?:is|denotes|means|be|the)\b)"
_SIGN = r"\s?(?:\\(?:odot|circ|ast)(?![A-Za-z])|[⊙∘])\s?"


def with_diagonals(text: str, shapes: Mapping[str, Shape]) -> str:
    r"""The text with the diagonal in place of such products with a matrix of the page.

    >>> with_diagonals(r"A^T (I \odot M) A x", {"M": (2, 2), "A": (2, 3)})
    'A^T ( diag(diag(M)) ) A x'
    """
    matrices = [n for n, shape in shapes.items() if shape[0] == shape[1] != 1 and "/" not in n]
    if "I" in shapes or not matrices or re.search(_SAID, text):
        return text
    name = spelled(*matrices)
    behind = rf"{_IDENTITY}{_SIGN}(?P<one>{name})(?![\w^'])"
    both = rf"{behind}|(?P<other>{name}){_SIGN}{_IDENTITY}(?!\w)"
    return re.sub(both, lambda m: rf" diag(diag({m['one'] or m['other']})) ", text)
