r"""Names of a writer's own with a value of the page below: the `a_z` of `z = \sigma(a_z)`."""

import re

from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.spelling.letters import LETTER, capital_of, letter_named
from handgrad.regex import regex

_SAID = regex(
    rf"(?<![A-Za-z\\}}_])(?P<base>{LETTER})\s?_\s?(?P<below>[A-Za-z](?![A-Za-z0-9])|\{{\s?[A-Za-z]\s?\}})"
    r"\s*&?\s*:?=(?!=)"
)
_GRADIENTS = ("delta", "Delta", "d", "g", "G", "D")
_INDICES = "ijklmn"


def with_gates_named(text: str, page: Vocabulary) -> str:
    r"""The text with a word below such names, which no index could be.

    >>> page = Vocabulary(dict.fromkeys("zxL", ("n", 1)), "L")
    >>> with_gates_named(r"a_z = 2x, z = \sigma(a_z)", page)
    'a_{ofz} = 2x, z = \\sigma(a_{ofz})'
    """
    for said in list(_SAID.finditer(text)):
        base, below = letter_named(said["base"]), said["below"].strip("{} ")
        alike = {base, base.lower(), capital_of(base), f"{base}{below}", f"{base}_{below}"}
        is_own = not alike & page.shapes.keys() and base not in _GRADIENTS
        is_value = below in page.shapes and below not in (*page.sizes, page.loss, *_INDICES)
        if is_own and is_value:
            written = rf"(?<![A-Za-z\\]){re.escape(said['base'])}\s?_\s?"
            name = rf"{said['base']}_{{of{below}}}"
            every = rf"{written}(?:{below}(?![A-Za-z0-9])|\{{\s?{below}\s?\}})"
            text = re.sub(every, name.replace("\\", r"\\"), text)
    return text
