"""The two lessons, digit for digit, and other data against PyTorch and against struct."""

import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handgrad.errors import HandgradError
from handgrad.model import load
from handgrad.training.lessons import LESSONS, Lesson, lesson_log, replay
from tests.helpers.effort import examples

CASES = Path(__file__).parents[1] / "cases"


@pytest.mark.parametrize("name", ["linear", "quadratic"])
def test_a_lesson_prints_what_the_framework_prints(name: str) -> None:
    """The files hold what PyTorch printed, byte for byte."""
    printed = "".join(f"{line}\n" for line in replay(name))
    assert printed.encode() == (CASES / f"replay_{name}.txt").read_bytes()


def test_the_lessons_have_the_lengths_asked_for() -> None:
    """402 and 2,403 lines."""
    assert [len(list(replay(name))) for name in LESSONS] == [402, 2403]


def test_an_unknown_lesson_is_named() -> None:
    """The error suggests the lesson that was meant."""
    with pytest.raises(HandgradError, match="did you mean 'linear'"):
        replay("liner")


def r(x: float) -> float:
    """Rounded to binary32 by struct."""
    return float(struct.unpack("<f", struct.pack("<f", x))[0])


def linear_by_hand(lesson: Lesson) -> list[str]:
    """The lesson of y = w x, every operation rounded by hand; nothing of handgrad is used."""
    rate, w = r(lesson.learning_rate), r(lesson.start["w"])
    printed = [f"predict (before training) 4 {r(w * 4)}"]
    for epoch in range(lesson.epochs):
        for x, y in lesson.rows:
            x, y = r(x), r(y)
            residual = r(r(w * x) - y)
            slope = r(r(2 * residual) * x)
            loss = r(residual * residual)
            w = r(w - r(rate * slope))
            printed.append(f"\tgrad: {x} {y} {slope}")
        printed.append(f"progress: {epoch} {loss}")
    return [*printed, f"predict (after training) 4 {r(w * 4)}"]


def quadratic_by_hand(lesson: Lesson) -> list[str]:
    """The lesson of y = w1 x x + w2 x + b in the same way."""
    rate = r(lesson.learning_rate)
    w1, w2, b = (r(lesson.start[name]) for name in ("w1", "w2", "b"))

    def predict(x: float) -> float:
        return r(r(r(r(w1 * x) * x) + r(w2 * x)) + b)

    printed = [f"predict (before training) 4 {predict(4)}"]
    for epoch in range(lesson.epochs):
        for x, y in lesson.rows:
            x, y = r(x), r(y)
            residual = r(predict(x) - y)
            by_b = r(2 * residual)
            by_w2 = r(by_b * x)
            by_w1 = r(by_w2 * x)
            loss = r(residual * residual)
            w1 = r(w1 - r(rate * by_w1))
            w2 = r(w2 - r(rate * by_w2))
            b = r(b - r(rate * by_b))
            printed.append(f"\tgrad: {x} {y} {by_w1} {by_w2} {by_b}")
        printed.append(f"progress: {epoch} {loss}")
    return [*printed, f"predict (after training) 4 {predict(4)}"]


number = st.floats(-2, 2, width=32)
rate = st.floats(0.0009765625, 0.03125, width=32) | st.sampled_from([0.01, 0.001, 0.02, 0.003])
rows = st.lists(st.tuples(number, number), min_size=1, max_size=5)


@st.composite
def lessons(draw: st.DrawFn, names: tuple[str, ...]) -> Lesson:
    """Other data, starts and learning rates, with which descent stays finite."""
    start = {name: draw(number) for name in names}
    return Lesson(draw(rows), start, draw(st.integers(1, 20)), draw(rate))


@examples(60)
@given(lessons(("w",)))
def test_other_lines_follow_binary32(lesson: Lesson) -> None:
    """The page and a loop written by hand, rounded by struct."""
    assert list(lesson_log(load("linear"), lesson)) == linear_by_hand(lesson)


@examples(60)
@given(lessons(("w1", "w2", "b")))
def test_other_parabolas_follow_binary32(lesson: Lesson) -> None:
    """The page and a loop written by hand, rounded by struct."""
    assert list(lesson_log(load("quadratic"), lesson)) == quadratic_by_hand(lesson)


def printed_by_torch(lesson: Lesson, formula: str) -> list[str]:
    """What PyTorch prints of a lesson: autograd, and `w.data -= rate * w.grad` a sample."""
    torch = pytest.importorskip("torch")
    weights = {
        name: torch.tensor(value, dtype=torch.float32, requires_grad=True)
        for name, value in lesson.start.items()
    }

    def predict(x: object) -> object:
        w = list(weights.values())
        if formula == "linear":
            return x * w[0]  # type: ignore[operator]
        return w[0] * x * x + w[1] * x + w[2]  # type: ignore[operator]

    printed = [f"predict (before training) 4 {predict(4).item()}"]  # type: ignore[attr-defined]
    for epoch in range(lesson.epochs):
        for x, y in (torch.tensor(row, dtype=torch.float32) for row in lesson.rows):
            loss = (predict(x) - y) ** 2
            loss.backward()
            slopes = [w.grad.item() for w in weights.values()]
            printed.append("\tgrad: " + " ".join(map(str, (x.item(), y.item(), *slopes))))
            for w in weights.values():
                w.data -= lesson.learning_rate * w.grad.data
                w.grad = None  # zeroing it in place would turn later gradients of -0.0 into 0.0
        printed.append(f"progress: {epoch} {loss.item()}")
    printed.append(f"predict (after training) 4 {predict(4).item()}")  # type: ignore[attr-defined]
    return printed


@examples(25)
@given(lessons(("w",)))
def test_other_lines_follow_pytorch(lesson: Lesson) -> None:
    """Other data, starts and learning rates: PyTorch prints the same."""
    assert list(lesson_log(load("linear"), lesson)) == printed_by_torch(lesson, "linear")


@examples(25)
@given(lessons(("w1", "w2", "b")))
def test_other_parabolas_follow_pytorch(lesson: Lesson) -> None:
    """Other data, starts and learning rates: PyTorch prints the same."""
    assert list(lesson_log(load("quadratic"), lesson)) == printed_by_torch(lesson, "quadratic")
