"""A sign that a text itself says it has for ∂: `& - derivative symbol`, then `&C/&A`."""

import re

from handgrad.regex import regex

_SIGN = r"(?P<{0}>[&@#%~!?$])"
_WHAT = (
    r"(?:the\s|a\s)?(?:sign\s(?:of|for)\s)?(?:the\s|a\s)?(?:partial\s)?"
    r"(?:derivatives?|differentials?|differentiation|partials?)(?![A-Za-z])"
    r"(?:[ ](?:symbol|sign|operator)s?)?"
)
_SAID = regex(
    rf"(?im)[`'\"]?{_SIGN.format('first')}[`'\"]?\s?"
    rf"(?:[-–—:=]|->|is|means|denotes|stands\sfor|represents|for|as)\s{_WHAT}"
    rf"|\b(?:use|used|using|write|writing|typed?|typing)\s[`'\"]?{_SIGN.format('second')}[`'\"]?\s"
    rf"(?:for|as|to\s(?:mean|denote))\s{_WHAT}"
)


def with_derivative_signs(text: str) -> str:
    """The text with ∂ for such a sign in quotients, and without what is said of the sign.

    >>> with_derivative_signs("(I use & for the derivative) &J/&b = 2b")
    '(I                          ) ∂J/∂b = 2b'
    """
    said = _SAID.search(text)
    if said is None:
        return text
    sign = re.escape(said["first"] or said["second"])
    quotient = rf"(?<![\w)\]]){sign}(\s?[A-Za-z]\w{{0,20}})\s?/\s?{sign}(?=\s?[A-Za-z])"
    found, count = re.subn(quotient, r"∂\1/∂", text)
    return found.replace(said[0], " " * len(said[0]), 1) if count else text
