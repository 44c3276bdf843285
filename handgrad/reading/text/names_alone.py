r"""Names that stand on a line of their own, with their value on the line below: `\delta`."""

from handgrad.reading.spelling.characters import GREEK
from handgrad.regex import regex

_SCRIPTS = r"(?:\s?[_^]\s?(?:\{[^{}\n=]{1,24}\}|\w|\(\w\)))"
_LETTERS = "|".join(sorted({name for name in GREEK.values() if name.isalpha()}))
_NAME = (
    rf"(?:\\(?!begin|end|item|\[|\])[A-Za-z]+(?:\s?\{{\w+\}})?{_SCRIPTS}{{0,2}}"
    rf"|(?:[A-Za-z]|[^\W\d_a-zA-Z]|{_LETTERS}){_SCRIPTS}{{0,2}}|[A-Za-z]\w*{_SCRIPTS}{{1,2}})"
)
_APPLIED = r"(?:\s?\([^()\n=]{1,12}\))?"
_ALONE = regex(rf"(?m)^([ \t&]*)({_NAME}{_APPLIED})[ \t&]*\n[ \t]*(&?[ \t]*=(?!=))")


def with_names_in_line(text: str) -> str:
    r"""The text with a name that stands on a line of its own on that of its value.

    >>> with_names_in_line("\\delta\n  &= a - y")
    '\n\\delta &= a - y'
    """
    return _ALONE.sub(r"\n\1\2 \3", text)
