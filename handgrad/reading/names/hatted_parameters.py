r"""Hats on parameters that a text differentiates by: `\frac{\partial L}{\partial\hat\beta_0}`.

There the hat marks no estimate, but the parameter itself, wherever it stands.
"""

import re

from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.spelling.commands import word_set
from handgrad.reading.spelling.letters import letter_named, spelled
from handgrad.regex import regex

_BY = regex(
    r"(?:\{\s?(?:\\partial|d)\s*|∂|\\nabla_\{?\s?|/\s?d)(?:\\(?:wide)?hat\s?\{?\s?(?P<letter>\\?[A-Za-z]+)"
    r"|(?P<one>[A-Za-zα-ω])\u0302)"
)
_COEFFICIENTS = word_set("beta theta alpha gamma mu lambda lam eta rho w W b B c")
_SIDE = regex(
    r"(?:^|[\n$&,;:]|\\\\|\\(?:implies|iff|[Rr]ightarrow|Longrightarrow|therefore|quad|Leftrightarrow)"
    r"|[⇒⟹⟺]|=>|\b(?:so|hence|thus|is|get|obtain|by|with))\s*$"
)
_SOLVED = regex(r"\s?\}?(?:\s?_\s?(?:\{\w+\}|\w)\}?)?\s*&?\s*=")


def without_parameter_hats(text: str, page: Vocabulary) -> str:
    r"""The text without such hats; what is solved for keeps its own.

    >>> page = Vocabulary({"beta_0": (1, 1), "L": (1, 1)}, "L", ("beta_0",))
    >>> without_parameter_hats(r"\frac{\partial L}{\partial \hat{\beta}_0} = \hat\beta_0", page)
    '\\frac{\\partial L}{\\partial {\\beta}_0} = \\beta_0'
    """
    bases = {name.partition("_")[0].rstrip("0123456789") for name in page.parameters}
    for match in _BY.finditer(text):
        letter = letter_named(match["letter"] or match["one"])
        has_hat = any("hat" in name and name.startswith(letter) for name in page.shapes)
        if letter not in bases or letter not in _COEFFICIENTS or has_hat:
            continue
        own = spelled(letter)
        hatted = rf"(?:\\(?:wide)?hat\s?(?P<of>\{{\s?{own}|{own})|(?P<one>{own})\u0302)"
        text = re.sub(hatted, _bare, text)
    return text


def _bare(match: re.Match[str]) -> str:
    """The letter without its hat, with it where it is solved for."""
    before, behind = match.string[: match.start()], match.string[match.end() :]
    is_solved = _SIDE.search(before) is not None and _SOLVED.match(behind) is not None
    return match[0] if is_solved else match["of"] or match["one"]
