"""The names that a formula may use, in every spelling of theirs."""

from collections.abc import Mapping
from dataclasses import dataclass

from handgrad.formula.dimensions import Shape


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names of a page with their shapes, and what the page uses them for.

    `shapes` holds sizes, parameters, data, forward names and derivatives (`dL/dw`);
    `functions` are the functions that the page uses.
    """

    shapes: Mapping[str, Shape]
    loss: str = "L"
    parameters: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    functions: frozenset[str] = frozenset()
