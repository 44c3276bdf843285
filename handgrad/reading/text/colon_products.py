r"""What texts say of the sign of the Frobenius product: `$A:B = \operatorname{tr}(A^TB)$`.

Its letters stand for any matrices, even where the page has such names.
"""

from handgrad.regex import regex

_TRACE = (
    r"(?:\\(?:mathrm|text|operatorname|rm|mathbf)\s?\{?\s?|\{\s?\\rm\s+)?\\?(?:[Tt]r|[Tt]race)"
    r"\s?\}?(?:\\(?:big|Big|bigg)?[lr]?|\\left)?\s?"
)
_SIGN = r"\s?(?::|\\colon(?![a-z])|\\(?:cdot|bullet)(?![a-z]))\s?"
_TURNED = r"\s?\^\s?\{?\s?(?:T|\\top|\\intercal|\\prime)\s?\}?\s?"
_SAID = regex(
    rf"(?P<mark>\$\$?|\\\()\s*(?P<one>[A-Z])(?:{_SIGN})(?P<two>[A-Z])\s*&?\s*=\s*"
    rf"{_TRACE}(?:\\big|\\left)?\s?[(\[{{]\s?(?:(?P=one){_TURNED}(?P=two)|(?P=two){_TURNED}(?P=one)"
    rf"|(?P=one)\s?(?P=two){_TURNED})\s?(?:\\big|\\right)?[)\]}}]\s*[.,;]?\s*(?:(?P=mark)|\\\))"
)


def without_colon_product(text: str) -> str:
    r"""The text without that equation.

    >>> without_colon_product(r"With $A:B = {\rm tr}(A^TB)$ we get $f = X:X$")
    'With  we get $f = X:X$'
    """
    return _SAID.sub("", text)
