"""Powers of square matrices: products of matrices in mathematics, entry by entry in NumPy."""

from fractions import Fraction

from handgrad.language.shape import SCALAR
from handgrad.language.tree import ONE, Negative, Node, Number, Power, Product
from handgrad.reading.grammar.reader import Reader
from handgrad.reading.spelling.piece import Piece

_HIGHEST = 4
_INVERSE = Number(Fraction(-1))


def raised(reader: Reader, base: Node, exponent: Node, sign: Piece) -> Node:
    """`S^2` as `S @ S`, or else `S*S`; `S^{-2}` likewise, of the inverse."""
    count = _whole_number(exponent)
    shape = reader.shape(base) if 2 <= abs(count) <= _HIGHEST else None
    is_square = shape is not None and shape != SCALAR and shape[0] == shape[1]
    is_of_numpy = sign.text == "**"
    is_unclear = reader.names.language or (is_of_numpy and "matrix" in reader.names.text)
    if not is_square or is_unclear:
        return Power(base, exponent, sign.at)
    if is_of_numpy or reader.otherwise("power"):
        entries = _product("*", base, abs(count))
        return entries if count > 0 else Product(ONE, (("/", entries),), sign.at)
    reader.warn(f"{reader.shown(base)}^{count} is read as a product of matrices")
    factor = base if count > 0 else Power(base, _INVERSE, sign.at)
    return _product("@", factor, abs(count))


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
