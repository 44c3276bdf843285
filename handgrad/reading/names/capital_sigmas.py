"""The letter Σ as a matrix that a page calls Sigma, where it is no sign of a sum."""

import re

from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.regex import regex

# What no sum is followed by: a power, an end, the sign of another operation.
_IS_LETTER = regex(r"Σ\s?(?:\^|⁻|ᵀ|⊤|[)\]},;=/+·]|-(?!\s?\()|$)|[∂d]Σ", re.MULTILINE)
_LETTER = regex(r"Σ(?!\s?_|\s?[ᵢⱼₖₙ₌])")


def with_sigmas_named(text: str, page: Vocabulary) -> str:
    """The text with the name of the matrix.

    >>> page = Vocabulary(dict.fromkeys(("Sigma", "K", "L"), (2, 2)), "L")
    >>> with_sigmas_named("tr(Σ⁻¹K)", page), with_sigmas_named("Σ x", page)
    ('tr( Sigma ⁻¹K)', 'Σ x')
    """
    if "Sigma" not in page.shapes or not _IS_LETTER.search(text):
        return text
    return _LETTER.sub(" Sigma ", text)
