"""Programs that are run, where the caller accepts a convention."""

import pytest

import handgrad

PAGE = """
model mean_squares: a line, by the mean of squares
sizes n, d
parameters w[d], b
data X[n,d], y[n]
forward
    p = X @ w + b
    L = mean((p - y)^2)
"""
KEY = """
gradient
    dL/dp = 2*(p - y)/n
    dL/dw = X.T @ dL/dp
    dL/db = sum(dL/dp)
"""
WHILE = """
dw, db = np.zeros(len(w)), 0.0
i = 0
while i < len(X):
    e = X[i] @ w + b - y[i]
    dw += {of_w} * e * X[i]
    db += {of_b} * e
    i += 1
"""
BY_ENTRY = """
def gradients(X, y, w, b):
    dw = np.zeros_like(w)
    db = 0.0
    for xi, yi in zip(X, y):
        e = b - yi
        for j in range(len(w)):
            e += xi[j] * w[j]
        for j in range(len(w)):
            dw[j] += {of_w} * e * xi[j]
        db += {of_b} * e
    return dw, db

dw, db = gradients(X, y, w, b)
"""
FACTORS = {
    "2/len(X)": 1.0,
    "1/len(X)": 0.5,
    "2": "n",
    "-2/len(X)": -1.0,
    "1/4": None,
    "2/len(X)**3": None,
}
"""How many times the right one a derivative is by its factor; None for no convention."""
CONVENTIONS = {"half": 0.5, "sum": "n", "negative": -1.0, "mean": "1/n", "transpose": ""}


@pytest.mark.parametrize(
    ("page", "program"),
    [(PAGE, WHILE), (PAGE + KEY, BY_ENTRY)],
    ids=["without key", "with key, by entry"],
)
@pytest.mark.parametrize("accepted", CONVENTIONS)
def test_a_convention_counts_only_where_it_is_accepted(
    accepted: str, page: str, program: str
) -> None:
    model = handgrad.Model.from_text(page)
    for factor, times in FACTORS.items():
        text = program.format(of_w=factor, of_b=factor)
        verdict = handgrad.grade(model, text, accept=(accepted,)).verdict
        is_right = times == 1.0 or times == CONVENTIONS[accepted]
        assert verdict == ("right" if is_right else "wrong"), factor


def test_what_was_accepted_is_said_of_every_part() -> None:
    text = WHILE.format(of_w="1/len(X)", of_b="1/len(X)")
    report = handgrad.grade(handgrad.Model.from_text(PAGE), text, accept=("half",))
    assert all(part.note.startswith("accepted as half") for part in report.parts)
    assert (report.verdict, report.score, report.first_wrong) == ("right", 1.0, None)


@pytest.mark.parametrize("program", [WHILE, BY_ENTRY], ids=["while", "by entry"])
def test_one_convention_for_the_whole_answer(program: str) -> None:
    model = handgrad.Model.from_text(PAGE + KEY)
    for of_w, of_b in [("1/len(X)", "2/len(X)"), ("1/len(X)", "2"), ("2", "1/len(X)")]:
        text = program.format(of_w=of_w, of_b=of_b)
        assert handgrad.grade(model, text, accept=("half", "sum")).verdict == "wrong"


@pytest.mark.parametrize("program", [WHILE, BY_ENTRY], ids=["while", "by entry"])
@pytest.mark.parametrize("factor", [f for f, times in FACTORS.items() if times is not None])
def test_the_programs_are_so_many_times_the_gradient(program: str, factor: str) -> None:
    np = pytest.importorskip("numpy")
    for n, d in (4, 3), (6, 2):
        at = np.random.default_rng(n)
        space = {"np": np, "X": at.normal(size=(n, d)), "y": at.normal(size=n)}
        space |= {"w": at.normal(size=d), "b": 0.5}
        exec(program.format(of_w=factor, of_b=factor), space)  # noqa: S102
        times = n if FACTORS[factor] == "n" else FACTORS[factor]
        errors = space["X"] @ space["w"] + space["b"] - space["y"]
        np.testing.assert_allclose(space["dw"], times * 2 / n * space["X"].T @ errors)
        np.testing.assert_allclose(space["db"], times * 2 / n * np.add.reduce(errors))
