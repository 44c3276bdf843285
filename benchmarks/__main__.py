"""Run every benchmark of this folder: each module that has a function `run(quick)`."""

import sys
from importlib import import_module
from pathlib import Path


def main() -> None:
    quick = "--quick" in sys.argv[1:]
    for path in sorted(Path(__file__).parent.glob("*.py")):
        if path.stem.startswith("_"):
            continue
        run = getattr(import_module(f"benchmarks.{path.stem}"), "run", None)
        if run is not None:
            run(quick)


main()
