"""Logs of loops as people write them: the right one, and each mistake, on rows of any kind.

The logs come from the loops below, plain programs that share nothing with handgrad.
"""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handgrad.errors import HandgradError
from handgrad.grading.grade_log import grade_log
from handgrad.page.loading import load_page
from tests.helpers.effort import examples

CASES = Path(__file__).parents[1] / "cases"
Rows = list[tuple[float, float]]
Format = Callable[[float], str]


def loop(
    rows: Rows, w: float, rate: float, show: Format, mistake: str = "", epochs: int = 12
) -> str:
    """What a program for y = w x prints, with one mistake in it."""
    lines, grad, velocity, total = [], 0.0, 0.0, 0.0
    generator = random.Random(5)
    for epoch in range(epochs):
        rows = rows[::-1] if mistake == "reversed" and epoch == 0 else rows
        if mistake == "shuffled":
            generator.shuffle(rows)
        if mistake == "zero-once-an-epoch":
            grad = 0.0
        first, losses = w, []
        if mistake == "loss-running-total" and epoch == 0:
            total = 0.0
        for x, y in rows:
            late = grad
            if mistake not in ("never-zeroed", "zero-once-an-epoch"):
                grad = 0.0
            at = first if mistake == "gradients-at-epoch-start" else w
            r = at * x - y
            losses.append(r * r)
            slope = 2 * r * x
            if mistake == "no-two":
                slope = r * x
            if mistake == "no-factor-x":
                slope = 2 * r
            if mistake == "sign-of-residual":
                slope = -slope
            grad += slope
            if mistake == "backward-twice":
                grad += slope
            lines.append(f"grad: {show(x)} {show(y)} {show(grad)}")
            step = late if mistake == "step-before-backward" else grad
            if mistake == "momentum":
                velocity = 0.9 * velocity + step
                step = velocity
            if mistake == "weight-decay":
                step += 0.1 * w
            if mistake == "ascent":
                step = -step
            if mistake == "lr-over-batch":
                step /= len(rows)
            if mistake not in ("no-step", "step-last-only"):
                w -= rate * step
        if mistake == "step-last-only":
            w -= rate * grad
        total += sum(losses, 0.0)
        printed = {"loss-sum": sum(losses, 0.0), "loss-first": losses[0]}.get(
            mistake, losses[-1]
        )
        if mistake == "loss-running-total":
            printed = total
        lines.append(f"progress: {epoch} {show(printed)}")
    return "\n".join(lines)


MISTAKES = (
    "reversed", "shuffled", "zero-once-an-epoch", "never-zeroed", "gradients-at-epoch-start",
    "no-two", "no-factor-x", "sign-of-residual", "backward-twice", "step-before-backward",
    "momentum", "weight-decay", "ascent", "lr-over-batch", "no-step", "step-last-only",
    "loss-sum", "loss-first", "loss-running-total",
)  # fmt: skip
SHOWN: tuple[Format, ...] = (
    repr,
    lambda v: f"{v:.6g}",
    lambda v: f"{v:.4f}",
    lambda v: f"{v:.10e}",
)
numbers = st.sampled_from([1.0, 1.5, 2.0, 2.5, 3.0, -1.0, -2.5, 0.5, 4.0])
rows_of_any_kind = st.lists(st.tuples(numbers, numbers), min_size=3, max_size=5, unique=True)


@pytest.mark.parametrize("lesson", ["linear", "quadratic"])
def test_the_lessons_as_pytorch_prints_them(lesson: str) -> None:
    text = (CASES / f"replay_{lesson}.txt").read_text("utf-8")
    assert grade_log(lesson, text).verdict == "right"


@examples(60)
@given(rows_of_any_kind, numbers, st.sampled_from([0.01, 0.003, 0.02]), st.sampled_from(SHOWN))
def test_a_right_log_is_right(rows: Rows, w: float, rate: float, show: Format) -> None:
    """To any digits, also where the rate and the start are to be found from it."""
    text = loop(list(rows), w, rate, show)
    found = grade_log("linear", text, rows=rows, start={"w": w}, learning_rate=rate)
    assert found.verdict == "right", found


@examples(200)
@given(
    rows_of_any_kind, numbers, st.sampled_from([0.01, 0.003]), st.sampled_from(SHOWN),
    st.sampled_from(MISTAKES),
)  # fmt: skip
def test_a_mistake_is_wrong_and_named(
    rows: Rows, w: float, rate: float, show: Format, mistake: str
) -> None:
    """Unless the mistake prints what the right loop prints."""
    text = loop(list(rows), w, rate, show, mistake)
    right = loop(list(rows), w, rate, show)
    found = grade_log("linear", text, rows=rows, start={"w": w}, learning_rate=rate)
    if text == right:
        assert found.verdict == "right", found
    else:
        assert found.verdict in ("wrong", "undecided"), found
        assert mistake in [hint.id for hint in found.hints], found
        assert found.verdict == "wrong" or show is not repr, found


def test_another_rate_and_another_start_are_told() -> None:
    """Where the lesson's are not the ones that wrote the log."""
    rows: Rows = [(1, 2), (2, 4), (3, 6)]
    [hint, *_] = grade_log("linear", loop(rows, 1.0, 0.03, repr)).hints
    assert (hint.id, "0.03" in hint.text) == ("learning-rate", True)
    [hint, *_] = grade_log("linear", loop(rows, 1.0, 0.1, repr)).hints
    assert (hint.id, "0.1" in hint.text) == ("lr-ten", True)
    [hint, *_] = grade_log("linear", loop(rows, 0.5, 0.01, repr)).hints
    assert (hint.id, "0.5" in hint.text) == ("start", True)


def test_what_is_not_given_is_found_from_the_log() -> None:
    """On a page that is no lesson, with one parameter."""
    page = CASES.parent / "pages" / "proportion.txt"
    rows: Rows = [(1, 2), (2, 4.5), (3, 6)]
    text = loop(rows, 1.25, 0.02, repr)
    found = grade_log(load_page(page), text, rows=rows)
    assert found.verdict == "right", found
    assert "1.25" in found.notes[0]
    assert "0.02" in found.notes[1]
    unmoved = loop(rows, 1.25, 0.02, repr, "no-step")
    assert grade_log(load_page(page), unmoved, rows=rows).verdict == "wrong"


@pytest.mark.parametrize(
    "text",
    [
        "epoch 0: loss 4.05251\nepoch 1: loss 2.21503\nw = 1.45342",
        "epoch,loss\n1,4.05251\n2,2.21503",
    ],
)
def test_other_words_are_read(text: str) -> None:
    """The mean of an epoch after the word, counted from 0 or from 1; a table."""
    assert grade_log("linear", text).verdict == "right"
    assert grade_log("linear", text.replace("2.215", "2.315")).verdict == "wrong"


def test_below_full_no_number_is_told() -> None:
    """The right numbers are for those who may see them."""
    text = "grad: 1.0 2.0 -2.0\ngrad: 2.0 4.0 -9.84"
    assert "-7.84" in str(grade_log("linear", text))
    assert "-7.84" not in str(grade_log("linear", text, feedback="hint"))
    silent = grade_log("linear", text, feedback="verdict")
    assert not silent.hints
    assert not silent.lines


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"rows": 3}, "rows"), ({"rows": []}, "at least one"), ({"rows": [(1,)]}, "2 numbers"),
        ({"start": {"v": 1}}, "start"), ({"learning_rate": float("nan")}, "learning_rate"),
        ({"feedback": "loud"}, "feedback"),
    ],
)  # fmt: skip
def test_misuse_is_said(options: dict[str, object], said: str) -> None:
    with pytest.raises(HandgradError, match=said):
        grade_log("linear", "grad: 1 2 -2", **options)  # type: ignore[arg-type]


def test_no_log_is_invalid() -> None:
    found = grade_log("linear", "I trained it and it works")
    assert (found.verdict, "expected" in found.problem) == ("invalid", True)


@examples(200)
@given(rows_of_any_kind, st.sampled_from(SHOWN), st.integers(0, 10**6), st.floats(1e-3, 2))
def test_one_changed_number_is_not_right(
    rows: Rows, show: Format, place: int, share: float
) -> None:
    """A gradient or a loss off by a thousandth and more of it, in a log that is right."""
    lines = loop(list(rows), 1.0, 0.01, show).splitlines()
    index = place % len(lines)
    words = lines[index].split()
    number = float(words[-1])
    changed = show(number + share * (1 + abs(number)))
    lines[index] = " ".join([*words[:-1], changed])
    found = grade_log("linear", "\n".join(lines), rows=rows, start={"w": 1.0})
    assert found.verdict == "wrong", found
    assert changed in next(line for line in found.lines if line.verdict == "wrong").text


def test_causes_that_may_fit_by_chance_are_said_to() -> None:
    """One small number has many causes; a few lines more have one."""
    [short] = grade_log("linear", "grad: 1 2 -1").notes
    assert "perhaps by chance" in short
    long = "grad: 1 2 -1\ngrad: 2 4 -3.96\ngrad: 3 6 -8.5536\nprogress: 0 8.12934"
    found = grade_log("linear", long)
    assert [hint.id for hint in found.hints] == ["no-two"]
    assert not found.notes


def test_a_note_says_what_its_numbers_are() -> None:
    """By the names of the page, in the order of the line's numbers; an undecided line is so."""
    found = grade_log("linear", "grad: 1.0 2.0 -2.0\ngrad: 2.0 4.0 -9.84")
    assert "note: the page's loop has x = 2, y = 4, dL/dw = -7.84" in str(found)
    found = grade_log("linear", "epoch 0: loss 4.05, w = 1.2\nepoch 1: loss 2.2, w = 1.3")
    assert "note: the page's loop has L = 7.315943718, w = 1.260688066" in str(found)
    found = grade_log("linear", "loss: 5\nloss: 4\nhello")
    assert [(line.text, line.verdict) for line in found.lines] == [
        ("loss: 5", "undecided"),
        ("loss: 4", "undecided"),
    ]


def test_parameters_before_a_first_epoch_are_its_start() -> None:
    """In a log of any reading: nothing was shown before them."""
    found = grade_log("linear", "w=1\nepoch 1 loss 10 w 0.5\n")
    assert [line.verdict for line in found.lines] == ["right", "wrong"]
