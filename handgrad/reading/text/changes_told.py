r"""Changes without a rate, as the derivatives that they may be: `\Delta W = x^T \delta`."""

import re
from collections.abc import Callable

from handgrad.reading.spelling.characters import GREEK
from handgrad.reading.text.steps_told import NAME, OTHER_STEPS
from handgrad.regex import regex

_DELTA = r"(?:\\Delta(?![A-Za-z])|[Δ∆])"
_CHANGE = regex(rf"{_DELTA}\s*(?P<name>{NAME})")
_LEFT = regex(rf"{_DELTA}\s*(?P<name>{NAME})\s*\}}?\s*&?\s*=(?!=)")
_TAKEN = regex(rf"(?:[-+−/]|:=|≔|←|\\(?:leftarrow|gets))\s*{_DELTA}|[-+−]=")
_BY_WORD = regex(r"(?m)^[ \t]*del_?([A-Za-z]\w*)[ \t]*=(?!=)")
_APART = regex(r"[\s{}\\_^]|math(?:bf|rm)|boldsymbol|bm|vec")


def derivatives_of_changes(
    text: str, find: Callable[[str], str | None], loss: str, parameters: tuple[str, ...]
) -> str:
    r"""The text with `dL/dW` for each ΔW, where a line says one of a parameter.

    A text that takes a step along one, or has a Δ before anything else, is as it was.

    >>> derivatives_of_changes(r"\Delta w = 2x(wx - y)", {"w": "w"}.get, "L", ("w",))
    '\\frac{\\partial L}{\\partial w} = 2x(wx - y)'
    """

    def named(name: str) -> str | None:
        spelled = _APART.sub("", name)
        words = (name.replace("{", "").replace("}", ""), spelled, re.split(r"[_^]", name)[0])
        return next((f for w in words if (f := find(GREEK.get(w, w.lstrip("\\"))))), None)

    changes = [named(match["name"]) for match in _CHANGE.finditer(text)]
    lefts = {named(match["name"]) for match in _LEFT.finditer(text)}
    is_apart = len(changes) == len(re.findall(_DELTA, text)) and None not in changes
    if not lefts.intersection(parameters) or not is_apart:
        return text
    if _TAKEN.search(text) or OTHER_STEPS.search(text) or find("Delta"):
        return text
    put = rf"\\frac{{\\partial {loss}}}{{\\partial \g<name>}}"
    return _CHANGE.sub(put, text)


def derivatives_by_words(text: str, parameters: tuple[str, ...]) -> str:
    """The text with `dw` for each `delw` or `del_w`, where a line says one of a parameter.

    >>> derivatives_by_words("delw = 2*r*x", ("w",)), derivatives_by_words("dely = r", ("w",))
    ('dw = 2*r*x', 'dely = r')
    """
    told = {name for name in _BY_WORD.findall(text) if name in parameters}
    if not told:
        return text
    return re.sub(
        rf"(?<![\w.])del_?({'|'.join(map(re.escape, sorted(told)))})(?!\w)", r"d\1", text
    )
