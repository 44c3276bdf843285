"""Names of the page that a function nobody shows gives another value: `x = clean(x)`."""

from collections.abc import Collection, Iterator

from handgrad.reading.code.syntax.nodes import (
    Application,
    Expression,
    Row,
    Subscript,
    dotted,
    parts_within,
)
from handgrad.reading.code.syntax.target_words import base_word
from handgrad.reading.code.values.scope import PageNames
from handgrad.regex import regex

# Functions that load, convert, order or take apart, by their names.
_SAME = regex(
    r"(?i)_*(?:(?:get|load|read|fetch|next|unpack|split|shuffle|permute|sample|draw|make|prepare_"
    r"(?:batch|data)|mini_?batch|batch|to|as|from|ensure|check|validate|convert|cast|parse|copy"
    r"|deepcopy|clone|detach|array|asarray|tensor|matrix|float\w*|double|long|int\w*|numpy|cuda"
    r"|cpu|device|list|tuple|one_?hot|encode|binari[sz]e|flatten|unflatten|ravel|reshape|squeeze"
    r"|unsqueeze|train_test_split|saved_tensors|pop|restore|collate"
    r")(?:_\w+)?|\w+_(?:split|batch|loader|one_?hot|shuffle|array|tensor|copy|hot)|shuffled?)"
)
_CALLED = regex(
    r"(?m)^[ \t]*(\w+(?:[ ]*,[ ]*\w+)+)[ ]*=[ ]*([A-Za-z_][\w.]*)\(([^()\n]*)\)[ ;]*$"
)
_TURNED = regex(r"(?m)^[ \t]*(\w+(?:[ ]*,[ ]*\w+)+)[ ]*=[ ]*(\w+(?:[ ]*,[ ]*\w+)+)[ ;]*$")
_WORD = regex(r"[A-Za-z_]\w*")
_FITTED = regex(r"(?i)(?:fit_)?transform$")
"""What a scaler does to data before a program begins."""


def made_anew(slots: Collection[str], value: Expression, page: PageNames) -> str:
    """The first of some names of the page that a function makes another one, "" for none.

    It may do so with what it takes that name itself from, and with data or parameters where
    it makes data of them.
    """
    given = {page.canonical(word) for word in _given(value)}
    known = page.vocabulary
    for slot in slots:
        others = {*known.parameters, *known.data} if slot in known.data else ()
        if slot in known.shapes and (slot in given or not given.isdisjoint(others)):
            return slot
    return ""


def _given(value: Expression) -> Iterator[str]:
    """The words that functions take which may change them."""
    match value:
        case Row(items):
            for item in items:
                yield from _given(item)
        case Subscript(owner):
            yield from _given(owner)
        case Application(function, arguments, keywords):
            if _SAME.fullmatch(dotted(function).rpartition(".")[2]):
                return
            for argument in (*arguments, *(named for _, named in keywords)):
                yield from (w for p in parts_within(argument) if (w := base_word(p)))


def names_made_anew(text: str, given: Collection[str]) -> bool:
    """Whether a line makes names of the page anew with a function of them: `x, y = f(x, y)`.

    >>> names_made_anew("x, y = f(x, y)", "xy"), names_made_anew("x, y = shuffle(x, y)", "xy")
    (True, False)
    >>> names_made_anew("x, y = y, x", "xy")
    True
    """
    for line in _TURNED.finditer(text):
        left, right = _WORD.findall(line[1]), _WORD.findall(line[2])
        if len(left) == len(right) and left != right and {*left, *right} <= {*given}:
            return True
    for line in _CALLED.finditer(text):
        targets, words = set(_WORD.findall(line[1])), set(_WORD.findall(line[3]))
        is_same = _SAME.fullmatch(line[2].rpartition(".")[2])
        if not is_same and targets & words & {*given}:
            return True
    return False


def is_fitted(value: Expression) -> bool:
    """Whether a value is what a scaler or the like makes of data: `scaler.transform(X)`."""
    path = dotted(value.function) if isinstance(value, Application) else ""
    owner, _, name = path.rpartition(".")
    return owner not in ("", "self") and bool(_FITTED.match(name))
