"""Functions and their arguments: `exp(x)`, `exp -z`, `\\sin^2 x`, `np.sum(d, axis=0)`."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from handgrad.formula import functions
from handgrad.formula.dimensions import SCALAR
from handgrad.formula.notation import atoms, sums
from handgrad.formula.notation.words import AXES
from handgrad.formula.tree import (
    Call,
    Derivative,
    Index,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Sum,
    Transpose,
)

if TYPE_CHECKING:
    from handgrad.formula.notation.grammar import Reader

_KEYWORDS = ("axis", "dim", "keepdims", "keepdim", "min", "max", "a_min", "a_max", "dtype")
_OPENING = ("(", "[", "{")
_MOST_ARGUMENTS = 16
Keywords = dict[str, Node | None]


def application(reader: "Reader") -> Node:
    """A function and what it is applied to, with the power or the prime between them."""
    piece = reader.take()
    if piece.text in ("sum", "mean") and sums.is_over(reader, piece):
        return sums.over(reader, piece)
    if piece.text == "log" and "code" not in piece.indices and _is_log(reader, piece.at):
        reader.warn("log is read as the natural logarithm")
    primes = _primes(reader)
    power = _power_of_function(reader)
    arguments, keywords = _arguments(reader, piece.text)
    for axis in set(piece.indices) & set(AXES):
        keywords["axis"] = Number(Fraction(AXES[axis]))
    tree = build(reader, piece.text, arguments, keywords, piece.at)
    if primes:
        tree = prime(reader, tree)
    return Power(tree, power, piece.at) if power is not None else tree


def _is_log(reader: "Reader", at: int) -> bool:
    """Whether it is written log, which has several bases, on a page that does not use it."""
    return reader.text[at:].lstrip("\\")[:3] == "log" and (
        "log" not in reader.names.vocabulary.functions
    )


def primed_application(reader: "Reader") -> Node:
    """`sigmoid_prime(z)`."""
    piece = reader.take()
    arguments, keywords = _arguments(reader, piece.text)
    return prime(reader, build(reader, piece.text, arguments, keywords, piece.at))


def prime(reader: "Reader", tree: Node) -> Node:
    """σ'(z): the derivative of an elementwise function by its own argument."""
    match tree:
        case Call(function, (argument,)) if function in functions.ELEMENTWISE:
            return Derivative(tree, argument, tree.at)
    raise reader.error("only a function of one number has a prime: sigmoid'(z)")


def _primes(reader: "Reader") -> int:
    count = 0
    while reader.accept("'"):
        count += 1
    if count > 1:
        raise reader.error("second derivatives are not read")
    return count


def _power_of_function(reader: "Reader") -> Node | None:
    """The 2 of `sin^2 x`; -1 is refused, because it could be the inverse."""
    if reader.next.text not in ("^", "**"):
        return None
    at = reader.take()
    power = reader.exponent()
    if isinstance(power, Negative):
        raise reader.error("a function to the power -1 is ambiguous; write 1/f(x)", at)
    return power


def _arguments(reader: "Reader", function: str) -> tuple[list[Node], Keywords]:
    if reader.next.text in _OPENING and reader.next.kind == "sign":
        return listed(reader)
    piece = reader.next
    if not (piece.text == "-" or piece.kind not in ("end", "sign") or piece.text in ("|", "‖")):
        raise reader.error(f"the function {function} needs an argument: {function}(...)")
    with reader.deeper():
        argument = bare(reader)
    follows = reader.next.kind not in ("end", "sign", "word") or reader.next.text in _OPENING
    if follows or not isinstance(argument, Name | Number | Index | Call):
        reader.warn(f"{function} without brackets is read as {function}({reader.shown(argument)})")
    return [argument], {}


def bare(reader: "Reader") -> Node:
    """An argument without brackets: the next factor with its power, a written word as a whole."""
    if sign := reader.accept("-"):
        return Negative(bare(reader), sign.at) if reader.next.text != "-" else reader.unary()
    return reader.rest_of_word(reader.power())


def listed(reader: "Reader") -> tuple[list[Node], Keywords]:
    """The arguments in brackets, and those that are given by keyword."""
    opening = reader.take()
    closing = atoms.CLOSING[opening.text]
    found: list[Node] = []
    keywords: Keywords = {}
    bars, reader.bars = reader.bars, []
    while not reader.accept(closing):
        if reader.next.text in _KEYWORDS and reader.after().text == "=":
            name = reader.take().text
            reader.take()
            keywords[name] = _keyword_value(reader)
        else:
            found.append(reader.comparison())
        if len(found) > _MOST_ARGUMENTS:
            raise reader.error(f"at most {_MOST_ARGUMENTS} arguments are read")
        if reader.next.kind == "end":
            raise reader.error(f"this '{opening.text}' is not closed", opening)
        if reader.next.text != closing and not reader.accept(","):
            raise atoms.not_closed(reader, opening.text)
    reader.bars = bars
    return found, keywords


def _keyword_value(reader: "Reader") -> Node | None:
    """The value of axis= and the like; True, None and types say nothing that matters here."""
    if reader.next.kind in ("number",) or reader.next.text == "-":
        return reader.unary()
    if reader.next.text == "(":
        raise reader.error("one axis was expected, not several")
    reader.take()
    while reader.accept(".") or reader.next.kind == "attribute":
        reader.take()
    return None


def build(
    reader: "Reader", function: str, arguments: list[Node], keywords: Keywords, at: int
) -> Node:
    """The tree of a call, other languages' functions written out in those of this one."""
    if rule := _WRITTEN_OUT.get(function):
        count, write = rule
        if len(arguments) not in count:
            wanted = " or ".join(map(str, count))
            raise reader.error(f"{function} takes {wanted} arguments, not {len(arguments)}")
        return write(reader, arguments, keywords, at)
    axis = axis_of(reader, function, arguments, keywords)
    if function in functions.EXTREMES and len(arguments) > 2:
        first, *rest = arguments
        for argument in rest:
            first = Call(function, (first, argument), None, at)
        return first
    return Call(function, tuple(arguments), axis, at)


def axis_of(
    reader: "Reader", function: str, arguments: list[Node], keywords: Keywords
) -> int | None:
    """axis=0, dim=0 or a second argument 0; a vector has only one axis."""
    value = keywords.get("axis", keywords.get("dim"))
    if function in _WITH_AXIS and len(arguments) == 2:
        value = arguments.pop()
    if value is None:
        return None
    last = value == Negative(atoms.ONE)
    if last and arguments:
        shape = reader.shape(arguments[0])
        return None if shape is None or 1 in shape else 1
    if value not in (Number(Fraction(0)), atoms.ONE):
        raise reader.error("axis is 0 (down the rows) or 1 (along each row)")
    return 1 if value == atoms.ONE else 0


_WITH_AXIS = ("sum", "mean", "softmax", "log_softmax", "logsumexp", "norm")


def expectation(reader: "Reader") -> Node:
    """E[...] is the mean."""
    at = reader.take().at
    arguments, _ = listed(reader)
    return Call("mean", tuple(arguments), None, at)


Write = Callable[["Reader", list[Node], Keywords, int], Node]


def _operation(sign: str) -> Write:
    def write(reader: "Reader", arguments: list[Node], keywords: Keywords, at: int) -> Node:
        node = Sum if sign in "+-" else Product
        return node(arguments[0], ((sign, arguments[1]),), at)

    return write


def dot(reader: "Reader", arguments: list[Node], keywords: Keywords, at: int) -> Node:
    """np.dot: the matrix product, of numbers the plain one."""
    shapes = [reader.shape(argument) for argument in arguments]
    sign = "*" if SCALAR in shapes else "@"
    return Product(arguments[0], ((sign, arguments[1]),), at)


def _clip(reader: "Reader", arguments: list[Node], keywords: Keywords, at: int) -> Node:
    tree, *limits = arguments
    low = keywords.get("min", keywords.get("a_min", limits[0] if limits else None))
    high = keywords.get("max", keywords.get("a_max", limits[1] if limits[1:] else None))
    if low is not None and not _is_none(low):
        tree = Call("max", (tree, low), None, at)
    if high is not None and not _is_none(high):
        tree = Call("min", (tree, high), None, at)
    return tree


def _is_none(tree: Node) -> bool:
    return isinstance(tree, Name) and tree.name == "None"


def _logarithm(base: int) -> Write:
    def write(reader: "Reader", arguments: list[Node], keywords: Keywords, at: int) -> Node:
        scale = Call("log", (Number(Fraction(base)),), None, at)
        return Product(Call("log", tuple(arguments), None, at), (("/", scale),), at)

    return write


def _ambiguous(
    reader: "Reader", arguments: list[Node], keywords: Keywords, at: int
) -> Node:
    raise reader.error("lg has several bases; write log, log2 or log10")


_ONE, _TWO = range(1, 2), range(2, 3)
_WRITTEN_OUT: Mapping[str, tuple[range, Write]] = {
    "dot": (_TWO, dot),
    "matmul": (_TWO, dot),
    "multiply": (_TWO, _operation("*")),
    "mul": (_TWO, _operation("*")),
    "add": (_TWO, _operation("+")),
    "subtract": (_TWO, _operation("-")),
    "sub": (_TWO, _operation("-")),
    "divide": (_TWO, _operation("/")),
    "div": (_TWO, _operation("/")),
    "power": (_TWO, lambda r, a, k, at: Power(a[0], a[1], at)),
    "square": (_ONE, lambda r, a, k, at: Power(a[0], atoms.TWO, at)),
    "negative": (_ONE, lambda r, a, k, at: Negative(a[0], at)),
    "neg": (_ONE, lambda r, a, k, at: Negative(a[0], at)),
    "reciprocal": (_ONE, lambda r, a, k, at: Product(atoms.ONE, (("/", a[0]),), at)),
    "sech": (
        _ONE,
        lambda r, a, k, at: Product(atoms.ONE, (("/", Call("cosh", (a[0],), None, at)),), at),
    ),
    "float": (_ONE, lambda r, a, k, at: a[0]),
    "int": (_ONE, lambda r, a, k, at: a[0]),
    "heaviside": (range(1, 3), lambda r, a, k, at: Call("step", (a[0],), None, at)),
    "step": (range(1, 3), lambda r, a, k, at: Call("step", (a[0],), None, at)),
    "clip": (range(1, 4), _clip),
    "clamp": (range(1, 4), _clip),
    "transpose": (_ONE, lambda r, a, k, at: Transpose(a[0], at)),
    "log2": (_ONE, _logarithm(2)),
    "log10": (_ONE, _logarithm(10)),
    "lg": (_ONE, _ambiguous),
}
