"""What is said beside a formula, in any language, and parted from it: no part of it.

`dw = 2*e*x    (regola della catena)`, `dw = 2*e*x  <- chain rule`, `dw = 2*e*x  -- so it is`.
What may say that the formula is another one stays, where nothing can read it.
"""

import re

from handgrad.reading.spelling.commands import word_set
from handgrad.reading.text.brackets import CLOSING, OPENING
from handgrad.reading.text.changes_said import HAS_SUM, changes_formula, says_mean
from handgrad.reading.text.continued import PRODUCT
from handgrad.reading.text.prose import Prose
from handgrad.regex import regex

# A sign that parts a remark from the formula before it.
_MARK = regex(
    r"\s(?P<mark>-{2,}>|<-+|<==+|←|⟵|⇐|⟸|-{2,3}|—|–|//|%|#|\|{1,2}|;|,|/\*)(?=\s|[^\W\d_]{3})|(?<=\S)(?P<near>[;,])\s"
)
_WIDE = str.maketrans("（）", "()")
_WEAK = ("|", "||", ";", ",")
_BRACKET = regex(r"(?P<gap>\s+)(?=[(\[{]\s*[^\W\d_])")
# The name of a size, far behind a formula: `W^T g   (dh)`.
_SIZE_SAID = regex(r"[ ]{3,}\(d[a-z]\w*\)[\s.,;$]*$")
_MAY_BE = regex(r"[^\W\d_]{3}")
_LETTERS = regex(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_COMPARED = regex(r"[<>≤≥≠]|\\(?:leq?|geq?|lt|gt|neq?)(?![A-Za-z])")
_SET_TO_ZERO = regex(
    r"(?i)\b(?:set|setting|put|equate)\b[^=<>]{0,12}?(?:to|equal(?:\s+to)?)\s+(?:zero|0)\b"
)
_SPOKEN = regex(r"[^\W\d_](?:[^\W\d_]|[ .,:;!?'’\"-])*")
_SCRIPTED = regex(r"[_^{(\[\\]|'")
_DEFINING = word_set(
    "where with let here given mit wobei avec où on con donde com onde dove gdzie "
    "waarbij met där sei soit sea sia"
)
# Words that may say that the formula is a multiple, a part or the opposite, or holds in a case.
_CHANGES = word_set(
    """
mal doppelt doppelte halb halbe hälfte negativ negative minus plus geteilt durch faktor
quadriert transponiert fois moitié double opposé moins divisé facteur transposé transposée
carré veces mitad doble opuesto menos más dividido factor traspuesta transpuesta transpuesto
cuadrado volte metà doppio opposto meno più diviso fattore trasposta trasposto quadrato vezes
metade dobro oposto mais dividida fator transposta quadrado keer helft dubbel gedeeld
getransponeerd kwadraat razy połowa podwójny dzielone czynnik gange halvparten delt gånger
hälften kerrottuna puolet kere yarısı iki eksi artı bölü половина раза минус плюс делить
множитель умножить транспонировать квадрат удвоенный противоположный
otherwise else elsewhere zero only unless except if when falls wenn sonst andernfalls null nur
sinon zéro seulement altrimenti solo cero sólo solamente contrario caso иначе если только
"""
)
_SAYS = word_set(
    "is are was were be being denotes denote means mean stands stand represents has have the "
    "ist sind steht est sont es son è sono"
)
_SUMS = word_set(
    "sum sums summed summing mean average averaged averaging summe mittel somme somma suma"
)
_MOST_MARKS = 6


def without_remark(text: str, prose: Prose) -> str:
    """A line with spaces in place of what is only said at its end."""
    if "=" in text and (size := _SIZE_SAID.search(text)):
        return text[: size.start()].ljust(len(text))
    if "=" not in text or not _MAY_BE.search(text):
        return text
    start = _start_of_bracket(text, prose)
    if start is None:
        start = _start_behind_mark(text, prose)
    return text if start is None else text[:start].ljust(len(text))


def _start_of_bracket(text: str, prose: Prose) -> int | None:
    """Where a bracket of words begins that ends the line."""
    bare = text.translate(_WIDE).rstrip(" \t.;,$")
    if bare[-1:] not in CLOSING or not bare:
        return None
    for match in _BRACKET.finditer(bare):
        start, inside = match.end(), bare[match.end() + 1 : -1]
        if not _is_group(bare[start:]) or _is_open(bare[:start]):
            continue
        words = _words(inside, prose)
        is_far = len(match["gap"].expandtabs(4)) > 1
        needed = 1 if is_far else 2
        is_said = len(words) >= needed and _begins_with(inside, words)
        if is_said and _is_no_factor(inside, bare[:start]):
            return start
    return None


def _start_behind_mark(text: str, prose: Prose) -> int | None:
    for match in list(_MARK.finditer(text))[:_MOST_MARKS]:
        before, said = text[: match.start()], text[match.end() :]
        mark = match["mark"] or match["near"]
        if mark in ("–", "—") and _is_term(said, prose):
            continue
        if _is_open(before) or before.count("|") % 2:
            continue
        words = _words(said, prose)
        is_weak = mark in _WEAK
        if is_weak and (len(words) < 2 or not _SPOKEN.fullmatch(said.strip())):
            continue
        if words and _is_no_factor(said, before):
            return match.start()
    return None


def _is_term(said: str, prose: Prose) -> bool:
    """Whether what stands behind a dash goes on with the formula: `s – t, and so`.

    `– t is the label` says something of a name.
    """
    for match in _LETTERS.finditer(said):
        word, behind = match[0], said[match.end() : match.end() + 2]
        is_short = len(word) < 2 and word not in ("a", "A", "I")
        if is_short or said[match.start() - 1 : match.start()] in ("\\", "_", "^"):
            continue
        if not word.isascii() or prose.kind_of_word(word, behind) != "math":
            before = said[: match.start()].strip(" \t,$")
            is_more = PRODUCT.match(before) is not None
            return bool(before) and (is_more or word.lower() not in _SAYS)
    return bool(said.strip(" \t.,;$"))


def _words(said: str, prose: Prose) -> list[str]:
    """The words that are no part of a formula."""
    found: list[str] = []
    for match in _LETTERS.finditer(said):
        word = match[0]
        behind = said[match.end() : match.end() + 2]
        before = said[match.start() - 1 : match.start()]
        if len(word) < 3 or _SCRIPTED.match(behind) or before in ("\\", "_", "^", "{"):
            continue
        is_latin = word.isascii() and word.isalpha()
        kind = prose.kind_of_word(word, behind) if is_latin else prose.kind_of_letters(word)
        if kind in ("prose", "unknown", "either") and prose.names.find(word) is None:
            found.append(word)
    return found


def _begins_with(said: str, words: list[str]) -> bool:
    """Whether words stand before anything that could be a formula."""
    first = said.strip(" \t$").split()[:2]
    return any(word in part for part in first for word in words)


def _is_no_factor(said: str, before: str) -> bool:
    """Whether words say nothing that may change the formula, and define no name."""
    if _COMPARED.search(said):
        return False
    said = _SET_TO_ZERO.sub(" ", said)
    words = [word.lower() for word in _LETTERS.findall(said)]
    is_defining = "=" in said and bool(words) and words[0] in _DEFINING
    if _SUMS & set(words) and not HAS_SUM.search(before.rpartition("=")[2]):
        return False
    is_changed = changes_formula(said, before) or says_mean(said, before)
    return not is_defining and not is_changed and not _CHANGES & set(words)


def _is_group(text: str) -> bool:
    """Whether the bracket that a text begins with is closed by its last sign."""
    depth = 0
    for n, sign in enumerate(text):
        depth += (sign in OPENING) - (sign in CLOSING)
        if depth <= 0:
            return n == len(text) - 1
    return False


def _is_open(before: str) -> bool:
    """Whether a formula cannot end here: a bracket or an operator is open, or none began."""
    bare = before.rstrip(" \t,;")
    depth = sum(((sign in OPENING) - (sign in CLOSING) for sign in bare), 0)
    is_operator = re.search(r"(?:[-+*/^=·×@⊙<>(&]|\\(?:cdot|times|odot))\s*$", bare)
    return "=" not in bare or depth != 0 or is_operator is not None
