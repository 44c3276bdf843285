"""The lessons' warnings, where they apply to a worked example."""

from collections import Counter
from collections.abc import Iterator, Mapping

from handgrad.arithmetic import Arithmetic
from handgrad.arithmetic.base import Number as Entry
from handgrad.arithmetic.branches import ONE_SIDED, TWO_SIDED
from handgrad.language.arrays import Value, as_array, elementwise
from handgrad.language.evaluate import evaluate
from handgrad.language.functions import FUNCTIONS
from handgrad.language.plain import plain
from handgrad.language.tree import Call, Name, names, walk
from handgrad.page.checked_page import CheckedPage
from handgrad.teaching.short_numbers import short

ZEROED = (
    "Before the next step set every gradient to zero: a training loop that forgets it adds "
    "the new gradients to the old ones."
)


def times_used(model: CheckedPage) -> Counter[str]:
    """How often each name stands in the forward formulas."""
    return Counter(
        node.name for step in model.steps for node in walk(step.tree) if isinstance(node, Name)
    )


def gate_distances(
    model: CheckedPage, environment: Mapping[str, Value], numbers: Arithmetic
) -> Iterator[tuple[str, str, list[Entry]]]:
    """Each relu, abs, max, ... of the forward formulas: name, text, distances to its kink."""
    for step in model.steps:
        for node in walk(step.tree):
            if isinstance(node, Call) and names(node) <= environment.keys():
                found = _distances(node, environment, numbers)
                if found is not None:
                    yield node.function, plain(node), found


def _distances(
    node: Call, environment: Mapping[str, Value], numbers: Arithmetic
) -> list[Entry] | None:
    one_sided = node.function in ONE_SIDED
    if not one_sided and (node.function not in TWO_SIDED or len(node.arguments) != 2):
        return None
    arguments = [evaluate(argument, environment, numbers) for argument in node.arguments]
    difference = arguments[0] if one_sided else elementwise(numbers.subtract, *arguments)
    return list(as_array(difference).entries)


def at_a_kink(
    model: CheckedPage, environment: Mapping[str, Value], numbers: Arithmetic
) -> bool:
    return any(
        0 in distances for _, _, distances in gate_distances(model, environment, numbers)
    )


def gate_notes(
    model: CheckedPage, environment: Mapping[str, Value], numbers: Arithmetic
) -> Iterator[str]:
    """What closed gates and kinks do to the gradient at this point."""
    for function, text, distances in gate_distances(model, environment, numbers):
        closed = [d for d in distances if d <= 0]
        if function == "relu" and closed:
            yield f"{text}: {_how_many(closed, distances)}; no gradient passes a closed gate."
        if 0 in distances:
            yield _kink(function, text)


def _how_many(closed: list[Entry], distances: list[Entry]) -> str:
    if len(distances) == 1:
        return f"the gate is closed ({short(closed[0])} is not above 0)"
    are = "is" if len(closed) == 1 else "are"
    return f"{len(closed)} of {len(distances)} gates {are} closed"


def _kink(function: str, text: str) -> str:
    left_open = FUNCTIONS[function].at_kink
    if not left_open:
        return f"{text} jumps here: it has no derivative at this point."
    return f"{text} is at a kink: {left_open}."
