"""An arithmetic by name, and the one that fits given values."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from handgrad.arithmetic.base import Arithmetic
from handgrad.arithmetic.binary import FLOAT32, FLOAT64
from handgrad.arithmetic.decimals import decimal_arithmetic
from handgrad.arithmetic.rational import RATIONAL
from handgrad.errors import HandgradError, ValuesError, did_you_mean
from handgrad.visible import in_brief

_FIXED = {known.name: known for known in (FLOAT64, FLOAT32, RATIONAL)}


def arithmetic(name: str, *, digits: int = 60) -> Arithmetic:
    """The arithmetic called `name`; `digits` is the precision of `decimal`.

    >>> arithmetic("rational").divide(1, 3)
    Fraction(1, 3)
    """
    known = sorted([*_FIXED, "decimal"])
    if not isinstance(name, str):
        raise ValuesError("arithmetic", f"one of {', '.join(known)}", in_brief(name))
    if name == "decimal":
        return decimal_arithmetic(digits)
    if name in _FIXED:
        return _FIXED[name]
    raise HandgradError(
        f"no arithmetic named {in_brief(name)}{did_you_mean(name, known)}; "
        f"known: {', '.join(known)}"
    )


def is_of_the_four(numbers: Arithmetic) -> bool:
    """Whether it is one of the four number systems, and does nothing but calculate.

    >>> is_of_the_four(FLOAT64), is_of_the_four(decimal_arithmetic(80))
    (True, True)
    """
    decimal = decimal_arithmetic()
    return any(numbers.functions is known.functions for known in (*_FIXED.values(), decimal))


def arithmetic_of(values: Iterable[object]) -> str:
    """The name of the arithmetic for these numbers: the one that loses nothing of them.

    >>> arithmetic_of([1, Fraction(1, 2)]), arithmetic_of([0.5, Decimal(2)])
    ('rational', 'decimal')
    """
    values = list(values)
    if any(isinstance(value, Decimal) for value in values):
        return "decimal"
    exact = all(isinstance(value, int | Fraction) for value in values)
    return "rational" if exact else "float64"
