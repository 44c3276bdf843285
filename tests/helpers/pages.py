"""One model for each page: its key is checked once, not again by every test of the page."""

from functools import cache
from typing import Any

import handgrad
from handgrad import Model

BELLS = """model bells: two bells
sizes K
parameters mu[K]
data x
forward
    a = exp(-(x - mu)^2/2)
    gamma = a/sum(a)
    L = -log(sum(a))
"""


@cache
def model_of(page: str, **options: Any) -> Model:
    """The model of a page's text or of a catalogue name, the same one each time."""
    load = Model.from_text if "\n" in page else handgrad.load
    return load(page, **options)
