r"""A display whose left side stands over several lines, with that side on one line.

So it is where a text has one sign a line: `\nabla_w`, then `L`, then `=`.
"""

import re

from handgrad.regex import regex

_SPACES = r"(?:\n[ \t]*(?:\\[,;:!]?)?[ \t]*(?=\n))*"
_LINE = r"\n[ \t]*(?!\\begin|\\text|\\\]|=)[^\n=$&]*[^\n=$&\s\\,;.][ \t]*"
_HEAD = regex(
    r"(?P<opening>(?:\$\$|\\\[|\\begin\{equation\*?\})[ \t]*)"
    rf"(?P<head>(?:{_LINE}{_SPACES}){{2,6}})\n(?=[ \t]*=)"
)
_DERIVATIVE = regex(r"\s*(?:\\nabla|∇|\\[dt]?frac\s*(?:\n\s*)?\{\s*(?:\\partial|∂|d))")


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
