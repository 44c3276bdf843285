"""Letters that lost their place below a Greek one: `δc`, where a text says what `δ_c` is."""

import re

from handgrad.regex import regex

_SAID = regex(r"(?m)(?:^|[;,:]\s)[\s*•-]*(?P<name>[δΔεζηνξρτχω][a-z])\s*=(?!=)")


def with_letters_below(text: str) -> str:
    """The text with the letters below.

    >>> with_letters_below("δc = w δe g; dE/dw = δc x")
    'δ_c = w δe g; dE/dw = δ_c x'
    """
    for name in {match["name"] for match in _SAID.finditer(text)}:
        text = re.sub(rf"{name}(?![A-Za-z0-9_])", f"{name[0]}_{name[1]}", text)
    return text
