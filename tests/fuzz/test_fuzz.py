"""A quick share of the fuzzing; interrupts, threads and hash seeds besides."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from handgrad import check_model, grade, load
from tests.fuzz.promises import state
from tests.fuzz.targets import TARGETS

ROOT = Path(__file__).parents[2]
ANSWERS = {
    "linear": ["dL/dw = 2*x*(w*x - y)", "dL/dw = (w*x - y)*x", "dL/dw = 1e400"],
    "relu": ["dL/dz = g", "dL/dz = g*step(z)"],
    "two_layer": ["d = 2(y_hat - y)\ndL/dW2 = d @ a1.T\ndL/db2 = d", "dL/db1 = b1"],
}
QUESTIONS = [(name, text) for name, texts in ANSWERS.items() for text in texts]


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_at_random_breaks_it(name: str) -> None:
    few = settings(
        max_examples=15,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    TARGETS[name](few)


def reports() -> list[str]:
    """The reports on some answers, each by a model of its own."""
    return [str(grade(load(name), text)) for name, text in QUESTIONS]


def test_eight_graders_share_their_models() -> None:
    expected = reports()
    models = {name: load(name) for name in ANSWERS}
    found: list[list[str]] = []

    def work() -> None:
        found.append(
            [
                str(grade(models[name], text))
                for name, texts in ANSWERS.items()
                for text in texts
            ]
        )

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-4)
    try:
        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(before)
    assert found == [expected] * 8


def test_no_report_depends_on_the_hash_seed() -> None:
    program = "from tests.fuzz.test_fuzz import reports; print(ascii(reports()))"
    printed = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True, check=True,
        ).stdout
        for seed in ("0", "1", "424242")
    }  # fmt: skip
    assert len(printed) == 1


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no timers here")
def test_an_interrupt_leaves_everything_as_it_was() -> None:
    """At whatever moment it comes, the next answer is judged as if there had been none."""
    expected = str(grade(load("two_layer"), ANSWERS["two_layer"][0]))
    model, before, interrupted = load("two_layer"), state(), 0

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    handler = signal.signal(signal.SIGALRM, interrupt)
    try:
        for moment in range(1, 12):
            signal.setitimer(signal.ITIMER_REAL, 0.001 * moment**2)
            try:
                grade(model, ANSWERS["two_layer"][0])
                check_model(load("softmax"))
            except KeyboardInterrupt:
                interrupted += 1
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
    finally:
        signal.signal(signal.SIGALRM, handler)
    assert interrupted
    assert state() == before
    assert str(grade(model, ANSWERS["two_layer"][0])) == expected
