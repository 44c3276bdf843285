r"""Sets that a text says by a condition: `\sum_{i \in S} x_i, S = \{i : m_i < 1\}`."""

import re

from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.regex import regex

_SET = (
    r"(?:\\mathcal\s?\{?\s?[A-Z]\s?\}?|\\(?:text|mathrm)\s?\{\s?[A-Za-z]{1,3}\s?\}"
    r"|[A-Z][A-Za-z]{0,2})"
)
_SAID = regex(
    rf"[\s,;.$]{{0,9}}(?:(?:where|with|for|let|and|here)\s+)?\$?\s?(?P<name>{_SET})"
    r"\s?(?::?=|is)\s?\\?(?:left\s?\\)?\{\s?(?P<index>[a-z])\s?(?:\\in\s[^:|{}]{1,20})?\s?"
    r"(?::|\||\\mid(?![a-z])|\\colon(?![a-z])|;)\s?(?P<condition>[^{}\n|]{3,60}?)"
    r"\s?\\?(?:right\s?\\)?\}[\s$]{0,9}"
)
_IN = r"(?P<index>[a-z])\s?(?:\\in(?![a-z])|∈|\bin\b)\s?"


def with_sets_written_out(text: str, page: Vocabulary) -> str:
    r"""The text with the conditions below its sums, where a set is said once and no name.

    >>> page = Vocabulary({"x": ("n", 1), "m": ("n", 1)}, "L")
    >>> with_sets_written_out(r"\sum_{i \in S} x_i, S = \{i : m_i < 1\}", page)
    '\\sum_{i : m_i < 1} x_i'
    """
    said = list(_SAID.finditer(text))
    for one in said if len({match["name"] for match in said}) == len(said) else ():
        name = one["name"]
        sums = re.compile(rf"{_IN}{re.escape(name)}(?=\s?[}})])")
        index, condition = one["index"], one["condition"]
        letters = {found["index"] for found in sums.finditer(text)}
        if name in page.shapes or letters != {index}:
            continue
        text = (
            text.replace(one[0], "", 1)
            if one.end() == len(text)
            else text.replace(one[0], "\n", 1)
        )
        text = sums.sub(lambda _, i=index, c=condition: f"{i} : {c}", text)  # type: ignore[misc]
    return text
