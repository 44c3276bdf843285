r"""Equations that say a gradient by setting it to zero: `$-2X^T(y - X\beta) = 0$`."""

import re
from collections.abc import Collection, Iterator

from handgrad.reading.text.last_formula import may_be_another, parted_at, units
from handgrad.regex import regex

_ARROW = regex(
    r"\\(?:[Rr]ightarrow|implies|iff|Leftrightarrow|[Ll]ongrightarrow|Longleftrightarrow|to)(?![A-Za-z])"
    r"|=>|⇒|⟹|→|⇔|<=>|\\q?quad(?![A-Za-z])|(?<=0)\s*[,;.]"
)
_ZERO = regex(
    r"\s*(?:\\(?:mathbf|vec|boldsymbol|bm)\s?\{?\s?)?0(?:_\w|_\{\w+\})?\s*\}?[\s.,;]*(?:\\text\{[^{}]*\})?[\s.,;]*"
)
_STACKED = regex(
    r"\\(?:overset|stackrel)\s?\{[^{}]*\}\s?\{\s?=\s?\}|≟|\\stackrel\{\\text\{[^{}]*\}\}\{=\}"
)
_WORDS_BEFORE = regex(r".*:\s+")
_DERIVATIVE = regex(r"∂|∇|\\(?:partial|nabla)|\\frac\{d|\bd\w+\s*/\s*d|'\(|^[^A-Za-z]*$")


_LABEL = r"(?:_\{(?:\\(?:text|mathrm)\s?\{)?[A-Za-z]{2,12}\}{1,2})?"
_LETTER = regex(r"^(?:\\?(?:partial|nabla)|[∂∇])[ ]?_?\{?\\?|^\\")
_HAT = regex(rf"\\(?:wide)?hat\s*\{{?\s*(\\?[A-Za-z]+){_LABEL}\s*\}}?{_LABEL}")
# What is not this gradient, or is zero anyway.
_SUPPOSED = regex(
    r"(?i)\b(?:lagrang\w*|different|other|another|suppos\w+|assum\w+|claim\w*|vanish\w*"
    r"|identically|for all|let|would|constrain\w*|dual|hypothe\w*|respect"
    r"|w\.?r\.?t\.?|by|nach)\b"
)

_FONT = regex(r"\\[a-z]*(?:bf|symbol|bm|vec)\b|[\\{}\s]")
_BY_PARAMETER = regex(
    r"(?i)\b(?:(?:with )?respect to|w\.?r\.?t\.?|by)\s+\$?\s*"
    r"(?P<by>\\(?:boldsymbol|mathbf|bm|vec)\s?\{?\s?\\?\w+\s?\}?|\\?\w+)\s*\$?(?=[\s,:])"
)


def set_to_zero(text: str, parameters: Collection[str]) -> list[str]:
    r"""The formulas of a text that it sets to zero and says nothing else of.

    Parameters lose the hats of estimates. Empty where words might make other ones of them.

    >>> set_to_zero(r"Normal equations: $X^T X \hat b - X^T y = 0$", "b")
    ['X^T X b  - X^T y']
    """
    text = _HAT.sub(lambda m: f"{m[1]} " if _bare(m[1]) in parameters else m[0], text)
    text = _STACKED.sub("=", text)
    if len(parameters) == 1:
        text = _BY_PARAMETER.sub(
            lambda m: " " if _FONT.sub("", m["by"]) in parameters else m[0], text
        )
    alone = [unit for _, unit in units(text) if "=" not in unit]
    if "0" not in text or may_be_another(text) or _SUPPOSED.search(text):
        return []
    if any(re.search(r"[-+*/^]", unit) or _bare(unit.strip()) in parameters for unit in alone):
        return []
    return [formula for _, unit in units(text) for formula in _formulas(unit)]


def parameters_named(
    text: str, formulas: Collection[str], parameters: Collection[str]
) -> list[str]:
    """The parameter named alone right before or right behind each formula, "" where none is.

    >>> parameters_named("w: 2*x*p = 0, b: 2*p = 0", ["2*x*p", "2*p"], ["w", "b"])
    ['w', 'b']
    """
    word = regex(
        r"(?<![A-Za-z\\])\\?(?:(?:partial|∂|nabla|∇)[ ]?_?\{?\\?)?[A-Za-zα-ω]+(?:_\w+)?"
    )
    between: list[str] = []
    end = 0
    for formula in formulas:
        start = text.find(formula, end)
        if start < 0:
            return ["" for _ in formulas]
        between.append(text[end:start])
        end = start + len(formula)
    between.append(text[end:])
    said = [
        [name for w in word.findall(part) if (name := _LETTER.sub("", w)) in parameters]
        for part in between
    ]
    named = said[:-1] if any(said[:1]) else said[1:]
    return [names[-1] if len({*names}) == 1 else "" for names in named]


def _formulas(unit: str) -> Iterator[str]:
    for row in parted_at(unit, "\\\\"):
        for equation in _ARROW.split(row):
            sides = [side.strip(" &,;.") for side in parted_at(equation, "=")]
            if len(sides) == 2 and _ZERO.fullmatch(sides[0]):
                sides.reverse()
            formula = _WORDS_BEFORE.sub("", sides[0])
            if (
                len(sides) == 2
                and _ZERO.fullmatch(sides[1])
                and not _DERIVATIVE.search(formula)
            ):
                yield formula


def _bare(name: str) -> str:
    return name.removeprefix("\\")
