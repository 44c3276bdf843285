r"""The number in `\sqrt{2\pi v}` on a page that calls its weights by the letter, too."""

from handgrad.language.shape import SCALAR
from handgrad.reading.names.name_spellings import key
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.regex import regex

_TWICE = regex(r"(?<![\w.\\])2\s?(?:\\pi|π)(?![A-Za-z]|\s?_)")


def with_number_pi(text: str, page: Vocabulary) -> str:
    r"""The text with twice the number as `8\arctan(1)`, where an array has its name.

    >>> with_number_pi(r"\pi_k/\sqrt{2\pi v}", Vocabulary({"pi_": ("K", 1), "v": (1, 1)}, "L"))
    '\\pi_k/\\sqrt{8\\arctan(1) v}'
    """
    is_array = any(key(name) == "pi" and shape != SCALAR for name, shape in page.shapes.items())
    return _TWICE.sub(r"8\\arctan(1)", text) if is_array else text
