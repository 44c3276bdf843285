"""How long a person waits: importing handgrad, and a whole `handgrad check` as a process.

With compiled modules on disk, as Python leaves them after the first run, and without.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
WRONG = 1
CHECK = ["-m", "handgrad", "check", "quadratic", "dL/dw1 = 2*(y_hat - y)*x"]


def run(quick: bool) -> None:
    """Time processes from their start to their end; the best of several."""
    times = 3 if quick else 15
    with tempfile.TemporaryDirectory() as folder:
        compiled = {"PYTHONPYCACHEPREFIX": folder, "PYTHONDONTWRITEBYTECODE": ""}
        python = _best(["-c", "pass"], 0, times, compiled)
        imported = _best(["-c", "import handgrad"], 0, times, compiled)
        _best(CHECK, WRONG, 1, compiled)
        checked = _best(CHECK, WRONG, times, compiled)
    never = _best(CHECK, WRONG, times, {"PYTHONDONTWRITEBYTECODE": "1"})
    print("processes, from start to end")
    print(f"  {'':26}{'ms':>10}  asked for")
    print(f"  {'python itself':26}{python * 1e3:10.1f}")
    print(f"  {'import handgrad':26}{(imported - python) * 1e3:10.1f}  < 40 beside python")
    print(f"  {'handgrad check quadratic':26}{checked * 1e3:10.1f}  < 150 with python")
    print(f"  {'the same, never compiled':26}{never * 1e3:10.1f}")
    print()


def _best(
    arguments: Sequence[str], status: int, times: int, environment: Mapping[str, str]
) -> float:
    return min(_elapsed(arguments, status, environment) for _ in range(times))


def _elapsed(arguments: Sequence[str], status: int, environment: Mapping[str, str]) -> float:
    command = [sys.executable, *arguments]
    begin = time.perf_counter()
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, check=False, env={**os.environ, **environment}
    )
    elapsed = time.perf_counter() - begin
    assert done.returncode == status, (arguments, done.returncode, done.stderr.decode())
    return elapsed
