"""A tree as plain text that reads back as the same tree."""

from decimal import Decimal
from fractions import Fraction

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
)

LONGEST_WRITTEN_OUT = 40

_COMPARISON, _SUM, _PRODUCT, _UNARY, _POWER, _PRIMARY = range(6)


def plain(node: Node) -> str:
    """A formula in plain notation, with the brackets it needs and no others.

    >>> from handgrad.language.parser import parse
    >>> plain(parse("2 * (y_hat-y) * x**2"))
    '2*(y_hat - y)*x^2'
    """
    return _write(node, _COMPARISON)


def plain_number(value: Fraction) -> str:
    """A number as a decimal where it has one that ends, else as a quotient.

    >>> plain_number(Fraction(1, 8)), plain_number(Fraction(1, 3))
    ('0.125', '1/3')
    >>> plain_number(Fraction(10) ** -400)
    '1e-400'
    """
    if value.denominator == 1:
        return _shortened(integer_text(value.numerator), 0)
    digits = _decimal_places(value.denominator)
    if digits is None:
        return f"{integer_text(value.numerator)}/{integer_text(value.denominator)}"
    sign = "-" if value < 0 else ""
    scaled = integer_text(abs(value.numerator) * 10**digits // value.denominator)
    if digits > LONGEST_WRITTEN_OUT:
        return sign + _shortened(scaled, -digits)
    scaled = scaled.rjust(digits + 1, "0")
    return f"{sign}{scaled[:-digits]}.{scaled[-digits:]}"


def _shortened(digits: str, exponent: int) -> str:
    """digits * 10^exponent with an exponent where it is long without one."""
    if len(digits) <= LONGEST_WRITTEN_OUT and not exponent:
        return digits
    bare = digits.rstrip("0")
    exponent += len(digits) - len(bare)
    return f"{bare}e{exponent}" if exponent else bare


def integer_text(value: int) -> str:
    """A whole number of any length; `str` stops at the 4,300 digits that Python allows."""
    return f"{Decimal(value):f}"


def _decimal_places(denominator: int) -> int | None:
    """How many decimals 1/denominator has, None if they never end."""
    twos = fives = 0
    while denominator % 2 == 0:
        denominator, twos = denominator // 2, twos + 1
    while denominator % 5 == 0:
        denominator, fives = denominator // 5, fives + 1
    return max(twos, fives) if denominator == 1 else None


def _write(node: Node, binding: int) -> str:
    """The text of a node for a place that binds so tightly, bracketed where it must be."""
    text, own = _text(node)
    return text if own >= binding else f"({text})"


def _text(node: Node) -> tuple[str, int]:
    match node:
        case Number(value):
            text = plain_number(value)
            if "/" in text:
                return text, _PRODUCT
            return text, _UNARY if value < 0 else _PRIMARY
        case Name(name):
            return name, _PRIMARY
        case Negative(operand):
            return f"-{_write(operand, _UNARY)}", _UNARY
        case Sum(first, rest):
            terms = "".join(f" {sign} {_write(term, _PRODUCT)}" for sign, term in rest)
            return _write(first, _PRODUCT) + terms, _SUM
        case Product(first, rest):
            return _write(first, _UNARY) + "".join(map(_factor, rest)), _PRODUCT
        case Power(base, exponent):
            return f"{_write(base, _PRIMARY)}^{_write(exponent, _UNARY)}", _POWER
        case Transpose(operand):
            text = _write(operand, _PRIMARY)
            return (f"({text}).T" if isinstance(operand, Number) else f"{text}.T"), _PRIMARY
        case Compare(operator, left, right):
            return f"{_write(left, _SUM)} {operator} {_write(right, _SUM)}", _COMPARISON
        case Call(function, arguments, axis):
            inside = [_write(argument, _COMPARISON) for argument in arguments]
            inside += [f"axis={axis}"] if axis is not None else []
            return f"{function}({', '.join(inside)})", _PRIMARY
        case Index(operand, indices):
            inside = [":" if i is None else _write(i, _SUM) for i in indices]
            return f"{_write(operand, _PRIMARY)}[{', '.join(inside)}]", _PRIMARY
        case Over(function, index, body):
            return f"{function}_{index}({_write(body, _COMPARISON)})", _PRIMARY
        case Derivative(Derivative(Name(of), Name(row)), Name(by)):
            return f"d2{of}/d{by}2" if row == by else f"d2{of}/d{row}d{by}", _PRIMARY
        case Derivative(Name(of), Name(by)):
            return f"d{of}/d{by}", _PRIMARY
        case Derivative(of, by):
            return f"d({_write(of, _COMPARISON)})/d({_write(by, _COMPARISON)})", _PRIMARY


def _factor(link: tuple[str, Node]) -> str:
    operator, factor = link
    spaced = " @ " if operator == "@" else operator
    return f"{spaced}{_write(factor, _UNARY)}"
