"""A page too large to be written out, run by list loops."""

from collections.abc import Callable, Mapping

from handgrad.arithmetic import Arithmetic
from handgrad.arithmetic.choice import is_of_the_four
from handgrad.errors import EvaluationError
from handgrad.language.arrays import Value
from handgrad.language.cost import Extent
from handgrad.language.shape import length
from handgrad.page.checked_page import CheckedPage
from handgrad.page.compiled.list_loops import as_lists, as_value, list_function

# From so many operations on a page is large; one with fewer is walked as fast.
LARGE = 20_000

Values = Callable[[Mapping[str, Value]], dict[str, Value]]


def run_by_loops(
    page: CheckedPage, given: Mapping[str, Value], numbers: Arithmetic, *, backward: bool
) -> dict[str, Value] | None:
    """The forward values, or those of the derivatives; None where the page must be walked.

    It must where it is small, where the arithmetic measures as it calculates, and where
    something has no value: to say what.
    """
    if page.operations < LARGE or not is_of_the_four(numbers):
        return None
    key = ("loops", numbers, backward)
    if key not in page.cache:
        page.cache[key] = _values_function(page, numbers, backward=backward)
    function: Values | None = page.cache[key]
    try:
        return None if function is None else function(given)
    except (ArithmeticError, ValueError):
        return None


def _values_function(
    page: CheckedPage, numbers: Arithmetic, *, backward: bool
) -> Values | None:
    formulas = page.derivatives if backward else page.steps
    wanted = {formula.name: extent_of(page, formula.name) for formula in formulas}
    known = (*page.parameters, *page.data, *(step.name for step in page.steps if backward))
    given = {name: extent_of(page, name) for name in known}
    definitions = [(formula.name, formula.tree) for formula in formulas]
    try:
        function = list_function(given, definitions, list(wanted), page.sizes, numbers)
    except EvaluationError:
        return None

    def values(environment: Mapping[str, Value]) -> dict[str, Value]:
        found = function(*(as_lists(environment[name]) for name in given))
        pairs = zip(wanted.items(), found, strict=True)
        return {name: as_value(lists, extent) for (name, extent), lists in pairs}

    return values


def extent_of(page: CheckedPage, name: str) -> Extent:
    """Rows and columns of a value of the page."""
    rows, columns = (length(dimension, page.sizes) for dimension in page.shapes[name])
    return rows, columns
