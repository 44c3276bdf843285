"""The statements of a program, run in order: assignments, loops, branches, functions."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from handgrad.reading.code.syntax.nodes import (
    Application,
    Attribute,
    Expression,
    NotPython,
    Word,
    dotted,
)
from handgrad.reading.code.syntax.statements import (
    Assignment,
    Branch,
    Closed,
    Definition,
    ForLoop,
    Group,
    Leave,
    Lone,
    Return,
    Skip,
    Statement,
    UnreadStatement,
)
from handgrad.reading.run.bindings import Bindings, Closure
from handgrad.reading.run.ndarray import NDArray
from handgrad.reading.run.storing import StoreRunner

_PASSED_OVER = ("seed", "show", "plot", "zero_grad", "defvjp")


def _only_shows(statement: Statement) -> bool:
    """Whether a statement is a `print`."""
    match statement:
        case Lone(_, Application(Word("print"))):
            return True
    return False


class Left(Enum):
    """How a block was left before its end."""

    BREAK = "break"
    CONTINUE = "continue"


@dataclass(frozen=True, slots=True)
class GivenBack:
    """That a function was left, with a value."""

    value: Any


class Runner(StoreRunner):
    """Runs statements; `claims` are noted in the names of the text itself.

    `in_target` is true while a loop gives its variables their values.
    """

    in_target = False

    def block(self, body: Sequence[Statement], names: Bindings) -> Left | GivenBack | None:
        """Run statements to the end, or to where they are left."""
        for statement in body:
            found = self.run(statement, names)
            if found is not None:
                return found
        return None

    def run(self, statement: Statement, names: Bindings) -> Left | GivenBack | None:
        self.line = statement.line.number
        self.claims.order += 1
        order = self.claims.order
        found: Left | GivenBack | None = None
        match statement:
            case Assignment():
                self.assign(statement, names)
            case ForLoop(_, target, source, body):
                found = self.loop(target, self.value(source, names), statement, body, names)
            case Closed(_, body, problem, condition):
                if condition is None:
                    raise NotPython(problem)
                found = self.run_while(condition, body, names)
            case Branch(_, _, yes, no) if all(map(_only_shows, (*yes, *no))):
                found = None
            case Branch(_, condition, yes, no):
                found = self.block(yes if self.truth(condition, names) else no, names)
            case Group(line, body):
                if not line.text.startswith("with"):
                    raise NotPython("a class or a try within a function is not run")
                found = self.block(body, names)
            case Definition(_, name, parameters):
                names.bound[name] = Closure(parameters, statement, names)
            case Return(_, value):
                found = GivenBack(None if value is None else self.value(value, names))
            case Skip():
                found = Left.CONTINUE
            case Leave():
                found = Left.BREAK
            case Lone(_, value):
                self.alone(value, names)
            case UnreadStatement(line, problem, at):
                if not self.shares_parameters(line.text):
                    raise NotPython(problem, at)
        self.mend(order)
        return found

    def shares_parameters(self, text: str) -> bool:
        """Whether a line says that parameters of the page belong to the whole text."""
        keyword, *words = text.replace(",", " ").split()
        parameters = self.page.names.vocabulary.parameters
        is_shared = keyword in ("global", "nonlocal")
        return is_shared and all(self.canonical(word) in parameters for word in words)

    def mend(self, order: int) -> None:
        """Put the right value in the place of a wrong one that was finished since this step."""
        last = order if self.depth else self.claims.order
        for step in [step for step in self.claims.mended if order <= step <= last]:
            if self.claims.mended[step][0] in self.claims.kept:
                self.mend_claim(*self.claims.mended.pop(step))

    def mend_claim(self, name: str, value: Any) -> None:
        names = self.claims.kept[name]
        held = names.bound.get(name)
        if isinstance(held, NDArray) and isinstance(value, NDArray):
            laid = value.reshaped(held.shape)
            self.calc.assign(held, held.offsets(), laid.entries())
        else:
            names.bound[name] = value

    def loop(
        self,
        target: Expression,
        source: Any,
        statement: Statement,
        body: Sequence[Statement],
        names: Bindings,
    ) -> Left | GivenBack | None:
        for value in self.run_through(source):
            self.calc.spend(1)
            self.line = statement.line.number
            self.in_target = True
            self.store(target, value, names)
            self.in_target = False
            found = self.block(body, names)
            if found is Left.BREAK:
                break
            if isinstance(found, GivenBack):
                return found
        return None

    def run_while(
        self, condition: Expression, body: Sequence[Statement], names: Bindings
    ) -> Left | GivenBack | None:
        while self.truth(condition, names):
            found = self.block(body, names)
            if found is Left.BREAK:
                break
            if isinstance(found, GivenBack):
                return found
        return None

    def executed(self, made: Definition, names: Bindings) -> Any:
        found = self.block(made.body, names)
        return found.value if isinstance(found, GivenBack) else None

    def alone(self, value: Expression, names: Bindings) -> None:
        """A call for its effect; what only shows something is passed over."""
        if isinstance(value, Application):
            name = dotted(value.function)
            bare = name.rpartition(".")[2]
            if name in ("print", "display") or bare in _PASSED_OVER:
                return
            found = self.value(value, names)
            if bare in ("at", "fill_diagonal") and self.is_module(name, names):
                target = self.value(value.arguments[0], names)
                if isinstance(target, NDArray):
                    self.touch(target)
            if isinstance(value.function, Attribute) and bare in ("update", "pop"):
                self.note_changed(value.function.value, names)
            del found
