"""Signs as `copysign` writes them: `(0.0 if z == 0 else math.copysign(1, z))`."""

import re

from handgrad.reading.spelling.between_brackets import between_signs, closing
from handgrad.regex import regex

_CALLED = regex(r"(?<![\w.])(?P<of>(?:math|np|numpy|torch|jnp)\.)?copysign\(")
_ZERO_BEFORE = regex(
    r"(?:0|0\.0|0\.)\s+if\s+(?P<tested>[^=<>!\n]+?)\s*==\s*0(?:\.0*)?\s+else\s+$"
)
# What stands before a conditional that nothing else belongs to, and what behind it.
_OPENS = regex(r"(?:(?P<bracket>[(,])|(?<![=<>!])=|(?<!\w)return(?=\s))[ \t]*\n?[ \t]*$")
_CLOSES = regex(r"\s*[),]")
_ENDS = regex(r"[ \t]*(?:[),;#\n]|$)")
_ONE = ("1", "1.0", "1.")


def with_signs_for_copies(text: str) -> str:
    """The text with the sign of what such a call takes the sign of.

    >>> with_signs_for_copies("dw = x*(0.0 if w*x == 0 else math.copysign(1, w*x))")
    'dw = x*(sign(w*x))'
    >>> with_signs_for_copies("dw = x*np.copysign(1, w*x)")
    'dw = x*np.where(w*x >= 0, 1, -1)'
    >>> with_signs_for_copies("dw = x*0.0 if w == 0 else math.copysign(1, w)")
    'dw = x*0.0 if w == 0 else math.copysign(1, w)'
    """
    at = 0
    while found := _CALLED.search(text, at):
        at = found.end()
        end = closing(text, at - 1)
        sides = between_signs(text[at:end], ",") if end > 0 else []
        if len(sides) != 2 or sides[0] not in _ONE:
            continue
        of, argument = found["of"] or "", sides[1]
        is_array = of and of != "math."
        start, zero = found.start(), _ZERO_BEFORE.search(text, 0, found.start())
        if zero and not _is_alone(text, zero.start(), end + 1):
            continue
        if zero and _bare(zero["tested"]) == _bare(argument):
            start, new = zero.start(), f"{of if is_array else ''}sign({argument})"
        elif is_array:
            new = f"{of}where({argument} >= 0, 1, -1)"
        else:
            continue
        text = text[:start] + new + text[end + 1 :]
        at = start + len(new)
    return text


def _is_alone(text: str, start: int, end: int) -> bool:
    """Whether a conditional is all that stands in its brackets, or right of a sign `=`."""
    opened = _OPENS.search(text, 0, start)
    if opened is None:
        return False
    closes = _CLOSES if opened["bracket"] else _ENDS
    return closes.match(text, end) is not None


def _bare(formula: str) -> str:
    """A formula without spaces and the brackets around it."""
    bare = re.sub(r"\s", "", formula)
    while bare.startswith("(") and closing(bare, 0) == len(bare) - 1:
        bare = bare[1:-1]
    return bare
