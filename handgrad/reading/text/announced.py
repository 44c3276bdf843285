r"""Sentences and labels that say what the gradient is, as equations.

A sentence is read where each of its words is one of those that such sentences are made of,
whatever their order: `I get $2x(wx - y)$ for the derivative wrt $w$.` says
`dL/dw = 2x(wx - y)`.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from handgrad.reading.names.name_spellings import function_spelled
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.text import announcing_words as words
from handgrad.reading.text.announced_pieces import MARKED, Item, Pieces
from handgrad.regex import regex

_SENTENCE = regex(
    r"(?<=[.!?])(?<!\.[a-z]\.)\s+(?=[A-ZÀ-ÖØ-ÞА-Я][a-zà-öø-ÿа-я'’]*\s)|(?<=[\w)}$*`'])(?<!\.[a-z])\.\s+(?=[A-Z])"
)
_RELATION = regex(
    r"[=<>≤≥≈∝≠~→⇒?]|\\(?:approx|propto|sim|n?eq|leq?|geq?|text|to|mbox|quad)(?![A-Za-z])|\\\\"
)
_LETTERS = regex(r"(?<![\\A-Za-z])[A-Za-z]{3,}")
_COMPOSITE = regex(r"[-+*/^@−·(\d]|\\[a-z]+|[^\W\d_]\s+[^\W\d_]")
_SAYS = regex(
    r"(?i)grad|deriv|partial|slope|dérivée|ableitung|градиент|производн|w\.?r\.?t|respect|nach\b"
    r"|answer|ans\b|form\b|formula|notation|vectori|compact|version|result|solution|should|\bit|get|got|found|find|end|guess|basically|think|[:→]|->"
    rf"|[{words.EAST}]"
    r"|gr[àa]di|ergibt|erhalt|obt|vaut|trouve|that|[/{]\s?(?:d|∂|\\partial)|nabla|∇"
)
# Words side by side, or signs that part a label from what it labels.
_WORDS = regex(
    rf"[^\W\d_]{{2,}}[ ,;]+[^\W\d_]|[^\W\d_]{{4}}|\bans\b|[$`:：→]|->|[{words.EAST}]|\n"
)
# What the next line begins with where a formula goes on there.
_GOES_ON = regex(r"[\s$&]*(?:[-+−*/·×@⊙](?![\s*-]*(?:\w+\s*[:=]|[$*`]))|\\(?:cdot|times|odot))")
# What makes of what is said below a case of its own.
_SUPPOSED = regex(
    r"(?i)\b(?:suppos\w+|assum\w+|if|when|whenever|cases?|special|unless|wenn|falls|angenommen|si|quand"
    r"|supon\w+|se)\b|[若设設]|如果|假设"
)
_LONGEST = 4_000
_MOST_WORDS = 40


class _Part(NamedTuple):
    """What stands before, between or behind the formulas of a sentence."""

    items: tuple[Item, ...]

    @property
    def by(self) -> list[str]:
        """The parameters that are mentioned, in order."""
        return [item.text for item in self.items if item.kind == "parameter"]

    def has(self, *sets: frozenset[str]) -> bool:
        return any(i.kind == "word" and i.text in one for i in self.items for one in sets)

    @property
    def says(self) -> bool:
        """Whether a derivative is spoken of, or what one is taken by."""
        return self.has(words.DERIVATIVES, words.BY) or self.is_derivative

    @property
    def is_derivative(self) -> bool:
        return any(item.kind == "derivative" for item in self.items)

    @property
    def links(self) -> bool:
        """Whether a formula is what comes next."""
        is_given = self.has(words.GIVING) and self.ends_with(words.DERIVATIVES)
        is_marked = bool(self.items) and self.items[-1].kind == "link"
        return is_marked or is_given or self.ends_with(words.LINKS)

    def ends_with(self, known: frozenset[str]) -> bool:
        """Whether the last word that is no adverb is one of these."""
        items = [item for item in self.items if item.text not in words.ADVERBS]
        last = (*self.items[-1:], *items[-1:])
        return any(item.kind == "word" and item.text in known for item in last)


def with_announcements(text: str, page: Vocabulary) -> str:
    """The text with an equation for every sentence that says what a derivative of the loss is.

    >>> page = Vocabulary({"w": (1, 1), "x": (1, 1), "L": (1, 1)}, "L", ("w",))
    >>> with_announcements("The gradient comes out to be 2*x.", page)
    'dL/dw = 2*x'
    """
    if len(text) > _LONGEST or not page.parameters:
        return text
    is_said = _WORDS.search(text) and _SAYS.search(text)
    if not is_said or _SUPPOSED.search(text):
        return text
    announcing = _Announcing(page, text)
    lines = text.split("\n")
    behind = [*lines[1:], ""]
    goes_on = [_GOES_ON.match(line) is not None for line in behind]
    pairs = zip(lines, goes_on, strict=True)
    return "\n".join(line if is_begun else announcing.line(line) for line, is_begun in pairs)


class _Announcing:
    """What the sentences of a text say, given the names of the page."""

    def __init__(self, page: Vocabulary, text: str) -> None:
        self.page = page
        self.pieces = Pieces(page)
        lines = [line for line in text.splitlines() if line.strip(" $-*")]
        self.is_alone = len(lines) == 1 and len(_sentences(lines[0])) == 1
        labelled = [self.pieces.of(_without_bullet(line)) for line in lines]
        self.are_labels = all(map(_is_label, labelled))

    def line(self, line: str) -> str:
        if not line.strip() or not _SAYS.search(line) or "&" in line or "|" in line:
            return line
        sentences = _sentences(line)
        found = [self.equation(sentence) for sentence in sentences]
        others = [old for new, old in zip(found, sentences, strict=True) if not new]
        if not any(found) or any("=" in other for other in others):
            return line
        return " ".join(new or old for new, old in zip(found, sentences, strict=True))

    def equation(self, sentence: str) -> str | None:
        """A sentence as equations; None where it says anything else."""
        items = self.pieces.of(_without_bullet(sentence))
        if not items or (items[0].kind == "derivative" and sentence.lstrip(" $")[:1] in "-−–"):
            return None
        kinds = [item.kind for item in items]
        if any(pair == ("derivative", "link") for pair in pairwise(kinds)) and "=" in sentence:
            return None
        formulas = [item.text for item in items if item.kind == "formula"]
        if not formulas or not all(map(self.is_formula, formulas)):
            return None
        by = self.differentiated_by(_parts(items), "?" in sentence)
        if by is None or len(by) != len(formulas):
            return None
        sign = "$" if any("\\" in formula for formula in formulas) else ""
        loss = self.page.loss
        pairs = zip(by, formulas, strict=True)
        return "; ".join(f"{sign}d{loss}/d{name} = {formula}{sign}" for name, formula in pairs)

    def is_formula(self, formula: str) -> bool:
        """Whether it can be a value: no relation, no words, and more than a name."""
        known = [w for w in _LETTERS.findall(formula) if self.is_name(w)]
        is_of_names = len(known) == len(_LETTERS.findall(formula))
        return bool(is_of_names and _COMPOSITE.search(formula)) and not _RELATION.search(
            formula
        )

    def is_name(self, word: str) -> bool:
        letters = {letter for name in self.page.shapes for letter in name}
        is_product = set(word) <= letters and len(word) < 5 and word.lower() not in words.ALL
        return word in self.page.shapes or function_spelled(word) is not None or is_product

    def differentiated_by(self, parts: Sequence[_Part], is_question: bool) -> list[str] | None:
        """The parameters that the formulas are derivatives by; None where that is not said."""
        first, *others = parts
        last, count = others[-1], len(others)
        is_assigned = len(first.items) == 2 and first.items[1].text == "="
        if not all(map(_fits, parts)) or (is_assigned and not self.is_alone):
            return None
        said = [_said(part) for part in parts]
        is_asked = is_question and self.is_alone and first.has(_ASKING)
        if is_question and first.has(_DOUBTING):
            return None
        if count > 1 and len(said[0]) == count == len({*said[0]}) and first.links:
            is_listed = first.says and not any(said[1:]) and not any(p.says for p in others)
            return said[0] if is_listed else None
        if said[0] or (first.says and not any(said)):
            are_linked = all(part.links for part in parts[:-1]) or is_asked
            is_meant = first.says or self.are_labels
            if not (are_linked and is_meant and not said[-1]) or last.says:
                return None
            return self.one_each(said[:-1])
        if any(said) or last.says:
            is_named = all(part.items[0].text in _BEHIND for part in others if part.items)
            is_found = first.says or first.has(words.FOUND, words.GIVING) or not first.items
            is_found = is_found or others[0].items[:1] == (Item("word", "is"),)
            is_derived = any(part.says for part in parts) or count > 1
            return self.one_each(said[1:]) if is_named and is_found and is_derived else None
        if last.has(words.LOSSES) or any(item.kind == "loss" for item in last.items):
            return None
        is_found = first.has(words.FOUND) and (
            first.links or first.ends_with(words.FOUND) or is_asked
        )
        is_found = is_found or (
            not first.items and last.has(words.FOUND) and last.items[0].text == "is"
        )
        is_found = is_found or (first.has(words.FORMS) and first.links)
        is_found = is_found or (not first.items and last.has(words.FORMS))
        return self.one_each(said[:-1]) if self.is_alone and is_found and count == 1 else None

    def one_each(self, said: Sequence[Sequence[str]]) -> list[str] | None:
        """The one parameter of each part; the only one of the page where none is named."""
        if len(said) == 1 and not said[0] and len(self.page.parameters) == 1:
            return [*self.page.parameters]
        names = [name for part in said for name in {*part}]
        is_each = all(len({*part}) == 1 for part in said) and len({*names}) == len(names)
        return names if is_each else None


_ASKING = frozenset(("is", "be"))
_DOUBTING = frozenset(("can", "could", "might"))
_BEHIND = frozenset(
    ("for", "as", "is", "wrt", "w.r.t", "w.r.t.", "with", "=", "für", "pour", "para", "per")
)


def _sentences(line: str) -> list[str]:
    """The sentences of a line; no point in a formula ends one."""
    hidden = MARKED.sub(lambda match: "x" * len(match[0]), line)
    found, begin = [], 0
    for match in _SENTENCE.finditer(hidden):
        found.append(line[begin : match.end()].strip())
        begin = match.end()
    return [*found, line[begin:].strip()]


def _without_bullet(sentence: str) -> str:
    return re.sub(r"^\s*(?:[-*+•]\s+|\(?(?:[a-z]|\d|i{1,3})[.)]\s+|Q\d\.\s+)", "", sentence)


def _parts(items: Sequence[Item]) -> list[_Part]:
    found: list[list[Item]] = [[]]
    for item in items:
        if item.kind == "formula":
            found.append([])
        else:
            found[-1].append(item)
    return [_Part(tuple(part)) for part in found]


def _said(part: _Part) -> list[str]:
    return [i.text for i in part.items if i.kind in ("parameter", "derivative")]


def _is_label(items: Sequence[Item] | None) -> bool:
    """Whether a line is a parameter, a sign, and a formula that is no update."""
    kinds = [item.kind for item in items or ()]
    if (
        len(kinds) % 3
        or kinds != ["parameter", "link", "formula"] * (len(kinds) // 3)
        or not items
    ):
        return False
    groups = [*zip(items[::3], items[1::3], items[2::3], strict=True)]
    return all(
        (link.text != "->" or len(groups) > 1)
        and link.text != "="
        and not re.match(rf"\\?{re.escape(name.text)}\s*[-+−]", formula.text)
        for name, link, formula in groups
    )


def _fits(part: _Part) -> bool:
    """Whether the derivative is of the loss, and by a parameter, and one of first order."""
    if len(part.items) > _MOST_WORDS:
        return False
    groups = 0
    before = ""
    content: str | None = None
    for item in part.items:
        kind = _kind(item)
        if content == "by" and kind in ("loss", "derivative"):
            return False
        if content == "of" and kind == "derivative" and groups:
            return False
        if kind == "derivative" and before != "derivative":
            groups += 1
        if kind in ("loss", "parameter", "derivative"):
            content = None
        elif kind in ("by", "of"):
            content = kind
        before = kind
    return groups <= 1 and content != "by"


def _kind(item: Item) -> str:
    if item.kind != "word":
        return item.kind
    sets = {
        "derivative": words.DERIVATIVES,
        "loss": words.LOSSES,
        "by": words.BY,
        "of": words.OF,
    }
    return next((kind for kind, known in sets.items() if item.text in known), "word")
