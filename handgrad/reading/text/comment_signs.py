"""Texts that are one comment of a program, and nothing else: `/// dx[i] = dy[i]*w[i]`."""

from handgrad.regex import regex

_LONGEST = 20_000
_COMMENT = regex(
    r"(?:[ \t]*(?:(?:#+|//+|%+)[^\n]*)?(?:\n|$))+"
    r"|\s*/\*+[^\n]*\n(?:[ \t]*\*[^\n]*\n)*[ \t]*(?:\*[^\n]*)?\*/\s*"
)
_COMMENT_SIGN = regex(
    r"(?m)^[ \t]*(?:#+'?(?:[ \t]*@[a-z]+(?![\w.]))?|//+!?|%+|/\*+!?|\*+/?)|\*+/[ \t]*$"
)


def without_comment_signs(text: str) -> str:
    """The text with blanks for the signs of a comment that it is throughout.

    >>> without_comment_signs("//! dx = dy*w\\n//! dw = dy*x")
    '    dx = dy*w\\n    dw = dy*x'
    """
    is_comment = text.lstrip()[:1] in ("#", "/", "%") and len(text) <= _LONGEST
    if not is_comment or not _COMMENT.fullmatch(text):
        return text
    return _COMMENT_SIGN.sub(lambda match: " " * len(match[0]), text)
