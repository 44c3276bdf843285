"""Calls as trees: the functions of other languages written out in those of this one."""

from collections.abc import Callable, Mapping
from fractions import Fraction

from handgrad.language import functions
from handgrad.language.shape import SCALAR
from handgrad.language.tree import (
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
)
from handgrad.reading.grammar import array_lists as arrays
from handgrad.reading.grammar import atoms, piecewise
from handgrad.reading.grammar.normal_trees import density_at, share_below
from handgrad.reading.grammar.reader import Reader
from handgrad.reading.names.softmax_classes import SOFTMAX, class_axis, has_softmax_of_scipy
from handgrad.regex import regex

Keywords = dict[str, Node | None]


# A text says itself along what its softmax goes, or whose it is.
_AXIS_TOLD = regex(
    r"(?i)special\.|softmax[^=\n+*]{0,24}=|(?<![A-Za-z])[SsP]\s?\([^()]*\)_|\b(?:rows?|columns?|axis|dim)\b"
)


def call_tree(
    reader: Reader, function: str, arguments: list[Node], keywords: Keywords, at: int
) -> Node:
    """The tree of a call, other languages' functions written out in those of this one."""
    if rule := _WRITTEN_OUT.get(function):
        count, write = rule
        if len(arguments) not in count:
            wanted = " or ".join(map(str, count))
            raise reader.error(f"{function} takes {wanted} arguments, not {len(arguments)}")
        return write(reader, arguments, keywords, at)
    match arguments:
        case [Call("row", sizes)] if _is_sized(function):
            arguments = list(sizes)
        case [Call("row" | "column", parts)] if _takes_parts(function):
            arguments = [arrays.upright(part) for part in parts]
    axis = written_axis(reader, function, arguments, keywords)
    if axis is None and function in SOFTMAX and len(arguments) == 1:
        shape = reader.shape(arguments[0])
        is_matrix = shape is not None and 1 not in shape
        if is_matrix and has_softmax_of_scipy(reader.names.text):
            told = f"{function} of SciPy goes over all entries: write {function}(..., axis=1)"
            raise reader.error(told)
        is_told = _AXIS_TOLD.search(reader.names.text)
        axis = None if shape is None or is_told else class_axis(shape, reader.names.vocabulary)
    if function in SOFTMAX and [type(one) for one in arguments] == [Index]:
        return _entry_of_softmax(reader, function, arguments[0], at)
    if len(arguments) > 2 and functions.pairs_up(function):
        first, *rest = arguments
        for argument in rest:
            first = Call(function, (first, argument), None, at)
        return first
    return Call(function, tuple(arguments), axis, at)


def _entry_of_softmax(reader: Reader, function: str, entry: Node, at: int) -> Node:
    """`softmax(z_i)` as an entry of softmax(z): that of a single number would be 1."""
    match entry:
        case Index(whole, (place,)) if reader.shape(entry) == SCALAR:
            reader.warn(f"{function} of an entry is read as that entry of the {function}")
            return Index(Call(function, (whole,), None, at), (place,), at)
        case Index() if reader.shape(entry) == SCALAR:
            told = f"{function} of a single number is 1; write an entry of it: softmax(z)_i"
            raise reader.error(told)
    return Call(function, (entry,), None, at)


def _is_sized(function: str) -> bool:
    return function in functions.NAMES and functions.FUNCTIONS[function].sized is not None


def _takes_parts(function: str) -> bool:
    return function in functions.NAMES and functions.FUNCTIONS[function].most > 0


def written_axis(
    reader: Reader, function: str, arguments: list[Node], keywords: Keywords
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
    if value != atoms.ONE and arguments and _lists_numbers(reader, arguments[0]):
        return None
    return 1 if value == atoms.ONE else 0


def _lists_numbers(reader: Reader, argument: Node) -> bool:
    """Whether an argument is a list of numbers, `[1, x, y]`, which has one axis."""
    match argument:
        case Call("row", parts):
            return all(reader.shape(part) == SCALAR for part in parts)
    return False


_WITH_AXIS = tuple(
    name
    for name, known in functions.FUNCTIONS.items()
    if known.takes_axis and not functions.pairs_up(name)
)


Write = Callable[[Reader, list[Node], Keywords, int], Node]


def _one_of(count: int) -> Node:
    """1/count, the exponent of a root."""
    return Product(atoms.ONE, (("/", Number(Fraction(count))),))


def _operation(sign: str) -> Write:
    def write(reader: Reader, arguments: list[Node], keywords: Keywords, at: int) -> Node:
        node = Sum if sign in "+-" else Product
        return node(arguments[0], ((sign, arguments[1]),), at)

    return write


def dot_tree(reader: Reader, arguments: list[Node], keywords: Keywords, at: int) -> Node:
    """np.dot: the matrix product, of numbers the plain one."""
    shapes = [reader.shape(argument) for argument in arguments]
    sign = "*" if SCALAR in shapes else "@"
    return Product(arguments[0], ((sign, arguments[1]),), at)


def _clip(reader: Reader, arguments: list[Node], keywords: Keywords, at: int) -> Node:
    tree, *limits = arguments
    low = keywords.get("min", keywords.get("a_min", limits[0] if limits else None))
    high = keywords.get("max", keywords.get("a_max", limits[1] if limits[1:] else None))
    if low is None and high is None:
        raise reader.error("clip takes the bounds too: clip(x, low, high)")
    if low is not None and not _is_none(low):
        tree = Call("max", (tree, low), None, at)
    if high is not None and not _is_none(high):
        tree = Call("min", (tree, high), None, at)
    return tree


def _whole(reader: Reader, arguments: list[Node], keywords: Keywords, at: int) -> Node:
    """int(...) of data and of comparisons, which are whole numbers."""
    page = reader.names.vocabulary
    if names(arguments[0]) & {*page.parameters, *page.forward} and not isinstance(
        arguments[0], Compare
    ):
        raise reader.error("int(...) cuts off digits; this is not read")
    return arguments[0]


def _is_none(tree: Node) -> bool:
    return isinstance(tree, Name) and tree.name == "None"


def _complement_of(function: str) -> Write:
    """1 less a function: erfc."""
    return lambda r, a, k, at: Sum(atoms.ONE, (("-", Call(function, (a[0],), None, at)),), at)


def _one_over(function: str) -> Write:
    """The reciprocal of a function: sec x is 1/cos x."""
    return lambda r, a, k, at: Product(
        atoms.ONE, (("/", Call(function, (a[0],), None, at)),), at
    )


def _gamma(argument: Node, at: int) -> Node:
    return Call("exp", (Call("lgamma", (argument,), None, at),), None, at)


def _logarithm(base: int) -> Write:
    def write(reader: Reader, arguments: list[Node], keywords: Keywords, at: int) -> Node:
        scale = Call("log", (Number(Fraction(base)),), None, at)
        return Product(Call("log", tuple(arguments), None, at), (("/", scale),), at)

    return write


def _ambiguous(reader: Reader, arguments: list[Node], keywords: Keywords, at: int) -> Node:
    raise reader.error("lg has several bases; write log, log2 or log10")


_COMPARISONS = {
    "greater": ">", "less": "<", "greater_equal": ">=", "less_equal": "<=", "equal": "==",
    "not_equal": "!=",
}  # fmt: skip


def _comparison(sign: str) -> Write:
    def write(reader: Reader, arguments: list[Node], keywords: Keywords, at: int) -> Node:
        return piecewise.comparison_tree(sign, arguments[0], arguments[1], at)

    return write


def _copysign(reader: Reader, arguments: list[Node], keywords: Keywords, at: int) -> Node:
    """The size of the first with the sign of the second, which is + at 0."""
    size = Call("abs", (arguments[0],), None, at)
    sign = Compare(">=", arguments[1], Number(Fraction(0)), at)
    return Call("where", (sign, size, Negative(size, at)), None, at)


def _cosine(reader: Reader, arguments: list[Node], keywords: Keywords, at: int) -> Node:
    """The cosine of a number, or of the angle between two vectors."""
    if len(arguments) == 1:
        return Call("cos", tuple(arguments), None, at)
    first, second = arguments
    dot = Product(first, (("@", second),), at)
    sizes = [("/", Call("norm", (argument,), None, at)) for argument in arguments]
    return Product(dot, tuple(sizes), at)


_ONE, _TWO = range(1, 2), range(2, 3)
_WRITTEN_OUT: Mapping[str, tuple[range, Write]] = {
    "array": (_ONE, lambda r, a, k, at: arrays.upright(a[0])),
    "dot": (_TWO, dot_tree),
    "matmul": (_TWO, dot_tree),
    "multiply": (_TWO, _operation("*")),
    "mul": (_TWO, _operation("*")),
    "add": (_TWO, _operation("+")),
    "subtract": (_TWO, _operation("-")),
    "sub": (_TWO, _operation("-")),
    "divide": (_TWO, _operation("/")),
    "div": (_TWO, _operation("/")),
    "power": (_TWO, lambda r, a, k, at: Power(a[0], a[1], at)),
    "square": (_ONE, lambda r, a, k, at: Power(a[0], atoms.TWO, at)),
    "normpdf": (_ONE, lambda r, a, k, at: density_at(a[0], at)),
    "normcdf": (_ONE, lambda r, a, k, at: share_below(a[0], at)),
    "tgamma": (
        _ONE,
        lambda r, a, k, at: _gamma(a[0], at),
    ),
    "cbrt": (_ONE, lambda r, a, k, at: Power(a[0], _one_of(3), at)),
    "negative": (_ONE, lambda r, a, k, at: Negative(a[0], at)),
    "neg": (_ONE, lambda r, a, k, at: Negative(a[0], at)),
    "reciprocal": (_ONE, lambda r, a, k, at: Product(atoms.ONE, (("/", a[0]),), at)),
    "sech": (_ONE, _one_over("cosh")),
    "erfc": (_ONE, _complement_of("erf")),
    "csch": (_ONE, _one_over("sinh")),
    "sec": (_ONE, _one_over("cos")),
    "csc": (_ONE, _one_over("sin")),
    "cot": (_ONE, _one_over("tan")),
    "coth": (_ONE, _one_over("tanh")),
    "float": (_ONE, lambda r, a, k, at: a[0]),
    "int": (_ONE, _whole),
    "heaviside": (range(1, 3), lambda r, a, k, at: Call("step", (a[0],), None, at)),
    "step": (range(1, 3), lambda r, a, k, at: Call("step", (a[0],), None, at)),
    "clip": (range(1, 4), _clip),
    "clamp": (range(1, 4), _clip),
    "transpose": (_ONE, lambda r, a, k, at: Transpose(a[0], at)),
    "log2": (_ONE, _logarithm(2)),
    "log10": (_ONE, _logarithm(10)),
    "lg": (_ONE, _ambiguous),
    "copysign": (_TWO, _copysign),
    "cos": (range(1, 3), _cosine),
    "logical_and": (_TWO, _operation("*")),
    **{name: (_TWO, _comparison(sign)) for name, sign in _COMPARISONS.items()},
}
