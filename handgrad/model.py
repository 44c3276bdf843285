"""A model: a page of formulas, read and checked, that can be run in any arithmetic."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from handgrad.arithmetic import RATIONAL, Arithmetic
from handgrad.domains import Domain
from handgrad.errors import (
    FormulaError,
    HandgradError,
    InexactError,
    ShapeError,
    did_you_mean,
)
from handgrad.formula import functions
from handgrad.formula.arrays import Array, Value, nested
from handgrad.formula.dimensions import (
    MOST_ENTRIES,
    SCALAR,
    Dimension,
    Shape,
    describe,
    is_column,
    turned,
)
from handgrad.formula.shapes import fitted
from handgrad.formula.tree import Node, Transpose
from handgrad.formula.values import evaluate
from handgrad.inputs import choose_arithmetic, read_values
from handgrad.page import Declaration, Equation, Page, read_page
from handgrad.slopes import extent, slope_by, unit


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula of the page whose shapes fit: `name = tree`."""

    name: str
    tree: Node
    shape: Shape
    text: str


@dataclass(frozen=True, eq=False)
class Model:
    """A page, read and checked.

    `parameters` and `data` map names to shapes: () for a number, (n,) for a vector, (m, n) for
    a matrix. `forward` and `gradient_formulas` map names to formulas as text, in the order of
    the page; `dL/dNAME` names a derivative.

    >>> model = Model.from_text('''
    ... model line: a line through the origin
    ... parameters w
    ... data x, y
    ... forward
    ...     L = (w*x - y)^2
    ... gradient
    ...     dL/dw = 2*(w*x - y)*x
    ... ''')
    >>> model.gradient({"w": 1, "x": 2, "y": 4})
    {'w': Fraction(-8, 1)}
    """

    name: str
    title: str
    group: str
    notes: tuple[str, ...]
    text: str = field(repr=False)
    sizes: Mapping[str, int]
    declarations: Mapping[str, Declaration] = field(repr=False)
    parameters: Mapping[str, tuple[int, ...]]
    data: Mapping[str, tuple[int, ...]]
    shapes: Mapping[str, Shape] = field(repr=False)
    steps: tuple[Formula, ...] = field(repr=False)
    derivatives: tuple[Formula, ...] = field(repr=False)
    cache: dict[Any, Any] = field(default_factory=dict, repr=False)

    @staticmethod
    def from_text(page: str, **sizes: int) -> "Model":
        """The model of a page held in a string; `sizes` gives its sizes numbers.

        Raises FormulaError (line, column, what was expected) and ShapeError for a page that
        does not hold together, HandgradError for a size that cannot be.
        """
        if not isinstance(page, str):
            raise HandgradError(f"a page must be text, got {type(page).__name__}")
        return _Reading(read_page(page), page, sizes).model()

    @property
    def loss_name(self) -> str:
        return self.steps[-1].name

    @property
    def forward(self) -> dict[str, str]:
        return {step.name: step.text for step in self.steps}

    @property
    def gradient_formulas(self) -> dict[str, str]:
        return {derivative.name: derivative.text for derivative in self.derivatives}

    @property
    def domains(self) -> dict[str, Domain]:
        return {name: declared.domain for name, declared in self.declarations.items()}

    def derivative_name(self, name: str) -> str:
        return f"d{self.loss_name}/d{name}"

    def rank(self, name: str) -> int:
        """0 for a number, 1 for a vector, 2 for a matrix."""
        if name in self.declarations:
            return len(self.declarations[name].dimensions)
        shape = self.shapes[name]
        return 0 if shape == SCALAR else 1 if is_column(shape) else 2

    def evaluate(
        self, values: Mapping[str, object], *, arithmetic: str | None = None
    ) -> dict[str, Any]:
        """Every forward value by name: a number, a flat list for a vector, a list of rows.

        `arithmetic` is float64, float32, rational or decimal; without it the values decide.
        Raises ValuesError for values that do not fit the page.
        """
        numbers = choose_arithmetic(values, arithmetic)
        with numbers.working():
            found = self.run_forward(self.read(values, numbers), numbers)
            return {s.name: nested(found[s.name], self.rank(s.name)) for s in self.steps}

    def loss(self, values: Mapping[str, object], *, arithmetic: str | None = None) -> Any:
        """The loss at these values."""
        return self.evaluate(values, arithmetic=arithmetic)[self.loss_name]

    def gradient(
        self, values: Mapping[str, object], *, arithmetic: str | None = None
    ) -> dict[str, Any]:
        """The gradient formulas' values: {parameter: number or nested list}."""
        numbers = choose_arithmetic(values, arithmetic)
        with numbers.working():
            environment = self.run_forward(self.read(values, numbers), numbers)
            self.run_gradient(environment, numbers)
            return {
                name: nested(environment[self.derivative_name(name)], self.rank(name))
                for name in self.parameters
            }

    def differences(
        self, values: Mapping[str, object], *, arithmetic: str | None = None
    ) -> dict[str, Any]:
        """The gradient by finite differences of the forward formulas, entry by entry.

        Exact where the loss is a polynomial, else right to all digits of the arithmetic up to
        some 70. Raises EvaluationError at a kink of the loss, InexactError where exact numbers
        are given and the loss is no polynomial.
        """
        numbers = choose_arithmetic(values, arithmetic)
        point = self.read(values, RATIONAL)
        return {
            name: nested(self._difference(name, point, numbers), self.rank(name))
            for name in self.parameters
        }

    def _difference(
        self, name: str, point: Mapping[str, Value], numbers: Arithmetic
    ) -> Value:
        rows, columns = extent(self, name)
        slopes = [
            slope_by(self, point, name, unit(rows, columns, k)) for k in range(rows * columns)
        ]
        if numbers is RATIONAL and not all(slope.exact for slope in slopes):
            raise InexactError(
                f"the loss is no polynomial in {name}, so its differences are not exact; "
                "ask for decimal or give floats"
            )
        with numbers.working():
            return Array(rows, columns, [numbers.convert(slope.value) for slope in slopes])

    def read(self, values: Mapping[str, object], numbers: Arithmetic) -> dict[str, Value]:
        """Values as a caller gives them, checked, as arrays of one arithmetic's numbers."""
        return read_values(self.declarations, self.dimensions, values, numbers)

    def dimensions(self, name: str) -> tuple[int, ...]:
        return self.parameters[name] if name in self.parameters else self.data[name]

    def run_forward(self, given: Mapping[str, Value], numbers: Arithmetic) -> dict[str, Value]:
        """The values given, the sizes, and every forward value, inside `numbers.working()`."""
        environment: dict[str, Value] = dict(given)
        for name, size in self.sizes.items():
            environment[name] = numbers.convert(size)
        for step in self.steps:
            environment[step.name] = evaluate(step.tree, environment, numbers)
        return environment

    def run_gradient(self, environment: dict[str, Value], numbers: Arithmetic) -> None:
        """Add the value of every derivative to an environment that holds the forward values."""
        for derivative in self.derivatives:
            environment[derivative.name] = evaluate(derivative.tree, environment, numbers)

    def source(self) -> str:
        """The text of a Python module with the functions `loss` and `gradient`, in float64.

        It needs nothing but `math`. Raises BudgetError for a page too large to write out.
        """
        # Imported when it is asked for: a check of a formula does not write modules.
        from handgrad.formula.source import source

        return source(self)

    def __str__(self) -> str:
        return self.text


class _Reading:
    """The checks that make a page a model, in the order of the page."""

    def __init__(self, page: Page, text: str, sizes: Mapping[str, int]) -> None:
        self.page, self.text = page, text
        self.shapes: dict[str, Shape] = {}
        self.sizes = dict(_numbered_sizes(page, sizes))

    def model(self) -> Model:
        page = self.page
        self.require(page.name, "a page starts with: model NAME: title")
        self.require(page.parameters, "a page declares its parameters: parameters w, b")
        self.require(page.forward, "a page has forward formulas, the last one the loss")
        for size in self.sizes:
            self.shapes[size] = SCALAR
        declared = {d.name: d for d in (*page.parameters, *page.data) if self.declare(d)}
        steps = tuple(map(self.step, page.forward))
        derivatives = tuple(self.gradient(steps[-1]))
        return Model(
            name=page.name,
            title=page.title,
            group=page.group,
            notes=tuple(page.notes),
            text=self.text,
            sizes=self.sizes,
            declarations=declared,
            parameters={d.name: self.numbers(d) for d in page.parameters},
            data={d.name: self.numbers(d) for d in page.data},
            shapes=self.shapes,
            steps=steps,
            derivatives=derivatives,
        )

    def require(self, found: object, message: str) -> None:
        if not found:
            raise FormulaError(message, text=self.text.split("\n")[0])

    def new_name(self, name: str, at: int, source: Any) -> None:
        taken = (
            "declared already" if name in self.shapes
            else "the name of a function" if name in functions.NAMES
            else "the name of a constant" if name in functions.CONSTANTS
            else ""
        )  # fmt: skip
        if taken:
            raise source.error(f"{name} is {taken}; choose another name", at)

    def declare(self, declaration: Declaration) -> bool:
        name, dimensions, source = declaration.name, declaration.dimensions, declaration.source
        at = max(source.text.find(name), 0)
        self.new_name(name, at, source)
        for size in dimensions:
            if size not in self.sizes and not (size.isdecimal() and int(size) > 0):
                known = ", ".join(self.sizes) or "none declared"
                hint = did_you_mean(size, self.sizes)
                raise source.error(f"{name}: unknown size '{size}'{hint} (sizes: {known})", at)
        if len(dimensions) > 2:
            raise source.error(f"{name} has {len(dimensions)} dimensions, at most 2 fit", at)
        kind = declaration.domain.kind
        if not dimensions and kind in ("one_hot", "distribution"):
            raise source.error(f"{name}: {kind} needs a vector or the rows of a matrix", at)
        self.shapes[name] = _declared_shape(dimensions)
        return True

    def numbers(self, declaration: Declaration) -> tuple[int, ...]:
        found = tuple(self.sizes.get(d) or int(d) for d in declaration.dimensions)
        entries = 1
        for size in found:
            entries *= size
        if entries > MOST_ENTRIES:
            raise HandgradError(
                f"{declaration.name} would have {entries} entries, at most {MOST_ENTRIES}"
            )
        return found

    def step(self, equation: Equation) -> Formula:
        at = max(equation.source.text.find(equation.name), 0)
        if "/" in equation.name:
            raise equation.source.error("a derivative belongs in the gradient section", at)
        self.new_name(equation.name, at, equation.source)
        tree, shape = fitted(equation.tree, self.shapes, equation.source, sizes=self.sizes)
        self.shapes[equation.name] = shape
        return Formula(equation.name, tree, shape, equation.text)

    def gradient(self, loss: Formula) -> Iterator[Formula]:
        if loss.shape != SCALAR:
            raise ShapeError(
                f"the loss {loss.name}, the last forward formula, must be a scalar; "
                f"this one is {describe(loss.shape)}: sum or mean it",
                text=loss.text,
                line=self.page.forward[-1].source.line,
            )
        for equation in self.page.gradient:
            yield self.derivative(equation, loss.name)
        for declared in self.page.parameters:
            if f"d{loss.name}/d{declared.name}" not in self.shapes:
                raise declared.source.error(
                    f"the parameter {declared.name} has no gradient; "
                    f"add d{loss.name}/d{declared.name} = ... to the gradient section",
                    max(declared.source.text.find(declared.name), 0),
                )

    def derivative(self, equation: Equation, loss: str) -> Formula:
        source, at = equation.source, max(equation.source.text.find(equation.name), 0)
        of, _, by = equation.name.partition("/d")
        if of != f"d{loss}" or by not in self.shapes or by in self.sizes:
            hint = did_you_mean(by, (n for n in self.shapes if "/" not in n))
            raise source.error(
                f"a gradient line names d{loss}/dNAME, for a NAME of the page{hint}", at
            )
        if equation.name in self.shapes:
            raise source.error(f"{equation.name} is given twice", at)
        tree, shape = fitted(equation.tree, self.shapes, source, sizes=self.sizes)
        wanted = self.shapes[by]
        if shape != wanted and is_column(wanted) and shape == turned(wanted):
            tree, shape = Transpose(tree), wanted
        if shape != wanted:
            raise ShapeError(
                f"{equation.name} is {describe(shape)}, but {by} is {describe(wanted)}: "
                "a derivative has the shape of its variable",
                text=source.text, line=source.line, column=at + 1,
            )  # fmt: skip
        self.shapes[equation.name] = wanted
        return Formula(equation.name, tree, wanted, equation.text)


def _declared_shape(dimensions: tuple[str, ...]) -> Shape:
    sizes: list[Dimension] = [int(d) if d.isdecimal() else d for d in dimensions]
    return (sizes[0], sizes[1]) if len(sizes) == 2 else (sizes[0], 1) if sizes else SCALAR


def _numbered_sizes(page: Page, given: Mapping[str, int]) -> Iterable[tuple[str, int]]:
    """Every size with its number: the caller's, the page's, or the next that is free.

    The free ones are 3, 2, 4, 5, ...: all different, none 1, so that no two shapes are
    mistaken for one another.
    """
    for name, size in given.items():
        if name not in page.sizes:
            known = ", ".join(page.sizes) or "none"
            hint = did_you_mean(name, page.sizes)
            raise HandgradError(f"{page.name} has no size {name!r}{hint} (sizes: {known})")
        if type(size) is not int or size < 1 or size > MOST_ENTRIES:
            raise HandgradError(f"the size {name} must be a whole number from 1, got {size!r}")
    fixed = {**{n: s for n, s in page.sizes.items() if s}, **given}
    free = (size for size in (3, 2, *range(4, 1000)) if size not in fixed.values())
    for name in page.sizes:
        yield name, fixed[name] if name in fixed else next(free)

