"""Every wrong formula that one slip in the chain rule or one edit of the key leads to."""

from collections.abc import Iterator
from itertools import islice

from handgrad.formula.tree import Node, substitute, walk
from handgrad.grading.diagnosis.bench import Bench
from handgrad.grading.diagnosis.conventions import written_out
from handgrad.grading.diagnosis.hints import Suspect
from handgrad.grading.diagnosis.pulled_out import pulled_out
from handgrad.grading.diagnosis.slips import slips
from handgrad.grading.identities import distribute
from handgrad.grading.mutants import mutants_of

LARGEST_KEY = 120


def suspects(bench: Bench) -> Iterator[Suspect]:
    """Every wrong formula known for this derivative, in a fixed order."""
    yield from slips(bench)
    yield from pulled_out(bench)
    for tree in ways_to_write(bench):
        yield from mutants_of(tree, bench)


def ways_to_write(bench: Bench) -> list[Node]:
    """The key as on the page, with the derivatives in it, or all, written out; expanded."""
    formulas: dict[str, Node] = {}
    for derivative in bench.model.derivatives:
        formulas[derivative.name] = substitute(derivative.tree, formulas)
    found: dict[Node, None] = {}
    page = next((d.tree for d in bench.model.derivatives if d.name == bench.key_name), None)
    if page is None:
        return []
    for tree in (page, formulas[bench.key_name], written_out(bench, {})):
        if len(list(islice(walk(tree), LARGEST_KEY + 1))) <= LARGEST_KEY:
            found[tree] = None
            for expanded in distribute(tree, bench.shapes):
                found[expanded] = None
    return list(found)
