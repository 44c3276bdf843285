r"""Formulas for an entry that a text says of some entries only: `dL/dw_j = ..., j = 2, ..., D`.

They are no answer for all entries. `j = 1, ..., D` and `j = 0, ..., D - 1` leave nothing out;
neither does `j = 1, 2` where that is how many there are, or the set `j \in \{1, 2, 3\}` of a
text with numbers for sizes.
"""

import re
from collections.abc import Iterator

from handgrad.language.shape import Dimension
from handgrad.reading.names.vocabulary import Names
from handgrad.reading.spelling.characters import GREEK
from handgrad.regex import regex

_ENTRY = regex(
    r"(?P<name>\\?[A-Za-z]+\d?|[α-ω])(?:\s|\}|\\(?:left|right))*"
    r"(?:_\s?\{?\s?(?P<index>[a-z](?:\s?,?\s?[a-z])?)\s?\}?(?![A-Za-z])|(?P<low>[ᵢⱼₖₗₘₙ])|[\[(](?P<code>[a-z])[\])])"
)
_LOW = dict(zip("ᵢⱼₖₗₘₙ", "ijklmn", strict=True))
_DERIVATIVE = regex(
    r"(?:d\w*\s?/\s?d|∂|\\partial|\\nabla|∇|(?<![A-Za-z])(?:d|grad_?)\w|\bd[A-Z]\s?/)"
)
_CASES = regex(
    r"(?s)\\begin\s?\{(?:d|r)?(?:cases|array)\}.*?\\end\s?\{(?:d|r)?(?:cases|array)\}"
    r"|\\left\s?\\\{[^\n]*"
)
_BELOW = regex(r"_\s?\{[^{}]*\}|\^\s?\{[^{}]*\}")
_GAP = r"(?:[\s$(]|\\(?:q?quad|[,;:! {}]|text(?:rm)?\s?\{|mathrm\s?\{|mbox\s?\{))*"
_WORDS = (
    r"(?:(?:for|where|with|when|if|only|all|each|every|and|here|für|pour|para|per)\b[\s$]*)*"
)
_DOTS = r"(?:\.\s?\.(?:\s?\.)?|…|⋯|\\(?:[lc]?dots|dotsc))"
_INDEX = rf"(?:^|[,;:(\s$]|\\q?quad|\{{){_GAP}{_WORDS}{_GAP}(?<![A-Za-z\\_])"
_MEMBER = r"(?:=|∈|\\in\b|\bin\b|from\b|\bruns\s+from\b)"
_LIST = (
    rf"\s?\$?\s?\\?[{{\[(]?\s?(?P<first>\d+)(?P<rest>(?:\s?,\s?\d+)*)\s?,?\s?(?:and\s\d+\s?)?"
    rf"(?P<dots>(?:{_DOTS}|\bto\b|(?<=\d)[:–-](?=\w)|(?<=[ ,])(?=[A-Z]\w?\s?\]))"
    r"\s?,?\s?(?P<last>\\?\w+(?:\s?[-−]\s?\d)?)?)?"
    r"(?![\w.]*[*/^(])[\s\\}\])$.,;:]*(?=$|\n|[A-Za-z\\∂])"
)
_SET = regex(r"(?:∈|\\?in)\s?\$?\s?\\?\{")
_COMPARED = (
    r"\s?(?:(?P<not>≠|\\neq?\b|!=|\bis\s+not\b)\s?\d+"
    r"|(?P<above>≥|>=|\\g(?:eq?|eqslant|e)\b)\s?(?P<least>\d+)"
    r"|(?P<over>>|\\gt\b)\s?(?P<more>\d+)|(?P<below><=?|≤|\\l(?:eq?|t|eqslant)\b)\s?\d+)"
    r"[\s\\}\])$.,;:]*$"
)
_SAID = (
    r"\b(?:most|almost\s+all|nearly\s+all|all\s+but|only\s+some|certain)\s+(?:of\s+the\s+)?"
    r"(?:\$?{letter}\b|one\b|two\b|class(?:es)?|entries|components|features|indices)"
    r"|\b(?:odd|even|some\s+of\s+the)\s+\$?{letter}\b|\bthe\s+(?:first|last)\s+\$?{letter}\b"
    r"|(?<![A-Za-z]){letter}\$?\s+(?:is\s+)?(?:odd|even)\b"
    r"|\b(?:for|of|in)\s+the\s+(?:first|last|odd|even|other|remaining|next)(?:\s+\w+)?\s+"
    r"(?:entr(?:y|ies)|components?|features?|weights?|coordinates?|parameters?|coefficients?)\b"
)
_SINGLE = regex(r"(?<![A-Za-z\\])[a-z]\s?=\s?[01](?![\d.])(?!\s?,\s?(?:\.\.|…|\\[lc]?dots|2))")
_BESIDE = (
    r"(?i:\b(?:for|if|when|case))\s+\$?{letter}\s?(?:≠|\\neq?(?![A-Za-z])|!=|==?)\s?"
    r"(?P<other>[a-z])\$?\s*[:,]"
)
# All entries but some: `\forall j \ge 2`, `for all i except 1`.
_ALL_BUT = (
    r"(?:\\forall|∀|\b(?:for\s+)?(?:all|every|each|any)\b)"
    r"(?:\\[,;:! ]|[\s$])*{letter}(?![A-Za-z_^])"
    r"(?:\\[,;:! ]|[\s$(,])*(?:(?:≥|>=|\\g(?:eq?|eqslant|e)(?![A-Za-z]))\s?(?![01](?!\d))\d+"
    r"|(?:>|\\gt(?![A-Za-z]))\s?(?!0(?!\d))\d+|(?:≠|\\neq?(?![A-Za-z])|!=)\s?\d+"
    r"|(?:<|≤|\\l(?:eq?|t)(?![A-Za-z]))\s?\d+|(?:except|but|other\s+than|apart\s+from|besides|without)\b[\s$]*\S+"
    r"|(?:∈|\\in(?![A-Za-z]))\s?\\?\{{?\s?\\?\{{?\s?(?![01](?!\d))\d+)"
)


def some_entries(text: str, names: Names) -> Iterator[tuple[int, str]]:
    """The numbers of lines whose formulas hold for some entries only, and what says so."""
    rows = _CASES.sub(lambda match: "\n" * match[0].count("\n"), text).split("\n")
    for number, row in enumerate(rows, 1):
        left, sign, right = _claim(row)
        if not sign:
            continue
        below = rows[number].strip() if number < len(rows) else ""
        near = below if _is_no_claim(below) else ""
        is_single = _SINGLE.search(_BELOW.sub(" ", text)) is not None
        before = left[: len(left) - len(left.lstrip())] + left
        for letter, size in _letters(left, names):
            if told := _compared(row, letter, text):
                yield number, told
                continue
            found = re.search(_ALL_BUT.format(letter=letter), f"{row} {near}")
            if found and not is_single:
                yield number, found[0]
                continue
            for said in (before, right, near):
                if told := _part(_BELOW.sub(" ", said), letter, size, names):
                    yield number, told
                    break


def _compared(row: str, letter: str, text: str) -> str:
    """What compares an index with a letter of which no more is said: `For i = j: ...`."""
    found = re.search(_BESIDE.format(letter=letter), row)
    if found is None:
        return ""
    other = rf"(?<![A-Za-z\\]){found['other']}(?![A-Za-z])"
    return found[0] if len(re.findall(other, text)) == 1 else ""


def _claim(row: str) -> tuple[str, str, str]:
    """A row parted at the sign behind the derivative that it speaks of."""
    for match in re.finditer(r"(?<![<>!:])=(?!=)", row):
        last = re.split(r"[,;:]\s|\$\s", row[: match.start()])[-1]
        if _DERIVATIVE.search(last):
            return row[: match.start()], "=", row[match.end() :]
    return row, "", ""


def _is_no_claim(row: str) -> bool:
    return bool(row) and not _DERIVATIVE.search(row)


def _letters(left: str, names: Names) -> Iterator[tuple[str, Dimension | None]]:
    """The indices of entries of parameters on a left side, each with how many there are."""
    for match in _ENTRY.finditer(left):
        word = match["name"].removeprefix("\\")
        index = match["index"] or match["code"] or _LOW[match["low"]]
        shapes = names.vocabulary.shapes
        for spelled in (word, word[1:], word.rpartition("d")[2]):
            name = names.find(GREEK.get(spelled, spelled)) if spelled else None
            if name in names.vocabulary.parameters:
                sizes = [size for size in shapes[name] if size != 1]
                for place, letter in enumerate(re.findall(r"[a-z]", index)):
                    yield letter, sizes[place] if place < len(sizes) else None
                break


def _part(said: str, letter: str, size: Dimension | None, names: Names) -> str:
    """What says that an index runs over some entries only, nothing where it does not."""
    for match in re.finditer(
        rf"{_INDEX}(?P<it>{letter})\$?\s?(?:{_MEMBER}{_LIST}|{_COMPARED})", said
    ):
        if match["first"] is None:
            is_part = not (
                match["below"] or match["least"] in ("0", "1") or match["more"] == "0"
            )
        else:
            is_part = not _is_whole(match, size, names)
        if is_part:
            return match[0][match.start("it") - match.start() :].strip(" $,;.)")
    for match in re.finditer(
        rf"{_INDEX}(?P<it>{letter})\$?\s?=\s?\$?(?P<end>[A-Za-z]\w*)[\s$.)]*$", said
    ):
        if match["end"] in names.vocabulary.sizes:
            return match[0][match.start("it") - match.start() :].strip(" $,;.)")
    found = re.search(_SAID.format(letter=letter), said)
    return found[0] if found else ""


def _is_whole(match: re.Match[str], size: Dimension | None, names: Names) -> bool:
    """Whether a list of numbers has the first and all others."""
    numbers = [int(match["first"]), *map(int, re.findall(r"\d+", match["rest"]))]
    starts = numbers[0] in (0, 1)
    is_counted = numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    if not match["dots"]:
        is_known = isinstance(size, int) or str(size).isdigit()
        is_set = bool(_SET.search(match[0])) and len(numbers) > 2
        return (
            starts and is_counted and (len(numbers) >= int(str(size)) if is_known else is_set)
        )
    last = (match["last"] or "").replace(" ", "")
    bare, minus, _ = last.replace("−", "-").partition("-")
    if last.isdigit():
        is_known = isinstance(size, int) or str(size).isdigit()
        return starts and is_known and int(last) - numbers[0] + 1 >= int(str(size))
    is_short = bool(minus) and numbers[0] == 1 and names.find(bare) == size
    return starts and is_counted and not is_short
