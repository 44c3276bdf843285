"""The derivative of a function by a name that the text does not define: `relu_derivative`."""

from collections.abc import Sequence
from fractions import Fraction

from handgrad.language.tree import Call, Derivative, Name, Node, Number, Power, Product, Sum
from handgrad.reading.code.syntax.nodes import NotPython
from handgrad.reading.code.values.numpy_arrays import NumPyArray, array, entrywise_operation
from handgrad.reading.code.values.scope import PageNames
from handgrad.reading.grammar.calls import is_value_of, of_value


def named_slope(
    page: PageNames, function: str, written: str, given: Sequence[NumPyArray]
) -> NumPyArray:
    """`relu_derivative(z)`, and `relu_backward(g, z)`, which is multiplied by g."""
    if not 1 <= len(given) <= 2:
        raise NotPython(f"{written} takes the argument of {function}, or a gradient and it")
    *above, at = given
    tree = page.told.get(at.tree.name, at.tree) if isinstance(at.tree, Name) else at.tree
    if is_value_of(page.vocabulary, function, tree):
        raise NotPython(of_value(function), is_open=True)
    slope = array(_slope(function, at.tree), at.dimensions)
    return entrywise_operation("*", above[0], slope) if above else slope


def _slope(function: str, at: Node) -> Node:
    """The slope of an activation as code writes it out, of others as a derivative."""
    value, one, two = Call(function, (at,)), Number(Fraction(1)), Number(Fraction(2))
    match function:
        case "sigmoid":
            return Product(value, (("*", Sum(one, (("-", value),))),))
        case "tanh":
            return Sum(one, (("-", Power(value, two)),))
        case "relu":
            return Call("step", (at,))
    return Derivative(value, at)
