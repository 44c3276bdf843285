"""The shape that a text writes behind a formula: `λw (D×1)`, `$..$ (3, 1)`, `dr = g   [n]`."""

import re
from collections.abc import Collection

from handgrad.regex import regex

_MATRIX = regex(
    r"(?<=[\s\\~])[(\[]\s*(\w+)\s*(\\times|×|x|by|,)\s*(\w+)\s*[)\]](?=[\s.,;$\\]*$)"
)
_BEHIND_DOLLARS = regex(r"(?<=\$)\s*\(\$?\s*(\w+)\s*(?:×|\\times|x)\s*(\w+)\s*\$?\)")
# A lone size in square brackets, before a comma, or far behind: `[n]`, `(n,)`, `   (n)`.
_VECTOR = regex(
    r"(?<=[\s\\~])(?:\[\s*(?P<size>\w+)\s*,?\s*\]|\(\s*(?P<tuple>\w+)\s*,\s*\)"
    r"|(?<=\s\s)\(\s*(?P<apart>\w+)\s*\))(?=[\s.,;$\\]*$)"
)
_OPEN = regex(r"(?:[=×+*/·@−-]|\\times|\\cdot)$")


def shapeless(text: str, sizes: Collection[str]) -> str:
    """The text without the shape in brackets that ends a formula.

    >>> shapeless("dr = g  [n]", ("n",)), shapeless("y[n] = x [n]", ("n",))
    ('dr = g     ', 'y[n] = x [n]')
    """
    text = _BEHIND_DOLLARS.sub(
        lambda match: " " * len(match[0]) if {match[1], match[2]} <= {*sizes} else match[0],
        text,
    )
    matrix, vector = _MATRIX.search(text), _VECTOR.search(text)
    if matrix is not None and _is_matrix(text[: matrix.start()].rstrip(), matrix, sizes):
        return _without(text, matrix)
    if vector is not None and _is_vector(text[: vector.start()].rstrip(), vector, sizes):
        return _without(text, vector)
    return text


def _without(text: str, match: re.Match[str]) -> str:
    return text[: match.start()] + " " * len(match[0]) + text[match.end() :]


def _is_matrix(before: str, shape: re.Match[str], sizes: Collection[str]) -> bool:
    rows, sign, columns = shape.groups()
    is_apart = sign != "," or before.endswith("$")
    return _OPEN.search(before) is None and all(
        size in sizes or (size.isdigit() if is_apart else size == "1")
        for size in (rows, columns)
    )


def _is_vector(before: str, shape: re.Match[str], sizes: Collection[str]) -> bool:
    """Whether a size alone is a shape: it is no index of the names before it."""
    size = shape["size"] or shape["tuple"] or shape["apart"]
    return size in sizes and _OPEN.search(before) is None and f"[{size}]" not in before
