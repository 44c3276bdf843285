"""Whether a text leaves out the signs of sums: an index that stands twice is summed over."""

import re
from collections import Counter
from collections.abc import Collection

from handgrad.reading.spelling.needed_signs import has_one, in_small_letters
from handgrad.regex import regex

_SAID = regex(
    r"einstein|summation\s+convention|repeated\s+(?:ind|subscript)|implie[ds]\s+sum"
    r"|sum(?:s|mation)?\s+(?:\w+\s+)?implied|爱因斯坦|愛因斯坦",
    re.IGNORECASE,
)
_DENIED = regex(
    r"(?i)(?:\bnot?\b|n't|\bwithout|\bnever|\binstead\s+of)[^.\n]{0,40}"
    r"(?:einstein|convention|repeated|implied)"
    r"|(?:einstein|convention|repeated|implied)[^.\n]{0,40}(?:\bnot\b|n't|\bnever)"
)
# A formula for one sample, where an index that stands twice may be that of the sample.
_OF_ONE_SAMPLE = regex(
    r"(?i)\b(?:for|per|of)[\s-]+"
    r"(?:each|every|one|any|all|fixed|a\s+(?:single|given|fixed)|sample|example)\b"
)
_WRITTEN = regex(r"sum(?![A-Za-z]*mation)|[Σ∑]|\\mathbb|einsum")
_PLACES = r"(?:\{[ ]?[a-z][ ]?,?[ ]?[a-z]?[ ]?\}|[a-z]{1,2}(?![a-z_]))"
_INDEXED = rf"\\?[A-Za-z]\w*?_[ ]?{_PLACES}"
_FACTOR = regex(rf"\\?[A-Za-z]\w*?_[ ]?({_PLACES})")
# `Y_{ij} = X_{ik} W_{kj}`, `f = x_i A_{ij} x_j + b_i x_i`.
_DEFINITION = regex(
    rf"(?<![\w/}}∂])(?:\\?(?P<name>[A-Za-z]\w*?)(?:_[ ]?(?P<free>{_PLACES}))?)"
    rf"[ ]?&?[ ]?=[ ]?(?P<terms>{_INDEXED}(?:[ ]*[-+*]?[ ]*{_INDEXED}){{1,8}})(?![\w'^(])"
)


def may_sums_be_implied(text: str) -> bool:
    """Whether nothing in a text speaks against the convention: no sum that it writes itself."""
    is_denied = _is_named(text) and _DENIED.search(text)
    return not (is_denied or _OF_ONE_SAMPLE.search(text) or _WRITTEN.search(text))


def are_sums_implied(text: str, values: Collection[str]) -> bool:
    """Whether a text says that it leaves sums out, or does so where it says what a value is.

    `values` are the forward values of the page.
    """
    is_named = _is_named(text)
    if (is_named and _DENIED.search(text)) or _OF_ONE_SAMPLE.search(text):
        return False
    if is_named and _SAID.search(text):
        return True
    if "_" not in text or _WRITTEN.search(text):
        return False
    return any(
        match["name"] in values and _are_contracted(match["free"] or "", match["terms"])
        for match in _DEFINITION.finditer(text)
    )


def _is_named(text: str) -> bool:
    """Whether a text may speak of the convention, to say it or to deny it."""
    words = ("einstein", "convention", "repeated", "implie", "爱因斯坦", "愛因斯坦")
    return has_one(in_small_letters(text), words)


def _are_contracted(free: str, terms: str) -> bool:
    """Whether a term has the free indices once and others twice, and no term another number."""
    wanted = dict.fromkeys(filter(str.isalpha, free), 1)
    is_summed = False
    for term in re.split("[-+]", terms):
        count = Counter(filter(str.isalpha, "".join(_FACTOR.findall(term))))
        twice = {letter: 2 for letter in count if letter not in wanted}
        is_summed |= bool(twice)
        if count != Counter({**(wanted if twice else count), **twice}):
            return False
    return is_summed
