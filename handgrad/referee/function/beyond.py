"""The far side of the kinks: a gradient that is right here can be wrong where gates open."""

from handgrad.referee.function.claimed import ClaimedGradient
from handgrad.referee.function.complex_step import ComplexView
from handgrad.referee.function.template import Refused
from handgrad.referee.function.trial import Setting, Trial

SHOWN = 4


def wrong_beyond_kinks(setting: Setting, trial: Trial) -> list[str]:
    """A warning where the claim fails at the mirror image of a point that it fits.

    There the gates of relu, abs and the like stand the other way. Looked at by a complex step
    only, which costs next to nothing.
    """
    view, subject = trial.view, setting.subject
    if not isinstance(view, ComplexView) or set(trial.agreements()) != {True}:
        return []
    point = [-x * (0.8 + 0.4 * setting.rng.random()) for x in view.claim.point]
    try:
        value, values = subject.value(point), subject.claim(point)
        claim = ClaimedGradient(subject, point, value, values, negligible=view.claim.negligible)
        direction = setting.direction(point, range(len(point)))
        found = ComplexView(subject, claim).survey(direction)
    except Refused:
        return []
    if found.agrees is not False:
        return []
    shown = ", ".join(f"{x:.6g}" for x in point[:SHOWN]) + ", ..." * (len(point) > SHOWN)
    return [
        f"right here, but not beyond the kinks: at ({shown}) the claimed slope along a random "
        f"direction is {found.claimed:.9g}, measured {found.measured:.9g}"
    ]
