"""The homework before check_gradient and before the checkers in use, as a table."""

import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

import numpy as np

from benchmarks.homework import Function, Homework
from benchmarks.homework.arrays import HOMEWORK
from handgrad.referee.function import check_gradient

# A checker says whether it accepts the gradient of a homework; None: it cannot tell.
Checker = Callable[[Homework, Function], bool | None]
VERDICTS = {"right": True, "wrong": False}


def floats(values: Any) -> Any:
    """An array that takes no other numbers than floats."""
    return np.array(values, dtype=float)


def arrays(values: Any) -> Any:
    """Nested lists as arrays."""
    if isinstance(values, Mapping):
        return {name: arrays(value) for name, value in values.items()}
    return floats(values)


def print_table(quick: bool) -> None:
    """A row for every checker that is installed."""
    homework = HOMEWORK[::6] if quick else HOMEWORK
    total = Counter(bool(slip) for h in homework for slip, _ in h.claims())
    print(f"homework: {total[False]} right and {total[True]} wrong gradients in NumPy")
    print(f"  {'':28}{'right':>8}{'right':>10}{'right':>10}{'wrong':>10}{'wrong':>10}{'':>9}")
    print(
        f"  {'':28}{'accepted':>8}{'undecided':>10}{'rejected':>10}{'rejected':>10}"
        f"{'accepted':>10}{'seconds':>9}"
    )
    for name, checker in checkers():
        counted, surprises, seconds = judged(checker, homework)
        row = [counted[key] for key in ("R+", "R?", "R-", "W-", "W+")]
        print(
            f"  {name:28}{row[0]:8}" + "".join(f"{n:10}" for n in row[1:]) + f"{seconds:9.2f}"
        )
        if name.startswith("handgrad"):
            print("".join(f"    {line}\n" for line in surprises), end="")
    print()


def judged(
    checker: Checker, homework: Sequence[Homework]
) -> tuple[Counter[str], list[str], float]:
    """How often right and wrong gradients (R, W) were accepted (+), rejected (-) or neither."""
    counted: Counter[str] = Counter()
    surprises = []
    begin = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for one in homework:
            for slip, gradient in one.claims():
                answer = checker(one, gradient)
                key = ("W" if slip else "R") + {True: "+", False: "-", None: "?"}[answer]
                counted[key] += 1
                if key not in ("R+", "W-"):
                    surprises.append(f"{one.name}, {slip or 'right'}: {answer}")
    return counted, surprises, time.perf_counter() - begin


def checkers() -> Iterator[tuple[str, Checker]]:
    yield "handgrad, arrays", by_handgrad
    yield "handgrad, array=asarray", lambda h, g: by_handgrad(h, g, np.asarray)
    yield "handgrad, array of floats", lambda h, g: by_handgrad(h, g, floats)
    for name, make in RIVALS:
        with suppress(ImportError):
            yield name, make()


def by_handgrad(
    homework: Homework, gradient: Function, array: Function | None = None
) -> bool | None:
    """The verdict, at arrays or at nested lists with an `array` maker."""
    check = check_gradient(
        homework.loss,
        gradient,
        arrays(homework.at) if array is None else homework.at,
        array=array,
        **({"negligible": homework.negligible} if homework.negligible else {}),
    )
    return VERDICTS.get(check.verdict)


def flat(homework: Homework, gradient: Function) -> tuple[Any, Function, Function]:
    """The point as one vector, and loss and gradient of such a vector."""
    at = arrays(homework.at)
    if not isinstance(at, dict):
        shape = at.shape
        return (
            at.ravel(),
            lambda x: homework.loss(x.reshape(shape)),
            lambda x: gradient(x.reshape(shape)).ravel(),
        )
    ends = np.cumsum([value.size for value in at.values()])

    def apart(x: Any) -> dict[str, Any]:
        return {
            name: x[end - value.size : end].reshape(value.shape)
            for (name, value), end in zip(at.items(), ends, strict=True)
        }

    def slope(x: Any) -> Any:
        answer = gradient(apart(x))
        return np.concatenate([np.ravel(answer[name]) for name in at])

    start = np.concatenate([value.ravel() for value in at.values()])
    return start, lambda x: homework.loss(apart(x)), slope


def _scipy_check_grad() -> Checker:
    from scipy.optimize import check_grad

    def check(homework: Homework, gradient: Function) -> bool:
        x, f, slope = flat(homework, gradient)
        size = float(np.linalg.norm(slope(x)))
        return bool(check_grad(f, slope, x) <= 1e-5 * max(size, 1e-3))

    return check


def _scipy_approx_derivative() -> Checker:
    from scipy.optimize._numdiff import approx_derivative

    def check(homework: Homework, gradient: Function) -> bool:
        x, f, slope = flat(homework, gradient)
        measured, claimed = approx_derivative(f, x, method="3-point"), slope(x)
        gap = np.max(np.abs(measured - claimed) / np.maximum(1.0, np.abs(claimed)))
        return bool(gap <= 1e-6)

    return check


def _torch() -> Checker:
    import torch

    def check(homework: Homework, gradient: Function) -> bool:
        x, f, slope = flat(homework, gradient)

        class Loss(torch.autograd.Function):
            @staticmethod
            def forward(ctx: Any, x: Any) -> Any:
                ctx.save_for_backward(x)
                return torch.tensor(float(f(x.detach().numpy())), dtype=torch.float64)

            @staticmethod
            def backward(ctx: Any, upstream: Any) -> Any:
                (x,) = ctx.saved_tensors
                return upstream * torch.tensor(slope(x.detach().numpy()), dtype=torch.float64)

        at = torch.tensor(x, dtype=torch.float64, requires_grad=True)
        return bool(torch.autograd.gradcheck(Loss.apply, (at,), raise_exception=False))

    return check


def _jax() -> Checker:
    from jax.test_util import check_vjp

    def check(homework: Homework, gradient: Function) -> bool:
        x, f, slope = flat(homework, gradient)

        def both(x: Any) -> tuple[Any, Function]:
            return np.float64(f(x)), lambda upstream: (upstream * slope(x),)

        try:
            check_vjp(lambda x: np.float64(f(x)), both, (x,))
        except AssertionError:
            return False
        return True

    return check


RIVALS: tuple[tuple[str, Callable[[], Checker]], ...] = (
    ("scipy check_grad", _scipy_check_grad),
    ("scipy approx_derivative", _scipy_approx_derivative),
    ("PyTorch gradcheck", _torch),
    ("jax check_vjp", _jax),
)
