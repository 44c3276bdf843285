r"""Layers and entries in one script: `W_{1,jk}` for an entry of W1, `a₁ₙ` for a row of A1."""

import re
from collections.abc import Mapping

from handgrad.language.shape import Shape
from handgrad.reading.spelling.letters import LETTER, capital_of, letter_named
from handgrad.regex import regex

_SCRIPT = regex(
    rf"(?<![A-Za-z\\])(?P<name>{LETTER})\s?(?:_\s?\{{\s?(?P<number>\d)\s?,?\s?"
    r"(?P<entry>[a-z](?:\s?,?\s?[a-z])?)\s?\}|(?P<low>[₁-₉])(?P<small>[ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ]{1,2}))"
)
_SMALL = dict(zip("ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ₁₂₃₄₅₆₇₈₉", "aehijklmnoprstuvx123456789", strict=True))


def with_numbers_in_names(text: str, shapes: Mapping[str, Shape]) -> str:
    r"""The text with the number in the name, where the page has that and not the letter alone.

    >>> with_numbers_in_names("W_{1,jk} z₂ₙ W_{12}", {"W1": (2, 3), "Z2": (4, 3)})
    'W1_{jk} z2_{n} W_{12}'
    """

    def joined(match: re.Match[str]) -> str:
        letter = letter_named(match["name"])
        number = match["number"] or _SMALL[match["low"]]
        entry = match["entry"] or "".join(_SMALL[sign] for sign in match["small"])
        is_known = {f"{letter}{number}", f"{capital_of(letter)}{number}"} & shapes.keys()
        is_alone = {letter, capital_of(letter)} & shapes.keys()
        return match[0] if is_alone or not is_known else f"{letter}{number}_{{{entry}}}"

    return _SCRIPT.sub(joined, text)
