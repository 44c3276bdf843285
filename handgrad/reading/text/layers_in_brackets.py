"""Layers that stand in brackets behind a name, as pages copied as plain text have them."""

import re
from collections.abc import Collection

from handgrad.regex import regex

_LAYERED = regex(
    r"(?<![A-Za-z0-9_.\\^])(d?)([A-Za-z])\[(\d|[lL](?:[ ]?[-+][ ]?1)?)\](T(?!\w))?"
)
# The activation of a layer, whose argument says which it is: `g[1]'(z1)`.
_ACTIVATED = regex(
    r"(?<![A-Za-z0-9_.])(\\?(?:sigma|sigmoid|phi|tanh|relu|act|f|g)|[σφ])"
    r"(?:\[\d\](?='?[ ]?\()|\(\d\)(?='[ ]?\())"
)
# The entry by which a formula of LaTeX differentiates: `\\partial w[j]}`.
_ENTRY_BELOW = regex(
    r"(?<=\{)(\s?(?:\\partial|∂|d)\s?[A-Za-z]\w*)\[([i-n])(?:(?:\]\[|,\s?)([i-n]))?\](?=\s?\})"
)
_IS_LISTED = regex(r"=[ ]*\[|\b(?:def|for|range|append|len|return|params|self)\b")


def with_layers_raised(text: str, known: Collection[str]) -> str:
    """`dW[2] = dZ[2] A[1]^T` with `dW^{[2]}`, where a page has W2 and no W.

    >>> with_layers_raised("dZ[2] = A[2] - Y", ("W2", "Z2", "A2", "Y"))
    'dZ^{[2]} = A^{[2]} - Y'
    """
    text = _ACTIVATED.sub(r"\1", text)
    text = _ENTRY_BELOW.sub(lambda m: f"{m[1]}_{{{m[2]}{m[3] or ''}}}", text)
    found = list(_LAYERED.finditer(text))
    bases = {match[2] for match in found}
    numbered = {name[:-1] for name in known if name[-1:] in ("1", "2")}
    is_layered = bases <= numbered and bases.isdisjoint(known)
    if len(bases) < 2 or not is_layered or _IS_LISTED.search(text):
        return text
    return _LAYERED.sub(_raised, text)


def _raised(match: re.Match[str]) -> str:
    letter, name, layer, turned = match.groups(default="")
    return f"{letter}{name}^{{[{layer.replace(' ', '')}]{turned}}}"
