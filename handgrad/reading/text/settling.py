"""What the words of a line are, by what stands beside them: mathematics or prose."""

import re
from itertools import pairwise

from handgrad.language import functions
from handgrad.reading.names.words import RESERVED
from handgrad.reading.spelling.commands import word_set
from handgrad.reading.text.changes_said import changes_formula
from handgrad.reading.text.english import WORDS
from handgrad.reading.text.sentences import FILLER, TextPiece
from handgrad.regex import regex

_CONDITIONS = ("if", "else", "otherwise", "not")
_NAME = regex(r"\\?[A-Za-zα-ω]\w*")
# Words that part two formulas inside one pair of dollars.
_CONNECTIVES = word_set("where with hence so thus then since because therefore similarly and")
# What stands before what a derivative is by: the A of `∂L/∂A de ...`.
_BY_SIGNS = ("∂", "\\partial")
# Words of one letter in other languages, and what says what a letter is.
SMALL_WORDS = frozenset("aeiouyи")
_BEING = word_set("is are be being denotes means stands ist est es é è son sont sind here now")
_OPENING, _CLOSING = "([{（【", ")]}）】"
# What words may be, by themselves.
_SAID = ("prose", "unknown", "either", "operation")
# What stands below a name or above it.
_SCRIPT = regex(r"[_^{}()\[\],]|\w{1,3}")
_LONGEST_NAME = 9
DERIVATIVE_WORD = regex(r"d[A-Za-z]\w*$|\\[dt]?frac$|\\nabla$|\\partial$|[∂∇]|grad")


def settle_maths(tokens: list[TextPiece]) -> None:
    """Inside dollars, braces and cases every Latin word is mathematics."""
    is_open, depth, in_cases = False, 0, False
    count = sum((token.kind == "dollar" for token in tokens), 0)
    for i, token in enumerate(tokens):
        if token.kind == "dollar":
            is_open = not is_open if "$" in token.text else token.text in ("\\[", "\\(")
            if count % 2 and "$" in token.text:
                is_open = False
        elif token.text in ("{", "}"):
            depth += 1 if token.text == "{" else -1
        elif token.text == "cases":
            in_cases = tokens[i - 2].text == "\\begin" if i > 1 else False
        is_word = token.kind in ("prose", "either", "unknown", "operation")
        if depth == 0 and not in_cases and token.text in _CONNECTIVES:
            continue
        if is_word and (is_open or depth > 0 or in_cases) and token.text.isascii():
            token.kind = "math"


def settle_outside(tokens: list[TextPiece]) -> None:
    """A word that nothing knows is prose outside of dollars, where formulas are in dollars.

    So is every word and bracket where nothing else stands outside.
    """
    signs = [token for token in tokens if token.kind == "dollar"]
    if not signs or len(signs) % 2:
        return
    outside, is_open = [], False
    solid = [token for token in tokens if token.kind != "space"]
    for n, token in enumerate(solid):
        if token.kind == "dollar":
            is_open = not is_open
        elif not is_open and token.kind not in FILLER:
            outside.append(token)
            _settle_small_word(token, *solid[n - 1 : n], *solid[n + 1 : n + 2])
    said = [t for t in outside if t.kind in _SAID or t.text in _OPENING + _CLOSING]
    is_all_said = len(said) == len(outside)
    for token in said:
        if is_all_said or (token.kind == "unknown" and len(token.text) > 1):
            token.kind = "prose"


def _settle_small_word(token: TextPiece, *beside: TextPiece) -> None:
    """A letter behind a formula that goes on with words: `$...$, e portanto $...$`."""
    if len(beside) < 2 or token.text not in SMALL_WORDS:
        return
    if token.end == beside[1].start and beside[1].text != ",":
        return
    is_behind = beside[0].kind in ("point", "dollar")
    is_said = beside[1].kind in ("prose", "unknown") and len(beside[1].text) > 1
    is_said = is_said or beside[1].text == ","
    if is_behind and is_said and beside[1].text.lower() not in _BEING:
        token.kind = "prose"


def settle_word(
    token: TextPiece,
    before: TextPiece | None,
    after: TextPiece | None,
    is_left: bool,
    is_named: bool,
    is_defining: bool,
) -> None:
    """A word that may be a name or prose, by what stands beside it."""
    behind, ahead = _kind(before, "start"), _kind(after, "end")
    is_text_ahead = ahead in ("prose", "unknown") or (
        after is not None and ahead in ("either", "operation") and after.text not in RESERVED
    )
    ends = ahead in ("end", "point", "dollar")
    word = token.text.lower()
    if token.kind == "either" and word in RESERVED:
        is_start = behind in ("start", "point") and word not in _CONDITIONS
        is_joining = word == "and" and is_named and is_left and behind == "math"
        is_said = is_text_ahead or behind == "prose" or is_start or is_joining
        token.kind = "prose" if is_said else "math"
    elif (
        token.kind == "either"
        and before is not None
        and (before.text in _BY_SIGNS or _is_in_capitals(token, behind, after))
    ):
        token.kind = "math"
    elif token.kind == "either":
        is_said = word in WORDS and _text(after).lower() in RESERVED
        is_prose = is_text_ahead or is_said or (behind == "prose" and ends)
        is_first = behind in ("start", "prose") and len(word) > 1 and word in WORDS
        is_first = is_first and word not in functions.NAMES
        token.kind = "prose" if is_prose or (is_first and ahead == "math") else "math"
    elif token.kind == "unknown":
        is_label = _text(after) in (":", ",", "：", "，") or is_text_ahead
        is_sentence = behind == "start" or (
            _text(before) in (".", ";") and token.text.istitle() and not is_left
        )
        is_first = is_defining and is_sentence and word != "grad"
        is_before = is_first or (is_left and bool(DERIVATIVE_WORD.match(_text(after))))
        is_after = behind == "prose" and ahead != "relation"
        is_label = is_label and behind in ("start", "prose", "point")
        token.kind = "prose" if is_label or is_after or is_before else "math"
    elif token.kind == "operation":
        token.kind = "math" if behind == "math" else "prose"
    elif behind == "prose" and (token.kind == "point" or token.text == "-"):
        token.kind = "prose" if is_text_ahead else token.kind


def begins_definition(tokens: list[TextPiece]) -> bool:
    """Whether a name and a relation follow: `δ = ...`, `r_i = ...`."""
    if not tokens or not _NAME.fullmatch(tokens[0].text):
        return False
    for before, token in pairwise(tokens[:_LONGEST_NAME]):
        if token.kind == "relation":
            return True
        if before.end < token.start or not _SCRIPT.fullmatch(token.text):
            return False
    return False


def begins_equation(tokens: list[TextPiece]) -> bool:
    """Whether a derivative and a relation follow: dL/dw = ..."""
    if not tokens or not DERIVATIVE_WORD.match(tokens[0].text):
        return False
    for token in tokens[1:24]:
        if token.kind == "relation":
            return True
        if token.kind != "math" or token.text in "+-*^":
            return False
    return False


def _is_in_capitals(token: TextPiece, behind: str, after: TextPiece | None) -> bool:
    """Whether a word is a product of matrices in a text of small letters: `2EQ where`."""
    is_product = len(token.text) > 1 and token.text.isupper() and behind == "math"
    return is_product and _text(after).islower()


def _kind(token: TextPiece | None, edge: str) -> str:
    return token.kind if token else edge


def _text(token: TextPiece | None) -> str:
    return token.text if token else ""


def _is_remark(inside: list[TextPiece]) -> bool:
    """Whether a bracket at the end only says something in words: `(y is constant)`."""
    said = " ".join(t.text for t in inside if t.kind == "prose")
    is_words = all(t.kind in ("prose", "point") or t.text.isalpha() for t in inside)
    return is_words and len(said.split()) > 1 and not changes_formula(said)


def settle_brackets(tokens: list[TextPiece]) -> None:
    """A bracket that begins with prose is prose; prose inside any other is a mistake of it."""
    waiting: list[int] = []
    for i, token in enumerate(tokens):
        if token.kind != "math":
            continue
        if token.text in _OPENING:
            waiting.append(i)
        elif token.text in _CLOSING and waiting:
            start = waiting.pop()
            inside = tokens[start + 1 : i]
            if not inside or not any(t.kind == "prose" for t in inside):
                continue
            is_behind_words = start > 0 and tokens[start - 1].kind == "prose"
            if (is_behind_words or not tokens[i + 1 :]) and _is_remark(inside):
                for t in tokens[start:]:
                    t.kind = "prose"
                continue
            if inside[0].kind == "prose":
                is_said = re.match(r"where|with|let|here|set", inside[0].text, re.IGNORECASE)
                has_relation = any(t.kind == "relation" for t in inside)
                kept = is_said and has_relation
                for t in (tokens[start], tokens[i], *(() if kept else inside)):
                    t.kind = "prose"
            elif not start or tokens[start - 1].kind != "prose":
                for t in inside:
                    t.kind = "math" if t.kind == "prose" else t.kind
