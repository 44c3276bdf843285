"""Signs of joy at the end of a sentence: `dL/dz = p - y!`, where no factorial is meant."""

from handgrad.regex import regex

_END = regex(
    r"(?<=[\w)}\]$])(?P<sign>[!！]+)(?=[ \t]*(?:\$*[ \t]*(?:\n|$)|\\\]|\\\)|[ ][A-Z]))"
)
_SIGN = regex(r"[!！]+(?!=)")


def without_joy(text: str) -> str:
    """The text without the only sign of exclamation, at the end of a formula.

    >>> without_joy("dL/dz = p - y!"), without_joy("L = log y! + 1"), without_joy("n! / k!")
    ('dL/dz = p - y', 'L = log y! + 1', 'n! / k!')
    """
    return _END.sub("", text) if len(_SIGN.findall(text)) == 1 else text
