"""What would turn a wrong answer into the key, tried before it is said."""

from collections.abc import Iterator
from dataclasses import replace

from handgrad.errors import FormulaError
from handgrad.hints import Hint
from handgrad.language.fit import fitted
from handgrad.language.parser import parse
from handgrad.language.tree import Node, children, with_children
from handgrad.mistakes.bench import CUT, LONG, Bench
from handgrad.regex import regex


def with_tried_change(hint: Hint, bench: Bench) -> Hint:
    """The hint as it is where its change leads to the key; without the change where not.

    A factor is not tried again: it was found by trying.
    """
    change = hint.change or ""
    is_whole = CUT not in change and LONG not in change
    if hint.change is None or (_BY.match(change) and is_whole):
        return hint
    mends = any(bench.seems(bench.key, tree) for tree in applied(hint, bench))
    return hint if mends else replace(hint, change=None)


_BY = regex(r"(multiply|divide) by ")


def applied(hint: Hint, bench: Bench) -> Iterator[Node]:
    """The answer after the change: multiplied, divided, ..., or something put for something.

    Nothing where the text of the change was cut short.
    """
    given, change = bench.given, hint.change or ""
    verb, _, rest = change.partition(" ")
    try:
        if verb in ("multiply", "divide"):
            factor = _read(rest.removeprefix("by "), bench)
            yield given * factor if verb == "multiply" else given / factor
        elif verb in ("add", "subtract"):
            term = _read(rest, bench)
            yield given + term if verb == "add" else given - term
        elif " for " in change:
            new, _, old = change.partition(" for ")
            yield from put(given, _read(old, bench), _read(new, bench))
        else:
            yield _read(change, bench)
    except FormulaError:
        return


def _read(text: str, bench: Bench) -> Node:
    return fitted(parse(text), bench.shapes).tree


def put(tree: Node, old: Node, new: Node) -> Iterator[Node]:
    """The tree with `old` replaced everywhere, then in one place at a time."""
    places = list(_replaced(tree, old, new))
    if len(places) > 1:
        yield _everywhere(tree, old, new)
    yield from places


def _everywhere(tree: Node, old: Node, new: Node) -> Node:
    if tree == old:
        return new
    below = children(tree)
    return (
        with_children(tree, tuple(_everywhere(b, old, new) for b in below)) if below else tree
    )


def _replaced(tree: Node, old: Node, new: Node) -> Iterator[Node]:
    if tree == old:
        yield new
    below = children(tree)
    for i, child in enumerate(below):
        for changed in _replaced(child, old, new):
            yield with_children(tree, (*below[:i], changed, *below[i + 1 :]))
