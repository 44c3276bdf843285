"""Letters that lost their place below a Greek one: `δc`, where a text says what `δ_c` is."""

import re

from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.regex import regex

_SAID = regex(r"(?m)(?:^|[;,:]\s)[\s*•-]*(?P<name>[δΔεζηνξρτχω][a-z])\s*=(?!=)")


def with_letters_below(text: str, page: Vocabulary) -> str:
    """The text with the letters below, where they are no names of the page.

    >>> with_letters_below("δc = w δe g; dE/dw = δc x; δe = r", Vocabulary({}, "E"))
    'δ_c = w δ_e g; dE/dw = δ_c x; δ_e = r'
    """
    said = {match["name"] for match in _SAID.finditer(text)}
    for name in sorted(name for name in said if name[1] not in page.shapes):
        text = re.sub(rf"{name}(?![A-Za-z0-9_])", f"{name[0]}_{name[1]}", text)
    return text
