"""Functions whose names say that they give a gradient changed: `half_grad`, `minus_dw`."""

import re
from collections.abc import Collection, Iterator

from handgrad.regex import regex

_HEAD = regex(
    r"(?P<indent>[ \t]*)(?:(?:async\s+)?def\s+(?P<name>\w+)\s*\(|(?P<own>\w+)[ ]*(?::[^=\n]*)?"
    r"=[ ]*lambda\b)"
)
_WORDS = regex(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_CHANGED = (
    r"(?:half|halved|neg|negative|minus|negated|scaled?|rescaled|unscaled|twice|doubled?|inv"
    r"|inverse|clip|clipped|norm|normed|normali[sz]ed|unnormali[sz]ed|noisy|hess|hessian|second"
    r"|natural|wrong|bad|incorrect|buggy|broken|fake|false|not|no|sq|squared|abs|absolute|log"
    r"|logged|sqrt|exp|momentum|velocity|preconditioned|projected|shifted|flipped|opposite"
    r"|reversed?|quarter|tripled?|smoothed|ema|over two|over 2)"
)
_PLAIN = (
    r"(?:computed?|get|calc|calculated?|the|my|our|a|of|by|wrt|with respect to|fn|func|function"
    r"|f|loss|cost|l|j|e|i|n|m|vec|batch|\d+)"
)
_GRADIENT = (
    r"(?:grads?|gradients?|deriv|derivatives?|slope|nabla|(?:d (?:l|j|f|loss|cost) )?d{})"
)
_BESIDE = r"(?:{plain} )*{changed}(?: {changed})* {gradient}(?: {plain}| {own})*"
_BEHIND = r"(?:{plain} )*{gradient}(?: {plain}| {own})*(?: {changed})+"


def changed_name(text: str, given: str, parameters: Collection[str]) -> str:
    """The name of the function that holds a line, where it says that the gradient is changed.

    >>> changed_name("def half_grad(w):\\n    return 2*w", "return 2*w", ["w"])
    'half_grad'
    >>> changed_name("half_dw = lambda w: 2*w", "half_dw = lambda w: 2*w", ["w"])
    'half_dw'
    >>> changed_name("def log_loss_grad(w):\\n    return 2*w", "return 2*w", ["w"])
    ''
    """
    names = set(_names_around(text, given.strip()))
    return next((n for n in sorted(names) if _is_changed(n, parameters)), "")


def _names_around(text: str, given: str) -> Iterator[str]:
    """The functions that hold a line, or that it defines."""
    rows = text.splitlines()
    for number, row in enumerate(rows):
        if not given or row.partition("#")[0].strip() != given.partition("#")[0].strip():
            continue
        indent = len(row) - len(row.lstrip())
        if head := _HEAD.match(row):
            yield head["name"] or head["own"]
        for above in reversed(rows[:number]):
            if (head := _HEAD.match(above)) and len(head["indent"]) < indent and head["name"]:
                indent = len(head["indent"])
                yield head["name"]


def _is_changed(name: str, parameters: Collection[str]) -> bool:
    """Whether a name is a word for a gradient with a word for a change at its side."""
    said = " ".join(_WORDS.findall(name)).lower()
    own = f"(?:{'|'.join(re.escape(parameter.lower()) for parameter in parameters)})"
    words = {
        "plain": _PLAIN,
        "changed": _CHANGED,
        "own": own,
        "gradient": _GRADIENT.format(own),
    }
    return any(re.fullmatch(form.format(**words), said) for form in (_BESIDE, _BEHIND))
