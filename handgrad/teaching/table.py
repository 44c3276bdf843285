"""A page of scalars as tables: every elementary step forward, every product back."""

from handgrad.page.checked_page import CheckedPage
from handgrad.teaching.columns import columns, indented
from handgrad.teaching.graph import Graph, Quantity, Use
from handgrad.teaching.short_numbers import number_factor, short


def forward_table(graph: Graph) -> list[str]:
    """A line for each operation: its formula, the numbers put in, the value."""
    rows = [(q.name, *_equated(q.formula, q.numbers, short(q.value))) for q in graph.results]
    return ["Forward", *indented(columns(rows))]


def backward_table(model: CheckedPage, graph: Graph, asked: set[str]) -> list[str]:
    """The results from the last to the first, then what is asked for of what was given."""
    loss = model.loss_name
    inner = [q for q in reversed(graph.results[:-1]) if q in graph.derivative]
    leaves = [q for name, q in graph.given.items() if name in asked]
    rows = [row for q in (*inner, *leaves) for row in _rows(model, graph, q)]
    return [
        f"Backward: start with d{loss}/d{loss} = 1; multiply what has arrived at a result by "
        "its local derivative",
        *indented(columns(rows, gap="   ")),
    ]


def gradient_table(model: CheckedPage, graph: Graph) -> list[str]:
    rows = [
        (model.derivative_name(name), f"= {short(graph.derivative.get(graph.given[name], 0))}")
        for name in model.parameters
    ]
    return ["Gradient", *indented(columns(rows))]


def added_up(uses: tuple[Use, ...]) -> str:
    """The sum of what several uses send back."""
    first, *rest = [use.part for use in uses]
    return " + ".join([short(first), *(number_factor(short(part)) for part in rest)])


def _equated(*texts: str) -> list[str]:
    """`= text` for each text that says something new."""
    return [f"= {text}" for i, text in enumerate(texts) if text not in texts[:i]]


def _rows(model: CheckedPage, graph: Graph, q: Quantity) -> list[tuple[str, str, str]]:
    """For each use of q its local derivative and the product; of several uses the sum."""
    uses, name = graph.uses.get(q, ()), model.derivative_name(q.name)
    if not uses:
        return [(q.name, "does not enter the loss", f"{name} = 0")]
    of_one = f"{name} = " if len(uses) == 1 else ""
    rows = [(_enters(q, use), _local(q, use), of_one + _product(model, use)) for use in uses]
    if len(uses) > 1:
        total = f"{name} = {added_up(uses)} = {short(graph.derivative[q])}"
        rows.append((f"{q.name} is used {len(uses)} times", "gradients add up", total))
    return rows


def _enters(q: Quantity, use: Use) -> str:
    return f"{q.name} in {use.result.name} = {use.result.formula}"


def _local(q: Quantity, use: Use) -> str:
    equations = _equated(use.formula, use.numbers, short(use.local))
    return " ".join([f"d{use.result.name}/d{q.name}", *equations])


def _product(model: CheckedPage, use: Use) -> str:
    local = number_factor(short(use.local))
    arrived = model.derivative_name(use.result.name)
    return f"{arrived}*{local} = {short(use.arrived)}*{local} = {short(use.part)}"
