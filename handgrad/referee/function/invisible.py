"""Arrays too small to be seen beside the others, as the first layers of a deep net are."""

from math import inf, nan

from handgrad.referee.function.claimed import ClaimedGradient, scale
from handgrad.referee.function.float_steps import FloatView
from handgrad.referee.function.template import Refused
from handgrad.referee.function.trial import Setting, Trial

# Steps that wake a unit that is asleep, but no layer that vanishes.
WAKING = (0.3, -0.3, 1.0, -1.0, 3.0, -3.0, 10.0, -10.0, 100.0, -100.0)
# A function that is awake moves by this part of its value.
AWAKE = 1e-9
# An entry is seen where an error of this part of it would be.
SEEN = 0.1


def doubt_invisible(setting: Setting, trial: Trial) -> str:
    """Why nobody can tell of an array: no entry of it is seen by differences of floats.

    One that is claimed to be 0 is dead rather than vanishing where larger steps wake it, or
    where f has a value without it.
    """
    if not isinstance(trial.view, FloatView) or not trial.complete:
        return ""
    claim = trial.view.claim
    hidden = {
        i
        for direction, found in trial.parts
        for i, u in direction
        if found.hidden and (found.bound or 0.0) >= SEEN * abs(claim.values[i] * u)
    }
    blocks = [range(b.start, b.stop) for b in claim.subject.layout.blocks() if b.shape]
    names = [b.name for b in claim.subject.layout.blocks() if b.shape]
    for name, block in zip(names, blocks, strict=True):
        if len(block) == len(claim.point) or not hidden.issuperset(block):
            continue
        if any(claim.values[i] for i in block) or not _is_dead(setting, claim, block):
            return (
                f"{name} as a whole is too small to be seen beside the rest by differences of "
                "floats: is it used, does it vanish?"
            )
    return ""


def _is_dead(setting: Setting, claim: ClaimedGradient, block: range) -> bool:
    rng = setting.rng
    ways = [scale(claim.point[i]) * (1 if rng.random() < 0.5 else -1) for i in block]

    def value(step: float) -> float:
        moved = list(claim.point)
        for i, way in zip(block, ways, strict=True):
            moved[i] = moved[i] + step * way
        return claim.subject.value(moved)

    def is_unused(no_number: float) -> bool:
        try:
            return value(no_number) == claim.value
        except Refused:
            return False

    def is_awake(step: float) -> bool:
        try:
            return abs(value(step) - claim.value) > AWAKE * abs(claim.value)
        except Refused:
            return False

    return any(map(is_awake, WAKING)) or all(map(is_unused, (nan, inf, -inf)))
