"""Two equations that may be one, with a name between them or the word for "and".

`dL/da = r e dL/db = s`, where e is a name: Italian, or a product.
"""

import re

from handgrad.language.fit import Source
from handgrad.reading.names.vocabulary import Names
from handgrad.reading.text.lines import Cut
from handgrad.regex import regex

_LETTERS = "aeiouy"
# What may be a word in front of a derivative.
SMALL_WORD = regex(rf"^\s*[{_LETTERS}]\s+(?=[d∂∇\\])")
_FORMULA_ENDS = r"[^\s+\-−*/^=·×⊙@(_{\[]"
_SIGN = r"(?:d|∂|\\partial)\s*"
_FONT = r"(?:\\(?:math\w+|boldsymbol|bm)\s*\{\s*)?"


def refuse_two_readings(cut: Cut, names: Names) -> None:
    """Raises FormulaError where a letter alone stands before a gradient and its relation."""
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
