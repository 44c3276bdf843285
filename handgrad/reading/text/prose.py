"""A line of text to its formulas: prose is what is not a formula, in any script.

Words are prose where they are words of a natural language and no names of the page or of the
writer; a word that follows a formula without a word of prose between is part of it, so that
nothing is dropped silently. Every formula keeps its place.
"""

import re
from collections.abc import Iterator
from unicodedata import category, name, normalize

from handgrad.language import functions
from handgrad.reading.names.derivative_words import derivative_word
from handgrad.reading.names.entries import name_options
from handgrad.reading.names.vocabulary import Names
from handgrad.reading.names.words import RESERVED
from handgrad.reading.spelling.characters import GREEK, LOOK_ALIKE
from handgrad.reading.spelling.commands import word_set
from handgrad.reading.text.english import OPERATIONS, WORDS
from handgrad.reading.text.sentences import (
    POINTS,
    FormulaSpan,
    TextPiece,
    assembled,
    chunks_of,
)
from handgrad.reading.text.settling import (
    DERIVATIVE_WORD,
    begins_definition,
    begins_equation,
    settle_brackets,
    settle_maths,
    settle_outside,
    settle_word,
)
from handgrad.reading.text.small_words import settle_small_words
from handgrad.regex import regex

_CASE = regex(
    r"\W*(?:if|when|for|case|whenever)\s+\$?\s*\\?([A-Za-z]\w*?)(?:_\w|\^\{?\(\w\)\}?)?\s*"
    r"(?:=|<|>|≤|≥|\\l|\\g|≠|\\n)\s*",
    re.IGNORECASE,
)
_CONDITIONAL = regex(
    r"(?:if|when|for|case|whenever|where|当|若|如果)(?![A-Za-z])[^=.;。]*?"
    r"(?:(?<![-=])[<>≤≥≠]|\\(?:leq?|geq?|leqslant|geqslant|lt|gt|neq?)(?![A-Za-z]))",
    re.IGNORECASE,
)
_NEXT_SENTENCE = regex(r"(?<=[\w)}$])[.](?=\s+[A-Z][a-z]+\s)")
_CJK = "\u2e80-\u2fff\u3005-\u3007\u3021-\u9fff\uac00-\ud7af\uf900-\ufaff\u3131-\u318e"
_TOKEN = regex(
    rf"""(?P<space>\s+)
      | (?P<dollar>\$+|\\[\[\]()])
      | (?P<command>\\(?:[A-Za-z]+\*?|.))
      | (?P<number>\d+(?:\.\d+)?)
      | (?P<foreign>[{_CJK}]+)
      | (?P<letters>[A-Za-z]*(?![A-Za-z])[^\W\d_{_CJK}]+)
      | (?P<abbreviation>\$?[A-Za-z]\$?[ ]?[-'’](?:th|te[nrs]?|ème)\b|\d(?:st|nd|rd|th)\b
        |(?i:i\.e|e\.g|w\.r\.t|q\.e\.d|a\.k\.a)\b\.?)
      | (?P<word>[A-Za-z][A-Za-z0-9]*(?:\\?_+[A-Za-z0-9]+)*(?:['’](?i:s|t|ll|ve|re|m|d)\b)?)
      | (?P<relation>(?<![<>!])=(?!=)|[:+*/-]=|==|≈|←|≡|≔|\\approx|＝)
      | (?P<sign>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_INTRODUCED = regex(
    r"(?:^|[\s,;:$(&])\\?([A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*)\s*"
    r"(?=(?:[:+*/-]?=(?!=)|←|≈|≔)|(?:_|\^)[^=\n]{1,12}=)",
    re.MULTILINE,
)
# Functions that are words of English too: "the square, hence".
_ALSO_ENGLISH = word_set("square product power mean sum norm sign step trace maximum minimum")
# Words of one letter in other languages: "Substituindo o gradiente:".
_SMALL_WORDS = word_set("a e i o u y à è é ó")
# What a heading has: `4b)`, `(6 P)`, words; what it has not.
_ENUMERATED = regex(r"\(?\d+[a-z]?\)?")
_LONG_WORDS = regex(r"[^\W\d_]+")
_IN_WORDS = regex(
    r"\s*([A-Za-z][A-Za-z'’-]*(?: [A-Za-z'’-]+){0,12})(?:\s+\([^()=]*\))?[\s.,;$]*"
)
_OF_CHARACTERS = regex(rf"[{_CJK}]")
_OF_LETTERS = regex(r"[A-Za-zα-ωΑ-Ω\d∂∇\\]")
_MATHS = regex(r"[\\^_+/=<>|$∂∇]")
# Accents that no formula has: à, é, ç.
_ACCENTS_OF_WORDS = frozenset("\u0300\u0301\u0327")
# An entry of what has a hat, a bar or a tilde: `ŷij`.
_ENTRY = regex(r"[A-Za-z][\u0302\u0304\u0303][i-n]{2}")
# What a part of a name stands behind, or a power: `X.shape`, `δ_out`, `W^TM`.
_BEFORE_PART = regex(r"[\w)\]]\.$|\S[_^]$")
# The inner product of matrices in a differential: `M:dM`, `M : (dW H + W dH)`.
_INNER = regex(
    r"=(?:\\[,;]|[^:,.;])*[\w)}\]'⊤ᵀ]\s?:(?:\s|\\[,;! ]|\\left|[({])*"
    r"(?:\\mathrm\s*\{?)?d\}?[\s{]*(?:\\(?:mathbf|boldsymbol|bm)\s*\{?)?\\?[A-Za-z](?!\w*\s*/)"
)
_BEFORE_COLON = regex(r"(?<![A-Za-z])([A-Za-z]{1,4})(?:\^\{?(?:T|\\top)\}?|['⊤ᵀ])?$")
_BEHIND_COLON = regex(r"([A-Za-z]{1,4})(?![A-Za-z])")
_FACTORS = regex(r"[\w)}\]'⊤ᵀ]\s?:(?:\s|\\[,;! ])*[\w(\\{]")


class Prose:
    """What is prose in an answer, given the names of the page and those it introduces."""

    def __init__(self, names: Names, text: str) -> None:
        self.names = names
        self.own = frozenset(_INTRODUCED.findall(text))

    def formulas(self, text: str) -> Iterator[FormulaSpan]:
        """The formulas of a line, from left to right."""
        tokens = self.tokens(text)
        if self.is_heading(tokens):
            return
        if all(token.kind not in ("prose", "dollar") for token in tokens):
            yield FormulaSpan(0, text)
        elif self.is_one_case(text):
            end = _NEXT_SENTENCE.search(text)
            case = text[: end.start()] if end else text
            yield FormulaSpan(0, case.replace("$", " "))
            if end:
                yield from self.formulas(" " * len(case) + text[len(case) :])
        else:
            found = list(
                assembled(text, chunks_of(tokens), self.names.find, self.names.vocabulary)
            )
            is_said = any(t.text.lower() in WORDS or not t.text.isascii() for t in tokens)
            yield from found if found or is_said else [FormulaSpan(0, text)]

    def is_heading(self, tokens: list[TextPiece]) -> bool:
        """Whether a line has words that nothing knows, and no formula: `Aufgabe 4b)`."""
        text = _ENUMERATED.sub("", "".join(token.text for token in tokens)).strip(" *#:.")
        words = _LONG_WORDS.findall(text)
        is_said = bool(words) and text.startswith(words[0]) and words[0].istitle()
        is_asking = "".join(t.text for t in tokens).rstrip()[-1:] in (":", "：")
        return (
            is_said
            and all(
                (len(word) > 1 and self.is_strange(word))
                or word.lower() in WORDS
                or (is_asking and word in _SMALL_WORDS)
                for word in words
            )
            and not _MATHS.search(text)
            and any(map(self.is_strange, words))
        )

    def is_legend(self, text: str) -> bool:
        """Whether equations say in words what names are: `w = weight vector`.

        So does one without any letter or number of mathematics: `误差 = 后层误差 × 导数`.
        """
        if _OF_CHARACTERS.search(text) and not _OF_LETTERS.search(normalize("NFKC", text)):
            return True
        return all(map(self._is_explained, text.split(",") if text.count("=") > 1 else [text]))

    def _is_explained(self, text: str) -> bool:
        left, sign, right = text.partition("=")
        match = _IN_WORDS.fullmatch(right)
        is_program = bool(self.names.language)
        if not sign or match is None or is_program or DERIVATIVE_WORD.search(left):
            return False
        words = _LONG_WORDS.findall(match[1])
        is_said = any(len(word) > 3 and not self.names.function(word) for word in words)
        are_listed = len(words) > 1 or all(word.lower() in WORDS for word in words)
        known = [w for w in words if self.names.find(w) or (len(w) == 1 and w != "a")]
        is_own = len(words) == 1 and words[0] in self.own
        return is_said and are_listed and not known and not is_own

    def is_strange(self, word: str) -> bool:
        """Whether letters are no word, no name and no row of names."""
        names = self.names
        is_known = names.find(word) or names.function(word) or derivative_word(word, names)
        is_letters = word.isalpha() and word.isascii() and word not in self.own
        is_said = word.lower() in WORDS
        return is_letters and not is_said and not is_known and not self.is_product(word)

    def is_one_case(self, text: str) -> bool:
        """Whether a line speaks of some values of a given name only: `if y = 1, ...`."""
        if _CONDITIONAL.match(text.lstrip(" \t$(*")):
            return True
        match = _CASE.match(text)
        name = self.names.find(match[1]) if match else None
        vocabulary = self.names.vocabulary
        return name in (*vocabulary.parameters, *vocabulary.data)

    def tokens(self, text: str) -> list[TextPiece]:
        found = [
            TextPiece(self.kind(match, text), match.group(), match.start())
            for match in _TOKEN.finditer(text)
        ]
        self.settle_compounds(found)
        settle_maths(found)
        settle_outside(found)
        solid = [token for token in found if token.kind != "space"]
        is_left = True
        for i, token in enumerate(solid):
            before = solid[i - 1] if i else None
            after = solid[i + 1] if i + 1 < len(solid) else None
            is_left = (is_left and token.kind != "relation") or (
                token.kind == "unknown" and begins_equation(solid[i + 1 :])
            )
            is_named = i + 2 < len(solid) and solid[i + 2].kind == "relation"
            is_defining = token.kind == "unknown" and begins_definition(solid[i + 1 :])
            settle_word(token, before, after, is_left, is_named, is_defining)
        self.settle_labels(solid)
        settle_small_words(solid, lambda word: bool(self.names.find(word)) or word in self.own)
        settle_brackets(solid)
        return found

    def settle_compounds(self, tokens: list[TextPiece]) -> None:
        """Words with a hyphen between them, one of which is nothing else: `max-logit`."""
        for i in range(1, len(tokens) - 1):
            parts = tokens[i - 1], tokens[i + 1]
            is_hyphen = tokens[i].text == "-" and all(
                part.text.isalpha() and len(part.text) > 2 and not self.names.find(part.text)
                for part in parts
            )
            if is_hyphen and any(map(self.is_said, (part.text for part in parts))):
                for token in tokens[i - 1 : i + 2]:
                    token.kind = "prose"

    def is_said(self, word: str) -> bool:
        """Whether a word is one of a language and no function of mathematics, or is strange."""
        is_listed = word.lower() in WORDS and not self.names.function(word)
        return is_listed or (self.is_strange(word) and len(word) > 3)

    def settle_labels(self, tokens: list[TextPiece]) -> None:
        """A strange word alone in a bracket, apart from what it follows: `(residuals)`."""
        for i in range(1, len(tokens) - 2):
            opening, word, closing = tokens[i : i + 3]
            is_alone = (opening.text, closing.text) == ("(", ")") and len(word.text) > 3
            if is_alone and tokens[i - 1].end < opening.start and self.is_strange(word.text):
                opening.kind = word.kind = closing.kind = "prose"

    def kind(self, match: re.Match[str], text: str) -> str:
        """What a token is by itself."""
        kind, found = str(match.lastgroup), match.group()
        if kind in ("space", "relation", "dollar"):
            return kind
        if kind in ("foreign", "abbreviation"):
            return "prose"
        if kind == "letters":
            return self.kind_of_letters(found)
        if kind == "word" and _BEFORE_PART.search(text[: match.start()][-2:]):
            return "math"
        if kind == "word":
            return self.kind_of_word(found, text[match.end() : match.end() + 2])
        if found == ":" and _INNER.search(text):
            is_factor = _FACTORS.match(text[: match.end() + 8], max(0, match.start() - 2))
            is_factor = is_factor or _FACTORS.match(text, max(0, match.start() - 1))
            return "math" if is_factor else "point"
        if found == ":" and self.is_between_matrices(text, match.start()):
            return "math"
        return "point" if kind == "sign" and found in POINTS else "math"

    def is_between_matrices(self, text: str, place: int) -> bool:
        """Whether a colon in an equation is an inner product: `f = V:SV`."""
        before = _BEFORE_COLON.search(text[:place])
        behind = _BEHIND_COLON.match(text, place + 1)
        if before is None or behind is None or "=" not in text[:place]:
            return False
        names = [self.names.find(letter) for letter in before[1] + behind[1]]
        return all(name is not None and self.names.rank(name) == 2 for name in names)

    def kind_of_letters(self, found: str) -> str:
        """Letters that are not all of the Latin alphabet without accents."""
        strange = [c for c in found if not c.isascii() and not _is_mathematical(c)]
        if not strange:
            return "math"
        if any(set(normalize("NFKD", c)) & _ACCENTS_OF_WORDS for c in strange):
            return "prose"
        is_accented = all("LATIN" in _name(c) for c in strange)
        is_short = len(found) < 3 or len(strange) == len(found)
        if is_accented and (is_short or _ENTRY.fullmatch(normalize("NFD", found))):
            return "math"
        return "unknown" if found in LOOK_ALIKE else "prose"

    def kind_of_word(self, word: str, following: str) -> str:
        names = self.names
        is_listed = word.lower() in WORDS and word in (
            word.lower(), word.capitalize(), word.upper()
        )  # fmt: skip
        is_known = bool(names.find(word)) or word in self.own
        if following[:1] in ("(", "_", "^", "[", "{") or re.match(r"\.[A-Za-z]", following):
            return "math" if is_known or not is_listed or names.function(word) else "either"
        if word.lower() == "where":
            return "prose"
        if word in ("a", "A", "I"):
            return "either"
        if is_listed and not is_known:
            is_maths = (
                word in RESERVED
                or names.function(word)
                or derivative_word(word, names)
                or self.is_product(word)
            )
            return "either" if is_maths else "prose"
        if is_known or len(word) == 1 or not word.isalpha():
            return "either" if is_listed else "math"
        if word.lower() in OPERATIONS:
            return "operation"
        if word in _ALSO_ENGLISH and following[:1] in (",", ".", ";", ":") and not is_known:
            return "either"
        if names.function(word) or word in functions.CONSTANTS or derivative_word(word, names):
            return "math"
        if self.is_product(word):
            return "math"
        return "unknown"

    def is_product(self, word: str) -> bool:
        """Whether a word is a row of names: wx."""
        reached = {0}
        for p in range(len(word)):
            if p in reached:
                for end in range(p + 1, min(len(word), p + self.names.longest) + 1):
                    options = name_options(word, p, end, self.names)
                    reached |= {stop for _, stop in options} or (
                        {end} if word[p:end] in self.own else set()
                    )
        return len(word) in reached


def _is_mathematical(character: str) -> bool:
    code = ord(character)
    return (
        not category(character).startswith("L")
        or character in GREEK
        or 0x370 <= code < 0x400
        or 0x1D400 <= code < 0x1D800
        or 0x2070 <= code < 0x2150
        or 0x1D2C <= code < 0x1DC0
        or 0x2C7C <= code <= 0x2C7D
        or 0xFF00 <= code < 0xFF5F
        or character in "ªºʰʲʳʷʸˡˢˣµ"
    )


def _name(character: str) -> str:
    return name(character[0], "")
