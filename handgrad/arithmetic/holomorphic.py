"""The functions of a complex number, for derivatives by the complex step.

Away from its kinks a real function continues to the complex plane; relu, max and the like
choose their branch by the real part.
"""

import cmath
import math
from collections.abc import Callable

from handgrad.arithmetic import gamma
from handgrad.errors import EvaluationError


def sigmoid(z: complex) -> complex:
    if z.real >= 0:
        return 1 / (1 + cmath.exp(-z))
    e = cmath.exp(z)
    return e / (1 + e)


def softplus(z: complex) -> complex:
    return z + log1p(cmath.exp(-z)) if z.real > 0 else log1p(cmath.exp(z))


def log1p(z: complex) -> complex:
    if abs(z) > 0.5:
        return cmath.log(1 + z)
    # |1 + z|^2 - 1 without the loss of digits
    square = z.real * (2 + z.real) + z.imag * z.imag
    return complex(math.log1p(square) / 2, math.atan2(z.imag, 1 + z.real))


def expm1(z: complex) -> complex:
    half = math.sin(z.imag / 2)
    real = math.expm1(z.real) * math.cos(z.imag) - 2 * half * half
    return complex(real, math.exp(z.real) * math.sin(z.imag))


def _near_the_line(
    value: Callable[[float], float], slope: Callable[[float], float], z: complex
) -> complex:
    """A function of what is hardly complex, by its derivative."""
    if abs(z.imag) > 1e-8:
        name = value.__name__.removeprefix("real_")
        raise EvaluationError(f"{name} of {z}: the imaginary part may be at most 1e-8")
    return complex(value(z.real), z.imag * slope(z.real))


def erf(z: complex) -> complex:
    def slope(x: float) -> float:
        return 2 / math.sqrt(math.pi) * math.exp(-x * x)

    return _near_the_line(math.erf, slope, z)


def lgamma(z: complex) -> complex:
    return _near_the_line(math.lgamma, gamma.real_digamma, z)


def digamma(z: complex) -> complex:
    return _near_the_line(gamma.real_digamma, gamma.real_trigamma, z)


def trigamma(z: complex) -> complex:
    return _near_the_line(gamma.real_trigamma, gamma.real_tetragamma, z)


def absolute(z: complex) -> complex:
    return z if z.real > 0 else -z


def relu(z: complex) -> complex:
    return z if z.real > 0 else 0j


def step(z: complex) -> complex:
    return complex(z.real > 0)


def sign(z: complex) -> complex:
    return complex((z.real > 0) - (z.real < 0))


def maximum(z: complex, w: complex) -> complex:
    return z if z.real >= w.real else w


def minimum(z: complex, w: complex) -> complex:
    return z if z.real <= w.real else w
