"""The public model: a checked page, with what the folders above it can do with one."""

import os
from collections.abc import Mapping
from math import prod
from typing import Any

from handgrad.arithmetic import RATIONAL, Arithmetic
from handgrad.boundary import public
from handgrad.errors import (
    BudgetError,
    EvaluationError,
    HandgradError,
    InexactError,
    did_you_mean,
)
from handgrad.language.arrays import Array, Value, as_array, nested
from handgrad.language.shape import SCALAR
from handgrad.language.tree import Derivative, Name, walk
from handgrad.page import loading
from handgrad.page.checked_page import CheckedPage
from handgrad.page.compiled.large_page import run_by_loops
from handgrad.page.compiled.standalone import source
from handgrad.page.values import choose_arithmetic, require_finite
from handgrad.referee.differences import MORE_DIGITS
from handgrad.referee.directional import extent, is_kink, slope_by, unit
from handgrad.referee.environment import Environment
from handgrad.visible import in_brief

MOST_OPERATIONS = 10_000_000


class Model(CheckedPage):
    """A page, read and checked, that is evaluated, differentiated and written as Python.

    >>> model = Model.from_text('''
    ... model line: a line through the origin
    ... parameters w
    ... data x, y
    ... forward
    ...     L = (w*x - y)^2
    ... gradient
    ...     dL/dw = 2*(w*x - y)*x
    ... ''')
    >>> model.differences({"w": 1, "x": 2, "y": 4})
    {'w': Fraction(-8, 1)}
    """

    def run_forward(self, given: Mapping[str, Value], numbers: Arithmetic) -> dict[str, Value]:
        """As on any page; a large one is run by list loops, with the same results."""
        found = run_by_loops(self, given, numbers, backward=False)
        if found is None:
            return super().run_forward(given, numbers)
        sizes = {name: numbers.convert(size) for name, size in self.sizes.items()}
        return {**given, **sizes, **found}

    def run_gradient(self, environment: dict[str, Value], numbers: Arithmetic) -> None:
        """As on any page; a large one is run by list loops, with the same results."""
        found = run_by_loops(self, environment, numbers, backward=True)
        if found is None:
            super().run_gradient(environment, numbers)
        else:
            environment.update(found)

    @public
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
        self._require_few(sum(map(prod, self.parameters.values()), 0))
        return {
            name: nested(self._difference(name, point, numbers), self.rank(name))
            for name in self.parameters
        }

    def _difference(self, name: str, point: Mapping[str, Value], numbers: Arithmetic) -> Value:
        rows, columns = extent(self, name)
        slopes = [
            slope_by(self, point, name, unit(rows, columns, k)) for k in range(rows * columns)
        ]
        if numbers is RATIONAL and not all(slope.exact for slope in slopes):
            raise InexactError(
                f"the loss is no polynomial in {name}, so its differences are not exact; "
                "ask for decimal or give floats"
            )
        measured = Array(rows, columns, [slope.value for slope in slopes])
        return _converted(measured, numbers, f"d{self.loss_name}/d{name}")

    def _require_few(self, entries: int) -> None:
        if entries * self.operations > MOST_OPERATIONS:
            raise BudgetError(
                f"the differences by {entries} entries, one by one, take too long here; "
                "check_model measures them along directions"
            )

    @public
    def jacobian(
        self, values: Mapping[str, object], of: str, by: str, *, arithmetic: str | None = None
    ) -> Any:
        """The derivatives of one value of the page by another, by differences of its formulas.

        A row for each entry of `of`, a column for each of `by`, those of a matrix counted down
        its columns: a list of rows, or a number. Exact where they are polynomials. Raises what
        `differences` raises.

        >>> load("linear").jacobian({"w": 1, "x": 2, "y": 4}, "y_hat", "w")
        Fraction(2, 1)
        """
        of, by = (self._known(name) for name in (of, by))
        return self._measured(values, Derivative(Name(of), Name(by), full=True), arithmetic)

    @public
    def hessian(
        self,
        values: Mapping[str, object],
        by: str,
        and_by: str | None = None,
        *,
        arithmetic: str | None = None,
    ) -> Any:
        """The second derivatives of the loss by a name, or by two, by differences.

        A row for each entry of `by`, a column for each of `and_by`, those of a matrix counted
        down its columns. Exact for polynomials. Raises what `differences` raises.
        """
        by = self._known(by)
        other = by if and_by is None else self._known(and_by)
        if self.shapes[self.loss_name] != SCALAR:
            raise HandgradError(f"{self.loss_name} is no number: ask for jacobian")
        first = Derivative(Name(self.loss_name), Name(by))
        return self._measured(values, Derivative(first, Name(other), full=True), arithmetic)

    def _known(self, name: str) -> str:
        if name not in self.shapes or name in self.sizes or "/" in name:
            hint = did_you_mean(name, self.shapes) if isinstance(name, str) else ""
            raise HandgradError(f"{self.name} has no {in_brief(name)}{hint}")
        return name

    def _measured(
        self, values: Mapping[str, object], node: Derivative, arithmetic: str | None
    ) -> Any:
        """The value of a derivative at values, as a number or a list of rows."""
        numbers = choose_arithmetic(values, arithmetic)
        point = self.read(values, RATIONAL)
        first = node.of.by if isinstance(node.of, Derivative) else Name(self.loss_name)
        by = [prod(extent(self, n.name)) for n in (first, node.by) if isinstance(n, Name)]
        self._require_few(prod(by))
        self._refuse_kink(point, node)
        digits = None if numbers is RATIONAL else MORE_DIGITS
        try:
            found = Environment({}, self, point, digits).difference(node, ())
        except InexactError:
            raise InexactError(
                "this is no polynomial, so its differences are not exact; ask for decimal or "
                "give floats"
            ) from None
        whole = _converted(as_array(found), numbers, "the derivative")
        return nested(whole, 0 if whole.rows == whole.columns == 1 else 2)

    def _refuse_kink(self, point: Mapping[str, Value], node: Derivative) -> None:
        names = {n.name for n in walk(node) if isinstance(n, Name)} - {self.loss_name}
        for name in sorted(names):
            rows, columns = extent(self, name)
            for k in range(rows * columns):
                if is_kink(self, point, {name: unit(rows, columns, k)}):
                    raise EvaluationError(f"there is a kink in {name} here")

    @public
    def draft(self) -> str:
        """The gradient section that the page lacks, each line verified by differences.

        Reverse mode over the rule book, in steps with named intermediates; nothing where the
        page gives all its derivatives. Raises HandgradError where no rule leads back.
        """
        from handgrad.mistakes.draft import draft

        return draft(self)

    @public
    def source(self) -> str:
        """The text of a Python module with the functions `loss` and `gradient`, in float64.

        It needs nothing but `math`. Raises BudgetError for a page too large to write out.
        """
        return source(self)


def _converted(measured: Array, numbers: Arithmetic, name: str) -> Array:
    """What was measured, in the numbers asked for; raises EvaluationError where they end."""
    with numbers.working():
        entries = [numbers.convert(entry) for entry in measured.entries]
    found = Array(measured.rows, measured.columns, entries)
    require_finite({name: found}, [name])
    return found


@public
def load(name: str | os.PathLike[str], /, **options: Any) -> Model:
    """The model of a catalogue name, or of the page in a file of that path.

    Keywords set the page's sizes and a family's options. Raises UnknownModel for a name that
    is neither, HandgradError for an option that is not there.

    >>> load("two_layer", n=2, m=3, k=1, activation="tanh").parameters["W1"]
    (3, 2)
    """
    return loading.load_as(Model, name, options)
