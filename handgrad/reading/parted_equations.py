"""Two equations that may be one, with a name between them or the word for "and".

`dL/da = r e dL/db = s`, where e is a name: Italian, or a product.
"""

import re
from collections.abc import Iterator

from handgrad.language.fit import Source
from handgrad.language.tree import Derivative, Name, Negative, Node, Product, Sum
from handgrad.reading.names.vocabulary import Names, Vocabulary
from handgrad.reading.text.lines import Cut
from handgrad.regex import regex

_LETTERS = "aeiouy"
# What may number a line: `12  dz = g*a`.
_NUMBERED = regex(r"\s*(\d{1,4})(?:[ ]{2,}|[ ]?\t\s*)(?=(?:d|∂|∇|grad)\w*[^=]{0,20}=)")
# What may be a word in front of a derivative.
SMALL_WORD = regex(rf"^\s*[{_LETTERS}]\s+(?=[d∂∇\\])")
_FORMULA_ENDS = r"[^\s+\-−*/^=·×⊙@(_{\[]"
_SIGN = r"(?:d|∂|\\partial)\s*"
_FONT = r"(?:\\(?:math\w+|boldsymbol|bm)\s*\{\s*)?"


def refuse_two_readings(cut: Cut, names: Names) -> None:
    """Raises FormulaError for a layer left open, and for a letter alone before a gradient."""
    if (number := _NUMBERED.match(cut.text)) and not names.language:
        told = f"is {number[1]} a factor or the number of the line? leave it out, or write *"
        source = Source(cut.raw.original, cut.raw.number)
        raise source.error(told, cut.start + number.start(1), is_open=True)
    if cut.is_layer_open:
        told = "is this the last layer, or any? say `for the last layer` or `for all l`"
        raise Source(cut.raw.original, cut.raw.number).error(told, cut.start, is_open=True)
    if not any(f" {letter} " in f" {cut.text}" for letter in _LETTERS):
        return
    above = rf"{_SIGN}{_FONT}{re.escape(names.vocabulary.loss)}\}}?"
    found = re.search(
        rf"(?:^\s*|=[^=]*{_FORMULA_ENDS}\s+)([{_LETTERS}])\s+"
        rf"(?:(?:{above}\s*/|\\[dt]?frac\s*\{{\s*{above}\s*\}}\s*\{{)\s*{_SIGN}|(?:∇|\\nabla)[\s_{{]*)"
        rf"{_FONT}\\?(\w+)[^=]*=",
        cut.text,
    )
    if found is not None and names.find(found[2]) in names.vocabulary.parameters:
        told = f"is {found[1]} a name here, or a word? write each equation on its own line"
        source = Source(cut.raw.original, cut.raw.number)
        raise source.error(told, cut.start + found.start(1), is_open=True)


def parted_before(
    members: tuple[Node, ...], target: Node, page: Vocabulary
) -> Iterator[tuple[Node, ...]]:
    """The members where the derivative at the end of one begins the next equation.

    `dL/da = r dL/db = s` says r, where no factor is by a parameter.
    """
    for n, member in enumerate(members[:-1]):
        rest, last = _without_last_factor(member)
        by = _parameter(last, page)
        if rest is not None and by and by != _parameter(target, page):
            yield (*members[:n], *[rest] * (len(members) - n))


def _without_last_factor(node: Node) -> tuple[Node | None, Node | None]:
    """What stands before the last factor of the last term, and that factor."""
    match node:
        case Product(first, rest) if rest[-1][0] != "/":
            return Product(first, rest[:-1], node.at) if rest[1:] else first, rest[-1][1]
        case Sum(first, rest):
            term, last = _without_last_factor(rest[-1][1])
            is_cut = term is not None
            terms = (*rest[:-1], (rest[-1][0], term)) if term is not None else rest
            return Sum(first, terms, node.at) if is_cut else None, last
        case Negative(operand):
            operand_left, last = _without_last_factor(operand)
            return operand_left and Negative(operand_left, node.at), last
    return None, None


def _parameter(node: Node | None, page: Vocabulary) -> str:
    """The parameter by which a node is the derivative of the loss."""
    match node:
        case Derivative(Name(of), Name(by)) if of == page.loss:
            name = by
        case Name(text) if text.startswith(f"d{page.loss}/d"):
            name = text.partition("/d")[2]
        case _:
            return ""
    return name if name in page.parameters else ""
