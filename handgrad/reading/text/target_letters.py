r"""Letters that a text gives the class of the label: `where c is the true class`, `i = c`.

The label of the page stands in their place, as `i = y` and `p_y`.
"""

import re
from collections.abc import Collection, Iterator

from handgrad.reading.spelling.letters import spelled
from handgrad.regex import regex

_AROUND = r"(?:[\s${}:]|\\(?:text|mathrm|mbox|textrm|textit)(?![A-Za-z])|~|\\[,;! ])*"
_TRUE = r"(?:true|correct|right|target|actual|gold(?:en)?|ground[- ]truth|observed|labell?ed)"
_TARGET = (
    rf"(?:(?:index|position|label)[ ]of[ ])?(?:(?:the|our|an?)[ ])?{_TRUE}[ ](?:output[ ])?"
    r"(?:class|label|index|category|word|token|one|answer|entry|symbol)(?:[ ](?:index|label))?"
)
_LETTER = r"(?P<letter>(?-i:[a-z])(?:[ ]?\^[ ]?\{?\*\}?)?)(?![A-Za-z_^(])"
_IS = r"(?:(?:is|are|denotes?|being|represents|be|stands[ ]for|indicates|for)\b|[=:])?"
_NAMED = r"(?:is|=|,|\(|denoted(?:[ ](?:by|as))?|be|called)?"
_SAID = tuple(
    regex(f"(?i:{form})")
    for form in (
        rf"{_TARGET}(?:{_AROUND}{_NAMED}){_AROUND}(?<![A-Za-z]){_LETTER}",
        rf"(?<![A-Za-z\\]){_LETTER}{_AROUND}{_IS}{_AROUND}(?:the[ ])?{_TARGET}",
        rf"(?:class|word)[ ]{_AROUND}{_LETTER}{_AROUND}is{_AROUND}(?:the[ ])?{_TRUE}\b",
        rf"(?:正确|真实|目标)的?(?:类别|标签|类){_AROUND}[为是:：]?{_AROUND}{_LETTER}",
    )
)
_BEGINS = r"(?:(?<=[,;(] )|\b(?i:where|with|here)[ ])"
_CLAUSES = tuple(
    regex(
        rf"(?<=[\w)}}\]$])[ ,;]*(?:\\text\{{)?[ ,;(]*{_BEGINS}{_AROUND}(?:{form.pattern})[)}}]?"
    )
    for form in _SAID
)
_FONT = r"\\(?:math(?:bf|bb|rm)|boldsymbol|bm|vec|hat)[ ]?"
_UNIT = regex(
    rf"(?:{_FONT}\{{[ ]?[e1][ ]?\}}|{_FONT}[e1](?!\w)|(?<![\w\\.{{])e(?=[ ]?_))[ ]?_[ ]?"
    r"(?P<brace>\{[ ]?)?(?P<letter>[a-z])(?(brace)[ ]?\})(?![\w^])"
)
_IS_UNIT = regex(
    r"(?i)(?:standard|unit|basis|one[- ]hot|canonical)[ -](?:basis |unit )?(?:vector|basis)"
)
_WORD = regex(
    r"(?i)(?<=[=≠])[ ]?(?:(?:target|label)"
    r"|(?:target|label|gold|correct|true)_(?:class|label|index|idx))"
    r"(?![\w(.\[]|[ ](?!if|else|and|or)[a-z])"
)
_EQUAL = r"(?:==?|!=|≠|\\neq?(?![A-Za-z])|\\not[ ]?=)"
_DELTA = r"(?:\\delta(?![A-Za-z])|δ)[ ]?_[ ]?\{[ ]?"
_PAIR = regex(
    rf"(?<![A-Za-z\\_^])(?P<one>[a-z])[ ]?{_EQUAL}[ ]?(?P<letter>[a-z])(?![\w^(\[.])"
    rf"|{_DELTA}(?P<first>[a-z])[ ]?,?[ ]?(?P<second>[a-z])[ ]?\}}"
)
_D = r"(?:\\partial(?![A-Za-z])|∂|(?<![A-Za-z])d|\\nabla|∇)"
_BELOW = r"[ ]?_[ ]?\{?[ ]?"
INDEX = regex(
    rf"{_D}[ ]?_?[ ]?\{{?[ ]?\\?(?:(?:math\w+|boldsymbol|bm)\{{)?[A-Za-z]\w{{0,8}}?\}}?{_BELOW}"
    r"(?P<index>[a-z])(?![A-Za-z])"
)
# A derivative of an entry: `\partial p_i / \partial z_j`.
_BETWEEN = regex(
    rf"{_D}[ ]?\{{?[ ]?\\?[A-Za-z]\w{{0,8}}?\}}?{_BELOW}[a-z]\}}?[ ]?(?:\}}[ ]?\{{|/)[ ]?{_D}"
)
_IF = (
    r"(?P<if>(?<![A-Za-z\\])(?:if|when|for|wenn|falls|si))"
    rf"{_AROUND}(?P<index>(?-i:[a-z])){_AROUND}"
)
_IS_TARGET = regex(
    rf"(?i){_IF}(?:(?:(?:is|=|denotes|being)(?P<no>[ ]not)?)?|(?P<not_>isn't))"
    rf"{_AROUND}(?:the[ ])?{_TARGET}(?![A-Za-z])[}}]?"
)
_IS_OTHER = regex(
    rf"(?i){_IF}is{_AROUND}(?:an?|any|one[ ]of[ ]the)[ ]"
    r"(?:other|wrong|incorrect)[ ](?:class(?:es)?|labels?|words?)[}]?"
)
_FOR = r"(?<=[\w)}\]$])[ ,;]+for[ ]"
_BEHIND_TARGET = regex(rf"(?i){_FOR}(?:the[ ])?{_TARGET}(?![A-Za-z])")
_BEHIND_OTHERS = regex(
    rf"(?i)(?:{_FOR}(?:all[ ])?(?:the[ ])?"
    r"(?:others?|rest|(?:other|wrong|incorrect|remaining)[ ]"
    r"(?:class(?:es)?|labels?|entries|ones|words?))|(?<=[\w)}\]$])[ ,;]+otherwise)(?![A-Za-z])"
)


def with_target_letters(text: str, name: str, known: Collection[str]) -> str:
    r"""The text with the label in the place of such a letter.

    `name` is that of the one-hot data of one sample; one such as `e_a` says the letter itself.

    >>> with_target_letters("dL/dz_i = p_i - 1[i = c], where c is the true class", "y", ["z"])
    'dL/dz_i = p_i - 1[i = y]'
    """
    label = name.removeprefix("e_")
    text = _with_conditions(text, label)
    text = _WORD.sub(lambda word: word[0] if word[0].strip() in known else f" {label}", text)
    meant = () if label != name else _meant(text)
    for letter in dict.fromkeys((*_said(text), *meant)):
        if letter not in known and letter != label and not _runs(text, letter, label):
            text = _with_label(_without_clause(text, letter), letter, label)
    return text if "e" in known or label != name else _with_unit_vectors(text, label)


def _with_conditions(text: str, label: str) -> str:
    """The text with `if i = y` where words say that i is the class of the label."""

    def condition(match: re.Match[str]) -> str:
        said = match.groupdict()
        is_not = said.get("no") or said.get("not_") or match.re is _IS_OTHER
        opened, closed = match[0].count("{"), match[0].count("}")
        relation = r"\neq" if is_not and "\\" in text else "≠" if is_not else "="
        around = "}" if opened < closed else ""
        middle = f"{match['index']} {relation} {label}"
        return f"{match['if']} {around}{middle}"

    for form in (_IS_OTHER, _IS_TARGET):
        text = form.sub(condition, text)
    return "\n".join(_with_cases_behind(line, label) for line in text.split("\n"))


def _with_cases_behind(line: str, label: str) -> str:
    """A line with its cases `for the true class` and `for the others` as conditions."""
    indices = {match["index"] for match in INDEX.finditer(line)}
    of_target, of_others = _BEHIND_TARGET.search(line), _BEHIND_OTHERS.search(line)
    if len(indices) != 1 or not of_target or not of_others or "=" not in line:
        return line
    if "=" not in line[: min(of_target.start(), of_others.start())]:
        return line
    [index] = indices
    line = _BEHIND_TARGET.sub(f" if {index} = {label}", line)
    return _BEHIND_OTHERS.sub(f" if {index} ≠ {label}", line)


def _said(text: str) -> Iterator[str]:
    """The letters that are said to be the class of the label."""
    for form in _SAID:
        for match in form.finditer(text):
            yield match["letter"]


def _without_clause(text: str, letter: str) -> str:
    """The text without the clause behind a formula that says what a letter is."""

    def gone(clause: re.Match[str]) -> str:
        is_whole = clause["letter"] == letter and clause[0].count("$") % 2 == 0
        return "" if is_whole and clause[0].count("{") == clause[0].count("}") else clause[0]

    for form in _CLAUSES:
        text = form.sub(gone, text)
    return text


def _meant(text: str) -> Iterator[str]:
    """The letters that an index of a left side is compared with, and that are no index."""
    indices = {match["index"] for match in INDEX.finditer(text)}
    is_between = _BETWEEN.search(text) is not None
    for match in _PAIR.finditer(text):
        pair = (match["one"] or match["first"], match["letter"] or match["second"])
        for index, other in (pair, pair[::-1]):
            is_free = other not in indices or (match["one"] == index and not is_between)
            if index in indices and is_free and not _is_explained(text, other):
                yield other
    yield from (letter for letter in _units(text) if letter not in indices)


def _units(text: str) -> Iterator[str]:
    """The letters of unit vectors that a text says to be such: `e_c`."""
    if _IS_UNIT.search(text):
        for match in _UNIT.finditer(text):
            yield match["letter"]


def _is_explained(text: str, letter: str) -> bool:
    """Whether a text says something of a letter: `where c is the size`, `c := 2`."""
    says = r"(?:(?:is|are|be|denotes?|runs|stands)\b|:?=[ ]?\$?(?!=|[ ]*[a-z](?![A-Za-z])))"
    named = r"(?:with|let|(?:any|each|every|all)(?:[ ]\w+)?)"
    said = rf"(?<![A-Za-z\\]){letter}\$?[ ]?{says}|\b{named}[ ]\$?{letter}(?![A-Za-z])"
    return re.search(said, text) is not None


def _runs(text: str, letter: str, label: str) -> bool:
    """Whether a letter runs over the classes, or the label has an entry of it."""
    one = re.escape(letter)
    over = r"(?:sum|∑|Σ|prod|\bfor|\bforall|∀|each|all|every)(?:\\limits)?"
    sums = rf"{over}[\s$_{{]*{one}(?![A-Za-z])"
    entry = rf"(?<![A-Za-z\\]){spelled(label)}{_BELOW}{one}(?![A-Za-z])(?![ }}$]*=[ $]*1)"
    pieces = rf"{_D}[ ]?{spelled(label)}{_BELOW}{one}"
    return any(re.search(form, text) for form in (sums, entry, pieces))


def _with_label(text: str, letter: str, label: str) -> str:
    """The text with the label for a letter that stands below, in a delta or a relation."""
    one = re.escape(letter)
    either = rf"(?:([a-z])[ ]?,?[ ]?{one}|{one}[ ]?,?[ ]?([a-z]))"
    for form, put in (
        (rf"({_DELTA}){either}(?=[ ]?\}})", rf"\g<1>\g<2>\g<3>{label}"),
        (rf"(_[ ]?){one}(?![\w^])", rf"\g<1>{label}"),
        (rf"(_[ ]?\{{[ ]?){one}(?=[ ]?\}})", rf"\g<1>{label}"),
        (rf"((?<![A-Za-z\\_^])[a-z][ ]?{_EQUAL}[ ]?){one}(?![\w^(\[])", rf"\g<1>{label}"),
        (rf"(?<![A-Za-z\\_^]){one}(?=[ ]?{_EQUAL}[ ]?[a-z](?![\w^(\[]))", label),
        (rf"(?<=\w\[){one}(?=\])", label),
    ):
        text = re.sub(form, put, text)
    return text


def _with_unit_vectors(text: str, label: str) -> str:
    """The text with the label for the unit vector of its class, and 1 before its indicators."""
    text = _UNIT.sub(lambda match: label if match["letter"] == label else match[0], text)
    pair = rf"(?:[a-z][ ]?==?[ ]?{label}|{label}[ ]?==?[ ]?[a-z])"
    return re.sub(rf"(?<=[-+=(][ ])(?=\[[ ]?{pair}[ ]?\])", "1", text)
