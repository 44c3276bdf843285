r"""Accents over the letter of a name with a number: `ŷ1` and `\hat{y}_1` for y_hat1."""

import re

from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.spelling.characters import ACCENTS
from handgrad.regex import regex

_NAME = regex(r"(?P<letter>[A-Za-z])_(?P<accent>hat|bar|tilde)_?(?P<number>\d)")
_SIGNS = {accent: sign for sign, accent in ACCENTS.items()}


def with_accented_numbers(text: str, page: Vocabulary) -> str:
    r"""The text with such names of the page.

    >>> page = Vocabulary(dict.fromkeys(("y_hat1", "L"), (1, 1)), "L")
    >>> with_accented_numbers(r"\hat{y}1 - \hat y_1", page)
    'y_hat1 - y_hat1'
    >>> with_accented_numbers(r"\partial\hat{y}_1", page)
    '\\partial y_hat1'
    """
    from unicodedata import normalize

    for name in page.shapes:
        if match := _NAME.fullmatch(name):
            letter, accent, number = match.groups()
            sign = letter + _SIGNS[accent]
            over = rf"\\(?:wide)?{accent}\s?(?:\{{\s?{letter}\s?\}}|{letter})"
            drawn = "|".join(map(re.escape, {sign, normalize("NFC", sign)}))
            text = re.sub(
                rf"(\\[A-Za-z]+)?(?:{over}|{drawn})\s?_?\s?(?:\{{\s?{number}\s?\}}|{number}(?!\d))",
                lambda found, name=name: f"{found[1]} {name}" if found[1] else name,  # type: ignore[misc]
                text,
            )
    return text
