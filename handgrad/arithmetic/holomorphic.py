"""The functions of a complex number, for derivatives by the complex step.

Away from its kinks a real function continues to the complex plane; relu, max and the like
choose their branch by the real part.
"""

import cmath
import math
from collections.abc import Callable, Mapping

from handgrad.arithmetic.base import too_large, undefined
from handgrad.errors import EvaluationError


def _sigmoid(z: complex) -> complex:
    if z.real >= 0:
        return 1 / (1 + cmath.exp(-z))
    e = cmath.exp(z)
    return e / (1 + e)


def _softplus(z: complex) -> complex:
    return z + _log1p(cmath.exp(-z)) if z.real > 0 else _log1p(cmath.exp(z))


def _log1p(z: complex) -> complex:
    if abs(z) > 0.5:
        return cmath.log(1 + z)
    # |1 + z|^2 - 1 without the loss of digits
    square = z.real * (2 + z.real) + z.imag * z.imag
    return complex(math.log1p(square) / 2, math.atan2(z.imag, 1 + z.real))


def _expm1(z: complex) -> complex:
    half = math.sin(z.imag / 2)
    real = math.expm1(z.real) * math.cos(z.imag) - 2 * half * half
    return complex(real, math.exp(z.real) * math.sin(z.imag))


def _erf(z: complex) -> complex:
    if abs(z.imag) > 1e-8:
        raise EvaluationError(f"erf of {z}: the imaginary part may be at most 1e-8")
    slope = 2 / math.sqrt(math.pi) * math.exp(-z.real * z.real)
    return complex(math.erf(z.real), z.imag * slope)


def _guarded(name: str, function: Callable[..., complex]) -> Callable[..., complex]:
    def guarded(*arguments: complex) -> complex:
        try:
            return function(*arguments)
        except (ValueError, ZeroDivisionError) as error:
            if isinstance(error, EvaluationError):
                raise
            raise undefined(name, *arguments) from error
        except OverflowError as error:
            raise too_large(name, *arguments) from error

    return guarded


_FORMULAS: Mapping[str, Callable[..., complex]] = {
    "exp": cmath.exp,
    "log": cmath.log,
    "sqrt": cmath.sqrt,
    "tanh": cmath.tanh,
    "sin": cmath.sin,
    "cos": cmath.cos,
    "tan": cmath.tan,
    "sinh": cmath.sinh,
    "cosh": cmath.cosh,
    "erf": _erf,
    "sigmoid": _sigmoid,
    "softplus": _softplus,
    "log1p": _log1p,
    "expm1": _expm1,
    "abs": lambda z: z if z.real > 0 else -z,
    "relu": lambda z: z if z.real > 0 else 0j,
    "step": lambda z: complex(z.real > 0),
    "sign": lambda z: complex((z.real > 0) - (z.real < 0)),
    "max": lambda z, w: z if z.real >= w.real else w,
    "min": lambda z, w: z if z.real <= w.real else w,
}

FUNCTIONS = {name: _guarded(name, formula) for name, formula in _FORMULAS.items()}
