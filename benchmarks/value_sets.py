"""Gradients as programs compute them, right and wrong, in float64 and in float32.

The programs are NumPy as people write it; the truth is the same formulas in 50 digits of mpmath
by differences of the loss, so that handgrad's own values are no part of it.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from random import Random
from typing import Any, NamedTuple

import numpy as np

from handgrad.model import Model, load

Values = Mapping[str, Any]


class Program(NamedTuple):
    """A page, the shapes of what it declares, and its gradient in arrays of one dtype."""

    page: str
    shapes: Mapping[str, tuple[int, ...]]
    parameters: tuple[str, ...]
    gradient: Callable[[Values], dict[str, Any]]
    loss: Callable[[Any, Values], Any]
    labels: str = ""


def _linear(v: Values) -> dict[str, Any]:
    residual = v["X"] @ v["w"] + v["b"] - v["y"]
    n = residual.dtype.type(len(residual))
    return {"w": 2 * (v["X"].T @ residual) / n, "b": 2 * residual.mean()}


def _logistic(v: Values) -> dict[str, Any]:
    p = 1 / (1 + np.exp(-(v["X"] @ v["w"] + v["b"])))
    d = (p - v["y"]) / p.dtype.type(len(p))
    return {"w": d @ v["X"], "b": d.sum()}


def _softmax(v: Values) -> dict[str, Any]:
    z = v["X"] @ v["W"] + v["b"]
    e = np.exp(z - z.max(axis=1, keepdims=True))
    d = (e / e.sum(axis=1, keepdims=True) - v["Y"]) / z.dtype.type(len(z))
    return {"W": v["X"].T @ d, "b": d.sum(axis=0)}


def _two_layer(v: Values) -> dict[str, Any]:
    a = 1 / (1 + np.exp(-(v["W1"] @ v["x"] + v["b1"])))
    d = 2 * (v["W2"] @ a + v["b2"] - v["y"])
    dz = (v["W2"].T @ d) * a * (1 - a)
    return {"W1": np.outer(dz, v["x"]), "b1": dz, "W2": np.outer(d, a), "b2": d}


def _dot(m: Any, row: Any, column: Any) -> Any:
    return m.fsum(a * b for a, b in zip(row, column, strict=True))


def _linear_loss(m: Any, v: Values) -> Any:
    rows = [_dot(m, x, v["w"]) + v["b"] - y for x, y in zip(v["X"], v["y"], strict=True)]
    return m.fsum(r * r for r in rows) / len(rows)


def _logistic_loss(m: Any, v: Values) -> Any:
    rows = [(_dot(m, x, v["w"]) + v["b"], y) for x, y in zip(v["X"], v["y"], strict=True)]
    return m.fsum(m.log(1 + m.exp(z)) - y * z for z, y in rows) / len(rows)


def _softmax_loss(m: Any, v: Values) -> Any:
    total = m.mpf(0)
    for x, y in zip(v["X"], v["Y"], strict=True):
        columns = zip(*v["W"], strict=True)
        z = [_dot(m, x, w) + b for w, b in zip(columns, v["b"], strict=True)]
        total += m.log(m.fsum(map(m.exp, z))) - _dot(m, y, z)
    return total / len(v["X"])


def _two_layer_loss(m: Any, v: Values) -> Any:
    hidden = [_dot(m, w, v["x"]) + b for w, b in zip(v["W1"], v["b1"], strict=True)]
    a = [1 / (1 + m.exp(-z)) for z in hidden]
    outputs = [_dot(m, w, a) + b for w, b in zip(v["W2"], v["b2"], strict=True)]
    return m.fsum((p - y) ** 2 for p, y in zip(outputs, v["y"], strict=True))


PROGRAMS = (
    Program(
        "linear_regression", {"X": (5, 3), "y": (5,), "w": (3,), "b": ()}, ("w", "b"),
        _linear, _linear_loss,
    ),
    Program(
        "logistic_regression", {"X": (6, 2), "y": (6,), "w": (2,), "b": ()}, ("w", "b"),
        _logistic, _logistic_loss, "y",
    ),
    Program(
        "softmax_regression", {"X": (4, 3), "Y": (4, 2), "W": (3, 2), "b": (2,)}, ("W", "b"),
        _softmax, _softmax_loss, "Y",
    ),
    Program(
        "two_layer",
        {"x": (3,), "y": (2,), "W1": (4, 3), "b1": (4,), "W2": (2, 4), "b2": (2,)},
        ("W1", "b1", "W2", "b2"), _two_layer, _two_layer_loss,
    ),
)  # fmt: skip


@cache
def page_of(name: str) -> Model:
    """The page of a program, in sizes that fit its shapes."""
    [program] = [program for program in PROGRAMS if program.page == name]
    declared = load(name).declarations
    sizes = {
        size: number
        for given, shape in program.shapes.items()
        for size, number in zip(declared[given].dimensions, shape, strict=True)
    }
    return load(name, **sizes)


def point_of(program: Program, rng: Random, dtype: Any) -> dict[str, Any]:
    """Values of ordinary size, exactly as this dtype holds them."""
    scale = rng.choice([0.3, 1.0, 3.0])
    found = {}
    for name, shape in program.shapes.items():
        drawn = np.array([rng.gauss(0, scale) for _ in range(int(np.prod(shape)))])
        if name == program.labels and len(shape) == 1:
            drawn = np.array([float(rng.random() < 0.5) for _ in drawn])
        found[name] = drawn.reshape(shape).astype(dtype)
        if name == program.labels and len(shape) == 2:
            found[name] = np.eye(shape[1], dtype=dtype)[
                [rng.randrange(shape[1]) for _ in range(shape[0])]
            ]
    return found


WRONGS = ("entry", "sign", "factor", "zero", "order", "other")


def spoilt(gradient: Mapping[str, Any], rng: Random) -> tuple[dict[str, Any], str]:
    """A gradient with one array wrong by far more than rounding, and the name of that array.

    One that is small beside the others is what cancellation has left.
    """
    found = {name: np.array(value) for name, value in gradient.items()}
    sizes = {name: float(np.max(np.abs(value))) for name, value in found.items()}
    largest_of_all = max(sizes.values())
    name = rng.choice([n for n, size in sizes.items() if size >= 0.3 * largest_of_all])
    array, kind = found[name].copy(), rng.choice(WRONGS)
    kind = kind if largest_of_all > 0.1 else "other"
    largest = np.unravel_index(np.argmax(np.abs(array)), array.shape)
    if kind == "entry":
        array[largest] *= array.dtype.type(1 + rng.choice([1e-2, -1e-2, 0.3]))
    elif kind == "sign":
        array = -array
    elif kind == "factor":
        array = array * array.dtype.type(rng.choice([0.5, 2.0, 3.0]))
    elif kind == "zero":
        array[largest] = 0
    elif kind == "order" and array.ndim and not np.allclose(array, array[::-1], 1e-2):
        array = array[::-1].copy()
    else:
        array = array + array.dtype.type(0.05)
    return {**found, name: array}, name


def sets(
    count: int, seed: int
) -> Iterator[tuple[Program, dict[str, Any], dict[str, Any], str]]:
    """Program, point, right gradient and dtype: float64 and float32 in turn."""
    rng = Random(seed)
    for index in range(count):
        dtype = "float32" if index % 2 else "float64"
        program = PROGRAMS[index // 2 % len(PROGRAMS)]
        at = point_of(program, rng, np.dtype(dtype).type)
        yield program, at, program.gradient(at), dtype


def by_differences(program: Program, at: Values, name: str, place: tuple[int, ...]) -> float:
    """An entry of the gradient by central differences of the loss in 50 digits."""
    import mpmath

    with mpmath.workdps(50):
        values = {n: _exact(mpmath, v.tolist()) for n, v in at.items()}

        def loss(step: Any) -> Any:
            moved = {**values, name: _moved(values[name], place, step)}
            return program.loss(mpmath.mp, moved)

        step = mpmath.mpf("1e-15")
        return float((loss(step) - loss(-step)) / (2 * step))


def _exact(mpmath: Any, value: Any) -> Any:
    return [_exact(mpmath, v) for v in value] if isinstance(value, list) else mpmath.mpf(value)


def _moved(value: Any, place: tuple[int, ...], step: Any) -> Any:
    if not place:
        return value + step
    return [_moved(v, place[1:], step) if i == place[0] else v for i, v in enumerate(value)]
