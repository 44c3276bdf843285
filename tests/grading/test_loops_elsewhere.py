"""Every mistake that a log can show, on other rows, rates and starts, in other words."""

import random
from collections.abc import Callable, Sequence

import pytest

from handgrad.grading.grade_log import grade_log
from tests.helpers.effort import count
from tests.helpers.loop_programs import LINEAR, QUADRATIC, Row, Shown, linear, quadratic

Show = Callable[[float], str]
NUMBERS: tuple[Show, ...] = (
    repr,
    lambda v: f"{v:.6g}",
    lambda v: f"{v:.4f}",
    lambda v: f"{v:.10e}",
)


def lesson(line: Shown, show: Show) -> str:
    """As in the lesson: the row, then its gradients."""
    if line.gradients:
        return "grad: " + " ".join(map(show, (*line.data, *line.gradients)))
    return f"progress: {line.epoch} {show(line.loss)}"


def named(line: Shown, show: Show) -> str:
    """The gradients alone, as tensors."""
    if line.gradients:
        names = ("w",) if len(line.gradients) == 1 else ("w1", "w2", "b")
        pairs = zip(names, line.gradients, strict=True)
        return ", ".join(f"{name}.grad = tensor({show(g)})" for name, g in pairs)
    return f"Epoch [{line.epoch + 1}/100], Loss: {show(line.loss)}"


def losses(line: Shown, show: Show) -> str:
    """No gradient at all."""
    return "" if line.gradients else f"progress: {line.epoch} {show(line.loss)}"


FORMS = (lesson, named, losses)


def text(lines: Sequence[Shown], form: Callable[[Shown, Show], str], show: Show) -> str:
    return "\n".join(form(line, show) for line in lines)


def drawn(generator: random.Random) -> list[Row]:
    xs, ys = (0.5, 1, 1.5, 2, 2.5, 3, -1, -1.5, -2), (0.5, 1, 2, 3.5, 4, 5, -1, -2.5)
    size = generator.choice([2, 3, 4, 5])
    return [(generator.choice(xs), generator.choice(ys)) for _ in range(size)]


@pytest.mark.parametrize("mistake", ["right", *LINEAR])
def test_a_line_through_the_origin(mistake: str) -> None:
    """Wrong and named, in all forms, but where the log is the right loop's too.

    After the word epoch the mean is as right as the last row's loss; a shuffled order is not to
    be found in losses alone.
    """
    generator = random.Random(mistake)
    for _ in range(count(10)):
        rows, w = drawn(generator), generator.choice([0.5, 1.0, -1.0, 2.0, 1.5, -0.3])
        rate = generator.choice([0.01, 0.02, 0.005, 0.03])
        for form in FORMS:
            show = generator.choice(NUMBERS)
            log = text(linear(mistake, rows, w, rate, 7), form, show)
            right = text(linear("right", rows, w, rate, 7), form, show)
            is_right = log == right or mistake == "epochs-one-short"
            if mistake == "loss-mean" and form is named:
                is_right = True
            judged(
                log,
                "linear",
                rows,
                {"w": w},
                rate,
                None if is_right else mistake,
                is_exact=show is repr,
                is_named=(mistake, form) != ("shuffled", losses),
            )


@pytest.mark.parametrize("mistake", ["right", *QUADRATIC])
def test_a_parabola(mistake: str) -> None:
    """The same for three parameters."""
    generator = random.Random(mistake)
    for _ in range(count(10)):
        rows, rate = drawn(generator), generator.choice([0.01, 0.002, 0.005])
        start = [generator.choice([0.5, 1.0, -1.0, 0.0, 1.5]) for _ in range(3)]
        for form in (lesson, named):
            show = generator.choice(NUMBERS)
            log = text(quadratic(mistake, rows, start, rate, 5), form, show)
            is_right = log == text(quadratic("right", rows, start, rate, 5), form, show)
            given = dict(zip(("w1", "w2", "b"), start, strict=True))
            judged(
                log,
                "quadratic",
                rows,
                given,
                rate,
                None if is_right else mistake,
                is_exact=show is repr,
            )


def judged(
    log: str, page: str, rows: list[Row], start: dict[str, float], rate: float,
    mistake: str | None, *, is_exact: bool, is_named: bool = True,
) -> None:  # fmt: skip
    report = grade_log(page, log, rows=rows, start=start, learning_rate=rate)
    if mistake is None:
        assert report.verdict == "right", f"{report}\n{log}"
        return
    allowed = ("wrong",) if is_exact else ("wrong", "undecided")
    assert report.verdict in allowed, f"{report}\n{log}"
    if is_named:
        assert mistake in [hint.id for hint in report.hints], f"{report}\n{log}"
