"""Wrong answers with their hints: how many a second, and the slowest kinds.

The pages of the lessons as a class hands them in: the first answer makes the table of known
mistakes, the others look theirs up. Then answers of kinds that cost much, each on a page that
nothing was asked of before.
"""

import time

import handgrad
from handgrad import testing

LESSONS, LARGE = ("linear", "quadratic"), ("lstm", "transformer_block")
NETWORK = """
model network: two layers, cross-entropy
sizes N=6, D=4, H=5, C=3
parameters W1[D,H], b1[H], W2[H,C], b2[C]
data X[N,D], Y[N,C] one_hot
forward
    Z1 = X @ W1 + b1.T
    A1 = relu(Z1)
    Z2 = A1 @ W2 + b2.T
    P = softmax(Z2)
    L = -sum(Y*log(P))/N
gradient
    dL/dZ2 = (P - Y)/N
    dL/dW2 = A1.T @ dL/dZ2
    dL/db2 = sum(dL/dZ2, axis=0).T
    dL/dA1 = dL/dZ2 @ W2.T
    dL/dZ1 = dL/dA1*step(Z1)
    dL/dW1 = X.T @ dL/dZ1
    dL/db1 = sum(dL/dZ1, axis=0).T
"""
PRIMED = "dZ2 = (P - Y)/N\ndA1 = dZ2 @ W2.T\ndZ1 = dA1 * relu'(Z1)\ndW1 = X.T @ dZ1"
LEIBNIZ = "dL/dZ = dL/dP*dP/dZ\ndL/dZ = 2*dL/dP*dP/dZ\ndL/dZ = dL/dP*dP/dZ*3"


def run(quick: bool) -> None:
    print("wrong answers with hints")
    for name in LESSONS:
        model = handgrad.load(name)
        lines = [f"dL/d{by} = {formula}" for by, formula, _ in testing.mutants(model)]
        grade(model, lines)
        print(f"  {name:12} {len(lines) / grade(model, lines):6.0f} a second")
    print("the slowest kinds")
    for label, text, page in slow():
        model = handgrad.Model.from_text(page) if "\n" in page else handgrad.load(page)
        print(f"  {label:34} {grade(model, [text]):6.2f} s")


def slow() -> list[tuple[str, str, str]]:
    return [
        ("relu' in two layers", PRIMED, NETWORK),
        ("relu' in two layers, wrong", PRIMED.replace("X.T", "2*X.T"), NETWORK),
        ("three Leibniz lines of a softmax", LEIBNIZ, "softmax_cross_entropy"),
        ("exp(-exp(12))", "dL/dw = 2*(w*x - y)*x + exp(-exp(12))", "linear"),
        *(
            (f"{name}, all wrong", all_wrong(name), name)
            for name in ("lstm", "transformer_block")
        ),
    ]


def all_wrong(name: str) -> str:
    model = handgrad.load(name)
    formulas = model.gradient_formulas
    return "\n".join(f"dL/d{by} = 2*({formulas[f'dL/d{by}']})*{by}" for by in model.parameters)


def grade(model: handgrad.Model, texts: list[str]) -> float:
    """Seconds of processor time."""
    begun = time.process_time()
    for text in texts:
        handgrad.grade(model, text, given="all")
    return time.process_time() - begun
