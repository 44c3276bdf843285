"""Pages whose gradient section is missing or partial."""

from pathlib import Path

import pytest

import handgrad
from handgrad.command import main
from tests.helpers.pages import model_of

PAGE = """
model margin: a smooth hinge
sizes n
parameters w[n], b
data x[n], y
forward
    z = w.T @ x + b
    L = softplus(-y*z)
"""
PARTIAL = PAGE + "gradient\n    dL/dw = -y*sigmoid(-y*z)*x\n"
WRONG = PAGE + "gradient\n    dL/dw = y*sigmoid(-y*z)*x\n"


def test_answers_are_judged_without_a_key() -> None:
    """The forward formulas are enough to tell right from wrong."""
    model = model_of(PAGE)
    right = handgrad.grade(model, "dL/dw = -y*sigmoid(-y*z)*x\ndL/db = -y/(1 + exp(y*z))")
    assert (right.verdict, right.score, right.key) == ("right", 1, None)
    assert handgrad.grade(model, "dL/dw = -y*sigmoid(y*z)*x").verdict == "wrong"
    assert handgrad.grade(model, "dL/db = y*sigmoid(-y*z)").verdict == "wrong"


def test_the_check_says_that_there_is_no_key() -> None:
    check = handgrad.check_model(model_of(PAGE))
    assert (check.verdict, check.problem) == ("undecided", "no key")
    assert check.to_dict()["exact"] is False


def test_a_partial_key_is_checked_and_the_rest_is_judged_by_differences() -> None:
    model = model_of(PARTIAL)
    assert handgrad.check_model(model).verdict == "right"
    assert handgrad.grade(model, "dL/db = -y*sigmoid(-y*z)").verdict == "right"
    assert handgrad.grade(model, "dL/db = -y*sigmoid(y*z)").verdict == "wrong"
    assert handgrad.check_model(model_of(WRONG)).verdict == "key-wrong"


def test_what_needs_a_key_says_what_to_write() -> None:
    model = model_of(PARTIAL)
    at = {"w": [1, 2, 3], "b": 1, "x": [1, 1, 2], "y": 1}
    for ask in (
        lambda: model.gradient(at),
        model.source,
        lambda: handgrad.train(model, [([1, 1, 2], 1)], {"w": [1, 2, 3], "b": 1}),
    ):
        with pytest.raises(handgrad.HandgradError, match=r"dL/db = \.\.\."):
            ask()
    assert set(model.differences(at, arithmetic="float64")) == {"w", "b"}


def test_a_page_may_end_with_no_scalar() -> None:
    model = handgrad.Model.from_text(
        "model sm: softmax\nsizes n\nparameters z[n]\nforward\n    p = softmax(z)\n"
    )
    assert model.loss_name == "p"
    with pytest.raises(handgrad.HandgradError, match="must be a scalar"):
        handgrad.Model.from_text(model.text + "gradient\n    dp/dz = p\n")


def test_verify_shows_it_and_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A page without a key leaves the status as it is; a bad one does not stop the others."""
    names = {"a": PAGE, "bad": "model bad\nforward\n    L = w^\n", "c": PARTIAL, "d": WRONG}
    paths = {}
    for name, text in names.items():
        paths[name] = str(tmp_path / f"{name}.txt")
        Path(paths[name]).write_text(text, "utf-8")
    assert main(["verify", paths["a"]]) == 0
    assert "no key" in capsys.readouterr().out
    assert main(["verify", paths["a"], paths["c"]]) == 0
    assert main(["verify", paths["a"], paths["d"], paths["c"]]) == 4
    capsys.readouterr()
    assert main(["verify", paths["c"], paths["bad"], paths["a"]]) == 2
    said = capsys.readouterr()
    assert "no key" in said.out
    assert f"{paths['bad']}: line 1" in said.err or f"{paths['bad']}: line 3" in said.err


def test_what_a_page_without_a_key_is_shown_as(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`explain` goes back by a draft, which it says; `train` says what to write and who can."""
    path = tmp_path / "page.txt"
    path.write_text(PAGE)
    assert main(["explain", str(path)]) == 0
    shown = capsys.readouterr()
    assert "dL/dz = -(sigmoid(-(y*z))*y)" in shown.out.partition("Backward")[2]
    assert "dL/dw, dL/db is: the way back is that of handgrad draft" in shown.err
    assert main(["explain", "--blank", str(path)]) == 0
    assert "dL/db = ____" in capsys.readouterr().out
    assert main(["show", "--latex", str(path)]) == 0
    assert "Gradient" not in capsys.readouterr().out
    assert main(["train", str(path)]) == 2
    assert "dL/dw = ..., or take what handgrad draft writes" in capsys.readouterr().err
    path.write_text(PARTIAL)
    assert main(["explain", str(path)]) == 0
    assert "does not say what dL/db is" in capsys.readouterr().err


def test_several_pages_are_verified_past_those_that_fail(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The exit status is the first of 2, 4, 3 that occurred; no key leaves it as it is."""
    paths = {name: tmp_path / f"{name}.txt" for name in ("key", "none", "wrong", "bad")}
    paths["key"].write_text(PARTIAL)
    paths["none"].write_text(PAGE)
    paths["wrong"].write_text(WRONG)
    paths["bad"].write_text(PAGE.replace("w.T @ x", "w.T @ (x"))
    for names, status in (
        ("key none", 0), ("none", 0), ("key wrong none", 4), ("wrong bad key", 2),
        ("bad wrong", 2), ("none bad none", 2),
    ):  # fmt: skip
        files = [str(paths[name]) for name in names.split()]
        assert main(["verify", *files]) == status, names
        shown = capsys.readouterr()
        assert len([line for line in shown.out.splitlines() if line[0] != " "]) == len(
            [name for name in names.split() if name != "bad"]
        )
        assert shown.err.count("bad.txt: line 7, column") == names.count("bad")
