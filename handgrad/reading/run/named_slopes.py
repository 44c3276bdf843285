"""Slopes by names that a text does not define, run on numbers: `relu_derivative(z)`."""

from collections.abc import Iterator, Sequence
from typing import Any

from handgrad.language.tree import Call
from handgrad.reading.code.syntax.nodes import NotPython, UnknownWord
from handgrad.reading.grammar.calls import of_value
from handgrad.reading.run import library
from handgrad.reading.run.entrywise import Calculator, listed_entries
from handgrad.reading.run.ndarray import NDArray
from handgrad.reading.run.page_values import PageValues


def slope_on_numbers(
    calc: Calculator, page: PageValues, function: str, given: Sequence[Any]
) -> Any:
    """The slope of a function where it is put; `relu_backward(g, z)` is multiplied by g.

    Raises NotPython where the argument is what the function gave: of which of the two a helper
    that is not shown is made, nobody knows.
    """
    if not 1 <= len(given) <= 2:
        raise UnknownWord(f"the derivative of {function} takes one argument")
    at = given[-1]
    if function != "relu" and any(_is_same(at, a) for a in _values_of(page, function)):
        raise NotPython(of_value(function), is_open=True)
    slope = _slope(calc, function, at)
    return slope if len(given) == 1 else calc.operate("*", given[0], slope)


def _slope(calc: Calculator, function: str, at: Any) -> Any:
    match function:
        case "relu":
            holds = calc.compared(">", at, 0)
            return calc.chosen(holds, calc.real(1), calc.real(0))
        case "sigmoid":
            value = library.call(calc, function, [at], {})
            return calc.operate("*", value, calc.operate("-", 1, value))
        case "tanh":
            value = calc.apply(function, at)
            return calc.operate("-", 1, calc.operate("*", value, value))
    raise UnknownWord(f"the derivative of {function} is not run")


def _values_of(page: PageValues, function: str) -> Iterator[Any]:
    for name, tree in page.names.vocabulary.forward.items():
        if isinstance(tree, Call) and tree.function == function:
            yield page.value(name)


def _is_same(a: Any, b: Any) -> bool:
    ours, theirs = listed_entries(a), listed_entries(b)
    if isinstance(a, NDArray) and isinstance(b, NDArray) and a.shape == b.shape[::-1]:
        theirs = b.transposed().entries()
    return ours == theirs
