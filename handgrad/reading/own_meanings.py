"""The functions that an answer says itself, found among its equations."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from decimal import Decimal, localcontext

from handgrad.arithmetic.choice import arithmetic
from handgrad.arithmetic.contexts import context_of
from handgrad.errors import HandgradError
from handgrad.language import functions
from handgrad.language.arrays import Value
from handgrad.language.evaluate import evaluate
from handgrad.language.fit import Source, fitted
from handgrad.language.shape import SCALAR
from handgrad.language.tree import Call, Name, Node
from handgrad.reading.grammar.grammar import Grammar
from handgrad.reading.names.derivative_words import derivative_word
from handgrad.reading.names.name_spellings import function_spelled
from handgrad.reading.names.own_functions import OwnFunction, said, spelled_out
from handgrad.reading.names.vocabulary import ACTIVATION_LETTERS, Names, Vocabulary
from handgrad.reading.names.words import resolved
from handgrad.reading.spelling.characters import GREEK, plain_characters
from handgrad.reading.spelling.lexing import pieces
from handgrad.reading.spelling.piece import Piece
from handgrad.reading.text.lines import Cut
from handgrad.reading.text.matrix_languages import in_signs_of_mathematics
from handgrad.regex import regex

_SAID = r"[^=()]{1,40}\((?:\\right|[^=()]|\^\{?\([^=()]\)){1,20}\)\s*&?\s*:?=(?!=)"
_MAY_SAY = regex(_SAID)
# What a function of an array has for its entries: `g(z)_i = ...`.
_OF_ENTRY = regex(r"[^=()]{1,20}\([^=()]{1,20}\)[ ]?[_^][ ]?\{?[ij-n]\}?\s*&?\s*:?=(?!=)")
_IN_PASSING = regex(
    rf"(?P<head>[^=()]{{1,40}}=\s*)(?P<function>{_SAID})(?P<body>.*)", re.DOTALL
)
_DIFFERENTIAL = (
    r"(?:\bd|∂|\\partial|(?:∇|\\nabla)(?:\s*_\s*(?:\{[^{}]*\}|\\?\w))?|\{\\?d\}"
    r"|\{\s*(?:d|\\partial|∂)[^{}]*\})"
)
_FONTS = ("text", "mathrm", "operatorname", "mathsf", "textrm", "mbox", "rm")
_CONDITIONAL = ("if", "else", "for", "when", "where", "otherwise")
_POINTS = tuple(map(Decimal, ("0.3125", "-1.71875", "2.21875", "-0.40625")))
_DIGITS, _AGREEING = 60, Decimal("1e-45")


def with_own_functions(cuts: Sequence[Cut], text: str, names: Names) -> list[Cut]:
    """The equations that say no function; those that do are known to `names` from here on."""
    found: list[Cut] = []
    for cut in cuts:
        may_say = not names.language and _MAY_SAY.match(cut.text) is not None
        function = _function(cut.text, text, names) if may_say else None
        if not may_say and (letter := _said_in_passing(cut, text, names)):
            names.own_functions.setdefault(letter.name, letter)
            cut = cut._replace(text=_IN_PASSING.sub(_without_function, cut.text))
        if function is not None and function.is_value:
            names.own_functions.setdefault(function.name, function)
        is_dressed = not names.language and _OF_ENTRY.match(cut.text) is not None
        if is_dressed or (may_say and function is None):
            names.redefined |= _letter_said(cut, text, names)
        if function is None or function.is_value:
            found.append(cut)
        else:
            known = names.own_functions.get(function.name, function)
            body = function.body or known.body
            derivative = function.derivative or known.derivative
            names.own_functions[function.name] = function._replace(
                body=body, derivative=derivative
            )
    for name, function in list(names.own_functions.items()):
        if function.is_value:
            continue
        is_page = not function.body and names.function(name) is not None
        meaning = name if is_page else _meaning(function, names)
        names.own_functions[name] = function._replace(meaning=meaning)
    return found


def _said_in_passing(cut: Cut, text: str, names: Names) -> OwnFunction | None:
    """The letter of an activation that `a = g(z) = max(0, z)` says what it is."""
    parts = _IN_PASSING.fullmatch(cut.text)
    if names.language or parts is None:
        return None
    found = _function(parts["function"] + parts["body"], text, names)
    is_letter = found is not None and names.is_letter(found.name) and not found.is_value
    return found if is_letter else None


def _without_function(parts: re.Match[str]) -> str:
    return parts["head"] + " " * len(parts["function"]) + parts["body"]


def _function(equation: str, text: str, names: Names) -> OwnFunction | None:
    """The function that an equation says, or its derivative; None for any other equation."""
    try:
        found = said(pieces(plain_characters(equation)))
    except HandgradError:
        return None
    if found is None:
        return None
    name, argument, is_prime, body = found
    if names.language:
        return OwnFunction(name, argument, tuple(in_signs_of_mathematics(body, names)))
    is_taken = names.find(name) or names.find_loss(name) or derivative_word(name, names)
    if is_taken or "grad" in name.lower():
        return None
    is_named = not is_prime and _is_of_language(body, argument)
    if name in names.differentiated and _is_differentiated(name, text) and not is_named:
        return OwnFunction(name, argument, is_value=True)
    is_letter = names.is_letter(name)
    if names.find(argument) and names.function(name) and not is_letter:
        function = OwnFunction(name, argument, () if is_prime else body)
        return function if _is_another(function, names) else None
    spelled = r"[\s_,;{\\]*".join(map(_in_any_script, name.split("_")))
    is_bare = re.search(rf"(?<![A-Za-z\\]){spelled}(?!\s*(?:['(\w^{{]|\\left))", text)
    is_elsewhere = _is_applied_elsewhere(spelled, argument, text) or (is_letter and not is_bare)
    is_said = re.search(rf"(?<![A-Za-z]){argument}\s*(?:\([^()]*\))?\s*&?\s*:?=(?!=)", text)
    if (names.find(argument) or is_said) and not is_elsewhere:
        return OwnFunction(name, argument, is_value=True)
    body = tuple(part for piece in body for part in _parted(piece, argument, names))
    if is_prime:
        return OwnFunction(name, argument, derivative=body)
    return OwnFunction(name, argument, body)


def _is_of_language(body: Sequence[Piece], argument: str) -> bool:
    """Whether a body is a function by its name, entry by entry: `sigmoid(Z)`."""
    texts = [piece.text for piece in body if piece.text not in (*_FONTS, "{", "}")]
    is_called = len(texts) == 4 and texts[1:] == ["(", argument, ")"]
    return is_called and function_spelled(texts[0]) in functions.ELEMENTWISE


def _is_another(function: OwnFunction, names: Names) -> bool:
    """Whether σ is said to be something else than what the letter would be read as."""
    is_said = any(piece.text == function.argument for piece in function.body)
    return (
        function.name in ACTIVATION_LETTERS
        and is_said
        and (_meaning(function, names) != names.function(function.name))
    )


def _letter_said(cut: Cut, text: str, names: Names) -> set[str]:
    """The letter of an activation that an equation says to be what cannot be read here."""
    with suppress(HandgradError):
        name = pieces(plain_characters(cut.text))[0].text
        is_letter = names.is_letter(name) and not names.find(name) and not names.find_loss(name)
        return {name} if is_letter and not _is_differentiated(name, text) else set()
    return set()


def _is_differentiated(name: str, text: str) -> bool:
    """Whether a text has the differential or the gradient of a name."""
    spelled = rf"\\?{_in_any_script(name)}"
    operated = rf"{_DIFFERENTIAL}\s*(?:\\(?:math|bold)\w+\s*\{{?\s*)?{spelled}(?![A-Za-z])"
    return re.search(rf"{operated}|(?<![A-Za-z])(?=[A-Z]){spelled}'", text) is not None


def _in_any_script(word: str) -> str:
    """A pattern of a word, of a Greek letter by its sign too."""
    signs = [sign for sign, letter in GREEK.items() if letter == word]
    return f"(?:{'|'.join((word, *signs))})" if signs else word


def _parted(piece: Piece, argument: str, names: Names) -> Iterator[Piece]:
    """The argument in a word of its own: `Xv` as X v."""
    word = piece.text
    is_known = names.find(word) or names.function(word) or word not in names.written
    is_known = is_known or word in _CONDITIONAL
    if piece.kind != "word" or is_known or argument not in word or len(word) > 6:
        yield piece
        return
    for part in filter(None, re.split(f"({argument})", word)):
        yield piece._replace(text=part)


def _is_applied_elsewhere(name: str, argument: str, text: str) -> bool:
    """Whether a function is applied to something else than what it is said of, or primed."""
    applied = re.findall(rf"(?<![A-Za-z]){name}\}}?\s*('?)\s*(?:\\left)?\(([^()]*)", text)
    others = {inside.strip().lstrip("\\") for _, inside in applied} - {argument}
    return bool(others) or any(prime for prime, _ in applied)


def _meaning(function: OwnFunction, names: Names) -> str:
    """The function of the language that has the same value at every point, if one has."""
    with localcontext(context_of(_DIGITS)):
        return _equal(function, names) if function.body else ""


def _equal(function: OwnFunction, names: Names) -> str:
    own = Names(Vocabulary({function.argument: SCALAR}))
    source = Source("", 1)
    try:
        body = spelled_out(function.body, names.own_functions, source)
        reader = Grammar(resolved(body, own, source), source, own, ())
        tree = fitted(reader.comparison(), own.shapes, source).tree
        reader.expect_end()
        values = list(_values(tree, function.argument))
    except (HandgradError, RecursionError):
        return ""
    for name in functions.ELEMENTWISE:
        try:
            others = list(_values(Call(name, (Name(function.argument),)), function.argument))
        except HandgradError:
            continue
        if all(map(_agree, values, others)):
            return name
    return ""


def _values(tree: Node, argument: str) -> Iterator[Value]:
    numbers = arithmetic("decimal", digits=_DIGITS)
    for point in _POINTS:
        yield evaluate(tree, {argument: numbers.convert(point)}, numbers)


def _agree(one: Value, other: Value) -> bool:
    if not isinstance(one, Decimal) or not isinstance(other, Decimal):
        return False
    return abs(one - other) <= _AGREEING * max(abs(one), abs(other), Decimal(1))
