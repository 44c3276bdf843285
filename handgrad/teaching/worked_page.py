"""The parts of a worked example, put together."""

from collections.abc import Iterator
from typing import Any

from handgrad.language.arrays import as_array
from handgrad.page.checked_page import CheckedPage
from handgrad.teaching.board import backward_board, forward_board, size, variable
from handgrad.teaching.cautions import ZEROED, gate_notes, times_used
from handgrad.teaching.columns import in_rows, indented, wrapped
from handgrad.teaching.example import Example
from handgrad.teaching.graph import Graph, graph, has_graph
from handgrad.teaching.short_numbers import is_short, short
from handgrad.teaching.table import added_up, backward_table, forward_table, gradient_table

ROUNDED = "Numbers that do not end soon are shown to 6 significant digits."


def explained(example: Example) -> str:
    """The worked example as text; a page of scalars operation by operation."""
    model = example.model
    with example.numbers.working():
        if has_graph(model):
            worked, notes = _by_operation(example)
        else:
            worked, notes = _by_formula(example)
        notes += gate_notes(model, example.environment, example.numbers)
        notes += [ROUNDED] if _is_rounded(example) else []
        parts = [_given(example), *worked, ["Beware", *_listed([*notes, ZEROED])]]
    title = f"{model.name}: {model.title}"
    return "\n\n".join([title, *("\n".join(part) for part in parts)])


def _listed(notes: list[str]) -> list[str]:
    return [line for note in notes for line in wrapped(note, "  - ", "    ")]


def asked(model: CheckedPage) -> set[str]:
    """The parameters, and what else the page gives a derivative by."""
    return {*model.parameters, *map(variable, model.derivatives)}


def example_graph(example: Example) -> Graph:
    """The graph of a page of scalars, back to what is asked and to data used several times."""
    model = example.model
    given: dict[str, Any] = {name: example.environment[name] for name in model.declarations}
    return graph(model, given, asked(model) | _repeated_data(model), example.numbers)


def _by_operation(example: Example) -> tuple[list[list[str]], list[str]]:
    model, found = example.model, example_graph(example)
    tables = [
        forward_table(found),
        backward_table(model, found, asked(model)),
        gradient_table(model, found),
    ]
    return tables, list(_data_notes(model, found))


def _by_formula(example: Example) -> tuple[list[list[str]], list[str]]:
    return [forward_board(example), backward_board(example)], list(_use_notes(example.model))


def _repeated_data(model: CheckedPage) -> set[str]:
    """Data that several operations use and that may vary freely."""
    used = times_used(model)
    return {
        name
        for name in model.data
        if used[name] > 1 and model.domains[name].kind in ("real", "interval")
    }


def _data_notes(model: CheckedPage, found: Graph) -> Iterator[str]:
    for name in model.data:
        q = found.given[name]
        if name not in asked(model) and len(found.uses.get(q, ())) > 1:
            yield (
                f"{name} is used {len(found.uses[q])} times. It is data, so its gradient is "
                f"not asked for; if it were, gradients add up: {model.derivative_name(name)} = "
                f"{added_up(found.uses[q])} = {short(found.derivative[q])}."
            )


def _use_notes(model: CheckedPage) -> Iterator[str]:
    used = times_used(model)
    for name in (*model.parameters, *(step.name for step in model.steps)):
        if name in asked(model) and used[name] > 1:
            yield f"{name} is used {used[name]} times: the gradients of its uses add up."


def _is_rounded(example: Example) -> bool:
    values = map(as_array, example.environment.values())
    return not all(is_short(entry) for value in values for entry in value.entries)


def _given(example: Example) -> list[str]:
    model = example.model
    lines = [f"sizes {model.sizes_text}"] if model.sizes else []
    scalars = [n for n in model.declarations if model.rank(n) == 0]
    for kind, declared in (("parameters", model.parameters), ("data", model.data)):
        values = [f"{n} = {_number(example, n)}" for n in declared if n in scalars]
        lines += [f"{kind} {', '.join(values)}"] if values else []
    arrays = [n for n in model.declarations if n not in scalars]
    lines += [line for name in arrays for line in _block(example, name)]
    return ["Given", *indented(lines)]


def _number(example: Example, name: str) -> str:
    return in_rows(example.environment[name], 0)[0]


def _block(example: Example, name: str) -> list[str]:
    model = example.model
    first, *rest = in_rows(example.environment[name], model.rank(name))
    margin = " " * (len(name) + 3)
    what = "parameter" if name in model.parameters else "data"
    head = f"{name} = {first}    ({what}, {size(model, model.shapes[name])})"
    return [head, *(margin + line for line in rest)]
