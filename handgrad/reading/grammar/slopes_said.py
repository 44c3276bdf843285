"""What a text itself says of an activation whose slope stands there without an argument.

It may put it at another place than the page does, say it to be another function, or say what
its slope is.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal, localcontext

from handgrad.arithmetic.choice import arithmetic
from handgrad.arithmetic.contexts import context_of
from handgrad.errors import HandgradError
from handgrad.language.arrays import Value
from handgrad.language.evaluate import evaluate
from handgrad.language.fit import Source, fitted
from handgrad.language.shape import SCALAR
from handgrad.language.tree import Call, Index, Name, Node
from handgrad.reading.grammar.reader import Reader
from handgrad.reading.names.vocabulary import ACTIVATION_LETTERS, Names, Vocabulary
from handgrad.reading.names.words import resolved
from handgrad.reading.spelling.characters import GREEK, plain_characters
from handgrad.reading.spelling.commands import VARIANTS
from handgrad.reading.spelling.lexing import pieces
from handgrad.reading.spelling.piece import Piece
from handgrad.regex import regex

_AT = r"'\}?\$?\s+at\s[\s$]*(?P<there>[^$,;.\n]+)"
_TAKEN_AT = r"\b(?:evaluated|taken|computed|derivative|slope)\s+at\s[\s$]*(?P<place>[^\s$,;.]+)"
_WRITTEN = regex(r"\\?(?:(?:math|text|operatorname)\w*\s*\{)?\\?(?P<word>[A-Za-z]+|[α-ωΑ-Ω])")
_ACTIVATION = regex(
    r"(?i)activation|non-?linear|sigmoid|logistic|tanh|tangent|relu|rectif|squash|transfer"
)
_IN_WORDS = r"\}?\$?\s+(?:is|are|be|being|denotes?|means|stands\s+for)\s(?P<words>[^.;,\n]*)"
_OF = regex(r"\bof\b")
_OF_PLACE = regex(r"\bat\b|entr|element|vector|diagonal")
_SCRIPT = r"(?:[_^](?:\{[^{}]*\}|\w))*"
_PRIME = r"(?P<prime>'|\^\{?\\prime\}?|′|’)?"
_BRACKET = r"\s*(?:\\left)?\((?P<place>[^()]*?)(?:\\right)?\)"
_SAID = r"[\s&$]*:?=(?!=)(?P<value>(?:[^=\n,;.]|\.(?=\d))*)"
_POINTS = tuple(map(Decimal, ("0.3125", "-1.71875", "2.21875", "-0.40625")))
_DIGITS, _STEP, _AGREEING = 60, Decimal("1e-20"), Decimal("1e-15")


def is_of_another_slope(
    reader: Reader, function: str, places: Sequence[Node], at: Piece
) -> bool:
    """Whether the text has the function at other places than these, or as another one."""
    written = _WRITTEN.match(reader.text, at.at)
    if written is None:
        return False
    text, word = reader.names.text, written["word"]
    if _is_another(reader.names, GREEK.get(word, VARIANTS.get(word, word)), function):
        return True
    if _is_named_otherwise(word, text) or _is_slope_of_other(word, text):
        return True
    spelled = "|".join(_words_for(function, word, reader.names))
    applied = rf"(?<![A-Za-z])(?:{spelled}){_SCRIPT}{_PRIME}{_SCRIPT}{_BRACKET}(?:{_SAID})?"
    found = [*re.finditer(applied, text)]
    dummies = {match["place"].strip() for match in found if match["value"] is not None}
    dummies -= reader.names.left_sides
    slopes = [
        (match["place"], match["value"])
        for match in found
        if match["prime"] and match["value"] and not _is_at_one(reader, match["place"], places)
    ]
    if not all(_is_slope(*slope, function, reader) for slope in slopes):
        return True
    said = [match["place"] for match in found if match["place"].strip() not in dummies]
    taken = re.finditer(rf"{word}{_AT}|{_TAKEN_AT}", text)
    said += [(match["there"] or match["place"]).strip() for match in taken]
    return not all(_may_be_at_one(reader, place, places) for place in said)


def _words_for(function: str, word: str, names: Names) -> set[str]:
    """How the function is written in a text: by its name and by the letters that mean it."""
    letters = {letter for letter in ACTIVATION_LETTERS if names.function(letter) == function}
    signs = {sign for sign, letter in GREEK.items() if letter in letters}
    variants = {variant for variant, letter in VARIANTS.items() if letter in letters}
    return {function, word, *letters, *signs, *variants}


def _is_slope_of_other(word: str, text: str) -> bool:
    """Whether a text says in words that the slope is that of something else."""
    of_it = regex(rf"\bof\s+(?:the\s+)?[\s$]*\\?{word}(?![A-Za-z])")
    for match in re.finditer(rf"(?<![A-Za-z]){word}'{_IN_WORDS}", text):
        words = match["words"]
        is_place = _OF_PLACE.search(words) and not _OF.search(words)
        if not (is_place or _ACTIVATION.search(words) or of_it.search(words)):
            return True
    return False


def _is_another(names: Names, letter: str, function: str) -> bool:
    """Whether a text says what a function is, and that is not this one."""
    own = names.own_functions.get(letter)
    return own is not None and bool(own.body or own.is_value) and own.meaning != function


def _is_named_otherwise(word: str, text: str) -> bool:
    """Whether a text says in words what a letter is, and that is no activation."""
    found = re.finditer(rf"(?<![A-Za-z]){word}{_IN_WORDS}", text)
    return any(not _ACTIVATION.search(match["words"]) for match in found)


def _is_slope(argument: str, text: str, function: str, reader: Reader) -> bool:
    """Whether what is said to be the slope of a function is it at every point."""
    argument = argument.strip().lstrip("\\")
    if not argument.isalpha():
        return False
    page = Vocabulary({argument: SCALAR}, functions=reader.names.vocabulary.functions)
    own, source = Names(page, reader.names.text), Source(text)
    try:
        with localcontext(context_of(_DIGITS)):
            tokens = resolved(pieces(plain_characters(text.rstrip("$ \\"))), own, source)
            inner = type(reader)(tokens, source, own)
            tree = fitted(inner.comparison(), own.shapes, source).tree
            inner.expect_end()
            return all(_differences(tree, function, argument))
    except (HandgradError, RecursionError):
        return False


def _differences(tree: Node, function: str, argument: str) -> Iterator[bool]:
    """Whether a formula is the slope of a function, at one point after the other."""
    numbers = arithmetic("decimal", digits=_DIGITS)
    called = Call(function, (Name(argument),))

    def value(formula: Node, at: Decimal) -> Value:
        return evaluate(formula, {argument: numbers.convert(at)}, numbers)

    for at in _POINTS:
        rise = value(called, at + _STEP), value(called, at - _STEP), value(tree, at)
        above, below, slope = (one if isinstance(one, Decimal) else None for one in rise)
        yield (
            above is not None
            and below is not None
            and slope is not None
            and abs((above - below) / (2 * _STEP) - slope) <= _AGREEING
        )


def _may_be_at_one(reader: Reader, text: str, places: Sequence[Node]) -> bool:
    """Whether a text in a bracket is one of these places, or a letter without a meaning."""
    bare = text.strip().lstrip("\\")
    is_letter = len(bare) == 1 or bare in GREEK.values()
    is_free = is_letter and bare.isalpha() and bare not in reader.names.left_sides
    is_unknown = is_free and reader.names.find(bare) is None
    return is_unknown or _is_at_one(reader, text, places)


def _is_at_one(reader: Reader, text: str, places: Sequence[Node]) -> bool:
    """Whether a text is what the page puts into the function, by its name or its formula."""
    source = Source(text)
    try:
        tokens = resolved(pieces(plain_characters(text)), reader.names.copied(), source)
        inner = type(reader)(tokens, source, reader.names, reader.running)
        tree = inner.comparison()
        inner.expect_end()
    except HandgradError:
        return False
    forward = reader.names.vocabulary.forward
    formulas = [forward.get(place.name) for place in places if isinstance(place, Name)]
    whole = tree.operand if isinstance(tree, Index) else tree
    return whole in places or tree in formulas
