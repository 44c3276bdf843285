"""What the names of a program that is run stand for, and its functions."""

from dataclasses import dataclass, field
from typing import Any

from handgrad.reading.code.syntax.nodes import FunctionDefinition
from handgrad.reading.code.syntax.statements import Definition


@dataclass
class Bindings:
    """The names of a function, or of the text; those not bound here are looked up outside."""

    outer: "Bindings | None" = None
    bound: dict[str, Any] = field(default_factory=dict)

    def find(self, name: str) -> Any:
        """What a name is bound to; raises KeyError for one that is not."""
        names: Bindings | None = self
        while names is not None:
            if name in names.bound:
                return names.bound[name]
            names = names.outer
        raise KeyError(name)

    def has(self, name: str) -> bool:
        return name in self.bound or (self.outer is not None and self.outer.has(name))


@dataclass(frozen=True, slots=True)
class Closure:
    """A function of the program, with the names around it, and defaults that calls share."""

    parameters: tuple[str, ...]
    made: Definition | FunctionDefinition
    around: Bindings
    defaults: dict[str, Any] = field(default_factory=dict)
