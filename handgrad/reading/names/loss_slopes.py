"""`dE = a - t`, by which lines below multiply: a name of the writer's, no differential of E.

And `dW` for dw, where the page has no W: `double dW = delta * x`.
"""

import re

from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.regex import regex

_DIFFERENTIAL = regex(r"(?<![A-Za-z0-9_])d_?[A-Za-z]\w*|[∂\\$]")
_CAPITAL = regex(r"(?<![\w.])(d_?|grad_?|gradient_)([A-Za-z]\w*)(?=[ \t]*[-+*/]?=(?!=))")


def with_slopes_named(text: str, page: Vocabulary) -> str:
    """The text with a name for a differential of the loss that is given a value and used.

    >>> page = Vocabulary({"w": (1, 1), "E": (1, 1)}, "E", ("w",))
    >>> with_slopes_named("dE = a - t\\ndz = dE*a\\ndw = dz*x", page)
    'slope_of_E = a - t\\ndz = slope_of_E*a\\ndw = dz*x'
    """
    loss = page.loss
    if text.count(f"d{loss}") + text.count(f"d_{loss}") < 2:
        return text
    word = rf"(?<![A-Za-z0-9_.\\]])d_?{re.escape(loss)}(?![A-Za-z0-9_]|[ \t]*/[ \t]*d|\()"
    said = re.findall(rf"(?m)^[ \t]*{word}[ \t]*=(?!=)([^=\n]*)$", text)
    every = len(re.findall(rf"(?<![A-Za-z0-9_])d_?{re.escape(loss)}", text))
    is_own = len(said) == 1 and len(re.findall(word, text)) == every > 1
    if not is_own or _DIFFERENTIAL.search(said[0]) or _is_one(said[0]):
        return text
    return re.sub(word, f"slope_of_{loss}", text)


def _is_one(value: str) -> bool:
    return re.fullmatch(r"\s*1(?:\.0*)?\s*", value.partition("#")[0]) is not None


def with_parameters_recased(text: str, page: Vocabulary) -> str:
    """The text with `dw` for `dW`, where w is a parameter and nothing is called W.

    >>> page = Vocabulary({"w": (1, 1), "L": (1, 1)}, "L", ("w",))
    >>> with_parameters_recased("dW = d*x\\ngradW = dW", page)
    'dw = d*x\\ngradw = dw'
    """
    found: dict[str, str] = {}
    for before, name in _CAPITAL.findall(text):
        if name in page.shapes:
            continue
        alike = [p for p in page.parameters if p.lower() == name.lower()]
        known = {*page.shapes} & {name, name.lower(), name.upper()}
        is_used = re.search(rf"(?<![A-Za-z0-9_]){re.escape(name)}(?![A-Za-z0-9_])", text)
        if len(alike) == 1 and known == {alike[0]} and not is_used:
            found[f"{before}{name}"] = f"{before}{alike[0]}"
    for written, meant in found.items():
        if re.search(rf"(?<![\w.]){re.escape(meant)}(?!\w)", text) is None:
            text = re.sub(rf"(?<![\w.]){re.escape(written)}(?!\w)", meant, text)
    return text
