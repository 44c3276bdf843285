"""The loops that mistakes lead to show the numbers that PyTorch and plain Python showed."""

import json
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from handgrad.arithmetic import FLOAT64
from handgrad.page.loading import load_page
from handgrad.training.lessons import LESSONS
from handgrad.training.loop_mistakes import RIGHT_LOOP, LoopMistake, loop_mistakes
from handgrad.training.loops import Machine, run_loop

CASES = json.loads((Path(__file__).parents[1] / "cases" / "loops.json").read_text("utf-8"))
# Of these a log shows the right loop on other rows, or on fewer epochs.
NOT_A_LOOP = ("shuffled", "epochs-one-short")
LOOPS = [case for case in CASES["mistakes"] if case["id"] not in NOT_A_LOOP]


def shown(lesson: str, mistake: LoopMistake) -> tuple[list[list[float]], list[float]]:
    """The first gradients and losses that a loop shows."""
    page, given = load_page(lesson), LESSONS[lesson]
    machine = Machine(page, FLOAT64)
    rows: list[dict[str, Any]] = [
        dict(zip(page.data, map(float, row), strict=True)) for row in given.rows
    ]
    start = mistake.start(machine, {name: float(w) for name, w in given.start.items()})
    rounds = run_loop(mistake.loop, machine, mistake.rows(list(rows)), start, 0.01)
    epochs = list(islice(rounds, 6))
    gradients = [list(map(float, g.values())) for e in epochs for _, g in e.shown]
    losses = [float(mistake.reported(machine, epochs[:i], e)) for i, e in enumerate(epochs)]
    return gradients, losses


@pytest.mark.parametrize("case", LOOPS, ids=lambda case: case["id"])
def test_a_loop_shows_what_was_seen(case: dict[str, Any]) -> None:
    """One of the loops of this id has all of the first numbers, to the digits given."""
    name = case["id"].removeprefix("quadratic-")
    mistakes = [m for m in loop_mistakes(load_page(case["lesson"])) if m.id == name]
    seen = [shown(case["lesson"], m) for m in mistakes or [RIGHT_LOOP]]
    expected = [g if isinstance(g, list) else [g] for g in case["first_gradients"]]
    progress = case["first_progress"]
    assert bool(mistakes) != (name == "right")
    assert any(
        gradients[: len(expected)] == [pytest.approx(g, rel=1e-5) for g in expected]
        and losses[: len(progress)] == pytest.approx(progress, rel=1e-5)
        for gradients, losses in seen
    )
