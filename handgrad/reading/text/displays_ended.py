"""Displays among words as statements of their own: `$$...$$ so that $$...$$`."""

from handgrad.regex import regex

_ROWS = r"(?:align|equation|gather|eqnarray|multline|alignat|flalign|displaymath)\*?"
# Words with which a sentence goes on to say more of what is displayed.
_GOES_ON = (
    "and|for|where|with|if|when|which|is|are|was|were|equals?|becomes?|gives?|yields?|of|by|to|from|times|plus"
    "|minus|multiplied|divided|has|have|as|in|ist|est|es|et|und|y|o"
)
_END = regex(rf"\$\$(?:(?!\$\$)[^\n])+\$\$|\\\]|\\end\s?\{{{_ROWS}\}}(?:[ ]?\$\$?)?")
# A sentence, or words before another equation.
_STARTS = regex(
    rf"[ \t]*(?:[A-Z][a-z]|(?!(?:{_GOES_ON})\b)[A-Za-z\u4e00-\u9fff][^$=\n]*"
    r"(?:\$\$|\\\[|\\begin)[^$\n]*=)"
)


def with_displays_ended(text: str) -> str:
    r"""The text with a semicolon behind each display that words go on behind.

    >>> with_displays_ended("Then $$L = y^2$$ so that $$dL/dy = 2y.$$")
    'Then $$L = y^2$$; so that $$dL/dy = 2y.$$'
    """
    return _END.sub(
        lambda match: f"{match[0]};" if _STARTS.match(text, match.end()) else match[0], text
    )
