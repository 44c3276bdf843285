r"""Letters below names that say of which user, item or sample they are: `e_{ui} q_i`.

A page about one of each has no such index: numbers of it cannot have entries.
"""

import re
from collections import Counter
from collections.abc import Collection

from handgrad.language.shape import SCALAR
from handgrad.reading.names.vocabulary import Names, Vocabulary
from handgrad.reading.spelling.letters import letter_named
from handgrad.regex import regex

_HAT = r"\\(?:hat|bar|tilde|mathbf|boldsymbol|bm|vec)[ ]?\{?[ ]?"
_LABELLED = regex(
    rf"(?<![A-Za-z\\])(?P<name>(?:{_HAT})?\\?(?:[A-Za-z]{{1,9}}|[α-ω])[ ]?\}}?)[ ]?"
    r"_[ ]?(?:\{[ ]?(?P<several>[a-z](?:[ ]?,?[ ]?[a-z]){0,2})[ ]?\}"
    r"|(?P<one>[a-z])(?![A-Za-z]))"
)
_RUNS = r"(?:sum|prod|mean|Σ|∑|∏|for|forall)[^=\n]{{0,16}}?(?<![A-Za-z]){letter}(?![A-Za-z])"
_ADDS = regex(r"(?i)\b(?:summed|sum|averag\w*|mean|batch|total)\b")


def without_labels(text: str, page: Vocabulary) -> str | None:
    """The text without the letters below its numbers, also where they stand below arrays.

    None where it has none such, where one of the numbers stands without or with others, and
    where something is added up over such a letter.
    """
    names = Names(page)
    below: dict[str, set[str]] = {}
    for match in _LABELLED.finditer(text):
        name = _name(match, names)
        if name and page.shapes[name] == SCALAR:
            below.setdefault(name, set()).add(_letters(match))
    labels = {letter for found in below.values() for each in found for letter in each}
    if not labels or any(len(found) > 1 for found in below.values()) or _ADDS.search(text):
        return None
    if labels & page.shapes.keys() or any(_runs(letter, text) for letter in labels):
        return None
    if not _are_consistent(text, names, labels):
        return None
    return _LABELLED.sub(lambda match: _without(match, names, labels), text)


def _are_consistent(text: str, names: Names, labels: Collection[str]) -> bool:
    """Whether each array has one set of labels, each label an array, each other letter two."""
    arrays: dict[str, set[str]] = {}
    others = Counter[str]()
    for match in _LABELLED.finditer(text):
        name, letters = _name(match, names), _letters(match)
        others.update(letter for letter in letters if letter not in labels)
        if name and names.rank(name):
            arrays.setdefault(name, set()).add("".join(c for c in letters if c in labels))
    given = [next(iter(found)) for found in arrays.values() if len(found) == 1]
    is_one_each = len(given) == len(arrays) and len({*given}) == len(given)
    return (
        is_one_each and {*"".join(given)} == {*labels} and min(others.values(), default=2) > 1
    )


def _name(match: re.Match[str], names: Names) -> str | None:
    return names.find(letter_named(match["name"].strip(" }")))


def _letters(match: re.Match[str]) -> str:
    return re.sub(r"[ ,]", "", match["several"] or match["one"])


def _runs(letter: str, text: str) -> bool:
    return re.search(_RUNS.format(letter=letter), text) is not None


def _without(match: re.Match[str], names: Names, labels: Collection[str]) -> str:
    """A name with those letters below it that are no labels."""
    if _name(match, names) is None:
        return match[0]
    kept = [letter for letter in _letters(match) if letter not in labels]
    return match["name"] + (f"_{{{' '.join(kept)}}}" if kept else " ")
