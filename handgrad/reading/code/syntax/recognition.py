"""Whether a text is code: known before a program is read, and cheap to ask."""

import re
from functools import lru_cache

from handgrad.errors import FormulaError
from handgrad.language.fit import fitted
from handgrad.language.shape import SCALAR, is_column, transposed_shape
from handgrad.language.tree import Name, Node, Product, Sum, children, walk
from handgrad.reading.code.syntax.source import STRONG_SIGNS, is_code_line
from handgrad.reading.names.vocabulary import Names
from handgrad.reading.spelling.needed_signs import has_one
from handgrad.reading.text.line import Line
from handgrad.reading.text.lines import LONGEST_ANSWER
from handgrad.regex import regex

_WEAK = regex(r"@|\*\*|\.T\b|\b(?:axis|dim)\s*=")
_ABBREVIATION = regex(r"\bw\.r\.t\b\.?", re.IGNORECASE)
_GRADIENT_OF = regex(
    r"(?m)^[ \t]*\w+\.grad[ \t]*[-+*/]?=|^[ \t]*\w+[ \t]*=[^\n]*\w\[[^]\n]*[<>]"
    r"|\bscipy\.special\.|^[ \t]*\w+[ \t]*=[ \t]*(?:float\()?len\(\w+\)"
)
# What is true of some entries by its name, and entries picked by it: `X[mask].T @ y[mask]`.
_MASK = regex(
    r"(?ms)^[ \t]*(?P<mask>[A-Za-z_]\w*)[ \t]*=[^\n=]*(?:[<>]=?|[=!]=)[^\n]*\n"
    r".*?\w\[(?P=mask)\]"
)
_BRANCH = regex(
    r"(?m)^[ \t]*if[ ]+[^\n:]*(?:[<>]|[=!]=)[^\n:]*:[ \t]*(?:#[^\n]*)?\n"
    r"[ \t]+[A-Za-z_]\w*[ \t]*[-+*/]?=(?!=)"
)
_COMMAND = regex(r"\\[A-Za-z]")
# Signs that no program has outside of its comments and texts.
_SIGNS = regex(r"(?m)^[^#\"'\n]*[∂∇∑Σᵀ⊙√−ᵢⱼ₀-₉]")


def is_code(text: str) -> bool:
    """Whether a text has a line that only a program has; formulas may stand beside it."""
    return len(text) <= LONGEST_ANSWER and _is_code(text)


@lru_cache(maxsize=16)
def _is_code(text: str) -> bool:
    if not has_one(text, STRONG_SIGNS) and "if " not in text:
        return False
    rows = _ABBREVIATION.sub("", text).splitlines()
    may_be = [row for row in rows if not (_COMMAND.search(row) or _SIGNS.search(row))]
    return any(map(is_code_line, may_be)) or bool(_BRANCH.search("\n".join(may_be)))


def may_be_run(text: str) -> bool:
    """Whether a text is a program: code, `w.grad = ...`, entries picked by a mask."""
    if len(text) > LONGEST_ANSWER:
        return False
    return is_code(text) or bool(_GRADIENT_OF.search(text) or _MASK.search(text))


def may_be_code(text: str) -> bool:
    """Whether a text could be a program as well as mathematics: `dw = r @ X`."""
    is_short = len(text) <= LONGEST_ANSWER
    is_mathematics = _COMMAND.search(text) or _SIGNS.search(text)
    return is_short and bool(_WEAK.search(text)) and not is_mathematics


def fits_as_mathematics(line: Line, names: Names) -> bool:
    """Whether the shapes of a line fit, and no two vectors stretch each other to a matrix."""
    if line.error is not None or line.unread:
        return False
    try:
        found = [
            fitted(m, names.shapes, s) for m, s in zip(line.members, line.sources, strict=True)
        ]
    except FormulaError:
        return False
    target = names.shapes.get(line.target.name) if isinstance(line.target, Name) else None
    shape = found[-1].shape if found else None
    if None not in (target, shape) and shape not in (target, (target or SCALAR)[::-1]):
        return False
    return not any(_stretches(tree, names) for tree, _ in found)


def _stretches(tree: Node, names: Names) -> bool:
    """Whether a column meets a row entry by entry somewhere in a tree."""
    return any(
        isinstance(node, Sum | Product) and _is_stretched(node, names) for node in walk(tree)
    )


def _is_stretched(node: Sum | Product, names: Names) -> bool:
    try:
        shapes = [fitted(n, names.shapes).shape for n in children(node)]
    except FormulaError:
        return False
    signs = [sign for sign, _ in node.rest]
    return (
        "@" not in signs
        and any(is_column(s) for s in shapes)
        and any(is_column(transposed_shape(s)) for s in shapes)
    )
