"""What goes wrong at a function: another one, its argument, its derivative, another axis."""

from collections.abc import Iterator

from handgrad.language.functions import FUNCTIONS
from handgrad.language.shape import SCALAR
from handgrad.language.tree import ONE, Call, Index, Name, Node, Number, names
from handgrad.mistakes import derivatives as rules
from handgrad.mistakes.bench import Bench
from handgrad.mistakes.building import negative

Edit = tuple[str, str, Node]

REDUCTIONS = ("sum", "mean")


def calls(node: Call, bench: Bench) -> Iterator[Edit]:
    """Every edit of a call, its arguments left as they are."""
    name = bench.shown(node)
    for function in FUNCTIONS[node.function].similar:
        similar = Call(
            function, node.arguments, node.axis if FUNCTIONS[function].takes_axis else None
        )
        id_ = "convention" if function in REDUCTIONS else "wrong-function"
        yield id_, f"{bench.shown(similar)} stands where {name} belongs", similar
    if node.function in REDUCTIONS:
        yield from _other_axes(node, "not-summed", bench)
        yield "not-summed", f"the {node.function} is missing in {name}", node.arguments[0]
        yield from _first_and_last(node, bench)
    elif len(node.arguments) == 1:
        yield from _of_one_argument(node, bench)


def _other_axes(node: Call, id_: str, bench: Bench) -> Iterator[Edit]:
    for axis in (None, 0, 1):
        along = Call(node.function, node.arguments, axis)
        yield id_, f"{bench.shown(node)} goes along another axis", along


def _of_one_argument(node: Call, bench: Bench) -> Iterator[Edit]:
    (inner,), name = node.arguments, bench.shown(node)
    yield "wrong-variable", f"{bench.shown(inner)} stands where {name} belongs", inner
    if FUNCTIONS[node.function].along and bench.shape(node) == bench.shape(inner):
        yield from _other_axes(node, "wrong-axis", bench)
    slope = rules.derivative_at(node)
    if slope is not None:
        rule = f"the derivative of {name} stands where {name} belongs"
        yield "activation-derivative", rule, slope
    if node.function == "step":
        closed = Call("step", (negative(inner),))
        yield "gate", f"the gate {name} is missing", ONE
        yield "gate", f"the gate {name} is the wrong way round", closed
    yield from _names_inside(node, inner, bench)


def _names_inside(node: Call, inner: Node, bench: Bench) -> Iterator[Edit]:
    """A name for the call that it occurs in, or for the argument of the call."""
    name = bench.shown(node)
    for other in sorted(names(inner)):
        if bench.shapes.get(other) == bench.shape(inner):
            yield "wrong-variable", f"{other} stands where {name} belongs", Name(other)
            if Name(other) != inner:
                id_ = "gate" if node.function == "step" else "wrong-variable"
                of_other = Call(node.function, (Name(other),), node.axis)
                yield id_, f"{bench.shown(of_other)} stands where {name} belongs", of_other


def _first_and_last(node: Call, bench: Bench) -> Iterator[Edit]:
    shape = bench.shape(node.arguments[0])
    if shape is None or shape == SCALAR or node.axis == 1 or shape[0] == 1:
        return
    if node.axis == 0 or shape[1] == 1:
        for word, i in (("first", 0), ("last", bench.count(shape[0]) - 1)):
            row = Index(node.arguments[0], (Number.of(i), None))
            yield "one-sample", f"only the {word} sample is used, not all", row
