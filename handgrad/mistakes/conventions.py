"""Under which other convention a wrong answer is right."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from handgrad.hints import Hint
from handgrad.language.fit import fitted
from handgrad.language.parser import parse
from handgrad.language.patterns import instantiated
from handgrad.language.shape import SCALAR
from handgrad.language.tree import (
    ONE,
    TWO,
    Call,
    Name,
    Node,
    Number,
    Over,
    Power,
    Product,
    Transpose,
    children,
    substitute,
    walk,
)
from handgrad.mistakes.bench import Bench
from handgrad.mistakes.building import divided, minus, negative, plus, times
from handgrad.mistakes.constants import HALF, Constant, constants, inverse_text, of_key
from handgrad.page.checked_page import CheckedPage
from handgrad.page.numbered import lettered

BOUND, AVERAGED = ("tied", "projected"), ("sum", "mean", "half-mean")
NAMES = (
    "half", "no-half", "sum", "mean", "half-mean", "transpose", "negative", "labels", "vec",
    *BOUND,
)  # fmt: skip
TRANSPOSED = "the transpose of the right value: right in the other layout"


class Bound(NamedTuple):
    """What the derivative by a matrix x is elsewhere, where k is the one entry by entry."""

    names: tuple[str, ...]
    formula: str
    words: str


_SYMMETRIC = (
    Bound(("tied",), "k + k.T - diagv(diag(k))", "if {x}[i,j] and {x}[j,i] were one number"),
    Bound(("projected",), "(k + k.T)/2", "if {x} could only move to symmetric matrices"),
)
_ZEROS = "if the zeros of {x} could not move"
STRUCTURED: Mapping[str, tuple[Bound, ...]] = {
    "symmetric": _SYMMETRIC,
    "positive_definite": _SYMMETRIC,
    "diagonal": (Bound(("tied", "projected"), "diagv(diag(k))", _ZEROS),),
    "lower": (Bound(("tied", "projected"), "tril(k)", _ZEROS),),
    "orthogonal": (
        Bound(("projected",), "(k - x @ k.T @ x)/2", "if {x} could only move along rotations"),
    ),
}
"""The answers in print that differ from the one by every entry for itself.

The tied one of symmetric matrices is in Petersen and Pedersen (The Matrix Cookbook, 2012,
equation 138), the projected one in Srinivasan and Panda (2023); that of orthogonal matrices is
in Edelman, Arias and Smith (1998).
"""


class Convention(NamedTuple):
    """A convention by name, its hint, and the right answer under it.

    `is_open` says that the loss of the page leaves room for it, so that it can be accepted.
    """

    name: str
    hint: Hint
    target: Node
    is_open: bool = True


def conventions(bench: Bench) -> Iterator[Convention]:
    """Under which other convention the answer would be right."""
    answer, key = bench.answer, bench.key
    for constant in of_key(bench):
        if found := _of_constant(bench, constant):
            name, text = found
            hint = Hint("convention", text, f"multiply by {inverse_text(bench, constant)}")
            is_open = _is_open(bench, name, constant)
            yield Convention(name, hint, times(constant.tree, key), is_open)
    if bench.shape(key) != SCALAR and bench.equal(answer, Transpose(key)):
        hint = Hint("transposed", TRANSPOSED, f"({bench.shown(bench.given)}).T")
        yield Convention("transpose", hint, Transpose(key))
    (negated,) = bench.page.trees_once("negative", lambda: [negative(key)])
    if bench.equal(answer, negated):
        hint = Hint("sign", "the negative of the right value", "multiply by -1")
        yield Convention("negative", hint, negated)
    for convention in _structured(bench):
        if bench.equal(bench.answer, convention.target):
            yield convention


def all_conventions(bench: Bench) -> Iterator[Convention]:
    """The right answers under every convention that the loss leaves room for."""
    for constant in constants(bench):
        found = _of_constant(bench, constant)
        if found and _is_open(bench, found[0], constant):
            hint = Hint("convention", found[1])
            yield Convention(found[0], hint, times(constant.tree, bench.key))
    if bench.shape(bench.key) != SCALAR:
        yield Convention("transpose", Hint("transposed", TRANSPOSED), Transpose(bench.key))
    negated = Hint("sign", "the negative of the right value")
    yield Convention("negative", negated, negative(bench.key))
    yield from _structured(bench)
    yield from _relabelled(bench)


def is_bound(model: CheckedPage, name: str) -> bool:
    """Whether a name stands for a matrix of a structure, so that its entries hang together."""
    return bool(_bounds(model, name))


def _bounds(model: CheckedPage, name: str) -> tuple[Bound, ...]:
    declared = model.declarations.get(name)
    return STRUCTURED.get(declared.domain.kind, ()) if declared else ()


def _structured(bench: Bench) -> Iterator[Convention]:
    """The other derivatives in print by a matrix whose entries hang together."""
    for bound in _bounds(bench.model, bench.by):
        target = instantiated(parse(bound.formula), {"k": bench.key, "x": Name(bench.by)})
        words = f"right {bound.words.format(x=bench.by)} ({' or '.join(bound.names)})"
        for name in bound.names:
            yield Convention(name, Hint("convention", words), target)


def _of_constant(bench: Bench, constant: Constant) -> tuple[str, str] | None:
    """A convention that explains a constant factor, if the loss is not by that one."""
    steps = [step.tree for step in bench.model.steps]
    loss = [n for step in bench.model.steps for n in walk(step.tree)]
    squared = any(map(_is_square, loss))
    halved = any(map(_is_halved, steps))
    if not constant.sizes:
        if constant.simple == HALF and squared and not any(map(_is_halved, steps)):
            return "half", "half of the right value: right if the loss had a factor 1/2"
        if constant.simple == 2 and squared and halved:
            return "no-half", "twice the right value: right if the loss had no factor 1/2"
        return None
    if constant.simple not in (1, 2, HALF):
        return None
    text, sizes = bench.shown(constant.tree), constant.sizes.removeprefix("1/")
    is_averaged = constant.counted <= averages(bench)
    if is_averaged != (sizes == constant.sizes):
        return None
    if is_averaged:
        return "sum", f"{text} times the right value: right if the loss were a sum, not a mean"
    name, half = ("half-mean", "half of ") if constant.simple == HALF else ("mean", "")
    if constant.simple == 2:
        return name, f"{text} times the right value: right if the loss were divided by {sizes}"
    why = f"right if the loss were {half}the mean over {sizes}, not the sum"
    return name, f"{text} times the right value: {why}"


def _is_square(tree: Node) -> bool:
    """Whether a formula is a square: x^2, x*x, x.T @ x, x.T @ A @ x."""
    if isinstance(tree, Product):
        factors = [tree.first, *(f for sign, f in tree.rest if sign != "/")]
        bare = [f.operand if isinstance(f, Transpose) else f for f in factors]
        return any(f in bare[:k] for k, f in enumerate(bare))
    return isinstance(tree, Power) and tree.exponent == TWO


def _is_open(bench: Bench, name: str, constant: Constant) -> bool:
    """Whether the loss has this half, or averages or sums over these sizes."""
    if not constant.sizes:
        steps = [step.tree for step in bench.model.steps]
        return name != "no-half" or any(map(_is_halved, steps))
    if constant.simple != (HALF if name == "half-mean" else 1):
        return False
    if name == "sum":
        return constant.counted <= averages(bench)
    page, _ = lettered(bench.model)
    shared = {size for n in page.parameters for size in page.shapes[n]}
    return not constant.counted.keys() & (shared | averages(bench).keys())


def _is_halved(tree: Node) -> bool:
    """Whether a factor 1/2 stands in a formula: 0.5*..., .../2, .../(2*N)."""
    match tree:
        case Number(value):
            return value == HALF
        case Power(base):
            return _is_halved(base)
        case Product(_, rest):
            divisors = [factor for operator, factor in rest if operator == "/"]
            if any(TWO in (d, *children(d)) for d in divisors):
                return True
    return any(map(_is_halved, children(tree)))


def averages(bench: Bench) -> Counter[str]:
    """The sizes that the page takes a mean over, or divides by, as often as it does at once."""
    found: Counter[str] = Counter()
    page, _ = lettered(bench.model)
    for step in page.steps:
        for node in walk(step.tree):
            found |= Counter(_averaged(page, node))
    return found


def _averaged(page: CheckedPage, node: Node) -> Iterator[str]:
    """The sizes that an operation takes a mean over, or divides by."""
    match node:
        case Call("mean", (argument,), axis):
            shape = fitted(argument, page.shapes, sizes=page.sizes).shape
            over = shape if axis is None else (shape[axis],)
            yield from (size for size in over if isinstance(size, str))
        case Over("mean", _, _, str() as size):
            yield size
        case Product(_, rest):
            for operator, factor in rest:
                yield from _counted(factor).elements() if operator == "/" else ()


def _counted(tree: Node) -> Counter[str]:
    """How often each name stands in a tree."""
    return Counter(node.name for node in walk(tree) if isinstance(node, Name))


def labels(bench: Bench) -> Iterator[Convention]:
    """The answer with labels -1 and 1 for 0 and 1, or the other way round."""
    for convention in _relabelled(bench):
        if bench.equal(bench.answer, convention.target):
            yield convention


def _relabelled(bench: Bench) -> Iterator[Convention]:
    """The key with the other labels in the place of those of the page."""
    for name, declared in bench.model.declarations.items():
        ours = set(declared.domain.values)
        if ours not in ({0, 1}, {-1, 1}):
            continue
        theirs, mine = ("-1 and 1", "0 and 1") if 0 in ours else ("0 and 1", "-1 and 1")
        y = Name(name)
        for other in (minus(times(TWO, y), ONE), divided(plus(y, ONE), TWO)):
            target = written_out(bench, {name: other})
            text = f"right if the labels {name} were {theirs}; here they are {mine}"
            yield Convention("labels", Hint("convention", text), target)


def written_out(bench: Bench, instead: Mapping[str, Node]) -> Node:
    """The key with the formulas of all names, or what is `instead`, in their places."""
    formulas = dict(instead)
    for formula in (*bench.model.steps, *bench.model.derivatives):
        formulas[formula.name] = substitute(formula.tree, formulas)
    return formulas.get(bench.key_name, bench.key)
