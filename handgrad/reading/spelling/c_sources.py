"""What C++ writes around a formula: `static_cast<float>(...)`, `std::exp`, `rho_`."""

from handgrad.regex import regex

_NUMBERS = r"(?:const\s+)?(?:[a-z_]*(?:float|double|real|score|scalar)\w*|[TD]|Dtype)"
_CAST = regex(
    rf"\bstatic_cast\s*<\s*{_NUMBERS}\s*>\s*(?=\()"
    r"|(?<![\w)])\(\s*(?:float|double)\s*\)[ \t]*(?=[\w(])"
)
_STANDARD = regex(r"\bstd\s*::\s*(?=[a-z]\w*\s*\()")
# The underscore that members of a class end in.
_MEMBER = regex(r"(?<=[A-Za-z0-9])_(?=\[|\s*(?:[)*+\-/,;\]]|$))")


def without_types(text: str) -> str:
    """The formulas of C++ without casts to floats, `std::` and the last underscore of members.

    >>> without_types("g[i] = static_cast<score_t>(-y_[i] * std::exp(s[i] * rho_));")
    'g[i] = (-y[i] * exp(s[i] * rho));'
    """
    if not any(sign in text for sign in ("::", "_cast", "(float)", "(double)")):
        return text
    return _MEMBER.sub("", _STANDARD.sub("", _CAST.sub("", text)))
