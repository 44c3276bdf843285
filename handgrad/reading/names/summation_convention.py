"""Whether a text leaves out the signs of sums: an index that stands twice is summed over."""

import re
from collections import Counter
from collections.abc import Collection

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
_FACTOR = r"\\?([A-Za-z]\w*?)_[ ]?\{?([a-z])[ ]?,?([a-z]?)\}?"
# `Y_{ij} = X_{ik} W_{kj}`.
_DEFINITION = regex(rf"{_FACTOR}[ ]?&?[ ]?=[ ]?{_FACTOR}[ ]*{_FACTOR}(?![\w'^(])")


def are_sums_implied(text: str, values: Collection[str]) -> bool:
    """Whether a text says that it leaves sums out, or does so where it says what a value is.

    `values` are the forward values of the page.
    """
    if _DENIED.search(text) or _OF_ONE_SAMPLE.search(text):
        return False
    if _SAID.search(text):
        return True
    if _WRITTEN.search(text):
        return False
    for name, i, j, _, k, m, _, p, q in _DEFINITION.findall(text):
        free, used = {i, j} - {""}, Counter((k, m, p, q))
        del used[""]
        twice = {letter for letter, count in used.items() if count == 2}
        if name in values and len(twice - free) == 1 and used.keys() - twice == free:
            return True
    return False
