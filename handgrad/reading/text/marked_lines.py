r"""Texts that are a comment, a quotation or escaped Markdown throughout, without those marks.

`# dL/dw = 2x` is a formula where every line of the text begins so; `x\_{i}` is `x_{i}` where
Markdown has the backslash.
"""

import re

from handgrad.regex import regex

_COMMENT = regex(r"(?m)^([ \t]*)#+(?=[ \t]|$)")
_QUOTATION = regex(r"(?m)^[ \t]*>(?!>|=|[ \t]*\d)(?:[ \t]?>)*")
# A quotation that begins with a formula is one by itself: `>$= 2x$`.
_QUOTED_FORMULA = regex(r"(?m)^[ \t]*>(?=[ \t]*(?:\$|\\[\[(]))")
_ESCAPED = regex(r"(?<!\\)\\_(?=\\?\{)|(?<=[A-Za-z}])\\_(?=[A-Za-z0-9]\W)")
# The star of an optimum: `w^*`, `\\theta^{\\star}`.
_STAR = regex(
    r"(?<=[\w}])[ ]?\^[ ]?(?:\*|\\(?:ast|star)(?![A-Za-z])|\{[ ]?(?:\*|\\ast|\\star)[ ]?\})"
    r"(?![ ]?\*)(?=[ ]?(?:[=),.:;}\]$&]|\\|:|$))"
)
# A chain that is broken at a sign of equality which stands at both ends.
_DOUBLED = regex(
    r"(?<![<>!:=])=(?=[ \t]*(?:\$\$|\\[\])]|\\\\)?[ \t]*\n"
    r"[ \t]*(?:\$\$|\\[\[(]|&)?[ \t]*&?[ \t]*=(?!=))"
)
# A sign of equality at the end of a formula, before words and the next member of the chain.
_LEFT_OPEN = regex(
    r"(?<![<>!:=])=[ \t]*(?=\$[ \t]*\n(?:(?![ \t]*\$[ \t]*=)[^\n]*\n){0,3}[ \t]*\$[ \t]*=)"
)
# What a writer is content with: `dL/dw = 2x ✓`.
_TICK = regex(r"(?m)(?<=\S)[ \t]*[✓✔☑✅🎉👍]\ufe0f?[ \t]*$")
# A dash between what is spoken of and an equation: `the slope $w$ — $dL/dw = 2x$`.
_DASH = regex(
    r"(?<=\\\)|.[$*])[ \t]+[-–—][ \t]+(?=(?:\\\(|\$)\s*(?:\\displaystyle\s*)?"
    r"(?:\\[dt]?frac|\\partial|\\nabla|[∂∇]|d\s?\\?\w+\s?/\s?d)[^$=\n]{1,100}=)"
)
# The bullet of an item that is a display, which begins on its line and goes on below.
_BULLET = regex(r"(?m)^[ \t]*[-*+](?=[ \t]+(?:\$\$|\\\[|\\begin\{[a-z]+\*?\})[ \t]*$)")
# A minus before the display that an equation goes on with.
_MINUS = regex(
    r"(?s)(?<==)(?P<gap>[ \t$]*\n[ \t]*)-(?P<open>[ \t]+(?:\$\$|\\\[|\\begin\{[a-z]+\*?\}))"
    r"(?P<inside>(?:(?!\$\$|\\\]|\\end|\\\\|=).){1,300})(?=\$\$|\\\]|\\end)"
)
_SIGNS = (("\\\\\\\\", "\\\\"), ("\\_", "_"), ("\\|\\|", "||"))


def without_marks(text: str) -> str:
    r"""The text with spaces for the marks that all of its lines, or its quotations, begin with.

    >>> without_marks("# Let:\n# dL/dw = 2x")
    '  Let:\n  dL/dw = 2x'
    """
    if "#" in text:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) > 1 and all(_COMMENT.match(line) for line in lines):
            text = _COMMENT.sub(_blank, text)
    if ">" in text and len(_QUOTATION.findall(text)) > 1:
        text = _QUOTATION.sub(_blank, text)
    elif ">" in text:
        text = _QUOTED_FORMULA.sub(_blank, text)
    if not text.isascii():
        text = _TICK.sub("", text)
    text = _DASH.sub(" : ", text) if "$" in text or "\\(" in text else text
    if "\n" in text:
        text = _MINUS.sub(r"\g<gap> \g<open> -(\g<inside>)", text) if "=" in text else text
        text = _LEFT_OPEN.sub("", _DOUBLED.sub(" ", _BULLET.sub(_blank, text)))
    if "^" in text:
        text = _STAR.sub("_{star}", text)
    return _unescaped(text) if "\\_" in text else text


def _unescaped(text: str) -> str:
    """Mathematics without the backslashes that keep Markdown from reading it."""
    if not re.search(r"\$|\\\(|\\begin", text) or len(_ESCAPED.findall(text)) < 2:
        return text
    for escaped, sign in _SIGNS:
        text = text.replace(escaped, sign)
    return text


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])
