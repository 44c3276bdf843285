"""Which whole-gradient pattern a wrong claim follows.

Every pattern proposes a gradient in place of the claimed one; it is reported if the loss
agrees with it along directions that it was not made from.
"""

from collections.abc import Iterator, Sequence
from math import prod

from handgrad.arithmetic.base import total
from handgrad.hints import Hint
from handgrad.referee.function.claimed import Direction
from handgrad.referee.function.template import ParameterBlock
from handgrad.referee.function.trial import Setting, Trial, View

PROBES = 3
# Patterns are gross: what follows one does so to this part of the largest term.
CLOSE = 1e-6
# Blocks looked at for being scaled as a whole.
MOST_BLOCKS = 40

UNUSED = Hint(
    "unused",
    "f does not depend on what it is given: did it keep its own copy of the parameters?",
)

Vector = Sequence[float]
Measured = list[tuple[Direction, float]]


def fitting_patterns(setting: Setting, trial: Trial, trials: Sequence[Trial]) -> list[Hint]:
    """The patterns that fit the failed trial of a claim, the simplest first.

    One that holds for the whole gradient must hold at the points of all `trials`.
    """
    view, layout = trial.view, setting.subject.layout
    claimed = view.claim.values
    probes = _probe(setting, view, range(len(claimed)))
    if len(probes) < PROBES:
        return []
    if _is_unused(probes, trials, claimed):
        return [UNUSED]
    blocks = layout.blocks()
    hints = list(_whole(probes, trials, claimed, blocks))
    if not hints:
        hints = list(_rearranged(probes, claimed, blocks))
    if not hints and 1 < len(blocks) <= MOST_BLOCKS:
        hints = list(_one_block(setting, view, blocks))
    if not hints:
        hints = list(_last_sample(setting, view, blocks))
    return hints


def _is_unused(probes: Measured, trials: Sequence[Trial], claimed: Vector) -> bool:
    """Whether the loss is the same wherever it was asked for."""
    if len({trial.view.claim.value for trial in trials}) > 1:
        return False
    return all(abs(m) < CLOSE**2 * largest(claimed, direction) for direction, m in probes)


def _probe(setting: Setting, view: View, entries: Sequence[int]) -> Measured:
    """Measured slopes along random directions."""
    directions = [setting.direction(view.claim.point, entries) for _ in range(PROBES)]
    slopes = [(direction, view.estimate(direction)) for direction in directions]
    known = [(d, s) for d, s in slopes if s.bound is not None]
    return [(d, s.measured) for d, s in known if s.measured is not None]


def _fits(probes: Measured, gradient: Vector) -> bool:
    return all(
        abs(measured - slope_of(gradient, direction)) <= CLOSE * largest(gradient, direction)
        for direction, measured in probes
    )


def slope_of(gradient: Vector, direction: Direction) -> float:
    """The slope of a gradient along a direction."""
    return total(gradient[i] * u for i, u in direction)


def largest(gradient: Vector, direction: Direction) -> float:
    """The largest term of that slope."""
    return max(abs(gradient[i] * u) for i, u in direction)


def _ratio(probes: Measured, claimed: Vector) -> float | None:
    """The number that the claimed gradient must be multiplied with, if one number does."""
    direction, measured = probes[0]
    slope = slope_of(claimed, direction)
    if not slope or not measured:
        return None
    ratio = measured / slope
    fits = _fits(probes[1:], [ratio * c for c in claimed])
    return ratio if fits and abs(ratio - 1) > 10 * CLOSE else None


def _whole(
    probes: Measured, trials: Sequence[Trial], claimed: Vector, blocks: Sequence[ParameterBlock]
) -> Iterator[Hint]:
    if not any(claimed):
        yield Hint("zero", "the claimed gradient is zero everywhere, the derivative is not")
        return
    ratio = _ratio(probes, claimed)
    if ratio is None or not _everywhere(ratio, trials):
        return
    if abs(ratio + 1) <= CLOSE:
        yield Hint("sign", "the claimed gradient has the opposite sign of the derivative")
    else:
        yield Hint(
            "constant-factor",
            f"the claimed gradient is {_factor(1 / ratio, blocks)} times the derivative",
        )


def _everywhere(ratio: float, trials: Sequence[Trial]) -> bool:
    """Whether the ratio holds at every point; one number at one point proves no pattern."""
    if len(trials) == 1 and len(trials[0].view.claim.point) == 1:
        return ratio == -1
    return all(
        whole.measured is not None
        and _fits([(direction, whole.measured)], [ratio * c for c in trial.view.claim.values])
        for trial in trials
        for direction, whole in (trial.whole,)
    )


def _factor(factor: float, blocks: Sequence[ParameterBlock]) -> str:
    """A factor, with the sizes among the values that it could come from."""
    sizes = {size: b.name for b in blocks for size in (*b.shape, prod(b.shape)) if size > 1}
    for size, name in sorted(sizes.items()):
        for value, what in ((size, "sum for mean"), (1 / size, "mean for sum")):
            if size > 2 and abs(factor - value) <= 10 * CLOSE * value:
                shown = str(size) if value == size else f"1/{size}"
                return f"{shown} (a size of {name}: {what}?)"
    for n in range(2, 13):
        for sign in (1, -1):
            if abs(factor - sign / n) <= 10 * CLOSE / n:
                return f"{'-' * (sign < 0)}1/{n}"
    near = round(factor)
    whole = near and abs(factor - near) <= 10 * CLOSE * abs(near)
    return str(near) if whole else f"{factor:.6g}"


def transposed_block(gradient: Vector, block: ParameterBlock) -> list[float]:
    """The gradient with one square block transposed."""
    n = block.shape[0]
    turned = list(gradient)
    for i in range(n):
        for j in range(n):
            turned[block.start + i * n + j] = gradient[block.start + j * n + i]
    return turned


def _rearranged(
    probes: Measured, claimed: Vector, blocks: Sequence[ParameterBlock]
) -> Iterator[Hint]:
    square = [b for b in blocks if len(b.shape) == 2 and b.shape[0] == b.shape[1] > 1]
    everything = list(claimed)
    for block in square:
        everything = transposed_block(everything, block)
        if _fits(probes, transposed_block(claimed, block)):
            yield Hint("transposed", f"the claimed gradient of {block.name} is transposed")
            return
    if len(square) > 1 and _fits(probes, everything):
        yield Hint("transposed", "every square block of the claimed gradient is transposed")
        return
    for k, first in enumerate(blocks):
        for second in blocks[k + 1 : MOST_BLOCKS]:
            if first.shape == second.shape and _fits(probes, _swapped(claimed, first, second)):
                names = f"{first.name} and {second.name}"
                yield Hint("swapped", f"the claimed gradients of {names} are swapped")
                return
    for block in blocks:
        turned = list(claimed)
        turned[block.start : block.stop] = turned[block.start : block.stop][::-1]
        if block.stop - block.start > 1 and _fits(probes, turned):
            yield Hint("reversed", f"the entries of {block.name} are in reverse order")
            return


def _swapped(gradient: Vector, first: ParameterBlock, second: ParameterBlock) -> list[float]:
    swapped = list(gradient)
    swapped[first.start : first.stop] = gradient[second.start : second.stop]
    swapped[second.start : second.stop] = gradient[first.start : first.stop]
    return swapped


def _one_block(
    setting: Setting, view: View, blocks: Sequence[ParameterBlock]
) -> Iterator[Hint]:
    """One block scaled, the others right."""
    off = []
    for block in blocks:
        probes = _probe(setting, view, range(block.start, block.stop))
        if len(probes) < PROBES:
            return
        if not _fits(probes, view.claim.values):
            off.append((block, _ratio(probes, view.claim.values)))
    if len(off) != 1:
        return
    block, ratio = off[0]
    if ratio is not None:
        yield Hint(
            "block-scaled",
            f"the claimed gradient of {block.name} alone is "
            f"{_factor(1 / ratio, blocks)} times the derivative; the rest is right",
        )


def _last_sample(
    setting: Setting, view: View, blocks: Sequence[ParameterBlock]
) -> Iterator[Hint]:
    """Right in the last row of a block, zero in every row before it."""
    claimed = view.claim.values
    for block in blocks:
        if not block.shape or block.shape[0] < 2:
            continue
        last = block.stop - prod(block.shape[1:])
        if not any(claimed[block.start : last]) and any(claimed[last : block.stop]):
            probes = _probe(setting, view, range(last, block.stop))
            if probes and _fits(probes, claimed):
                yield Hint(
                    "last-sample",
                    f"only the last row of {block.name} has its "
                    "gradient, the rows before it are zero: overwritten, not added up?",
                )
