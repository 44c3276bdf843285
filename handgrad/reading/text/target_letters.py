r"""Letters that a text gives the class of the label: `where c is the true class`, `i = c`.

The label of the page stands in their place, as `i = y` and `p_y`.
"""

import re
from collections.abc import Collection, Iterator

from handgrad.reading.spelling.letters import spelled
from handgrad.reading.text.class_conditions import (
    AROUND,
    BELOW,
    INDEX,
    SLOPE,
    TARGET,
    TRUE,
    with_class_conditions,
)
from handgrad.reading.text.last_formula import may_be_another
from handgrad.regex import regex

_LETTER = r"(?<![\w\\^])(?P<letter>(?-i:[a-z])(?:[ ]?\^[ ]?\{?\*\}?)?)(?![A-Za-z_^(])"
_IS = r"(?:(?:is|are|denotes?|being|represents|be|stands[ ]for|indicates)\b|[=:])?"
_NAMED = r"(?:is|=|,|\(|\(?(?:call its|with|its)?[ ]?index|denoted(?:[ ](?:by|as))?|be|called)?"
_SAID = tuple(
    regex(f"(?i:{form})")
    for form in (
        rf"{TARGET}(?:{AROUND}{_NAMED}){AROUND}{_LETTER}",
        rf"{_LETTER}{AROUND}{_IS}{AROUND}(?:the[ ])?{TARGET}",
        rf"(?:class|word)[ ]{AROUND}{_LETTER}{AROUND}is{AROUND}(?:the[ ])?{TRUE}\b",
        r"(?:sample|example|instance|image|input)[^.\n=]{0,12}[ ](?:of|with|whose|has|is)[ ]"
        rf"(?:the[ ])?(?:class|label){AROUND}(?:is[ ])?{_LETTER}",
        rf"(?:正确|真实|目标)的?(?:类别|标签|类){AROUND}[为是:：]?{AROUND}{_LETTER}",
    )
)
_BEGINS = r"(?:(?<=[,;(] )|\b(?i:where|with|here)[ ])"
_CLAUSES = tuple(
    regex(
        rf"(?<=[\w)}}\]$])[ ,;]*(?:\\text\{{)?[ ,;(]*{_BEGINS}{AROUND}(?:{form.pattern})[)}}]?"
        r"(?=[ \t$]*(?:[.)\n]|$|\\[\])]))"
    )
    for form in _SAID
)
_FONT = r"\\(?:math(?:bf|bb|rm)|boldsymbol|bm|vec|hat)[ ]?"
_UNIT = regex(
    rf"(?:{_FONT}\{{[ ]?[e1][ ]?\}}|{_FONT}[e1](?!\w)|(?<![\w\\.{{])e(?=[ ]?_))[ ]?_[ ]?"
    r"(?P<brace>\{[ ]?)?(?P<letter>[a-z])(?(brace)[ ]?\})(?![\w^])"
)
# What makes of the true class another one, or of a letter another class.
_OTHERS = regex(
    r"(?i)\bno[tnr]?\b|n['’]t\b|differ|distinct|another|\bother than|predict|wrong|incorrect"
    r"|arg\s?max|except|unless|\bany (?:class|one)|negat|minus|mistake|twice|half|times|double"
    r"|nicht|keine?\b|\bpas\b|\bnão\b|\bniet\b|\bnie\b|(?<!\w)не(?!\w)|[不非]"
)
_FORMULA = regex(r"\$[^$]*\$|\\\[.*?\\\]|[^\n]*=[^\n]*")
_NEAR = 40
# What may stand behind it: nothing more is said of the class.
_SAID_ALL = regex(
    r"[ \t$}]*(?:[.,;:)(\n=]|$|\\|and\b|so\b|then\b|we\b|(?:of|for) (?:the|this|our|that) "
    r"(?:sample|example|input|data|image|training|i-?th)|[一-鿿])"
)
_GUESS = r"(?:is|being|denotes|=)[ ](?:the|a|our)[ ](?:model'?s[ ])?(?:predict|guess|output)"
_SUMS = r"(?:sum|∑|Σ|prod)(?:\\limits)?[\s$_{]*"
_ONE_CASE = regex(
    r"(?i)\b(?:true|correct|right|target|other|wrong|incorrect|remaining|richtige|anderen|vraie|autres)"
    r"[ ](?:class|label|klasse|word|action)|\b(?:else|otherwise|unless|every case|in case)\b"
)
_WORD = regex(
    r"(?i)(?<=[=≠])[ ]?(?:(?:target|label)"
    r"|(?:target|label|gold|correct|true)_(?:class|label|index|idx))"
    r"(?![\w(.\[]|[ ](?!if|else|and|or)[a-z])"
)
# Letters that run over entries, and stand for the class only where something says so.
_RUNNING = "ij"
_EQUAL = r"(?:==?|!=|≠|\\neq?(?![A-Za-z])|\\not[ ]?=)"
_DELTA = r"(?:\\delta(?![A-Za-z])|δ)[ ]?_[ ]?\{[ ]?"
_PAIR = regex(
    rf"(?<![A-Za-z\\_^])(?P<one>[a-z])[ ]?{_EQUAL}[ ]?(?P<letter>[a-z])(?![\w^(\[.])"
    rf"|{_DELTA}(?P<first>[a-z])[ ]?,?[ ]?(?P<second>[a-z])[ ]?\}}"
)
_INDICES = regex(
    rf"{SLOPE}[ ]?_?[ ]?\{{{{0,2}}[ ]?\\?(?:(?:math\w+|boldsymbol|bm|hat)[ ]?\{{)?"
    rf"[A-Za-z]\w{{0,8}}?\}}?{BELOW}"
    r"(?P<indices>[a-z][a-z, ]{0,5})"
)
# A derivative of an entry: `\partial p_i / \partial z_j`.
_BETWEEN = regex(
    rf"{SLOPE}[ ]?\{{?[ ]?\\?[A-Za-z]\w{{0,8}}?\}}?{BELOW}[a-z]\}}?[ ]?"
    rf"(?:\}}[ ]?\{{|/)[ ]?{SLOPE}"
)


def with_target_letters(text: str, name: str, known: Collection[str]) -> str:
    r"""The text with the label in the place of such a letter.

    `name` is that of the one-hot data of one sample; one such as `e_a` says the letter itself.

    >>> with_target_letters("dL/dz_i = p_i - 1[i = c], where c is the true class", "y", ["z"])
    'dL/dz_i = p_i - 1[i = y]'
    """
    label = name.removeprefix("e_")
    text = with_class_conditions(text, label)
    text = _WORD.sub(
        lambda word: word[0] if _is_own(word[0], text, known) else f" {label}", text
    )
    said = _said(text)
    for letter in sorted(said) or (dict.fromkeys(_meant(text)) if label == name else ()):
        if letter not in known and letter != label and not _runs(text, letter, label):
            text = _with_label(_without_clause(text, letter), letter, label)
    return text if "e" in known or label != name else _with_unit_vectors(text, label)


def _is_own(word: str, text: str, known: Collection[str]) -> bool:
    """Whether a word is a name of the page or the text."""
    said = rf"\b{word.strip()}\s*(?:=(?!=)|is\b)"
    return word.strip() in known or re.search(said, text) is not None


def other_target(text: str, name: str, known: Collection[str]) -> str:
    """A letter in the place of the label of which the text says that it is something else."""
    label, said = name.removeprefix("e_"), _said(text)
    indices = {letter for match in _INDICES.finditer(text) for letter in match["indices"]}
    is_other = said or _OTHERS.search(text) or may_be_another(_FORMULA.sub(" ", text))
    if re.search(rf"(?<![\w\\]){re.escape(label)}\$?[ ]{_GUESS}", text):
        return label
    for match in _PAIR.finditer(text):
        pair = {match["one"] or match["first"], match["letter"] or match["second"]}
        if not pair & indices or label in pair:
            continue
        for letter in pair - indices - said - {*known}:
            is_spoken_of = is_other or _is_spoken_of(text, letter)
            if is_spoken_of and not re.search(_SUMS + letter, text):
                return letter
    return ""


def speaks_of_one_case(text: str, name: str) -> bool:
    """Whether a text speaks of the class of the label, or of the others."""
    label = re.escape(name.removeprefix("e_"))
    pair = rf"(?<![\w\\]){{}}[ ]?{_EQUAL}[ ]?{{}}(?!\w)"
    either = f"{pair.format('[a-z]', label)}|{pair.format(label, '[a-z]')}"
    return _ONE_CASE.search(text) is not None or re.search(either, text) is not None


def _said(text: str) -> set[str]:
    """The letters that are said to be the class of the label, and of none another thing."""
    said, denied = set[str](), set[str]()
    for form in _SAID:
        for match in form.finditer(text):
            near = text[max(match.start() - _NEAR, 0) : match.end() + _NEAR]
            is_other = _OTHERS.search(near) or not _SAID_ALL.match(text, match.end())
            (denied if is_other else said).add(match["letter"])
    return said - denied


def _without_clause(text: str, letter: str) -> str:
    """The text without the clause behind a formula that says what a letter is."""

    def gone(clause: re.Match[str]) -> str:
        is_whole = clause["letter"] == letter and clause[0].count("$") % 2 == 0
        return "" if is_whole and clause[0].count("{") == clause[0].count("}") else clause[0]

    for form in _CLAUSES:
        text = form.sub(gone, text)
    return text


def _meant(text: str) -> Iterator[str]:
    """The letters that an index of a left side is compared with, of which nothing is said."""
    if _OTHERS.search(text) or may_be_another(_FORMULA.sub(" ", text)):
        return
    indices = {match["index"] for match in INDEX.finditer(text)}
    is_between = _BETWEEN.search(text) is not None
    for match in _PAIR.finditer(text):
        pair = (match["one"] or match["first"], match["letter"] or match["second"])
        for index, other in (pair, pair[::-1]):
            is_free = other not in indices or (match["one"] == index and not is_between)
            is_open = other in _RUNNING and not _is_below(text, other)
            if index in indices and is_free and not is_open and not _is_spoken_of(text, other):
                yield other


def _is_below(text: str, letter: str) -> bool:
    """Whether a letter stands below a name, as in the loss of its class: `-log p_j`."""
    entry = rf"_[ ]?\{{?[ ]?{letter}(?![A-Za-z])|[\[(]{letter}[\])]"
    return re.search(entry, _PAIR.sub(" ", text)) is not None


def _is_spoken_of(text: str, letter: str) -> bool:
    """Whether a letter stands elsewhere than below a name, in a relation or a delta."""
    rest = re.sub(rf"_[ ]?\{{?[ ]?{letter}(?![A-Za-z])", " ", _PAIR.sub(" ", text))
    return re.search(rf"(?<![A-Za-z\\]){letter}(?![A-Za-z])", rest) is not None


def _runs(text: str, letter: str, label: str) -> bool:
    """Whether a letter runs over the classes, or the label has an entry of it."""
    one = re.escape(letter)
    over = r"(?:sum|∑|Σ|prod|\bfor|\bforall|∀|each|all|every)(?:\\limits)?"
    sums = rf"{over}[\s$_{{]*{one}(?![A-Za-z])"
    entry = rf"(?<![A-Za-z\\]){spelled(label)}{BELOW}{one}(?![A-Za-z])(?![ }}$]*=[ $]*1)"
    pieces = rf"{SLOPE}[ ]?{spelled(label)}{BELOW}{one}"
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
