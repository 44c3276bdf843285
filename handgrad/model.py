"""The public model: a checked page, with what the folders above it can do with one."""

import os
from collections.abc import Mapping
from math import prod
from typing import Any

from handgrad.arithmetic import RATIONAL, Arithmetic
from handgrad.boundary import public
from handgrad.errors import BudgetError, InexactError
from handgrad.language.arrays import Array, Value, nested
from handgrad.page import loading
from handgrad.page.checked_page import CheckedPage
from handgrad.page.compiled.standalone import source
from handgrad.page.values import choose_arithmetic
from handgrad.referee.directional import extent, slope_by, unit

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
        entries = sum(map(prod, self.parameters.values()), 0)
        if entries * self.operations > MOST_OPERATIONS:
            raise BudgetError(
                f"the differences by {entries} entries, one by one, take too long here; "
                "check_model measures them along directions"
            )
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
        with numbers.working():
            return Array(rows, columns, [numbers.convert(slope.value) for slope in slopes])

    @public
    def source(self) -> str:
        """The text of a Python module with the functions `loss` and `gradient`, in float64.

        It needs nothing but `math`. Raises BudgetError for a page too large to write out.
        """
        return source(self)


@public
def load(name: str | os.PathLike[str], /, **options: Any) -> Model:
    """The model of a catalogue name, or of the page in a file of that path.

    Keywords set the page's sizes and a family's options. Raises UnknownModel for a name that
    is neither, HandgradError for an option that is not there.

    >>> load("two_layer", n=2, m=3, k=1, activation="tanh").parameters["W1"]
    (3, 2)
    """
    return loading.load_as(Model, name, options)
