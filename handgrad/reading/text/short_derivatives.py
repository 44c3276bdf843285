r"""A short sign for a derivative: `\partial_j J`, "write d_j for the derivative by theta_j"."""

import re

from handgrad.language.shape import SCALAR
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.regex import regex

_SHORT = r"(?:\\partial|∂|[dD])_\{?[a-z]\}?(?![A-Za-z])"
_NAME = r"\\?[A-Za-z]+_\{?[a-z]\}?|[α-ω]_\{?[a-z]\}?"
_DECLARED = regex(
    rf"(?i:\b(?:write|writing|use|using|denote|abbreviate|let|set|put)\b)\s+\$?(?P<short>{_SHORT})\$?\s*"
    r"(?:for|as|be|mean|denotes?|to mean|:?=)\s+"
    rf"(?:\$?\\[dt]?frac\s?\{{\s?(?:\\partial|d)\s?\}}\s?\{{\s?(?:\\partial|d)\s?(?P<below>{_NAME})\s?\}}\$?"
    rf"|\$?(?:∂|d)\s?/\s?(?:∂|d)(?P<plain>{_NAME})\$?"
    r"|(?:the\s+)?(?:partial\s+)?derivative\s+(?:by|in|with\s+respect\s+to|w\.?r\.?t\.?)\s+"
    rf"\$?(?P<said>{_NAME})\$?)[,.;]?(?:\s+and\b)?"
)
_MAY_BE_SHORT = regex(r"_|(?<![A-Za-z])d[ijk] ")
_LONGEST = 4_000


def with_derivatives_in_full(text: str, page: Vocabulary) -> str:
    r"""The text with the derivative where its short sign stands.

    One that no sentence explains is by the only parameter of the page, a vector.
    """
    if not _MAY_BE_SHORT.search(text) or len(text) > _LONGEST:
        return text
    declared = _DECLARED.search(text)
    if declared is not None:
        by = declared["below"] or declared["plain"] or declared["said"]
        rest = text[: declared.start()] + " " * len(declared[0]) + text[declared.end() :]
        return _in_full(rest, declared["short"], by)
    if len(page.parameters) != 1 or 1 not in page.shapes[page.parameters[0]]:
        return text
    [parameter] = page.parameters
    if page.shapes[parameter] == SCALAR:
        return text
    loss = re.escape(page.loss)
    sign = re.compile(
        rf"(?<![A-Za-z\\])(?:(?:\\partial|∂|[dD])_\{{?([ijklrs])\}}?|d([ijk])[ ])"
        rf"(?=\s*(?:{loss}(?![A-Za-z])|\(\s?{loss}\s?\)|\\lVert|\\left\\\||\\\|))"
    )
    letters = {match[1] or match[2] for match in sign.finditer(text)}
    if letters & page.shapes.keys():
        return text
    return sign.sub(lambda match: _operator(f"{parameter}_{match[1] or match[2]}"), text)


def _in_full(text: str, short: str, by: str) -> str:
    sign = re.compile(rf"(?<![A-Za-z\\]){re.escape(short)}(?![A-Za-z])\s*")
    return sign.sub(lambda match: _operator(by) + " ", text)


def _operator(by: str) -> str:
    return rf"\frac{{\partial}}{{\partial {by}}}"
