"""A program to the lines of an answer: what it assigns, and what its functions return."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial

from handgrad.errors import FormulaError
from handgrad.language.fit import Source
from handgrad.reading.code import assigned_names
from handgrad.reading.code.interpreter import Interpreter
from handgrad.reading.code.numpy_arrays import NumPyArray
from handgrad.reading.code.program_scope import ProgramScope
from handgrad.reading.code.program_values import A_CLASS, Lookup, Lost, memory_of
from handgrad.reading.code.program_words import functions_called, functions_in
from handgrad.reading.code.returned import Returned, is_backward
from handgrad.reading.code.scope import PageNames
from handgrad.reading.code.source import is_code_line
from handgrad.reading.code.statements import (
    Assignment,
    Branch,
    Closed,
    Definition,
    ForLoop,
    Group,
    Lone,
    Return,
    Statement,
    UnreadStatement,
    column_of,
    is_quotient,
)
from handgrad.reading.code.syntax import (
    Application,
    Expression,
    Infix,
    NotPython,
    Quoted,
    Row,
    Word,
    parts_of,
    parts_within,
)
from handgrad.reading.code.target_words import base_word, is_of_gradients
from handgrad.reading.code.unpacked import Unpacked
from handgrad.reading.code.unrolled import rounds, run_through
from handgrad.reading.text.line import Line
from handgrad.regex import regex
from handgrad.visible import visible

Mathematics = Callable[[str, int], list[Line]]

# What stands in a line of mathematics only.
_MATHEMATICAL = regex(r"=|\\[A-Za-z]|\^|[∂∇²ᵀ⊙Σ]")
# Functions that call the one that computes the gradient.
_OF_TRAINING = regex(r"(?i)descent|train|fit|main|plot|optimi[sz]e|check")
# Functions that a file has beside it, of which nothing is needed where they are not called.
_HELPER = regex(r"(?i)_*(?:one_?hot|get_|accuracy|predict|load|sample|test|show|evaluate)")
_ARRIVING = regex(r"d[A-Z]\w*|dvalues|d_?(?:y|z|a|h)|grads?|gradient|delta|\w+_grad")
_CLASS = regex(r"class\s+(\w+)")


class Frame:
    """Reads a program from top to bottom under one convention for the page's vectors."""

    def __init__(self, page: PageNames, mathematics: Mathematics) -> None:
        self.page, self.mathematics = page, mathematics
        self.program = ProgramScope(page)
        self.interpreter = Interpreter(page)
        self.troubles = 0
        self.unpacked = Unpacked(page, self.program, self.interpreter)
        self.returned = Returned(page, self.program, self.interpreter)
        self.called: set[str] = set()
        self.has_gradient = False

    def read(self, statements: Sequence[Statement]) -> None:
        self.called = set(functions_called(statements))
        defined = [s for s in statements if isinstance(s, Definition)]
        self.has_gradient = any(
            is_backward(s.name) and not _OF_TRAINING.search(s.name) for s in defined
        )
        names = [s.name for s in defined]
        self.program.bound |= {
            s.name: s
            for s in defined
            if names.count(s.name) == 1 and not self.page.names.find(s.name)
        }
        for statement in statements:
            self.top(statement)
        self.program.settle()
        self.returned.answer_alone()

    def top(self, statement: Statement) -> None:
        self.program.at = statement
        match statement:
            case Definition():
                self.define(statement)
            case Group(line, body):
                if named := _CLASS.match(line.text):
                    self.program.bound[named[1]] = A_CLASS
                for inner in body:
                    self.top(inner)
            case Return(_, value):
                if value is not None:
                    self.attempt(statement, partial(self.returned.read, value))
            case Branch():
                self.branch(statement)
            case ForLoop():
                self.loop(statement)
            case Assignment():
                self.assignment(statement)
            case Lone(_, value):
                self.lone(statement, value)
            case Closed():
                run = self.interpreter.run_while
                self.attempt(statement, partial(run, statement, self.program))
            case UnreadStatement(_, problem, at):
                self.trouble(statement, NotPython(problem, at))

    def define(self, statement: Definition) -> None:
        """A function that nothing calls is read in its place, with the page's names."""
        self.program.bound[statement.name] = statement
        is_helper = bool(_HELPER.match(statement.name)) and not is_backward(statement.name)
        is_other = self.has_gradient and (
            is_helper
            or bool(_OF_TRAINING.search(statement.name))
            or self.page.names.function(statement.name) is not None
        )
        if statement.name in self.called or re.match(r"_*init", statement.name) or is_other:
            return
        before = set(self.program.bound)
        unknown = [p for p in statement.parameters if self.define_parameter(p, statement)]
        inputs = [(p, found) for p in unknown if (found := self.page.layer_input(p))]
        if len(inputs) == 1:
            self.program.bound[self.page.canonical(inputs[0][0])] = inputs[0][1]
        self.arriving(statement, unknown)
        own = {n: value for n, value in self.program.bound.items() if n not in before}
        self.returned.function = statement.name
        start = len(self.program.lines)
        for inner in statement.body:
            self.top(inner)
        self.returned.function = ""
        self.bound_updates(start)
        for name in [n for n, value in own.items() if self.program.bound.get(n) is value]:
            del self.program.bound[name]

    def bound_updates(self, start: int) -> None:
        """What a function does to a parameter is its own affair: the caller's stays."""
        inside = self.program.lines[start:]
        last = max((line.number for line in inside), default=0)
        self.program.lines[start:] = [
            replace(line, until=last) if line.is_update else line for line in inside
        ]

    def arriving(self, statement: Definition, unknown: Sequence[str]) -> None:
        """`def relu_backward(dA, cache)`: the page's upstream gradient by another name."""
        upstream = self.page.vocabulary.upstream
        found = [p for p in unknown if _ARRIVING.fullmatch(p)]
        is_spoken = any(self.page.canonical(p) == upstream for p in statement.parameters)
        value = self.page.value(upstream) if upstream and not is_spoken else None
        if is_backward(statement.name) and len(found) == 1 and value is not None:
            self.page.warnings.append(f"{found[0]} is read as {upstream}")
            self.program.bound[self.page.canonical(found[0])] = value

    def define_parameter(self, parameter: str, statement: Definition) -> bool:
        """Bind a parameter to its default; whether nothing is known of it."""
        name = self.page.canonical(parameter)
        if self.page.value(name) or self.program.find(name) or self.page.upstream(parameter):
            return False
        default = statement.defaults.get(parameter)
        if default is not None:
            with suppress(NotPython):
                self.program.bound[name] = self.interpreter.value(default, self.program)
        return default is None

    def attempt(self, statement: Statement, act: Callable[[], None]) -> None:
        try:
            act()
        except NotPython as error:
            self.trouble(statement, error)

    def trouble(self, statement: Statement, error: NotPython) -> None:
        """A statement that cannot be read as code is mathematics, or nobody can read it."""
        line = statement.line
        read: list[Line] = []
        is_code = is_code_line(line.text) and not isinstance(statement, UnreadStatement)
        is_code = is_code and not is_quotient(statement)
        calls = [
            self.interpreter.own_function(f, self.program) for f in functions_in(statement)
        ]
        is_block = any(calls) or isinstance(statement, ForLoop | Branch | Return | Closed)
        if not is_code and not is_block and not error.is_lost:
            read = self.mathematics(line.original, line.number)
        problem = next((p for one in read for p in one.problems), None)
        if self.page.is_unrolled and any(line.name in self.program.sizes for line in read):
            read = []
        unknown = self.program.lost_in(read)
        if read and problem is None and unknown is None:
            return self.program.mix(read)
        error = error if unknown is None else unknown.error()
        lost = tuple(
            dict.fromkeys(
                (*self.assigned(statement), *sorted({n for one in read for n in one.told}))
            )
        )
        self.lose(lost, statement, is_open=error.is_open)
        if problem is not None and isinstance(statement, UnreadStatement):
            if lost or _MATHEMATICAL.search(line.text):
                self.unread(statement, problem, lost)
        elif lost or isinstance(statement, Return | Lone):
            source, at = Source(visible(line.original), line.number), column_of(line.original)
            self.unread(statement, source.error(str(error), at, is_open=error.is_open), lost)
        return None

    def lose(self, names: Sequence[str], statement: Statement, *, is_open: bool) -> None:
        """Names that a line would have bound have no value below it.

        Nor have those in whose memory it may have written.
        """
        program, line = self.program, statement.line.number
        self.page.line = line
        whole, partly = assigned_names.loop_names([statement], self.page)
        spoken = [
            self.page.canonical(w) for p in parts_within(statement) if (w := base_word(p))
        ]
        values = [program.find(name) or self.page.known(name) for name in spoken]
        memory = frozenset[object]().union(*map(memory_of, values))
        changed = set(names) if isinstance(statement, Lone) else partly - whole
        for name in sorted(changed | assigned_names.root_names(statement, self.page)):
            program.write(name)
        why = "is not known" if is_open else "cannot be read"
        for name in names:
            program.waiting.pop(name, None)
            problem = f"{name} rests on line {line}, which {why}"
            own = memory_of(program.find(name)) if name in partly - whole else memory
            program.bound[name] = Lost(problem, is_open=is_open, memory=own)
        calls = [self.interpreter.own_function(f, program) for f in functions_in(statement)]
        is_changing = any(map(self.interpreter.changes_arrays, calls))
        for name in names if is_changing else sorted(partly & whole):
            program.write(name)

    def unread(self, statement: Statement, error: FormulaError, lost: tuple[str, ...]) -> None:
        """A line that nobody can read, with the names that it would have bound."""
        self.troubles += 1
        line, touches = statement.line, frozenset(lost)
        self.program.lines.append(
            Line(line.number, line.original, error=error, touches=touches)
        )

    def assigned(self, statement: Statement) -> Iterator[str]:
        for function in functions_in(statement):
            own = self.interpreter.own_function(function, self.program)
            if isinstance(own, Definition):
                yield from assigned_names.global_names(own.body, self.page)
        if isinstance(statement, Assignment):
            whole, partly = assigned_names.loop_names([statement], self.page)
            yield from sorted(whole | partly)
        elif isinstance(statement, Lone):
            for part in parts_within(statement.value):
                if (word := base_word(part)) is not None:
                    yield self.page.canonical(word)
        elif isinstance(statement, ForLoop | Closed):
            whole, partly = assigned_names.loop_names(statement.body, self.page)
            yield from sorted(whole | partly)
        elif isinstance(statement, Branch):
            body = (*statement.body, *statement.otherwise)
            whole, partly = assigned_names.loop_names(body, self.page)
            yield from sorted(whole | partly)

    def assignment(self, statement: Assignment) -> None:
        if parts := self.unpacked.one_by_one(statement):
            for part in parts:
                self.assignment(part)
            return None
        if self.unpacked.is_start(statement) or self.unpacked.is_unpacked(statement):
            return None
        if self.is_update(statement):
            return self.update(statement)
        calls = [
            self.interpreter.own_function(f, self.program) for f in functions_in(statement)
        ]
        self.attempt(statement, lambda: self.interpreter.run(statement, self.program))
        if any(calls):
            self.answer_by_key(statement)
        return None

    def answer_by_key(self, statement: Assignment) -> None:
        """`loss, grads = net.loss(X, y)`: the entries of grads are answers."""
        for target in (part for t in statement.targets for part in parts_of(t)):
            word = base_word(target) or ""
            found = self.program.find(self.page.canonical(word))
            if isinstance(found, Lookup) and is_of_gradients(word):
                self.returned.lookup(found)

    def update(self, statement: Assignment) -> None:
        """A step of gradient descent, as mathematics marks it."""
        with suppress(FormulaError):
            found = self.mathematics(statement.line.text, statement.line.number)
            self.program.lines += [line for line in found if line.is_update]

    def is_update(self, statement: Assignment) -> bool:
        """`w -= rate*dw` and `w = w - rate*dw`, which say nothing about the gradient."""
        name = self.interpreter.slot(statement.targets[0])
        if name not in self.page.vocabulary.parameters:
            return False
        if statement.operator in ("-=", "+="):
            return True
        match statement.value:
            case Infix("-" | "+", left):
                return self.interpreter.slot(left) == name
        return False

    def lone(self, statement: Lone, value: Expression) -> None:
        if isinstance(value, Application | Word | Quoted | Row):
            is_call = isinstance(value, Application)
            if is_call:
                self.attempt(statement, lambda: self.interpreter.run(statement, self.program))
            return None
        try:
            found = self.interpreter.value(value, self.program)
        except NotPython as error:
            return self.trouble(statement, error)
        if isinstance(found, NumPyArray):
            self.returned.keep(found)
        return None

    def branch(self, statement: Branch) -> None:
        if "__name__" in statement.line.text:
            return
        try:
            flag = self.interpreter.flag(statement.condition, self.program)
        except NotPython as error:
            inside = assigned_names.statements_in((*statement.body, *statement.otherwise))
            if self.page.is_unrolled:
                self.attempt(statement, lambda: self.interpreter.run(statement, self.program))
            elif any(isinstance(s, Assignment | Return | ForLoop) for s in inside):
                self.trouble(statement, error)
            return
        for inner in statement.body if flag else statement.otherwise:
            self.top(inner)
        return

    def loop(self, statement: ForLoop) -> None:
        """A sum; a loop of training steps is read as one of them."""
        if self.is_training(statement):
            for inner in statement.body:
                self.top(inner)
            return None
        try:
            source = self.interpreter.value(statement.source, self.program)
        except NotPython as error:
            return self.trouble(statement, error)
        try:
            found = rounds(self.page, source)
            body = () if found is None else run_through(statement.body)
        except NotPython as error:
            return self.trouble(statement, error)
        if found is None:
            return self.attempt(
                statement, lambda: self.interpreter.run(statement, self.program)
            )
        for value in found:
            self.program.at = statement
            self.attempt(
                statement,
                partial(self.interpreter.store, statement.target, value, self.program),
            )
            for inner in body:
                self.top(inner)
        return None

    def is_training(self, statement: ForLoop) -> bool:
        """Whether each round starts anew and changes the parameters at its end."""
        inside = list(assigned_names.statements_in(statement.body))
        updates = [s for s in inside if isinstance(s, Assignment) and self.is_update(s)]
        if not updates:
            return False
        whole, partly = assigned_names.loop_names(statement.body, self.page)
        return not partly - whole - set(self.page.vocabulary.parameters)
