r"""Bars and dots that stand for derivatives of the loss: `\bar w = \bar y x`, as of an adjoint.

That is so where a text says what the barred parameter is; a bar on data alone is their mean.
"""

from collections.abc import Collection
from unicodedata import normalize

from handgrad.reading.spelling.characters import GREEK
from handgrad.regex import regex

_LEFT = regex(
    r"(?:^|[\n,;$&({]|(?<=[^\W\d_]{2}\s)|(?<=[.:]\s)|(?<=\\\\)|(?<=\\\\\s))[ ]*"
    r"(?:\\(?P<above>bar|overline|dot)[ ]*\{?[ ]*"
    r"(?:\\(?:math|bold)[a-z]+[ ]*\{?[ ]*)?\\?(?P<letter>[A-Za-zα-ω][A-Za-z]{0,15})"
    r"|(?P<word>[A-Za-z][A-Za-z]{0,15}\d{0,2})_(?P<below>bar|dot)"
    r"|(?P<one>[A-Za-zα-ω])(?P<mark>[\u0304\u0307]))"
    r"[ ]*\}{0,2}(?P<rest>[\w{}^()\[\]₀-₉]{0,10})[ ]*&?[ ]*:?=(?=(?P<right>[^=\n]{0,60}))"
)
_BARRED = regex(
    r"\\(?:bar|overline)[ ]*\{?[ ]*(?:\\(?:math|bold)[a-z]+[ ]*\{?[ ]*)?\\?"
    r"(?P<letter>[A-Za-z]+)|(?P<one>[A-Za-zα-ω])\u0304"
)
_NUMBER = regex(r"[\s$]*-?\d+(?:\.\d+)?[\s$]*(?:[,;.]|\\\\|$)")
_DOTS = ("dot", "\u0307")


def barred_letters(text: str) -> frozenset[str]:
    r"""The letters of which a text says what they are with a bar.

    >>> barred_letters(r"\bar x = \sum_i x_i")
    frozenset({'x'})
    """
    if not any(mark in text for mark in ("bar", "overline", "\u0304")) and text.isascii():
        return frozenset()
    found = _LEFT.finditer(normalize("NFD", text))
    words = (m["letter"] or m["word"] or m["one"] for m in found)
    return frozenset(GREEK.get(word, word) for word in words)


def adjoint_letters(
    text: str, parameters: Collection[str], loss: str, values: Collection[str] = ()
) -> frozenset[str]:
    r"""The letters with a bar or a dot for the derivative by them, none for another notation.

    Dots are those of tangents where the loss has one, or where a parameter has a number. Where
    a parameter has a bar, values of the page that stand with one on the right are such too.

    >>> sorted(adjoint_letters(r"\bar{y} = 2(y - t), \bar w = \bar y x", ["w"], "L"))
    ['w', 'y']
    >>> adjoint_letters(r"\dot w = 1, \dot y = \dot w x", ["w"], "L")
    frozenset()
    """
    if text.isascii() and not any(mark in text for mark in ("bar", "overline", "dot")):
        return frozenset()
    found: set[str] = set()
    is_answer = False
    for match in _LEFT.finditer(normalize("NFD", text)):
        word = match["letter"] or match["word"] or match["one"]
        letter = GREEK.get(word, word)
        is_dot = (match["above"] or match["below"] or match["mark"]) in _DOTS
        digits = "".join(c for c in normalize("NFKC", match["rest"]) if c.isdigit())
        spellings = {name.replace("_", "") for name in parameters}
        is_number = _NUMBER.match(match["right"]) is not None
        is_parameter = letter + digits in spellings or letter in spellings
        if is_dot and ((is_parameter and is_number) or (letter == loss and not is_number)):
            return frozenset()
        is_answer = is_answer or is_parameter
        found.add(letter)
    barred = {m["letter"] or m["one"] for m in _BARRED.finditer(normalize("NFD", text))}
    found |= {*values} & {GREEK.get(letter, letter) for letter in barred}
    return frozenset(found - {loss}) if is_answer else frozenset()
