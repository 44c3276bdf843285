"""What is known of a wrong answer, in words that an author of one can use."""

from dataclasses import dataclass

from handgrad.language.data import Record


@dataclass(frozen=True, slots=True)
class Hint(Record):
    """A fact about a wrong answer, true at every test point.

    `id` is a stable word; `change` is the edit that turns the answer into the key, if one is
    known.
    """

    id: str
    text: str
    change: str | None = None
