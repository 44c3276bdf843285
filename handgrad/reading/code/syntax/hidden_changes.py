"""Statements that change arrays or names within an expression, or by the text of a name."""

from collections.abc import Iterator

from handgrad.reading.code.syntax.nodes import (
    Application,
    Attribute,
    Expression,
    Subscript,
    Word,
)
from handgrad.reading.spelling.commands import word_set
from handgrad.regex import regex

_CHANGING = word_set("fill sort itemset put partition resize setfield byteswap")
_OF_MODULES = word_set("copyto put place putmask shuffle fill_diagonal")
_MODULES = ("np", "numpy", "random")
_BY_TEXT = word_set("exec eval globals locals vars setattr getattr delattr __setattr__")
_BY_TEXT_WORDS = regex(
    r"\b(?:exec|eval|globals|locals|vars|[sg]etattr|delattr)\s*\(|__dict__|__setattr__"
)
WITHIN = "this changes an array within an expression; write it on a line of its own"
BY_TEXT = "names are changed by their text here; write the assignment"


def hidden_change(expression: object, *, is_alone: bool = False) -> str:
    """Why what a statement changes cannot be seen from it, nothing where it can.

    `is_alone` says that the expression is the statement, whose own call is in sight.

    >>> a = Word("a")
    >>> fill = Application(Attribute(a, "fill"), (a,))
    >>> bool(hidden_change(fill)), bool(hidden_change(fill, is_alone=True))
    (True, False)
    """
    for part in _calls(expression):
        match part:
            case Application(Word(name) | Attribute(_, name)) if name in _BY_TEXT:
                return BY_TEXT
            case Subscript(Attribute(_, "__dict__")) | Attribute(_, "__dict__"):
                return BY_TEXT
            case Application(Attribute(owner, name)) if part is not expression or not is_alone:
                is_module = isinstance(owner, Word | Attribute) and (
                    getattr(owner, "name", "") in _MODULES
                )
                is_torch = name.endswith("_") and not name.endswith(("__", "grad_"))
                if is_torch or name in (_OF_MODULES if is_module else _CHANGING):
                    return WITHIN
    return ""


def speaks_of_names(text: str) -> bool:
    """Whether a line changes names by their text: it may change any."""
    return bool(_BY_TEXT_WORDS.search(text))


def _calls(expression: object) -> Iterator[Expression]:
    """The calls and attributes anywhere in an expression."""
    if isinstance(expression, Application | Attribute | Subscript):
        yield expression
    parts = expression if isinstance(expression, tuple) else ()
    for slot in () if isinstance(expression, tuple) else getattr(expression, "__slots__", ()):
        parts = (*parts, getattr(expression, slot))
    for part in parts:
        if isinstance(part, tuple) or hasattr(part, "__slots__"):
            yield from _calls(part)
