"""Words with an apostrophe: `d'où`, `dall'altra`, `Jacobi's` are words, no primes."""

from handgrad.regex import regex

_ELISION = regex(
    r"(?<![^\s(>*])(?:[Dd]|[Ll]|[Aa]ll|[Dd]all|[Dd]ell)['’]"
    r"(?P<word>où|après|abord|autre|ailleurs|altra|altro|inizio)(?![\w(^_'’/*+=-])"
)
_OWNER = regex(
    r"(?<![\\\w])(?P<name>(?!There|Here|That|What|Where|Let|Who|How)[A-Z][a-z]{2,})['’]s(?![\w(])"
)


def without_elisions(text: str) -> str:
    """The text without the letter that an apostrophe cuts off, and without its own.

    >>> without_elisions("d'où $dL/dw = x$")
    'où $dL/dw = x$'
    """
    return _OWNER.sub(r"\g<name>s", _ELISION.sub(r"\g<word>", text))
