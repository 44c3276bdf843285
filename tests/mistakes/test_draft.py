"""Drafts: the gradient section of a page by reverse mode, held against the page's own key."""

from pathlib import Path

import pytest

import handgrad
from handgrad.command import main
from handgrad.language.parser import parse
from handgrad.language.plain import plain
from handgrad.mistakes.tidying import tidied
from tests.helpers.effort import share
from tests.helpers.pages import model_of

SLOW = {"transformer_block", "multi_head_attention"}
NAMES = share([name for name in handgrad.catalogue() if name not in SLOW])


def without_key(name: str) -> handgrad.Model:
    model = model_of(name)
    text = model.text.partition("\ngradient")[0] + "\n"
    return model_of(text, **model.sizes)


@pytest.mark.parametrize("name", NAMES)
def test_a_draft_has_the_values_of_the_key(name: str) -> None:
    """The whole key, written anew: in floats the gradient of the page's own formulas."""
    from handgrad.language.arrays import nested
    from handgrad.referee.points import points_of

    bare, model = without_key(name), model_of(name)
    page = model_of(bare.text + bare.draft() + "\n", **model.sizes)
    at = {n: nested(v, model.rank(n)) for n, v in points_of(model).values[0].items()}
    one, other = (m.gradient(at, arithmetic="decimal") for m in (page, model))
    for parameter in model.parameters:
        flat = [_flat(gradient[parameter]) for gradient in (one, other)]
        assert all(abs(a - b) <= 10**-50 for a, b in zip(*flat, strict=True)), parameter


def _flat(value: object) -> list[object]:
    return [e for v in value for e in _flat(v)] if isinstance(value, list) else [value]


PAGE = """
model two: a layer and a density
sizes n, m
parameters W[m,n], b[m], S[m,m]
data x[n], y[m]
forward
    z = W @ x + b
    a = tanh(z)
    r = a - y
    L = logdet(S)/2 + r.T @ inv(S) @ r/2
"""


def test_it_goes_back_in_named_steps() -> None:
    draft = model_of(PAGE).draft()
    assert "    dL/dz = dL/da*(1 - a^2)\n" in draft
    assert "    dL/dW = dL/dz @ x.T\n" in draft
    assert handgrad.check_model(model_of(PAGE + draft)).verdict == "right"


def test_what_the_page_gives_stays() -> None:
    """Only the lines that are missing; nothing where none is; a wrong line is no draft."""
    given = PAGE + "gradient\n    dL/dr = (inv(S) + inv(S).T) @ r/2\n"
    draft = model_of(given).draft()
    assert "dL/dr =" not in draft
    assert handgrad.check_model(model_of(given + draft)).verdict == "right"
    assert model_of("quadratic").draft() == ""
    wrong = PAGE + "gradient\n    dL/dr = inv(S) @ r\n"
    with pytest.raises(handgrad.HandgradError, match="could be verified: dL/dr"):
        handgrad.Model.from_text(wrong).draft()


def test_what_cannot_be_drafted_says_why() -> None:
    page = "model k: no rule\nsizes n\nparameters x[n]\nforward\n"
    ruleless = model_of(page + "    K = trigamma(x)\n    L = sum(K)\n")
    with pytest.raises(handgrad.HandgradError, match=r"no rule .* K = trigamma"):
        ruleless.draft()
    vector = model_of(page + "    y = x*x\n")
    with pytest.raises(handgrad.HandgradError, match="no number"):
        vector.draft()


BLOCKS = [
    ("X[n,m], Y[m,p]", "sum(sin(kron(X, Y)))"),
    ("x[n], y[m]", "sum(column(x, y)^2*column(x, y))"),
    ("X[n,m], Y[p,m], Z[p,m]", "sum(tanh(column(X, Y, Z)))"),
    ("X[n,m], Y[n,p]", "sum(tanh(row(X, Y)))"),
    ("t[3]", "det(matrix((t[0], t[1], t[2]), (t[1], t[0], t[1]), (t[2], t[1], t[0])))"),
    ("X[n,n]", "X[0,1]*X[1,0] + sum(exp(X[0,:])) + sum(sin(X[:,1]))"),
]


@pytest.mark.parametrize(("parameters", "loss"), BLOCKS)
def test_it_goes_back_through_blocks_and_entries(parameters: str, loss: str) -> None:
    """Kronecker products, stacks, matrices of entries, and what is taken out of a matrix."""
    head = f"model b: blocks\nsizes n, m, p\nparameters {parameters}\n"
    model = model_of(f"{head}forward\n    L = {loss}\n")
    check = handgrad.check_model(model_of(model.text + model.draft()))
    assert check.verdict == "right"


def test_one_command_makes_a_page_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "two.txt"
    path.write_text(PAGE, "utf-8")
    assert main(["draft", str(path)]) == 0
    path.write_text(PAGE + capsys.readouterr().out, "utf-8")
    assert main(["verify", str(path)]) == 0


SHAPES = {"g": (1, 1), "x": ("n", 1), "A": ("n", "m"), "B": ("n", "m")}


@pytest.mark.parametrize(
    ("text", "tidy"),
    [
        ("A.T.T", "A"),
        ("(A*B.T.T).T.T", "A*B"),
        ("(A.T @ B).T", "B.T @ A"),
        ("A*-g", "-(A*g)"),
        ("(1 + 0*(A*B))*A", "A"),
        ("A + -B", "A - B"),
        ("A - (g + 0*B)", "A - g"),
    ],
)
def test_formulas_are_tidied(text: str, tidy: str) -> None:
    from handgrad.language.fit import fitted

    tree = parse(text)
    assert plain(tidied(tree, SHAPES, fitted(tree, SHAPES).shape)) == tidy
