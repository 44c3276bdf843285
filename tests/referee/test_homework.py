"""Homework as it is set: every right gradient is accepted, no wrong one is, in every form.

With NumPy the models come as arrays, with `array=numpy.asarray` and with a maker of floats;
without it the models in lists and loops are judged.
"""

from collections.abc import Callable
from random import Random
from typing import Any

import pytest

from benchmarks.homework import Homework, loops
from handgrad.referee.function import check_gradient
from handgrad.verdict import RIGHT, WRONG
from tests.helpers.effort import share

np: Any = None
ARRAYS: tuple[Homework, ...] = ()
try:
    import numpy as np

    from benchmarks.homework import arrays, table

    ARRAYS = arrays.HOMEWORK
except ImportError:
    pass

# Of these nobody can tell by differences of floats: an array whose derivative is 0 by
# cancellation, a wrong gradient beside a kink.
BEYOND_FLOATS = {
    ("attention_with_key_bias", ""),
    ("two_layer_net", "gate by the output"),
}


def name_of(homework: Homework) -> str:
    return homework.name


def judged(homework: Homework, at: Any, array: Any = None) -> dict[str, str]:
    return {
        slip: check_gradient(
            homework.loss, gradient, at, array=array, negligible=homework.negligible
        ).verdict
        for slip, gradient in homework.claims()
    }


def expected(homework: Homework) -> dict[str, str]:
    return {slip: WRONG if slip else RIGHT for slip, _ in homework.claims()}


@pytest.mark.parametrize("homework", ARRAYS, ids=name_of)
def test_arrays(homework: Homework) -> None:
    assert judged(homework, table.arrays(homework.at)) == expected(homework)


@pytest.mark.parametrize("homework", share(ARRAYS), ids=name_of)
def test_nested_lists_with_asarray(homework: Homework) -> None:
    assert judged(homework, homework.at, np.asarray) == expected(homework)


@pytest.mark.parametrize("homework", share(ARRAYS), ids=name_of)
def test_arrays_of_floats_only(homework: Homework) -> None:
    verdicts = judged(homework, homework.at, table.floats)
    for slip, verdict in expected(homework).items():
        if verdicts[slip] == "undecided":
            assert (homework.name, slip) in BEYOND_FLOATS
        else:
            assert verdicts[slip] == verdict, slip


@pytest.mark.parametrize("homework", list(loops.HOMEWORK), ids=name_of)
def test_lists_and_loops(homework: Homework) -> None:
    assert judged(homework, homework.at) == expected(homework)


def off_in_one_entry(gradient: Any, rng: Random, part: float) -> Callable[[Any], Any]:
    """The gradient with a relative error in the largest entry of one array."""

    def wrong(p: Any) -> Any:
        g = gradient(p)
        if not isinstance(g, dict):
            return _off(g, part)
        name = sorted(g)[chosen % len(g)]
        return {**g, name: _off(g[name], part)}

    chosen = rng.randrange(100)
    return wrong


def _off(array: Any, part: float) -> Any:
    flat = np.array(array).reshape(-1)
    largest = max(range(len(flat)), key=lambda i: abs(flat[i]))
    flat[largest] = flat[largest] * (1 + part)
    return flat.reshape(np.shape(array))


@pytest.mark.parametrize("homework", ARRAYS, ids=name_of)
def test_a_small_error_in_one_entry_is_not_accepted(homework: Homework) -> None:
    if homework.negligible or homework.name == "attention_with_key_bias":
        return
    rng = Random(homework.name)
    for part in (1e-7, 1e-9, 1e-10):
        wrong = off_in_one_entry(homework.gradient, rng, part)
        check = check_gradient(homework.loss, wrong, table.arrays(homework.at))
        assert check.verdict != RIGHT, str(check)
        assert check.verdict == WRONG or part < 1e-7, str(check)
