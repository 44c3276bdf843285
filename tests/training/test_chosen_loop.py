"""Momentum, decay, batches, order and mistakes: against PyTorch, and against plain loops."""

import json
from pathlib import Path
from typing import Any

import pytest

import handgrad
from handgrad.errors import HandgradError

ROWS = [(1.0, 2.0), (2.0, 4.0), (3.0, 6.5)]
CASES = json.loads((Path(__file__).parents[1] / "cases" / "loops.json").read_text("utf-8"))
ENDS = [c for c in CASES["mistakes"] if c["lesson"] == "linear" and "w_after_5" in c]
NOT_A_LOOP = ("right", "shuffled", "epochs-one-short")


def trained(**options: Any) -> float:
    model = handgrad.load("linear")
    found: float = handgrad.train(model, ROWS, {"w": 1.0}, epochs=7, **options).parameters["w"]
    return found


@pytest.mark.parametrize(
    ("momentum", "decay"), [(0.9, 0.0), (0.0, 0.1), (0.5, 0.01), (0.99, 0.5)]
)
@pytest.mark.parametrize("size", [1, 2, 3])
def test_it_is_the_sgd_of_pytorch(momentum: float, decay: float, size: int) -> None:
    torch = pytest.importorskip("torch")
    w = torch.tensor(1.0, dtype=torch.float64, requires_grad=True)
    optimiser = torch.optim.SGD([w], lr=0.01, momentum=momentum, weight_decay=decay)
    for _ in range(7):
        for i in range(0, len(ROWS), size):
            optimiser.zero_grad()
            losses = [(w * x - y) ** 2 for x, y in ROWS[i : i + size]]
            torch.stack(losses).mean().backward()
            optimiser.step()
    found = trained(momentum=momentum, weight_decay=decay, batch=size)
    assert found == pytest.approx(w.item(), rel=1e-12)


@pytest.mark.parametrize("case", ENDS, ids=lambda case: case["id"])
def test_a_mistake_ends_where_it_ended(case: dict[str, Any]) -> None:
    """After five epochs of the first lesson."""
    if case["id"] in NOT_A_LOOP:
        return
    model, rows = handgrad.load("linear"), [(1, 2), (2, 4), (3, 6)]
    found = handgrad.train(model, rows, {"w": 1}, epochs=5, mistake=case["id"])
    assert found.parameters["w"] == pytest.approx(case["w_after_5"], rel=1e-5)


def test_a_shuffled_loop_is_the_same_for_the_same_seed() -> None:
    """And takes every row once an epoch."""
    model = handgrad.load("linear")
    one = handgrad.train(model, ROWS, {"w": 1.0}, epochs=4, shuffle=3, record="steps")
    two = handgrad.train(model, ROWS, {"w": 1.0}, epochs=4, shuffle=3, record="steps")
    assert one == two
    for epoch in range(4):
        seen = [tuple(s.data.values()) for s in one.steps if s.epoch == epoch]
        assert sorted(seen) == sorted(ROWS)
    assert trained(shuffle=1) != trained(shuffle=2) or trained(shuffle=1) != trained(shuffle=3)


def test_without_choices_it_is_the_plain_loop() -> None:
    assert trained(momentum=0.0, weight_decay=0.0, batch=False) == trained()
    assert trained(batch=3) == pytest.approx(trained(batch=True), rel=1e-15)


@pytest.mark.parametrize(
    "options",
    [
        {"momentum": 1.0}, {"momentum": -0.1}, {"weight_decay": "a"}, {"batch": 0},
        {"shuffle": -1}, {"mistake": "none"}, {"mistake": 3}, {"momentum": True},
    ],
)  # fmt: skip
def test_misuse_is_said(options: dict[str, Any]) -> None:
    with pytest.raises(HandgradError):
        trained(**options)
