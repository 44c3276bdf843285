"""The parts of a gradient one by one: its arrays, the large and the small entries of each.

A random direction through all entries together sees what its largest entries do. So every
array has one of its own, and is taken apart further where the error bound of the whole is not
small beside its smallest entry, or where the claim fails.
"""

from collections.abc import Callable, Sequence
from heapq import heappop, heappush
from itertools import count
from math import sqrt

from handgrad.referee.function.claimed import ClaimedGradient, Direction
from handgrad.referee.function.float_steps import FloatView
from handgrad.referee.function.many_digits import DigitsView
from handgrad.referee.function.measurement import Measurement
from handgrad.referee.function.trial import Measured, Setting, Trial

# Up to this many parameters a part is taken apart down to its entries.
ENTRYWISE = 200
# Arrays that have a direction of their own.
MOST_BLOCKS = 60
# Wrong entries to locate: fewer will do of a gradient that is wrong by a tenth of itself, or of
# one with very many.
LOCATED, FEWER, GROSS = 10, 5, 0.1
# An error bound so small beside the smallest entry is enough; entries that are so far apart
# have directions of their own.
FINE, FINE_IN_FLOATS, APART = 1e-11, 1e-6, 1e3

Entries = Sequence[int]


def examine(setting: Setting, trial: Trial) -> None:
    """Measure the parts of a trial until each agrees, or enough wrong entries are found."""
    claim, whole = trial.view.claim, trial.whole[1]
    size = len(claim.point)
    if size == 1:
        trial.parts, trial.complete = [trial.whole], True
        return
    if setting.entrywise is False and whole.agrees:
        return
    if whole.agrees and whole.exact and not setting.entrywise:
        return
    setting.subject.say(f"{trial.view.name}, part by part")
    enough = LOCATED
    if whole.measured is not None and whole.agrees is not True:
        gross = whole.gap > GROSS * claim.size(trial.whole[0])
        enough = FEWER if gross or size > ENTRYWISE else LOCATED
    if setting.entrywise:
        groups, enough = [[i] for i in range(size)], size
    else:
        groups = _blocks(claim)
    if isinstance(trial.view, FloatView) and whole.agrees is False and size > ENTRYWISE:
        _take_apart(setting, trial, groups, enough, glimpse=trial.view.glimpse)
        if any(m.agrees is not True for _, m in trial.parts):
            return
        trial.parts.clear()
    _take_apart(setting, trial, groups, enough)


def _blocks(claim: ClaimedGradient) -> list[list[int]]:
    """The entries of each array; in each those that are claimed to be 0 apart."""
    blocks = claim.subject.layout.blocks()
    ranges = [range(b.start, b.stop) for b in blocks if b.shape]
    loose = [b.start for b in blocks if not b.shape]
    arrays = [list(r) for r in ranges] if len(ranges) <= MOST_BLOCKS else []
    if not arrays:
        loose = list(range(len(claim.point)))
    apart = [*arrays, loose]
    split = [
        [i for i in g if bool(claim.values[i]) is some] for g in apart for some in (True, False)
    ]
    return [group for group in split if group]


def _take_apart(
    setting: Setting,
    trial: Trial,
    groups: list[list[int]],
    enough: int,
    glimpse: Callable[[Direction], Measurement] | None = None,
) -> None:
    """Measure groups, and the halves of those that do not agree or hide their smallest entries.

    A `glimpse` is all that groups get where a whole is known to be wrong.
    """
    order = count()
    heap = [(0.0, next(order), group) for group in groups]
    failed, doubted = 0, list[Measured]()
    while heap and failed < enough:
        _, _, group = heappop(heap)
        direction = setting.direction(trial.view.claim.point, group)
        if glimpse and len(group) > 1:
            found = glimpse(direction)
            done = found.agrees is True
        else:
            found = _measure(trial, group, direction)
            done = len(group) == 1 or (found.agrees is True and _is_fine(trial, group, found))
        if done:
            trial.parts.append((direction, found))
            failed += found.agrees is not True
            continue
        gap = found.gap if found.agrees is not True else 0.0
        if gap > (found.bound or gap) and found.sides is None:
            doubted.append((direction, found))
        for part in _split(trial.view.claim, group):
            heappush(heap, (-gap, next(order), part))
    trial.complete = not heap
    if not failed:
        # Entries too small to be seen explain no gap that was seen in all of them together.
        hidden = {i for d, m in trial.parts if m.hidden for i, _ in d}
        trial.parts += [(d, m) for d, m in doubted if not hidden.isdisjoint(i for i, _ in d)]


def _measure(trial: Trial, group: Entries, direction: Direction) -> Measurement:
    view = trial.view
    if len(group) == 1:
        if isinstance(view, DigitsView) and trial.whole[1].agrees is False:
            return view.slope_once(direction)
        return view.slope(direction)
    found = view.estimate(direction)
    if found.agrees is None and not isinstance(view, FloatView) and len(group) > ENTRYWISE:
        return view.slope(direction)
    return found


def _is_fine(trial: Trial, group: Entries, found: Measurement) -> bool:
    """Whether an error in the smallest of some entries would have been seen."""
    if found.neglected:
        return len(trial.view.claim.point) > ENTRYWISE
    if found.bound is None or not trial.view.claim.values[group[0]]:
        return True
    influences = [trial.view.claim.influence(i) for i in group]
    smallest, largest = min(influences), max(influences)
    fine = FINE_IN_FLOATS if isinstance(trial.view, FloatView) else FINE
    if found.bound <= fine * smallest:
        return True
    return len(trial.view.claim.point) > ENTRYWISE and largest <= APART * smallest


def _split(claim: ClaimedGradient, group: list[int]) -> tuple[list[int], list[int]]:
    """Entries that are far apart by their size, others in the middle."""
    influences = [claim.influence(i) for i in group]
    smallest, largest = min(influences), max(influences)
    if smallest and largest > APART * smallest:
        middle = sqrt(smallest) * sqrt(largest)
        small = [i for i, v in zip(group, influences, strict=True) if v < middle]
        large = [i for i, v in zip(group, influences, strict=True) if v >= middle]
        return large, small
    half = len(group) // 2
    return group[:half], group[half:]
