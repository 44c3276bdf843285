"""Signs without which an expression finds nothing: cheaper to look for than the expression."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from handgrad.regex import regex


class Sought(NamedTuple):
    """An expression that is tried on texts alone that have one of the signs it needs."""

    expression: re.Pattern[str]
    signs: Iterable[str]

    def search(self, text: str) -> re.Match[str] | None:
        return self.expression.search(text) if has_one(text, self.signs) else None

    def findall(self, text: str) -> list[tuple[str, ...]]:
        return self.expression.findall(text) if has_one(text, self.signs) else []


def sought(expression: str, signs: Iterable[str]) -> Sought:
    """An expression with the signs of which it needs one, a word or a character each.

    >>> sought(r"\\w\\.T", ".").search("dW = x.T"), sought(r"\\w\\.T", ".").findall("dW = x")
    (<re.Match object; span=(5, 8), match='x.T'>, [])
    """
    return Sought(regex(expression), signs)


def has_one(text: str, signs: Iterable[str]) -> bool:
    """Whether one of these signs stands in a text.

    >>> has_one("dL/dw = 2*x", ("^", "*")), has_one("dL/dw = 2*x", ())
    (True, False)
    """
    for sign in signs:  # noqa: SIM110 - a generator would take twice as long
        if sign in text:
            return True
    return False


def in_small_letters(text: str) -> str:
    """A text in small letters, as an expression that ignores case sees it.

    >>> in_small_letters("LABEL"), in_small_letters("ſıİ")
    ('label', 'sii')
    """
    if text.isascii():
        return text.lower()
    return text.casefold().replace("i\u0307", "i").replace("ı", "i")
