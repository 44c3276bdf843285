"""Backward passes as students write them, and the truth about each by running it in NumPy.

A case is a text over a catalogue page. `ask` says, in Python, which of its results answers
which parameter; `start` prepares what the text expects around it; `slips` are edits, each of
which makes another text. Nothing says which texts are right: `is_right` runs them beside the
page's values and compares with the page's gradient.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import SimpleNamespace
from typing import Any

from handgrad.grading.grade import vocabulary
from handgrad.language.arrays import as_array
from handgrad.model import Model
from handgrad.reading.code.values.scope import PageNames, VectorConvention
from handgrad.reading.names.vocabulary import Names
from handgrad.referee.points import points_of
from tests.helpers.pages import model_of


@dataclass(frozen=True)
class Case:
    """`columns` holds the page's vectors as (n, 1) arrays, else they are 1-D."""

    page: str
    text: str
    ask: str
    start: str = ""
    columns: bool = False
    slips: tuple[tuple[str, str], ...] = ()

    def texts(self) -> Iterator[str]:
        """The text, then one for each slip."""
        yield self.text
        for old, new in self.slips:
            assert old in self.text, (self.page, old)
            yield self.text.replace(old, new)


def surroundings(case: Case, values: dict[str, Any]) -> dict[str, Any]:
    """The names that a text may use: the page's values as arrays, also as a cache."""
    import numpy as np

    model = model_of(case.page)
    kept = PageNames(Names(vocabulary(model)), VectorConvention()).kept
    flat: dict[str, Any] = {}
    for name, value in {**values, **model.evaluate(values)}.items():
        array = np.array(value, dtype=float)
        if name in kept:
            array = array.reshape([model.sizes.get(str(d), d) for d in model.shapes[name]])
        elif case.columns and array.ndim == 1:
            array = array[:, None]
        flat[name] = array if array.ndim else float(array)
    one_hot = [n for n, domain in model.domains.items() if domain.kind == "one_hot"]
    found: dict[str, Any] = {"np": np, **model.sizes, **flat}
    for name in one_hot:
        labels = np.argmax(flat[name], axis=-1)
        found.setdefault(name.lower(), labels)
    for name, value in flat.items():
        found.setdefault(name.lower(), value)
    if "g" in flat:
        found["dout"] = flat["g"]
    found["params"] = found["cache"] = dict(flat)
    found["self"] = SimpleNamespace(**flat)
    found["grads"] = {}
    return found


def computed(case: Case, text: str, values: dict[str, Any]) -> dict[str, Any]:
    """The answers of a text, by running it."""
    space = surroundings(case, values)
    exec(f"{case.start}\n{text}", space)  # noqa: S102
    answers: dict[str, Any] = eval(case.ask, space)  # noqa: S307
    return answers


def is_right(case: Case, text: str) -> bool:
    """Whether what the text computes is the page's gradient, at three points."""
    import numpy as np

    model = model_of(case.page)
    for values in points_in_floats(model):
        key = model.gradient(values)
        for name, answer in computed(case, text, values).items():
            found, wanted = (
                np.squeeze(np.asarray(a, dtype=float)) for a in (answer, key[name])
            )
            if found.shape != wanted.shape:
                return False
            if not np.allclose(found, wanted, rtol=1e-7, atol=1e-10):
                return False
    return True


@cache
def points_in_floats(model: Model) -> list[dict[str, Any]]:
    """Three points of the page in floats, a vector as a flat list."""
    found = []
    for point in points_of(model).values[:3]:
        values = {}
        for name in (*model.parameters, *model.data):
            declared = {**model.parameters, **model.data}[name]
            array = as_array(point[name])
            entries = [float(entry) for entry in array.entries]
            rows = [
                entries[i : i + array.columns] for i in range(0, len(entries), array.columns)
            ]
            values[name] = (
                entries[0] if not declared else entries if len(declared) == 1 else rows
            )
        found.append(values)
    return found
