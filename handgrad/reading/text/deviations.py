r"""`\sigma` as the root of the page's variance, where the page has that and no deviation."""

from handgrad.language import functions
from handgrad.language.tree import Call, walk
from handgrad.reading.names.vocabulary import Names, Vocabulary
from handgrad.regex import regex

_SIGMA = r"(?:\\sigma(?![A-Za-z])|σ|(?<![\w\\.])sigma(?!\w))"
_DEVIATION = regex(
    rf"{_SIGMA}(?!\s?(?:\^\s?\{{?\s?[2468](?!\d)|[²⁴⁶⁸₀-₉_(\['′’]|\\left|⁻[²⁴])|\s?\}}?\^\{{?\\?(?:prime|\())"
)
# σ as a function, as a name that the text says, or as what is asked for.
_OTHERWISE = regex(
    rf"{_SIGMA}\s?(?:\\left\s?)?[(\['′’_:]|{_SIGMA}\s?\^\s?\{{?\\prime"
    rf"|{_SIGMA}[\s$]*(?::?=|≡|\\(?:equiv|triangleq|coloneqq)|(?:is|be|denotes|means)\b)|sigmoid|logistic"
    rf"|(?:\\partial|∂|(?<![A-Za-z])d|∇_\{{?|\\nabla_\{{?|\{{d\}})\s?\\?,?\s?{_SIGMA}(?!\s?(?:\^|²))"
)


def with_deviations(text: str, page: Vocabulary) -> str:
    r"""The text with the root of the variance for a bare `\sigma`.

    >>> shapes = dict.fromkeys(("m", "s2", "L"), (1, 1))
    >>> page = Vocabulary(shapes, "L", ("m", "s2"), positive=frozenset({"s2"}))
    >>> with_deviations(r"\frac{1}{\sigma\cdot\sigma} + \sigma^2", page)
    '\\frac{1}{\\sqrt{\\sigma^2}\\cdot\\sqrt{\\sigma^2}} + \\sigma^2'
    """
    variance = Names(page, text).variance
    if variance not in page.positive or _OTHERWISE.search(text):
        return text
    calls = (n for tree in page.forward.values() for n in walk(tree) if isinstance(n, Call))
    if any(call.function in functions.ELEMENTWISE and "sig" in call.function for call in calls):
        return text
    return _DEVIATION.sub(r"\\sqrt{\\sigma^2}", text)
