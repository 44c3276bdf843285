"""Arrays of a page that are called by the letters of their indices: `w_kj[K,J]`, `a_j[J]`.

What a text says of `a_k` is then said of each entry: `∂E/∂w_kj = (a_k - t_k) a_j`.
"""

import re
from collections.abc import Mapping
from copy import copy

from handgrad.language.shape import Dimension, Shape
from handgrad.reading.names.vocabulary import Names
from handgrad.regex import regex

_LETTERED = regex(r"[A-Za-z]+_([ijklmn]{1,2})")
_LETTERS = regex(r"_\s*\{?\s*([i-n])[\s,]*([i-n])?\s*\}?(?![A-Za-z])|([ᵢⱼₖₗₘₙ])")
# What works on whole arrays.
_OF_ARRAYS = regex(
    r"@|\.T\b|\^\s*\{?\s*\\?(?:T|top|intercal)\b|[ᵀ⊤⊗]|\\otimes\b"
    r"|\b(?:np|torch|dot|matmul|outer|diag|einsum)\b|(?<![\\A-Za-z])[A-Za-z]\w*\["
)


def by_letters(text: str, names: Names) -> Names | None:
    """The same names, those called by letters as entries; None where a text has no entries."""
    letters = letters_of_arrays(names)
    if not letters or _OF_ARRAYS.search(text):
        return None
    found = copy(names)
    found.entry_letters = letters
    return found


def may_be_whole(text: str, names: Names) -> bool:
    """Whether names that are called by letters may be whole arrays in an equation.

    Not beside others with other letters; but in one that says again what the page says:
    `z_k = w_kj a_j`.
    """
    left = re.sub(r"[\s{}$&]", "", text.partition("=")[0])
    letters = {letter for found in _LETTERS.findall(text) for letter in found if letter}
    return len(letters) < 2 or names.find(left) in names.vocabulary.forward


def letters_of_arrays(names: Names) -> Mapping[str, tuple[str, ...]]:
    """The letters of each array that is called by them, where each has a size of its own."""
    found: dict[str, tuple[str, ...]] = {}
    sizes: dict[str, set[Dimension]] = {}
    for name, shape in names.vocabulary.shapes.items():
        match = _LETTERED.fullmatch(name)
        lengths = _lengths(shape)
        if match and len(lengths) == len(match[1]):
            found[name] = tuple(match[1])
            for letter, length in zip(match[1], lengths, strict=True):
                sizes.setdefault(letter, set()).add(length)
    is_free = all(letter not in names.vocabulary.shapes for letter in sizes)
    apart = set[Dimension]().union(*sizes.values())
    are_told_apart = len(apart) == len(sizes) == sum(map(len, sizes.values()), 0)
    is_usual = len(found) > 2 and len(sizes) > 1 and is_free and are_told_apart
    return found if is_usual else {}


def _lengths(shape: Shape) -> list[Dimension]:
    return [length for length in shape if length != 1]
