"""Gradients as people write them: what rounding explains is right, what it does not is wrong.

A kind of code a section, each drawn at random: constants written in two ways, sums in another
order, dead entries, arrays of other scales, an epsilon, single precision.
"""

import math
import warnings
from collections.abc import Callable
from random import Random
from struct import pack, unpack
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handgrad.errors import ValuesError
from handgrad.referee.function import check_gradient

SEEDS = st.integers(0, 2**32)
CONSTANTS = (0.1, 0.3, 1 / 3, 2 / 3, 0.7, math.pi, 0.05, 1.1, 1e-3 / 7, 12345.678)


# Constants that are rounded before they meet a number of many digits


def power(c: float, n: int, N: int) -> tuple[Any, Any]:
    return lambda x: c * x**n / N, lambda x: n * c / N * x ** (n - 1)


def square(c: float, n: int, N: int) -> tuple[Any, Any]:
    return lambda x: (x - c) ** 2 / N, lambda x: 2 / N * (x - c)


def expanded(c: float, n: int, N: int) -> tuple[Any, Any]:
    a = n / N
    return lambda x: (a * x - c) ** 2, lambda x: 2 * a * a * x - 2 * a * c


def real_power(c: float, n: int, N: int) -> tuple[Any, Any]:
    a = c % 3 + n
    return lambda x: x**a / N, lambda x: a / N * x ** (a - 1)


def two_centres(c: float, n: int, N: int) -> tuple[Any, Any]:
    return lambda x: (x - c) ** 2 + (x - n * c) ** 2, lambda x: 2 * (2 * x - (c + n * c))


FORMULAS = (power, square, expanded, real_power, two_centres)


@pytest.mark.parametrize("formula", FORMULAS)
@given(SEEDS)
def test_constants_written_in_two_ways(formula: Callable[..., Any], seed: int) -> None:
    rng = Random(seed)
    f, gradient = formula(rng.choice(CONSTANTS), rng.randint(2, 5), rng.randint(2, 12))
    at = 0.2 + 2 * rng.random()
    right = check_gradient(f, gradient, at)
    assert right.verdict == "right", str(right)
    assert right.hints == ()
    for part in (1e-6, 1e-9, 1e-12):
        wrong = check_gradient(f, lambda x, part=part: gradient(x) * (1 + part), at)
        assert wrong.verdict == "wrong", str(wrong)
        finding = wrong.findings[0]
        assert repr(finding.claimed) != repr(finding.measured)


@given(SEEDS)
def test_a_symmetric_part_added_up_in_floats(seed: int) -> None:
    rng = Random(seed)
    n = rng.randint(2, 6)
    Q = [[rng.gauss(0, 1) for _ in range(n)] for _ in range(n)]
    S = [[Q[i][j] + Q[j][i] for j in range(n)] for i in range(n)]
    at = [rng.gauss(0, 1) for _ in range(n)]

    def f(w: Any) -> Any:
        total = 0
        for i in range(n):
            for j in range(n):
                total = total + w[i] * Q[i][j] * w[j]
        return total

    def gradient(w: Any) -> list[Any]:
        found = []
        for i in range(n):
            total = 0
            for j in range(n):
                total = total + S[i][j] * w[j]
            found.append(total)
        return found

    right = check_gradient(f, gradient, at)
    assert right.verdict == "right", str(right)
    spoiled = rng.randrange(n)
    for part in (1e-6, 1e-9, 1e-11):

        def wrong(w: Any, part: float = part) -> list[Any]:
            return [g * (1 + part * (i == spoiled)) for i, g in enumerate(gradient(w))]

        check = check_gradient(f, wrong, at)
        assert check.verdict == "wrong", str(check)
        assert [finding.index for finding in check.findings if finding.point == 0] == [spoiled]


# Calls that differ in the last bit


def shuffled(random: Random, terms: list[float]) -> float:
    total = 0.0
    for term in random.sample(terms, len(terms)):
        total += term
    return total


@given(SEEDS)
def test_sums_in_another_order_at_every_call(seed: int) -> None:
    rng = Random(seed)
    at = [rng.gauss(0, 1) for _ in range(rng.randint(3, 8))]
    order = Random(seed + 1)

    def f(v: Any) -> float:
        return shuffled(order, [x * x for x in map(float, v)]) ** 2

    def gradient(v: Any) -> list[float]:
        total = shuffled(order, [x * x for x in map(float, v)])
        return [4 * total * float(x) for x in v]

    right = check_gradient(f, gradient, at)
    assert right.verdict == "right", str(right)
    for factor in (-1, 2, 1.0001):
        wrong = check_gradient(f, lambda v, k=factor: [k * g for g in gradient(v)], at)
        assert wrong.verdict == "wrong", str(wrong)


def test_a_gradient_that_is_not_set_to_zero_is_named() -> None:
    kept = [0.0, 0.0]

    def accumulating(v: Any) -> list[Any]:
        for i in (0, 1):
            kept[i] = kept[i] + 2 * float(v[i])
        return list(kept)

    check = check_gradient(lambda v: v[0] * v[0] + v[1] * v[1], accumulating, [0.3, 0.7])
    assert check.verdict == "undecided"
    assert any("it accumulates" in reason for reason in check.reasons)


# Entries whose derivative is 0


@given(SEEDS)
def test_dead_entries_of_a_function_of_floats(seed: int) -> None:
    rng = Random(seed)
    n = rng.choice((2, 5, 30))
    weights = [rng.gauss(0, 1) * rng.randrange(2) for _ in range(n)]
    at = [rng.gauss(0, 1) for _ in range(n)]
    weights[-1], at[-1] = 1.3, abs(at[-1])

    def f(v: Any) -> float:
        return math.fsum(w * math.exp(max(0.0, x)) for w, x in zip(weights, v, strict=True))

    def gradient(v: Any) -> list[float]:
        pairs = zip(weights, v, strict=True)
        return [w * math.exp(x) if x > 0 else 0.0 for w, x in pairs]

    check = check_gradient(f, gradient, at)
    assert check.verdict == "right", str(check)
    alive = [i for i, g in enumerate(gradient(at)) if g]
    dead = [i for i, g in enumerate(gradient(at)) if not g]
    for slips in (alive[:1], dead[:1]):
        for i in slips:

            def wrong(v: Any, i: int = i) -> list[float]:
                g = gradient(v)
                g[i] = 0.0 if g[i] else 1e-3
                return g

            assert check_gradient(f, wrong, at).verdict == "wrong"


def test_the_number_of_parameters_does_not_matter_to_a_dead_entry() -> None:
    for n in (2, 83, 199, 200, 201, 325):
        at = [0.1 + i / n for i in range(n)]
        check = check_gradient(
            lambda v: math.fsum(math.sin(x) for x in v[1:]),
            lambda v: [0.0, *(math.cos(x) for x in v[1:])],
            at,
        )
        assert check.verdict == "right", (n, str(check))
        assert "1 entry that do not move f" in str(check)


def test_a_dead_entry_hides_no_wrong_one() -> None:
    check = check_gradient(
        lambda v: v[0] ** 2, lambda v: [2 * v[0], 5.0], [0.3, 0.7], nearby=False
    )
    assert check.verdict == "wrong"
    assert check.findings[0].name == "x[1]"


# Arrays of other scales


@given(SEEDS)
def test_every_array_is_seen_at_its_own_scale(seed: int) -> None:
    rng = Random(seed)
    names = ["a", "b", "c"]
    scales = {name: 10.0 ** rng.randint(-12, 3) for name in names}
    weights = {name: [rng.gauss(0, 1) for _ in range(4)] for name in names}
    at = {name: [0.3 + rng.random() for _ in range(4)] for name in names}

    def f(p: Any) -> Any:
        total = 0
        for name in names:
            for w, x in zip(weights[name], p[name], strict=True):
                total = total + scales[name] * (w / 3) * x * x * x
        return total

    def gradient(p: Any) -> dict[str, list[Any]]:
        return {
            name: [
                scales[name] * w * x * x for w, x in zip(weights[name], p[name], strict=True)
            ]
            for name in names
        }

    assert check_gradient(f, gradient, at).verdict == "right"
    smallest = min(names, key=lambda name: scales[name])
    for slip in (lambda g: -g, lambda g: 0 * g, lambda g: g * (1 + 1e-9)):

        def wrong(p: Any, slip: Any = slip) -> dict[str, list[Any]]:
            g = gradient(p)
            g[smallest] = [slip(x) for x in g[smallest]]
            return g

        check = check_gradient(f, wrong, at)
        assert check.verdict == "wrong", str(check)


def deep_net(layers: int, seed: int) -> tuple[Any, Any, Any]:
    np = pytest.importorskip("numpy")
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(5, 6)), rng.normal(size=(5, 6))
    at = {f"W{i}": 0.05 * rng.normal(size=(6, 6)) for i in range(layers)}

    def states(p: Any) -> list[Any]:
        h = [X]
        for i in range(layers):
            h.append(1 / (1 + np.exp(-h[-1] @ p[f"W{i}"])))
        return h

    def gradient(p: Any) -> Any:
        h, g = states(p), {}
        d = h[-1] - y
        for i in reversed(range(layers)):
            d = d * h[i + 1] * (1 - h[i + 1])
            g[f"W{i}"] = h[i].T @ d
            d = d @ p[f"W{i}"].T
        return {name: g[name] for name in p}

    return lambda p: 0.5 * ((states(p)[-1] - y) ** 2).sum(), gradient, at


def floats(np: Any, function: Any) -> Any:
    def of_floats(p: Any) -> Any:
        return function({name: np.array(value, float) for name, value in p.items()})

    return of_floats


@pytest.mark.parametrize(("layers", "seed"), [(8, 0), (8, 2), (12, 0)])
def test_a_vanishing_layer_is_not_overlooked(layers: int, seed: int) -> None:
    np = pytest.importorskip("numpy")
    f, gradient, at = deep_net(layers, seed)
    assert check_gradient(f, gradient, at).verdict == "right"
    lists = {name: value.tolist() for name, value in at.items()}
    by_floats = check_gradient(floats(np, f), floats(np, gradient), lists)
    assert by_floats.verdict in ("right", "undecided")
    assert "too small to be seen" in str(by_floats)
    for factor in (0.0, -1.0, 2.0):

        def wrong(p: Any, k: float = factor) -> Any:
            return {**gradient(p), "W0": k * gradient(p)["W0"]}

        seen = check_gradient(f, wrong, at)
        assert seen.verdict == "wrong" or (seen.verdict == "undecided" and factor == 0)
        assert check_gradient(floats(np, f), floats(np, wrong), lists).verdict != "right"


# An epsilon in the loss


@given(SEEDS)
def test_an_epsilon_is_named_and_can_be_neglected(seed: int) -> None:
    rng = Random(seed)
    eps = 10.0 ** -rng.randint(6, 9)
    X = [[rng.gauss(0, 1) for _ in range(4)] for _ in range(8)]
    y = [i % 2 for i in range(8)]
    at = [rng.gauss(0, 0.5) for _ in range(4)]

    def scores(w: Any) -> list[float]:
        return [
            1 / (1 + math.exp(-math.fsum(a * float(b) for a, b in zip(x, w, strict=True))))
            for x in X
        ]

    def f(w: Any) -> float:
        terms = zip(scores(w), y, strict=True)
        return -math.fsum(math.log((p if t else 1 - p) + eps) for p, t in terms) / 8

    def gradient(w: Any) -> list[float]:
        p = scores(w)
        return [math.fsum((p[n] - y[n]) * X[n][j] for n in range(8)) / 8 for j in range(4)]

    check = check_gradient(f, gradient, at)
    assert check.verdict in ("wrong", "undecided"), str(check)
    if check.verdict == "wrong":
        assert [hint.id for hint in check.hints] in (["epsilon"], [])
    accepted = check_gradient(f, gradient, at, negligible=1e-4)
    assert accepted.verdict == "right", str(accepted)
    assert "passed over" in str(accepted)
    gross = check_gradient(f, lambda w: [1.01 * g for g in gradient(w)], at, negligible=1e-4)
    assert gross.verdict == "wrong"
    one_off = check_gradient(
        f, lambda w: [gradient(w)[0] + 1e-2, *gradient(w)[1:]], at, negligible=1e-4
    )
    assert one_off.verdict == "wrong"


def test_the_hint_epsilon_says_what_would_accept_it() -> None:
    def f(v: Any) -> Any:
        return (v[0] * v[0] + v[1] * v[1] + 1e-5) * (v[0] + 2 * v[1])

    def gradient(v: Any) -> list[Any]:
        square, sum_ = v[0] * v[0] + v[1] * v[1], v[0] + 2 * v[1]
        return [2 * v[0] * sum_ + square, 2 * v[1] * sum_ + 2 * square]

    check = check_gradient(f, gradient, [0.3, 0.7])
    assert check.verdict == "wrong"
    assert [hint.id for hint in check.hints] == ["epsilon"]
    assert "negligible=1e-05" in check.hints[0].text
    assert "relative gap" in str(check)
    assert check_gradient(f, gradient, [0.3, 0.7], negligible=1e-5).verdict == "right"


# Single precision


def single(x: float) -> float:
    return float(unpack("f", pack("f", x))[0])


@given(SEEDS)
def test_single_precision_is_named_and_gross_errors_are_wrong(seed: int) -> None:
    rng = Random(seed)
    n = rng.randint(1, 5)
    weights = [rng.gauss(0, 1) for _ in range(n)]
    at = [0.3 + rng.random() for _ in range(n)]

    def f(v: Any) -> float:
        total = 0.0
        for w, x in zip(weights, v, strict=True):
            total = single(total + single(w) * single(math.sin(single(float(x)))))
        return total

    def gradient(v: Any) -> list[float]:
        return [single(w * math.cos(float(x))) for w, x in zip(weights, v, strict=True)]

    check = check_gradient(f, gradient, at)
    assert check.verdict == "undecided", str(check)
    assert "float32" in " ".join(check.reasons), str(check)
    for factor in (-1, 2, 0.5):
        wrong = check_gradient(f, lambda v, k=factor: [k * g for g in gradient(v)], at)
        assert wrong.verdict == "wrong", str(wrong)


# The rest


def test_a_kink_is_no_finite_difference() -> None:
    check = check_gradient(
        lambda v: max(v[0], 0) + max(v[1], 0),
        lambda v: [float(x > 0) for x in v],
        [0.0, 0.3],
    )
    assert check.verdict == "undecided"
    assert "kink" in check.reasons[0]
    assert check.hints == ()


def test_buffers_of_the_function_warn_of_nothing() -> None:
    np = pytest.importorskip("numpy")

    def f(w: Any) -> Any:
        out = np.zeros((3, 2))
        out[:] = np.outer(w, [1.0, 2.0])
        return (out**2).sum()

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        check = check_gradient(f, lambda w: 10 * np.asarray(w), np.array([0.3, 0.7, -0.2]))
    assert check.verdict == "right"


@pytest.mark.parametrize("seed", range(12))
def test_a_kink_near_the_point_nearby_leaves_the_verdict(seed: int) -> None:
    rng = Random(7)
    kinks = [rng.gauss(0, 1) for _ in range(20)]

    def f(v: Any) -> float:
        return math.fsum(max(0.0, v[0] - k) + 0.5 * max(0.0, v[1] + k) for k in kinks)

    def gradient(v: Any) -> list[float]:
        return [
            math.fsum(v[0] > k for k in kinks),
            0.5 * math.fsum(v[1] > -k for k in kinks),
        ]

    assert check_gradient(f, gradient, [0.1, 0.3], seed=seed).verdict == "right"


def test_a_budget_ends_a_check_and_progress_tells_of_it() -> None:
    said: list[str] = []

    def f(v: Any) -> float:
        return math.fsum(math.sin(x) for x in v)

    at = [0.1 + i / 50 for i in range(50)]
    check = check_gradient(
        f, lambda v: [math.cos(x) for x in v], at, budget=60, progress=said.append
    )
    assert check.verdict == "undecided"
    assert "budget" in check.reasons[0]
    assert check.evaluations == 60
    assert any("float differences" in line for line in said)
    wrong = check_gradient(f, lambda v: [2 * math.cos(x) for x in v], at, budget=200)
    assert wrong.verdict == "wrong"


def test_softplus_far_to_the_left_and_every_other_scale() -> None:
    tiny = [5e-324, 1e-310, 1e-200, 1e-52, -1e-51, 1e-30, 1e-9]
    huge = [1e9, 1e150, 1e300, 1.7e308]
    for x in (*tiny, *huge):
        for f, gradient in (
            (lambda a: math.log1p(math.exp(-a)), lambda a: -1 / (1 + math.exp(a))),
            (math.atan, lambda a: 1 / (1 + a * a)),
        ):
            try:
                f(x), gradient(x)
            except OverflowError:
                continue
            assert check_gradient(f, gradient, x).verdict in ("right", "undecided")
    mixed = [5e-324, 1.0, 1e300, -1e-51]
    check = check_gradient(
        lambda v: math.fsum(math.atan(x) for x in v),
        lambda v: [1 / (1 + x * x) for x in v],
        mixed,
    )
    assert check.verdict in ("right", "undecided")


def test_beyond_the_kinks_of_arrays() -> None:
    np = pytest.importorskip("numpy")
    x = np.array([0.3, 0.7, 1.1, 0.4, 0.9] * 30)

    def loss(w: Any) -> Any:
        z = w * x
        return np.sinh(np.where(z > 0, z, 0.1 * z)).sum()

    def gradient(w: Any, below: float) -> Any:
        z = w * x
        return np.cosh(np.where(z > 0, z, 0.1 * z)) * np.where(z > 0, 1, below) * x

    at = 0.2 + x
    wrong = check_gradient(loss, lambda w: gradient(w, 0.2), at)
    assert wrong.verdict == "right"
    assert any("not beyond the kinks" in warning for warning in wrong.warnings)
    assert check_gradient(loss, lambda w: gradient(w, 0.1), at).warnings == ()


@pytest.mark.parametrize(
    "options",
    [{"negligible": 1.5}, {"negligible": "x"}, {"budget": 0}, {"progress": 3}],
    ids=str,
)
def test_options_that_cannot_be_used_are_named(options: dict[str, Any]) -> None:
    with pytest.raises(ValuesError, match=next(iter(options))):
        check_gradient(lambda a: a * a, lambda a: 2 * a, 0.3, **options)
