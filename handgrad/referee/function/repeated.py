"""Doubts about the functions themselves: answers that change, a function that rounds inside."""

from collections.abc import Sequence

from handgrad.referee.function.claimed import EPSILON, ClaimedGradient, scale
from handgrad.referee.function.float_steps import FloatView
from handgrad.referee.function.many_digits import DigitsView
from handgrad.referee.function.trial import Setting, Trial

# Sums in another order differ by this part of f, and of the largest entry of the gradient.
ORDER_OF_SUMS, ORDER_IN_GRADIENT = 1e3 * EPSILON, 1e-12

ACCUMULATES = (
    "the gradient grows from call to call by its own size: it accumulates (is it set to zero "
    "before each call?)"
)


def doubts_of_calls(setting: Setting, claim: ClaimedGradient) -> list[str]:
    """The functions called again at the first point, after calls elsewhere.

    What rounding explains, such as sums in another order, is no other answer.
    """
    subject = setting.subject
    value, values = subject.value(claim.point), subject.claim(claim.point)
    doubts = []
    if abs(value - claim.value) > ORDER_OF_SUMS * (abs(value) + claim.largest_influence()):
        doubts.append(
            f"f answers differently when called again: {claim.value!r}, then {value!r}"
        )
    largest = max(map(claim.influence, range(len(values))))
    for i, (old, new) in enumerate(zip(claim.values, values, strict=True)):
        allowed = ORDER_IN_GRADIENT * max(abs(old), largest / scale(claim.point[i]))
        if abs(new - old) > allowed:
            name = subject.layout.names[i]
            doubts.append(
                f"gradient answers differently when called again: {old!r}, then {new!r} "
                f"for {name}"
            )
            if _accumulates(values, subject.claim(claim.point), subject.claim(claim.point)):
                doubts.append(ACCUMULATES)
            break
    return doubts


def _accumulates(
    first: Sequence[float], second: Sequence[float], third: Sequence[float]
) -> bool:
    """Whether every call adds the same to the answer of the last."""
    added = [b - a for a, b in zip(first, second, strict=True)]
    again = [c - b for b, c in zip(second, third, strict=True)]
    size = max(map(abs, (*added, *again)))
    sums = max(map(abs, (*first, *third)))
    return size > ORDER_IN_GRADIENT * sums and all(
        abs(a - b) <= 1e-6 * size for a, b in zip(added, again, strict=True)
    )


def doubts_of_steps(
    setting: Setting, trials: Sequence[Trial], near: Sequence[Trial]
) -> list[str]:
    """A function that is constant in tiny steps but not in others rounds inside."""
    for trial in trials:
        view = trial.view
        if not isinstance(view, DigitsView) or not trial.whole[1].still:
            continue
        beside = [t.whole[1].measured == 0 for t in near if isinstance(t.view, DigitsView)]
        if not all(beside):
            continue
        if near and all(t.view.claim.value == view.claim.value for t in near):
            continue
        floats = FloatView(setting.subject, view.claim, setting.rng)
        slope = floats.survey(trial.whole[0])
        if slope.measured is None or abs(slope.measured) > 3 * (slope.bound or 0.0):
            return ["f is constant in tiny steps and not in others: it rounds inside"]
    return []
