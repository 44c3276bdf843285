"""The wrong gradients that one slip in the chain rule leads to."""

from collections.abc import Iterator

from handgrad.language.tree import ONE, Name, names
from handgrad.mistakes.backward import Backward, NoRule
from handgrad.mistakes.bench import Bench
from handgrad.mistakes.flows import Flow, joined_flows
from handgrad.mistakes.local_rules import RULES
from handgrad.mistakes.suspect import Suspect


def slips(bench: Bench) -> Iterator[Suspect]:
    """Every formula for the derivative that one slip leads to; none where no rule is known."""
    on_the_way, stopped = slips_and_stops(bench)
    yield from (*on_the_way, *stopped)


def slips_and_stops(bench: Bench) -> tuple[list[Suspect], list[Suspect]]:
    """The formulas of those who slip on the way, and of those who stop or go astray."""
    backward = Backward(bench, RULES, _names_on_the_way(bench))
    arrived = arrival(bench, backward)
    return (
        [Suspect(tree, slip) for slip, tree in arrived.slipped.items()],
        [Suspect(tree, slip) for slip, tree in backward.stops.items()],
    )


def arrival(bench: Bench, backward: Backward) -> Flow:
    """What arrives at the name in question by the rule book, from the loss back."""
    arrived: dict[str, list[Flow]] = {bench.model.loss_name: [Flow(ONE)]}
    for step in reversed(bench.model.steps):
        if step.name in arrived and step.name != bench.by:
            flow = _trusted(bench, step.name, joined_flows(arrived[step.name]))
            try:
                for name, found in backward.arrivals(step.tree, flow):
                    arrived.setdefault(name, []).append(found)
            except NoRule:
                backward.stops.clear()
                return Flow(ONE)
    return joined_flows(arrived.get(bench.by, [Flow(ONE)]))


def _names_on_the_way(bench: Bench) -> set[str]:
    """The names through which the loss depends on the one in question."""
    found = {bench.by}
    for step in bench.model.steps:
        if names(step.tree) & found:
            found.add(step.name)
    return found


def _trusted(bench: Bench, name: str, flow: Flow) -> Flow:
    """The flow by the name of the derivative where the page gives it."""
    derivative = bench.model.derivative_name(name)
    on_page = derivative in bench.model.gradient_formulas
    return Flow(Name(derivative), flow.slipped) if on_page else flow
