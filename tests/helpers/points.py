"""Points of a page as a caller gives them."""

import random
from collections.abc import Mapping
from typing import Any

from handgrad.model import Model


def drawn(model: Model) -> Mapping[str, Any]:
    """A value for everything that a page declares, always the same."""
    generator = random.Random(7)
    found = {}
    for name, declared in model.declarations.items():
        array: Any = declared.domain.draw_array(generator, model.dimensions(name))
        rank = len(model.dimensions(name))
        found[name] = (
            array if not rank
            else list(array.entries) if rank == 1
            else [list(array.row(i)) for i in range(array.rows)]
        )  # fmt: skip
    return found


def floats(value: Any) -> Any:
    """Numbers and nested lists as floats."""
    return [floats(item) for item in value] if isinstance(value, list) else float(value)
