"""The loss and the gradient of one row as a function of straight-line Python."""

from collections.abc import Callable, Sequence

from handgrad.arithmetic import FLOAT32, Arithmetic
from handgrad.page.checked_page import CheckedPage
from handgrad.page.compiled.codegen import block
from handgrad.page.compiled.straight_line import Traced, function_from_page
from handgrad.page.compiled.templates import HELPERS

RowFunction = Callable[[Sequence[float]], list[float]]


def row_function(page: CheckedPage, numbers: Arithmetic) -> RowFunction:
    """From the entries of the parameters and the data to those of the loss and the gradient.

    In float64 or float32, to the last bit what the page gives when it is walked. Raises
    EvaluationError for a page that cannot be written out.
    """
    traced = Traced(page, numbers)
    rounded = numbers.name == FLOAT32.name
    given = [symbol.text for symbol in traced.entries((*page.parameters, *page.data))]
    results = [*traced.entries([page.loss_name]), *traced.gradient()]
    arguments, cell = traced.names.new("given"), traced.names.new("cell")
    code = block(traced.graph, results, traced.names, rounded=rounded)
    lines = [f"def slopes({arguments}, {cell}):", f"    [{', '.join(given)}] = {arguments}"]
    for variable, expression, exact in code.assignments:
        if rounded and not exact:
            lines += [f"    {cell}[0] = {expression}", f"    {variable} = {cell}[0]"]
        else:
            lines.append(f"    {variable} = {expression}")
    lines.append(f"    return [{', '.join(code.outputs)}]")
    helpers = [text for name, text in HELPERS.items() if name != "power"]
    slopes = function_from_page("\n".join([*helpers, *lines]), "slopes", power=numbers.power)
    binary32 = memoryview(bytearray(4)).cast("f")
    return lambda entries: slopes(entries, binary32)
