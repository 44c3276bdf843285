"""Values that depend on the name in question and are taken for constants.

A normalisation differentiated as if its mean and variance were given numbers; an activation
whose second use is forgotten.
"""

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from handgrad.hints import Hint
from handgrad.language.tree import ONE, ZERO, Name, Node, names
from handgrad.mistakes.backward import Backward, NoRule
from handgrad.mistakes.bench import Bench
from handgrad.mistakes.flows import Flow, joined_flows
from handgrad.mistakes.local_rules import RULES
from handgrad.mistakes.suspect import Suspect

MOST_VALUES = 12


class TakenForConstant(NamedTuple):
    """The values through which a way was forgotten."""

    values: tuple[str, ...]

    @property
    def id(self) -> str:
        return "one-path"

    def hint(self) -> Hint:
        if len(self.values) == 1:
            text = f"{self.values[0]} is taken for a constant: the way through it is missing"
        else:
            listed = " and ".join(self.values)
            text = f"{listed} are taken for constants: the ways through them are missing"
        return Hint(self.id, text)


def forgotten(bench: Bench) -> Iterator[Suspect]:
    """The derivative with one value, or two, of those on the way taken for constants."""
    depends = _dependence(bench)
    steps = [s.name for s in bench.model.steps[:-1] if bench.by in depends[s.name]]
    if len(steps) > MOST_VALUES:
        return
    for count in (1, 2):
        for values in combinations(steps, count):
            tree = _without(bench, values, depends)
            if tree is not None:
                yield Suspect(tree, TakenForConstant(values))


def _dependence(bench: Bench) -> dict[str, set[str]]:
    """For each value of the page, the names it depends on."""
    found: dict[str, set[str]] = {}
    for step in bench.model.steps:
        direct = names(step.tree)
        found[step.name] = direct.union(*(found.get(name, set()) for name in direct))
    return found


def _without(
    bench: Bench, values: tuple[str, ...], depends: dict[str, set[str]]
) -> Node | None:
    """What arrives at the name in question on the other ways; None where nothing does."""
    through = set(values).union(*(depends[value] for value in values))
    arrived: dict[str, list[Flow]] = {bench.model.loss_name: [Flow(ONE)]}
    backward = Backward(bench, RULES)
    for step in reversed(bench.model.steps):
        if step.name in values or step.name == bench.by or step.name not in arrived:
            continue
        if bench.by not in depends[step.name]:
            continue
        derivative = bench.model.derivative_name(step.name)
        is_same = derivative in bench.model.gradient_formulas and step.name not in through
        flow = Flow(Name(derivative)) if is_same else joined_flows(arrived[step.name])
        try:
            for name, found in backward.arrivals(step.tree, flow):
                arrived.setdefault(name, []).append(found)
        except NoRule:
            return None
    tree = joined_flows(arrived[bench.by]).right if bench.by in arrived else ZERO
    return None if tree is ZERO else tree
