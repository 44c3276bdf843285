"""The elementary functions: for each its value in every kind of number, side by side.

The tables of the number systems are views of this one. What a formula language has to know
besides is the record of the same name in `handgrad.language`.
"""

import cmath
import math
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from handgrad.arithmetic import gamma, holomorphic, series
from handgrad.arithmetic.fixed_point import exponential, logarithm


class Elementary(NamedTuple):
    """One function of one or two numbers.

    `real` is of floats, `decimal` of Decimals at the precision of the context, `holomorphic`
    its continuation to complex numbers, `rational` of fractions: None where the values are not
    rational. `kink` says that it goes two ways at 0 (of two arguments: where they are equal),
    `flat` that it is constant on either side.
    """

    real: Callable[..., float]
    decimal: Callable[..., Decimal]
    holomorphic: Callable[..., complex]
    rational: Callable[..., Fraction] | None = None
    arguments: int = 1
    kink: bool = False
    flat: bool = False


def _sigmoid(x: float) -> float:
    if x >= 0:
        return 1 / (1 + math.exp(-x))
    e = math.exp(x)
    return e / (1 + e)


def _softplus(x: float) -> float:
    return x + math.log1p(math.exp(-x)) if x > 0 else math.log1p(math.exp(x))


# nan is neither above nor below anything: it falls through every comparison and stays nan.


def _relu(x: float) -> float:
    return 0.0 if x <= 0 else x


def _step(x: float) -> float:
    return 1.0 if x > 0 else 0.0 if x <= 0 else x


def _sign(x: float) -> float:
    return 1.0 if x > 0 else -1.0 if x < 0 else 0.0 if x == 0 else x


def _max(x: float, y: float) -> float:
    return x if x >= y or x != x else y


def _min(x: float, y: float) -> float:
    return x if x <= y or x != x else y


def _kinked(
    real: Callable[..., float],
    decimal: Callable[..., Decimal],
    holomorphic: Callable[..., complex],
    rational: Callable[..., Fraction],
    *,
    arguments: int = 1,
    flat: bool = False,
) -> Elementary:
    return Elementary(real, decimal, holomorphic, rational, arguments, kink=True, flat=flat)


ELEMENTARY: Mapping[str, Elementary] = {
    "exp": Elementary(math.exp, exponential, cmath.exp),
    "log": Elementary(math.log, logarithm, cmath.log),
    "sqrt": Elementary(math.sqrt, Decimal.sqrt, cmath.sqrt),
    "tanh": Elementary(math.tanh, series.tanh, cmath.tanh),
    "sin": Elementary(math.sin, series.sin, cmath.sin),
    "cos": Elementary(math.cos, series.cos, cmath.cos),
    "tan": Elementary(math.tan, series.tan, cmath.tan),
    "arcsin": Elementary(math.asin, series.arcsin, cmath.asin),
    "arccos": Elementary(math.acos, series.arccos, cmath.acos),
    "arctan": Elementary(math.atan, series.arctan, cmath.atan),
    "sinh": Elementary(math.sinh, series.sinh, cmath.sinh),
    "cosh": Elementary(math.cosh, series.cosh, cmath.cosh),
    "erf": Elementary(math.erf, series.erf, holomorphic.erf),
    "lgamma": Elementary(math.lgamma, gamma.lgamma, holomorphic.lgamma),
    "digamma": Elementary(gamma.real_digamma, gamma.digamma, holomorphic.digamma),
    "trigamma": Elementary(gamma.real_trigamma, gamma.trigamma, holomorphic.trigamma),
    "sigmoid": Elementary(_sigmoid, series.sigmoid, holomorphic.sigmoid),
    "softplus": Elementary(_softplus, series.softplus, holomorphic.softplus),
    "log1p": Elementary(math.log1p, series.log1p, holomorphic.log1p),
    "expm1": Elementary(math.expm1, series.expm1, holomorphic.expm1),
    "abs": _kinked(math.fabs, Decimal.copy_abs, holomorphic.absolute, abs),
    "relu": _kinked(
        _relu,
        lambda x: max(x, Decimal(0)),
        holomorphic.relu,
        lambda x: x if x > 0 else Fraction(0),
    ),
    "step": _kinked(
        _step,
        lambda x: Decimal(x > 0),
        holomorphic.step,
        lambda x: Fraction(x > 0),
        flat=True,
    ),
    "sign": _kinked(
        _sign,
        lambda x: Decimal((x > 0) - (x < 0)),
        holomorphic.sign,
        lambda x: Fraction((x > 0) - (x < 0)),
        flat=True,
    ),
    "max": _kinked(_max, max, holomorphic.maximum, max, arguments=2),
    "min": _kinked(_min, min, holomorphic.minimum, min, arguments=2),
}
