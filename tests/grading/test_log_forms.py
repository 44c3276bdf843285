"""One log in the many forms that people print: read alike, judged alike.

The numbers come from a plain program that shares nothing with handgrad.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest

from handgrad.grading.grade_log import grade_log

ROWS = ((1.0, 2.5), (-2.0, 3.0), (1.5, 4.0), (0.5, -1.0))
START, RATE, EPOCHS = 0.5, 0.02, 6


class Turn(NamedTuple):
    """An epoch: (x, y, gradient, w before, w after) of each row, the losses, w at its end."""

    steps: list[tuple[float, float, float, float, float]]
    losses: list[float]
    w: float

    @property
    def last(self) -> float:
        return self.losses[-1]

    @property
    def total(self) -> float:
        return sum(self.losses)

    @property
    def mean(self) -> float:
        return self.total / len(self.losses)


def turns(*, zeroed: bool = True) -> list[Turn]:
    w, grad, found = START, 0.0, []
    for _ in range(EPOCHS):
        steps, losses = [], []
        for x, y in ROWS:
            grad = (0.0 if zeroed else grad) + 2 * (w * x - y) * x
            losses.append((w * x - y) ** 2)
            steps.append((x, y, grad, w, w - RATE * grad))
            w -= RATE * grad
        found.append(Turn(steps, losses, w))
    return found


Form = Callable[[list[Turn]], str]


def by_epoch(form: Callable[[int, Turn], str], *, heading: str = "", end: str = "\n") -> Form:
    def text(found: list[Turn]) -> str:
        return heading + end.join(form(e, turn) for e, turn in enumerate(found))

    return text


def by_row(form: Callable[[int, tuple[float, float, float, float, float]], str]) -> Form:
    def text(found: list[Turn]) -> str:
        return "\n".join(form(e, step) for e, turn in enumerate(found) for step in turn.steps)

    return text


ROWS_AS_CSV = by_row(lambda e, s: f"{s[0]},{s[1]},{s[2]:.6f}")

FORMS: dict[str, Form] = {
    "f-string, mean": by_epoch(lambda e, t: f"Epoch [{e + 1}/6], Loss: {t.mean:.4f}"),
    "f-string, last": by_epoch(lambda e, t: f"Epoch {e + 1}/6 - loss: {t.last:.6f}"),
    "sum, called so": by_epoch(lambda e, t: f"Epoch {e}: total loss {t.total:.6f}"),
    "running loss": by_epoch(lambda e, t: f"[{e + 1}] running_loss: {t.total:.5f} epoch {e}"),
    "tensors": by_epoch(
        lambda e, t: (
            f"epoch {e} w = tensor({t.w:.4f}, requires_grad=True) "
            f"loss = tensor({t.last:.4f}, grad_fn=<PowBackward0>)"
        )
    ),
    "tensors of one entry": by_epoch(
        lambda e, t: (
            f"epoch {e} w tensor([{t.w:.4f}], requires_grad=True) "
            f"loss tensor({t.last:.4f}, grad_fn=<MseLossBackward0>)"
        )
    ),
    "lists": by_epoch(lambda e, t: f"epoch {e}: w=[[{t.w:.6f}]], loss=[{t.last:.6f}]"),
    "NumPy": by_epoch(lambda e, t: f"epoch {e}: w=np.float64({t.w!r}), loss={t.last!r}"),
    "scientific": by_epoch(lambda e, t: f"epoch: {e}, loss: {t.last:.6e}, w: {t.w:.6E}"),
    "a bar on one line": by_epoch(
        lambda e, t: (
            f"{(e + 1) * 16:3d}%|{'█' * (e + 1)}{' ' * (5 - e)}| {e + 1}/6 "
            f"[00:0{e}<00:04,  1.23it/s, loss={t.last:.4f}]"
        ),
        end="\r",
    ),
    "a bar an epoch": by_epoch(
        lambda e, t: (
            f"Epoch {e + 1}/6: 100%|██████████| 4/4 [00:00<00:00, 512.03it/s, "
            f"loss={t.mean:.4f}]"
        )
    ),
    "Keras": by_epoch(
        lambda e, t: f"Epoch {e + 1}/6\n4/4 [=======] - 0s 2ms/step - loss: {t.mean:.4f}"
    ),
    "logging": by_epoch(
        lambda e, t: f"2026-01-12 10:33:0{e},123 INFO epoch={e} loss={t.last:.5f}"
    ),
    "CSV": by_epoch(lambda e, t: f"{e},{t.last:.6f},{t.w:.6f}", heading="epoch,loss,w\n"),
    "CSV, other names": by_epoch(
        lambda e, t: f"{e + 1};{t.mean:.6f};{t.w}", heading="Epoch;train_loss;weight\n"
    ),
    "CSV of rows": lambda found: "x,y,grad\n" + ROWS_AS_CSV(found),
    "tabs": by_epoch(lambda e, t: f"{e}\t{t.last:.6f}", heading="epoch\tloss\n"),
    "columns": by_epoch(
        lambda e, t: f"{e:5d}  {t.last:.6f}   {t.w:.6f}", heading="epoch  loss       w\n"
    ),
    "Markdown": by_epoch(
        lambda e, t: f"| {e} | {t.last:.6f} | {t.w:.6f} |",
        heading="| epoch | loss | w |\n|:---|---:|---|\n",
    ),
    "dictionaries": by_epoch(
        lambda e, t: str({"epoch": e, "loss": round(t.last, 6), "w": round(t.w, 6)})
    ),
    "JSON lines": by_epoch(lambda e, t: f'{{"epoch": {e}, "loss": {t.last:.6f}}}'),
    "tuples": by_row(lambda e, s: str(("grad:", *s[:2], round(s[2], 6)))),
    "other words": by_epoch(
        lambda e, t: f"Iter {e} | cost {t.last:.5f} | weight {t.w:.5f} | lr 0.02"
    ),
    "Chinese": by_epoch(lambda e, t: f"第{e + 1}轮 损失: {t.last:.4f} 权重: {t.w:.4f}"),
    "Chinese marks": by_epoch(
        lambda e, t: f"轮次：{e + 1}，平均损失：{t.mean:.4f}，w：{t.w:.4f}"
    ),
    "Chinese gradients": by_row(lambda e, s: f"梯度: {s[0]} {s[1]} {s[2]:.4f}"),
    "gradients by name": by_row(lambda e, s: f"x={s[0]} y={s[1]} grad={s[2]:.6f} w={s[3]:.6f}"),
    "the parameter after the step": by_row(lambda e, s: f"grad: {s[2]:.6f}\nw: {s[4]:.6f}"),
    "w.grad": by_row(lambda e, s: f"w.grad = tensor({s[2]:.4f})"),
    "losses alone": by_epoch(lambda e, t: f"loss: {t.mean:.4f}"),
    "losses of rows alone": lambda found: "\n".join(
        f"loss = {loss:.5f}" for turn in found for loss in turn.losses
    ),
    "parameters alone": by_epoch(lambda e, t: f"w: {t.w:.5f}"),
    "parameters alone, from the start": lambda found: "\n".join(
        f"w = {w:.5f}" for w in (START, *(turn.w for turn in found))
    ),
    "parameters of rows alone": by_row(lambda e, s: f"w = {s[4]:.6f}"),
}


def judged(form: str, found: list[Turn]) -> tuple[str, list[str]]:
    text = FORMS[form](found)
    report = grade_log("linear", text, rows=ROWS, start={"w": START}, learning_rate=RATE)
    return report.verdict, [hint.id for hint in report.hints]


@pytest.mark.parametrize("form", FORMS)
def test_a_right_log_is_right_in_every_form(form: str) -> None:
    assert judged(form, turns()) == ("right", [])


@pytest.mark.parametrize("form", FORMS)
def test_gradients_that_add_up_are_found_in_every_form(form: str) -> None:
    verdict, hints = judged(form, turns(zeroed=False))
    assert verdict == "wrong"
    assert "never-zeroed" in hints


@pytest.mark.parametrize("form", FORMS)
def test_a_number_that_is_no_loop_s_is_never_right(form: str) -> None:
    """Wrong late in a log; early in one that names nothing it may be undecided."""
    for spoilt in (1, EPOCHS - 1):
        assert judged(form, list(_spoilt(spoilt)))[0] in ("wrong", "undecided")
    assert judged(form, list(_spoilt(EPOCHS - 1)))[0] == "wrong"


def _spoilt(epoch: int) -> Iterator[Turn]:
    for index, turn in enumerate(turns()):
        more = 0.11 if index == epoch else 0.0
        steps = [(x, y, g + more, w + more, v + more) for x, y, g, w, v in turn.steps]
        yield Turn(steps, [loss + more for loss in turn.losses], turn.w + more)
