"""Names that programs give to gradients: `grad_tweedie`, `dfdw`, `delta_z`, `dJ`."""

import re
from collections.abc import Collection, Iterator

from handgrad.reading.names.vocabulary import Names, Vocabulary
from handgrad.reading.spelling.commands import word_set
from handgrad.regex import regex

_DECLARED = r"[ \t]*(?:(?:let|var|const|float|double|auto|local)[ ]+)?"
_GIVEN = regex(rf"(?m)^{_DECLARED}(?P<name>[A-Za-z_]\w*)[ \t]*(?:\+=|<-|:=|=)(?!=)")
_ASSIGNED = regex(rf"{_DECLARED}[A-Za-z_]\w*\s*(?:=|<-|:=)(?!=)")
_PART = regex(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_GRADIENT = word_set("grad grads gradient gradients deriv derivative derivatives nabla")
_PLAIN = word_set(
    "all total full analytic analytical manual my of the by wrt calc calculated compute"
    " computed vector vec batch weight weights partial"
)
_LOSSES = word_set("loss cost objective mse sse rss nll obj")
_LETTERS = ("J", "L", "E", "C")
_QUOTIENT = (
    "(?i)d_?(?:{loss}|[fjlecq]|loss|cost)_?d_?{name}|(?:grad|delta|deriv|gradient|g)_?{name}"
    "|{name}_?(?:grad|deriv|gradient)"
)


def with_gradient_names(text: str, page: Vocabulary) -> Iterator[str]:
    """The text, in which names that only gradients have are the derivatives of the loss.

    Nothing is said where the text works out a loss of its own.

    >>> page = Vocabulary(dict.fromkeys("wxL", (1, 1)), "L", ("w",), ("x",))
    >>> list(with_gradient_names("grad_all = 2*x", page))
    ['dL_dw = 2*x']
    """
    names = Names(page)
    given = dict.fromkeys(match["name"] for match in _GIVEN.finditer(text))
    own = [name for name in given if names.find(name) is None]
    if _LOSSES.intersection(map(str.lower, given)) or {*_LETTERS, page.loss} & {*given}:
        return
    if len(page.parameters) == 1:
        for name in own[::-1]:
            is_step = _is_used_in(name, own, text)
            if is_gradient_name(name, page) and not _is_of_given(name, text) and not is_step:
                yield _called(text, {name: page.parameters[0]}, page)
        return
    called: dict[str, str] = {}
    for parameter in page.parameters:
        form = _QUOTIENT.format(loss=re.escape(page.loss), name=re.escape(parameter))
        found = [n for n in own if re.fullmatch(form, _plain(n)) and not _is_of_given(n, text)]
        if len(found) == 1:
            called[found[0]] = parameter
    if called:
        yield _called(text, called, page)


def _plain(name: str) -> str:
    """A name without doubled underscores, with a d for what says a partial derivative."""
    return re.sub(r"(?<![A-Za-z])(?:pd|partial|par|del)_", "d", re.sub(r"__+", "_", name))


def _is_used_in(name: str, own: Collection[str], text: str) -> bool:
    """Whether another name of the text is worked out from a name."""
    uses = rf"(?m)^{_DECLARED}({{}})[ \t]*(?:\+=|<-|:=|=)(?!=)[^\n]*(?<![\w.]){name}(?!\w)"
    others = "|".join(map(re.escape, {*own} - {name}))
    return bool(others) and re.search(uses.format(others), text) is not None


def _is_of_given(name: str, text: str) -> bool:
    """Whether a name is the derivative of what the text says itself: `dfdw` where f is said."""
    found = re.match(r"d_?([A-Za-z])(?:_?d|$)", name)
    said = rf"(?<!\w){found[1]}\s*(?:\([^()]*\)\s*)?[=:]" if found else ""
    return bool(said) and re.search(said, text) is not None


def assigns(text: str) -> bool:
    """Whether a text is nothing but values given to names, on several lines, and comments."""
    stripped = (line.strip() for line in text.splitlines())
    lines = [line for line in stripped if line and not line.startswith("#")]
    return len(lines) > 1 and "\\" not in text and all(map(_ASSIGNED.match, lines))


def is_gradient_name(name: str, page: Vocabulary) -> bool:
    """Whether all parts of a name say that it is the gradient of the loss."""
    [parameter] = page.parameters
    loss, by = re.escape(page.loss), re.escape(parameter)
    if re.fullmatch(rf"d(?:{loss}|[fFJLEClQ])(?:_?d_?{by})?|delta_{by}", name):
        return True
    parts = [part.lower() for part in _PART.findall(name)]
    known = {*_GRADIENT, *_PLAIN, *_LOSSES, page.loss.lower(), parameter.lower()}
    return bool(_GRADIENT.intersection(parts)) and known >= {*parts}


def _called(text: str, called: dict[str, str], page: Vocabulary) -> str:
    for name, parameter in called.items():
        text = re.sub(rf"(?<![\w.]){name}(?!\w)", f"d{page.loss}_d{parameter}", text)
    return text
