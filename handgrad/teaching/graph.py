"""The computational graph of a page of scalars: one operation a node, forward and backward."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

from handgrad.arithmetic import Arithmetic
from handgrad.arithmetic.base import Number as Value
from handgrad.language.evaluate import evaluate
from handgrad.language.plain import plain
from handgrad.language.shape import SCALAR
from handgrad.language.tree import (
    Call,
    Compare,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Sum,
    Transpose,
    substitute,
    walk,
)
from handgrad.page.checked_page import CheckedPage
from handgrad.teaching.operations import (
    OPERANDS,
    OPERATIONS,
    RESULT,
    TRIVIAL,
    forward,
    local_derivative,
)
from handgrad.teaching.short_numbers import number_factor, short


@dataclass(frozen=True, slots=True, eq=False)
class Quantity:
    """A node of the graph: what is given, a constant, or the result of one operation."""

    name: str
    value: Value
    operation: str = ""
    operands: tuple["Quantity", ...] = ()
    constant: bool = False

    @property
    def formula(self) -> str:
        return plain(self.with_names(forward(self.operation)))

    @property
    def numbers(self) -> str:
        return plain(self.with_numbers(forward(self.operation)))

    def letters(self) -> dict[str, "Quantity"]:
        """What the letters in the rules of this operation stand for."""
        return {**dict(zip(OPERANDS, self.operands, strict=False)), RESULT: self}

    def with_names(self, rule: Node) -> Node:
        names = {letter: number_factor(q.name) for letter, q in self.letters().items()}
        return substitute(rule, {letter: Name(name) for letter, name in names.items()})

    def with_numbers(self, rule: Node) -> Node:
        texts = {letter: number_factor(short(q.value)) for letter, q in self.letters().items()}
        return substitute(rule, {letter: Name(text) for letter, text in texts.items()})


@dataclass(frozen=True, slots=True)
class Use:
    """One place where a quantity enters a result, and what comes back from there.

    `local` is the derivative of the result by the quantity, `arrived` that of the loss by the
    result, `part` their product.
    """

    result: Quantity
    rule: Node
    local: Value
    arrived: Value
    part: Value

    @property
    def formula(self) -> str:
        return plain(self.result.with_names(self.rule))

    @property
    def numbers(self) -> str:
        return plain(self.result.with_numbers(self.rule))


@dataclass(frozen=True, slots=True)
class Graph:
    """The quantities given, the results in the order of the calculation, and the way back.

    `uses` and `derivative` hold the quantities on a way from the loss to one that is wanted.
    """

    given: Mapping[str, Quantity]
    results: tuple[Quantity, ...]
    uses: Mapping[Quantity, tuple[Use, ...]]
    derivative: Mapping[Quantity, Value]

    @property
    def loss(self) -> Quantity:
        return self.results[-1]


def has_graph(model: CheckedPage) -> bool:
    """Whether every value of the page is a number, and every function an operation."""
    functions = {
        node.function
        for step in model.steps
        for node in walk(step.tree)
        if isinstance(node, Call)
    }
    return set(model.shapes.values()) == {SCALAR} and functions <= {*OPERATIONS, *TRIVIAL}


def graph(
    model: CheckedPage,
    values: Mapping[str, Value],
    wanted: Collection[str],
    numbers: Arithmetic,
) -> Graph:
    """The graph at these values, inside `numbers.working()`; derivatives lead to `wanted`."""
    recording = _Recording(model, values, numbers)
    for step in model.steps:
        recording.environment[step.name] = recording.read(step.tree, step.name)
    given = {name: recording.environment[name] for name in model.declarations}
    results = tuple(recording.results)
    return Graph(given, results, *_backward(results, _leading_to(wanted, results), numbers))


class _Recording:
    """The walk over the forward formulas that writes down every operation."""

    def __init__(
        self, model: CheckedPage, values: Mapping[str, Value], numbers: Arithmetic
    ) -> None:
        self.numbers = numbers
        self.results: list[Quantity] = []
        self.letter = _free_letter(model.shapes)
        self.unnamed = 0
        self.environment = {name: Quantity(name, value) for name, value in values.items()}
        for name, size in model.sizes.items():
            self.environment[name] = self.constant(numbers.convert(size))

    def constant(self, value: Value) -> Quantity:
        return Quantity(short(value), value, constant=True)

    def read(self, node: Node, name: str = "") -> Quantity:
        """The quantity of a tree; `name` is that of its result, if it has one."""
        match node:
            case Number(value):
                return self.copied(self.constant(self.numbers.convert(value)), name)
            case Name(known):
                return self.copied(self.known(known), name)
            case Negative(operand):
                return self.record("negative", [self.read(operand)], name)
            case Sum(first, rest) | Product(first, rest):
                *links, (operator, last) = rest
                before = reduce(
                    lambda left, link: self.record(link[0], [left, self.read(link[1])]),
                    links,
                    self.read(first),
                )
                return self.record(operator, [before, self.read(last)], name)
            case Power(base, exponent):
                return self.power(self.read(base), self.read(exponent), name)
            case Compare(operator, left, right):
                return self.record(operator, [self.read(left), self.read(right)], name)
            case Transpose(operand):
                return self.read(operand, name)
            case Call(function, arguments) if function in TRIVIAL:
                return self.read(arguments[0], name)
            case Call(function, arguments):
                return self.record(function, [self.read(a) for a in arguments], name)
        raise TypeError(f"{type(node).__name__} is no operation on numbers")

    def known(self, name: str) -> Quantity:
        if name in self.environment:
            return self.environment[name]
        return Quantity(name, self.numbers.pi(), constant=True)

    def copied(self, quantity: Quantity, name: str) -> Quantity:
        return self.record("copy", [quantity], name) if name else quantity

    def power(self, base: Quantity, exponent: Quantity, name: str) -> Quantity:
        if exponent.constant and exponent.value == 2:
            return self.record("square", [base], name)
        return self.record("^", [base, exponent], name)

    def record(self, operation: str, operands: list[Quantity], name: str = "") -> Quantity:
        letters = {letter: q.value for letter, q in zip(OPERANDS, operands, strict=False)}
        value: Any = evaluate(forward(operation), letters, self.numbers)
        if not name and all(q.constant for q in operands):
            return self.constant(value)
        result = Quantity(name or self.next_name(), value, operation, tuple(operands))
        self.results.append(result)
        return result

    def next_name(self) -> str:
        self.unnamed += 1
        return f"{self.letter}{self.unnamed}"


def _free_letter(taken: Iterable[str]) -> str:
    """A letter for values without a name, that no name of the page starts with."""
    first = {name[0] for name in taken}
    return next((letter for letter in "vutqsrpgh" if letter not in first), "step_")


def _leading_to(wanted: Collection[str], results: tuple[Quantity, ...]) -> set[Quantity]:
    """The quantities wanted, and those that depend on one of them."""
    found: set[Quantity] = set()
    for result in results:
        found |= {q for q in result.operands if q.name in wanted}
        if result.name in wanted or not found.isdisjoint(result.operands):
            found.add(result)
    return found


def _backward(
    results: tuple[Quantity, ...], wanted: set[Quantity], numbers: Arithmetic
) -> tuple[dict[Quantity, tuple[Use, ...]], dict[Quantity, Value]]:
    """From the loss back: every use of a quantity, and the sum of what its uses send back."""
    uses: dict[Quantity, tuple[Use, ...]] = {}
    derivative: dict[Quantity, Value] = {results[-1]: numbers.convert(1)}
    for result in reversed(results):
        if result not in derivative:
            continue
        for position, operand in enumerate(result.operands):
            if operand in wanted:
                use = _use(result, position, derivative[result], numbers)
                uses[operand] = (*uses.get(operand, ()), use)
                derivative[operand] = (
                    numbers.add(derivative[operand], use.part)
                    if operand in derivative
                    else use.part
                )
    return uses, derivative


def _use(result: Quantity, position: int, arrived: Value, numbers: Arithmetic) -> Use:
    rule = local_derivative(result.operation, position)
    letters = {letter: q.value for letter, q in result.letters().items()}
    local: Any = evaluate(rule, letters, numbers)
    return Use(result, rule, local, arrived, numbers.multiply(arrived, local))
