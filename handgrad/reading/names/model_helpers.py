"""Helpers that are called and not shown: `f_softmax(X, W)` for softmax(X @ W)."""

import re

from handgrad.language.shape import Shape
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.regex import regex

_NAME = r"[A-Za-z]\w*"
_CALL = regex(
    rf"(?<![\w.])(?P<word>(?:f_|my_|calc_|compute_|get_)?(?P<function>softmax|sigmoid))"
    rf"\((?P<one>{_NAME}), ?(?P<two>{_NAME})(?:, ?(?P<bias>{_NAME}))?\)"
)
# A function that a text says, brings along or speaks of.
_TOLD = (
    r"(?m){0}\s*(?:=(?!=)|<-|:=)|(?:\w+\s+|[\"'])(?<!return )(?<!\bin ){0}\b"
    r"|^\s*{0}\s*\([^()]*\)\s*(?:=(?!=)|:|\{{|->)|{0}(?!\w|\s?\()"
)
# A function that is one of the language with a word more: `_softmax`, `stable_sigmoid`.
_DRESSED = regex(
    r"(?<![\w.'′’}])(?P<word>(?!(?:softmax|sigmoid|tanh|relu|softplus)\()_*(?:my_|f_|np_|numpy_|stable_|safe_|custom_)?"
    r"(?P<function>softmax|sigmoid|tanh|relu|softplus)(?:_?(?:fn|func|function|stable|np))?)(?=\()"
)
# The function is said in the text.
_SAID = r"(?m)^\s*(?:def\s+{0}\b|(?:const |let |var )?{0}\s*(?:=|<-)|.*\bfunction\b.*\b{0}\b)"


def with_helpers_written_out(text: str, page: Vocabulary) -> str:
    """The text with the model in place of such a call, where the shapes leave one meaning.

    One of the factors is a parameter and the other data. The classes of a softmax are the
    columns of a parameter that stands behind the data, and the rows of one before them.

    >>> page = Vocabulary({"X": (3, 2), "W": (2, 4)}, "L", ("W",), ("X",))
    >>> with_helpers_written_out("X.T @ (f_softmax(X, W) - Y)", page)
    'X.T @ (softmax(X @ W, axis=1) - Y)'
    """

    def written(call: re.Match[str]) -> str:
        one, two, bias = call["one"], call["two"], call["bias"]
        factors = [page.shapes.get(name) for name in (one, two)]
        is_model = {one in page.parameters, two in page.parameters} == {True, False}
        is_model = is_model and {one in page.data, two in page.data} == {True, False}
        said = re.search(_SAID.format(call["word"]), text)
        if said or not is_model or not _are_factors(*factors):
            return call[0]
        if bias and bias not in page.parameters:
            return call[0]
        score = f"{one} @ {two}" + (f" + {bias}" if bias else "")
        axis = ""
        if call["function"] == "softmax" and all(map(_is_matrix, factors)):
            axis = ", axis=1" if two in page.parameters else ", axis=0"
        return f"{call['function']}({score}{axis})"

    def named(call: re.Match[str]) -> str:
        is_said = re.search(_TOLD.format(re.escape(call["word"])), text)
        return call[0] if is_said else call["function"]

    return _DRESSED.sub(named, _CALL.sub(written, text))


def _are_factors(one: Shape | None, two: Shape | None) -> bool:
    return one is not None and two is not None and one[1] == two[0] != 1


def _is_matrix(shape: Shape | None) -> bool:
    return shape is not None and 1 not in shape
