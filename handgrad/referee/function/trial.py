"""One point on trial: the strongest rung that answers, then what the whole is made of."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from handgrad.hints import Hint
from handgrad.referee.function.claimed import ClaimedGradient, Direction, scale
from handgrad.referee.function.complex_step import ComplexView
from handgrad.referee.function.exact import TooMuchWork
from handgrad.referee.function.float_steps import FloatView
from handgrad.referee.function.many_digits import NAME, DigitsView
from handgrad.referee.function.measurement import Measurement
from handgrad.referee.function.subject import Subject
from handgrad.referee.function.template import Refused

View = DigitsView | ComplexView | FloatView
# Operations in many digits that one call of f may take: in lists, where floats are not much
# faster; in arrays at first, and where nothing cheaper decides; and for each parameter.
WORK_IN_LISTS, WORK_IN_ARRAYS, MOST_IN_ARRAYS, WORK_PER_ENTRY = 100_000, 130, 20_000, 4
# Nearby, a claim must only be seen to be no coincidence.
NEARBY_SMALL = 1e-4

Measured = tuple[Direction, Measurement]


@dataclass(slots=True)
class Trial:
    """What was seen at one point: the slope along all entries together, and along `parts`.

    `complete` says that the parts have every entry in one of them.
    """

    view: View
    whole: Measured
    parts: list[Measured] = field(default_factory=list)
    complete: bool = False
    trouble: str = ""
    hint: Hint | None = None

    def agreements(self) -> list[bool | None]:
        """What each comparison says; parts that all agree outweigh a whole in doubt."""
        found = [m.agrees for _, m in self.parts]
        whole = self.whole[1].agrees
        if whole is False or not self.complete:
            found.append(whole)
        return [*found, *([None] if self.trouble else [])]

    def reasons(self) -> list[str]:
        """Why something is in doubt."""
        names = self.view.claim.subject.layout.names
        doubted = [(d, m.reason) for d, m in self.parts if m.reason]
        parts = [f"{names[d[0][0]]}: {why}" if len(d) == 1 else why for d, why in doubted]
        whole = self.whole[1].reason
        if not parts and whole and not self.complete:
            parts = [whole]
        return [r for r in [self.trouble, *parts] if r]

    def entries(self) -> dict[int, Measurement]:
        """The entries that were measured one by one."""
        measured = [self.whole, *self.parts]
        return {d[0][0]: m for d, m in measured if len(d) == 1}


@dataclass(slots=True)
class Setting:
    """How to judge: the functions, the random generator, and the rungs as they were found."""

    subject: Subject
    rng: Random
    entrywise: bool | None
    rungs: dict[str, str] = field(default_factory=dict)

    def direction(self, point: Sequence[float], entries: Sequence[int]) -> Direction:
        """A random direction that moves these entries, each by a share of its own size."""
        if len(entries) == 1:
            return [(i, scale(point[i])) for i in entries]
        rng = self.rng
        return [
            (i, scale(point[i]) * (0.5 + rng.random()) * (1 if rng.random() < 0.5 else -1))
            for i in entries
        ]


def strongest(setting: Setting, claim: ClaimedGradient) -> Trial:
    """All entries together, on the strongest rung that answers at a reasonable price.

    Many digits where that is cheap, else the complex step; many digits again where it does
    not tell, else differences of floats.
    """
    subject, size = setting.subject, len(claim.point)
    direction = setting.direction(claim.point, range(size))

    def tried(view: View) -> Trial | None:
        found = _try(setting, view, direction)
        return None if found is None else Trial(view, (direction, found), trouble=view.trouble)

    work = WORK_IN_ARRAYS if subject.layout.has_arrays() else WORK_IN_LISTS
    digits = tried(DigitsView(subject, claim, max(work, WORK_PER_ENTRY * size)))
    if digits is None:
        stepped = tried(ComplexView(subject, claim))
        if stepped and stepped.whole[1].agrees is not None:
            return stepped
        if TooMuchWork.__name__ in setting.rungs[NAME] and work < MOST_IN_ARRAYS:
            digits = tried(DigitsView(subject, claim, MOST_IN_ARRAYS))
    if digits and digits.whole[1].measured is not None:
        return digits
    view = FloatView(subject, claim, setting.rng)
    subject.say(f"{view.name}, all entries together")
    found = view.survey(direction)
    setting.rungs[view.name] = _outcome(found)
    if digits is None or found.agrees is not None:
        return Trial(view, (direction, found), trouble=view.trouble)
    return digits


def again(setting: Setting, claim: ClaimedGradient, first: Trial) -> Trial:
    """All entries together at another point, on the rung of the first trial."""
    direction = setting.direction(claim.point, range(len(claim.point)))
    view: View | None = None
    if isinstance(first.view, DigitsView):
        view = DigitsView(setting.subject, claim, first.view.work)
        found = view.glance(direction)
    elif isinstance(first.view, ComplexView):
        view = ComplexView(setting.subject, claim)
        found = view.slope(direction)
    if view is not None and found.agrees is not None:
        return Trial(view, (direction, found))
    floats = FloatView(setting.subject, claim, setting.rng, NEARBY_SMALL)
    by_floats = floats.survey(direction)
    if view is None or by_floats.agrees is not None:
        return Trial(floats, (direction, by_floats), trouble=floats.trouble)
    return Trial(view, (direction, found))


def _try(setting: Setting, view: View, direction: Direction) -> Measurement | None:
    setting.subject.say(f"{view.name}, all entries together")
    try:
        found = view.survey(direction)
    except Refused as refusal:
        setting.rungs[view.name] = f"not to be had: {refusal}"
        return None
    setting.rungs[view.name] = _outcome(found)
    return found


def _outcome(found: Measurement) -> str:
    if found.agrees is None:
        return f"does not tell: {found.reason}"
    return "agrees" if found.agrees else "disagrees"
