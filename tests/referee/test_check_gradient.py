"""check_gradient: what it takes, what it refuses, what it costs, and how it reports."""

import functools
import json
import math
import operator
from collections.abc import Callable
from decimal import getcontext, localcontext
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handgrad import arithmetic as m
from handgrad.errors import ValuesError
from handgrad.referee.function import check_gradient
from handgrad.referee.function.exact import Exact
from handgrad.testing import assert_gradient
from tests.helpers.effort import examples

POINT = [0.3, 0.7, 1.1]


def squares(v: Any) -> Any:
    total = 0
    for x in v:
        total = total + x * x
    return total


def twice(v: Any) -> list[Any]:
    return [2 * x for x in v]


# What it takes

SHAPES: tuple[tuple[Callable[..., Any], Callable[..., Any], Any], ...] = (
    (lambda a: a * a, lambda a: 2 * a, 3),
    (lambda a: a * a, lambda a: 2 * a, Fraction(1, 3)),
    (lambda v: v[0][0] * v[1][0], lambda v: [[v[1][0]], [v[0][0]]], [[1.5], [2.5]]),
    (
        lambda v: v["w"] * v["b"][1],
        lambda v: {"b": [0, v["w"]], "w": v["b"][1]},
        {"w": 1.5, "b": [2.5, 3.5]},
    ),
    (lambda x, y: x * y[0], lambda x, y: (y[0], [x]), (1.5, [2.5])),
    (
        lambda v: v["layer"]["w"] ** 2,
        lambda v: {"layer": {"w": 2 * v["layer"]["w"]}},
        {"layer": {"w": 1.5}},
    ),
)


@pytest.mark.parametrize(("f", "gradient", "at"), SHAPES)
def test_every_shape_of_values_is_taken(
    f: Callable[..., Any], gradient: Callable[..., Any], at: Any
) -> None:
    check = check_gradient(f, gradient, at)
    assert check.verdict == "right"
    assert check.evaluations <= 10


TREES = st.recursive(
    st.floats(0.5, 2.0) | st.floats(-2.0, -0.5),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3)
        | st.dictionaries(st.sampled_from("abc"), inner, min_size=1, max_size=3)
    ),
    max_leaves=8,
)


def leaves(tree: Any) -> list[Any]:
    if isinstance(tree, dict | list):
        return [
            x
            for item in (tree.values() if isinstance(tree, dict) else tree)
            for x in leaves(item)
        ]
    return [tree]


def mapped(function: Callable[[Any], Any], tree: Any) -> Any:
    if isinstance(tree, dict):
        return {key: mapped(function, item) for key, item in tree.items()}
    return [mapped(function, x) for x in tree] if isinstance(tree, list) else function(tree)


@examples(60)
@given(TREES)
def test_a_sum_of_cubes_over_any_tree(tree: Any) -> None:
    def f(v: Any) -> Any:
        total = 0
        for x in leaves(v):
            total = total + x * x * x
        return total

    assert check_gradient(f, lambda v: mapped(lambda x: 3 * x * x, v), tree)
    wrong = check_gradient(f, lambda v: mapped(lambda x: 3.00001 * x * x, v), tree)
    assert wrong.verdict == "wrong"


def test_numpy_arrays_come_and_go() -> None:
    np = pytest.importorskip("numpy")
    a = np.array([[1.0, 2.0], [3.0, -1.0]])

    def f(w: Any) -> Any:
        return np.sum(np.tanh(a @ w) ** 2)

    def gradient(w: Any) -> Any:
        t = np.tanh(a @ w)
        return a.T @ (2 * t * (1 - t**2))

    def missing_transposition(w: Any) -> Any:
        t = np.tanh(a @ w)
        return a @ (2 * t * (1 - t**2))

    at = np.array([0.3, 0.5])
    right = check_gradient(f, gradient, at, array=np.asarray)
    assert (right.verdict, right.rung) == ("right", "more digits")
    assert check_gradient(f, missing_transposition, at, array=np.asarray).verdict == "wrong"
    column = check_gradient(f, lambda w: gradient(w)[:, None], at, array=np.asarray)
    assert column.verdict == "invalid"


def complex_or_float(np: Any, w: Any) -> Any:
    return np.asarray(w, dtype=complex if np.iscomplexobj(w) else float)


def test_the_complex_step_is_used_and_guarded() -> None:
    np = pytest.importorskip("numpy")
    at = [0.3, -0.5]
    smooth = check_gradient(
        lambda w: np.sum(np.exp(complex_or_float(np, w))), np.exp, at, array=np.asarray
    )
    assert (smooth.verdict, smooth.rung) == ("right", "complex step")
    # The modulus of a complex number is no analytic function: its complex step is wrong.
    modulus = check_gradient(
        lambda w: np.sum(np.abs(complex_or_float(np, w)) ** 3),
        lambda w: 3 * w * np.abs(w),
        at,
        array=np.asarray,
    )
    assert (modulus.verdict, modulus.rung) == ("right", "float differences")
    assert "not analytic" in dict(modulus.rungs)["complex step"]


def test_several_points_judge_together() -> None:
    def right_above_one(a: Any) -> Any:
        return 2 * a if a > 1 else 3 * a

    def square(a: Any) -> Any:
        return a * a

    assert check_gradient(square, right_above_one, 2.0).verdict == "right"
    both = check_gradient(square, right_above_one, 2.0, points=[0.5])
    assert both.verdict == "wrong"
    assert both.points == 4


# What it refuses


@pytest.mark.parametrize("at", ["text", None, [], {}, [1, "2"], [1, True], math.nan, 1j])
def test_a_point_that_is_none_is_an_error_in_one_line(at: Any) -> None:
    with pytest.raises(ValuesError) as error:
        check_gradient(squares, twice, at)
    assert "\n" not in str(error.value)


def test_other_arguments_are_checked_too() -> None:
    with pytest.raises(ValuesError, match="f must be callable"):
        check_gradient(3, twice, POINT)  # type: ignore[arg-type]
    with pytest.raises(ValuesError, match=r"points\[0\] must be of the same shape"):
        check_gradient(squares, twice, POINT, points=[[1.0]])


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ([2.0], "length 3, got length 1"),
        ([[1.0], [2.0], [3.0]], "gradient[0]"),
        ([1.0, 2.0, math.nan], "gradient[2] must be a finite real number, got nan"),
        ([1.0, math.inf, 0.0], "got inf"),
        ([True, 1.0, 1.0], "the bool True"),
        (["1", 1.0, 1.0], "the str '1'"),
        ([1j, 1.0, 1.0], "the complex 1j"),
        ("abc", "the str 'abc'"),
        (None, "got None"),
        ({"x": 1.0}, "got a dict"),
    ],
)
def test_a_gradient_of_another_form_is_invalid(answer: Any, says: str) -> None:
    check = check_gradient(squares, lambda v: answer, POINT)
    assert check.verdict == "invalid"
    assert says in check.reasons[0]
    assert not check


def test_other_keys_are_named() -> None:
    check = check_gradient(lambda v: v["w"] ** 2, lambda v: {"dw": 2 * v["w"]}, {"w": 1.5})
    assert check.reasons == ("gradient must have the keys 'w', got 'dw'",)


@pytest.mark.parametrize("answer", [None, "3", True, 1j, math.nan, [1.0, 2.0]])
def test_a_loss_that_is_no_number_is_invalid(answer: Any) -> None:
    assert check_gradient(lambda v: answer, twice, POINT).verdict == "invalid"


def test_exceptions_are_named_and_an_interrupt_passes() -> None:
    broken = check_gradient(squares, lambda v: 1 / 0, POINT)
    assert broken.reasons == ("gradient raised ZeroDivisionError: division by zero",)
    assert broken.verdict == "invalid"

    def interrupted(v: Any) -> Any:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check_gradient(squares, interrupted, POINT)


def test_changed_arguments_are_seen() -> None:
    def in_place(v: Any) -> Any:
        for i in range(len(v)):
            v[i] *= 2
        return v

    check = check_gradient(squares, in_place, POINT)
    assert check.verdict == "invalid"
    assert "gradient changes its argument: x[0] was 0.3, then 0.6" in check.reasons[0]


def test_answers_that_change_are_undecided() -> None:
    calls = [0]

    def counting(v: Any) -> Any:
        calls[0] += 1
        return squares(v) + 1e-3 * calls[0]

    buffer = [0.0, 0.0, 0.0]

    def accumulating(v: Any) -> Any:
        for i, x in enumerate(v):
            buffer[i] += 2 * x
        return list(buffer)

    loss = check_gradient(counting, twice, POINT)
    assert loss.verdict == "undecided"
    assert "f answers differently when called again" in loss.reasons[0]
    gradient = check_gradient(squares, accumulating, POINT)
    assert gradient.verdict == "undecided"
    assert "gradient answers differently when called again" in gradient.reasons[0]


# How it decides


def test_a_fall_back_to_floats_is_noticed() -> None:
    check = check_gradient(math.exp, math.exp, 0.3)
    assert check.verdict == "right"
    assert check.rung == "float differences"
    assert "turned into a float" in dict(check.rungs)["more digits"]


def test_mixed_numbers_keep_all_their_digits() -> None:
    with localcontext(prec=50):
        third = Exact(1) / 3
        assert operator.mul(0.5, Exact(3)) == Fraction(3, 2)
        assert operator.sub(Fraction(1, 4), Exact(3)) == Fraction(-11, 4)
        assert repr(m.exp(third)).startswith("Exact('1.395612425086089528628125319602586837")
        assert -7 // Exact(2) == -4
        assert Exact(-7) % 3 == 2
        assert Exact(0) ** 0 == 1
        assert 2 ** Exact(3) == 8


def test_rounding_inside_is_no_derivative() -> None:
    check = check_gradient(lambda a: round(a * a, 10), lambda a: 2 * a, 0.7)
    assert check.verdict == "undecided"
    assert "rounds inside" in check.reasons[0]


def test_fewer_digits_inside_are_noticed() -> None:
    def cube(a: Any) -> Any:
        with localcontext(prec=28):
            return a * a * a

    assert check_gradient(cube, lambda a: 3 * a * a, 1.3).verdict == "right"
    assert check_gradient(cube, lambda a: 3.0001 * a * a, 1.3).verdict == "wrong"


def test_the_decimal_context_is_left_alone() -> None:
    before = getcontext().copy()
    check_gradient(squares, twice, POINT)
    assert repr(getcontext()) == repr(before)


def test_a_kept_answer_does_not_mislead() -> None:
    kept = functools.lru_cache(m.exp)
    assert check_gradient(kept, m.exp, 0.3).verdict == "right"
    cache: dict[str, Any] = {}

    def forward(v: Any) -> Any:
        cache["v"] = list(v)
        return squares(v)

    assert check_gradient(forward, lambda v: twice(cache["v"]), POINT).verdict == "right"


def test_a_coincidence_at_the_point_is_warned_of() -> None:
    def cube(a: Any) -> Any:
        return a * a * a

    alone = check_gradient(cube, lambda a: 3 * a, 1.0, nearby=False)
    assert alone.verdict == "right"
    assert "special position (x is 1)" in alone.warnings[0]
    assert check_gradient(cube, lambda a: 3 * a, 1.0).verdict == "wrong"
    general = check_gradient(cube, lambda a: 3 * a * a, 1.2, nearby=False)
    assert general.warnings == ()


def test_right_at_the_given_point_only_is_wrong() -> None:
    check = check_gradient(squares, lambda v: twice(v) if v == POINT else [0, 0, 0], POINT)
    assert check.verdict == "wrong"


@pytest.mark.parametrize("honest", [float, Exact])
def test_right_for_one_kind_of_number_only_is_not_right(honest: Any) -> None:
    def cheat(a: Any) -> Any:
        return 3 * a * a if type(a) is honest else 0 * a

    assert check_gradient(lambda a: a * a * a, cheat, 1.3).verdict in ("undecided", "wrong")


@pytest.mark.parametrize("step", [1e-3, 1e-5, 1e-6, 1e-8])
def test_a_finite_difference_is_called_one(step: float) -> None:
    def f(v: Any) -> Any:
        return m.exp(v[0]) * m.sin(v[1])

    def central(v: Any) -> Any:
        a, b = v
        return [
            (f([a + step, b]) - f([a - step, b])) / (2 * step),
            (f([a, b + step]) - f([a, b - step])) / (2 * step),
        ]

    def forward(v: Any) -> Any:
        a, b = v
        return [(f([a + step, b]) - f(v)) / step, (f([a, b + step]) - f(v)) / step]

    for gradient, name in ((central, "central"), (forward, "one-sided")):
        check = check_gradient(f, gradient, [0.3, 0.7])
        assert check.verdict == "wrong"
        assert [hint.id for hint in check.hints] == ["finite-difference"]
        assert f"{name} finite difference with a step of {step:.3g}" in check.hints[0].text


@pytest.mark.parametrize("size", [1e-300, 1e-20, 1e20, 1e300])
@pytest.mark.parametrize("factor", [1, 1.00001])
def test_the_scale_of_the_loss_does_not_matter(size: float, factor: float) -> None:
    check = check_gradient(
        lambda a: size * math.sin(a), lambda a: factor * size * math.cos(a), 0.3
    )
    assert check.verdict == ("right" if factor == 1 else "wrong")


@pytest.mark.parametrize("size", [1e-100, 1e-8, 1e8, 1e100])
@pytest.mark.parametrize("factor", [1, 1.00001])
def test_the_scale_of_the_argument_does_not_matter(size: float, factor: float) -> None:
    check = check_gradient(
        lambda a: math.sin(a / size), lambda a: factor * math.cos(a / size) / size, 0.3 * size
    )
    assert check.verdict == ("right" if factor == 1 else "wrong")


@pytest.mark.parametrize(
    "f",
    [
        lambda a: a * a + 1e-9 * math.sin(1e13 * a),
        lambda a: (1e10 + math.sin(a)) - 1e10,
        lambda a: round(math.sin(a), 7),
        lambda a: math.sin(a) + 1e-8 * Random(repr(float(a))).random(),
    ],
    ids=["ripple", "cancellation", "rounded", "noise"],
)
def test_noise_and_ripples_are_not_decided(f: Callable[[Any], Any]) -> None:
    black_box = check_gradient(lambda a: f(float(a)), lambda a: math.cos(float(a)), 0.3)
    if f(0.3) < 0.2:
        black_box = check_gradient(lambda a: f(float(a)), lambda a: 2 * float(a), 0.3)
    assert black_box.verdict == "undecided"
    assert black_box.reasons


# What it costs


def many(count: int) -> list[float]:
    return [0.1 + i / count for i in range(count)]


def test_ten_evaluations_for_ten_thousand_parameters() -> None:
    check = check_gradient(squares, twice, many(10_000))
    assert check.verdict == "right"
    assert check.evaluations <= 10
    assert check.digits is not None
    assert check.digits > 30


@pytest.mark.parametrize("wrong", [(77,), (3, 512, 900)])
def test_wrong_entries_are_located_by_halving(wrong: tuple[int, ...]) -> None:
    def spoiled(v: Any) -> Any:
        g = twice(v)
        for i in wrong:
            g[i] = g[i] * (1 + Fraction(1, 10**9))
        return g

    check = check_gradient(squares, spoiled, many(1024))
    assert check.verdict == "wrong"
    assert sorted(f.index for f in check.findings) == sorted(wrong)
    # Two groups of two evaluations a level, ten levels deep, and a fixed part.
    assert check.evaluations <= 60 + len(wrong) * 50


def test_floats_look_along_directions_above_two_hundred_parameters() -> None:
    def f(v: Any) -> Any:
        return math.fsum(math.sin(x) for x in v)

    def gradient(v: Any) -> Any:
        return [math.cos(x) for x in v]

    def spoiled(v: Any) -> Any:
        g = gradient(v)
        g[123] *= 1.00001
        return g

    at = many(400)
    right = check_gradient(f, gradient, at)
    assert right.verdict == "right"
    assert right.evaluations < 400
    assert len(right.smallest_visible_error) == 400
    assert max(right.smallest_visible_error) < 1e-6
    wrong = check_gradient(f, spoiled, at)
    assert [finding.name for finding in wrong.findings] == ["x[123]"]
    entries = check_gradient(f, gradient, at[:210], entrywise=True, nearby=False)
    assert entries.verdict == "right"
    assert entries.evaluations > 16 * 210


def test_one_entry_wrong_among_ten_thousand_is_seen_in_floats() -> None:
    def f(v: Any) -> Any:
        return math.fsum(v)

    check = check_gradient(f, lambda v: [8.0] + [1.0] * 9_999, many(10_000), nearby=False)
    assert check.verdict == "wrong"
    assert check.findings[0].name == "x[0]"
    assert check.findings[0].measured == pytest.approx(1, rel=1e-6)


# How it reports


def product(v: Any) -> Any:
    w, x = v["W"], v["x"]
    terms = [w[i][j] * x[j] * (i + 1) for i in range(2) for j in range(2)]
    return squares(terms) + v["b"] * v["b"]


def right_gradient(v: Any) -> dict[str, Any]:
    w, x = v["W"], v["x"]
    two = [[2 * w[i][j] * (i + 1) ** 2 for j in range(2)] for i in range(2)]
    return {
        "W": [[two[i][j] * x[j] ** 2 for j in range(2)] for i in range(2)],
        "x": [(two[0][j] * w[0][j] + two[1][j] * w[1][j]) * x[j] for j in range(2)],
        "b": 2 * v["b"],
    }


VALUES = {"W": [[0.3, 0.7], [1.1, -0.4]], "x": [0.9, 1.7], "b": 0.6}


def changed(key: str, change: Callable[[Any], Any]) -> Callable[[Any], dict[str, Any]]:
    def gradient(v: Any) -> dict[str, Any]:
        g = right_gradient(v)
        g[key] = change(g[key])
        return g

    return gradient


def everywhere(factor: Any) -> Callable[[Any], Any]:
    return lambda v: mapped(lambda x: factor * x, right_gradient(v))


@pytest.mark.parametrize(
    ("gradient", "hint", "says"),
    [
        (everywhere(-1), "sign", "opposite sign"),
        (everywhere(2), "constant-factor", "is 2 times"),
        (everywhere(Fraction(1, 2)), "constant-factor", "is 1/2 times"),
        (everywhere(4), "constant-factor", "4 (a size of W: sum for mean?)"),
        (everywhere(0), "zero", "zero everywhere"),
        (
            changed("W", lambda g: [list(row) for row in zip(*g, strict=True)]),
            "transposed",
            "gradient of W is transposed",
        ),
        (changed("x", lambda g: [3 * x for x in g]), "block-scaled", "of x alone is 3 times"),
        (changed("x", lambda g: g[::-1]), "reversed", "x are in reverse"),
        (changed("W", lambda g: [[0, 0], g[1]]), "last-sample", "only the last row of W"),
    ],
)
def test_patterns_are_named(gradient: Callable[[Any], Any], hint: str, says: str) -> None:
    check = check_gradient(product, gradient, VALUES)
    assert check.verdict == "wrong"
    assert [h.id for h in check.hints] == [hint]
    assert says in check.hints[0].text


def test_the_right_gradient_of_the_patterns_is_right() -> None:
    assert check_gradient(product, right_gradient, VALUES).verdict == "right"


def test_the_report_names_the_entry_and_both_values() -> None:
    wrong = changed("W", lambda g: [g[0], [g[1][0], g[1][1] + 1]])
    check = check_gradient(product, wrong, VALUES)
    finding = check.findings[0]
    assert (finding.name, finding.agrees) == ("W[1][1]", False)
    assert finding.claimed - (finding.measured or 0) == pytest.approx(1)
    assert finding.bars is not None
    assert finding.bars > 1e6
    assert finding.relative_gap == pytest.approx(1 / 9.248)
    assert check.to_dict()["findings"][0]["relative_gap"] == finding.relative_gap
    report = str(check)
    assert report.startswith("wrong: by more digits")
    assert "W[1][1]" in report
    assert "relative gap" in report
    assert "seed 0" in report


@pytest.mark.parametrize("f", [squares, lambda v: math.fsum(map(math.sin, v)), lambda v: None])
@pytest.mark.parametrize("gradient", [twice, lambda v: [0.0, 0.0, math.inf]])
def test_the_dictionary_is_json_without_nan(f: Any, gradient: Any) -> None:
    check = check_gradient(f, gradient, POINT)
    data = json.loads(json.dumps(check.to_dict(), allow_nan=False))
    assert data["verdict"] == check.verdict
    assert data["evaluations"] == check.evaluations


def test_the_same_question_has_the_same_answer() -> None:
    first = check_gradient(math.sin, math.cos, 0.3)
    assert first == check_gradient(math.sin, math.cos, 0.3)
    assert first != check_gradient(math.sin, math.cos, 0.3, seed=1)


def test_the_assertion_fails_with_the_report() -> None:
    assert assert_gradient(squares, twice, POINT).verdict == "right"
    with pytest.raises(AssertionError, match="relative gap"):
        assert_gradient(squares, lambda v: [3 * x for x in v], POINT)
    with pytest.raises(AssertionError, match="kink"):
        assert_gradient(abs, lambda a: 0.0 if a == 0 else a / abs(a), 0.0)
    kink = assert_gradient(
        abs, lambda a: 0.0 if a == 0 else a / abs(a), 0.0, allow_undecided=True
    )
    assert kink.verdict == "undecided"
