r"""Derivatives as one kind of fraction: also `\partial L/\partial w` and `\partial_w L`."""

import re
from collections.abc import Collection

from handgrad.regex import regex

_SCRIPT = r"\s?[_^]\s?(?:\{(?:[^{}]|\{[^{}]{0,12}\}){1,20}\}|\\[A-Za-z]+|\w)"
_FONTS = r"\\(?:mathbf|boldsymbol|bm|pmb|mathcal|mathrm|vec|hat)\s?\{\s?\\?[A-Za-z]+\s?\}"
_NAME = rf"(?:{_FONTS}|\\[A-Za-z]+|[A-Za-z])'?(?:{_SCRIPT}){{0,2}}"
_DEL = r"(?:\\partial(?![A-Za-z])|∂)\s?"
_SLASHED = regex(
    rf"(?<![\w/}}]){_DEL}(?P<above>{_NAME})\s?/\s?{_DEL}"
    rf"(?P<below>{_NAME})(?!\s?[/'_^(\u0300-\u036f]|\w)"
)
_BY_BELOW = regex(
    rf"{_DEL}_\s?(?:\{{(?P<braced>(?:[^{{}}]|\{{[^{{}}]{{0,12}}\}}){{1,20}})\}}"
    r"|(?P<bare>\\[A-Za-z]+|(?![i-n])[A-Za-z]))"
    r"\s?(?P<of>\\mathcal\s?\{\w\}|\\ell|[A-Za-z])(?![A-Za-z]|\s?[_^'(\[])"
)
_LEIBNIZ = regex(
    rf"\\frac\s?\{{\s?d\s?(?P<above>(?:{_NAME})?)\s?\}}\s?\{{\s?d\s?(?P<below>{_NAME})\s?\}}"
)
_OF_WORD = regex(
    rf"\\frac\s?\{{\s?d\s?(?P<above>[A-Za-z]{{2,12}})\s?\}}\s?\{{\s?d\s?(?P<below>{_NAME})\s?\}}"
)
_OPERATOR = regex(rf"\(\s?{_DEL}/\s?{_DEL}(?P<below>{_NAME})\s?\)(?=\s?\\?[A-Za-z(\[])")
# The lower of two signs left out: `\\frac{\\partial L}{W}`.
_HALF = regex(
    rf"\\[dt]?frac\s?\{{\s?{_DEL}(?P<above>{_NAME})\s?\}}\s?\{{\s?(?P<below>{_NAME})\s?\}}"
)
_LETTERS = regex(r"(?:\\(?:mathbf|boldsymbol|bm|pmb|vec)\s?\{\s?)?\\?(?P<word>[A-Za-z]+)")
_INDEX = regex(r"\s?[i-n]\s?")


def in_quotients(text: str, taken: Collection[str]) -> str:
    r"""The text with its derivatives by one name as fractions of partial differentials.

    A page's own `dx` stays what it is; `\partial_j J` is by an index.

    >>> in_quotients(r"\partial_{z_k} L + \frac{dL}{dw}", ())
    '\\frac{\\partial L}{\\partial z_k} + \\frac{\\partial L}{\\partial w}'
    """
    bases = {name.partition("_")[0].rstrip("0123456789") for name in taken}

    def whole(match: re.Match[str]) -> str:
        word = _LETTERS.match(match["below"])
        return _quotient(match) if word and word["word"] in bases else match[0]

    text = _HALF.sub(whole, text) if r"\partial" in text else text
    text = _OPERATOR.sub(r"\\frac{\\partial}{\\partial \g<below>} ", text)
    text = _SLASHED.sub(_quotient, _BY_BELOW.sub(_by_below, text))
    if "d" in taken or any(name[:1] == "d" and name[1:] in taken for name in taken):
        return text
    text = _OF_WORD.sub(lambda m: _quotient(m) if m["above"] in taken else m[0], text)
    return _LEIBNIZ.sub(_quotient, text)


def _quotient(match: re.Match[str]) -> str:
    above = f" {match['above']}" if match["above"] else ""
    return rf"\frac{{\partial{above}}}{{\partial {match['below']}}}"


def _by_below(match: re.Match[str]) -> str:
    below = match["braced"] or match["bare"]
    if _INDEX.fullmatch(below):
        return match[0]
    return rf"\frac{{\partial {match['of']}}}{{\partial {below}}}"
