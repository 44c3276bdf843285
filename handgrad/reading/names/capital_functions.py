"""Functions in capital letters, or with one: `SUM(x - mu)`, `EXP(-z)`, `Softplus(x)`."""

import re
from collections.abc import Collection

from handgrad.reading.names.name_spellings import function_spelled
from handgrad.regex import regex

_APPLIED = regex(
    r"(?<![\w\\.'\"])(?:SUM(?=[ ][(\[])|[A-Z]{3,8}(?=[(\[]|_(?:[a-z]\b|\{))"
    r"|(?:[A-Z][a-z]{4,9}|Exp|Log|Ln|Sin|Cos|Tan|Tanh|Sinh|Cosh|Sqrt)(?='?\())"
)


def with_small_functions(text: str, taken: Collection[str]) -> str:
    """The text with such functions in small letters, where they are no names of their own.

    The word for the sign Σ keeps its capital: `Sum(x - mu)^2` may be a sum of squares.

    >>> with_small_functions("dl/dmu = SUM (x - mu)*EXP(-s)", ())
    'dl/dmu = Sum (x - mu)*exp(-s)'
    """

    def small(found: re.Match[str]) -> str:
        word = found[0]
        is_own = word in taken or re.search(rf"(?<!\\w){word}\s*:?=(?!=)", text)
        is_read = word.lower() != word and function_spelled(word) is not None
        if is_own or is_read or function_spelled(word.lower()) is None:
            return word
        return word.capitalize() if word == "SUM" else word.lower()

    return _APPLIED.sub(small, text)
