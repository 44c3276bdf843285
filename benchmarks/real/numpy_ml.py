"""numpy-ml's activations, losses and layers: https://github.com/ddbourgin/numpy-ml, 0.1.2."""

import collections
import warnings
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Any
from unittest.mock import patch

from benchmarks.real import numpy_ml_layers, numpy_ml_losses
from benchmarks.real.case import Case


def cases() -> Iterator[Case]:
    """Every case; ImportError where numpy-ml is not installed or does not run."""
    if find_spec("numpy_ml") is None:
        raise ImportError("No module named 'numpy_ml'")
    # It looks for Hashable where Python 3.9 had it, and warns of what it could not find.
    with (
        warnings.catch_warnings(),
        patch.object(collections, "Hashable", collections.abc.Hashable, create=True),
    ):
        warnings.simplefilter("ignore")
        package: Any = import_module("numpy_ml")
    yield from numpy_ml_losses.cases(package)
    yield from numpy_ml_layers.cases(package.neural_nets.layers)
