"""What every public function keeps to: errors, the caller's decimal context, any stack."""

import decimal
import sys
import threading
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from handgrad import HandgradError, Model, check_gradient, check_model, grade, load, train
from handgrad.boundary import public
from handgrad.errors import BudgetError, EvaluationError, Fault

DEEP = "dL/dw = " + "(" * 60 + "x" + ")" * 60
AT = {"w": 1, "x": 2, "y": 3}


def raising(error: BaseException) -> Callable[[], None]:
    @public
    def fails() -> None:
        raise error

    return fails


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (OverflowError("x"), EvaluationError),
        (decimal.Inexact("x"), EvaluationError),
        (ZeroDivisionError("x"), EvaluationError),
        (RecursionError("x"), BudgetError),
        (MemoryError(), BudgetError),
        (KeyError("x"), Fault),
        (TypeError("of ours"), Fault),
    ],
)
def test_nothing_but_errors_of_ours_comes_out(error: Exception, kind: type) -> None:
    with pytest.raises(kind):
        raising(error)()


def test_an_interrupt_passes() -> None:
    with pytest.raises(KeyboardInterrupt):
        raising(KeyboardInterrupt())()


def test_a_call_that_python_refuses_is_a_type_error() -> None:
    with pytest.raises(TypeError):
        grade()  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        load("linear").loss(AT, 5)  # type: ignore[misc]


WRONG_TYPES: list[Callable[[], object]] = [
    *(lambda what=what: grade(load("linear"), what) for what in (b"x", None, 3, ["x"])),
    *(lambda what=what: Model.from_text(what) for what in (b"x", None, 3, ["x"], object())),
    *(lambda what=what: load(what) for what in (None, 3, 0, True, 1.5, ["x"], b"x", object())),
    *(
        lambda what=what, name=name: grade(load("linear"), "x", **{name: what})
        for what in (5, [5], [["w"]], "w", {"w": 1}, object())
        for name in ("wanted", "accept")
    ),
    *(
        lambda what=what: grade(load("linear"), "x", seed=what)
        for what in (-1, 2**70, 2**64, 1.5, "abc", True, None, [])
    ),
    *(lambda what=what: check_model(load("linear"), seed=what) for what in (-1, 1.5, None, [])),
    *(
        lambda what=what: check_gradient(lambda x: x * x, lambda x: 2 * x, 1.5, seed=what)
        for what in (1.5, "abc", True, None, [])
    ),
    *(
        lambda what=what: check_gradient(lambda x: x * x, lambda x: 2 * x, 1.5, points=what)
        for what in (5, ["a"], [[1.0, 2.0]], "12", {1.0: 2.0})
    ),
    lambda: train(3, [(1, 2)], {"w": 1}),  # type: ignore[arg-type]
    *(
        lambda what=what, name=name: train(load("linear"), [(1, 2)], {"w": 1}, **{name: what})
        for name, kinds in {
            "learning_rate": ("1", None, 1j, 10**400, Fraction(10**400), Decimal("sNaN")),
            "callback": (5, "x"),
            "record": (5, True, [], "steps "),
            "epochs": (-1, 1.5, "3", True, None, 10**400),
            "arithmetic": (5, [], {}, b"float64"),
        }.items()
        for what in kinds
    ),
    *(
        lambda what=what, name=name: getattr(load("linear"), name)({**AT, "y": what})
        for name in ("loss", "gradient", "evaluate", "differences")
        for what in (
            "1", None, True, float("nan"), -float("inf"), Decimal("nan"), Decimal("sNaN"), [],
            [1], [[1]], {}, object(), b"1", range(3), type("T", (), {"tolist": lambda s: s})(),
        )
    ),
    *(
        lambda what=what: load("linear").gradient(what)
        for what in (None, [], 5, "w", {}, {"w": 1}, {1: 2}, {None: 1}, {("w",): 1, **AT})
    ),
    *(lambda what=what: load("linear").loss(AT, arithmetic=what) for what in (5, [], {}, b"x")),
]  # fmt: skip


@pytest.mark.parametrize("call", WRONG_TYPES)
def test_a_wrong_type_is_named_in_one_line(call: Callable[[], object]) -> None:
    with pytest.raises(HandgradError) as caught:
        call()
    assert not isinstance(caught.value, Fault)
    assert len(str(caught.value).splitlines()) == 1
    assert str(caught.value).isprintable()


def cyclic(width: int) -> list[Any]:
    found: list[Any] = []
    found += [found] * width
    return found


def deep(levels: int) -> Any:
    found: Any = 1.0
    for _ in range(levels):
        found = [found]
    return found


@pytest.mark.parametrize("value", [cyclic(1), cyclic(20), deep(5000), deep(100_000)])
def test_lists_without_an_end_are_refused(value: object) -> None:
    for call in (
        lambda: load("linear").gradient({**AT, "y": value}),
        lambda: check_gradient(lambda x: 1.0, lambda x: 1.0, value),
        lambda: train(load("linear"), [(1, value)], {"w": 1}),
    ):
        with pytest.raises(HandgradError):
            call()


def state() -> tuple[object, ...]:
    context = decimal.getcontext()
    return (
        context.prec, context.rounding, dict(context.traps), dict(context.flags),
        sys.getrecursionlimit(), sys.getswitchinterval(), threading.active_count(),
    )  # fmt: skip


EVERYTHING: list[Callable[[], object]] = [
    lambda: grade(load("elu"), "dL/dz = 1"),
    lambda: grade(load("linear"), "dL/dw = 2*x*(w*x - y)"),
    lambda: check_model(load("softmax")),
    lambda: check_gradient(lambda x: x * x, lambda x: 3 * x, 1.5),
    lambda: load("tanh").differences({"z": [1, 2, 3], "g": [0.1, 0.2, 0.3]}),
    lambda: train(load("linear"), [(1, 3)], {"w": 1}, arithmetic="decimal", epochs=3),
]


@pytest.mark.parametrize("call", EVERYTHING)
def test_the_callers_decimal_context_is_left_alone(call: Callable[[], Any]) -> None:
    """Flags too; and whoever traps Inexact, or has three digits, gets the same answer."""
    expected = str(call())
    with decimal.localcontext() as context:
        context.clear_flags()
        before = state()
        assert str(call()) == expected
        assert state() == before
    with decimal.localcontext() as context:
        context.traps[decimal.Inexact] = context.traps[decimal.Rounded] = True
        context.prec, context.rounding = 3, decimal.ROUND_UP
        before = state()
        assert str(call()) == expected
        assert state() == before


def from_below(frames: int, call: Callable[[], Any]) -> Any:
    return call() if frames <= 0 else from_below(frames - 1, call)


@pytest.mark.parametrize("room", [900, 700, 400, 100])
def test_the_stack_of_the_caller_makes_no_difference(room: int) -> None:
    model = load("linear")
    expected = str(grade(model, DEEP))
    depth = len(list(frames()))
    left = sys.getrecursionlimit() - depth - room
    assert str(from_below(left, lambda: grade(model, DEEP))) == expected
    assert from_below(left, lambda: check_model(load("softmax")).verdict) == "right"
    assert from_below(left, lambda: model.loss(AT)) == 1


def frames() -> Any:
    frame = sys._getframe()
    while frame is not None:
        yield frame
        frame = frame.f_back  # type: ignore[assignment]


def test_a_small_stack_makes_no_difference() -> None:
    expected = str(grade(load("linear"), DEEP))
    found: list[str] = []
    before = threading.stack_size(256 * 1024)
    try:
        thread = threading.Thread(target=lambda: found.append(str(grade(load("linear"), DEEP))))
        thread.start()
        thread.join()
    finally:
        threading.stack_size(before)
    assert found == [expected]
