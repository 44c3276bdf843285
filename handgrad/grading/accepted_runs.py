"""Programs that are right under another convention, which the caller accepts as right."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from handgrad.errors import EvaluationError
from handgrad.grading.comparison import compare_at
from handgrad.grading.findings import Part
from handgrad.grading.program_claims import ProgramOnPage, target_of
from handgrad.language.tree import Node, substitute
from handgrad.referee.environment import common_places
from handgrad.verdict import RIGHT, UNDECIDED, WRONG


class Followed(NamedTuple):
    """A convention with its constant, and what is right under it."""

    name: str
    words: str
    target: Node


def under_conventions(
    program: ProgramOnPage, parts: Sequence[Part], accept: Sequence[str], seed: int
) -> Iterator[tuple[str, ProgramOnPage]]:
    """The program beside what is right under an accepted convention, and the note on it.

    It has to be one convention for the whole answer, with one constant in every part.
    """
    decided = [part for part in parts if part.verdict in (RIGHT, WRONG)]
    if all(part.verdict == RIGHT for part in decided):
        return
    explained = [list(_followed(program, part, seed)) for part in decided]
    for convention in explained[0]:
        same = [_same(convention, others) for others in explained]
        if convention.name in accept and None not in same:
            pairs = zip(decided, same, strict=True)
            targets = {part.target: one.target for part, one in pairs if one is not None}
            others = dict(_on_the_way(program, targets, convention, seed))
            note = f"accepted as {convention.name}: {convention.words}"
            yield note, replace(program, targets={**others, **targets})


def noted(part: Part, note: str) -> Part:
    """A part that was judged under a convention, with what is said of that."""
    if part.verdict not in (RIGHT, UNDECIDED):
        return part
    return replace(part, note=f"{note}; {part.note}" if part.note else note)


def _on_the_way(
    program: ProgramOnPage, targets: Mapping[str, Node], convention: Followed, seed: int
) -> Iterator[tuple[str, Node]]:
    """What is right under the convention of the other derivatives that follow it."""
    for key in {key for told in program.known.values() for key in told[1]} - targets.keys():
        part = Part(key.partition("/d")[2], WRONG, key)
        if part.name in program.model.shapes:
            found = _same(convention, list(_followed(program, part, seed)))
            if found is not None:
                yield key, found.target


def _same(convention: Followed, others: Sequence[Followed]) -> Followed | None:
    found = (o for o in others if o[:2] == convention[:2])
    return next(found, None)


def _followed(program: ProgramOnPage, part: Part, seed: int) -> Iterator[Followed]:
    """The conventions that a part follows; one that is right may follow some as well."""
    from handgrad.mistakes import BOUND, TRANSPOSED, is_bound, open_conventions

    model, by = program.model, part.target.partition("/d")[2]
    target = target_of(model, part.target)
    if part.verdict == RIGHT:
        if model.rank(by) < 2:
            yield Followed("transpose", TRANSPOSED, target)
        if not is_bound(model, by):
            yield from (Followed(name, "", target) for name in BOUND)
        return
    place = common_places(model, seed)[0]
    for convention in open_conventions(model, by, target, seed=seed):
        theirs = substitute(convention.target, {model.derivative_name(by): target})
        claim = replace(program, targets={part.target: theirs}).claim(part.target)
        try:
            agrees = compare_at(claim, place, exactly=False).comparison.agrees
        except EvaluationError:
            continue
        if agrees:
            words = "" if convention.name in BOUND else convention.hint.text
            yield Followed(convention.name, words, theirs)
