"""Run the benchmarks of this folder: each module that has a function `run(quick)`.

python3 -m benchmarks [--quick] [NAME ...]      all of them, or those of these names
"""

import sys
from importlib import import_module
from pathlib import Path


def main() -> None:
    quick = "--quick" in sys.argv[1:]
    wanted = {word for word in sys.argv[1:] if not word.startswith("-")}
    for path in sorted(Path(__file__).parent.glob("*.py")):
        if path.stem.startswith("_") or (wanted and path.stem not in wanted):
            continue
        run = getattr(import_module(f"benchmarks.{path.stem}"), "run", None)
        if run is not None:
            run(quick)


main()
