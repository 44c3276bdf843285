"""What the parameters of a function stand for that nothing calls."""

from collections.abc import Sequence
from contextlib import suppress

from handgrad.reading.code.answers.returned import is_backward
from handgrad.reading.code.program import assigned_names
from handgrad.reading.code.program.interpreter import Interpreter
from handgrad.reading.code.program.program_scope import ProgramScope
from handgrad.reading.code.syntax.nodes import NotPython
from handgrad.reading.code.syntax.statements import Definition
from handgrad.reading.code.values.numpy_arrays import filled_with
from handgrad.reading.code.values.scope import PageNames
from handgrad.regex import regex

_ARRIVING = regex(r"d[A-Z]\w*|dvalues|d_?(?:y|z|a|h)|grads?|gradient|delta|\w+_grad")


class Parameters:
    """Gives the parameters of a function values, where the page or its name says which."""

    def __init__(
        self, page: PageNames, program: ProgramScope, interpreter: Interpreter
    ) -> None:
        self.page = page
        self.program = program
        self.interpreter = interpreter

    def enter(self, statement: Definition) -> None:
        """Bind what is known of each parameter."""
        unknown = [p for p in statement.parameters if self.is_unknown(p, statement)]
        inputs = [(p, found) for p in unknown if (found := self.page.layer_input(p))]
        if len(inputs) == 1:
            self.program.bound[self.page.canonical(inputs[0][0])] = inputs[0][1]
        self.arriving(statement, unknown)
        self.accumulators(statement)

    def is_unknown(self, parameter: str, statement: Definition) -> bool:
        """Whether nothing is known of a parameter; one with a default is bound to it."""
        name = self.page.canonical(parameter)
        if self.page.value(name) or self.program.find(name) or self.page.upstream(parameter):
            return False
        default = statement.defaults.get(parameter)
        if default is not None:
            with suppress(NotPython):
                self.program.bound[name] = self.interpreter.value(default, self.program)
        return default is None

    def arriving(self, statement: Definition, unknown: Sequence[str]) -> None:
        """`def relu_backward(dA, cache)`: the page's upstream gradient by another name."""
        upstream = self.page.vocabulary.upstream
        found = [p for p in unknown if _ARRIVING.fullmatch(p)]
        is_spoken = any(self.page.canonical(p) == upstream for p in statement.parameters)
        value = self.page.value(upstream) if upstream and not is_spoken else None
        if is_backward(statement.name) and len(found) == 1 and value is not None:
            self.page.warnings.append(f"{found[0]} is read as {upstream}")
            self.program.bound[self.page.canonical(found[0])] = value

    def accumulators(self, statement: Definition) -> None:
        """`def backward(g, dW): dW += ...`: a gradient that is handed in starts at 0."""
        whole, partly = assigned_names.loop_names(statement.body, self.page)
        for name in sorted({self.page.canonical(p) for p in statement.parameters}):
            value = self.page.value(name.removeprefix(self.page.by("")))
            is_gradient = name.startswith(self.page.by("")) and value is not None
            if is_gradient and name in partly - whole and not self.program.find(name):
                self.page.warnings.append(f"{name} is taken to be 0 before {statement.name}")
                self.program.bind(name, filled_with(0, value.dimensions if value else ()))
