"""Layers that stand in brackets behind a name, as pages copied as plain text have them."""

import re
from collections.abc import Collection

from handgrad.reading.names.vocabulary import ACTIVATION_LETTERS
from handgrad.regex import regex

_LAYERED = regex(r"(?<![A-Za-z0-9_.\\^])(d?)([A-Za-z])\[(\d|[lL](?:[ ]?[-+][ ]?1)?)\]")
_IS_LISTED = regex(r"=[ ]*\[|\b(?:def|for|range|append|len|return|params|self)\b")


def with_layers_raised(text: str, known: Collection[str]) -> str:
    """`dW[2] = dZ[2] A[1]^T` with `dW^{[2]}`, where a page has W2 and no W.

    >>> with_layers_raised("dZ[2] = A[2] - Y", ("W2", "Z2", "A2", "Y"))
    'dZ^{[2]} = A^{[2]} - Y'
    """
    found = list(_LAYERED.finditer(text))
    bases = {match[2] for match in found}
    is_layered = all(
        base not in known
        and (base in ACTIVATION_LETTERS or {f"{base}1", f"{base}2"} & {*known})
        for base in bases
    )
    if len(bases) < 2 or not is_layered or _IS_LISTED.search(text):
        return text
    return _LAYERED.sub(lambda m: f"{m[1]}{m[2]}^{{[{re.sub(' ', '', m[3])}]}}", text)
