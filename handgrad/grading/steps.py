"""The step that a wrong line takes: whether it follows from wrong lines, or why it is wrong."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from handgrad.grading.claims import Claim
from handgrad.grading.formulas import MeantFormula, all_uses, mended
from handgrad.grading.marks import Mark, Result
from handgrad.grading.meaning import Meaning
from handgrad.grading.program import Chain, Version
from handgrad.language.shape import Shape
from handgrad.language.tree import Call, Name, Node, Number, Over, substitute, walk
from handgrad.verdict import RIGHT, WRONG


class Steps:
    """The steps of an answer, given what became of its chains so far."""

    def __init__(self, meaning: Meaning, results: Mapping[Chain, Result | None]) -> None:
        self.meaning, self.results = meaning, results
        self.program, self.judge, self.model = meaning.program, meaning.judge, meaning.model

    def explained(
        self, mark: Mark, target: MeantFormula, found: MeantFormula, above: Sequence[Mark]
    ) -> Mark:
        """A wrong mark with whether it follows from wrong ones above, else with its hints."""
        key = mark.part.target
        if not self.is_mendable(found):
            return mark
        if found.shape != target.shape:
            step = mended(target, found)
            return mark._replace(part=replace(mark.part, hints=self.judge.hints(step)))
        step = mended(target, found)
        before = above[-1] if above and above[-1].verdict == WRONG else None
        if before is not None and before.found is not None:
            same = before.found.shape == found.shape and self.judge.holds(before.found, found)
            if same:
                return mark._replace(carried=True, origins=before.origins)
        if found.mistaken and self.judge.agree(step):
            return mark._replace(carried=True, origins=found.mistaken)
        theirs = self.by_convention(target, found)
        if theirs is not None and self.judge.agree(theirs):
            origins = tuple(v for v in found.mistaken if not self.convention_of(v))
            return mark._replace(carried=True, origins=origins or found.mistaken)
        if origins := self.put_in(key, found, target):
            return mark._replace(carried=True, origins=origins)
        likely = [step] if theirs is None else [theirs, step]
        if theirs is not None and not self.is_made_good(found):
            likely.reverse()
        hints = next(filter(None, map(self.judge.hints, likely)), ())
        rule = self.rule(key, above)
        if rule is not None:
            from handgrad.grading.wrong_factor import Factors

            factors = Factors(self.judge, dict(self.shapes(found)), step.definitions)
            hint = factors.wrong_factor(rule, step.tree)
            hints = (hint, *hints) if hint else hints
        mark = mark._replace(part=replace(mark.part, hints=hints))
        if mark.follows_convention:
            return mark._replace(convention=self.judge.convention(step))
        return mark

    def is_mendable(self, found: MeantFormula) -> bool:
        """Whether what the page knows by other values has the shapes that the page gives it."""
        shapes = self.model.shapes
        known = ((v, formula) for v, formula in found.uses if v.page is not None)
        return all(formula.shape == shapes.get(v.key, formula.shape) for v, formula in known)

    def by_convention(self, target: MeantFormula, found: MeantFormula) -> Claim | None:
        """A step with values put in that are right by the convention that lines above follow.

        What stands on a value that follows a convention follows it too.
        """
        values: dict[str, Node] = {}
        for version, formula in found.uses:
            behind = (version, *(other for other, _ in formula.uses))
            known = next(filter(None, map(self.convention_of, behind)), None)
            if known is not None and version.page is not None:
                key, right = known
                values[version.name] = substitute(right, {key: version.page})
        return mended(target, found, values) if values else None

    def is_made_good(self, found: MeantFormula) -> bool:
        """Whether a formula seems to make good for a convention above: it has its constant."""
        conventions = filter(None, (self.convention_of(version) for version, _ in found.uses))
        constants = {part for _, right in conventions for part in _constants(right)}
        own = [formula.tree for version, formula in found.uses if version.page is None]
        written = [part for tree in (found.tree, *own) for part in _constants(tree)]
        is_size = any(isinstance(part, str) for part in constants)
        return not constants.isdisjoint(written) or (is_size and _has_mean(found.tree))

    def convention_of(self, version: Version) -> tuple[str, Node] | None:
        """What is right by the convention that a wrong value itself follows."""
        result = self.results.get(version.chain)
        mark = result.answers.get(version.key) if result else None
        return mark.convention if mark else None

    def shapes(self, found: MeantFormula) -> Iterator[tuple[str, Shape]]:
        yield from self.model.shapes.items()
        yield from ((version.name, formula.shape) for version, formula in found.uses)

    def rule(self, key: str, above: Sequence[Mark]) -> Node | None:
        """The right formula, such as the chain rule, that stood above a wrong one."""
        right = [m.found for m in above if m.verdict == RIGHT and m.found is not None]
        for version in self.program.versions.get(key, ()):
            result = self.results.get(version.chain)
            earlier = result.answers.get(key) if result else None
            if earlier is not None and earlier.verdict == RIGHT and earlier.found is not None:
                right.insert(0, earlier.found)
        return right[-1].tree if right else None

    def put_in(
        self, key: str, found: MeantFormula, target: MeantFormula
    ) -> tuple[Version, ...]:
        """The wrong lines that a member follows from with their values put in by hand."""
        page = {d.name: d.tree for d in self.model.derivatives}
        rule = page.pop(key, None)
        if rule is None:
            return ()
        wrong: dict[str, Version] = {}
        for chain, result in self.results.items():
            for name, mark in result.answers.items() if result else ():
                if name in page and mark.verdict == WRONG and mark.found is not None:
                    version = next(v for v in self.program.versions[name] if v.chain is chain)
                    wrong[name] = version
        if not wrong:
            return ()
        uses = found.uses
        definitions: list[tuple[str, Node]] = []
        for version in wrong.values():
            value = self.meaning.value(version)
            uses = all_uses(uses, all_uses(value.uses, ((version, value),)))
        given = tuple((version.name, formula.tree) for version, formula in uses)
        for name, tree in page.items():
            definitions.append((name, Name(wrong[name].name) if name in wrong else tree))
        follows = self.judge.agree(Claim(rule, found.tree, (*given, *definitions)))
        return tuple(wrong.values()) if follows else ()


def _constants(tree: Node) -> set[str | Fraction]:
    """The sizes and numbers in a formula, these with what they are the inverse of."""
    found: set[str | Fraction] = set()
    for node in walk(tree):
        if isinstance(node, Name) and "/" not in node.name:
            found.add(node.name)
        elif isinstance(node, Number) and abs(node.value) not in (0, 1):
            found |= {node.value, 1 / node.value}
    return found


def _has_mean(tree: Node) -> bool:
    return any(isinstance(n, Call | Over) and n.function == "mean" for n in walk(tree))
