r"""The letter Σ as a matrix that a page calls Sigma, and `\Sigma` as the sign of a sum."""

import re

from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.regex import regex

# What no sum is followed by: a power, an end, the sign of another operation.
_IS_LETTER = regex(r"Σ\s?(?:\^|⁻|ᵀ|⊤|[)\]},;=/+·]|-(?!\s?\()|$)|[∂d]Σ", re.MULTILINE)
_INDEXED = regex(r"[_ᵢⱼₖₙ]")
_SIGN = regex(r"\\Sigma(?![A-Za-z])(?=\s?(?:_|\\limits|\\?[A-Za-z(]|\d))")
_SAID = regex(
    r"\\Sigma(?![A-Za-z])\s?(?:[\^=,;:)]|\$|&\s?=|\\in(?![A-Za-z])|\s(?:is|denotes|the)\b)"
)
_LETTER = regex(r"Σ\s?(?:\^|⁻|ᵀ|⊤|[)\]},;=/+·]|-(?!\s?\()|$)|[∂d]Σ", re.MULTILINE)
_INDEXED = regex(r"[_ᵢⱼₖₙ]")
_SIGN = regex(r"\\Sigma(?![A-Za-z])(?=\s?(?:_|\\limits|\\?[A-Za-z(]|\d))")
_SAID = regex(
    r"\\Sigma(?![A-Za-z])\s?(?:[\^=,;:)]|\$|&\s?=|\\in(?![A-Za-z])|\s(?:is|denotes|the)\b)"
)
_LETTER = regex(r"Σ(?!\s?_|\s?[ᵢⱼₖₙ₌])")


def with_sigmas_named(text: str, page: Vocabulary) -> str:
    r"""The text with the name of the matrix, or with the sign where no matrix is called so.

    >>> page = Vocabulary(dict.fromkeys(("Sigma", "K", "L"), (2, 2)), "L")
    >>> with_sigmas_named("tr(Σ⁻¹K)", page), with_sigmas_named("Σ x_i", page)
    ('tr( Sigma ⁻¹K)', 'Σ x_i')
    >>> with_sigmas_named(r"\Sigma x_i", Vocabulary({}, "L"))
    '\\sum x_i'
    """
    if not any(name.startswith("Sigma") for name in page.shapes):
        return text if _SAID.search(text) else _SIGN.sub(r"\\sum", text)
    is_letter = _IS_LETTER.search(text) or not _INDEXED.search(text)
    if "Sigma" not in page.shapes or not is_letter:
        return text
    return _LETTER.sub(" Sigma ", text)
