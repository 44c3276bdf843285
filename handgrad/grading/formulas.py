"""What a formula of an answer stands for: every name at its version, shapes fitted."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from handgrad.grading.claims import Claim
from handgrad.grading.program import Version
from handgrad.language.orientation import OUTER, Fitted
from handgrad.language.plain import plain
from handgrad.language.shape import Shape, is_column, transposed_shape
from handgrad.language.tree import Name, Node, Transpose, substitute, walk
from handgrad.referee.directional import needed

Uses = tuple[tuple[Version, "MeantFormula"], ...]


class MeantFormula(NamedTuple):
    """A formula in names of the page and of versions.

    `uses` are the versions that it stands on, each behind those that it stands on itself, with
    their formulas. `leans` are derivatives of the page that the writer has not worked out,
    `doubts` say what else keeps a right value from being the writer's.
    """

    tree: Node
    shape: Shape
    uses: Uses = ()
    leans: frozenset[str] = frozenset()
    doubts: tuple[str, ...] = ()

    @property
    def mistaken(self) -> tuple[Version, ...]:
        """The versions that the page knows by another value."""
        return tuple(version for version, _ in self.uses if version.page is not None)

    def outer_product(self) -> Node | None:
        """The vector that stands for its row in an outer product, though nobody wrote `.T`."""
        trees = [self.tree, *(formula.tree for _, formula in self.uses)]
        turns = (node for tree in trees for node in walk(tree) if isinstance(node, Transpose))
        return next((node.operand for node in turns if node.at == OUTER), None)

    def is_turned_by_hand(self) -> bool:
        """Whether somebody wrote a transpose, which of NumPy's vectors is none."""
        return any(isinstance(node, Transpose) and node.at >= 0 for node in walk(self.tree))

    def shown(self) -> str:
        """The formula as text, versions by the names that the writer gave them."""
        return plain(substitute(self.tree, {v.name: Name(v.key) for v, _ in self.uses}))

    def as_vector(self) -> "MeantFormula":
        """The formula, a row that NumPy has as a vector turned to the column it is here."""
        tree, shape = Fitted(self.tree, self.shape).as_vector()
        return self._replace(tree=tree, shape=shape)

    def upright(self, wanted: Shape, single: Collection[str] = ()) -> "MeantFormula":
        """The formula, a row turned where a vector is wanted; sizes of 1 by name are 1."""
        shape, plain = (_with_ones(both, single) for both in (self.shape, wanted))
        if shape == plain:
            return self._replace(shape=wanted)
        if is_column(plain) and shape == transposed_shape(plain):
            return self._replace(tree=Transpose(self.tree), shape=wanted)
        return self


def _with_ones(shape: Shape, single: Collection[str]) -> Shape:
    rows, columns = (1 if size in single else size for size in shape)
    return rows, columns


def claim(target: MeantFormula, found: MeantFormula) -> Claim:
    """That both are equal, with everything that the writer said put in."""
    uses = all_uses(target.uses, found.uses)
    definitions = tuple((version.name, formula.tree) for version, formula in uses)
    return Claim(target.tree, found.tree, definitions)


def mended(
    target: MeantFormula, found: MeantFormula, by_convention: Mapping[str, Node] | None = None
) -> Claim:
    """The same with right values put in for those that are wrong above.

    Some of them may be right by a convention: for these its values are put in.
    """
    uses = all_uses(target.uses, found.uses)
    pages = {v.name: v.page for v, _ in uses if v.page is not None} | dict(by_convention or {})
    definitions = [(v.name, substitute(f.tree, pages)) for v, f in uses if v.page is None]
    tree = substitute(found.tree, pages)
    return Claim(target.tree, tree, needed((target.tree, tree), definitions))


def all_uses(uses: Uses, more: Uses) -> Uses:
    return (*uses, *(use for use in more if use not in uses))
