r"""The loss of one sample: `\ell_i`, `J^{(i)}`, `L_n`, where the page has the sum or the mean.

It is a value of the writer's own, one entry a sample. The writer says what it is, or the page
does where its loss is a plain sum.
"""

from collections.abc import Mapping
from typing import NamedTuple

from handgrad.errors import HandgradError
from handgrad.language.fit import fitted
from handgrad.language.shape import SCALAR, Shape
from handgrad.language.tree import Call, Negative, Node, Product
from handgrad.reading.spelling.commands import word_set
from handgrad.regex import regex

LOSS_LETTERS = word_set(
    "L J E C l ell Loss loss Cost cost MSE mse Err err Error error obj Obj objective CE BCE "
    "NLL nll RSS SSE SSR MAE RMSE KL ELBO FL loglik LL ll losses total_loss"
)
_INDEX = "[i-nrst]"
_OF_SAMPLE = regex(
    r"(?<![A-Za-z_\\])(?P<d>d|\\partial\s*|∂\s*)?\\?(?:math(?:cal|scr|rm|bf|it)\s*\{?\s*)?"
    r"(?P<word>ℓ|ℒ|[A-Za-z]{1,9})\s*\}?"
    rf"\s*(?:_\s*\{{?\s*(?P<below>{_INDEX})|\^\s*\{{?\s*\(\s*(?P<above>{_INDEX})\s*\))"
    r"\s*\}?(?![A-Za-z0-9])(?P<said>(?:\s*\([^()=]{0,40}(?:\([^()=]{0,12}\)[^()=]{0,12}){0,4}\))?\s*&?\s*:?=)?"
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
    is_said = is_used = False
    for match in _OF_SAMPLE.finditer(text):
        word = _SCRIPT.get(match["word"], match["word"])
        letter = match["below"] or match["above"]
        if (
            word == loss or (word in LOSS_LETTERS and word not in shapes)
        ) and letter not in shapes:
            is_used = True
            is_said = is_said or bool(match["said"] and not match["d"])
    found = _summed(forward[loss]) if is_used else None
    if found is None:
        return None
    value, is_plain = found
    if not is_plain and not is_said:
        return None
    try:
        shape = fitted(value, dict(shapes)).as_vector().shape
    except HandgradError:
        return None
    return SampleLoss(f"{loss}each", shape, value if is_plain and not is_said else None)


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
