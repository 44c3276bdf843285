r"""A display whose left side stands over several lines, with that side on one line.

So it is where a text has one sign a line: `\nabla_w`, then `L`, then `=`.
"""

import re

from handgrad.reading.spelling.characters import GREEK
from handgrad.regex import regex

_SPACES = r"(?:\n[ \t]*(?:\\[,;:!]?)?[ \t]*(?=\n))*"
_LINE = r"\n[ \t]*(?!\\begin|\\text|\\\]|=)[^\n=$&]*[^\n=$&\s\\,;.][ \t]*"
_HEAD = regex(
    r"(?P<opening>(?:\$\$|\\\[|\\begin\{equation\*?\})[ \t]*)"
    rf"(?P<head>(?:{_LINE}{_SPACES}){{2,6}})\n(?=[ \t]*=)"
)
_DERIVATIVE = regex(r"\s*(?:\\nabla|∇|\\[dt]?frac\s*(?:\n\s*)?\{\s*(?:\\partial|∂|d))")

_SCRIPTS = r"(?:\s?[_^]\s?(?:\{[^{}\n=]{1,24}\}|\w|\(\w\)))"
_LETTERS = "|".join(sorted({name for name in GREEK.values() if name.isalpha()}))
_NAME = (
    rf"(?:\\(?!begin|end|item|\[|\])[A-Za-z]+(?:\s?\{{\w+\}})?{_SCRIPTS}{{0,2}}"
    rf"|(?:[A-Za-z]|[^\W\d_a-zA-Z]|{_LETTERS}){_SCRIPTS}{{0,2}}|[A-Za-z]\w*{_SCRIPTS}{{1,2}})"
)
_ALONE = regex(rf"(?m)^([ \t&]*)({_NAME})[ \t&]*\n[ \t]*(&?[ \t]*=(?!=))")

_DISPLAY = regex(r"(\$\$|\\\[)((?:(?!\$\$|\\\]|\\begin|\\\\)[\s\S])*)(\$\$|\\\])")
_BELOW = regex(r"^(\s*[^\n=]*[^\n=\s\\,;.])[ \t]*\n[ \t]*(?=&?[ \t]*=(?!=))")
_BEHIND = regex(r"(?<==)[ \t]*\n[ \t]*(?=[^\s=&])")


def with_values_in_line(text: str) -> str:
    r"""The text, in which a display has its left side and the first value on one line.

    >>> with_values_in_line("$$\n\\delta\n= a - y\n$$")
    '$$\n\n\\delta = a - y\n$$'
    """

    def joined(match: re.Match[str]) -> str:
        inside = _BEHIND.sub(" ", _BELOW.sub(r"\1 ", match[2]))
        lost = match[2].count("\n") - inside.count("\n")
        return match[1] + "\n" * lost + inside + match[3]

    return _DISPLAY.sub(joined, text) if "\n" in text else text


def with_names_in_line(text: str) -> str:
    r"""The text with a name that stands on a line of its own on that of its value.

    >>> with_names_in_line("\\delta\n  &= a - y")
    '\n\\delta &= a - y'
    """
    return _ALONE.sub(r"\n\1\2 \3", text)


def with_heads_in_line(text: str) -> str:
    r"""The text with the derivative that a display begins with on the line of its value.

    >>> with_heads_in_line("$$\n\\nabla_w\nL\n= 2w\n$$")
    '$$\n\n\n\\nabla_w L = 2w\n$$'
    """

    def joined(match: re.Match[str]) -> str:
        head = match["head"]
        if not _DERIVATIVE.match(head):
            return match[0]
        lines = [line.strip() for line in head.split("\n")]
        shown = " ".join(line for line in lines if line.strip("\\,;:! "))
        return match["opening"] + "\n" * len(lines) + shown + " "

    return _HEAD.sub(joined, text) if "\n" in text else text
