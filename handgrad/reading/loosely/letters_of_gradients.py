r"""Gradients by a letter of their own, with what they are of below: `G_S`, `\delta_O`."""

import re

from handgrad.reading.names.vocabulary import Names, Vocabulary
from handgrad.reading.spelling.letters import letter_named
from handgrad.regex import regex

_BELOW = regex(
    r"(?<![\w\\])(?:\\(?:mathbf|boldsymbol|bm|mathrm|mathcal)\s?\{\s?)?"
    r"(?P<letter>[Gg]|\\?(?:delta|Delta|Gamma)|[δΔ])\s?\}?\s?"
    r"_\s?(?:\{\s?)?(?:\\(?:mathbf|boldsymbol|bm|mathrm)\s?\{\s?)?"
    r"(?P<of>\\?[A-Za-z]\w?)(?![\w,])(?:\s?\}){0,2}"
)


def with_gradients_in_full(text: str, page: Vocabulary) -> str:
    r"""The text with derivatives of the loss for them, where no other name is written so.

    >>> page = Vocabulary(dict.fromkeys("KSL", (2, 2)), "L")
    >>> with_gradients_in_full(r"dQ = \mathbf{G}_S K", page)
    'dQ = {\\frac{\\partial L}{\\partial S}} K'
    """
    names = Names(page)

    def full(match: re.Match[str]) -> str:
        letter, of = letter_named(match["letter"]), letter_named(match["of"])
        is_own = of not in page.shapes or of in page.sizes or f"{letter}_{of}" in page.shapes
        if is_own or names.find(of) is None:
            return match[0]
        return rf"{{\frac{{\partial {page.loss}}}{{\partial {match['of']}}}}}"

    return _BELOW.sub(full, text)
