"""What a page says down to a line: its names with their shapes, formulas and trial values."""

from handgrad.language.fit import fitted
from handgrad.language.tree import Call, Node, walk
from handgrad.page.checks import declared_shapes
from handgrad.page.page_text import Page, PageEquation
from handgrad.page.trial_points import TrialPoints
from handgrad.reading.names.vocabulary import Vocabulary

# What a page need not choose: a sum ends with its product.
SETTLED = frozenset({"sum"})


class NamesSoFar:
    """The names of a page, as its lines are read one after the other."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.declared = (*page.parameters, *page.data)
        self.shapes = declared_shapes(page)
        self.points = TrialPoints(page)
        self.steps: dict[str, Node] = {}

    @property
    def given(self) -> tuple[str, ...]:
        """What is declared, sizes included."""
        return (*self.page.sizes, *(declared.name for declared in self.declared))

    def note(self, one: PageEquation) -> None:
        """A value of the page, known to the lines below; raises FormulaError."""
        tree, shape = fitted(one.tree, self.shapes, one.source)
        self.shapes[one.name] = shape
        self.points.give(one.name, tree)
        if "/" not in one.name:
            self.steps.pop(one.name, None)
            self.steps[one.name] = tree

    def vocabulary(self, *, with_loss: bool) -> Vocabulary:
        """The names as a reader of answers knows them; the last step may be the loss."""
        *_, loss = ("", *self.steps) if with_loss else ("",)
        shapes = dict(self.shapes)
        if loss:
            by = (*(declared.name for declared in self.declared), *self.steps)
            shapes |= {f"d{loss}/d{name}": self.shapes[name] for name in by if name != loss}
        nodes = (node for tree in self.steps.values() for node in walk(tree))
        used = {node.function for node in nodes if isinstance(node, Call)}
        if any(rows == columns != 1 for rows, columns in shapes.values()):
            used.add("det")
        return Vocabulary(
            shapes=shapes,
            loss=loss,
            parameters=tuple(d.name for d in self.page.parameters),
            data=tuple(d.name for d in self.page.data),
            sizes=tuple(self.page.sizes),
            functions=frozenset(used),
            forward=dict(self.steps),
            one_hot=frozenset(d.name for d in self.declared if d.domain.kind == "one_hot"),
            page=self.page.name,
            settled=SETTLED,
        )
