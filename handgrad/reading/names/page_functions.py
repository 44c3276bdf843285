r"""The function of a page by the page's own name: `\frac{d}{dx} SELU(x)`, `SELU'(x)`."""

import re

from handgrad.language.shape import SCALAR
from handgrad.reading.names.name_spellings import function_spelled
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.regex import regex

# What a derivative from above is called, by which the value of a page may be multiplied.
_FROM_ABOVE = regex(r"(?i)g|d?out|grad\w*|up\w*|delta\w*|d[a-z]\d?|[cerv]")


def with_page_functions(text: str, page: Vocabulary) -> str:
    r"""The text with the value of the page where its name is applied to its only parameter.

    >>> page = Vocabulary({"x": (1, 1), "y": (1, 1)}, "y", ("x",), page="selu")
    >>> with_page_functions("d/dx SELU(x) = 1", page), with_page_functions("SELU'(x) = 1", page)
    ('dy/dx = 1', 'dy/dx = 1')
    """
    word = page.page
    is_free = word.isalpha() and len(word) > 2 and function_spelled(word.lower()) is None
    is_said = is_free and re.search(word, text, re.IGNORECASE) is not None
    if not is_said or not page.loss or len(page.parameters) != 1 or not _is_function(page):
        return text
    if word.casefold() in {name.casefold() for name in page.shapes}:
        return text
    loss, [by] = page.loss, page.parameters
    named = rf"(?:\\(?:text|mathrm|operatorname)\s?\{{\s?)?(?i:{word})\s?\}}?"
    applied = rf"{named}(?:\\left)?\(\s?{by}\s?(?:\\right)?\)"
    d = r"(?:\\partial|\\mathrm\{d\}|[d∂])"
    text = re.sub(
        rf"\\[dt]?frac\s?\{{\s?{d}\s?\}}\s?\{{\s?{d}\s?{by}\s?\}}\s*{applied}",
        rf"\\frac{{d {loss}}}{{d {by}}}",
        text,
    )
    text = re.sub(
        rf"\\[dt]?frac\s?\{{\s?{d}\s?{applied}\s?\}}\s?\{{\s?{d}\s?{by}\s?\}}",
        rf"\\frac{{d {loss}}}{{d {by}}}",
        text,
    )
    slope = rf"(?<![\w\\])[d∂]\s?/\s?[d∂]{by}\s?{applied}|(?<![\w\\{{]){named}'\(\s?{by}\s?\)"
    return re.sub(slope, f"d{loss}/d{by}", text)


def _is_function(page: Vocabulary) -> bool:
    """Whether the page says one number by another in one formula, and nothing is above it."""
    shapes = {page.shapes.get(page.loss), page.shapes[page.parameters[0]]}
    is_alone = shapes == {SCALAR} and len(page.forward) < 2
    return is_alone and not any(map(_FROM_ABOVE.fullmatch, page.data))
