"""The mistakes of published code as students' answers to the pages."""

from typing import Any, NamedTuple

from handgrad.grading.grade import grade
from handgrad.grading.report import Report
from handgrad.model import load
from handgrad.verdict import WRONG


class Answer(NamedTuple):
    """A mistake as an answer to a page, and words of the hint that it must get."""

    name: str
    page: str
    settings: dict[str, Any]
    text: str
    told: str = ""


ANSWERS = (
    Answer(
        "penalty with the wrong sign",
        "logistic_regression",
        {"penalty": "half_l2"},
        "dL/dw = X.T @ (p - y)/N - lam*w",
        "the sign of the term",
    ),
    Answer(
        "softmax, the diagonal only",
        "softmax",
        {},
        "dL/dZ = G*P*(1 - P)",
        "only the diagonal of the softmax",
    ),
    Answer(
        "mean of squares, gradient a sum",
        "linear_regression",
        {"loss": "half_mean"},
        "dL/dw = X.T @ (y_hat - y)",
        "if the loss were a sum",
    ),
    Answer(
        "L1 penalty, the 2-norm's gradient",
        "lasso",
        {},
        "dL/dw = X.T @ (y_hat - y)/N + lam*w/sqrt(sum(w^2))",
    ),
    Answer(
        "RMS norm, gain outside the mean",
        "rms_norm",
        {},
        "dL/dX = gamma*(g - X_hat*mean(g*X_hat, axis=1))/r",
    ),
    Answer(
        "RMS norm, 1/r^2 for 1/r^3",
        "rms_norm",
        {},
        "dL/dX = g*gamma/r - X*mean(g*gamma*X, axis=1)/r^2",
        "denominator",
    ),
    Answer(
        "layer norm, gain outside the means",
        "layer_norm",
        {},
        "dL/dX = gamma*(g - mean(g, axis=1) - X_hat*mean(g*X_hat, axis=1))/s",
    ),
    Answer(
        "negative sampling, the target dropped",
        "word2vec",
        {"objective": "negative_sampling"},
        "dL/dU = S.T @ dL/dzs @ v.T",
    ),
)


def graded(answer: Answer) -> Report:
    """The report on a mistake as an answer to a page."""
    return grade(load(answer.page, **answer.settings), answer.text)


def hints(report: Report) -> list[str]:
    """What the mistake looks like."""
    return [hint.text for part in report.parts for hint in part.hints]


def as_expected(answer: Answer, report: Report) -> bool:
    """Whether an answer with a mistake is wrong, and told so in the words expected."""
    return report.verdict == WRONG and answer.told in "; ".join(hints(report))
