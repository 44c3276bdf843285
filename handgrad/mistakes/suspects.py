"""Every wrong formula that one slip in the chain rule or one edit of the key leads to."""

from collections.abc import Iterator
from itertools import islice

from handgrad.language.identities import distribute
from handgrad.language.tree import Node, substitute, walk
from handgrad.mistakes.bench import Bench
from handgrad.mistakes.conventions import written_out
from handgrad.mistakes.edits import mutants_of
from handgrad.mistakes.forgotten import forgotten
from handgrad.mistakes.pulled_out import pulled_out
from handgrad.mistakes.slips import slips_and_stops
from handgrad.mistakes.suspect import Suspect

LARGEST_KEY = 120


def suspects(bench: Bench) -> Iterator[Suspect]:
    """Every wrong formula known for this derivative, in a fixed order."""
    on_the_way, stopped = slips_and_stops(bench)
    yield from on_the_way
    yield from pulled_out(bench)
    yield from forgotten(bench)
    for tree in ways_to_write(bench):
        yield from mutants_of(tree, bench)
    yield from stopped


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
