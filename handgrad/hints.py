"""What is known of a wrong answer, in words that an author of one can use."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Hint:
    """A fact about a wrong answer, true at every test point.

    `id` is a stable word; `change` is the edit that turns the answer into the key, if one is
    known.
    """

    id: str
    text: str
    change: str | None = None

    def to_dict(self) -> dict[str, Any]:
        return {"id": self.id, "text": self.text, "change": self.change}
