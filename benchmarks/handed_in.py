"""What can be handed in besides formulas: how long it takes to judge, and no false verdict.

A program's own time is that of the same calls in this process; what a process of its own costs
comes on top and is part of what is asked for.
"""

import tempfile
import time
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from random import Random

from handgrad.grading.grade import grade
from handgrad.grading.grade_code import grade_code
from handgrad.grading.grade_log import grade_log
from handgrad.model import load

PROGRAM = """
def gradients(w1, w2, b, x, y):
    by_b = 2*(w1*x*x + w2*x + b - y)
    return by_b*x*x, by_b*x, by_b
"""
WORKSHEET = """
y_hat = 3
L = 4
dL/dy_hat = -4
dL/dw1 = -4
dL/dw2 = -4
dL/db = -4
"""
AT = {"w1": 1, "w2": 1, "b": 1, "x": 1, "y": 5}
LOG_LINES = 10_000


def run(quick: bool) -> None:
    """Time each kind and count the verdicts; raises AssertionError where one is not right."""
    print("handed in: worksheets, logs, programs, values")
    print(f"  {'':44}{'':>12}  asked for")
    _row("worksheets of six lines judged a second", f"{_worksheets(quick):.0f}", "")
    _row(f"a log of {LOG_LINES:,} lines, s", f"{_log(''):.2f}", "< 1")
    _row("the same with gradients never zeroed, s", f"{_log('never'):.2f}", "")
    _row("a program graded, beside its own time, s", f"{_code():.2f}", "< 1")
    if find_spec("numpy"):
        _value_sets(100 if quick else 1000)
    print()


def _row(what: str, found: str, asked: str) -> None:
    print(f"  {what:44}{found:>12}  {asked}")


def _elapsed(
    work: Callable[[], object], clock: Callable[[], float] = time.process_time
) -> float:
    """Seconds of this process alone, or by another clock."""
    begin = clock()
    work()
    return clock() - begin


def _worksheets(quick: bool) -> float:
    model = load("quadratic")
    assert grade(model, WORKSHEET, at=AT).verdict == "right", grade(model, WORKSHEET, at=AT)
    wrong = WORKSHEET.replace("dL/dw1 = -4", "dL/dw1 = -2")
    assert grade(model, wrong, at=AT).verdict == "wrong"
    times = 10 if quick else 100

    def work() -> None:
        for _ in range(times):
            grade(model, WORKSHEET, at=AT)
            grade(model, wrong, at=AT)

    return 2 * times / _elapsed(work)


def _log(kind: str) -> float:
    """The lesson's rows with so small a rate that the log is as long as it is asked for."""
    lines, w, slope = [], 1.0, 0.0
    rows = [(1.0, 2.0), (2.0, 4.0), (3.0, 6.0)]
    for epoch in range(LOG_LINES // 4):
        loss = 0.0
        for x, y in rows:
            slope = 2 * (w * x - y) * x + (slope if kind else 0.0)
            loss = (w * x - y) ** 2
            lines.append(f"grad: {x} {y} {slope!r}")
            w -= 1e-6 * slope
        lines.append(f"progress: {epoch} {loss!r}")
    text = "\n".join(lines)
    expected = "wrong" if kind else "right"
    assert grade_log("linear", text, learning_rate=1e-6).verdict == expected
    return min(
        _elapsed(lambda: grade_log("linear", text, learning_rate=1e-6)) for _ in range(3)
    )


def _code() -> float:
    names: dict[str, object] = {}
    exec(PROGRAM, names)  # noqa: S102
    model, function = load("quadratic"), names["gradients"]
    assert callable(function)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "answer.py")
        file.write_text(PROGRAM, "utf-8")
        report = grade_code(model, file)
        assert report.verdict == "right", report
        own = _elapsed(lambda: [function(1.0, 2.0, 3.0, 4.0, 5.0) for _ in range(6)])
        work = partial(grade_code, model, file)
        return min(_elapsed(work, time.perf_counter) for _ in range(3)) - own


def _value_sets(count: int) -> None:
    from benchmarks.value_sets import page_of, sets, spoilt
    from handgrad.grading.grade_values import grade_values

    rng, verdicts = Random(2), {"right": 0, "wrong": 0}
    begin = time.process_time()
    for program, at, gradient, _ in sets(count, 1):
        report = grade_values(page_of(program.page), at, gradient)
        verdicts["right"] += report.verdict == "right"
        wrong, name = spoilt(gradient, rng)
        report = grade_values(page_of(program.page), at, wrong)
        found = {part.name for part in report.parts if part.verdict == "wrong"}
        verdicts["wrong"] += found == {name}
    each = (time.process_time() - begin) / (2 * count)
    half = count // 2
    for verdict, number in verdicts.items():
        what = f"{verdict} sets of values judged {verdict}"
        _row(what, f"{number}/{count}", f"{half} in float64, {half} in float32")
    _row("a set of values judged, ms", f"{each * 1e3:.1f}", "")
