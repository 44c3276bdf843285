"""Words that lean on the next one: `d'où`, `l'erreur`, `dell'errore` are words, no primes."""

import re
from collections.abc import Collection

from handgrad.language import functions
from handgrad.reading.spelling.characters import GREEK
from handgrad.regex import regex

_ELISION = regex(
    r"(?<![^\s(>*])(?:[Dd]|[Ll]|[Cc]|[Qq]u|[Nn]|[Ss]|[Jj]|[Mm]|[Tt]|[Uu]n|[DdNn]ell|[DdSs]?[Aa]ll|[Dd]all|[Ss]ull)"
    r"['’](?P<word>[a-zß-öø-ÿ]{2,})(?![\w(^_'’/*+=-])"
)
_WORDS = {*GREEK.values(), *functions.NAMES, *functions.SPELLINGS}


def without_elisions(text: str, taken: Collection[str]) -> str:
    """The text without the letter that an apostrophe cuts off a word of prose.

    >>> without_elisions("d'où $dL/dw = x$", ["w"]), without_elisions("d'beta", ["w"])
    ('où $dL/dw = x$', "d'beta")
    """

    def bare(match: re.Match[str]) -> str:
        word = match["word"]
        is_factor = word in _WORDS or word in taken or (len(word) == 2 and word.isascii())
        return match[0] if is_factor or {*word} <= {*taken} else word

    return _ELISION.sub(bare, text) if "'" in text or "’" in text else text
