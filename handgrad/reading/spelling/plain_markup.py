"""Signs that Typst, AsciiMath and people spell as words: `dot.circle`, `bold(x)`, `times`.

A word of a person stands for an operator only where its formula has no other words.
"""

from collections.abc import Collection

from handgrad.language import functions
from handgrad.regex import regex

_FONT = regex(r"(?<![A-Za-z.])(?:_)?(?P<font>bold|upright|italic|sans)\((?P<name>\w{1,8})\)")
_BELOW = regex(r"(?<=nabla)_(?:bold|upright)\((\w{1,8})\)")
_CIRCLED = regex(r"(?<![\w.])(?:dot\.(?:circle|o)|compose)(?![\w.(])")
_DEL = regex(
    r"\(\s?del\s?(?P<above>[A-Za-z]\w{0,8})\s?\)/\(\s?del\s?(?P<below>[A-Za-z]\w{0,8})\s?\)"
)
_TIMES = regex(r"(?<=[\w)\]}]) xx (?=[\w(\\])")
_HAT = regex(r"(?<![A-Za-z\\])hat ?([a-z])(?![A-Za-z(])")
_SAID = regex(r"(?<=[\w)\]'²³ᵀ]) (?P<word>times|minus|plus) (?=[\w(\\])")
_WORD = regex(r"(?<![A-Za-z_\\])[A-Za-z]{3,}(?![A-Za-z_])")
_SIGNS = {"times": "*", "minus": "-", "plus": "+"}


def with_signs_for_words(text: str, names: Collection[str]) -> str:
    """The text with signs for the words of markup and for operators in words.

    >>> with_signs_for_words("dL/dw = 2 times (w x minus y) times x", ())
    'dL/dw = 2 * (w x - y) * x'
    >>> with_signs_for_words("(delL)/(delw) = 2 xx (wx - y)", ())
    '(∂L)/(∂w) = 2 × (wx - y)'
    """
    if "(del" in text or "( del" in text:
        text = _TIMES.sub(" × ", _DEL.sub(r"(∂\g<above>)/(∂\g<below>)", text))
        text = _HAT.sub(r"\1_hat", text)
    if "bold(" in text or "upright(" in text:
        text = _FONT.sub(r"\g<name>", _BELOW.sub(r"_\1", text))
    if "dot." in text:
        text = _CIRCLED.sub("⊙", text)
    if _SAID.search(text):
        return "\n".join(_line(line, names) for line in text.split("\n"))
    return text


def _line(line: str, names: Collection[str]) -> str:
    left, equals, right = line.partition("=")
    known = {*_SIGNS, "sigma", *functions.NAMES, *names}
    if not equals or not {*_WORD.findall(right)} <= known or not {*_SIGNS}.isdisjoint(names):
        return line
    return left + equals + _SAID.sub(lambda match: f" {_SIGNS[match['word']]} ", right)
