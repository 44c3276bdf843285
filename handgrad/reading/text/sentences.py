"""The formulas among the words of a line: which belong together, which are only spoken of."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.text.changes_said import changes_formula, says_mean
from handgrad.reading.text.spoken_of import (
    ASKED,
    ASKS_WHENCE,
    speaks_of_another,
    speaks_of_gradient,
)
from handgrad.regex import regex

# Between two formulas these say that they are equal.
_EQUALS = regex(
    r"[\s,]*(?:(?:which|this|that|and|therefore|thus|then|so|also|just|simply|now)[\s,]+)*"
    r"(?:is|equals|becomes|gives|yields|(?:is\s+)?equal\s+to|simplif(?:ies|y)\s+to|"
    r"(?:reduces|evaluates|works\s+out|comes\s+(?:down|out)|boils\s+down|amounts|cancels|collapses)\s+to|"
    r"turns\s+into|i\.e\.?,?|"
    r"is\s+(?:given\s+by|the\s+same\s+as|then|just|simply|therefore|thus|also|now)|"
    r"can\s+be\s+(?:re)?written\s+as|等于|为|是|即)[\s,:]*",
    re.IGNORECASE,
)
_BRACKETED = regex(r"\s*[(\[（].*[)\]）]\s*")
_ENDED = regex(r"(?<!\.)[.。;；!?！？]\s*$")
_ENDS_OPEN = regex(r"[-+*/^@=·⊙(]\s*$")
_STARTS_OPEN = regex(r"\s*[+*/^@=·⊙)]")
# Words before an equation that turn it round.
_NEGATED = regex(
    r"(?:negative(?!\s+sign)|minus|half|twice|opposite|负|一半|两倍|相反)[^.。;；]{0,20}$"
    r"|\btimes(?:\s+the(?:\s+\w+)?)?[\s$]*$",
    re.IGNORECASE,
)
_INTRODUCING = regex(
    r"where|wrt|w\.r\.t|since|because|\b(?:nach|par|por|per|respecto|rispetto|по|po)\b|其中|对|關|关于|因为|由于|即|当",
    re.IGNORECASE,
)
_BY = regex(
    r"(?:respect\s+to|wrt\.?|w\.r\.t\.?|by|for|in|nach|rapport\s+à|respecto\s+a|rispetto\s+a|对|對|关于|關於)[\s$]*$",
    re.IGNORECASE,
)
_CONNECTIVES = regex(
    r"(?:[\s,:.]|so|thus|hence|therefore|finally|then|we|i|get|have|obtain|find|this|which|"
    r"gives|is|it|to|and|now|simplif(?:y|ies|ying)|所以|因此|故|即|得|得到|于是)*",
    re.IGNORECASE,
)
_HOLDS_DERIVATIVE = regex(
    r"∂|∇|\\partial|\\nabla|(?<![A-Za-z\\])(?:d[A-Za-z]|grad(?![A-Za-z]))|\{\s*d(?![a-z])"
)
# What is said of single entries or of a special case behind a whole answer.
_ELSEWHERE = regex(
    r"\b(?:for|of|in|at|on)\s+(?:a|an|one|each|every|any)\s+(?:single\s+|individual\s+)?"
    r"(?:sample|example|entry|component|row|column|case|word|element|weight|data\s?point|point|pair)\b"
    r"|\bfor\s+(?:single|individual)\b|special\s+case|for\s+(?:example|instance)|e\.g\."
    r"|(?:component|element|entry|row|column)[-\s]?wise",
    re.IGNORECASE,
)
POINTS = ",.:;!?，。：；、！？…\"“”'’–—"
# Words that ask for something else than a derivative.
_SOLVED = regex(
    r"solv|optim|minim|maxim|estim|updat|value|shape|dimension|defin|expression|löse|解得|求解",
    re.IGNORECASE,
)
_DEFINES = regex(
    r"[\s,]*(?:is|be|denotes?|being|stands?\s+for|means|is\s+defined\s+(?:as|to\s+be)|ist|bezeichnet|est|désigne|es)\s+"
    r"(?:simply\s+|just\s+)?(?:(?:the|das|der|die|le|la|el)\s+\w+(?:\s+\w+)?)?[\s,:]*",
    re.IGNORECASE,
)
_NEW_NAME = regex(r"\s*\\?([A-Za-z]|[A-Za-z]+_\w+|[a-z]{4,8})\s*")
_COMPOSITE = regex(r"[-+*/^−·]|\\(?:frac|odot|hat|sum)|[A-Za-z]\s+[A-Za-z]")
_SCRIPTS = regex(r"[{}()\[\]^_\\]")
_LONGEST_MENTION = 12
_MENTION = regex(
    r"\s*(?:\\(?:math|bold)\w+\s*\{?\s*)?(\\?[A-Za-zα-ω]\w*(?:[_^]\{?[(\[]?\w+[)\]]?\}?)*)\}?[\s,:：]*"
)
# A name, with its shape: `X (n×d)`.
_MENTIONED = regex(
    r"\s*(?:\\(?:(?:wide)?(?:hat|tilde)|bar|math\w{2,4}|boldsymbol|bm|vec)[\s{]+)?"
    r"\\?[A-Za-z]\w*\}?(?:'|[_^](?:\{[^{}=]{1,20}\}|\(?\w+\)?))*"
    r"(?:\s*\(\s*\w+\s*(?:[×x,]|\\times)\s*\w+\s*\))?[\s.,;:]*"
)
_POINT_BEFORE = regex(r"^\s*[:：;,]\s")
# For which values something holds, behind an answer: `which vanishes iff X^T h = X^T y`.
_EXACTLY_WHEN = regex(
    r"(?i)\b(?:iff|if\s+and\s+only\s+if|(?:precisely|exactly|only)\s+(?:when|if|where)|"
    r"(?:vanish\w*|(?:is|equals|becomes)\s+(?:zero|0))\s+(?:when|if|where|at|for|as\s+soon\s+as)"
    r"|normal\s+equations?)\b"
)
# What says what the loss is, behind an equation: `and the loss is (p - y)^2`.
_OF_LOSS = regex(
    r"(?i)\b(?:(?:loss|cost|objective|energy|likelihood)\s+(?:function\s+)?"
    r"(?:is|reads|becomes|equals|takes\s+the\s+form|(?:can\s+be|is)\s+written\s+(?:as)?)"
    r"|(?:ist|lautet|wird)\s+(?:der|die)\s+(?:\w*(?:verlust|fehler|kosten|zielfunktion)\w*)"
    r"|\w*(?:verlust|fehler|kosten|zielfunktion)\w*\s+(?:ist|lautet|wird)"
    r"|(?:perte|coût|pérdida|coste|costo|perdita|perda|custo)\s+(?:est|s['’]écrit|es|è|é|diventa|queda))[\s:]*$"
)
# What comes is said not to be so: `it is $w = 1$, not $w = 2$`.
_DENIED = regex(
    r"(?i)(?:\b(?:not|rather\s+than|(?:wrong|false|incorrect|not\s+true)\s+that)|不是|而非)[\s,:$]*$"
)
# What an equation is for, before a comparison: `s = exp(t)` (so that `s > 0`).
_PURPOSE = regex(
    r"(?i)\b(?:so\s+that|(?:ensur|guarante|enforc)\w*|damit|sodass|pour\s+que|afin\s+que"
    r"|para\s+que|garanti\w*|чтобы)\b|保证|确保"
)
_COMPARED = regex(r"[<>≤≥]|\\[lg]e?q?(?![A-Za-z])")
_HAN = regex(r"[\u3040-\u9fff\uac00-\ud7af]")
FILLER = ("space", "point", "dollar")


@dataclass(slots=True)
class TextPiece:
    """`kind` is math, prose, unknown, either (a word and a name), relation, point or space."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


class FormulaSpan(NamedTuple):
    """What is left of a line: its place, and its text with prose blanked."""

    start: int
    text: str


def chunks_of(tokens: list[TextPiece]) -> list[list[TextPiece]]:
    """The runs of tokens that are no prose, at even places, and the prose between them."""
    found: list[list[TextPiece]] = [[]]
    for token in tokens:
        in_prose = len(found) % 2 == 0
        is_filler = token.kind in FILLER and in_prose
        if not is_filler and in_prose != (token.kind == "prose"):
            found.append([])
        found[-1].append(token)
    return found


def assembled(
    text: str,
    chunks: list[list[TextPiece]],
    find: Callable[[str], str | None],
    page: Vocabulary,
) -> Iterator[FormulaSpan]:
    """The formulas of a line from its chunks, each with what cannot be told from it."""
    found: list[_Piece] = []
    said = ""
    for n, chunk in enumerate(chunks):
        if n % 2:
            said = text[chunk[0].start : chunk[-1].end].replace("$", " ")
            continue
        for piece in _parts(chunk, said):
            if piece.is_equation and _DENIED.search(piece.said):
                continue
            sign = found[-1].sign_before(piece) if found else None
            if found and _is_said_to_be(found[-1], piece, find):
                sign = "="
            if sign is None:
                found.append(piece)
            else:
                found[-1] = found[-1].joined(piece, sign)
        said = ""
    if said and found and found[-1].is_changed_by(said):
        found[-1] = found[-1].joined(_Piece("", len(text), False, said), said.strip())
    found = [p for p in found if not (p.is_equation and _EXACTLY_WHEN.search(p.said_last))]
    equations = [piece for piece in found if piece.is_equation]
    equations = equations or list(_each_named(text, found, find, page.parameters))
    is_of_names = not found or not _is_of_words(found[-1].text, find)
    if not equations and is_of_names and found and _is_answer(text, found[-1], said, page):
        equations = [_named(text, *found[-2:])] if found[1:] else found
    for piece in equations:
        yield _by_name(piece).formula(text)


class _Piece(NamedTuple):
    """A run of mathematics, and the prose that was said before it."""

    text: str
    start: int
    is_equation: bool
    said: str

    @property
    def said_last(self) -> str:
        """What was said before it since the last sentence ended."""
        return re.split(r"[.;!?](?=\s)|[。；！？]", self.said)[-1]

    def sign_before(self, other: "_Piece") -> str | None:
        """What joins this to the next; None where that says something of its own.

        Words that may change a formula are kept in it, where nothing can read them.
        """
        said = other.said
        if not said:
            return None
        if _BRACKETED.fullmatch(said) and self.is_equation and not other.is_equation:
            return " "
        if _ENDS_OPEN.search(self.text) or _STARTS_OPEN.match(other.text):
            is_after_relation = re.search(r"=\s*$", self.text) and not _BRACKETED.fullmatch(
                said
            )
            return said.strip() if is_after_relation else " "
        is_equal = _EQUALS.fullmatch(said) and not other.is_equation
        if is_equal and (self.is_equation or _HOLDS_DERIVATIVE.search(self.text)):
            return "="
        if _ENDED.search(self.text):
            return None
        is_told = other.is_equation or not self.is_equation or _is_mention(said, other.text)
        is_told = is_told or _OF_LOSS.search(said) is not None
        is_told = is_told or (
            _HAN.search(said) is not None and other.text.strip(f" {POINTS}").isdigit()
        )
        is_told = is_told or bool(_ELSEWHERE.search(said) or ASKS_WHENCE.search(said))
        is_aim = _PURPOSE.search(said) and _COMPARED.search(other.text)
        is_told = is_told or (is_aim is not None and not _HOLDS_DERIVATIVE.search(self.text))
        if self.is_changed_by(said) or not is_told:
            return said.strip()
        return None

    def is_changed_by(self, said: str) -> bool:
        """Whether words behind an equation may say that it is something else."""
        if _ENDED.search(self.text):
            return False
        sentence = re.split(r"[.。;；!?！？](?:\s|$)|[。；]", said, maxsplit=1)[0]
        is_changed = says_mean(sentence, self.text) or changes_formula(sentence, self.text)
        return self.is_equation and is_changed

    def joined(self, other: "_Piece", sign: str) -> "_Piece":
        gap = max(0, other.start - self.start - len(self.text))
        text = f"{self.text}{sign[:gap]:^{gap}}{other.text}"
        return _Piece(text, self.start, "=" in text, self.said)

    def formula(self, text: str) -> FormulaSpan:
        """The formula; with the word before it where that turns it into something else."""
        is_signed = self.text.lstrip()[:1] in ("-", "−")
        if not is_signed and (match := _NEGATED.search(self.said)):
            start = text.index(match.group().strip(), max(0, self.start - len(self.said)))
            return FormulaSpan(start, text[start : self.start] + self.text)
        return FormulaSpan(self.start, self.text)


def _is_said_to_be(name: _Piece, value: _Piece, find: Callable[[str], str | None]) -> bool:
    """Whether words say what a new name is: `the residual $r$ is $p - y$`."""
    bare = _NEW_NAME.fullmatch(name.text)
    is_formula = not value.is_equation and _COMPOSITE.search(value.text) is not None
    is_said = is_formula and _DEFINES.fullmatch(value.said) is not None
    return bare is not None and is_said and find(bare[1]) is None


def _is_mention(said: str, text: str) -> bool:
    """Whether a name is only spoken of: with respect to w, where x is the input."""
    if re.search(r"[.。;；!?！？](?:\s|$)|[。；]", said):
        return True
    is_name = _MENTIONED.fullmatch(text)
    is_derivative = re.fullmatch(r"\s*d\w+(?:/d\w+)?[\s.,;:]*", text)
    words_said = re.findall(r"\w+", said)
    is_said = len(words_said) > 1 or words_said == ["and"] or _INTRODUCING.search(said)
    return bool((is_name or is_derivative) and is_said)


def _parts(chunk: list[TextPiece], said: str) -> Iterator[_Piece]:
    """A chunk, cut where one pair of dollars ends, or a mention, and a formula begins."""
    part: list[TextPiece] = []
    depth = 0
    for i, token in enumerate(chunk):
        rest = [t for t in chunk[i + 1 :] if t.kind not in FILLER]
        depth += (token.text in ("{", "(")) - (token.text in ("}", ")"))
        is_colon = token.text in (":", "：") and token.kind != "math"
        is_end = token.kind == "dollar" or (is_colon and depth <= 0)
        is_whole = any(t.kind not in FILLER for t in part) and part[-1].kind != "relation"
        begins = bool(rest) and rest[0].kind != "relation"
        is_named = token.text in (":", "：") and bool(_BY.search(said))
        is_named = is_named and len(part) < _LONGEST_MENTION
        is_next = (
            is_named
            or any(t.kind == "relation" for t in rest)
            or (token.kind == "dollar" and begins and rest[0].text in ("and", "or"))
        )
        if is_end and is_whole and begins and is_next:
            yield from _piece(part, said)
            part, said = [], ""
        else:
            part.append(token)
    yield from _piece(part, said)


def _piece(part: list[TextPiece], said: str) -> Iterator[_Piece]:
    text = "".join(" " * len(t.text) if t.kind == "dollar" else t.text for t in part)
    text = _POINT_BEFORE.sub(lambda match: " " * len(match[0]), text)
    if text.strip(f" {POINTS}"):
        yield _Piece(text, part[0].start, any(t.kind == "relation" for t in part), said)


def _each_named(
    text: str,
    found: list[_Piece],
    find: Callable[[str], str | None],
    parameters: Collection[str],
) -> Iterator[_Piece]:
    """The formulas of `For $a$: $$..$$ For $b$: $$..$$`, each with its left side written."""
    for mention, answer in pairwise(found):
        name = _MENTION.fullmatch(mention.text)
        between = text[mention.start + len(mention.text) - 1 : answer.start]
        is_asked = _BY.search(mention.said) and not _SOLVED.search(mention.said)
        is_asked = is_asked and (":" in between or "：" in between)
        if name and is_asked and find(_SCRIPTS.sub("", name[1])) in parameters:
            left = f"∇_{{{name[1]}}} ="
            start = max(0, answer.start - len(left))
            yield _Piece(left + answer.text, start, True, "")


def _named(text: str, mention: _Piece, answer: _Piece) -> _Piece:
    """The formula in "the derivative of L by w is ..." with its left side written."""
    name = re.fullmatch(r"\s*(\\?[A-Za-z]\w*)[\s,]*", mention.text)
    if not name or not _BY.search(mention.said) or not ASKED.search(text[: answer.start]):
        return answer
    left = f"grad_{name[1].lstrip(chr(92))} ="
    if len(left) > answer.start:
        return answer
    start = answer.start - len(left)
    return _Piece(left + answer.text, start, True, answer.said)


def _by_name(piece: _Piece) -> _Piece:
    """`w = ...` behind "the gradient with respect to" with its left side written."""
    name = re.match(r"\s*(\\?[A-Za-z]\w*)(?=\s*&?=)", piece.text)
    if not name or not _BY.search(piece.said) or not ASKED.search(piece.said):
        return piece
    left = f"grad_{name[1].lstrip(chr(92))}"
    start = piece.start + name.end() - len(left)
    return _Piece(left + piece.text[name.end() :], start, True, "") if start >= 0 else piece


def _is_of_words(text: str, find: Callable[[str], str | None]) -> bool:
    """Whether only words stand there that name nothing: `| Google (JAX) |`."""
    words = re.findall(r"\\?[^\W\d_]+\w*", text)
    is_long = all(len(word) > 2 and word.isalpha() and not find(word) for word in words)
    return bool(words) and is_long and not re.search(r"\d", text)


def _is_answer(text: str, piece: _Piece, behind: str, page: Vocabulary) -> bool:
    """Whether a formula among words is what was asked for, and not just spoken of."""
    before = text[: piece.start].replace("$", " ")
    is_composite = len(re.findall(r"\w+|[^\w\s]", piece.text)) > 1
    if speaks_of_another(before, page):
        return False
    is_asked = speaks_of_gradient(before)
    is_so = _CONNECTIVES.fullmatch(piece.said) and piece.said.strip() not in ("and", "or")
    is_so = is_so and not behind.strip(f" {POINTS}")
    return bool(is_asked or (is_composite and is_so))
