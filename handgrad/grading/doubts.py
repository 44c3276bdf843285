"""What the comparison of a formula could not see: branches never taken, terms lost to rounding.

A formula that equals the key at every point is right only if all of it took part.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

from handgrad.arithmetic import Arithmetic, Number, decimal_arithmetic
from handgrad.arithmetic.branches import ONE_SIDED, TWO_SIDED, Record, recording
from handgrad.errors import EvaluationError, HandgradError
from handgrad.grading.comparison import DIGITS, MOST_DIGITS, Claim
from handgrad.language.arrays import as_array
from handgrad.language.evaluate import evaluate
from handgrad.language.functions import FUNCTIONS
from handgrad.language.plain import plain
from handgrad.language.tree import (
    Call,
    Compare,
    Name,
    Node,
    Over,
    Power,
    Product,
    Sum,
    children,
    walk,
)
from handgrad.language.tree import Number as Literal
from handgrad.page.checked_page import CheckedPage
from handgrad.referee.environment import Environment, at_points

POINTS_FOR_ROUNDING = 2
_POSITIVE = tuple(name for name, known in FUNCTIONS.items() if known.is_positive)
_SATURATING = tuple(name for name, known in FUNCTIONS.items() if known.saturates)


def unseen(model: CheckedPage, claim: Claim, seed: int, *, exactly: bool) -> str:
    """Why equal values do not yet make a claim right; nothing if they do."""
    for gate in _own_gates(model, claim):
        if _is_one_sided(model, claim, gate, seed):
            return f"{plain(gate)} took one branch at all points: the other is not compared"
    if not exactly and _loses_digits(model, claim, seed):
        return f"a part of this is lost in rounding to {MOST_DIGITS} digits, so not compared"
    return ""


def _is_gate(node: Node) -> bool:
    match node:
        case Compare():
            return True
        case Call(function, arguments):
            pair = function in TWO_SIDED and len(arguments) == 2
            return pair or function in ONE_SIDED
    return False


def _own_gates(model: CheckedPage, claim: Claim) -> Iterator[Node]:
    """The gates that the page does not have itself; a sum over an index is taken as a whole."""
    formulas = (*model.steps, *model.derivatives)
    page = {plain(n) for formula in formulas for n in walk(formula.tree) if _is_gate(n)}

    def below(tree: Node) -> Iterator[Node]:
        if isinstance(tree, Over):
            if any(_is_gate(node) for node in walk(tree)):
                yield tree
            return
        if _is_gate(tree) and plain(tree) not in page and not _is_known(model, tree):
            yield tree
        for child in children(tree):
            yield from below(child)

    for tree in (claim.tree, *(tree for _, tree in claim.definitions)):
        yield from below(tree)


def _is_known(model: CheckedPage, gate: Node) -> bool:
    """Whether a gate has one side only, as the absolute value of a square has."""
    match gate:
        case Call(function, (one, other)) if function in TWO_SIDED:
            left, right = one, other
        case Call(_, (argument,)):
            left, right = argument, Literal(Fraction(0))
        case Compare(_, left, right):
            pass
        case _:
            return False
    pairs = ((left, right), (right, left))
    return any(_is_zero(b) and _is_never_negative(model, a) for a, b in pairs)


def _is_zero(tree: Node) -> bool:
    return isinstance(tree, Literal) and tree.value == 0


def _is_never_negative(model: CheckedPage, tree: Node) -> bool:
    def known(node: Node) -> bool:
        return _is_never_negative(model, node)

    match tree:
        case Literal(value):
            return value >= 0
        case Name(name) if name in model.sizes:
            return True
        case Name(name) if name in model.domains:
            domain = model.domains[name]
            limits = (domain.low, *domain.values)
            stated = [limit for limit in limits if limit is not None]
            return domain.kind in ("one_hot", "distribution") or (
                bool(stated) and min(stated) >= 0
            )
        case Name(name):
            return any(step.name == name and known(step.tree) for step in model.steps)
        case Call(function, arguments):
            return function in _POSITIVE or (
                function in ("sum", "mean", "max") and all(map(known, arguments))
            )
        case Power(base, Literal(exponent)):
            return exponent % 2 == 0 or known(base)
        case Sum(first, rest):
            return known(first) and all(sign == "+" and known(term) for sign, term in rest)
        case Product(first, rest):
            return all(map(known, (first, *(factor for _, factor in rest))))
    return False


def _is_one_sided(model: CheckedPage, claim: Claim, gate: Node, seed: int) -> bool:
    """Whether a gate goes the same way, and is never at its edge, wherever it is valued."""
    numbers = decimal_arithmetic(DIGITS)
    sides: dict[str, set[int]] = {}
    for values in at_points(model, seed, DIGITS):
        with numbers.working():
            extended = values.extended(claim.definitions, numbers)
            for function, side in _record(gate, extended, numbers):
                sides.setdefault(function, set()).add(side)
    return any(len(found) == 1 and 0 not in found for found in sides.values())


def _record(gate: Node, values: Environment, numbers: Arithmetic) -> Record:
    """Which way a gate goes at a point; inside a sum, which ways each function goes."""
    match gate:
        case Call(function, (argument,)):
            compared = argument
        case Call(function, (one, other)):
            compared = Sum(one, (("-", other),))
        case Compare(function, one, other):
            compared = Sum(one, (("-", other),))
        case _:
            record: Record = []
            evaluate(gate, values, recording(numbers, record))
            return record
    entries = as_array(evaluate(compared, values, numbers)).entries
    return [(function, (entry > 0) - (entry < 0)) for entry in entries]


def _loses_digits(model: CheckedPage, claim: Claim, seed: int) -> bool:
    lost: list[Number] = []
    numbers = _watching(decimal_arithmetic(MOST_DIGITS), lost)
    for values in at_points(model, seed, MOST_DIGITS)[:POINTS_FOR_ROUNDING]:
        try:
            claim.values(values, numbers)
        except EvaluationError:
            return True
        except HandgradError:
            return False
    return bool(lost)


def _watching(numbers: Arithmetic, lost: list[Number]) -> Arithmetic:
    """The same arithmetic, noting what is too small to change a sum or a function."""

    def summed(operation: Callable[[Number, Number], Number]) -> Callable[..., Number]:
        def watched(x: Any, y: Any) -> Any:
            result: Any = operation(x, y)
            smaller, larger = sorted((abs(x), abs(y)))
            if smaller and abs(result) == larger:
                lost.append(y)
            return result

        return watched

    def vanishing(operation: Callable[[Number, Number], Number]) -> Callable[..., Number]:
        def watched(x: Number, y: Number) -> Number:
            result = operation(x, y)
            if x and y and not result:
                lost.append(y)
            return result

        return watched

    def saturating(function: Callable[..., Number]) -> Callable[..., Number]:
        def watched(x: Number) -> Number:
            result = function(x)
            if x and result in (0, 1, -1, x):
                lost.append(x)
            return result

        return watched

    functions = dict(numbers.functions)
    for name in _SATURATING:
        functions[name] = saturating(functions[name])
    return replace(
        numbers,
        add=summed(numbers.add),
        subtract=summed(numbers.subtract),
        multiply=vanishing(numbers.multiply),
        divide=vanishing(numbers.divide),
        power=vanishing(numbers.power),
        functions=functions,
    )
