r"""Values that a page calls prime, by the sign: `y'` and `{y}'` for y_prime."""

import re

from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.spelling.letters import spelled

_SIGN = r"(?:['′’]|\^\s?\{?\s?\\prime\s?\}?)(?!['′’])"
# What a brace stands behind that is no argument.
_FREE = (
    r"(?:(?<![A-Za-z_^}])|(?<=\\times)|(?<=\\cdot)|(?<=\\odot)|(?<=\\ast)|(?<=\\partial))\s?"
)


def with_primed_values(text: str, page: Vocabulary) -> str:
    r"""The text with their names.

    >>> page = Vocabulary(dict.fromkeys(("y", "y_prime", "L"), (1, 1)), "L")
    >>> with_primed_values("{y}'(1 - y')", page)
    ' y_prime (1 -  y_prime )'
    """
    for name in page.shapes:
        letter = name.removesuffix("_prime")
        if letter != name:
            sign = spelled(letter)
            written = rf"(?:{_FREE}\{{\s?{sign}\s?\}}|(?<![A-Za-z_\\]){sign})\s?"
            text = re.sub(written + _SIGN, f" {name} ", text)
    return text
