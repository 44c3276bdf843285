r"""Functions of an entry that a text says by the entry: `S(x_i) = e^{x_i}`."""

import re

from handgrad.reading.names.name_spellings import function_spelled
from handgrad.reading.names.vocabulary import ACTIVATION_LETTERS, Vocabulary
from handgrad.reading.spelling.letters import letter_named
from handgrad.regex import regex

_INDEX = r"_\s?(?:\{\s?(?P<braced>[a-z])\s?\}|(?P<bare>[a-z])(?![A-Za-z]))"
_OPEN, _CLOSE = r"\s?(?:\\left)?\(\s?", r"\s?(?:\\right)?\)"
_SAID = regex(
    rf"(?<![A-Za-z\\}}_])(?P<name>[A-Za-z]){_OPEN}(?P<of>\\?[A-Za-z]){_INDEX}{_CLOSE}"
    r"\s*&?\s*:?=(?!=)"
)


def with_entries_named(text: str, page: Vocabulary) -> str:
    r"""The text with an array of its own for such a function, applied to nothing else.

    >>> with_entries_named("S(x_i) = e^{x_i}; dx_i = S(x_i) g_i", Vocabulary({}, "L"))
    'Sx_{i} = e^{x_i}; dx_i = Sx_{i} g_i'
    """
    for said in list(_SAID.finditer(text)):
        name, of = said["name"], said["of"]
        start = rf"(?<![A-Za-z\\}}_]){name}{_OPEN}"
        entry = re.compile(rf"{start}{re.escape(of)}{_INDEX}{_CLOSE}")
        applied = len(re.findall(start, text))
        if _is_own(name, page) and len(entry.findall(text)) == applied > 1:
            array = f"{name}{letter_named(of)}"
            text = entry.sub(rf"{array}_{{\g<braced>\g<bare>}}", text)
    return text


def _is_own(name: str, page: Vocabulary) -> bool:
    """Whether a letter is none of the page's, and no usual letter of an activation."""
    is_activation = name in ACTIVATION_LETTERS - {"S"} or function_spelled(name) is not None
    return name not in page.shapes and name != page.loss and not is_activation
