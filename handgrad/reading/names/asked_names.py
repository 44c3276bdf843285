"""Whether a text answers by a name alone, `grad = ...` or `H_ij = ...`."""

import re
from collections.abc import Collection, Sequence

from handgrad.regex import regex

# `grad = ...` is the answer where no line says of a derivative what it is.
OF_GRADIENT = regex(
    r"\W*(?:(?:calc(?:ulated)?|computed?|my|full|batch|weights?)_?(?=grad))?(?:grad|gradients?)(?:_vec(?:tor)?)?"
    r"\s*(?:[(\[]\w[)\]]|_[i-nr\d])?\s*:?",
    re.IGNORECASE,
)
OF_HESSIAN = regex(r"\W*(?:math(?:bf|rm)\W*)?(?:H|Hess|Hessian)\W*_\W*[a-z][\s,]*[a-z]\W*")
_ANSWERING = regex(r"(?<![A-Za-z])d[A-Za-z]|[∂∇]|\\(?:[dt]?frac|nabla|partial)|grad_|_grad")
# What stands to the right of a sign of equality, but for how many samples there are.
_RIGHT = regex(r"(?<!=)=(?!=)([^=\n;]*)")
_OWN = regex(r"(?i)(?:^|[\n;]|\s)(?:grad|gradients?)\w*\s*(?:[-+*/:.]?=|<-)[^\n;]*")
_COUNT = regex(r"len\(\w+\)|\w+\.(?:shape|size)")
_WORD = regex(r"[A-Za-z]+")
_GRADIENT = regex(r"grad|gradients?", re.IGNORECASE)


def asks(named: re.Pattern[str], lefts: Sequence[str]) -> bool:
    """Whether a left side is such a name and no other says of a derivative what it is.

    >>> asks(OF_GRADIENT, ["grad_i"]), asks(OF_GRADIENT, ["grad", "dw"])
    (True, False)
    """
    others = [left for left in lefts if not named.fullmatch(left)]
    return others != list(lefts) and not any(map(_ANSWERING.search, others))


def is_factor(text: str, data: Collection[str]) -> bool:
    """Whether a text multiplies what it calls a gradient by data: it is one by something else.

    >>> is_factor("grad = p - y; w -= X.T @ grad", ("X", "y")), is_factor("w -= grad", ("X",))
    (True, False)
    """
    if "grad" not in text.lower():
        return False
    rights = (_COUNT.sub("", right) for right in _RIGHT.findall(_OWN.sub("", text)))
    words = (_WORD.findall(right) for right in rights)
    return any(
        not {*data}.isdisjoint(found) and any(map(_GRADIENT.fullmatch, found))
        for found in words
    )
