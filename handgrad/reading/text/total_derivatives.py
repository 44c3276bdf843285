r"""A capital D for the derivative of the loss by the only parameter: `Df(u) = ...`.

It is one where nothing but an index or a transposition stands between it and the sign of
equality: `Df(u)[h]` is along a direction, and a D that the page or the text has is its own.
"""

import re

from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.regex import regex

_FONTS = r"\\(?:mathrm|mathbf|mathsf|mathit|boldsymbol|bm|operatorname|vec|hat)\s?\{?"
_BEFORE = r"(?P<before>(?:^|[\s$&=\[({:,;]))"
_INDEX = r"_\s?(?:\{\s?[a-z]\s?\}|[a-z](?!\w))"
_TURNED = r"\^\s?(?:\{\s?(?:T|\\top|\\intercal)\s?\}|T(?!\w)|\\top|\\intercal|⊤)|⊤|ᵀ"
_BEHIND = (
    rf"(?P<behind>(?=\s*(?:\\right)?\s*[\])]\s*(?:{_INDEX}|{_TURNED})\s*&?\s*=(?!=))"
    rf"|(?=\s*(?:{_TURNED})?\s*&?\s*:?=(?!=)))"
)
_OWN = regex(r"(?<![A-Za-z\\])D[\s}]*&?\s*:?=(?!=)")


def with_nabla_for_d(text: str, page: Vocabulary) -> str:
    r"""The text with `\nabla f(u)` where `Df(u)` stands for it on a left side."""
    loss = page.loss
    is_own = {"D", f"D{loss}"} & page.shapes.keys() or _OWN.search(text)
    if len(page.parameters) != 1 or "D" not in text or is_own:
        return text
    found = _sign(loss, page.parameters[0]).sub(rf"\g<before>∇{loss} ", text)
    is_used = re.search(rf"(?<![\w\\])D{re.escape(loss)}(?!\w)(?!\s?\()", found)
    return text if is_used else found


def _sign(loss: str, parameter: str) -> re.Pattern[str]:
    """How the derivative of a loss by a parameter is written, with its argument or without."""
    by = rf"\\?{re.escape(parameter)}"
    d = r"(?:D|\\(?:mathrm|mathbf|operatorname|text)\s?\{\s?D\s?\})"
    argument = rf"\(\s*(?:{by}|{_FONTS}\s*{by}\s?\}}?)\s*\)"
    return re.compile(
        rf"(?m){_BEFORE}{d}\s?(?:\\[,!;:]\s?)?{re.escape(loss)}\s?(?:{argument})?{_BEHIND}"
    )
