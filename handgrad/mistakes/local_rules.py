"""The local rules: what arrives at the operands of a node, by the rule book."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial

from handgrad.language.functions import FUNCTIONS
from handgrad.language.shape import SCALAR, axis_along, is_column
from handgrad.language.tree import (
    ONE,
    TWO,
    ZERO,
    Call,
    Compare,
    Index,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Sum,
    Transpose,
    names,
    walk,
)
from handgrad.mistakes import blocks, false_rules
from handgrad.mistakes.backward import Arrival, Backward, NoRule, Rule
from handgrad.mistakes.building import (
    divided,
    minus,
    multiplied,
    negative,
    plus,
    power,
    sized,
    summed,
    times,
    unchanged,
)
from handgrad.mistakes.derivatives import derivative_at, derivative_text, mistaken
from handgrad.mistakes.flows import Flow, Slip, Wrong
from handgrad.mistakes.rulebook import LocalRule, LocalSlip, local_rules

LETTERS = "abd"


class LocalPlace:
    """A node among its operands, where a rule is filled in."""

    def __init__(self, to: Backward, node: Node, operands: tuple[Node, ...]) -> None:
        self.to, self.node = to, node
        self.operands = dict(zip(LETTERS, operands, strict=False))

    @property
    def numbers(self) -> tuple[Node, ...]:
        """The whole numbers behind the array of a call."""
        return self.node.arguments[1:] if isinstance(self.node, Call) else ()

    @property
    def axis(self) -> int | None:
        return self.node.axis if isinstance(self.node, Call) else None

    def pulled(self, rule: LocalRule, flow: Flow) -> Iterator[Arrival]:
        """What arrives at every operand."""
        both = len([o for o in self.operands.values() if self.to.reaches(o)]) > 1
        for letter, (right, slips) in rule.items():
            told = slips if self.to.slipping else ()
            wrong = [self.wrong(slip) for slip in told if both or not slip.if_both]
            pull = partial(self.filled, right)
            yield from self.to.pull(self.node, self.operands[letter], flow, pull, wrong)

    def wrong(self, slip: LocalSlip) -> Wrong:
        shown = {letter: self.to.bench.shown(node) for letter, node in self.operands.items()}
        return slip.id, slip.words.format(**shown), partial(self.filled, slip.form)

    def filled(self, form: Node, g: Node) -> Node:
        """A form of the rule book where g arrives, without ones and zeros to leave out."""
        match form:
            case Name("g"):
                return g
            case Name("c"):
                return self.node
            case Name(letter):
                return self.operands.get(letter, form)
            case Number(value):
                return ZERO if value == 0 else ONE if value == 1 else form
            case Negative(operand):
                return negative(self.filled(operand, g))
            case Sum(first, rest) | Product(first, rest):
                tree = self.filled(first, g)
                for sign, member in rest:
                    tree = self.joined(sign, tree, self.filled(member, g))
                return tree
            case Power(base, exponent):
                return power(self.filled(base, g), self.filled(exponent, g))
            case Transpose(operand):
                return Transpose(self.filled(operand, g))
            case Compare(operator, left, right):
                return Compare(operator, self.filled(left, g), self.filled(right, g))
            case Call(function, arguments):
                if function in _MEANINGS:
                    return _MEANINGS[function](self, *(self.filled(a, g) for a in arguments))
                return self.call(form, g)
        raise TypeError(f"the rule book has no {type(form).__name__}")

    def joined(self, sign: str, a: Node, b: Node) -> Node:
        joins = {"+": plus, "-": minus, "*": times, "/": divided, "@": self.to.matrix_product}
        return joins[sign](a, b)

    def call(self, form: Call, g: Node) -> Node:
        """A function of the language: with the axis of this one, with sizes and numbers."""
        arguments: list[Node] = []
        for argument in form.arguments:
            if argument in _SPREAD:
                arguments += _SPREAD[argument](self)
            else:
                arguments.append(self.filled(argument, g))
        takes_axis = FUNCTIONS[form.function].takes_axis and form.axis is None
        axis = self.axis if takes_axis else form.axis
        return replace(form, arguments=tuple(arguments), axis=axis, at=0)

    def wide(self, g: Node) -> Node:
        """What arrives for every entry: of the result, or of what a reduction reduces."""
        reduces = isinstance(self.node, Call) and FUNCTIONS[self.node.function].takes_axis
        return self.to.widened(g, like=self.operands["a"] if reduces else self.node)

    def along(self, a: Node) -> Node:
        shape = self.to.bench.shape(self.operands["a"]) or SCALAR
        return summed(a, axis_along(shape, self.axis))

    def count(self, a: Node) -> Node:
        shape = self.to.bench.shape(a)
        if shape is None:
            return ONE
        return sized(shape if self.axis is None else (shape[self.axis],))

    def column(self, a: Node) -> Node:
        shape = self.to.bench.shape(a) or SCALAR
        return a if shape == SCALAR or is_column(shape) else Transpose(a)

    def like(self, a: Node, b: Node) -> Node:
        """A column in the layout of another vector."""
        return a if self.column(b) is b else Transpose(a)

    def sizes(self) -> list[Node]:
        """The rows and columns of the array."""
        shape = self.to.bench.shape(self.operands["a"]) or SCALAR
        return [sized((dimension,)) for dimension in shape]

    def image(self) -> list[Node]:
        """The sizes that windows are put back into: a vector has one."""
        shape = self.to.bench.shape(self.operands["a"]) or SCALAR
        wanted = shape[: len(self.numbers) - 2]
        return [Number.of(self.to.bench.count(dimension)) for dimension in wanted]

    def unit(self, a: Node) -> Node:
        """The identity that a matrix is multiplied by from the left."""
        return Call("eye", (self.rows(a),))

    def blocks(self, a: Node, b: Node) -> Node:
        """What adds up the rows of every block of kron(a, b)."""
        return Call("kron", (self.unit(a), Transpose(Call("ones", (self.rows(b),)))))

    def within(self, a: Node, b: Node) -> Node:
        """What adds up the blocks of kron(a, b), row by row."""
        return Call("kron", (Transpose(Call("ones", (self.rows(a),))), self.unit(b)))

    def rows(self, a: Node) -> Node:
        return sized(((self.to.bench.shape(a) or SCALAR)[0],))


_MEANINGS: Mapping[str, Callable[..., Node]] = {
    "wide": LocalPlace.wide,
    "along": LocalPlace.along,
    "count": LocalPlace.count,
    "column": LocalPlace.column,
    "like": LocalPlace.like,
    "unit": LocalPlace.unit,
    "blocks": LocalPlace.blocks,
    "within": LocalPlace.within,
}
# What stands for several arguments.
_SPREAD: Mapping[Node, Callable[[LocalPlace], list[Node]]] = {
    Name("sizes"): LocalPlace.sizes,
    Name("turned"): lambda place: place.sizes()[::-1],
    Name("image"): LocalPlace.image,
    Name("numbers"): lambda place: list(place.numbers),
    Name("sliding"): lambda place: list(place.numbers[len(place.numbers) // 2 - 1 :]),
}


def _sum(to: Backward, node: Sum, flow: Flow) -> Iterator[Arrival]:
    terms = (("+", node.first), *node.rest)
    several = len([term for _, term in terms if to.reaches(term)]) > 1
    for sign, term in terms:
        right = negative if sign == "-" else unchanged
        other = unchanged if sign == "-" else negative
        name = to.bench.shown(term)
        wrong: list[Wrong] = [("sign", f"the sign of the term {name} is wrong", other)]
        if several:
            rule = f"the term {name} is not differentiated"
            wrong.append(("missing-term", rule, lambda g: ZERO))
        yield from to.pull(node, term, flow, right, wrong)
        if (
            to.slipping
            and _is_simple(term)
            and not to.reaches(term)
            and to.bench.is_scalar(node)
        ):
            rule = f"{name} is a constant here: its derivative is 0, not 1"
            slip = Slip("wrong-rule", rule, node)
            yield to.bench.by, Flow(ZERO, {slip: right(flow.right)})


def _is_simple(term: Node) -> bool:
    """Whether somebody may differentiate a constant as if it were the variable: b, w*x."""
    return not any(isinstance(node, Call | Sum) for node in walk(term))


def _product(to: Backward, node: Product, flow: Flow) -> Iterator[Arrival]:
    *before, (operator, b) = node.rest
    a = Product(node.first, tuple(before)) if before else node.first
    head = {"*": "a*b", "/": "a/b", "@": "a @ b"}[operator]
    yield from LocalPlace(to, node, (a, b)).pulled(local_rules()[head], flow)
    if operator != "@":
        false_rules.of_derivatives(to, node, a, b, flow.right, operator)


def _negative(to: Backward, node: Negative, flow: Flow) -> Iterator[Arrival]:
    return LocalPlace(to, node, (node.operand,)).pulled(local_rules()["-a"], flow)


def _transpose(to: Backward, node: Transpose, flow: Flow) -> Iterator[Arrival]:
    return LocalPlace(to, node, (node.operand,)).pulled(local_rules()["a.T"], flow)


def _power(to: Backward, node: Power, flow: Flow) -> Iterator[Arrival]:
    rule = dict(local_rules()["a^b"])
    if node.exponent == TWO:
        of_squares = local_rules()["a^2"]["a"].slips
        rule["a"] = rule["a"]._replace(slips=rule["a"].slips + of_squares)
    yield from LocalPlace(to, node, (node.base, node.exponent)).pulled(rule, flow)
    false_rules.term_by_term(to, node, node.base, flow.right)
    false_rules.change_places(to, node, flow.right)


def _call(to: Backward, node: Call, flow: Flow) -> Iterator[Arrival]:
    false_rules.change_places(to, node, flow.right)
    if derivative_text(node.function):
        return _elementwise(to, node, flow)
    known = FUNCTIONS[node.function]
    if known.derivatives == ("0",):
        return iter(())
    if node.function in blocks.STACKS:
        return blocks.of_stack(to, node, flow)
    operands = known.operands(node.arguments)
    head = f"{node.function}({', '.join(LETTERS[: len(operands)])})"
    if head not in local_rules():
        raise NoRule
    return LocalPlace(to, node, operands).pulled(local_rules()[head], flow)


def _elementwise(to: Backward, node: Call, flow: Flow) -> Iterator[Arrival]:
    (inner,) = node.arguments
    name, known = node.function, FUNCTIONS[node.function]
    right = derivative_at(node) or ZERO
    id_ = "activation-derivative" if known.is_activation else "wrong-rule"
    opens = known.is_activation and bool(known.at_kink)
    dropped = "gate" if opens else id_ if known.is_activation else "missing-factor"
    wrong: list[Wrong] = [
        (dropped, f"the derivative of {name} is not multiplied in", unchanged)
    ]
    for rule, mistake in mistaken(node) if to.slipping else ():
        wrong.append((id_, f"the derivative of {name} is {rule}", multiplied(mistake)))
    if opens and to.slipping:
        wrong += _gates(to, inner)
    elif not known.at_kink:
        rule = f"the derivative of {name} is multiplied in twice"
        wrong.append(("extra-factor", rule, multiplied(right, right)))
    yield from to.pull(node, inner, flow, multiplied(right), wrong)
    false_rules.of_function(to, node, inner, flow.right)


def _gates(to: Backward, inner: Node) -> list[Wrong]:
    """relu's gate on another value than its argument."""
    gate, closed = _step(inner), _step(negative(inner))
    found: list[Wrong] = [
        ("gate", "the gate is on what arrives from outside", lambda g: times(g, _step(g))),
        ("gate", "the gate is on what arrives from outside as well",
         lambda g: times(times(g, _step(g)), gate)),
        ("gate", "the gate is the wrong way round", multiplied(closed)),
    ]  # fmt: skip
    terms = [inner.first, *(t for _, t in inner.rest)] if isinstance(inner, Sum) else []
    for other in (*map(Name, sorted(names(inner))), *terms):
        rule = f"the gate is on {to.bench.shown(other)}, not on {to.bench.shown(inner)}"
        found.append(("gate", rule, multiplied(_step(other))))
    return found


def _step(of: Node) -> Node:
    return Call("step", (of,))


def _nowhere(to: Backward, node: Node, flow: Flow) -> Iterator[Arrival]:
    """A step function: its derivative is 0 wherever it has one."""
    return iter(())


RULES: Mapping[type, Rule] = {
    Number: _nowhere,
    Negative: _negative,
    Sum: _sum,
    Product: _product,
    Power: _power,
    Transpose: _transpose,
    Compare: _nowhere,
    Call: _call,
    Index: blocks.of_part,
}
