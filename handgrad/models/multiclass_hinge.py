"""Linear classifiers of several classes with hinge losses: two that share the name."""

from typing import Literal

FORMS = {
    "weston_watkins": (
        "Weston-Watkins",
        "each wrong class must stay delta below the right one",
        ", delta > 0",
        """\
    z_y = sum(Y*Z, axis=1)
    M = Z - z_y + delta
    L = sum((1 - Y)*relu(M))/N
gradient
    dL/dM = (1 - Y)*step(M)/N
    dL/dz_y = -sum(dL/dM, axis=1)
    dL/dZ = dL/dM + Y*dL/dz_y
""",
    ),
    "one_vs_rest": (
        "one-vs-rest",
        "a binary hinge for each class, 1 for the right class and -1 for the rest",
        "",
        """\
    S = 2*Y - 1
    M = 1 - S*Z
    L = sum(relu(M))/N
gradient
    dL/dM = step(M)/N
    dL/dZ = -S*dL/dM
""",
    ),
}


def page(*, form: Literal["weston_watkins", "one_vs_rest"] = "weston_watkins") -> str:
    """The page in the `form` weston_watkins or one_vs_rest."""
    title, meaning, data, lines = FORMS[form]
    return f"""
model multiclass_hinge: a linear classifier of C classes, {title} hinge
group Losses and regression
note Convention: {meaning}.
note Convention: rows of X, Y and Z are samples, W is D x C; the mean over N.
note Kink: where a margin in M is 0 any part of its slope is right; no point is there.
note Elsewhere: both losses are called multiclass hinge; crammer_singer keeps the worst margin.
sizes N, D, C
parameters W[D,C], b[C]
data X[N,D], Y[N,C] one_hot{data}
forward
    Z = X @ W + b
{lines}\
    dL/dW = X.T @ dL/dZ
    dL/db = sum(dL/dZ, axis=0)
"""
