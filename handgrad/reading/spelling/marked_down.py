r"""What tools for Markdown and for documentation have done to displays.

A line of `====` below a left side was one sign; `\$\$`, `\\\[` and `\left\[` were escaped;
`\f$` and `\f[` are the signs of Doxygen, whose lines start with a star.
"""

import re

from handgrad.regex import regex

_LEFT = r"(?:\\[dt]?frac|\\nabla|\\partial|∂|∇)[^\n=]*"
_RULE = regex(rf"(?m)^(?P<left>[ \t>]*{_LEFT})\n+[ \t>]*={{3,}}[ \t]*\n+")
# Dollars around brackets that were those of a display.
_IN_BOTH = regex(r"\$\$?\[(?=\s)(?P<inside>[^$\[\]]*=[^$]*)(?<=\s)\]\$\$?")
_ESCAPED = regex(r"\\\\(?=\\[\[\]])|\\(?=\$)|(?<=\\left)\\(?=\[)|(?<=\\right)\\(?=\])")
_IS_ESCAPED = regex(r"\\\\\\\[|\\\$|\\left\\\[")
_OF_MANUALS = regex(r"\\f(?=[$\[\]])")
_STAR = regex(r"(?m)^[ \t]*(?:/\*\*?|\*/|\*(?![*]))[ \t]?")


def with_markdown_undone(text: str) -> str:
    r"""The text as it was before.

    >>> with_markdown_undone("\\frac{dL}{dw}\n=====\n\n2x")
    '\\frac{dL}{dw} = 2x'
    >>> with_markdown_undone(r"\$\$L = x\$\$"), with_markdown_undone(r"\f$ L = x \f$")
    ('$$L = x$$', '$ L = x $')
    """
    text = _IN_BOTH.sub(r"$$\g<inside>$$", _RULE.sub(r"\g<left> = ", text))
    if _IS_ESCAPED.search(text):
        text = _ESCAPED.sub("", text)
    if _OF_MANUALS.search(text):
        lines = [line for line in text.split("\n") if line.strip()]
        if all(map(_STAR.match, lines)):
            text = _STAR.sub("", text)
        text = re.sub(r"\\f\$", "$", re.sub(r"\\f([\[\]])", r"\\\1", text))
    return text
