"""What a small gap looks like: a finite difference, an epsilon in the loss, lost digits."""

from collections.abc import Iterator, Sequence
from math import ceil, log2, log10

from handgrad.hints import Hint
from handgrad.referee.function.claimed import EPSILON, scale
from handgrad.referee.function.many_digits import DigitsView
from handgrad.referee.function.trial import Trial

# Entries looked at.
SOME = 3
# A step is round to this part of a power.
ROUND = 0.01
# A gap that could come from a small constant, as a part of the gradient.
EPSILON_GAP = 1e-3


def diagnose_small_gap(trial: Trial, trials: Sequence[Trial]) -> list[Hint]:
    """The pattern of a claim that is a little off at the entries of a failed trial."""
    found = finite_difference(trial, trials)
    return [found] if found else list(_epsilon(trial))


def finite_difference(
    trial: Trial, others: Sequence[Trial], tolerance: float = ROUND
) -> Hint | None:
    """The error is that of a difference with a round step: h f''/2, or h^2 f'''/6.

    The step must be the same at several entries, or at several points.
    """
    failed = [i for i, m in trial.entries().items() if m.agrees is False]
    entries = failed or list(range(len(trial.view.claim.point)))
    seen = [(trial.view, entry) for entry in entries[:SOME]]
    seen += [(other.view, entries[0]) for other in others if other is not trial]
    steps: set[tuple[str, int, float]] | None = None
    for view, entry in seen:
        if not isinstance(view, DigitsView):
            continue
        here = set(_round_steps(view, entry, tolerance))
        steps = here if steps is None else steps & here
        if not steps:
            return None
    if not steps:
        return None
    name, _, step = min(steps)
    return Hint(
        "finite-difference",
        f"the claimed gradient is a {name} finite difference with a step of {step:.3g}, "
        "not a derivative",
    )


def _round_steps(
    view: DigitsView, entry: int, tolerance: float
) -> Iterator[tuple[str, int, float]]:
    """The round steps, absolute or in units of the argument, that explain a gap."""
    size = scale(view.claim.point[entry])
    gap, second, third = view.expansion(entry)
    one_sided = abs(2 * gap / second) if second else 0.0
    central = abs(6 * gap / third) ** 0.5 if third and gap / third > 0 else 0.0
    for name, step in (("one-sided", one_sided), ("central", central)):
        for k, unit in enumerate((1.0, size, max(1.0, size))):
            if _is_round(step / unit, tolerance):
                yield name, k, float(f"{step / unit:.1g}")


def _is_round(step: float, tolerance: float) -> bool:
    """Whether a step is one that people choose: a power of ten or two, or eps^(1/3)."""
    if not 1e-10 < step < 0.05:
        return False
    near = (log10(step), log2(step), 3 * log2(step))
    return any(abs(x - round(x)) < tolerance for x in near)


def _epsilon(trial: Trial) -> Iterator[Hint]:
    """Every entry is off by a small part of the gradient."""
    claim, entries = trial.view.claim, trial.entries()
    failed = {i: m for i, m in entries.items() if m.agrees is False}
    largest = claim.largest_influence()
    if not largest or 2 * len(failed) < len(entries) or len(failed) < min(2, len(claim.point)):
        return
    part = max(m.gap for m in failed.values()) / largest
    if part <= EPSILON_GAP:
        yield Hint(
            "epsilon",
            f"everywhere off by {part:.2g} of the gradient: a small constant in the loss "
            "(an epsilon, a clip, a tolerance) that the gradient leaves out? "
            f"If that is meant: negligible={10.0 ** ceil(log10(part)):.0e}",
        )


def rough_claim(trial: Trial) -> list[Hint]:
    """A claim in floats that jitters more than the curvature of the loss explains."""
    view, (direction, whole) = trial.view, trial.whole
    if not isinstance(view, DigitsView) or whole.sides:
        return []
    soft = [(i, u) for i, u in direction if i in view.soft]
    if not soft or whole.gap <= 4 * view.claim.rounding(soft):
        return []
    for entry, _ in soft[:SOME]:
        gap, second, _ = view.expansion(entry)
        size = abs(view.claim.values[entry])
        curvature = abs(second) * scale(view.claim.point[entry])
        if abs(gap) > 8 * EPSILON * (64 * size + 16 * curvature):
            off = abs(gap) / size if size else 1.0
            text = (
                f"the claimed value is off by {off:.1g} of its size and jitters: a finite "
                "difference, or a formula that loses digits"
            )
            return [Hint("finite-difference", text)]
    return []
