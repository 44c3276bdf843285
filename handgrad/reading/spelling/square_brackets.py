r"""Square brackets around what a logarithm is of, `\ln[L(p)]`, and lengths: `len(y)`."""

from collections.abc import Collection

from handgrad.regex import regex

_LOGARITHM = regex(
    r"(?P<log>(?<![A-Za-z])\\?(?:ln|log))\s*(?:\\left\s*)?\[(?P<of>\\?[A-Za-z]+(?:\s?\{\s?[A-Za-z]\s?\})?\s?(?:\([^()\[\]=]*\))?)\s*(?:\\right\s*)?\]"
)
_DIFFERENTIAL = regex(
    r"(?P<d>(?<![A-Za-z])d|\\partial|∂)\s*\[(?P<of>\s*\\?(?:ln|log)\([^\[\]]*)\]"
)
_LENGTH = regex(r"(?<![\w.])len\((?P<name>[A-Za-z]\w*)\)")


def with_round_logarithms(text: str) -> str:
    r"""The text with round brackets there.

    >>> with_round_logarithms(r"\frac{d[\ln[L(p)]]}{dp}")
    '\\frac{d(\\ln(L(p)))}{dp}'
    """
    return _DIFFERENTIAL.sub(r"\g<d>(\g<of>)", _LOGARITHM.sub(r"\g<log>(\g<of>)", text))


def with_lengths(text: str, names: Collection[str]) -> str:
    """The text with the first size of an array of the page for its length.

    >>> with_lengths("r / len(y)", ["y"])
    'r / y.shape[0]'
    """
    return _LENGTH.sub(lambda m: f"{m['name']}.shape[0]" if m["name"] in names else m[0], text)
