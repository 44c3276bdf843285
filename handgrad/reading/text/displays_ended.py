"""Displays among words as statements of their own: `$$...$$ so that $$...$$`."""

import re

from handgrad.regex import regex

_ROWS = r"(?:align|equation|gather|eqnarray|multline|alignat|flalign|displaymath)\*?"
# Words with which a sentence goes on to say more of what is displayed.
_GOES_ON = (
    "and|for|where|with|if|when|which|is|are|was|were|equals?|becomes?|gives?|yields?|of|by|to|from|times|plus"
    "|minus|multiplied|divided|has|have|as|in|ist|est|es|et|und|y|o"
)
_END = regex(rf"\$\$(?:(?!\$\$)[^\n])+\$\$|\\\]|\\end\s?\{{{_ROWS}\}}(?:[ ]?\$\$?)?")
# Words before another equation, none of which may make another formula of the display.
_STARTS = regex(
    rf"[ \t]*(?!(?:{_GOES_ON})\b)(?=[A-Za-z\u4e00-\u9fff])(?P<words>(?:[^$=\n]|\$[^$=\n]+\$)*?)"
    r"(?:\$\$|\\\[|\\begin)[^$\n]*="
)
# A sentence of its own.
_SENTENCE = regex(r"[ \t]*(?P<words>[A-Z][a-z]+[ ](?:[^$\n]|\$[^$\n]+\$){3,200})(?=\n|$)")
_CHANGES = regex(
    r"(?i)multipl|divi[ds]|times|\badd|subtract|negat|wrong|\bnot?\b|n['’]t\b|incorrect|mistake|sign|scal"
    r"|doubl|twice|hal[fv]|minus|plus|transpos|squar|forgot|miss|instead|flip|falsch|nicht|faux|[乘除错负不]"
    r"|except|unless|only|exchang|swap|interchang|opposite|revers|replac|invert|but\b|however|if\b|when\b"
)


def with_displays_ended(text: str) -> str:
    r"""The text with a semicolon behind each display that words go on behind.

    >>> with_displays_ended("Then $$L = y^2$$ so that $$dL/dy = 2y.$$")
    'Then $$L = y^2$$; so that $$dL/dy = 2y.$$'
    """

    def ended(match: re.Match[str]) -> str:
        behind = _STARTS.match(text, match.end())
        behind = behind or _SENTENCE.match(text, match.end())
        is_ended = behind is not None and not _CHANGES.search(behind["words"])
        return f"{match[0]};" if is_ended else match[0]

    return _END.sub(ended, text)
