"""The index of a sample, on a page that has one sample only: `y_i` is its y, `x_i` its x."""

import re

from handgrad.language.shape import SCALAR
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.spelling.characters import GREEK
from handgrad.regex import regex

_BELOW = {"ᵢ": "i", "ⱼ": "j", "ₖ": "k", "ₙ": "n", "ₜ": "t"}
# A name with a letter below or in brackets above it: `y_i`, `\\hat y_{i}`, `y^{(i)}`, `yᵢ`.
_INDEXED = regex(
    r"(?<![A-Za-z\\])(\\(?:hat|bar|tilde)[ ]?\{?[ ]?)?\\?([A-Za-z]{1,20}|[α-ω])[ ]?\}?[ ]?"
    r"(?:_[ ]?\{?[ ]?([a-z])(?![A-Za-z])|\^[ ]?\{?[ ]?\([ ]?([a-z])[ ]?\)|([ᵢⱼₖₙₜ]))"
)
_SUMMED = r"(?:sum|prod|mean|Σ|∑|∏|for)[^=\n]{{0,16}}?(?<![A-Za-z]){letter}(?![A-Za-z])"


def without_sample_index(text: str, page: Vocabulary) -> str:
    """The text without the index of the sample, where data that are one number have one.

    No parameter has this index, nothing is added up over it, and it is no name of the page.
    """
    letters = {letter for name, letter in _indexed(text) if _is_number(name, page)}
    kept = {letter for name, letter in _indexed(text) if _is_entry(name, page)}
    for letter in letters - kept - page.shapes.keys() if len(letters) == 1 else ():
        sign = next(s for s, bare in (*_BELOW.items(), ("\0", letter)) if bare == letter)
        if not re.search(rf"{_SUMMED.format(letter=letter)}|[Σ∑]{sign}", text):
            return _without(text, letter, sign)
    return text


def _indexed(text: str) -> list[tuple[str, str]]:
    """The names that have an index, each with its letter."""
    found = []
    for accent, word, below, above, small in _INDEXED.findall(text):
        name = GREEK.get(word, word)
        marked = f"{name}_{accent.strip(' {')[1:]}" if accent else name
        found.append((marked, below or above or _BELOW.get(small, "")))
    return found


def _is_number(name: str, page: Vocabulary) -> bool:
    """Whether a name is a number that is given as data."""
    return name in page.data and page.shapes[name] == SCALAR


def _is_entry(name: str, page: Vocabulary) -> bool:
    """Whether an index picks an entry: of a parameter, or of what the page works out."""
    is_worked_out = name in page.forward and page.shapes[name] != SCALAR
    return name in page.parameters or is_worked_out


def _without(text: str, letter: str, sign: str) -> str:
    """The text with spaces for an index, and for one that stands first among others."""
    alone = rf"_[ ]?{letter}(?![A-Za-z0-9_])|_[ ]?\{{[ ]?{letter}[ ]?\}}|{sign}"
    above = rf"\^[ ]?\{{?[ ]?\([ ]?{letter}[ ]?\)[ ]?\}}?"
    first = rf"(?<=_\{{){letter}[ ]?,?(?=[ ]?[a-z])"
    return re.sub(f"{alone}|{above}|{first}", lambda match: " " * len(match[0]), text)
