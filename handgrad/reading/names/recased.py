"""Names in other capitals than a page has, where it has one such name: `Y_pred` for y_pred."""

import re
from collections.abc import Collection, Iterator, Mapping

from handgrad.language.shape import SCALAR, Shape
from handgrad.reading.names.name_spellings import key
from handgrad.reading.spelling.characters import GREEK
from handgrad.regex import regex

_WORD = regex(r"(?<![A-Za-z\\])[A-Za-z][A-Za-z0-9]*(?:_\{?[A-Za-z0-9]+\}?)*")
_GIVEN_A_VALUE = (
    r"(?<![A-Za-z0-9_]){}\$?[ ]{{0,3}}(?:\([^()=]{{0,40}}\)[ ]{{0,3}})?"
    r"(?:&?\s*:?=(?!=)|←|<-|:(?=\s)|(?:be|is|are|denotes?|for|stands)\b)"
)
_QUOTIENT = regex(
    r"(?<![A-Za-z0-9_\\])D(?P<of>[A-Za-z]\w*)(?P<over>\s*/\s*)[Dd](?P<by>[A-Za-z]\w*)"
)
_FRACTION = regex(
    r"(?P<frac>\\[dt]?frac\s*\{\s*)D(?P<of>(?:\s|\\,)*\\?[A-Za-z]\w*(?:_\{\w+\})?\s*)"
    r"(?P<over>\}\s*\{\s*)[Dd](?P<by>(?:\s|\\,)*\\?[A-Za-z]\w*(?:_\{\w+\})?\s*\})"
)
_CAPITAL = regex(r"(?<![A-Za-z0-9_\\])D(?P<name>[A-Za-z]\d?)(?![A-Za-z0-9_(])")
_CAPITAL_SIDE = regex(rf"(?m)(?:^|[;,]|\\\[|\$)\s*{_CAPITAL.pattern}\s*&?\s*=(?!=)")
_SHORTEST = 3
_GREEK = frozenset(GREEK.values())


def recased(known: Mapping[str, Shape], text: str) -> Iterator[tuple[str, str]]:
    """The keys of words that differ from one name only in their capitals, and that name.

    >>> dict(recased({"y_pred": (1, 1), "w": (1, 1)}, "dL/dw = (Y_pred - y) x"))
    {'Ypred': 'y_pred'}
    """
    names = _by_fold(known)
    for found in {*_WORD.findall(text)}:
        for word in (found, found[1:]) if found[0] in "dD" and found[1:] else (found,):
            bare = word.replace("{", "").replace("}", "")
            alike = names.get(key(bare.lower()), [])
            is_other = len(alike) == 1 and key(bare) != key(alike[0])
            is_letter = bare.lower() in _GREEK or (bare.istitle() and not _is_sign(bare, text))
            if (
                is_other
                and not is_letter
                and _is_long(bare, alike[0], known)
                and not _is_given(word, text)
            ):
                yield key(bare), alike[0]


def with_small_differentials(text: str, known: Collection[str]) -> str:
    """The quotients of differentials that are written with a capital D with a small one.

    >>> with_small_differentials("DLoss/Dw = 2", ["loss", "w"])
    'dLoss/dw = 2'
    """
    if "D" in known or "D" not in text:
        return text
    names = _by_fold(known)

    def small(match: re.Match[str]) -> str:
        both = (re.sub(r"[\s{}\\,]", "", match[part]) for part in ("of", "by"))
        if not all(key(name.lower()) in names for name in both):
            return match[0]
        frac = match.groupdict().get("frac", "")
        return f"{frac}d{match['of']}{match['over']}d{match['by']}"

    return _with_small_sides(_FRACTION.sub(small, _QUOTIENT.sub(small, text)), known)


def _with_small_sides(text: str, known: Collection[str]) -> str:
    """`DW = DZ X^T` as `dW = dZ X^T`, where two names at least have such a left side."""
    written = {found["name"] for found in _CAPITAL.finditer(text)} & {*known}
    said = {found["name"] for found in _CAPITAL_SIDE.finditer(text)} & written
    if len(said) < 2 or any(f"D{name}" in known for name in written):
        return text
    return _CAPITAL.sub(
        lambda match: f"d{match['name']}" if match["name"] in written else match[0], text
    )


def _by_fold(known: Collection[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in known:
        if "/" not in name:
            found.setdefault(key(name.lower()), []).append(name)
    return found


def _is_long(word: str, name: str, known: Mapping[str, Shape]) -> bool:
    """Whether a word is more than a letter: `Loss`, or `V2` for the array v2."""
    return len(word) >= _SHORTEST or (len(word) > 1 and known[name] != SCALAR)


def _is_sign(word: str, text: str) -> bool:
    """Whether a capital begins a name in a formula, and no sentence."""
    before, behind = r"(?:(?<![A-Za-z])[dD]|∂|\\partial\s*|[-+*/@({]\s?)", r"\s?[*/@^]"
    sign = rf"(?<![A-Za-z]){re.escape(word)}(?![A-Za-z])"
    return re.search(rf"{before}{re.escape(word)}(?![A-Za-z])|{sign}{behind}", text) is not None


def _is_given(word: str, text: str) -> bool:
    """Whether a text says of a word of its own what it is."""
    return re.search(_GIVEN_A_VALUE.format(re.escape(word)), text) is not None
