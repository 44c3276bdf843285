r"""The total of an array by its letter and 0: `\alpha_0 = \sum_k \alpha_k`."""

import re

from handgrad.language.shape import SCALAR
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.spelling.letters import LETTER, letter_named
from handgrad.regex import regex

_ZERO = r"\s?(?:_\s?(?:0(?![\w.])|\{\s?0\s?\})|₀)"
_SAID = regex(rf"(?<![A-Za-z\\])(?P<letter>{LETTER}){_ZERO}\s*&?\s*:?=\s*&?\s*(?:\\?sum|[∑Σ])")


def with_totals_named(text: str, page: Vocabulary) -> str:
    r"""The text with a name of its own for such a total.

    >>> page = Vocabulary({"alpha": ("K", 1)}, "L")
    >>> with_totals_named(r"\psi(\alpha_0), \alpha_0 = \sum_k \alpha_k", page)
    '\\psi(\\alpha_{sum}), \\alpha_{sum} = \\sum_k \\alpha_k'
    """
    for said in {match["letter"] for match in _SAID.finditer(text)}:
        name = letter_named(said)
        is_array = page.shapes.get(name, SCALAR) != SCALAR
        if is_array and not {f"{name}0", f"{name}_0"} & page.shapes.keys():
            zero = rf"(?<![A-Za-z\\])({re.escape(said)}){_ZERO}"
            text = re.sub(zero, r"\1_{sum}", text)
    return text
