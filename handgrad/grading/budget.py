"""How much work is spent on explaining what is wrong with one text."""

from dataclasses import dataclass

MOST_WORK = 150_000
MOST_WORK_FOR_A_TEXT = 300_000


@dataclass
class Budget:
    """What is left of the work that all wrong formulas of a text share."""

    left: int = MOST_WORK_FOR_A_TEXT
