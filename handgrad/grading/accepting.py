"""Answers that are right under another convention, which the caller accepts as right."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from handgrad.grading.equality import Judge, is_jacobian
from handgrad.grading.findings import Part
from handgrad.grading.formulas import MeantFormula, claim
from handgrad.grading.marks import Mark
from handgrad.language.shape import transposed_shape
from handgrad.language.tree import Derivative, Node, Transpose, substitute
from handgrad.verdict import RIGHT, UNDECIDED, WRONG

Answer = tuple[Part, Mark | None]
Explained = dict[tuple[str, str], Part]


def accepted(
    answers: Sequence[Answer], judge: Judge, accept: Sequence[str]
) -> tuple[Part, ...]:
    """The parts, judged under the first accepted convention that explains all of them.

    It has to be one convention for the whole answer, with one constant in every part.
    """
    parts = tuple(part for part, _ in answers)
    if not accept or not any(part.verdict == WRONG for part in parts):
        return parts
    explained: list[Explained | None] = [
        dict(_explained(part, mark, judge))
        if mark is not None and part.verdict in (RIGHT, WRONG)
        else None
        for part, mark in answers
    ]
    known = [found for found in explained if found is not None]
    for key in known[0]:
        if key[0] in accept and all(key in found for found in known):
            pairs = zip(parts, explained, strict=True)
            return tuple(found[key] if found is not None else part for part, found in pairs)
    return parts


def _explained(part: Part, mark: Mark, judge: Judge) -> Iterator[tuple[tuple[str, str], Part]]:
    """Every convention that a part follows, with the part as judged under it."""
    from handgrad.mistakes import BOUND, TRANSPOSED, conventions_of, is_bound

    found, target = mark.found, mark.target
    if found is not None and target is not None and is_jacobian(target):
        yield from _turned(part, target, found, judge)
        return
    by = judge.by(target.tree) if target is not None else None
    if found is None or target is None or by is None:
        return
    if part.verdict == RIGHT and judge.model.rank(by) < 2:
        yield ("transpose", TRANSPOSED), part
    if part.verdict == RIGHT and not is_bound(judge.model, by):
        for name in BOUND:
            yield (name, ""), part
    claimed = claim(target, found)
    for convention in conventions_of(
        judge.model, by, claimed.tree, definitions=claimed.definitions, seed=judge.seed
    ):
        if not convention.is_open:
            continue
        bare = replace(part, hints=(), counterexample=None, note="")
        key = judge.model.derivative_name(by)
        theirs = substitute(convention.target, {key: target.tree})
        judged = judge.compared(replace(claimed, target=theirs), bare)
        note = f"accepted as {convention.name}: {convention.hint.text}"
        if judged.verdict == RIGHT and mark.leans:
            left = " and ".join(sorted(mark.leans))
            judged = replace(judged, verdict=UNDECIDED)
            note = f"{note}; {left} is not worked out: write what it is"
        note = f"{note}; {judged.note}" if judged.note else note
        constant = "" if convention.name in BOUND else convention.hint.text
        yield (convention.name, constant), replace(judged, note=note)


def _turned(
    part: Part, target: MeantFormula, found: MeantFormula, judge: Judge
) -> Iterator[tuple[tuple[str, str], Part]]:
    """A Jacobian in the other layout, or with matrices counted along their rows."""
    from handgrad.mistakes import TRANSPOSED
    from handgrad.mistakes.in_jacobians import BY_ROWS, by_rows

    others: list[tuple[str, str, Node]] = []
    if found.shape == transposed_shape(target.shape):
        others.append(("transpose", TRANSPOSED, Transpose(target.tree)))
    tree = target.tree
    other = by_rows(judge.model, tree) if isinstance(tree, Derivative) else None
    if other is not None and found.shape == target.shape:
        others.append(("vec", BY_ROWS, other))
    for name, words, turned in others:
        claimed = replace(claim(target, found), target=turned)
        bare = replace(part, hints=(), counterexample=None, note="")
        judged = judge.compared(claimed, bare)
        note = f"accepted as {name}: {words}"
        if judged.verdict == RIGHT and found.leans:
            left = " and ".join(sorted(found.leans))
            judged = replace(judged, verdict=UNDECIDED, note=f"{left} is not worked out")
        yield (name, words), replace(judged, note=judged.note or note)
