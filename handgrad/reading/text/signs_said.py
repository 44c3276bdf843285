"""What a bracket behind a formula says of its signs: `(⊙ = elementwise; f'(z) = 1 if z > 0)`.

What says in words what a sign means is blanked; the slope that it gives of a function stands
as an equation of its own. Places are kept.
"""

import re

from handgrad.regex import regex

_BRACKET = regex(
    r"(?:(?<!\w)|(?!\(\*))[(\[（]([^()\[\]（）\n]*(?:\(\s*\\?\w+\s*\)[^()\[\]（）\n]*)*)[)\]）]"
)
_PARTS = regex(r"[;；,，]")
_SIGN = (
    r"\$?(?:[⊙∘⊗×·*@]|\\(?:odot|circ|otimes|times|cdot))\$?\s*"
    r"(?:=|:|is|are|denotes?|means?|stands\s+for|represents?|[—–-]|为|是|表示|es|ist|est|é|è)?\s*"
)
_OF_SIGN = regex(
    rf"(?i){_SIGN}(?:\\(?:text|mbox)[ ]?\{{\s*)?"
    r"[^\W\d_][^=+*/^<>\\(){}]{2,}\}?"
)
_WORDS = regex(r"[^=+*/^<>\\(){}_\d']{2,}")
_SLOPE = regex(
    r"[A-Za-zσφ]\w{0,9}\s*(?:'|′|’)\s*\(\s*\w\s*\)\s*=\s*-?[\w.]+\s*(?:if|when|für|si)\s[^=]+"
)


def with_signs_said(text: str) -> str:
    """The text without what says of a sign what it means, and with slopes parted from it.

    >>> with_signs_said("dz = da ⊙ r (⊙ = elementwise)")
    'dz = da ⊙ r                  '
    """
    return _BRACKET.sub(_parted, text)


def _parted(match: re.Match[str]) -> str:
    parts = [part.strip() for part in _PARTS.split(match[1])]
    kinds = list(map(_kind, parts))
    if not {"sign", "slope"} & {*kinds} or "" in kinds:
        return match[0]
    slopes = (part for part, kind in zip(parts, kinds, strict=True) if kind == "slope")
    return "".join(f"; {slope}" for slope in slopes).ljust(len(match[0]))


def _kind(part: str) -> str:
    if _OF_SIGN.fullmatch(part):
        return "sign"
    if _SLOPE.fullmatch(part):
        return "slope"
    return "words" if _WORDS.fullmatch(part) else ""
