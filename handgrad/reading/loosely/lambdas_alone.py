"""A program that is one function of the parameters: `lambda w: 2*x*(w*x - y)`."""

import re

from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.regex import regex

_ALONE = regex(
    r"\s*(?P<called>\w+\s*=\s*)?(?:return\s+)?(?P<open>\()?lambda\s+(?P<names>\w+(?:\s*,\s*\w+)*)\s*:(?P<value>[^:=\n]+)"
)
_BEFORE = regex(r"\s*(?:$|#|import\s|from\s|\w+\s*=\s*lambda\s)")


def with_lambda_named(text: str, page: Vocabulary) -> str:
    """The last function of a text as the gradient, where it takes the only parameter.

    >>> page = Vocabulary(dict.fromkeys("wxL", (1, 1)), "L", ("w",), ("x",))
    >>> with_lambda_named("f = lambda w: 2*x", page)
    'grad = lambda w: 2*x'
    """
    before, sign, last = text.rstrip().rpartition("\n")
    found = _ALONE.fullmatch(last) if "lambda" in last else None
    if found is None or len(page.parameters) != 1 or not _are_before(before):
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


def _are_before(text: str) -> bool:
    """Whether the lines before the last one import, or name other functions."""
    return all(_BEFORE.match(line) for line in re.split(r"\n", text))
