"""Displays among words as statements of their own: `$$...$$ so that $$...$$`."""

from handgrad.regex import regex

_ROWS = r"(?:align|equation|gather|eqnarray|multline|alignat|flalign|displaymath)\*?"
_BEHIND = regex(
    rf"(?P<end>\$\$(?:(?!\$\$)[^\n])+\$\$|\\\]|\\end\s?\{{{_ROWS}\}}(?:[ ]?\$\$?)?)"
    r"(?=[ \t]*(?!and\b|for\b|where\b|with\b|if\b|when\b|which\b)[A-Za-z\u4e00-\u9fff])"
)


def with_displays_ended(text: str) -> str:
    r"""The text with a semicolon behind each display that words go on behind.

    >>> with_displays_ended("Then $$L = y^2$$ so that $$dL/dy = 2y.$$")
    'Then $$L = y^2$$; so that $$dL/dy = 2y.$$'
    """
    return _BEHIND.sub(r"\g<end>;", text)
