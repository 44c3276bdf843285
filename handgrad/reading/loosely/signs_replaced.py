r"""Signs that stand for others: `\frac{\theta L}{\theta w}`, `x^k` of the only sample."""

import re

from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.regex import regex

_SIGN = r"\\(?:theta|sigma|delta|Delta|rho|vartheta|d)(?![A-Za-z])|[θσδΔ∆ρϑ]"
_QUOTIENT = regex(
    rf"\\[dt]?frac\s?\{{\s?(?P<above>{_SIGN})\s?(?P<of>[^{{}}]*(?:\{{[^{{}}]*\}}[^{{}}]*)*)\}}\s?\{{\s?(?P=above)(?=[^}}])"
    rf"|(?P<before>{_SIGN})\s?(?P<over>\w[\w_]*)\s?/\s?(?P=before)(?=\s?\\?\w)"
)
_SAMPLE = regex(
    r"(?P<name>(?<![A-Za-z\\])[A-Za-z](?:_(?:\w|\{\w{1,2}\}))?|\\hat\s?\{?\s?[A-Za-z]\s?\}?)\s?"
    r"\^\s?(?:\{\s?\(?\s?(?P<braced>[i-n])\s?\)?\s?\}|\(\s?(?P<bracketed>[i-n])\s?\)|(?P<bare>[i-n])(?![A-Za-z]))"
    r"(?P<below>_(?:\w|\{\w{1,2}\}))?"
)
# A label of a value with what it is of: `\\phi(z)_{A}`.
_LABEL = regex(r"(?<=\w\))\s?_\s?(?:[A-Z](?![A-Za-z])|\{\s?[A-Z]\s?\})")
_POWERS = regex(r"(?i)power|expon|degree|potenz|puissance|potencia")
_CONDITION = regex(
    r"(?im)(?:^|(?<=[.;]\s))\s*(?:if|when|for|assuming)\s+[^=\n]{0,60}?(?:[<>≤≥≠]|\\(?:neq?|[gl]eq?|[gl]t)(?![a-z]))"
    r"[^\n,:]{0,30}[,:]\s*(?:then|we (?:have|get)|one has)?[ \t]*"
)


def with_usual_signs(text: str, page: Vocabulary) -> str:
    r"""The text with the sign of a derivative, and without numbers of samples above names.

    >>> page = Vocabulary(dict.fromkeys("wxL", (1, 1)), "L")
    >>> with_usual_signs(r"\frac{\theta L}{\theta w} = y^k x^k", page)
    '\\frac{\\partial L}{\\partial w} = y x'
    """

    def partial(match: re.Match[str]) -> str:
        if match["above"]:
            return rf"\frac{{\partial {match['of']}}}{{\partial "
        return rf"∂{match['over']}/∂"

    text = _LABEL.sub("", _CONDITION.sub("", _QUOTIENT.sub(partial, text)))
    samples = list(_SAMPLE.finditer(text))
    numbers = {m["braced"] or m["bracketed"] or m["bare"] for m in samples}
    is_power = len({m["name"] for m in samples}) < 2 or _POWERS.search(text) is not None
    below = rf"(?:_|sum|∑)\s?\{{?\s?{next(iter(numbers), '')}(?![a-z])"
    if len(numbers) != 1 or is_power or re.search(below, text):
        return text
    return _SAMPLE.sub(lambda match: f"{match['name']}{match['below'] or ''}", text)
