r"""Sums whose index is no letter: `\sum_* g_*` over all rows, `\sum_0 G` down axis 0."""

from handgrad.regex import regex

_STAR = (
    r"_\s?(?:\{\s?(?:\*|\\ast|\\star|\\bullet)\s?\}|\*|\\(?:ast|star|bullet)(?![A-Za-z])\s?)"
)
_STARRED = regex(_STAR)
_OVER_STAR = regex(rf"\\sum(?:\\limits)?\s?{_STAR}")
_DOWN = regex(
    r"\\sum(?:\\limits)?\s?_\s?(?:\{\s?(?:(?:\\text\s?\{\s?)?axis\s?\}?\s?=\s?)?0\s?\}|0)(?!\s?\^)"
    r"(?![^$=\n]*(?:\\odot|\\circ|[⊙∘*+-]))"
)
_AXIS = regex(r"(?i)\baxis\b|achse\b|\beje\b")
_BELOW = regex(r"_\s?\{?\s?([A-Za-z])(?![A-Za-z])")


def with_usual_sums(text: str) -> str:
    r"""The text with a letter for a star, and with sums down axis 0 where it speaks of one.

    >>> with_usual_sums(r"b = \sum_* g_*")
    'b = \\sum_i  g_i'
    """
    if "i" not in _BELOW.findall(text) and _OVER_STAR.search(text):
        text = _STARRED.sub("_i ", text).rstrip(" ")
    return with_sums_down(text) if _AXIS.search(text) else text


def with_sums_down(text: str) -> str:
    r"""The text with a row of ones before what is summed over axis 0.

    >>> with_sums_down(r"b = \sum_{0} G")
    'b = \\mathbf{1}^T  G'
    """
    return _DOWN.sub(r"\\mathbf{1}^T ", text)
