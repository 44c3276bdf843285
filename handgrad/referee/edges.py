"""Where formulas change branch: their gates, and the side that each entry of a gate is on.

A gate is relu, step, abs, sign, max, min, a comparison, or a root of what may come to 0, as
sqrt(u^2) and the norm of a number do. Its edge is where its argument passes 0; between edges a
formula of this language is analytic, so that what is equal at one point of no importance is
equal up to the next edge. A gate is known by the text of its argument: relu(z), step(-z) and
z > 0 have one edge. Inside a sum over an index each position is an entry of its own.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from handgrad.arithmetic import Arithmetic
from handgrad.arithmetic.branches import ONE_SIDED, TWO_SIDED
from handgrad.errors import HandgradError
from handgrad.language.arrays import Array, Value, as_array
from handgrad.language.evaluate import evaluate, index_size, with_index
from handgrad.language.plain import plain
from handgrad.language.tree import (
    Call,
    Compare,
    Index,
    Name,
    Negative,
    Node,
    Number,
    Over,
    Power,
    Product,
    Sum,
    children,
    names,
    walk,
)
from handgrad.referee.square_roots import square_root_of

Entry = tuple[str, int]
SEEN = 20
"""Powers of ten within which the numbers of an edge are looked for."""
Side = Callable[[Any], int]
MOST_ENTRIES = 100
OPEN_ABOVE = ("relu", "step")
ROOTS = ("sqrt", "log", "norm")


class Gate(NamedTuple):
    """`text` names the edge, `node` is the gate as written; `within` are the sums around it.

    `side` tells from a value of the argument on which side of the edge it is: 1 or -1, or 0
    for just on an edge that belongs to neither.
    """

    text: str
    node: Node
    argument: Node
    side: Side
    within: tuple[Over, ...] = ()
    formula: str = ""

    @property
    def name(self) -> str:
        """What kind of gate this is, and in which formula of the page."""
        match self.node:
            case Call(function):
                kind = function
            case Compare():
                kind = "comparison"
            case _:
                kind = "root"
        return f"{kind} in {self.formula or 'the answer'}"

    def entries(self, values: Mapping[str, Value], numbers: Arithmetic) -> list[Any]:
        """The argument, entry by entry, inside `numbers.working()`."""
        if self.within and self.side is not _largest and not _is_norm(self.node):
            tree = _at_all_positions(self.argument, self.within, values, numbers)
            return list(as_array(evaluate(tree, values, numbers)).entries)
        found: list[Any] = []
        for environment in _positions(self.within, values, numbers):
            found += _argument(self, environment, numbers)
        return found


def gates(formulas: Iterable[tuple[str, Node]], meaning: Mapping[str, Node]) -> dict[str, Gate]:
    """The gates of formulas with their names, by the text of their edges.

    `meaning` gives the formulas of names that are looked into where a root is taken of them.
    """
    found: dict[str, Gate] = {}
    for name, tree in formulas:
        for gate in _below(tree, (), meaning):
            found.setdefault(gate.text, gate._replace(formula=name))
    return found


def gate_arguments(
    known: Iterable[Gate], values: Mapping[str, Value], numbers: Arithmetic
) -> dict[Entry, Any]:
    """The argument of every entry of every gate; raises EvaluationError where one has none."""
    with numbers.working():
        return {
            (gate.text, place): entry
            for gate in known
            for place, entry in _some(gate.entries(values, numbers))
        }


def _some(entries: Sequence[Any]) -> Iterator[tuple[int, Any]]:
    """Entries with their places: all of them, or of very many some from everywhere."""
    apart = max(1, len(entries) // MOST_ENTRIES)
    return ((place, entries[place]) for place in range(0, len(entries), apart))


def _below(tree: Node, within: tuple[Over, ...], meaning: Mapping[str, Node]) -> Iterator[Gate]:
    for argument, side in _edges(tree, meaning):
        bare, side = _unsigned(argument, side)
        kind = _kind(tree, side)
        around = tuple(over for over in within if over.index in _indices(argument))
        if not isinstance(bare, Number):
            yield Gate(
                f"{kind}({plain(bare)})" if kind else plain(bare), tree, bare, side, around
            )
    if isinstance(tree, Over):
        within = (*within, tree)
    for child in _without_equality(tree):
        yield from _below(child, within, meaning)


def _without_equality(tree: Node) -> Iterator[Node]:
    """The parts of a node; of an equality, which is 0 on both sides, those of its signs."""
    match tree:
        case Product(Compare(">=", left, right), rest):
            below = Compare("<=", left, right)
            others = [factor for _, factor in rest if factor != below]
            is_equality = len(others) < len(rest)
            yield from (left, right, *others) if is_equality else children(tree)
        case _:
            yield from children(tree)


def _kind(tree: Node, side: Side) -> str:
    """What tells an edge from the plain one of the same argument."""
    if side is _largest and isinstance(tree, Call):
        return tree.function
    return "equal" if side is _equal else ""


def _edges(
    tree: Node, meaning: Mapping[str, Node]
) -> Iterator[tuple[Node, Callable[[Any], int]]]:
    """The arguments of a node that have an edge at 0, and how their sides are told."""
    match tree:
        case Call(function, (argument,)) if function in ONE_SIDED:
            yield argument, _above if function in OPEN_ABOVE else _sign
        case Call(function, (one, other)) if function in TWO_SIDED:
            yield _difference(one, other), _sign
        case Call(function, (argument,)) if function in TWO_SIDED:
            yield argument, _largest
        case Call("norm", (argument,)):
            yield argument, _sign
        case Call(function, (argument,)) if function in ROOTS:
            yield from ((part, _sign) for part in _roots(argument, meaning))
        case Power(base, exponent) if not _is_whole(exponent):
            yield from ((part, _sign) for part in _roots(base, meaning))
        case Product(Compare(">=", left, right), rest) if any(
            factor == Compare("<=", left, right) for _, factor in rest
        ):
            yield _difference(left, right), _equal
        case Compare(operator, left, right):
            yield _difference(left, right), _above if operator in (">", "<=") else _from


def _roots(tree: Node, meaning: Mapping[str, Node]) -> Iterator[Node]:
    """What passes 0 where a value that is never negative touches it: u of u^2."""
    match tree:
        case Power(base, Number(exponent)) if exponent % 2 == 0:
            yield base
        case Power(base, _):
            yield from _roots(base, meaning)
        case Product(first, rest):
            factors = [first, *(factor for sign, factor in rest if sign != "@")]
            texts = [plain(factor) for factor in factors]
            yield from (f for i, f in enumerate(factors) if texts[i] in texts[:i])
            for factor in factors:
                yield from _roots(factor, meaning)
        case Call(function, (argument,)) if function in ("abs", "sqrt"):
            yield from _roots(argument, meaning)
        case Sum() if (root := square_root_of(tree)) is not None:
            yield root
        case Name(name) if name in meaning:
            yield from _roots(meaning[name], meaning)


def _is_whole(exponent: Node) -> bool:
    bare = exponent.operand if isinstance(exponent, Negative) else exponent
    return isinstance(bare, Number) and bare.value.denominator == 1


def _difference(left: Node, right: Node) -> Node:
    if isinstance(right, Number) and right.value == 0:
        return left
    if isinstance(left, Number) and left.value == 0:
        return Negative(right)
    return Sum(left, (("-", right),))


def _unsigned(tree: Node, side: Side) -> tuple[Node, Side]:
    """u for -u, and the sides of -u told from u."""
    if not isinstance(tree, Negative):
        return tree, side
    if side is _largest:
        return tree, side
    mirrored = _from if side is _above else _above if side is _from else side
    return _unsigned(tree.operand, mirrored)


def _above(value: Any) -> int:
    return 1 if value > 0 else -1


def _from(value: Any) -> int:
    return 1 if value >= 0 else -1


def _sign(value: Any) -> int:
    return int(value > 0) - int(value < 0)


def _largest(lead: Any) -> int:
    return 1 if lead >= 0 else -1


def _equal(value: Any) -> int:
    return 1 if value == 0 else -1


def _argument(gate: Gate, values: Mapping[str, Value], numbers: Arithmetic) -> list[Any]:
    value = as_array(evaluate(gate.argument, values, numbers))
    if gate.side is _largest and isinstance(gate.node, Call):
        return _leads(value, gate.node, numbers)
    if _is_norm(gate.node):
        axis = gate.node.axis  # type: ignore[union-attr]
        length = (
            len(value.entries) if axis is None else value.rows if axis == 0 else value.columns
        )
        return list(value.entries) if length == 1 else []
    return list(value.entries)


def _is_norm(node: Node) -> bool:
    return isinstance(node, Call) and node.function == "norm"


def _leads(value: Array, call: Call, numbers: Arithmetic) -> list[Any]:
    """By how much each entry is ahead of the best of the others that it is compared with."""
    sign = 1 if call.function == "max" else -1
    found: list[Any] = []
    for i in range(value.rows):
        for j in range(value.columns):
            others = [
                sign * value.entries[k * value.columns + m]
                for k in (range(value.rows) if call.axis in (None, 0) else (i,))
                for m in (range(value.columns) if call.axis in (None, 1) else (j,))
                if (k, m) != (i, j)
            ]
            if others:
                own = sign * value.entries[i * value.columns + j]
                found.append(numbers.subtract(own, max(others)))
    return found


def _positions(
    within: tuple[Over, ...], values: Mapping[str, Value], numbers: Arithmetic
) -> Iterator[Mapping[str, Value]]:
    if not within:
        yield values
        return
    for position in range(index_size(within[0], values, numbers)):
        yield from _positions(
            within[1:], with_index(values, within[0].index, position), numbers
        )


def _at_all_positions(
    argument: Node, within: tuple[Over, ...], values: Mapping[str, Value], numbers: Arithmetic
) -> Node:
    """The argument at every position of the indices around it, the first the slowest."""
    if not within:
        return argument
    first, size = within[0], index_size(within[0], values, numbers)
    below = with_index(values, first.index, 0)
    body = _at_all_positions(argument, within[1:], below, numbers)
    return Over("each", first.index, body, size)


def _indices(tree: Node) -> set[str]:
    return {
        index.name
        for node in walk(tree)
        if isinstance(node, Index)
        for index in node.indices
        if isinstance(index, Name)
    }


def too_small(known: Iterable[Gate], numbers: Arithmetic) -> Iterator[str]:
    """Gates with numbers so small or large that no search sees what lies between edges."""
    for gate in known:
        constant = [n for n in walk(gate.argument) if not names(n)]
        for node in constant:
            try:
                with numbers.working():
                    found = as_array(evaluate(node, {}, numbers)).entries
            except (HandgradError, KeyError):
                continue
            if any(x and not -SEEN < Decimal(x).adjusted() < SEEN for x in found):
                yield f"{gate.text} has a number too small or too large to look for"
                break
