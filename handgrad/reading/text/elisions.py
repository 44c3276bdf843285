"""Words that lean on the next one: `d'où`, `dall'altra` are words, no primes."""

from handgrad.regex import regex

_ELISION = regex(
    r"(?<![^\s(>*])(?:[Dd]|[Ll]|[Aa]ll|[Dd]all|[Dd]ell)['’]"
    r"(?P<word>où|après|abord|autre|ailleurs|altra|altro|inizio)(?![\w(^_'’/*+=-])"
)


def without_elisions(text: str) -> str:
    """The text without the letter that an apostrophe cuts off a word that only joins.

    >>> without_elisions("d'où $dL/dw = x$")
    'où $dL/dw = x$'
    """
    return _ELISION.sub(r"\g<word>", text) if "'" in text or "’" in text else text
