r"""What is said of the class of the label and of the others, as one statement with cases.

`\nabla_{w_j} L = 1(m_j > 0) x` for a wrong class, and `\nabla_{w_y} L = -\sum_{j \ne y} ...`.
"""

import re
from collections.abc import Collection, Iterator
from functools import partial
from typing import NamedTuple

from handgrad.reading.spelling.letters import LETTER, spellings
from handgrad.reading.text.condition_lines import LEFT_SIDE
from handgrad.regex import regex

_CLAIM = regex(rf"(?P<left>{LEFT_SIDE}(?:\s*[A-Z](?![A-Za-z]))?)\s*&?\s*=(?P<right>[^\n]*)")
_END = regex(
    r"\$|,?\s*\\q?quad(?![a-z])|\\\]|\\\)|\\\\|;|\.(?=\s|$)|,?\s+(?=for|if|when|where|and)\b|\n"
    r"|,\s+(?=[a-z]\s?(?:≠|!=|\\ne))|,?\s*\\[;:,!](?=\s*\(?[a-z]\s?(?:≠|!=|\\ne))"
    rf"|,?\s+(?={LEFT_SIDE}\s*&?\s*=)"
)
_FREE_LETTERS = "jkcmli"
_OTHERS = "kjlmpq"
# What the cases say then: `For the wrong classes`, `if $j \\neq y$`.
_CLASSES = regex(
    r"(?i)(?:(?:for|of|by|in)[ ]+)?(?:(?:the|a|an|any|every|each|all)[ ]+)?(?:(?:of|the)[ ]+)*"
    r"(?:true|correct|right|target|other|wrong|incorrect|remaining)[ ]class(?:es)?(?![A-Za-z])"
)
_CONDITION = regex(
    r"[,;]?[ ]*(?:\\q?quad[ ]*|\\[;:,!][ ]*)?"
    r"\(?(?:(?i:\b(?:for|if|when|where))[ ]+|(?<=quad[ ])|(?<=[ ])(?=[a-z][ ]?(?:≠|!=|\\ne)))"
    r"\$?[ ]*[a-z][ ]*"
    rf"(?:≠|!=|=|\\neq?(?![a-z]))[ ]*{LETTER}(?:_\{{?[a-z]\}}?)?\$?\)?[:,]?"
)
_DERIVATIVE = regex(r"\\partial|∂|(?<![A-Za-z\\])d[A-Za-z]\w*\s?/\s?d")
_OPENED, _CLOSED = regex(r"\$+\s*$"), regex(r"[\s.,;]*\$+")
_MOST = 4
_NEAR = 48
_OF_TARGET = regex(r"[\s$,(]*for[ ](?:the[ ])?(?:true|correct|right|target)[ ]class(?!es)")
_OF_OTHERS = regex(
    r"[\s$,(]*for[ ](?:the[ ]|all[ ])*(?:other|wrong|incorrect|remaining)[ ]class"
)
_RELATION = regex(r"(?<![<>!=])=(?!=)")


class _Claim(NamedTuple):
    """The derivative by the entries of one letter, and where it stands."""

    left: str
    right: str
    start: int
    end: int


def with_label_cases(text: str, labels: Collection[str]) -> str:
    """The text with both claims as one where the label is; `labels` are the one-hot data."""
    if not labels:
        return text
    words = [word for name in labels for own in (name, name.lower()) for word in spellings(own)]
    for _ in range(_MOST):
        text, before = _with_first_joined(text, words), text
        if text == before:
            break
    return text


def _with_first_joined(text: str, words: Collection[str]) -> str:
    claims = list(_claims(text))
    for of_label in claims:
        nearest = sorted(claims, key=partial(_farness, of_label))
        for word in dict.fromkeys(words):
            for one in nearest:
                letter = _letter(one.left, of_label.left, word)
                if letter is not None and not _is_swapped(text, one, of_label, letter, word):
                    return _joined(text, one, of_label, letter, word)
    return text


def _claims(text: str) -> Iterator[_Claim]:
    at = 0
    while match := _CLAIM.search(text, at):
        end = _END.search(match["right"])
        right = match["right"][: end.start()] if end else match["right"]
        value = _last_member(right)
        at = stop = match.start("right") + len(right)
        if value.strip(" ,&"):
            yield _Claim(match["left"], value.strip(" ,&"), match.start(), stop)


def _last_member(right: str) -> str:
    """What stands behind the last sign of equality that is in no bracket."""
    start = 0
    for match in _RELATION.finditer(right):
        before = right[: match.start()]
        if all(before.count(a) == before.count(b) for a, b in ("()", "{}", "[]")):
            start = match.end()
    return right[start:]


def _farness(of_label: _Claim, one: _Claim) -> tuple[bool, int]:
    """How far a claim stands from another one; those that are worked out are nearer."""
    return _DERIVATIVE.search(one.right) is not None, abs(one.start - of_label.start)


def _letter(left: str, of_label: str, word: str) -> str | None:
    """The letter for which one left side has the label, where they differ in nothing else."""
    bare, labelled = (re.sub(r"[\s{}]", "", side) for side in (left, of_label))
    for letter in _FREE_LETTERS:
        if (
            letter != word
            and labelled != bare
            and bare.replace(f"_{letter}", f"_{word}") == labelled
        ):
            return letter
    return None


def _is_swapped(text: str, one: _Claim, of_label: _Claim, letter: str, word: str) -> bool:
    """Whether words say the claim of the label of the others, or the other way round."""
    behind, of_other = text[one.end :][:_NEAR], text[of_label.end :][:_NEAR]
    is_equal = re.match(
        rf"[\s$,(]*(?:for|if|when|where)[ ]\$?{letter}[ ]?=[ ]?{word}\b", behind
    )
    return bool(is_equal or _OF_TARGET.match(behind) or _OF_OTHERS.match(of_other))


def _speaks_of(right: str, word: str, letter: str) -> bool:
    """Whether a formula has the entry of the label of every class: y_j."""
    return re.search(rf"(?<![A-Za-z\\]){re.escape(word)}_\{{?{letter}", right) is not None


def _joined(text: str, one: _Claim, of_label: _Claim, letter: str, word: str) -> str:
    taken = set(re.findall(r"[A-Za-z]", of_label.right))
    other = next((c for c in _OTHERS if c not in taken and c != letter), letter)
    bound = re.sub(rf"(?<![A-Za-z\\]){letter}(?![A-Za-z])", other, of_label.right)
    rows = rf"{bound} & {letter} = {word} \\ {one.right} & \text{{otherwise}}"
    cases = rf"{one.left} = \begin{{cases}} {rows} \end{{cases}}"
    first, last = sorted((one, of_label), key=lambda claim: claim.start)
    if _speaks_of(one.right, word, letter):
        first, last = of_label._replace(end=of_label.start), of_label
    before, between = text[: first.start], text[first.end : last.start]
    if (opened := _OPENED.search(before)) and (closed := _CLOSED.match(between)):
        before, between = before[: opened.start()], between[closed.end() :]
    said = (_CONDITION.sub(_blank, _CLASSES.sub(_blank, part)) for part in (before, between))
    return "".join(said) + cases + _CONDITION.sub(_blank, text[last.end :])


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])
