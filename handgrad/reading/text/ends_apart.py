r"""A chain that ends with another derivative: `dC/da = p - y = -dC/db` says what dC/db is.

It is parted into one equation for each, where the last is by a parameter of the page and
nothing else in the text says what it is.
"""

import re
from collections.abc import Iterator, Sequence

from handgrad.reading.names.vocabulary import Names
from handgrad.reading.text.lines import Cut
from handgrad.regex import regex

_D = r"(?:d|∂|δ|\\partial|\\delta|\\mathrm\{d\})"
_NAME = r"\s*\\?[A-Za-z]\w{0,11}(?:_\{\w{1,4}\})?\s*"
_QUOTIENT = (
    rf"(?:{_D}{_NAME}/\s*{_D}{_NAME}|\\[dt]?frac\s*\{{\s*{_D}{_NAME}\}}\s*\{{\s*{_D}{_NAME}\}})"
)
_END = regex(rf"\s*(?P<sign>[-−+]?)\s*(?P<derivative>{_QUOTIENT})[\s&.,;$]*")
_HEAD = regex(rf"[\s&$]*(?P<derivative>{_QUOTIENT})[\s&]*")
_BY = regex(rf"{_D}(?P<name>{_NAME})\}}?\s*$")
_RELATION = regex(r"(?<![<>!=:])=(?!=)")
_HAS_QUOTIENT = regex(_QUOTIENT)


def with_ends_apart(found: Sequence[Cut], names: Names) -> list[Cut]:
    """The equations, where such chains say two derivatives each."""
    if not any(cut.text.count("=") > 1 and _HAS_QUOTIENT.search(cut.text) for cut in found):
        return list(found)
    said = [_bare(cut.text.partition("=")[0]) for cut in found]
    return [part for cut in found for part in _parts(cut, said, names)]


def ends_with_derivative(text: str) -> bool:
    """Whether a line is a chain whose end is a derivative.

    >>> ends_with_derivative("dC/da = p - y = -dC/db"), ends_with_derivative("dC/da = p - y")
    (True, False)
    """
    sides = _RELATION.split(text)
    return len(sides) > 2 and _END.fullmatch(sides[-1]) is not None


def _parts(cut: Cut, said: Sequence[str], names: Names) -> Iterator[Cut]:
    places = [match.start() for match in _RELATION.finditer(cut.text)]
    sides = _RELATION.split(cut.text)
    end = _END.fullmatch(sides[-1])
    is_chain = len(sides) > 2 and _HEAD.fullmatch(sides[0]) and end is not None
    is_worked_out = not any(_HAS_QUOTIENT.search(side) for side in sides[1:-1])
    value = sides[-2] if is_chain and is_worked_out else ""
    if end is None or not value.strip(" &$") or not _is_open(end["derivative"], said, names):
        yield cut
        return
    signed = f"-({value.strip(' &')})" if end["sign"] in ("-", "−") else value
    yield cut._replace(text=cut.text[: places[-1]].ljust(len(cut.text)))
    yield cut._replace(text=f"{end['derivative']} = {signed}")


def _is_open(derivative: str, said: Sequence[str], names: Names) -> bool:
    """Whether a derivative is by a parameter, and nothing says what it is."""
    by = _BY.search(derivative)
    name = names.find(_bare(by["name"])) if by else None
    return name in names.vocabulary.parameters and _bare(derivative) not in said


def _bare(text: str) -> str:
    """A derivative without spaces, braces and dollars."""
    return re.sub(r"[\s{}$&\\]", "", text)
