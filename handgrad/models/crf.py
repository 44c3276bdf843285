"""A linear-chain conditional random field (Lafferty, McCallum and Pereira 2001)."""

from handgrad.models._unrolled import count, page_lines, sums


def page(*, steps: int = 3) -> str:
    """The page of a chain of 2 to 9 `steps`."""
    times = range(1, count("steps", steps, least=2) + 1)
    later = times[1:]
    forward = [
        "alpha1 = e1",
        *(f"alpha{t} = logsumexp(alpha{t - 1} + A, axis=0).T + e{t}" for t in later),
        f"log_Z = logsumexp(alpha{steps})",
        f"score = {sums([*(f'y{t}.T @ e{t}' for t in times), *map(transition, later)])}",
        "L = log_Z - score",
    ]
    gradient = [
        f"dL/dalpha{steps} = softmax(alpha{steps})",
        *(f"dL/dalpha{t - 1} = {came_from(t)} @ dL/dalpha{t}" for t in reversed(later)),
        *(f"dL/de{t} = dL/dalpha{t} - y{t}" for t in times),
        f"dL/dA = {sums(f'{came_from(t)}*dL/dalpha{t}.T - y{t - 1} @ y{t}.T' for t in later)}",
    ]
    return f"""
model crf: a linear-chain conditional random field, steps {steps}
group Generative, policies, factors
note Convention: et are the scores of the labels at step t, A[i,j] that of label j after i.
note Convention: no scores for the start and the end; the loss is -log p(y) of one sequence.
note dL/dalphat is the marginal of the label at step t: the forward algorithm, run backward.
note Elsewhere: forward and backward messages; A[j,i] for j after i; start and end scores.
sizes C = 3
parameters {", ".join(f"e{t}[C]" for t in times)}, A[C,C]
data {", ".join(f"y{t}[C] one_hot" for t in times)}
forward
{page_lines(forward)}
gradient
{page_lines(gradient)}
"""


def transition(t: int) -> str:
    return f"y{t - 1}.T @ A @ y{t}"


def came_from(t: int) -> str:
    """The probability of each label before step t, a column for each label at t."""
    return f"softmax(alpha{t - 1} + A, axis=0)"
