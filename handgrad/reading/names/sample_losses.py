r"""The loss of one sample: `\ell_i`, `J^{(i)}`, `L_n`, where the page has the sum or the mean.

It is a value of the writer's own, one entry a sample. The writer says what it is, or the page
does where its loss is a plain sum.
"""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from handgrad.errors import HandgradError
from handgrad.language.fit import fitted
from handgrad.language.shape import SCALAR, Shape
from handgrad.language.tree import Call, Name, Negative, Node, Number, Product
from handgrad.reading.spelling.commands import word_set
from handgrad.regex import regex

LOSS_LETTERS = word_set(
    "L J E C l ell Loss loss Cost cost MSE mse Err err Error error obj Obj objective CE BCE "
    "NLL nll RSS SSE SSR MAE RMSE KL DKL D_KL KLD ELBO FL loglik LL ll losses total_loss"
)
_INDEX = "[i-nrst]"
_OF_SAMPLE = regex(
    r"(?<![A-Za-z_\\])(?P<d>d|\\partial\s*|∂\s*)?\\?(?:math(?:cal|scr|rm|bf|it)\s*\{?\s*)?"
    r"(?P<word>ℓ|ℒ|[A-Za-z]{1,9})\s*\}?"
    rf"\s*(?:_\s*\{{?\s*(?P<below>{_INDEX})|\^\s*\{{?\s*\(\s*(?P<above>{_INDEX})\s*\))"
    r"\s*\}?(?![A-Za-z0-9])(?P<said>(?:\s*\([^()=]{0,40}(?:\([^()=]{0,12}\)[^()=]{0,12}){0,4}\))?\s*&?\s*:?=)?"
)
# A mean that is written before the loss of a sample: `\\frac{1}{N} \\sum_i`.
_MEAN_OF = regex(
    r"(?:(?:frac\s*(?:\{\s*1\s*\}|1)\s*(?:\{[^{}]{1,6}\}|\w)|1\s*/\s*\w{1,2})\s*(?:\\sum|sum|[Σ∑])|mean|avg)"
    r"(?:\\limits)?\s*(?:_\s*\{[^{}]*\}|_\w|\^\s*\{[^{}]*\}|\^\w|[^=\n]){0,30}$"
)
_SCRIPT = {"ℓ": "ell", "ℒ": "L"}


class SampleLoss(NamedTuple):
    """The losses of the samples: what they are called, their shape, and the page's value."""

    name: str
    shape: Shape
    value: Node | None


def sample_loss(
    text: str, loss: str, forward: Mapping[str, Node], shapes: Mapping[str, Shape]
) -> SampleLoss | None:
    """What a text means by the loss with an index, None where it does not speak of it."""
    has_scripts = "_" in text or "^" in text
    if not has_scripts or loss not in forward or shapes[loss] != SCALAR:
        return None
    is_said = is_used = is_mean = False
    for match in _OF_SAMPLE.finditer(text):
        word = _SCRIPT.get(match["word"], match["word"])
        letter = match["below"] or match["above"]
        if (
            word == loss or (word in LOSS_LETTERS and word not in shapes)
        ) and letter not in shapes:
            is_used = True
            is_said = is_said or bool(match["said"] and not match["d"])
            is_mean = is_mean or _MEAN_OF.search(text[: match.start()][-70:]) is not None
    found = _summed(forward[loss]) if is_used else None
    if found is None:
        return None
    value, is_plain = found
    sizes = {size for shape in shapes.values() for size in shape}
    if is_mean and not is_plain and (averaged := _averaged(forward[loss], sizes)) is not None:
        value, is_plain = averaged, True
    if not is_plain and not is_said:
        return None
    try:
        shape = fitted(value, dict(shapes)).as_vector().shape
    except HandgradError:
        return None
    return SampleLoss(f"{loss}each", shape, value if is_plain and not is_said else None)


class _Mean(NamedTuple):
    """A product of signs, divisions by a size and at most one sum."""

    sign: int
    divisions: int
    summed: Node | None


def _averaged(tree: Node, sizes: Collection[object]) -> Node | None:
    """What a loss is the mean of, with its sign; None for anything but a plain mean."""
    mean = _mean(tree, sizes)
    if mean is None or mean.summed is None or mean.divisions != 1:
        return None
    return mean.summed if mean.sign > 0 else Negative(mean.summed)


def _mean(tree: Node, sizes: Collection[object]) -> _Mean | None:
    match tree:
        case Negative(operand):
            inner = _mean(operand, sizes)
            return inner and inner._replace(sign=-inner.sign)
        case Number(value) if abs(value) == 1:
            return _Mean(int(value), 0, None)
        case Call("sum" | "mean", (summed,), None):
            return _Mean(1, int(tree.function == "mean"), summed)
        case Product(first, rest):
            found = _mean(first, sizes)
            for sign, factor in rest:
                found = found and _times(found, sign, factor, sizes)
            return found
    return None


def _times(mean: _Mean, sign: str, factor: Node, sizes: Collection[object]) -> _Mean | None:
    if sign == "/" and isinstance(factor, Name) and factor.name in sizes:
        return mean._replace(divisions=mean.divisions + 1)
    other = _mean(factor, sizes) if sign == "*" else None
    if other is None or (mean.summed is not None and other.summed is not None):
        return None
    summed = mean.summed if other.summed is None else other.summed
    return _Mean(mean.sign * other.sign, mean.divisions + other.divisions, summed)


def _summed(tree: Node) -> tuple[Node, bool] | None:
    """What a loss adds up over the samples, and whether it does nothing else."""
    match tree:
        case Negative(operand):
            inner = _summed(operand)
            return (Negative(inner[0]), inner[1]) if inner else None
        case Call("sum" | "mean", (summed,), None):
            return summed, tree.function == "sum"
        case Product(first, rest) if all(sign != "@" for sign, _ in rest):
            factors = [first, *(factor for _, factor in rest)]
            found = [inner for factor in factors if (inner := _summed(factor))]
            return (found[0][0], False) if len(found) == 1 else None
        case _:
            return None
