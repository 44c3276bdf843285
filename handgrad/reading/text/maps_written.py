"""A differential that is written as a map: `[{∆X} ⟼ ⟨G∣{∆X}⟩_F]` says `df = ⟨G∣dX⟩`."""

import re

from handgrad.regex import regex

_MAP = regex(
    r"(?m)(?P<sign>^[ \t]*|=[ \t]*)\[?\{?[∆Δ](?P<name>[A-Za-z])\}?[ ]*(?:⟼|↦)[ ]*"
    r"(?P<value>[^\n\[\]]+?)(?:\](?P<end>[,;.]?)|$)"
)


def with_differentials(text: str, loss: str) -> str:
    """The text with the value of such a map as the differential of the loss.

    >>> with_differentials("[∆X ⟼ ⟨G∣∆X⟩], so the gradient is G", "f")
    'df = ⟨G∣dX⟩; so the gradient is G'
    """

    def told(match: re.Match[str]) -> str:
        name = match["name"]
        value, count = re.subn(rf"\{{?[∆Δ]{name}\}}?", f" d{name} ", match["value"])
        is_first = not text[: match.start()].strip()
        if not count or not (match["sign"].strip() or is_first):
            return match[0]
        value = re.sub(r"[ ]+(?=[⟩)])|(?<=[∣|(⟨])[ ]+", "", value)
        sign = match["sign"] if match["sign"].strip() else f"d{loss} = "
        return f"{sign}{value}{';' if match['end'] else ''}"

    return _MAP.sub(told, text)
