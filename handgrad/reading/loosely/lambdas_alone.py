"""A program that is one function of the parameters: `lambda w: 2*x*(w*x - y)`."""

import re

from handgrad.reading.loosely.gradient_names import is_gradient_name
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.regex import regex

_ALONE = regex(
    r"\s*(?:(?P<called>\w+)\s*=\s*)?(?:return\s+)?(?P<open>\()?lambda\s+(?P<names>\w+(?:\s*,\s*\w+)*)\s*:(?P<value>[^:=#\n]+)"
)
_BEFORE = regex(r"\s*(?:$|import\s|from\s|\w+\s*=\s*lambda\s)")
# Names of functions that say nothing, or that they are a derivative.
_ANY = ("f", "g", "func", "fn")
_PRIMED = (
    r"jac|d_?{by}|d_?(?:{loss}|loss|cost|[fFJLEC])(?:_?d_?{by})?"
    r"|(?:{loss}|loss|cost|[fFJLEC])_?(?:prime|{by})"
)


def with_lambda_named(text: str, page: Vocabulary) -> str:
    """The last function of a text as the gradient, where it takes the only parameter.

    >>> page = Vocabulary(dict.fromkeys("wxL", (1, 1)), "L", ("w",), ("x",))
    >>> with_lambda_named("f = lambda w: 2*x", page)
    'grad = lambda w: 2*x'
    >>> with_lambda_named("hess = lambda w: 2*x", page)
    'hess = lambda w: 2*x'
    """
    before, sign, last = text.rstrip().rpartition("\n")
    found = _ALONE.fullmatch(last) if "lambda" in last else None
    if found is None or len(page.parameters) != 1 or not _are_before(before):
        return text
    if found["called"] and not _may_be_gradient(found["called"], page):
        return text
    names = [name.strip() for name in found["names"].split(",")]
    value = found["value"].strip()
    if found["open"] and value.endswith(")"):
        value = value[:-1]
    if page.parameters[0] not in names or not {*names} <= page.shapes.keys():
        return text
    return f"{before}{sign}grad = lambda {', '.join(names)}: {value}"


def is_lambda_alone(text: str) -> bool:
    """Whether a text is one function without a name, and nothing else."""
    found = _ALONE.fullmatch(text.strip())
    return found is not None and not found["called"]


def _may_be_gradient(name: str, page: Vocabulary) -> bool:
    """Whether a name says that a function is the gradient, or says nothing."""
    if name in page.shapes:
        return False
    plain = re.sub(r"_?(?:fn|func|function)$", "", name)
    primed = _PRIMED.format(loss=re.escape(page.loss), by=re.escape(page.parameters[0]))
    is_primed = re.fullmatch(primed, name) is not None
    return name in _ANY or is_primed or is_gradient_name(plain, page)


def _are_before(text: str) -> bool:
    """Whether the lines before the last one import, or name other functions."""
    return all(_BEFORE.match(line) for line in re.split(r"\n", text))
