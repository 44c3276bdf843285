"""Every error that handgrad raises on purpose: one line, what, where and how to mend it."""

from collections.abc import Iterable

from handgrad.visible import one_line, visible


class HandgradError(ValueError):
    """What was given cannot be used; the message is one line a person can act on."""

    def __str__(self) -> str:
        return one_line(super().__str__())


class FormulaError(HandgradError):
    """A formula or a page cannot be read.

    `line` and `column` count from 1; `text` is the line it happened in.
    """

    def __init__(self, message: str, *, text: str = "", line: int = 1, column: int = 1) -> None:
        self.message, self.text, self.line, self.column = message, text, line, column
        super().__init__(f"line {line}, column {column}: {message}")

    def pointed(self) -> str:
        """The line in question with a caret under the place.

        >>> print(FormulaError("a name was expected", text="x +", column=4).pointed())
        x +
           ^
        """
        before = visible(self.text[: self.column - 1])
        return f"{visible(self.text)}\n{' ' * len(before)}^"


class UnsettledError(FormulaError):
    """A formula that can be read, of which it is not known what it comes to."""


class ShapeError(FormulaError):
    """Two shapes do not fit; the message names both and the expression."""


class UnknownModel(HandgradError):
    """No such model in the catalogue, and no such file."""


class ValuesError(HandgradError):
    """A value has the wrong type, shape, domain or name.

    `path` is where (`values['W1'][2]`), `expected` and `got` say what.
    """

    def __init__(self, path: str, expected: str, got: str) -> None:
        self.path, self.expected, self.got = path, expected, got
        super().__init__(f"{path} must be {expected}, got {got}")


class EvaluationError(HandgradError):
    """A formula has no finite real value at a point: a logarithm of 0, a division by 0."""


class InexactError(EvaluationError):
    """The rational arithmetic was asked for something that is not a rational number."""


class BudgetError(EvaluationError):
    """An exact value grew past what is allowed, so that no formula can stall the machine."""


class Fault(HandgradError):
    """Something went wrong inside handgrad: a fault of the program, not of what was given."""


class TrainingError(HandgradError):
    """A training loop left the finite numbers.

    `epoch` and `row` count from 0, as in the log; `learning_rate` is the one in use.
    """

    def __init__(self, message: str, *, epoch: int, row: int, learning_rate: float) -> None:
        self.epoch, self.row, self.learning_rate = epoch, row, learning_rate
        super().__init__(message)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A suggestion to append to a message about an unknown word, or nothing.

    >>> did_you_mean("quadratc", ["linear", "quadratic"])
    "; did you mean 'quadratic'?"
    """
    from difflib import get_close_matches

    close = get_close_matches(word, sorted(known), n=1)
    return f"; did you mean '{close[0]}'?" if close else ""
