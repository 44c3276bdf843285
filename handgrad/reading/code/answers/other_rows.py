"""Data of two sets that a program mixes: `x = x_train; y = y_test`, `f(w, X_train, y_val)`."""

import re
from collections.abc import Iterable, Iterator

from handgrad.reading.spelling.commands import word_set
from handgrad.reading.spelling.needed_signs import has_one, in_small_letters
from handgrad.regex import regex

MIXED = "the data are of one set and the labels of another here: {} and {}"
_SETS = "train|training|tr|test|te|val|valid|validation|dev|eval|holdout"
_INPUTS = word_set("x xs data features feature inputs input images image imgs")
_LABELS = word_set("y ys t labels label targets target outputs output")
_WORD = regex(
    rf"(?i)(?<![\w.'\"])(?:(?P<base>[A-Za-z]+?)_?(?P<set>{_SETS})|(?P<first>{_SETS})_(?P<last>[A-Za-z]+?))"
    r"(?:_?(?:df|set|data|np|\d))?(?![\w(])"
)
_BARE = regex(
    r"(?m)(?:^|;)[ \t]*[A-Za-z_][\w., ]*?[ \t]*=(?!=)[ \t]*(?P<value>[^;\n#]*?)[ \t]*(?=;|#|$)"
)
_TAKEN = regex(r"[A-Za-z_]\w*(?:\.\w+|\[[^\[\]()]*\]|\.\w+\(\))*")
_CALL = regex(r"\w\(([^()]*)\)")
_Sources = dict[str, dict[str, str]]


def mixed_sets(text: str) -> str:
    """Why the labels of a program may not belong to its data, "" for nothing.

    >>> mixed_sets("x = x_train; y = y_test")
    'the data are of one set and the labels of another here: x_train and y_test'
    >>> mixed_sets("x = x_train; y = y_train; a = x_test; b = y_test")
    ''
    """
    if not has_one(in_small_letters(text), ("tr", "te", "val", "dev", "holdout")):
        return ""
    taken = [
        part
        for match in _BARE.finditer(text)
        for part in match["value"].split(",")
        if _TAKEN.fullmatch(part.strip())
    ]
    doubts = (_mixed(_sources(words)) for words in (taken, *_arguments(text)))
    return next(filter(None, doubts), "")


def _arguments(text: str) -> Iterator[list[str]]:
    for match in _CALL.finditer(text):
        yield match[1].split(",")


def _sources(parts: Iterable[str]) -> _Sources:
    """The names of data and of labels in each set."""
    found: _Sources = {}
    for match in (match for part in parts for match in _WORD.finditer(part)):
        base = (match["base"] or match["last"]).lower()
        kind = "data" if base in _INPUTS else "labels" if base in _LABELS else ""
        which = re.sub(r"ing$|id$|idation$", "", (match["set"] or match["first"]).lower())
        if kind:
            found.setdefault(which, {}).setdefault(kind, match[0])
    return found


def _mixed(found: _Sources) -> str:
    """What says that one set gives the data only, and another the labels only."""
    data = [kinds["data"] for kinds in found.values() if set(kinds) == {"data"}]
    labels = [kinds["labels"] for kinds in found.values() if set(kinds) == {"labels"}]
    return MIXED.format(data[0], labels[0]) if data and labels else ""
