"""Which parameter a returned value answers for: by its name, its place, or its shape."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

from handgrad.language.tree import Name, Node, names
from handgrad.reading.code.program.interpreter import Interpreter
from handgrad.reading.code.program.program_scope import ProgramScope, shape_in_language
from handgrad.reading.code.syntax.nodes import Expression, NotPython, Word
from handgrad.reading.code.values.numpy_arrays import NumPyArray
from handgrad.reading.code.values.program_values import Lost
from handgrad.reading.code.values.scope import PageNames
from handgrad.regex import regex

_NAMED_AFTER = regex(
    r"(?i)(?:d|g|grad|gradient|delta|dl|dj|dloss)_?d?_?([a-z]\w*)|([a-z]\w*?)_?(?:g|grad|gradient)"
)
_MOST_ORDERED = 4
LOSS_WORD = regex(r"(?i)(?:loss|cost|j|l|error|err|nll|mse|data_loss|total_loss|ce)$")


@dataclass
class ReturnedOrder:
    """Gives returned values to the parameters of a page."""

    page: PageNames
    program: ProgramScope
    interpreter: Interpreter

    def answer_together(self, found: Sequence[tuple[Expression, NumPyArray]]) -> None:
        """A value for each parameter: by their names, else in an order that the shapes allow.

        The page's order is taken where it fits; the others are other readings.
        """
        parameters = self.page.vocabulary.parameters
        named = [self.named_after(item) for item, _ in found]
        if None not in named and len(set(named)) == len(named):
            for parameter, (_, kept) in zip(named, found, strict=True):
                self.program.emitted(self.page.by(parameter or ""), kept)
            return
        values = [kept for _, kept in found]
        if self.page.flat and len(self.page.order) == len(values):
            for parameter, kept in zip(self.page.order, values, strict=True):
                self.answer(parameter, kept)
            return
        orders = permutations(values) if len(values) <= _MOST_ORDERED else iter([values])
        fitting = [order for order in orders if all(map(self.fits, parameters, order))]
        if not fitting:
            fitting = [tuple(values)]
        for n, parameter in enumerate(parameters):
            others = dict.fromkeys(order[n].tree for order in fitting[1:])
            self.answer(
                parameter, fitting[0][n], [t for t in others if t != fitting[0][n].tree]
            )

    def named_after(self, item: Expression) -> str | None:
        """The parameter of `gw`, `d_bias` and `weight_gradient`."""
        match = _NAMED_AFTER.fullmatch(item.name) if isinstance(item, Word) else None
        word = next(filter(None, match.groups()), "") if match else ""
        bare = {"weight": "w", "bias": "b", "intercept": "b"}.get(word.rstrip("s"), word)
        bare = "b" if word == "bias" else bare
        parameters = self.page.vocabulary.parameters
        found = [p for p in parameters if p == bare] or [
            p for p in parameters if p.lower() in (word.lower(), bare.lower())
        ]
        return found[0] if len(found) == 1 else None

    def fits(self, parameter: str, value: NumPyArray) -> bool:
        """Whether a value has the shape of a parameter, be it a row for a column."""
        shape, wanted = shape_in_language(value), self.page.vocabulary.shapes[parameter]
        return shape in (wanted, wanted[::-1] if 1 in wanted else wanted)

    def in_order(self, items: Sequence[Expression]) -> bool:
        """`return dw, 2*e`: an expression beside derivatives that stand in their places."""
        parameters = self.page.vocabulary.parameters
        slots = [self.interpreter.slot(item) for item in items]
        names = [self.page.by(p) for p in parameters]
        is_named = [slot == name for slot, name in zip(slots, names, strict=False)]
        fit = [slot in (None, name) or self.is_own(slot)
               for slot, name in zip(slots, names, strict=False)]  # fmt: skip
        if len(slots) != len(names) or not all(fit) or all(is_named) or not any(is_named):
            return False
        values = [self.interpreter.value(item, self.program) for item in items]
        arrays = [value for value in values if isinstance(value, NumPyArray)]
        if len(arrays) < len(items) or not all(map(self.fits, parameters, arrays)):
            return False
        for array, parameter, named in zip(arrays, parameters, is_named, strict=True):
            if not named:
                self.answer(parameter, array)
        return True

    def is_own(self, slot: str | None) -> bool:
        """Whether a name is the writer's, and neither a derivative nor a loss."""
        is_page = slot is None or "/" in slot or self.page.shape_of(slot) is not None
        return not is_page and slot is not None and not LOSS_WORD.match(slot)

    def scaled(self, item: Expression, value: NumPyArray) -> str | None:
        """The parameter of `dW/N`: what is made of one gradient answers for it."""
        found = [
            p for p in self.page.vocabulary.parameters if self.page.by(p) in names(value.tree)
        ]
        return found[0] if len(found) == 1 and not isinstance(item, Word) else None

    def is_forward(self, slot: str) -> bool:
        return slot in self.page.vocabulary.shapes and "/" not in slot

    def answer_rest(
        self, items: Sequence[Expression], found: Sequence[tuple[Expression, NumPyArray]]
    ) -> None:
        """Values without a name beside derivatives: of the parameters left, or lost."""
        slots = {self.interpreter.slot(item) for item in items}
        targets = {line.target for line in self.program.lines}
        said = {p for p in self.page.vocabulary.parameters
                if self.page.by(p) in slots or Name(self.page.by(p)) in targets}  # fmt: skip
        left = [p for p in self.page.vocabulary.parameters if p not in said]
        bare = [v for item, v in found if not isinstance(item, Word)]
        values = [v for v in bare if any(self.fits(p, v) for p in left)]
        is_told = all(any("/" in n for n in names(v.tree)) for v in values)
        if len(values) == len(left) and is_told and all(map(self.fits, left, values)):
            for parameter, value in zip(left, values, strict=True):
                self.answer(parameter, value)
        elif values:
            why = "what is returned without a name may be this derivative: give it a name"
            for parameter in left:
                self.program.bind(self.page.by(parameter), Lost(why, is_open=True))

    def answer(self, parameter: str, value: NumPyArray, others: Sequence[Node] = ()) -> None:
        """A line for the answer to a parameter, with what it is in other orders."""
        name = self.page.by(parameter)
        lines = self.program.lines
        if not self.fits(parameter, value):
            order = ", ".join(self.page.vocabulary.parameters)
            problem = f"what is returned does not have the shapes of {order}, in this order"
            if Name(name) not in {line.target for line in lines}:
                self.program.bind(name, Lost(problem))
            raise NotPython(problem)
        self.program.emitted(name, value)
        if others and lines and lines[-1].target == Name(name):
            read = tuple((tree,) for tree in others)
            lines[-1] = lines[-1]._replace(alternatives=(*lines[-1].alternatives, *read))
