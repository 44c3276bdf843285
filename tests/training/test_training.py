"""Training loops: the order of updates, what History holds, errors, Ctrl-C, the log."""

import math
import random
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handgrad.errors import HandgradError, TrainingError, ValuesError
from handgrad.model import Model, load
from handgrad.training.train import History, log_lines, train
from tests.helpers.effort import examples

ROWS = [(1, 2), (2, 4), (3, 6)]
PARABOLA = [(1, 4), (2, 9), (3, 16)]
START = {"w1": 1, "w2": 1, "b": 0}
numbers = st.floats(-2, 2)
rows = st.lists(st.tuples(numbers, numbers), min_size=1, max_size=6)


def quadratic_by_hand(
    rows: list[tuple[float, float]], start: Mapping[str, float], rate: float, epochs: int
) -> tuple[dict[str, float], list[float]]:
    """The lesson's loop as one writes it in plain Python."""
    w1, w2, b = start["w1"], start["w2"], start["b"]
    losses = []
    for _ in range(epochs):
        total = 0.0
        for x, y in rows:
            residual = w1 * x * x + w2 * x + b - y
            total += residual * residual
            by_b = 2 * residual
            w1, w2, b = w1 - rate * (by_b * x * x), w2 - rate * (by_b * x), b - rate * by_b
        losses.append(total / len(rows))
    return {"w1": w1, "w2": w2, "b": b}, losses


@examples(100)
@given(rows, st.tuples(numbers, numbers, numbers), st.floats(0.001, 0.02), st.integers(0, 30))
def test_rows_are_visited_in_their_order(
    rows: list[tuple[float, float]], at: tuple[float, ...], rate: float, epochs: int
) -> None:
    """Parameters and losses are those of a loop written by hand, to the last bit."""
    start = dict(zip(("w1", "w2", "b"), at, strict=True))
    history = train(load("quadratic"), rows, start, learning_rate=rate, epochs=epochs)
    assert (history.parameters, list(history.losses)) == quadratic_by_hand(
        rows, start, rate, epochs
    )


@examples(50)
@given(rows, numbers, st.integers(1, 10))
def test_a_batch_takes_the_mean_of_the_gradients(
    rows: list[tuple[float, float]], w: float, epochs: int
) -> None:
    """The linear model by hand: one update an epoch."""
    history = train(load("linear"), rows, {"w": w}, epochs=epochs, batch=True)
    losses = []
    for _ in range(epochs):
        total, slope = 0.0, 0.0
        for x, y in rows:
            residual = w * x - y
            total += residual * residual
            slope += 2 * residual * x
        losses.append(total / len(rows))
        w = w - 0.01 * (slope / len(rows))
    assert (history.parameters, list(history.losses)) == ({"w": w}, losses)


@pytest.mark.parametrize("arithmetic", ["float64", "float32"])
@pytest.mark.parametrize("batch", [False, True])
def test_recorded_steps_change_nothing(arithmetic: str, batch: bool) -> None:
    """The same parameters and losses with steps and without, row by row and in a batch."""
    options: Any = {"epochs": 40, "arithmetic": arithmetic, "batch": batch}
    model = load("quadratic")
    plain = train(model, PARABOLA, START, **options)
    recorded = train(model, PARABOLA, START, record="steps", **options)
    assert (plain.parameters, plain.losses) == (recorded.parameters, recorded.losses)
    assert plain.steps == ()


def test_steps_hold_the_row_the_loss_and_the_gradients() -> None:
    """The first two steps of the lesson, worked out by hand."""
    history = train(load("linear"), ROWS, {"w": 1}, epochs=2, record="steps")
    assert [(step.epoch, step.row) for step in history.steps] == [
        (epoch, row) for epoch in range(2) for row in range(3)
    ]
    first, second = history.steps[:2]
    assert (first.data, first.loss, first.gradients) == ({"x": 1.0, "y": 2.0}, 1.0, {"w": -2.0})
    w = 1 - 0.01 * -2.0
    assert second.loss == (w * 2 - 4) * (w * 2 - 4)
    assert second.gradients == {"w": 2 * (w * 2 - 4) * 2}


def test_the_loss_of_an_epoch_is_the_mean_over_its_rows() -> None:
    """Each row's loss is taken before the row's update."""
    history = train(load("quadratic"), PARABOLA, START, epochs=5, record="steps")
    for epoch, loss in enumerate(history.losses):
        a, b, c = (step.loss for step in history.steps if step.epoch == epoch)
        assert loss == (a + b + c) / 3


def test_vectors_and_matrices_train() -> None:
    """A hidden layer: nested lists in, nested lists out, and the loss goes down."""
    generator = random.Random(1)

    def draw(*shape: int) -> Any:
        if not shape:
            return generator.random() - 0.5
        return [draw(*shape[1:]) for _ in range(shape[0])]

    model = load("two_layer", n=2, m=3, k=1, activation="tanh")
    start = {name: draw(*shape) for name, shape in model.parameters.items()}
    data = [([a, b], [a + 2 * b - 1]) for a in (-1, 0, 1) for b in (-1, 0, 1)]
    history = train(model, data, start, learning_rate=0.1, epochs=200)
    assert history.losses[-1] < history.losses[0] / 4
    assert [len(row) for row in history.parameters["W1"]] == [2, 2, 2]
    again = train(model, data, history.parameters, learning_rate=0.1, epochs=1)
    assert again.losses[0] < history.losses[0] / 4


def test_no_epochs_change_nothing() -> None:
    """The start as it was, no loss."""
    history = train(load("linear"), ROWS, {"w": 1}, epochs=0)
    assert history == History({"w": 1.0}, (), ())


@pytest.mark.parametrize(
    ("arithmetic", "kind", "rate"),
    [("rational", Fraction, Fraction(1, 64)), ("decimal", Decimal, Decimal("0.015625"))],
)
def test_the_exact_arithmetics_train_too(arithmetic: str, kind: type, rate: Any) -> None:
    """One epoch with numbers that floats hold exactly: the same in every arithmetic."""
    history = train(
        load("linear"), ROWS, {"w": 1}, learning_rate=rate, epochs=1, arithmetic=arithmetic
    )
    floats = train(load("linear"), ROWS, {"w": 1}, learning_rate=0.015625, epochs=1)
    assert type(history.parameters["w"]) is kind
    assert float(history.parameters["w"]) == floats.parameters["w"]


def test_rows_are_tuples_mappings_or_arrays() -> None:
    """By order, by name, and by `.tolist()` as a whole or row by row."""

    class ArrayLike:
        def __init__(self, value: Any) -> None:
            self.value = value

        def tolist(self) -> Any:
            return self.value

    expected = train(load("linear"), ROWS, {"w": 1})
    by_name = [{"y": y, "x": x} for x, y in ROWS]
    for given_rows in (by_name, iter(ROWS), ArrayLike(ROWS), [ArrayLike(row) for row in ROWS]):
        assert train(load("linear"), given_rows, {"w": ArrayLike(1)}) == expected


def test_the_callback_gets_each_epoch() -> None:
    """Its number, its loss, and the parameters after it."""
    seen: list[Any] = []
    history = train(
        load("linear"), ROWS, {"w": 1}, epochs=3, callback=lambda *epoch: seen.append(epoch)
    )
    assert [(epoch, loss) for epoch, loss, _ in seen] == list(enumerate(history.losses))
    assert seen[-1][2] == history.parameters
    assert seen[0][2] == train(load("linear"), ROWS, {"w": 1}, epochs=1).parameters


def test_ctrl_c_ends_the_loop_with_what_was_reached() -> None:
    """The history of the epochs that were complete."""

    def stop(epoch: int, loss: float, parameters: dict[str, Any]) -> None:
        if epoch == 4:
            raise KeyboardInterrupt

    history = train(load("linear"), ROWS, {"w": 1}, epochs=100, callback=stop)
    expected = train(load("linear"), ROWS, {"w": 1}, epochs=5)
    assert history.interrupted
    assert not expected.interrupted
    assert (history.parameters, history.losses) == (expected.parameters, expected.losses)


@pytest.mark.parametrize("options", [{}, {"record": "steps"}, {"batch": True}])
def test_a_loss_that_explodes_stops_the_loop(options: Any) -> None:
    """The error names the epoch, the row and the learning rate, and says what to try."""
    with pytest.raises(TrainingError) as caught:
        train(load("linear"), ROWS, {"w": 1}, learning_rate=2, epochs=10_000, **options)
    error = caught.value
    assert error.learning_rate == 2
    assert str(error).startswith(f"epoch {error.epoch}, row {error.row}: the ")
    assert str(error).endswith("with learning_rate=2; try a smaller one, such as 0.2")
    train(load("linear"), ROWS, {"w": 1}, learning_rate=2, epochs=error.epoch, **options)


def test_the_row_of_an_explosion_is_the_first_one() -> None:
    """The loop by hand overflows at the same epoch and row."""
    w, found = 1.0, None
    for epoch in range(10_000):
        for row, (x, y) in enumerate(ROWS):
            loss = (w * x - y) * (w * x - y)
            w -= 2 * (2 * (w * x - y) * x)
            if found is None and not (math.isfinite(loss) and math.isfinite(w)):
                found = epoch, row
        if found:
            break
    with pytest.raises(TrainingError) as caught:
        train(load("linear"), ROWS, {"w": 1}, learning_rate=2, epochs=10_000)
    assert (caught.value.epoch, caught.value.row) == found


def test_a_formula_without_a_value_stops_the_loop() -> None:
    """A parameter that leaves the domain of the logarithm, compiled or not."""
    model = Model.from_text(
        "model log: a logarithm\nparameters s > 0\ndata x\n"
        "forward\n    L = log(s) + x*s\ngradient\n    dL/ds = 1/s + x\n"
    )
    for record in (None, "steps"):
        with pytest.raises(TrainingError, match=r"epoch 1, row 0: log of -.* needs a positive"):
            train(model, [(1,)], {"s": 1}, learning_rate=1, epochs=5, record=record)


BAD: list[tuple[dict[str, Any], str]] = [
    ({"rows": []}, "rows must be at least one row, got none"),
    ({"rows": 3}, "rows must be a list of rows, got 3"),
    ({"rows": "1,2"}, "rows must be a list of rows, got '1,2'"),
    ({"rows": [(1, 2), 5]}, r"rows\[1\] must be a tuple \(x, y\) or a mapping, got 5"),
    ({"rows": [(1, 2), (1, 2, 3)]}, r"rows\[1\] must be 2 values \(x, y\), got 3"),
    ({"rows": [(1, 2), (3, "4")]}, r"rows\[1\]\['y'\] must be a number, got '4'"),
    ({"rows": [(1, float("nan"))]}, r"rows\[0\]\['y'\] must be a finite number, got nan"),
    ({"rows": [(1, True)]}, r"rows\[0\]\['y'\] must be a number, got True"),
    ({"rows": [{"x": 1, "Y": 2}]}, r"rows\[0\]\['Y'\] is not a name of this page"),
    ({"rows": [{"x": 1}]}, r"rows\[0\] lacks y"),
    ({"start": {"v": 1}}, r"start\['v'\] is not a name of this page"),
    ({"start": {}}, "start lacks w"),
    ({"start": {"w": [1]}}, r"start\['w'\] must be a number, got a list of 1"),
    ({"start": [1]}, "start must be a mapping of parameter to value, got a list of 1"),
    ({"learning_rate": 0}, "learning_rate must be a finite number above 0, got 0"),
    ({"learning_rate": -0.1}, "learning_rate must be a finite number above 0, got -0.1"),
    ({"learning_rate": math.inf}, "learning_rate must be a finite number, got inf"),
    ({"learning_rate": math.nan}, "learning_rate must be a finite number, got nan"),
    ({"learning_rate": "0.1"}, "learning_rate must be a number, got '0.1'"),
    ({"learning_rate": True}, "learning_rate must be a number, got True"),
    ({"learning_rate": 1e-60, "arithmetic": "float32"}, "learning_rate must be a finite"),
    ({"epochs": -1}, "epochs must be a whole number from 0, got -1"),
    ({"epochs": 2.0}, "epochs must be a whole number from 0, got 2.0"),
    ({"epochs": True}, "epochs must be a whole number from 0, got True"),
    ({"record": "step"}, "record must be None or 'steps', got 'step'"),
    ({"arithmetic": "float16"}, "no arithmetic named 'float16'"),
]


@pytest.mark.parametrize(("given_options", "message"), BAD, ids=[message for _, message in BAD])
def test_bad_input_is_named_with_its_place(given_options: dict[str, Any], message: str) -> None:
    """One line: where, what was expected, what came."""
    options = {"rows": ROWS, "start": {"w": 1}, **given_options}
    with pytest.raises(HandgradError, match=f"^{message}") as caught:
        train(load("linear"), options.pop("rows"), options.pop("start"), **options)
    assert "\n" not in str(caught.value)


def test_a_row_outside_the_domain_is_refused() -> None:
    """Labels that the page limits."""
    model = load("logistic_regression")
    row: dict[str, Any] = {}
    for name, shape in model.data.items():
        row[name] = [[0.5] * n for n in shape[:1] * shape[0]] if len(shape) == 2 else 0.5
    with pytest.raises(ValuesError, match=r"rows\[0\]\["):
        train(model, [row], dict.fromkeys(model.parameters, 0))


def test_the_log_shows_the_losses_and_the_parameters() -> None:
    """At most so many epochs, the first and the last among them."""
    history = train(load("linear"), ROWS, {"w": 1}, epochs=100)
    lines = list(log_lines(history, most=5))
    assert [line.split(":")[0] for line in lines] == [
        "epoch 0", "epoch 24", "epoch 49", "epoch 74", "epoch 99", "w = 2"
    ]  # fmt: skip
    assert lines[0] == f"epoch 0: loss {history.losses[0]:.6g}"


def test_the_log_shows_recorded_steps() -> None:
    """Every row with its data, loss and gradients, before its epoch."""
    history = train(load("linear"), ROWS[:1], {"w": 1}, epochs=1, record="steps")
    assert list(log_lines(history)) == [
        "  row 0: x=1 y=2  loss 1  dL/dw=-2",
        "epoch 0: loss 1",
        "w = 1.02",
    ]


def test_the_log_says_that_it_was_interrupted() -> None:
    """After how many epochs."""
    assert "interrupted after 1 epoch" in list(log_lines(History({}, (1.0,), (), True)))


def test_a_catalogue_name_will_do_for_the_page() -> None:
    """As for everything that grades."""
    assert train("linear", ROWS, {"w": 1}, epochs=3) == train(
        load("linear"), ROWS, {"w": 1}, epochs=3
    )
