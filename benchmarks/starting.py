"""How long a person waits: importing handgrad, and a whole `handgrad check` as a process."""

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
WRONG = 1
CHECK = ["-m", "handgrad", "check", "quadratic", "dL/dw1 = 2*(y_hat - y)*x"]


def run(quick: bool) -> None:
    """Time processes from their start to their end; the best of several."""
    times = 3 if quick else 15
    python = _best(["-c", "pass"], 0, times)
    imported = _best(["-c", "import handgrad"], 0, times)
    checked = _best(CHECK, WRONG, times)
    print("processes, from start to end")
    print(f"  {'':26}{'ms':>10}  asked for")
    print(f"  {'python itself':26}{python * 1e3:10.1f}")
    print(f"  {'import handgrad':26}{(imported - python) * 1e3:10.1f}  < 40 beside python")
    print(f"  {'handgrad check quadratic':26}{checked * 1e3:10.1f}  < 150 with python")
    print()


def _best(arguments: Sequence[str], status: int, times: int) -> float:
    return min(_elapsed(arguments, status) for _ in range(times))


def _elapsed(arguments: Sequence[str], status: int) -> float:
    command = [sys.executable, *arguments]
    begin = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    elapsed = time.perf_counter() - begin
    assert done.returncode == status, (arguments, done.returncode, done.stderr.decode())
    return elapsed
