"""The same page with other numbers for its sizes: where a 2 stands for one, it shows there."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from handgrad.errors import HandgradError
from handgrad.language.tree import Number, walk
from handgrad.page.checked_page import CheckedPage
from handgrad.page.page_text import read_page

PRIMES = (3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41)


def other_sizes(model: CheckedPage) -> CheckedPage | None:
    """The page at sizes that are distinct primes and occur nowhere on it as numbers.

    It keeps the derivatives that the page has, be they drafted or left of its key. None where
    the page fixes its sizes, the caller chose them, or it does not hold at others.
    """
    if "other sizes" not in model.cache:
        model.cache["other sizes"] = _resized(model)
    found: CheckedPage | None = model.cache["other sizes"]
    return found


def _resized(model: CheckedPage) -> CheckedPage | None:
    free = [name for name, size in read_page(model.text).sizes.items() if not size]
    try:
        if not free or CheckedPage.from_text(model.text).sizes != model.sizes:
            return None
        found = CheckedPage.from_text(model.text, **dict(_primes(model, free)))
    except (HandgradError, StopIteration):
        return None
    written = {formula.name: formula for formula in found.derivatives}
    kept = tuple(written.get(formula.name, formula) for formula in model.derivatives)
    shapes = {**found.shapes, **{formula.name: formula.shape for formula in kept}}
    return replace(found, derivatives=kept, shapes=shapes, cache={})


def _primes(model: CheckedPage, free: Sequence[str]) -> Iterator[tuple[str, int]]:
    """A small prime for each free size: not its number so far, nor written on the page."""
    taken = _numbers(model)
    for name in free:
        prime = next(p for p in PRIMES if p not in taken and p != model.sizes[name])
        taken.add(prime)
        yield name, prime


def _numbers(model: CheckedPage) -> set[int]:
    """The whole numbers that the page writes out, and the sizes that it fixes."""
    trees = [formula.tree for formula in (*model.steps, *model.derivatives)]
    written = [n.value for tree in trees for n in walk(tree) if isinstance(n, Number)]
    fixed = {d for known in model.declarations.values() for d in known.dimensions}
    parts = {part for value in written for part in (abs(value.numerator), value.denominator)}
    return parts | {int(d) for d in fixed if d.isdecimal()}
