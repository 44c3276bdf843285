"""Functions of Python, R and Julia that give nothing back."""

from handgrad.regex import regex

_NULL = r"(?:NULL|invisible\(NULL\))"
_NOTHING = regex(
    rf"(?m)^[ \t]*(?:return[ \t]+(?:nothing|None)|nothing|return\({_NULL}\)|invisible\(NULL\))"
    r"[ \t]*(?:[#}]|$)"
)
_SOMETHING = regex(rf"(?<!\w)(?:return|yield)\b(?![ \t]*(?:nothing\b|None\b|\({_NULL}|$))")
# What a function may fill instead.
_FILLED = regex(
    r"\w!\s?\(|\bself\.\w+\s*[-+*/]?=|\]\s*[-+*/]?=(?!=)|\bglobal\b|<<-|\.grad\b|\bprint\b"
)


def gives_none(text: str) -> bool:
    """Whether the functions of a text give nothing back, and fill nothing.

    >>> gives_none("def f(x):\\n    g = 2*x\\n    return None")
    True
    >>> gives_none("def f(x):\\n    return 2*x")
    False
    """
    is_nothing = _NOTHING.search(text) is not None and _SOMETHING.search(text) is None
    return is_nothing and _FILLED.search(text) is None
