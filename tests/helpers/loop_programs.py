"""Training loops as plain programs, right and with every mistake that a log can show.

They share nothing with handgrad. Each gives the lines that it shows: a gradient line (the row's
x and y where the loop goes row by row, then the gradients), or the loss of an epoch.
"""

import random
from collections.abc import Callable, Sequence
from itertools import product
from typing import NamedTuple

Row = tuple[float, float]


class Shown(NamedTuple):
    """A line: the numbers of a row, then its gradients, or the loss of an epoch."""

    data: tuple[float, ...] = ()
    gradients: tuple[float, ...] = ()
    epoch: int = 0
    loss: float = 0.0


LINEAR = (
    "never-zeroed", "zero-once-an-epoch", "backward-on-running-total", "backward-twice",
    "zero-between-backward-and-step", "zero-between-shown-after", "no-step", "int-parameter",
    "step-before-backward", "gradients-at-epoch-start", "step-every-epoch-sum",
    "step-last-only", "ascent", "lr-ten", "lr-tenth", "lr-over-batch", "momentum",
    "weight-decay", "clipped", "half-loss", "no-two", "no-factor-x", "sign-of-residual", "l1",
    "loss-sum", "loss-mean", "loss-first", "loss-running-total", "loss-after-update",
    "batch-sum", "batch-mean", "batch-broadcast", "batch-broadcast-mean", "shuffled",
    "reversed", "labels-misaligned", "last-row-dropped", "start-zero", "epochs-one-short",
)  # fmt: skip
QUADRATIC = (
    "sequential-update", "bias-not-updated", "bias-not-zeroed", "gradients-swapped",
    "bias-times-x", "feature-not-squared", "never-zeroed", "zero-once-an-epoch", "half-loss",
    "no-two", "sign-of-residual", "momentum", "ascent", "no-step", "gradients-at-epoch-start",
)  # fmt: skip
UNMOVED = ("no-step", "step-last-only", "step-every-epoch-sum", "int-parameter")
LATER_ZERO = ("zero-between-backward-and-step", "zero-between-shown-after")
RATES: dict[str, Callable[[float, int], float]] = {
    "lr-ten": lambda rate, rows: 10 * rate,
    "lr-tenth": lambda rate, rows: rate / 10,
    "lr-over-batch": lambda rate, rows: rate / rows,
    "ascent": lambda rate, rows: -rate,
}
LOSSES: dict[str, Callable[[list[float], list[float], list[float]], float]] = {
    "loss-sum": lambda epoch, after, all_epochs: sum(epoch),
    "loss-mean": lambda epoch, after, all_epochs: sum(epoch) / len(epoch),
    "loss-first": lambda epoch, after, all_epochs: epoch[0],
    "loss-running-total": lambda epoch, after, all_epochs: sum(all_epochs),
    "loss-after-update": lambda epoch, after, all_epochs: after[-1],
}


def linear(
    mistake: str, rows: Sequence[Row], w: float, rate: float, epochs: int
) -> list[Shown]:
    """y_hat = w x, the squared error, one step a row."""
    rows = _rows(mistake, list(rows))
    rate = RATES.get(mistake, lambda r, _: r)(rate, len(rows))
    w, epochs = 0.0 if mistake == "start-zero" else w, epochs - (mistake == "epochs-one-short")
    if mistake.startswith("batch-"):
        return _in_batches(mistake, rows, w, rate, epochs)
    generator, shown, everything = random.Random(5), [], []
    grad = velocity = 0.0
    for epoch in range(epochs):
        if mistake == "shuffled":
            generator.shuffle(rows)
        if mistake in ("zero-once-an-epoch", "backward-on-running-total"):
            grad = 0.0
        first, total, losses, after = w, 0.0, [], []
        for x, y in rows:
            late = grad
            if mistake not in (
                "never-zeroed", "zero-once-an-epoch", "backward-on-running-total", *LATER_ZERO
            ):  # fmt: skip
                grad = 0.0
            loss, slope = _slope(mistake, first if "epoch-start" in mistake else w, x, y)
            losses.append(loss)
            total += slope
            grad += slope * (2 if mistake == "backward-twice" else 1)
            printed = grad
            if mistake in LATER_ZERO:
                grad = 0.0
                printed = grad if mistake == "zero-between-shown-after" else printed
            shown.append(Shown((x, y), (printed,)))
            step = late if mistake == "step-before-backward" else grad
            if mistake == "clipped":
                step = max(-1.0, min(1.0, step))
            if mistake == "weight-decay":
                step += 0.1 * w
            if mistake == "momentum":
                step = velocity = 0.9 * velocity + step
            w -= 0.0 if mistake in UNMOVED else rate * step
            after.append((w * x - y) ** 2)
        if mistake == "step-last-only":
            w -= rate * grad
        if mistake == "step-every-epoch-sum":
            w -= rate * total
        everything += losses
        reported = LOSSES.get(mistake, lambda epoch, *_: epoch[-1])
        shown.append(Shown(epoch=epoch, loss=reported(losses, after, everything)))
    return shown


def _rows(mistake: str, rows: list[Row]) -> list[Row]:
    if mistake == "reversed":
        return rows[::-1]
    if mistake == "last-row-dropped":
        return rows[:-1]
    if mistake == "labels-misaligned":
        following = [*rows[1:], rows[0]]
        return [(x, y) for (x, _), (_, y) in zip(rows, following, strict=True)]
    return rows


def _slope(mistake: str, w: float, x: float, y: float) -> tuple[float, float]:
    """The loss of a row and what the program takes for its derivative."""
    residual = w * x - y
    side = (residual > 0) - (residual < 0)
    loss = {"half-loss": residual**2 / 2, "l1": abs(residual)}.get(mistake, residual**2)
    slope = {
        "half-loss": residual * x, "no-two": residual * x, "no-factor-x": 2 * residual,
        "sign-of-residual": -2 * residual * x, "l1": side * x,
    }.get(mistake, 2 * residual * x)  # fmt: skip
    return loss, slope


def _in_batches(
    mistake: str, rows: list[Row], w: float, rate: float, epochs: int
) -> list[Shown]:
    """One step an epoch; where shapes broadcast every x meets every y."""
    shown = []
    crossed = product([x for x, _ in rows], [y for _, y in rows])
    pairs = list(crossed) if "broadcast" in mistake else rows
    count = len(pairs) if mistake.endswith("mean") else 1
    for epoch in range(epochs):
        slope = sum(2 * (w * x - y) * x for x, y in pairs) / count
        loss = sum((w * x - y) ** 2 for x, y in pairs) / count
        shown += [Shown((), (slope,)), Shown(epoch=epoch, loss=loss)]
        w -= rate * slope
    return shown


def quadratic(
    mistake: str, rows: Sequence[Row], start: Sequence[float], rate: float, epochs: int
) -> list[Shown]:
    """y_hat = w1 x x + w2 x + b, the squared error, one step a row."""
    w, grads, velocity, shown = list(start), [0.0] * 3, [0.0] * 3, []
    for epoch in range(epochs):
        grads = [0.0] * 3 if mistake == "zero-once-an-epoch" else grads
        first, loss = list(w), 0.0
        for x, y in rows:
            at = first if mistake == "gradients-at-epoch-start" else w
            loss, slopes = _slopes(mistake, at, x, y)
            if mistake == "sequential-update":
                for i in range(3):
                    slopes[i] = _slopes(mistake, w, x, y)[1][i]
                    w[i] -= rate * slopes[i]
                shown.append(Shown((x, y), tuple(slopes)))
                continue
            kept = {"never-zeroed": (0, 1, 2), "zero-once-an-epoch": (0, 1, 2)}
            kept["bias-not-zeroed"] = (2,)
            grads = [
                s + (g if i in kept.get(mistake, ()) else 0.0)
                for i, (s, g) in enumerate(zip(slopes, grads, strict=True))
            ]
            shown.append(Shown((x, y), tuple(grads)))
            step = list(grads)
            if mistake == "gradients-swapped":
                step = [grads[1], grads[0], grads[2]]
            if mistake == "bias-not-updated":
                step[2] = 0.0
            if mistake == "momentum":
                step = velocity = [0.9 * v + g for v, g in zip(velocity, grads, strict=True)]
            sign = {"ascent": -1.0, "no-step": 0.0}.get(mistake, 1.0)
            w = [v - sign * rate * s for v, s in zip(w, step, strict=True)]
        shown.append(Shown(epoch=epoch, loss=loss))
    return shown


def _slopes(mistake: str, w: Sequence[float], x: float, y: float) -> tuple[float, list[float]]:
    residual = w[0] * x * x + w[1] * x + w[2] - y
    outer = {"half-loss": 1, "no-two": 1, "sign-of-residual": -2}.get(mistake, 2) * residual
    by_w1 = outer * x if mistake == "feature-not-squared" else outer * x * x
    by_b = outer * x if mistake == "bias-times-x" else outer
    loss = residual**2 / 2 if mistake == "half-loss" else residual**2
    return loss, [by_w1, outer * x, by_b]
