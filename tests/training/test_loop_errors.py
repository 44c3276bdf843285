"""The messages of training loops: what PyTorch says is recognised, where it is installed."""

import re
import warnings
from collections.abc import Callable
from typing import Any

import pytest

from handgrad.training.loop_errors import LOOP_ERRORS, loop_mistakes_of


def message(program: Callable[[Any], None]) -> str:
    """What PyTorch says of a program: its exception, or its warning."""
    torch = pytest.importorskip("torch")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            program(torch)
        except Exception as error:
            return f"{type(error).__name__}: {error}"
    return "\n".join(str(warning.message) for warning in caught)


def parameter(torch: Any) -> Any:
    return torch.tensor(1.0, requires_grad=True)


def rebind(torch: Any) -> None:
    w = parameter(torch)
    for x, y in ((1, 2), (2, 4)):
        ((w * x - y) ** 2).backward()
        w = w - 0.01 * w.grad


def rebind_no_grad(torch: Any) -> None:
    w = parameter(torch)
    for x, y in ((1, 2), (2, 4)):
        ((w * x - y) ** 2).backward()
        with torch.no_grad():
            w = w - 0.01 * w.grad


def in_place_on_leaf(torch: Any) -> None:
    w = parameter(torch)
    ((w - 2) ** 2).backward()
    w -= 0.01 * w.grad


def running_total(torch: Any) -> None:
    w, total = parameter(torch), 0
    for x, y in ((1, 2), (2, 4)):
        total = total + (w * x - y) ** 2
        total.backward()


def vector_loss(torch: Any) -> None:
    ((parameter(torch) * torch.ones(3)) ** 2).backward()


def zero_before_first_backward(torch: Any) -> None:
    parameter(torch).grad.zero_()


def numpy_of_parameter(torch: Any) -> None:
    parameter(torch).numpy()


def optimiser_on_non_leaf(torch: Any) -> None:
    torch.optim.SGD([parameter(torch) * 1], lr=0.01)


def integer_parameter(torch: Any) -> None:
    torch.tensor(1, requires_grad=True)


def shape_broadcast(torch: Any) -> None:
    torch.nn.functional.mse_loss(torch.zeros(3), torch.zeros(3, 1))


PROGRAMS = (
    rebind, rebind_no_grad, in_place_on_leaf, running_total, vector_loss,
    zero_before_first_backward, numpy_of_parameter, optimiser_on_non_leaf, integer_parameter,
    shape_broadcast,
)  # fmt: skip


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda p: p.__name__)
def test_the_message_of_a_mistake_names_it(program: Callable[[Any], None]) -> None:
    said = message(program)
    assert program.__name__.replace("_", "-") in [
        error.id for error in loop_mistakes_of(said)
    ], said


def test_every_mistake_says_what_to_write() -> None:
    assert len({error.id for error in LOOP_ERRORS}) == len(LOOP_ERRORS) == 20
    for error in LOOP_ERRORS:
        assert error.why
        assert error.change
        re.compile(error.message)
