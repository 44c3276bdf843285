"""python3 -m tests.fuzz [SECONDS] [TARGET ...]: targets in turn, until the time is over."""

import argparse
import sys
import time
import traceback
from importlib import import_module

from hypothesis import HealthCheck, Phase, settings

from tests.fuzz.targets import TARGETS, slowest

EXAMPLES = 40


def main() -> int:
    parser = argparse.ArgumentParser(prog="python3 -m tests.fuzz")
    parser.add_argument("seconds", nargs="?", type=float, default=60)
    parser.add_argument("targets", nargs="*", metavar="TARGET")
    parser.add_argument("--atheris", metavar="TARGET", help="hand this target to atheris")
    given = parser.parse_args()
    if given.atheris:
        return by_atheris(given.atheris, given.seconds)
    return at_random(given.seconds, given.targets or list(TARGETS))


def at_random(seconds: float, targets: list[str]) -> int:
    """The number of targets that failed, 1 at most."""
    quiet = settings(
        max_examples=EXAMPLES, deadline=None, database=None, derandomize=False,
        suppress_health_check=list(HealthCheck), phases=(Phase.generate, Phase.shrink),
    )  # fmt: skip
    end, failed, rounds = time.monotonic() + seconds, set(), 0
    while time.monotonic() < end:
        for name in targets:
            if time.monotonic() >= end or name in failed:
                continue
            try:
                TARGETS[name](quiet)
                rounds += 1
            except Exception:
                failed.add(name)
                print(f"--- {name}")
                traceback.print_exc(limit=4, file=sys.stdout)
    print(f"{rounds * EXAMPLES} examples of {len(targets)} targets, {len(failed)} failed")
    seconds, page, text = slowest[0]
    if page:
        print(f"slowest to be read: {seconds:.3f} s of the processor, on {page}: {text!r}")
    return min(len(failed), 1)


def by_atheris(name: str, seconds: float) -> int:
    """What atheris ends with; it watches which lines of handgrad an input reaches."""
    try:
        import atheris
    except ImportError:
        print("atheris is not installed", file=sys.stderr)
        return 2
    for module in [name for name in sys.modules if name.startswith(("handgrad", "tests.fuzz"))]:
        del sys.modules[module]
    with atheris.instrument_imports(include=["handgrad"]):
        targets = import_module("tests.fuzz.targets").TARGETS
    atheris.Setup(
        [sys.argv[0], f"-max_total_time={seconds:.0f}"],
        targets[name].fuzz.hypothesis.fuzz_one_input,
    )
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
