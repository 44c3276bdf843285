r"""The dagger of physics, `x^\dagger w`: the transpose of what is real.

Where a text has another sign for transposes, or speaks of inverses, it is something else.
"""

from handgrad.regex import regex

_SIGN = r"(?:†|\\dagger(?![A-Za-z]))"
_DAGGER = regex(rf"\s?(?:\^\s?(?:\{{\s?{_SIGN}\s?\}}|{_SIGN})|†)")
_TURNED = regex(
    rf"[ᵀ⊤]|\^\s?\{{?\s?(?:\\top|\\intercal|\\mathsf|\\mathrm|T)(?![a-z])|\.T\b|{_SIGN}\}}?\s?:?="
)
_INVERSE = regex(r"(?i)pseudo|invers|moore|penrose|\^\s?\{?\s?[-−]\s?1")


def has_daggers(text: str) -> bool:
    return "†" in text or "\\dagger" in text


def without_daggers(text: str) -> str:
    r"""The text with the T of a transposition for each dagger.

    >>> without_daggers(r"y x^\dagger w"), without_daggers(r"X^\dagger = (X^T X)^{-1} X^T")
    ('y x^{T} w', 'X^\\dagger = (X^T X)^{-1} X^T')
    """
    if not has_daggers(text):
        return text
    is_other = _TURNED.search(text) or _INVERSE.search(text)
    return text if is_other else _DAGGER.sub("^{T}", text)
