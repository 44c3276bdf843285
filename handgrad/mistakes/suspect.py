"""A wrong formula that handgrad knows, and the mistake that leads to it."""

from typing import NamedTuple, Protocol

from handgrad.hints import Hint
from handgrad.language.tree import Node


class Mistake(Protocol):
    """A broken rule; its hint is only written where it is shown."""

    @property
    def id(self) -> str: ...

    def hint(self) -> Hint: ...


class Suspect(NamedTuple):
    """A wrong formula, and the mistake that leads to it."""

    formula: Node
    mistake: Mistake
