"""The rule of traces said beside a derivation: `tr(M dX) belongs to the gradient M^T`."""

import re

from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.regex import regex

_TURNED = r"(?:\^\s?\{?\s?T\s?\}?|'|ᵀ)"
_RULE = regex(
    r"(?:[,;]\s*)?(?:\b(?:and|where|since|because|as|but|now|here)\s+)?(?:d[a-zA-Z]\s*=\s*)?"
    r"(?:\\operatorname\s?\{tr\}|\\?tr|\\?Tr|trace)\s?(?:\\left)?\(\s?(?P<factor>[A-Z])"
    rf"(?P<raised>{_TURNED})?\s*\\?,?\s*d\s?\\?[A-Z]\s?(?:\\right)?\)\s+"
    r"(?:(?:belongs|corresponds|leads|goes)\s+(?:to|with)|means|has|gives)\s+"
    r"(?:that\s+)?(?:the\s+|a\s+)?(?:gradient|derivative)\s+(?:is\s+|of\s+)?"
    rf"(?P<gradient>[A-Z])(?P<turned>{_TURNED})?(?![\w^({{])"
)


def without_trace_rule(text: str, page: Vocabulary) -> str:
    """The text with a semicolon for the rule, said of a letter that the page does not have.

    >>> page = Vocabulary({"X": ("n", "n"), "g": (1, 1)}, "g", ("X",))
    >>> without_trace_rule("tr(A dX), and tr(M dX) has the gradient M^T, so A^T", page)
    'tr(A dX);                                     , so A^T'
    """

    def said(match: re.Match[str]) -> str:
        is_same = match["factor"] == match["gradient"] and match["factor"] not in page.shapes
        is_rule = is_same and bool(match["raised"]) != bool(match["turned"])
        return ";".ljust(len(match[0])) if is_rule else match[0]

    return _RULE.sub(said, text)
