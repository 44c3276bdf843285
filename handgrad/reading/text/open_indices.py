"""Entries in brackets whose index is a letter that nothing runs through: `dw[i] = r*x[i]`."""

import re

from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.regex import regex

_LEFT = regex(
    r"(?m)^[ \t]*(?:d[A-Za-z]?/d|d|∂[A-Za-z]?/∂|grad_)?(?P<name>[A-Za-z]\w{0,20})"
    r"\[(?P<index>[a-z](?:\s?(?:,|\]\[)\s?[a-z])?)\][ \t]*=(?!=)"
)
_LETTER = regex(r"[a-z]")
_RUNS = regex(r"\bfor\b|\bwhile\b|\bend\b|\bdef\b|\breturn\b|\\(?:begin|sum)|[{}]|\[:|:\]")


def with_open_indices(text: str, page: Vocabulary) -> str:
    """The text with `dw_i = r*x_i` for them; a program, which has loops, as it was."""
    letters = {x for match in _LEFT.finditer(text) for x in _LETTER.findall(match["index"])}
    if not letters or _RUNS.search(text) or letters & page.shapes.keys():
        return text
    one = "|".join(sorted(letters))
    assigned = rf"(?m)^[ \t]*(?:{one})[ \t]*="
    if re.search(assigned, text):
        return text
    pair = re.compile(rf"(?<=\w)\[({one})\s?(?:,|\]\[)\s?({one})\]")
    single = re.compile(rf"(?<=\w)\[({one})\]")
    return single.sub(r"_\1", pair.sub(r"_{\1\2}", text))
