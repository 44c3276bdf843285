"""Sums as SymPy prints them: `Sum(x[i]*y[i], (i, 0, n - 1))`."""

from handgrad.reading.spelling.between_brackets import between_signs, closing
from handgrad.regex import regex

_CALLED = regex(r"(?<![\w.\\])Sum\(")
_LETTER = regex(r"[a-z]")


def with_sums_as_signs(text: str) -> str:
    """The text with a sum over its index for such a call.

    >>> with_sums_as_signs("dL/dw = Sum(x[i]*r[i], (i, 0, n - 1))/n")
    'dL/dw = (sum_{i=0}^{n - 1}(x[i]*r[i]))/n'
    """
    at = 0
    while found := _CALLED.search(text, at):
        at = found.end()
        end = closing(text, at - 1)
        sides = between_signs(text[at:end], ",") if end > 0 else []
        limits = between_signs(sides[1][1:-1], ",") if len(sides) == 2 else []
        if len(limits) != 3 or sides[1][:1] != "(" or not _LETTER.fullmatch(limits[0]):
            continue
        letter, first, last = limits
        new = f"(sum_{{{letter}={first}}}^{{{last}}}({sides[0]}))"
        text = text[: found.start()] + new + text[end + 1 :]
        at = found.start()
    return text
