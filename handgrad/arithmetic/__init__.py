"""The four number systems that pages run in, and the functions of users' own losses.

`FLOAT64`, `FLOAT32`, `RATIONAL` and `decimal_arithmetic(digits)` are values of one type,
`Arithmetic`. `exp`, `log`, ... take any kind of number and answer in the same kind.
"""

from handgrad.arithmetic.base import Arithmetic, Number
from handgrad.arithmetic.binary import FLOAT32, FLOAT64, to_binary32
from handgrad.arithmetic.choice import arithmetic, arithmetic_of
from handgrad.arithmetic.decimals import decimal_arithmetic
from handgrad.arithmetic.polymorphic import (
    absolute,
    arccos,
    arcsin,
    arctan,
    cos,
    cosh,
    digamma,
    erf,
    exp,
    expm1,
    lgamma,
    log,
    log1p,
    maximum,
    minimum,
    relu,
    sigmoid,
    sign,
    sin,
    sinh,
    softplus,
    sqrt,
    step,
    tan,
    tanh,
    trigamma,
)
from handgrad.arithmetic.rational import RATIONAL

__all__ = [
    "FLOAT32",
    "FLOAT64",
    "RATIONAL",
    "Arithmetic",
    "Number",
    "absolute",
    "arccos",
    "arcsin",
    "arctan",
    "arithmetic",
    "arithmetic_of",
    "cos",
    "cosh",
    "decimal_arithmetic",
    "digamma",
    "erf",
    "exp",
    "expm1",
    "lgamma",
    "log",
    "log1p",
    "maximum",
    "minimum",
    "relu",
    "sigmoid",
    "sign",
    "sin",
    "sinh",
    "softplus",
    "sqrt",
    "step",
    "tan",
    "tanh",
    "to_binary32",
    "trigamma",
]
