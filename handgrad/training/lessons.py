"""The two lessons, printed as a framework in float32 prints them.

Nothing is stored: the pages and `train` calculate in binary32, one rounding an operation, and
the log follows. PyTorch calculates and prints the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from handgrad.errors import HandgradError, did_you_mean
from handgrad.page.checked_page import CheckedPage
from handgrad.page.loading import load_page
from handgrad.training.train import train

PREDICTED_AT = 4


class Lesson(NamedTuple):
    """What a model of y by x is trained on; `last_line` is a format of its parameters."""

    rows: Sequence[tuple[float, float]]
    start: Mapping[str, float]
    epochs: int
    learning_rate: float = 0.01
    last_line: str = ""


LESSONS = {
    "linear": Lesson([(1, 2), (2, 4), (3, 6)], {"w": 1}, epochs=100),
    "quadratic": Lesson(
        [(1, 4), (2, 9), (3, 16)],
        {"w1": 1, "w2": 1, "b": 0},
        epochs=600,
        last_line="最终参数: w1={w1:.4f}, w2={w2:.4f}, b={b:.4f}",
    ),
}


def replay(name: str) -> Iterator[str]:
    """The lines that a lesson, linear or quadratic, prints.

    >>> lines = list(replay("linear"))
    >>> lines[0], lines[-1]
    ('predict (before training) 4 4.0', 'predict (after training) 4 7.999998569488525')
    """
    if name not in LESSONS:
        hint = did_you_mean(str(name), LESSONS)
        raise HandgradError(f"no lesson named {name!r}{hint} (lessons: {', '.join(LESSONS)})")
    return lesson_log(load_page(name), LESSONS[name])


def lesson_log(model: CheckedPage, lesson: Lesson) -> Iterator[str]:
    """The log: a prediction, each row's gradients and each epoch's last loss, a prediction."""
    history = train(
        model,
        lesson.rows,
        lesson.start,
        learning_rate=lesson.learning_rate,
        epochs=lesson.epochs,
        record="steps",
        arithmetic="float32",
    )
    yield f"predict (before training) {PREDICTED_AT} {_predicted(model, lesson.start)}"
    for step in history.steps:
        yield "\tgrad: " + " ".join(map(str, (*step.data.values(), *step.gradients.values())))
        if step.row == len(lesson.rows) - 1:
            yield f"progress: {step.epoch} {step.loss}"
    yield f"predict (after training) {PREDICTED_AT} {_predicted(model, history.parameters)}"
    if lesson.last_line:
        yield lesson.last_line.format(**history.parameters)


def _predicted(model: CheckedPage, parameters: Mapping[str, float]) -> float:
    point = {**parameters, "x": PREDICTED_AT, "y": 0}
    predicted: float = model.evaluate(point, arithmetic="float32")["y_hat"]
    return predicted
