"""Numbers of a worked example beside formulas: `ŷ = 1.5`, `C = (y - a)^2 / 2 = 0.26`.

The formulas are judged; what only numbers say holds at a point that the text does not give.
"""

from collections.abc import Iterator, Sequence

from handgrad.errors import FormulaError
from handgrad.language.tree import Name
from handgrad.reading.equations import Equation
from handgrad.reading.names.vocabulary import Names
from handgrad.reading.text.asides import is_value
from handgrad.reading.text.lines import Cut
from handgrad.regex import regex

_ENDS_IN_DECIMALS = regex(r"[^=]*=(?:.*[=≈])?[\s$]*[-−]?\d+\.\d+[\s$.,]*")
_SPACES = regex(r"[\s&$]|\\[,;:!]")


def with_numbers_aside(found: Sequence[Cut], names: Names) -> list[Cut]:
    """The equations, those of numbers alone as asides where the page's values are numbers."""
    if not any(_is_at_point(cut, names) for cut in found):
        return list(found)
    names.has_point = True
    return list(_with_formulas(found, names))


def _with_formulas(found: Sequence[Cut], names: Names) -> Iterator[Cut]:
    """The equations without the numbers of what a formula is said of before."""
    said: set[str] = set()
    for cut in found:
        left = _SPACES.sub("", cut.text.partition("=")[0])
        if not is_value(cut.text):
            said.add(left)
            yield cut
        elif left not in said and not _is_at_point(cut, names):
            yield cut._replace(is_aside=True)


def _is_at_point(cut: Cut, names: Names) -> bool:
    """Whether an equation ends with the number that a value of the page is at a point."""
    if not _ENDS_IN_DECIMALS.fullmatch(cut.text):
        return False
    left = cut.text.partition("=")[0]
    try:
        target = Equation(Cut(cut.raw, cut.start, left), names, ()).left_side()
    except (FormulaError, RecursionError):
        return False
    return isinstance(target, Name) and target.name in names.vocabulary.forward
