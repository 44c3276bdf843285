r"""Indices of a pair where a page has one pair: `e_{ij} = r_{ij} - \sum_k p_{ik} q_{kj}`.

The letters of the user and the item say nothing where the rating is one number: of `p_{ik}`
the k is left.
"""

import re
from collections import Counter

from handgrad.language.shape import SCALAR
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.spelling.letters import letter_named
from handgrad.regex import regex

_PAIR = regex(
    r"(?<![A-Za-z\\])(?P<accent>\\(?:hat|tilde)\s?\{?\s?)?(?P<name>\\?[A-Za-z]{1,12}|[α-ω])\s?\}?"
    r"\s?_\s?(?:\{\s?(?P<one>[a-z])\s?,?\s?(?P<other>[a-z])\s?\}|(?P<bare>[a-z]{2})(?![A-Za-z0-9]))"
)
_SCRIPT = regex(
    r"(?P<name>(?<![A-Za-z\\])(?:\\?[A-Za-z]{1,12}|[α-ω])|[}̂\u0302])\s?"
    r"_\s?(?:\{\s?(?P<braced>[a-z](?:\s?,?\s?[a-z])?)\s?\}|(?P<bare>[a-z]{1,2})(?![A-Za-z0-9]))"
)
_BRACED = regex(r"\{\s?(\\?[A-Za-z]+)\s?\}(?=\s?_)")
_SUMMED = regex(r"(?i)\b(?:summ(?:ed|ing)|averag\w+|total)\b")
_RUNS = r"(?:sum|prod|Σ|∑|∏|\bfor\b)[^=\n]{{0,24}}?(?<![A-Za-z]){}(?![A-Za-z])"


def without_pair_indices(text: str, page: Vocabulary) -> str:
    r"""The text without the two letters below a number of the page, where nothing runs there.

    >>> shapes = {"p": ("K", 1), "q": ("K", 1), "r": (1, 1), "e": (1, 1)}
    >>> page = Vocabulary(shapes, "e", ("p", "q"), ("r",))
    >>> without_pair_indices("e_{ij} = r_{ij} - p_i^T q_j", page)
    'e      = r      - p  ^T q  '
    """
    if "_" not in text or len(page.parameters) < 2:
        return text
    if any(1 not in page.shapes[name] for name in page.parameters):
        return text
    pairs = Counter(
        frozenset(match["bare"] or match["one"] + match["other"])
        for match in _PAIR.finditer(text)
        if _is_number(letter_named(match["name"]), page) and not match["accent"]
    )
    if len(pairs) != 1:
        return text
    [letters] = pairs
    if len(letters) != 2 or any(_is_used(letter, text, page) for letter in letters):
        return text

    if _are_mixed(text, letters, page) or _SUMMED.search(text):
        return text

    def left(match: re.Match[str]) -> str:
        name, below = match["name"], match["braced"] or match["bare"]
        kept = [letter for letter in below if letter.isalpha() and letter not in letters]
        is_name = f"{letter_named(name)}_{below}" in page.shapes
        if is_name or len(kept) == len([x for x in below if x.isalpha()]):
            return match[0]
        shown = f"{name}_{{{kept[0]}}}" if kept else name
        return shown.ljust(len(match[0]))

    return _SCRIPT.sub(left, text)


def _is_number(name: str, page: Vocabulary) -> bool:
    """Whether a name is one number that is given, or worked out on the way to the loss."""
    is_known = name in page.data or (name in page.forward and name != page.loss)
    return is_known and page.shapes[name] == SCALAR


def _is_used(letter: str, text: str, page: Vocabulary) -> bool:
    """Whether a letter is a name of the page or of a matrix, or something runs through it."""
    return letter in page.shapes or re.search(_RUNS.format(letter), text) is not None


def _are_mixed(text: str, letters: frozenset[str], page: Vocabulary) -> bool:
    """Whether a parameter has both letters, or two of them the same one."""
    found: dict[str, set[str]] = {name: set() for name in page.parameters}
    for match in _SCRIPT.finditer(_BRACED.sub(r"\1", text)):
        name = letter_named(match["name"])
        if name in found:
            found[name] |= letters & {*(match["braced"] or match["bare"])}
    used = [below for below in found.values() if below]
    return any(len(below) > 1 for below in used) or len({*map(frozenset, used)}) < len(used)
