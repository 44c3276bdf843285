"""A model: a page of formulas, read and checked, that can be run in any arithmetic."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from handgrad.arithmetic import Arithmetic
from handgrad.boundary import public
from handgrad.errors import FormulaError, HandgradError
from handgrad.language.arrays import Value, nested
from handgrad.language.evaluate import evaluate
from handgrad.language.shape import SCALAR, Shape, is_column
from handgrad.page.checks import Formula, checked
from handgrad.page.domains import Domain
from handgrad.page.page_text import Declaration, read_page
from handgrad.page.values import choose_arithmetic, read_values, require_finite


@dataclass(frozen=True, eq=False)
class CheckedPage:
    """A page, read and checked.

    `parameters` and `data` map names to shapes: () for a number, (n,) for a vector, (m, n) for
    a matrix. `forward` and `gradient_formulas` map names to formulas as text, in the order of
    the page; `dL/dNAME` names a derivative.

    >>> model = CheckedPage.from_text('''
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
    operations: int = field(repr=False)
    cache: dict[Any, Any] = field(default_factory=dict, repr=False)

    @classmethod
    @public
    def from_text(cls, page: str, /, **sizes: int) -> Self:
        """The model of a page held in a string; `sizes` gives its sizes numbers.

        Raises FormulaError (line, column, what was expected) and ShapeError for a page that
        does not hold together, HandgradError for a size that cannot be.
        """
        if not isinstance(page, str):
            raise HandgradError(f"a page must be text, got {type(page).__name__}")
        try:
            said = read_page(page)
            parts = checked(said, page, sizes)
        except FormulaError as error:
            from handgrad.page.other_notations import in_plain_notation

            page = in_plain_notation(page, error)
            said = read_page(page)
            parts = checked(said, page, sizes)
        return cls(said.name, said.title, said.group, tuple(said.notes), page, *parts)

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

    @public
    def evaluate(
        self, values: Mapping[str, object], *, arithmetic: str | None = None
    ) -> dict[str, Any]:
        """Every forward value by name: a number, a flat list for a vector, a list of rows.

        `arithmetic` is float64, float32, rational or decimal; without it the values decide. A
        parameter of a structure, as a symmetric one, may be moved out of it, as differences do.
        Raises ValuesError for values that do not fit the page, EvaluationError where a value
        stops being finite.
        """
        numbers = choose_arithmetic(values, arithmetic)
        with numbers.working():
            given = self.read(values, numbers, unbound=self.parameters)
            found = self.run_forward(given, numbers)
            require_finite(found, [step.name for step in self.steps])
            return {s.name: nested(found[s.name], self.rank(s.name)) for s in self.steps}

    @public
    def loss(self, values: Mapping[str, object], *, arithmetic: str | None = None) -> Any:
        """The loss at these values; raises as `evaluate` does."""
        return self.evaluate(values, arithmetic=arithmetic)[self.loss_name]

    @public
    def gradient(
        self, values: Mapping[str, object], *, arithmetic: str | None = None
    ) -> dict[str, Any]:
        """The gradient formulas' values: {parameter: number or nested list}.

        Raises HandgradError for a page that does not give them all.
        """
        self.require_gradient()
        numbers = choose_arithmetic(values, arithmetic)
        with numbers.working():
            environment = self.run_forward(self.read(values, numbers), numbers)
            self.run_gradient(environment, numbers)
            derivatives = [self.derivative_name(name) for name in self.parameters]
            require_finite(environment, [*(s.name for s in self.steps), *derivatives])
            return {
                name: nested(environment[self.derivative_name(name)], self.rank(name))
                for name in self.parameters
            }

    def require_gradient(self) -> None:
        """Raises HandgradError, which says what to write, where a parameter has no formula."""
        for name in self.parameters:
            derivative = self.derivative_name(name)
            if derivative not in self.gradient_formulas:
                raise HandgradError(
                    f"the page {self.name} does not say what {derivative} is; write it in a "
                    f"gradient section: {derivative} = ..., or take what handgrad draft writes"
                )

    def read(
        self,
        values: Mapping[str, object],
        numbers: Arithmetic,
        *,
        unbound: Collection[str] = (),
    ) -> dict[str, Value]:
        """Values as a caller gives them, checked, as arrays of one arithmetic's numbers.

        Those that are `unbound` need not have the structure of their matrix.
        """
        return read_values(self.declarations, self.dimensions, values, numbers, unbound=unbound)

    @property
    def sizes_text(self) -> str:
        """The sizes with their numbers: `n = 3, k = 2`."""
        return ", ".join(f"{name} = {size}" for name, size in self.sizes.items())

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

    def __str__(self) -> str:
        return self.text
