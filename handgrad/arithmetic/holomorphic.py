"""The functions of a complex number, for derivatives by the complex step.

Away from its kinks a real function continues to the complex plane; relu, max and the like
choose their branch by the real part.
"""

import cmath
import math

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


def erf(z: complex) -> complex:
    if abs(z.imag) > 1e-8:
        raise EvaluationError(f"erf of {z}: the imaginary part may be at most 1e-8")
    slope = 2 / math.sqrt(math.pi) * math.exp(-z.real * z.real)
    return complex(math.erf(z.real), z.imag * slope)


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
