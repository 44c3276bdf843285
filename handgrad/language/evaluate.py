"""Run a tree in any arithmetic."""

import operator
from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any, cast

from handgrad.arithmetic import Arithmetic
from handgrad.errors import BudgetError, EvaluationError
from handgrad.language.arrays import (
    Array,
    Value,
    as_array,
    elementwise,
    matrix_product,
    simplest,
    transpose,
)
from handgrad.language.functions import function_of
from handgrad.language.indexed_sums import IndexedSum, indexed_sum
from handgrad.language.tree import (
    Call,
    Compare,
    Derivative,
    Index,
    Name,
    Negative,
    Node,
    Number,
    Over,
    Power,
    Product,
    Sum,
    Transpose,
    walk,
)
from handgrad.visible import described

Environment = Mapping[str, Value]
MOST_EVALUATIONS = 50_000
SHORT = 5


def evaluate(tree: Node, values: Environment, arithmetic: Arithmetic) -> Value:
    """The value of a fitted tree (`shapes.fitted`) at named values.

    Raises EvaluationError where there is none: a logarithm of a negative number, a division
    by zero, an exact value past its budget.
    """
    try:
        return _RULES[type(tree)](tree, values, arithmetic)
    except ArithmeticError as error:
        raise EvaluationError(f"the value leaves the numbers ({described(error)})") from error


def _number(node: Number, values: Environment, arithmetic: Arithmetic) -> Value:
    return arithmetic.convert(node.value)


def _name(node: Name, values: Environment, arithmetic: Arithmetic) -> Value:
    if node.name in values:
        return values[node.name]
    if node.name == "pi":
        return arithmetic.pi()
    raise EvaluationError(f"{node.name} has no value here")


def _negative(node: Negative, values: Environment, arithmetic: Arithmetic) -> Value:
    return elementwise(operator.neg, evaluate(node.operand, values, arithmetic))


def _chain(node: Sum | Product, values: Environment, arithmetic: Arithmetic) -> Value:
    value = evaluate(node.first, values, arithmetic)
    for sign, operand in node.rest:
        value = _apply(sign, value, evaluate(operand, values, arithmetic), arithmetic)
    return value


def _apply(sign: str, left: Value, right: Value, arithmetic: Arithmetic) -> Value:
    match sign:
        case "@":
            if as_array(left).columns == 1:  # a column times a row: nothing to add up
                return elementwise(arithmetic.multiply, left, right)
            return matrix_product(arithmetic.inner, left, right)
        case "+":
            return elementwise(arithmetic.add, left, right)
        case "-":
            return elementwise(arithmetic.subtract, left, right)
        case "*":
            return elementwise(arithmetic.multiply, left, right)
    return elementwise(arithmetic.divide, left, right)


def _power(node: Power, values: Environment, arithmetic: Arithmetic) -> Value:
    base = evaluate(node.base, values, arithmetic)
    return elementwise(arithmetic.power, base, evaluate(node.exponent, values, arithmetic))


def _transpose(node: Transpose, values: Environment, arithmetic: Arithmetic) -> Value:
    return transpose(evaluate(node.operand, values, arithmetic))


def _compare(node: Compare, values: Environment, arithmetic: Arithmetic) -> Value:
    left = evaluate(node.left, values, arithmetic)
    right = evaluate(node.right, values, arithmetic)
    one = arithmetic.convert(1)
    step = arithmetic.functions["step"]
    greater = elementwise(lambda a, b: step(arithmetic.subtract(a, b)), left, right)
    less = elementwise(lambda a, b: step(arithmetic.subtract(b, a)), left, right)
    match node.operator:
        case ">":
            return greater
        case "<":
            return less
        case ">=":
            return elementwise(lambda c: arithmetic.subtract(one, c), less)
        case _:
            return elementwise(lambda c: arithmetic.subtract(one, c), greater)


def _call(node: Call, values: Environment, arithmetic: Arithmetic) -> Value:
    arguments = tuple(evaluate(argument, values, arithmetic) for argument in node.arguments)
    function = function_of(node)
    if function is None:
        raise EvaluationError(f"no function {node.function}")
    return function.value(arithmetic, node.axis, arguments)


def _index(node: Index, values: Environment, arithmetic: Arithmetic) -> Value:
    array = as_array(evaluate(node.operand, values, arithmetic))
    rows, columns = (
        _chosen(index, size, values, arithmetic)
        for index, size in zip((*node.indices, None), (array.rows, array.columns), strict=False)
    )
    entries = [array.entries[i * array.columns + j] for i in rows for j in columns]
    return simplest(Array(len(rows), len(columns), entries))


def _chosen(
    index: Node | None, size: int, values: Environment, arithmetic: Arithmetic
) -> range:
    if index is None:
        return range(size)
    if isinstance(index, Name):
        position: Any = values.get(running(index.name))
        if position is None:
            raise EvaluationError(f"the index {index.name} does not run here")
        return range(position, position + 1)
    if not isinstance(index, Number) or index.value.denominator != 1:
        raise EvaluationError("an index is a whole number, counted from 0")
    if index.value >= size:
        raise EvaluationError(f"the index {index.value} is past the last, {size - 1}")
    return range(int(index.value), int(index.value) + 1)


def running(index: str) -> str:
    """What an environment calls the position of a running index; no name is spelled so."""
    return f"[{index}]"


def _over(node: Over, values: Environment, arithmetic: Arithmetic) -> Value:
    size, loop = index_size(node, values, arithmetic), indexed_sum(node)
    if size * _terms(loop, values) > MOST_EVALUATIONS:
        raise BudgetError("the sums over indices have too many terms to be worked out")
    here = cast(dict[str, Value], values) | {
        n: evaluate(tree, values, arithmetic) for n, tree in loop.once
    }
    terms: list[Value] = []
    for position in range(size):
        here[running(node.index)] = position
        terms.append(evaluate(loop.body, here, arithmetic))
    if node.function == "each":
        rows = [as_array(term) for term in terms]
        entries = [entry for row in rows for entry in row.entries]
        return simplest(Array(size, len(rows[0].entries), entries))
    total = reduce(lambda left, right: elementwise(arithmetic.add, left, right), terms)
    if node.function == "mean":
        return elementwise(arithmetic.divide, total, arithmetic.convert(size))
    return total


def with_index(values: Environment, index: str, position: int) -> Environment:
    return cast(dict[str, Value], values) | {running(index): position}


def index_size(node: Over, values: Environment, arithmetic: Arithmetic) -> int:
    """What an index runs over: the rows or columns of an array that it picks from."""
    if isinstance(node.size, int):
        return node.size
    number: Any = values.get(node.size or "")
    try:
        return int(number)
    except TypeError:
        pass
    for below in walk(node.body):
        if isinstance(below, Index) and Name(node.index) in below.indices:
            array = as_array(evaluate(below.operand, values, arithmetic))
            place = below.indices.index(Name(node.index))
            return array.columns if place else array.rows
    raise EvaluationError(f"the index {node.index} has no last value here")


def _terms(loop: IndexedSum, values: Environment) -> int:
    """How often the parts of a body are evaluated; an index of unknown size is a short one."""
    terms = loop.plain
    for over in loop.inner:
        size: Any = values.get(over.size, SHORT) if isinstance(over.size, str) else over.size
        terms += (1 + _terms(indexed_sum(over), values)) * int(size or SHORT)
    return terms


def _derivative(node: Derivative, values: Environment, arithmetic: Arithmetic) -> Value:
    measure = getattr(values, "derivative", None)
    if measure is None:
        raise EvaluationError("a derivative has a value only at a point of a page")
    return measure(node)


_RULES: Mapping[type, Callable[[Any, Environment, Arithmetic], Value]] = {
    Number: _number,
    Name: _name,
    Negative: _negative,
    Sum: _chain,
    Product: _chain,
    Power: _power,
    Transpose: _transpose,
    Compare: _compare,
    Call: _call,
    Index: _index,
    Over: _over,
    Derivative: _derivative,
}
