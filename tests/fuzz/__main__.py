"""python3 -m tests.fuzz [SECONDS] [TARGET ...]: targets in turn, until the time is over."""

import argparse
import sys
import time
import traceback

from hypothesis import HealthCheck, Phase, settings

from tests.fuzz.targets import TARGETS

EXAMPLES = 40


def main() -> int:
    parser = argparse.ArgumentParser(prog="python3 -m tests.fuzz")
    parser.add_argument("seconds", nargs="?", type=float, default=60)
    parser.add_argument("targets", nargs="*", default=list(TARGETS), metavar="TARGET")
    parser.add_argument("--atheris", choices=list(TARGETS), help="hand this target to atheris")
    given = parser.parse_args()
    return (
        by_atheris(given.atheris) if given.atheris else at_random(given.seconds, given.targets)
    )


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
    return min(len(failed), 1)


def by_atheris(name: str) -> int:
    try:
        import atheris
    except ImportError:
        print("atheris is not installed", file=sys.stderr)
        return 2
    atheris.instrument_all()
    atheris.Setup(sys.argv[:1], TARGETS[name].fuzz.hypothesis.fuzz_one_input)
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
