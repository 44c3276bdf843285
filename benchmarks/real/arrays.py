"""Cases of numpy-ml: values are NumPy's arrays."""

from collections.abc import Mapping
from typing import Any

from benchmarks.real.case import Case, Run, at_random, on_page
from handgrad.model import load

PACKAGE = "numpy-ml"


def on(
    page: str, name: str, run: Run, settings: Mapping[str, Any] | None = None, **options: Any
) -> Case:
    """A case at the points of a page with these settings."""
    model = load(page, **(settings or {}))
    return on_page(PACKAGE, name, run, model, **{"array": array, **options})


def own(name: str, run: Run, shapes: Mapping[str, tuple[int, ...]], **options: Any) -> Case:
    """A case that no page covers."""
    return at_random(PACKAGE, name, run, shapes, **{"array": array, **options})


def array(values: Any) -> Any:
    """An array of numbers of any kind."""
    import numpy as np

    return np.asarray(values)


def floats(values: Any) -> Any:
    """An array that takes no number of more digits than a float has."""
    import numpy as np

    return np.asarray(values, dtype=float)
