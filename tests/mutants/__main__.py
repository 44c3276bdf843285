"""Apply each edit to a copy of the project and run the tests that should notice it.

`python3 -m tests.mutants [WORD ...]` tries the mutants whose name holds one of the words, all
without; the exit status is 1 where one survives, 2 where an edit does not apply.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.mutants.edits import MUTANTS, Mutant

ROOT = Path(__file__).parents[2]
COPIED = ("handgrad", "tests", "setup.cfg", "README.md", "benchmarks", "pyproject.toml")


def applied(mutant: Mutant, folder: Path) -> bool:
    """Whether the edit could be made: what it replaces stands in the file once."""
    path = folder / "handgrad" / mutant.file
    text = path.read_text("utf-8")
    if text.count(mutant.old) != 1:
        return False
    path.write_text(text.replace(mutant.old, mutant.new), "utf-8")
    return True


def fate(mutant: Mutant) -> str:
    """`killed`, `survived`, or `stale` where the edit does not apply any more."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in COPIED:
            source = ROOT / part
            copy = shutil.copytree if source.is_dir() else shutil.copy2
            copy(source, folder / part)
        if not applied(mutant, folder):
            return "stale"
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
        done = subprocess.run(
            [*command, "--no-header", *mutant.tests], cwd=folder, capture_output=True, text=True
        )
        return {0: "survived", 1: "killed"}.get(done.returncode, f"exit {done.returncode}")


def main(words: list[str]) -> int:
    chosen = [m for m in MUTANTS if not words or any(word in m.name for word in words)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        fates = list(pool.map(fate, chosen))
    for mutant, found in zip(chosen, fates, strict=True):
        print(f"{found:<9} {mutant.file}: {mutant.name}")
    killed = fates.count("killed")
    print(f"{killed} of {len(fates)} killed")
    if killed == len(fates):
        return 0
    return 1 if "survived" in fates else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
