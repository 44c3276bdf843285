"""Powers of square matrices: products of matrices in mathematics, entry by entry in NumPy."""

from fractions import Fraction

from handgrad.language import functions
from handgrad.language.shape import SCALAR
from handgrad.language.tree import (
    ONE,
    Call,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Transpose,
    names,
    walk,
)
from handgrad.reading.grammar.reader import Reader
from handgrad.reading.spelling.piece import Piece

_HIGHEST = 4
_INVERSE = Number(Fraction(-1))


def raised(reader: Reader, base: Node, exponent: Node, sign: Piece) -> Node:
    """`S^2` as `S @ S`, or else `S*S`; `S^{-2}` as the product of inverses that `S^{-1}` is."""
    count = _whole_number(exponent)
    shape = reader.shape(base) if 2 <= abs(count) <= _HIGHEST else None
    is_square = shape is not None and shape != SCALAR and shape[0] == shape[1]
    is_entrywise = sign.text == "**" or _is_activation(reader, base)
    page = reader.names.vocabulary
    bare = base.operand if isinstance(base, Transpose) else base
    is_given = isinstance(bare, Name) and bare.name in (*page.parameters, *page.data)
    is_unclear = reader.names.language or (sign.text == "**" and "matrix" in reader.names.text)
    if not is_square or is_unclear or not (is_entrywise or is_given):
        return Power(base, exponent, sign.at)
    if count < 0:
        entries = Product(ONE, (("/", _product("*", base, -count)),), sign.at)
        inverses = _product("@", Power(base, _INVERSE, sign.at), -count)
        return entries if is_entrywise else inverses
    if is_entrywise or reader.otherwise("power"):
        return _product("*", base, count)
    reader.warn(f"{reader.shown(base)}^{count} is read as a product of matrices")
    return _product("@", base, count)


def is_inverted(tree: Node) -> bool:
    """Whether this is the inverse of a name: X^{-1}."""
    return (
        isinstance(tree, Power)
        and isinstance(tree.base, Name)
        and _whole_number(tree.exponent) == -1
    )


def transposed_power(reader: Reader, base: Node) -> Node | None:
    """`X^{-2T}`, the transpose of `X^{-2}`, also in round brackets; None where no T is so."""
    is_negative = reader.after(2).text == "-"
    number, turning, end = (reader.after(n + is_negative) for n in (2, 3, 4))
    is_t = turning.text == "⊤" or (turning.text == "T" and reader.names.find("T") is None)
    is_whole = reader.after().text + end.text in ("{}", "()")
    if not is_whole or number.kind != "number" or not is_t:
        return None
    if reader.shape(base) in (None, SCALAR):
        return None
    sign = reader.next
    for _ in range(5 + is_negative):
        reader.take()
    value = Number(Fraction(number.text), number.at)
    exponent = Negative(value, number.at) if is_negative else value
    return Transpose(raised(reader, base, exponent, sign), sign.at)


def is_turning(reader: Reader, letter: Piece) -> bool:
    """Whether the T above an array turns it, or a t that is an array and no exponent."""
    page = reader.names.vocabulary
    if letter.text != "t":
        return letter.text == "T"
    is_exponent = any(
        isinstance(node, Power) and letter.text in names(node.exponent)
        for tree in page.forward.values()
        for node in walk(tree)
    )
    return page.shapes.get("t", SCALAR) != SCALAR and not is_exponent


def _is_activation(reader: Reader, base: Node) -> bool:
    """Whether a matrix is what a function makes of the entries of another."""
    value = reader.names.vocabulary.forward.get(base.name) if isinstance(base, Name) else base
    return isinstance(value, Call) and value.function in functions.ELEMENTWISE


def _product(sign: str, factor: Node, count: int) -> Node:
    return Product(factor, ((sign, factor),) * (count - 1), factor.at)


def _whole_number(exponent: Node) -> int:
    """The whole number that an exponent is, 0 for any other."""
    match exponent:
        case Number(value) if value.denominator == 1:
            return int(value)
        case Negative(inner):
            return -_whole_number(inner)
    return 0
