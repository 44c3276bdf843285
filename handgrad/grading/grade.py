"""Grading: read an answer, judge each equality by value, and say what was found."""

from collections.abc import Sequence

from handgrad.boundary import public, words
from handgrad.errors import FormulaError, HandgradError, ValuesError, did_you_mean
from handgrad.grading.derivation import Derivation
from handgrad.grading.equality import Judge, pointed
from handgrad.grading.findings import Part
from handgrad.grading.report import Report
from handgrad.language.tree import Call, Name, walk
from handgrad.page.checked_page import CheckedPage
from handgrad.reading.answer import read_answer
from handgrad.reading.vocabulary import Vocabulary
from handgrad.referee.check_model import check_model
from handgrad.referee.points import SEED
from handgrad.verdict import INVALID, RIGHT, worst
from handgrad.visible import in_brief


@public
def grade(
    model: CheckedPage,
    text: str,
    *,
    wanted: Sequence[str] | None = None,
    accept: Sequence[str] = (),
    seed: int = SEED,
) -> Report:
    """Judge formulas or a derivation against a page.

    `wanted` are the names whose derivatives must be answered, by default those that are;
    `accept` names conventions that count as right. Raises HandgradError for a name that the
    page does not have, never for what the text holds.

    >>> from handgrad.page.loading import load
    >>> grade(load("linear"), "dL/dw = 2*(w*x - y)*x").verdict
    'right'
    """
    wanted = None if wanted is None else words("wanted", wanted)
    accept = words("accept", accept)
    _check_arguments(model, text, wanted, accept)
    key = check_model(model, seed=seed)
    try:
        lines = read_answer(text, vocabulary(model))
        judge = Judge(model, seed, key, tuple(accept))
        derivation = Derivation(judge, _only_one(model, wanted))
        for line in lines:
            derivation.read(line)
    except FormulaError as error:
        return Report(model.name, INVALID, 0.0, seed=seed, problem=pointed(error))
    return _report(derivation, wanted)


def vocabulary(model: CheckedPage) -> Vocabulary:
    """The names of a page as a reader of answers knows them."""
    trees = [formula.tree for formula in (*model.steps, *model.derivatives)]
    functions = {n.function for tree in trees for n in walk(tree) if isinstance(n, Call)}
    return Vocabulary(
        shapes=model.shapes,
        loss=model.loss_name,
        parameters=tuple(model.parameters),
        data=tuple(model.data),
        sizes=tuple(model.sizes),
        functions=frozenset(functions),
        forward={formula.name: formula.tree for formula in model.steps},
        upstream=_upstream(model),
    )


def _upstream(model: CheckedPage) -> str:
    """The data that the key states as a derivative: what arrives from the layers above."""
    bare = (f.tree.name for f in model.derivatives if isinstance(f.tree, Name))
    found = {name for name in bare if name in model.data}
    return found.pop() if len(found) == 1 else ""


def _check_arguments(
    model: CheckedPage, text: str, wanted: Sequence[str] | None, accept: Sequence[str]
) -> None:
    if not isinstance(model, CheckedPage):
        raise ValuesError("model", "a model, as load gives it", in_brief(model))
    if not isinstance(text, str):
        raise HandgradError(f"an answer must be text, got {in_brief(text)}")
    for name in wanted or ():
        if name not in model.shapes or name in model.sizes or "/" in name:
            hint = did_you_mean(name, model.parameters)
            known = ", ".join(model.parameters)
            raise HandgradError(f"wanted: {model.name} has no {name!r}{hint} ({known})")

    if accept:
        from handgrad.mistakes import CONVENTIONS

        for name in accept:
            if name not in CONVENTIONS:
                hint = did_you_mean(name, CONVENTIONS)
                known = ", ".join(CONVENTIONS)
                raise HandgradError(f"accept: no convention {name!r}{hint} ({known})")


def _only_one(model: CheckedPage, wanted: Sequence[str] | None) -> str | None:
    """The name that a formula standing alone answers."""
    asked = tuple(wanted or model.parameters)
    return asked[0] if len(asked) == 1 else None


def _report(derivation: Derivation, wanted: Sequence[str] | None) -> Report:
    judge, model = derivation.judge, derivation.judge.model
    asked = tuple(wanted) if wanted else _answered(derivation)
    parts = tuple(derivation.answer(name) or _missing(model, name) for name in asked)
    right = [part for part in parts if part.verdict == RIGHT]
    problem = "" if parts else "no derivative is answered; write, for example, " + " or ".join(
        f"{model.derivative_name(name)} = ..." for name in model.parameters
    )  # fmt: skip
    return Report(
        model=model.name,
        verdict=worst([part.verdict for part in parts]) if parts else INVALID,
        score=len(right) / len(parts) if parts else 0.0,
        parts=parts,
        lines=tuple(derivation.lines),
        seed=judge.seed,
        problem=problem,
        notes=judge.key.unreached,
    )


def _answered(derivation: Derivation) -> tuple[str, ...]:
    """The parameters answered, else every other name whose derivative is."""
    answers = tuple(derivation.answers)
    parameters = derivation.judge.model.parameters
    return tuple(name for name in answers if name in parameters) or answers


def _missing(model: CheckedPage, name: str) -> Part:
    target = model.derivative_name(name)
    return Part(name, INVALID, target, note=f"{target} is not answered")
