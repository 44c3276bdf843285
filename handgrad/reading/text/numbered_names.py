"""Names with numbers, called together by a letter: `∂L/∂w_k = 2(ŷ - y) x^k` of w0, w1 and w2.

The letter stands for each number that the parameters have and a text says, wherever it stands:
below another name, as a power, or as a factor.
"""

import re
from collections.abc import Collection, Iterator, Sequence

from handgrad.reading.names.vocabulary import Names
from handgrad.reading.spelling.characters import GREEK
from handgrad.reading.text.lines import Cut
from handgrad.regex import regex

_BY = regex(
    r"(?:∂|\\partial|(?<![A-Za-z\\])d|(?:∇|\\nabla)\s*_\s*\{?)\s*\\?([A-Za-z]{1,10}|[α-ω])"
    r"\s*(?:_\s*(?:\{\s*([ijkmnpqr])\s*\}|([ijkmnpqr])(?![A-Za-z]))|([ᵢⱼₖ]))(?!\s*\^)"
)
_VALUE = regex(
    r"\\?([A-Za-z]{1,10}|[α-ω])\s*_\s*(?:\{\s*([ijkmnpqr])\s*\}|([ijkmnpqr])(?![A-Za-z]))"
)
_BELOW = {"ᵢ": "i", "ⱼ": "j", "ₖ": "k"}
_ABOVE = {"ⁱ": "i", "ʲ": "j", "ᵏ": "k"}
_SUMMED = r"(?:\\sum|\\prod|[∑∏Σ]|\bsum)\s*(?:\\limits)?\s*_?\s*[{(]?\s*"
_AT_MOST = r"\s*(?:≤|<=|\\leq?(?:slant)?(?![A-Za-z]))\s*"
_AT_LEAST = r"\s*(?:≥|>=|\\geq?(?:slant)?(?![A-Za-z]))\s*"
_LISTED = (
    r"\s*(?:=|∈|\\in\b|in\b|from\b)\s*\\?[\[{(]?\s*(\d)((?:\s*,\s*\d){0,9})"
    r"(?:\s*,?\s*(?:\.{2,3}|…|\\[lc]?dots|to\b|-|–)\s*,?\s*(\d|[A-Za-z](?![A-Za-z])))?"
)
# What is said of the letter and not read: `odd k`, `k > 0`, `k ≠ 2`.
_OTHERWISE = (
    r"(?i:\b(?:odd|even|except(?:ion)?s?|exempt\w*|unless|intercept|constant|bias)\b)"
    r"|{0}\s*(?:[<>≠]|!=|\\(?:neq?|lt|gt)\b)|[<>]\s*{0}"
)


def number_by_number(found: Sequence[Cut], names: Names) -> list[Cut]:
    """Each equation, for each of the numbers for which a letter stands in it."""
    said = {_left(cut.text) for cut in found}
    return [part for cut in found for part in _parts(cut, said, names)]


def _parts(cut: Cut, said: set[str], names: Names) -> Iterator[Cut]:
    base, letter = _called(cut, names)
    numbers = _of_parameters(base, names) if base else []
    if numbers:
        numbers = _numbers(cut.raw.original, names.text, letter, numbers)
    if not base:
        letter, numbers = _defined(cut, names)
    bare = _without_range(cut.text, letter) if numbers else ""
    texts = [with_number(bare, letter, number) for number in numbers]
    others = [text for text in texts if _left(text) not in said]
    if not texts:
        yield cut
    yield from (cut._replace(text=text) for text in others or texts)


def _called(cut: Cut, names: Names) -> tuple[str, str]:
    """What is numbered and the letter for its number, on the left of an equation."""
    left, equals, _ = cut.text.partition("=")
    match = _BY.search(left) if equals else None
    if match is None:
        return "", ""
    base, *letters = match.groups()
    base = GREEK.get(base, base)
    letter = next(filter(None, letters))
    letter = _BELOW.get(letter, letter)
    is_free = names.find(letter) is None and names.find(base) is None
    is_summed = re.search(_SUMMED + letter, cut.raw.original)
    return (base, letter) if is_free and not is_summed else ("", "")


def _defined(cut: Cut, names: Names) -> tuple[str, list[int]]:
    r"""The letter for the number of a value that is said, and the numbers that a line lists.

    `\gamma_k = a_k/s, k = 1, 2` says two values, where the page has numbers by that letter,
    or those beside it.
    """
    left, equals, right = cut.text.partition("=")
    match = _VALUE.fullmatch(left.strip(" $&")) if equals else None
    if match is None:
        return "", []
    base, letter = GREEK.get(match[1], match[1]), match[2] or match[3]
    beside = re.findall(rf"([A-Za-z]+|[α-ω])\s*_\s*\{{?\s*{letter}(?![A-Za-z])", right)
    known = {n for word in (base, *beside) for n in _of_values(GREEK.get(word, word), names)}
    is_free = names.find(letter) is None and names.find(base) is None
    alone = rf"(?<![A-Za-z\\_^{{]){letter}(?![A-Za-z])"
    listed = {*_said(cut.raw.original, alone, sorted(known))} if known and is_free else set()
    return letter, list(listed.pop()) if len(listed) == 1 else []


def _of_values(base: str, names: Names) -> list[int]:
    """The numbers that single numbers of the page by one letter have."""
    single = (
        name for name in names.vocabulary.shapes if "/" not in name and not names.rank(name)
    )
    found = (re.fullmatch(rf"{base}_?(\d)", name) for name in single)
    return sorted(int(match[1]) for match in found if match)


def _of_parameters(base: str, names: Names) -> list[int]:
    """The numbers of the parameters of one letter, where two and more are single numbers."""
    single = (p for p in names.vocabulary.parameters if not names.rank(p))
    found = (re.fullmatch(rf"{base}_?(\d)", p) for p in single)
    numbers = sorted(int(match[1]) for match in found if match)
    return numbers if len(numbers) > 1 else []


def _numbers(line: str, text: str, letter: str, numbers: list[int]) -> list[int]:
    """Those of the numbers that a line says, else its text: `k = 1, ..., 3`, `k ≥ 1`."""
    alone = rf"(?<![A-Za-z\\_^{{]){letter}(?![A-Za-z])"
    if re.search(_OTHERWISE.format(alone), re.sub(_AT_MOST + "|" + _AT_LEAST, " ", text)):
        return []
    said = {*_said(line, alone, numbers)} or {*_said(text, alone, numbers)} or {tuple(numbers)}
    return list(said.pop()) if len(said) == 1 else []


def _said(text: str, letter: str, numbers: list[int]) -> Iterator[tuple[int, ...]]:
    """What a text says that a letter runs over, each time that it does.

    None of them where that begins or ends with a number that no parameter has.
    """
    for first, others, last in re.findall(letter + _LISTED, text):
        listed = [int(first), *map(int, re.findall(r"\d", others))]
        yield _span(int(first), last, numbers) if last else _of(listed, numbers)
    for first, last in re.findall(rf"(\d){_AT_MOST}{letter}(?:{_AT_MOST}(\d))?", text):
        yield _span(int(first), last, numbers)
    for first in re.findall(rf"{letter}{_AT_LEAST}(\d)", text):
        yield _span(int(first), "", numbers)


def _span(first: int, last: str, numbers: list[int]) -> tuple[int, ...]:
    end = int(last) if last.isdigit() else numbers[-1]
    return _of(range(first, end + 1), numbers)


def _of(listed: Collection[int], numbers: list[int]) -> tuple[int, ...]:
    return tuple(sorted({*listed})) if {*listed} <= {*numbers} else ()


def _without_range(text: str, letter: str) -> str:
    """A formula without what is said behind it of a letter: `, 0 ≤ k ≤ 3`."""
    said = rf"(?:\d{_AT_MOST}{letter}(?:{_AT_MOST}\w)?|{letter}(?:{_AT_LEAST}\d|{_LISTED}))"
    return re.sub(rf"(?:[,;(\s]|\\q?quad|for\b)+{said}\s*\\?[)}}\]]?\s*$", "", text)


def with_number(text: str, letter: str, number: int) -> str:
    """A formula with a number for a letter.

    >>> with_number("2k x^{k-1} w_k a_{k-1}", "k", 3)
    '2((3)) x^{3-1} w_3 a_{2}'
    """
    beside = rf"(?<=_\{{){letter}\s*([+-])\s*(\d)(?=\}})"
    text = re.sub(beside, lambda match: str(number + int(match[1] + match[2])), text)
    for sign, signs in (("_", _BELOW), ("^", _ABOVE)):
        for character in (c for c, stands in signs.items() if stands == letter):
            text = text.replace(character, f"{sign}{number}")
    text = re.sub(rf"(?<=[_^{{]){letter}(?![A-Za-z])", str(number), text)
    return re.sub(rf"(?<![A-Za-z\\]){letter}(?![A-Za-z])", f"(({number}))", text)


def _left(text: str) -> str:
    return re.sub(r"[\s{}_\\]", "", text.partition("=")[0])
