"""Identities of the functions: sigmoid through tanh, relu through max, sums through products.

As in `identities`: each takes a node of a fitted tree and offers nodes of the same value.
"""

from collections.abc import Iterator
from fractions import Fraction

from handgrad.language.identities import ONE, TWO, ZERO, Identity, Shapes, quotient, shape_of
from handgrad.language.shape import Shape
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
)


def _plus(a: Node, b: Node) -> Node:
    return Sum(a, (("+", b),))


def _minus(a: Node, b: Node) -> Node:
    return Sum(a, (("-", b),))


def _times(a: Node, b: Node) -> Node:
    return Product(a, (("*", b),))


def _over(a: Node, b: Node) -> Node:
    return Product(a, (("/", b),))


def sigmoids(node: Node, shapes: Shapes) -> Iterator[Node]:
    match node:
        case Sum(Number(n), (("-", Call("sigmoid", (z,))),)) if n == 1:
            yield Call("sigmoid", (Negative(z),))
        case Call("sigmoid", (z,)):
            yield _minus(ONE, Call("sigmoid", (Negative(z),)))
            yield _over(ONE, _plus(ONE, Call("exp", (Negative(z),))))
            yield _over(Call("exp", (z,)), _plus(ONE, Call("exp", (z,))))
            yield _over(_plus(ONE, Call("tanh", (_over(z, TWO),))), TWO)
        case Call("tanh", (z,)):
            yield _minus(_times(TWO, Call("sigmoid", (_times(TWO, z),))), ONE)
            yield Negative(Call("tanh", (Negative(z),)))
            yield _over(Call("sinh", (z,)), Call("cosh", (z,)))
            yield _minus(ONE, _over(TWO, _plus(Call("exp", (_times(TWO, z),)), ONE)))
        case Call("softplus", (z,)):
            yield Call("log", (_plus(ONE, Call("exp", (z,))),))
            yield _plus(z, Call("softplus", (Negative(z),)))
            yield Negative(Call("log", (Call("sigmoid", (Negative(z),)),)))


def exponentials(node: Node, shapes: Shapes) -> Iterator[Node]:
    match node:
        case Call("exp", (Sum(a, ((sign, b),)),)):
            operator = "*" if sign == "+" else "/"
            yield Product(Call("exp", (a,)), ((operator, Call("exp", (b,))),))
        case Call("exp", (Negative(a),)):
            yield _over(ONE, Call("exp", (a,)))
        case Call("sqrt", (a,)):
            yield Power(a, Number(Fraction(1, 2)))
        case Call("cos" | "cosh" as even, (a,)):
            yield Call(even, (Negative(a),))
        case Call("sin" | "sinh" | "erf" | "tan" as odd, (a,)):
            yield Negative(Call(odd, (Negative(a),)))
        case Call("log", (a,)):
            yield _minus(Call("log", (_times(TWO, a),)), Call("log", (TWO,)))


def softmaxes(node: Node, shapes: Shapes) -> Iterator[Node]:
    """Shifts by any number, and softmax through exp and logsumexp."""
    match node:
        case Call("softmax" | "log_softmax" as name, (z,), axis):
            yield Call(name, (_plus(z, TWO),), axis)
            shift = Call("logsumexp", (z,), _along(z, axis, shapes))
            logarithm = _minus(z, shift)
            yield logarithm if name == "log_softmax" else Call("exp", (logarithm,))
        case Call("logsumexp", (z,), axis):
            yield _plus(Call("logsumexp", (_minus(z, TWO),), axis), TWO)
            along = _along(z, axis, shapes)
            shift = Call("max", (z,), along)
            exponentials = Call("exp", (_minus(z, shift),))
            yield _plus(Call("log", (Call("sum", (exponentials,), along),)), shift)


def _along(z: Node, axis: int | None, shapes: Shapes) -> int:
    """The axis of a softmax that names none: down a column, along the rows of a matrix."""
    if axis is not None:
        return axis
    return 0 if shape_of(z, shapes)[1] == 1 else 1


def gates(node: Node, shapes: Shapes) -> Iterator[Node]:
    match node:
        case Call("relu", (z,)):
            yield Call("max", (z, ZERO))
            yield _times(z, Call("step", (z,)))
            yield _over(_plus(z, Call("abs", (z,))), TWO)
        case Call("step", (z,)):
            yield Compare(">", z, ZERO)
            yield _minus(ONE, Compare("<=", z, ZERO))
        case Compare(">", a, b):
            yield Call("step", (_minus(a, b),))
            yield Compare("<", b, a)
        case Call("abs", (z,)):
            yield _times(z, Call("sign", (z,)))
            yield Call("max", (z, Negative(z)))
        case Call("sign", (z,)):
            yield _minus(Call("step", (z,)), Call("step", (Negative(z),)))
        case Call("max", (a, b)):
            yield _plus(a, Call("relu", (_minus(b, a),)))
            yield Negative(Call("min", (Negative(a), Negative(b))))
        case Call("min", (a, b)):
            yield _minus(a, Call("relu", (_minus(a, b),)))


def reductions(node: Node, shapes: Shapes) -> Iterator[Node]:
    match node:
        case Call("sum", (a,), axis):
            if axis is None:
                yield Call("sum", (Call("sum", (a,), 0),))
            else:
                yield Transpose(Call("sum", (Transpose(a),), 1 - axis))
        case Call("mean", (a,), axis):
            yield _over(Call("sum", (a,), axis), _count(shape_of(a, shapes), axis))
        case Call("norm", (a,), axis):
            yield Call("sqrt", (Call("sum", (Power(a, TWO),), axis),))
    match node:
        case Call("sum", (Sum(a, ((sign, b),)),), axis) if shape_of(a, shapes) == shape_of(
            b, shapes
        ):
            yield Sum(Call("sum", (a,), axis), ((sign, Call("sum", (b,), axis)),))
        case Call("sum", (Product(a, (("*", b),)),), None) if _both_columns(a, b, shapes):
            yield Product(Transpose(a), (("@", b),))


def _both_columns(a: Node, b: Node, shapes: Shapes) -> bool:
    left, right = shape_of(a, shapes), shape_of(b, shapes)
    return left == right and left[1] == 1


def _count(shape: Shape, axis: int | None) -> Node:
    """How many entries a sum over the axis takes, by the names of the sizes."""
    counted = shape if axis is None else (shape[axis],)
    names = [Name(d) if isinstance(d, str) else Number(Fraction(d)) for d in counted]
    return quotient(tuple(("*", name) for name in names))


FUNCTION_IDENTITIES: tuple[Identity, ...] = (
    sigmoids,
    exponentials,
    softmaxes,
    gates,
    reductions,
)
