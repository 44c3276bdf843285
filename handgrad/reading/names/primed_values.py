r"""Values that a page calls prime, by the sign: `y'` and `{y}'` for y_prime."""

import re

from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.spelling.letters import spelled

_SIGN = r"(?:['′’]|\^\s?\{?\s?\\prime\s?\}?)(?!['′’])"
_BY = r"(?:∂|\\partial(?![A-Za-z])|∇|\\nabla(?![A-Za-z])|\bd)"
# What a brace stands behind that is no argument.
_FREE = (
    r"(?:(?<![A-Za-z_^}])|(?<=\\times)|(?<=\\cdot)|(?<=\\odot)|(?<=\\ast)|(?<=\\partial))\s?"
)


def with_primed_values(text: str, page: Vocabulary) -> str:
    r"""The text with their names.

    >>> page = Vocabulary(dict.fromkeys(("y", "y_prime", "L"), (1, 1)), "L")
    >>> with_primed_values("{y}'(1 - y')", page)
    ' y_prime (1 -  y_prime )'
    >>> with_primed_values("∂L/∂W' = x W'", Vocabulary({"W": (1, 1), "Wp": (1, 1)}, "L"))
    '∂L/∂ Wp  = x  Wp '
    """
    for name in page.shapes:
        letter = name.removesuffix("_prime")
        if letter == name and name[:-1] in page.shapes and _is_primed(name, text):
            letter = name[:-1]
        if letter != name:
            sign = spelled(letter)
            written = rf"(?:{_FREE}\{{\s?{sign}\s?\}}|(?<![A-Za-z_\\]){sign})\s?"
            text = re.sub(written + _SIGN, f" {name} ", text)
    return text


def _is_primed(name: str, text: str) -> bool:
    """Whether a text has a derivative by W', on a page with W and Wp."""
    primed = rf"\s?_?\s?\{{?\s?{spelled(name[:-1])}\s?\}}?\s?{_SIGN}"
    return name.endswith("p") and re.search(_BY + primed, text) is not None
