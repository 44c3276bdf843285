"""Functions and claimed gradients that fool gradient checkers.

Every formula is written for any module of functions: `math` makes it a black box of floats,
`handgrad.arithmetic` lets it run in any arithmetic.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from handgrad import arithmetic

Function = Callable[[Any], Any]
Formula = Callable[[Any, Any], Any]

FLOATS = SimpleNamespace(
    exp=math.exp,
    log=math.log,
    sqrt=math.sqrt,
    tanh=math.tanh,
    sin=math.sin,
    cos=math.cos,
    log1p=math.log1p,
    erf=math.erf,
    floor=math.floor,
    absolute=abs,
    relu=lambda x: max(0.0, x),
    step=lambda x: 1.0 if x > 0 else 0.0,
    sigmoid=lambda x: arithmetic.sigmoid(x),
    softplus=lambda x: arithmetic.softplus(x),
    maximum=max,
)
ANY = SimpleNamespace(
    exp=arithmetic.exp,
    log=arithmetic.log,
    sqrt=arithmetic.sqrt,
    tanh=arithmetic.tanh,
    sin=arithmetic.sin,
    cos=arithmetic.cos,
    log1p=arithmetic.log1p,
    erf=arithmetic.erf,
    floor=math.floor,
    absolute=arithmetic.absolute,
    relu=arithmetic.relu,
    step=arithmetic.step,
    sigmoid=arithmetic.sigmoid,
    softplus=arithmetic.softplus,
    maximum=arithmetic.maximum,
)


@dataclass(frozen=True, slots=True)
class Case:
    """A loss, a claimed gradient and a point.

    `truth` is R (the claim is right), W (wrong) or K (there is no derivative at the point).
    `f` and `gradient` take the module of functions and the values.
    """

    name: str
    truth: str
    f: Formula
    gradient: Formula
    at: Any

    def black_box(self) -> tuple[Function, Function]:
        """The functions for floats only."""
        return (
            lambda v: self.f(FLOATS, floats(v)),
            lambda v: self.gradient(FLOATS, floats(v)),
        )

    def polymorphic(self) -> tuple[Function, Function]:
        """The functions for any number."""
        return lambda v: self.f(ANY, v), lambda v: self.gradient(ANY, v)


def floats(values: Any) -> Any:
    """The values turned into floats: no other number gets through."""
    if isinstance(values, list):
        return [floats(v) for v in values]
    return float(values)


def total(terms: Sequence[Any]) -> Any:
    """The sum, from the left."""
    result = terms[0]
    for term in terms[1:]:
        result = result + term
    return result


def _scaled(k: float, gradient: Formula) -> Formula:
    def scaled(m: Any, v: Any) -> Any:
        g = gradient(m, v)
        return [k * x for x in g] if isinstance(g, list) else k * g

    return scaled


def _constant(value: Any) -> Formula:
    return lambda m, v: value


def _sine(k: float) -> tuple[Formula, Formula]:
    return lambda m, a: m.sin(k * a), lambda m, a: k * m.cos(k * a)


THREE, ALIAS = [0.3, 0.7, 1.1], 2 * math.pi * 1024
TINY: Formula = lambda m, v: 1e-7 * total([m.sin(a) for a in v])  # noqa: E731
TINY_GRADIENT: Formula = lambda m, v: [1e-7 * m.cos(a) for a in v]  # noqa: E731
CUBES: Formula = lambda m, v: total([a * a * a for a in v])  # noqa: E731
CUBES_GRADIENT: Formula = lambda m, v: [3 * a * a for a in v]  # noqa: E731


def _noisy(offset: float, k: float = 1.0) -> tuple[Formula, Formula]:
    return lambda m, a: offset + k * m.sin(a), lambda m, a: k * m.cos(a)


def _softmax(m: Any, z: Any) -> list[Any]:
    powers = [m.exp(x) for x in z]
    return [p / total(powers) for p in powers]


def _softmax_squares(m: Any, z: Any) -> list[Any]:
    p = _softmax(m, z)
    mean = total([x * x for x in p])
    return [2 * x * (x - mean) for x in p]


def _cross_entropy(m: Any, z: Any) -> Any:
    return m.log(total([m.exp(x) for x in z])) - z[1]


def _p_minus_y(m: Any, z: Any) -> list[Any]:
    p = _softmax(m, z)
    return [p[0], p[1] - 1, *p[2:]]


def _leaky(negative: float) -> tuple[Formula, Formula]:
    return (
        lambda m, a: a if a > 0 else negative * a,
        lambda m, a: 1.0 if a > 0 else negative,
    )


QUOTIENT_MATRIX = ((2.0, 1.0), (-0.5, 3.0))


def _quotient(m: Any, w: Any) -> Any:
    form = total([w[i] * QUOTIENT_MATRIX[i][j] * w[j] for i in range(2) for j in range(2)])
    return form / total([x * x for x in w])


def _quotient_gradient(symmetric: bool) -> Formula:
    def gradient(m: Any, w: Any) -> list[Any]:
        square, value = total([x * x for x in w]), _quotient(m, w)
        a = QUOTIENT_MATRIX
        turned = [
            total([(2 * a[i][j] if symmetric else a[i][j] + a[j][i]) * w[j] for j in range(2)])
            for i in range(2)
        ]
        return [(t - 2 * value * x) / square for t, x in zip(turned, w, strict=True)]

    return gradient


def _huber(delta: float) -> tuple[Formula, Formula]:
    def f(m: Any, r: Any) -> Any:
        size = m.absolute(r)
        return r * r / 2 if size <= delta else delta * size - delta * delta / 2

    def gradient(m: Any, r: Any) -> Any:
        return r if m.absolute(r) <= delta else (delta if r > 0 else -delta)

    return f, gradient


def _logistic(y: int) -> tuple[Formula, Formula]:
    return lambda m, z: m.softplus(-y * z), lambda m, z: -y * m.sigmoid(-y * z)


CASES: tuple[Case, ...] = (
    Case("W1 tiny loss, claimed 0", "W", TINY, _constant([0, 0, 0]), THREE),
    Case("W1b tiny loss, claimed -g", "W", TINY, _scaled(-1, TINY_GRADIENT), THREE),
    Case("R1 tiny loss", "R", TINY, TINY_GRADIENT, THREE),
    Case("W2 cubes, g*(1+5e-4)", "W", CUBES, _scaled(1.0005, CUBES_GRADIENT), THREE),
    Case("W2b cubes, g*(1+5e-7)", "W", CUBES, _scaled(1 + 5e-7, CUBES_GRADIENT), THREE),
    Case("R2 cubes", "R", CUBES, CUBES_GRADIENT, THREE),
    Case("W5 a^3 claimed 3a at 1", "W", lambda m, a: a * a * a, lambda m, a: 3 * a, 1.0),
    Case("W5b a^3 claimed 3a at 0", "W", lambda m, a: a * a * a, lambda m, a: 3 * a, 0.0),
    Case("R5 a^3 at 1", "R", lambda m, a: a * a * a, lambda m, a: 3 * a * a, 1.0),
    Case(
        "W6 a*b claimed (a,b)",
        "W",
        lambda m, v: v[0] * v[1],
        lambda m, v: [v[0], v[1]],
        [2.0, 2.0],
    ),
    Case("R6 a*b", "R", lambda m, v: v[0] * v[1], lambda m, v: [v[1], v[0]], [2.0, 2.0]),
    Case(
        "W7 relu at 0 claimed 1/2",
        "K",
        lambda m, a: m.relu(a),
        lambda m, a: 0.5 if a == 0 else m.step(a),
        0.0,
    ),
    Case("R7a relu at 0 claimed 0", "K", lambda m, a: m.relu(a), lambda m, a: m.step(a), 0.0),
    Case(
        "R7b relu at 0 claimed 1",
        "K",
        lambda m, a: m.relu(a),
        lambda m, a: 1.0 if a >= 0 else 0.0,
        0.0,
    ),
    Case(
        "K7 relu at 0 claimed 7",
        "K",
        lambda m, a: m.relu(a),
        lambda m, a: 7.0 if a == 0 else m.step(a),
        0.0,
    ),
    Case(
        "K8 abs at 0 claimed 0",
        "K",
        lambda m, a: m.absolute(a),
        lambda m, a: 0.0 if a == 0 else (1.0 if a > 0 else -1.0),
        0.0,
    ),
    Case("R9 relu at 1e-7", "R", lambda m, a: m.relu(a), lambda m, a: m.step(a), 1e-7),
    Case("R9b relu at 2e-4", "R", lambda m, a: m.relu(a), lambda m, a: m.step(a), 2e-4),
    Case("W9 relu at 1e-7 claimed 1/2", "W", lambda m, a: m.relu(a), _constant(0.5), 1e-7),
    Case(
        "R9c abs(a-.3) at .2",
        "R",
        lambda m, a: m.absolute(a - 0.3),
        lambda m, a: 1.0 if a > 0.3 else -1.0,
        0.2,
    ),
    Case(
        "W9c abs(a-.3) at .2 claimed 0",
        "W",
        lambda m, a: m.absolute(a - 0.3),
        _constant(0.0),
        0.2,
    ),
    Case("R10 1e10+sin", "R", *_noisy(1e10), 0.3),
    Case("W10 1e10+sin claimed 2cos", "W", _noisy(1e10)[0], lambda m, a: 2 * m.cos(a), 0.3),
    Case("W10b 1e10+1e-9 sin claimed 0", "W", _noisy(1e10, 1e-9)[0], _constant(0.0), 0.3),
    Case("R11 sin(1e4 a)", "R", *_sine(1e4), 0.3),
    Case("W11 sin(1e4 a), 1e-5 off", "W", _sine(1e4)[0], _scaled(1.00001, _sine(1e4)[1]), 0.3),
    Case("R12 sin(1e6 a)", "R", *_sine(1e6), 0.3),
    Case("W12 sin(1e6 a) claimed 0", "W", _sine(1e6)[0], _constant(0.0), 0.3),
    Case("R12b sin(1e9 a)", "R", *_sine(1e9), 0.3),
    Case("R14 log at 1e-7", "R", lambda m, a: m.log(a), lambda m, a: 1 / a, 1e-7),
    Case("W14 log at 1e-7 claimed 2/a", "W", lambda m, a: m.log(a), lambda m, a: 2 / a, 1e-7),
    Case("R15 exp at 700", "R", lambda m, a: m.exp(a), lambda m, a: m.exp(a), 700.0),
    Case("R16 a^2 at 1e12", "R", lambda m, a: a * a, lambda m, a: 2 * a, 1e12),
    Case("R17 1/a at 1e-12", "R", lambda m, a: 1 / a, lambda m, a: -1 / (a * a), 1e-12),
    Case("W18 sin(2pi 1024 a) at .125 claimed 0", "W", _sine(ALIAS)[0], _constant(0.0), 0.125),
    Case("A1 sin(2pi 1024 a) at 0 claimed 0", "W", _sine(ALIAS)[0], _constant(0.0), 0.0),
    Case("R18 sin(2pi 1024 a) at 0", "R", *_sine(ALIAS), 0.0),
    Case(
        "R21 linear", "R", lambda m, v: 3 * v[0] - 2 * v[1], _constant([3.0, -2.0]), [0.3, 0.7]
    ),
    Case(
        "W21 linear, sign",
        "W",
        lambda m, v: 3 * v[0] - 2 * v[1],
        _constant([3.0, 2.0]),
        [0.3, 0.7],
    ),
    Case(
        "R23 at the minimum", "R", lambda m, a: (a - 1) * (a - 1), lambda m, a: 2 * (a - 1), 1.0
    ),
    Case(
        "W23 at the minimum claimed 1e-9",
        "W",
        lambda m, a: (a - 1) * (a - 1),
        lambda m, a: 2 * (a - 1) + 1e-9,
        1.0,
    ),
    Case("R24 5+a^2 at 1e-9", "R", lambda m, a: 5 + a * a, lambda m, a: 2 * a, 1e-9),
    Case("W24 5+a^2 at 1e-9 claimed 0", "W", lambda m, a: 5 + a * a, _constant(0.0), 1e-9),
    Case("R25 1+1e-12 sin", "R", *_noisy(1.0, 1e-12), 0.3),
    Case("W25 1+1e-12 sin claimed 0", "W", _noisy(1.0, 1e-12)[0], _constant(0.0), 0.3),
    Case("W25b 1+1e-20 sin claimed 0", "W", _noisy(1.0, 1e-20)[0], _constant(0.0), 0.3),
    Case("R28 floor at 4 claimed 0", "K", lambda m, a: m.floor(a), _constant(0.0), 4.0),
    Case("R28b floor at 4.5", "R", lambda m, a: m.floor(a), _constant(0.0), 4.5),
    Case(
        "R29 a*abs(a) at 0",
        "R",
        lambda m, a: a * m.absolute(a),
        lambda m, a: 2 * m.absolute(a),
        0.0,
    ),
    Case(
        "R29b abs(a)^1.5 at 0",
        "R",
        lambda m, a: m.sqrt(m.absolute(a)) * m.absolute(a),
        lambda m, a: 1.5 * m.sqrt(m.absolute(a)) * (1 if a > 0 else -1),
        0.0,
    ),
    Case(
        "K29 cube root at 0 claimed 0",
        "K",
        lambda m, a: (1 if a > 0 else -1) * m.exp(m.log(m.absolute(a)) / 3) if a else a,
        lambda m, a: m.exp(m.log(m.absolute(a)) * -2 / 3) / 3 if a else 0.0,
        0.0,
    ),
    Case(
        "K29b a+abs(a) at 0 claimed 1",
        "K",
        lambda m, a: a + m.absolute(a),
        lambda m, a: 1.0 if a == 0 else (2.0 if a > 0 else 0.0),
        0.0,
    ),
    Case(
        "W30 relu(a)-relu(-a) at 0 claimed 0",
        "W",
        lambda m, a: m.relu(a) - m.relu(-a),
        lambda m, a: m.step(a) + m.step(-a),
        0.0,
    ),
    Case(
        "R30 relu(a)-relu(-a) at 0",
        "R",
        lambda m, a: m.relu(a) - m.relu(-a),
        _constant(1.0),
        0.0,
    ),
    Case(
        "K31 sqrt at 0",
        "K",
        lambda m, a: m.sqrt(a),
        lambda m, a: 0.5 / m.sqrt(a) if a else 0.0,
        0.0,
    ),
    Case(
        "W35 steep curve hides 1e-3",
        "W",
        lambda m, a: 1e6 * a * a,
        lambda m, a: 2e6 * a + 1e-3,
        1.0,
    ),
    Case("R35 steep curve", "R", lambda m, a: 1e6 * a * a, lambda m, a: 2e6 * a, 1.0),
    Case("A5 leaky relu, wrong slope below", "W", _leaky(0.1)[0], _leaky(0.2)[1], -1.0),
    Case("R36 leaky relu", "R", *_leaky(0.1), -1.0),
    Case(
        "A6 softmax squares, claimed 0",
        "W",
        lambda m, z: total([p * p for p in _softmax(m, z)]),
        _constant([0.0, 0.0, 0.0]),
        [0.5, 0.5, 0.5],
    ),
    Case(
        "R37 softmax squares at equal logits",
        "R",
        lambda m, z: total([p * p for p in _softmax(m, z)]),
        _softmax_squares,
        [0.5, 0.5, 0.5],
    ),
    Case("R38 cross entropy", "R", _cross_entropy, _p_minus_y, [0.2, -1.0, 0.7]),
    Case("W38 cross entropy, p", "W", _cross_entropy, _softmax, [0.2, -1.0, 0.7]),
    Case(
        "W38b cross entropy, y-p",
        "W",
        _cross_entropy,
        _scaled(-1, _p_minus_y),
        [0.2, -1.0, 0.7],
    ),
    Case(
        "W38c cross entropy, p(1-p)",
        "W",
        _cross_entropy,
        lambda m, z: [p * (1 - p) for p in _softmax(m, z)],
        [0.2, -1.0, 0.7],
    ),
    Case("R39 tanh", "R", lambda m, a: m.tanh(a), lambda m, a: 1 - m.tanh(a) * m.tanh(a), 0.0),
    Case(
        "W39 tanh claimed 1-t at 0",
        "W",
        lambda m, a: m.tanh(a),
        lambda m, a: 1 - m.tanh(a),
        0.0,
    ),
    Case(
        "R40 sigmoid",
        "R",
        lambda m, a: m.sigmoid(a),
        lambda m, a: m.sigmoid(a) * (1 - m.sigmoid(a)),
        0.4,
    ),
    Case(
        "R40b sigmoid another way",
        "R",
        lambda m, a: 1 / (1 + m.exp(-a)),
        lambda m, a: m.sigmoid(a) * m.sigmoid(-a),
        0.4,
    ),
    Case(
        "W40 sigmoid claimed z(1-z)",
        "W",
        lambda m, a: m.sigmoid(a),
        lambda m, a: a * (1 - a),
        0.4,
    ),
    Case("R41 logistic loss at 800", "R", *_logistic(1), 800.0),
    Case("R41b logistic loss at -800", "R", *_logistic(1), -800.0),
    Case("W41 logistic loss at -800 claimed 0", "W", _logistic(1)[0], _constant(0.0), -800.0),
    Case("R42 Huber at delta", "R", *_huber(1.5), 1.5),
    Case("R43 quotient", "R", _quotient, _quotient_gradient(symmetric=False), [0.4, -1.2]),
    Case(
        "W43 quotient as if symmetric",
        "W",
        _quotient,
        _quotient_gradient(symmetric=True),
        [0.4, -1.2],
    ),
    Case(
        "R44 log-sum-exp with a shift",
        "R",
        lambda m, z: z[0] + m.log(total([m.exp(x - z[0]) for x in z])),
        _softmax,
        [0.2, -1.0, 0.7],
    ),
    Case(
        "W45 L2 term omitted at 0",
        "W",
        lambda m, v: (v[0] - 2) * (v[0] - 2) + 0.1 * v[1] * v[1],
        lambda m, v: [2 * (v[0] - 2), 0.0],
        [0.5, 0.0],
    ),
    Case(
        "K46 hinge at the margin",
        "K",
        lambda m, a: m.relu(1 - a),
        lambda m, a: -m.step(1 - a),
        1.0,
    ),
    Case(
        "K47 tie of a maximum",
        "K",
        lambda m, v: m.maximum(v[0], v[1]),
        lambda m, v: [1.0, 0.0] if v[0] >= v[1] else [0.0, 1.0],
        [0.7, 0.7],
    ),
    Case(
        "R48 central difference of a parabola",
        "R",
        lambda m, a: a * a,
        lambda m, a: (a + 0.5) * (a + 0.5) - (a - 0.5) * (a - 0.5),
        0.75,
    ),
    Case(
        "W49 central difference",
        "W",
        lambda m, a: m.exp(a),
        lambda m, a: (m.exp(a + 1e-3) - m.exp(a - 1e-3)) / 2e-3,
        0.3,
    ),
)
