"""check_gradient beside the checkers in use: homework, errors on hard cases, calls of f, time.

The others have no third answer; theirs is read by the tolerances that they document. SciPy's
`check_grad` and numdifftools answer with numbers, judged as their users do: 1e-6 of the size
of the gradient, and ten times the estimated error.
"""

import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from benchmarks.hard_cases import CASES, Case
from handgrad.referee.function import check_gradient

# A checker takes f, gradient and a point, and answers whether it accepts; None: cannot tell.
Checker = Callable[[Callable[..., Any], Callable[..., Any], Any], bool | None]

VERDICTS = {"right": True, "wrong": False, "undecided": None, "invalid": None}


def run(quick: bool) -> None:
    """Print two tables, with one row for every checker that is installed."""
    with suppress(ImportError):
        from benchmarks.homework import table

        table.print_table(quick)
    cases = CASES[::6] if quick else CASES
    print(f"check_gradient: {len(cases)} hard cases, functions of floats but for the first row")
    print(f"  {'':26}{'wrong':>9}{'right':>9}{'says it':>10}{'calls':>9}{'ms a':>8}")
    print(f"  {'':26}{'accepted':>9}{'rejected':>9}{'cannot':>10}{'of f':>9}{'case':>8}")
    for name, checker, polymorphic in checkers():
        _row(name, checker, polymorphic, cases)
    print()


def checkers() -> Iterator[tuple[str, Checker, bool]]:
    """The checkers at hand: name, checker, whether it gets functions of any number."""
    yield "handgrad, any number", _handgrad, True
    yield "handgrad, floats", _handgrad, False
    for name, make in RIVALS:
        with suppress(ImportError):
            checker = make()
            _prove(name, checker)
            yield name, checker, False


def _prove(name: str, checker: Checker) -> None:
    """A rival must tell a plain right gradient from a plain wrong one, or it is misused."""
    for factor in (2, 3):
        accepted = checker(
            lambda v: v[0] * v[0] + v[1] * v[1],
            lambda v, factor=factor: [factor * v[0], factor * v[1]],
            [0.3, 0.7],
        )
        assert accepted is (factor == 2), name


def _row(name: str, checker: Checker, polymorphic: bool, cases: tuple[Case, ...]) -> None:
    counted: Counter[str] = Counter()
    begin = time.perf_counter()
    for case in cases:
        f, gradient = case.polymorphic() if polymorphic else case.black_box()
        answer = _answer(checker, _counting(f, counted), gradient, case.at)
        if answer is None:
            counted["undecided"] += 1
        # Where there is no derivative, neither yes nor no is an answer.
        elif answer and case.truth != "R":
            counted["accepted"] += 1
        elif not answer and case.truth == "R":
            counted["rejected"] += 1
    elapsed = (time.perf_counter() - begin) * 1e3 / len(cases)
    calls = counted["calls"] / len(cases)
    print(
        f"  {name:26}{counted['accepted']:9}{counted['rejected']:9}{counted['undecided']:10}"
        f"{calls:9.0f}{elapsed:8.2f}"
    )


def _counting(f: Callable[..., Any], counted: Counter[str]) -> Callable[..., Any]:
    def counting(values: Any) -> Any:
        counted["calls"] += 1
        return f(values)

    return counting


def _answer(
    checker: Checker, f: Callable[..., Any], gradient: Callable[..., Any], at: Any
) -> bool | None:
    """What a checker says; one that stumbles over a function does not accept its gradient."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return checker(f, gradient, at)
        except Exception:
            return False


def _handgrad(f: Callable[..., Any], gradient: Callable[..., Any], at: Any) -> bool | None:
    return VERDICTS[check_gradient(f, gradient, at).verdict]


def _flat(function: Callable[..., Any], at: Any) -> Callable[[Any], Any]:
    """A function of a number or a list as one of an array."""
    if isinstance(at, list):
        return lambda x: function([float(v) for v in x])
    return lambda x: function(float(x[0]))


def _scipy() -> Checker:
    import numpy as np
    from scipy.optimize import check_grad

    def check(f: Any, gradient: Any, at: Any) -> bool:
        x = np.atleast_1d(np.asarray(at, dtype=float))
        g = _flat(gradient, at)
        size = float(np.linalg.norm(np.atleast_1d(g(x))))
        error = check_grad(_flat(f, at), lambda v: np.atleast_1d(g(v)), x)
        return bool(error <= 1e-6 * max(1.0, size))

    return check


def _numdifftools() -> Checker:
    import numdifftools
    import numpy as np

    def check(f: Any, gradient: Any, at: Any) -> bool:
        x = np.atleast_1d(np.asarray(at, dtype=float))
        claimed = np.atleast_1d(_flat(gradient, at)(x))
        return all(entry(_flat(f, at), x, i, claimed[i]) for i in range(len(x)))

    def entry(f: Any, x: Any, i: int, claimed: float) -> bool:
        def along(t: float) -> float:
            return float(f([*x[:i], t, *x[i + 1 :]]))

        answer = numdifftools.Derivative(along, full_output=True)(x[i])
        # Its versions from 0.10 on have the error beside the estimate, the older ones inside.
        error = answer[1] if hasattr(answer, "estimate") else answer[1].error_estimate
        allowed = 10 * float(error) + 1e-6 * abs(claimed)
        return bool(abs(float(answer[0]) - claimed) <= allowed)

    return check


def _autograd() -> Checker:
    import autograd.numpy as anp
    from autograd.extend import defvjp, primitive
    from autograd.test_util import check_grads

    def check(f: Any, gradient: Any, at: Any) -> bool:
        loss = primitive(_flat(f, at))
        slope = _flat(gradient, at)
        defvjp(loss, lambda value, x: lambda g: g * anp.atleast_1d(anp.array(slope(x))))
        try:
            x = anp.atleast_1d(anp.array(at, dtype=float))
            check_grads(loss, modes=["rev"], order=1)(x)
        except AssertionError:
            return False
        return True

    return check


def _torch(fast: bool) -> Checker:
    import torch

    def check(f: Any, gradient: Any, at: Any) -> bool:
        loss, slope = _flat(f, at), _flat(gradient, at)

        class Loss(torch.autograd.Function):
            @staticmethod
            def forward(ctx: Any, x: Any) -> Any:
                ctx.save_for_backward(x)
                return torch.tensor(float(loss(x.tolist())), dtype=torch.float64)

            @staticmethod
            def backward(ctx: Any, upstream: Any) -> Any:
                (x,) = ctx.saved_tensors
                g = slope(x.tolist())
                return upstream * torch.tensor(
                    g if isinstance(g, list) else [g], dtype=torch.float64
                )

        x = torch.tensor(at if isinstance(at, list) else [at], dtype=torch.float64)
        x.requires_grad_(True)
        passes = torch.autograd.gradcheck(
            Loss.apply, (x,), fast_mode=fast, raise_exception=False
        )
        return bool(passes)

    return check


RIVALS: tuple[tuple[str, Callable[[], Checker]], ...] = (
    ("scipy check_grad", _scipy),
    ("autograd check_grads", _autograd),
    ("PyTorch gradcheck, slow", lambda: _torch(fast=False)),
    ("PyTorch gradcheck, fast", lambda: _torch(fast=True)),
    ("numdifftools", _numdifftools),
)
