"""Programs by machine: the page's own backward pass, rewritten or with one wrong line in it."""

import random
import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handgrad import Model, catalogue, grade
from handgrad.language.tree import Name, names
from tests.helpers.effort import examples
from tests.helpers.pages import model_of

LARGE = ("transformer_block", "multi_head_attention", "lstm", "gru", "conv2d")
PAGES = tuple(name for name in catalogue() if name not in LARGE)
SLIPS = ("3*({0})", "-({0})", "({0})/2", "({0}) + ({0})*({0})", "0*({0})")


def backward(model: Model) -> list[str]:
    return [f"{formula.name} = {formula.text}" for formula in model.derivatives]


def standing_on(model: Model, name: str) -> set[str]:
    """The derivatives that are computed from one, it included."""
    found = {name}
    for formula in model.derivatives:
        if names(formula.tree) & found:
            found.add(formula.name)
    return found


def is_upstream(model: Model, line: int) -> bool:
    """Whether a line says a data name: it is what arrives, and no step."""
    return isinstance(model.derivatives[line].tree, Name)


@examples(40, long=2000)
@given(st.data())
def test_a_planted_line_is_the_first_wrong_one(data: st.DataObject) -> None:
    """Every later line is carried forward, and only what stands on it is wrong."""
    model = model_of(data.draw(st.sampled_from(PAGES)))
    line = data.draw(st.integers(0, len(model.derivatives) - 1))
    slip = data.draw(st.sampled_from(SLIPS))
    formula, lines = model.derivatives[line], backward(model)
    lines[line] = f"{formula.name} = {slip.format(formula.text)}"
    report = grade(model, "\n".join(lines), wanted="all", feedback="verdict")
    full = grade(model, "\n".join(lines), wanted="all")
    assert full.verdict == report.verdict
    wrong = [found for found in full.lines if found.verdict == "wrong"]
    assert wrong[0].number == line + 1 == full.first_wrong, str(full)
    assert all(found.carried_forward for found in wrong[1:]), str(full)
    reached = standing_on(model, formula.name)
    for part in full.parts:
        if model.derivative_name(part.name) not in reached:
            assert part.verdict == "right", str(full)
    assert full.method_score == pytest.approx(1 - 1 / len(lines))


def in_other_words(model: Model, generator: random.Random) -> Iterator[str]:
    """The backward pass as code has it: own names, sums in place, equations said twice."""
    own: dict[str, str] = {}
    for formula in model.derivatives:
        text = formula.text
        for name in own:
            text = re.sub(rf"{re.escape(name)}(?!\w)", own[name], text)
        by = formula.name.partition("/d")[2]
        kind = generator.choice(("plain", "own", "in place", "again", "copied"))
        if kind == "own" and by not in model.parameters:
            own[formula.name] = f"q{len(own)}own"
            yield f"{own[formula.name]} = {text}"
            continue
        if kind == "in place":
            yield f"{formula.name} = 2*({text})"
            yield f"{formula.name} /= 2"
        elif kind == "again":
            yield f"{formula.name} = 0 + {text}"
            yield f"{formula.name} = {text}"
        elif kind == "copied":
            yield f"copied = {text}"
            yield f"{formula.name} = copied"
        else:
            yield f"{formula.name} = {text}"


@examples(40, long=2000)
@given(st.sampled_from(PAGES), st.integers(0, 10**6))
def test_a_backward_pass_in_other_words_is_right(name: str, seed: int) -> None:
    model = model_of(name)
    text = "\n".join(in_other_words(model, random.Random(seed)))
    report = grade(model, text, wanted="all")
    assert report.verdict == "right", f"{text}\n{report}"
    assert (report.score, report.complete) == (1.0, True)


NOTHING = (
    "Qown = {L}\nd{L}/d{w} = dQown/d{w}",
    "Qown = {L}\ndQown/d{w} = d{L}/d{w}\nd{L}/d{w} = dQown/d{w}",
    "Qown = {loss}\nRown = Qown\ndQown/d{w} = dRown/d{w}\nd{L}/d{w} = dQown/d{w}",
    "d{L}/d{w} = d{L}/d{w}",
    "q = d{L}/d{w}\nd{L}/d{w} = q + 0",
    "d{L}/d{w} = d({loss})/d{w}",
    "dRown/d{w} = dQown/d{w}\nd{L}/d{w} = dRown/d{w}, where Qown = {L}, Rown = {L}",
)


@examples(60, long=2000)
@given(st.sampled_from(PAGES), st.sampled_from(NOTHING), st.randoms(use_true_random=False))
def test_the_question_restated_is_no_answer(
    name: str, nothing: str, chance: random.Random
) -> None:
    model = model_of(name)
    parameter = chance.choice(list(model.parameters))
    text = nothing.format(L=model.loss_name, w=parameter, loss=model.steps[-1].text)
    report = grade(model, text, wanted=(parameter,))
    assert report.verdict in ("invalid", "undecided"), f"{text}\n{report}"


@examples(40, long=2000)
@given(st.data())
def test_a_page_with_a_wrong_key_judges_by_differences(data: st.DataObject) -> None:
    """The right answer stays right, the key's answer is wrong, and the report says so."""
    name = data.draw(st.sampled_from(("linear", "quadratic", "affine", "polynomial", "ridge")))
    model = model_of(name)
    line = data.draw(st.integers(0, len(model.derivatives) - 1))
    formula = model.derivatives[line]
    slip = data.draw(st.sampled_from(SLIPS))
    old, new = (
        f"{formula.name} = {formula.text}",
        f"{formula.name} = {slip.format(formula.text)}",
    )
    assert old in model.text
    wrong = model_of(model.text.replace(old, new))
    right = grade(wrong, "\n".join(backward(model)), wanted="all")
    assert (right.verdict, right.key) == ("right", "key-wrong"), str(right)
    assert any(formula.name in note for note in right.notes)
    assert grade(wrong, "\n".join(backward(wrong)), wanted="all").verdict == "wrong"
