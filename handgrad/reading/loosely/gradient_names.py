"""Names that programs give to gradients: `grad_tweedie`, `dfdw`, `delta_z`, `dJ`."""

import re
from collections.abc import Iterator, Sequence

from handgrad.reading.names.vocabulary import Names, Vocabulary
from handgrad.reading.spelling.commands import word_set
from handgrad.regex import regex

_GIVEN = regex(
    r"(?m)^[ \t]*(?:(?:let|var|const|float|double|auto|local)[ ]+)?(?P<name>[A-Za-z_]\w*)"
    r"[ \t]*(?:\+=|<-|:=|=)(?!=)"
)
_ASSIGNED = regex(
    r"(?:(?:let|var|const|float|double|auto|local)[ ]+)?[A-Za-z_]\w*\s*(?:=|<-|:=)(?!=)"
)
_PART = regex(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_OTHER = word_set(
    "neg minus num numeric numerical approx hess hessian step update new old expected wrong"
    " loss cost pred error err norm check diff upstream velocity clip second"
)
_GRADIENT = word_set("grad grads gradient gradients deriv derivative nabla")
_QUOTIENT = (
    "(?i)d_?(?:{loss}|[a-z]|loss|cost)?_?d_?{name}|(?:grad|delta|deriv|gradient|g)_?{name}"
    "|{name}_?(?:grad|deriv|gradient)"
)


def with_gradient_names(text: str, page: Vocabulary, *, is_program: bool) -> Iterator[str]:
    """The text, in which names that only gradients have are the derivatives of the loss.

    Where only one is asked for, what a program works out last is one too.

    >>> page = Vocabulary(dict.fromkeys("wxL", (1, 1)), "L", ("w",), ("x",))
    >>> list(with_gradient_names("grad_all = 2*x", page, is_program=True))
    ['dL_dw = 2*x']
    """
    names = Names(page)
    given = [m["name"] for m in _GIVEN.finditer(text)]
    own = [name for name in dict.fromkeys(given) if _is_own(name, names)]
    if len(page.parameters) == 1:
        is_last = is_program and own and own[-1] == given[-1] and len(given) > 1
        last = own[-1:] if is_last and not _is_product(own[-1], given, names) else []
        for name in dict.fromkeys([n for n in own[::-1] if _is_gradient(n, page)] + last):
            yield _called(text, {name: page.parameters[0]}, page)
        return
    called: dict[str, str] = {}
    for parameter in page.parameters:
        form = _QUOTIENT.format(loss=re.escape(page.loss), name=re.escape(parameter))
        found = [name for name in own if re.fullmatch(form, name)]
        if len(found) == 1:
            called[found[0]] = parameter
    if called:
        yield _called(text, called, page)


def assigns(text: str) -> bool:
    """Whether a text is nothing but values given to names, on several lines."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return len(lines) > 1 and "\\" not in text and all(map(_ASSIGNED.match, lines))


def _is_own(name: str, names: Names) -> bool:
    """Whether a name is the writer's own, and not called after something else."""
    parts = {part.lower() for part in _PART.findall(name)}
    return names.find(name) is None and not parts & _OTHER


def _is_product(name: str, given: Sequence[str], names: Names) -> bool:
    """Whether a name may be two names side by side: `Dg` where D has a value and g too."""
    firsts = (one for one in given if name != one and name.startswith(one))
    return any(names.find(name[len(first) :]) for first in firsts)


def _is_gradient(name: str, page: Vocabulary) -> bool:
    parts = {part.lower() for part in _PART.findall(name)}
    losses = (
        rf"d(?:{re.escape(page.loss)}|[A-Z]|[a-z])(?:_?d_?{re.escape(page.parameters[0])})?"
    )
    is_delta = name.lower() == f"delta_{page.parameters[0]}".lower()
    return bool(parts & _GRADIENT) or is_delta or re.fullmatch(losses, name) is not None


def _called(text: str, called: dict[str, str], page: Vocabulary) -> str:
    for name, parameter in called.items():
        text = re.sub(rf"(?<![\w.]){name}(?!\w)", f"d{page.loss}_d{parameter}", text)
    return text
