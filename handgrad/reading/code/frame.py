"""A program to the lines of an answer: what it assigns, and what its functions return."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial

from handgrad.errors import FormulaError
from handgrad.language.fit import Source
from handgrad.language.tree import Name
from handgrad.reading.code import for_loops as loops
from handgrad.reading.code.interpreter import Interpreter
from handgrad.reading.code.numpy_arrays import NumPyArray
from handgrad.reading.code.program_scope import ProgramScope
from handgrad.reading.code.returned import Returned
from handgrad.reading.code.scope import (
    ItemList,
    Lost,
    PageNames,
    base_word,
    written,
)
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
)
from handgrad.reading.code.syntax import (
    Application,
    Attribute,
    Expression,
    Infix,
    NotPython,
    Quoted,
    Row,
    Subscript,
    Word,
    dotted,
    parts_of,
    parts_within,
)
from handgrad.reading.line import Line
from handgrad.visible import visible

Mathematics = Callable[[str, int], list[Line]]

_DRAWN = re.compile(r"(?:^|\.)(?:random|randn?|randint|normal|uniform|load\w*|tensor|array|"
                    r"default_rng|standard_normal|Parameter|parameters|rand_like|randn_like|"
                    r"read_csv|genfromtxt|linspace)\b")  # fmt: skip


class Frame:
    """Reads a program from top to bottom under one convention for the page's vectors."""

    def __init__(self, page: PageNames, mathematics: Mathematics) -> None:
        self.page, self.mathematics = page, mathematics
        self.program = ProgramScope(page)
        self.interpreter = Interpreter(page)
        self.troubles = 0
        self.returned = Returned(page, self.program, self.interpreter)
        self.called: set[str] = set()

    def read(self, statements: Sequence[Statement]) -> None:
        self.called = set(_called(statements))
        for statement in statements:
            self.top(statement)
        self.program.settle()
        self.returned.answer_alone()

    def top(self, statement: Statement) -> None:
        self.program.at = statement
        match statement:
            case Definition():
                self.define(statement)
            case Group(_, body):
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
            case Closed(_, _, problem):
                self.trouble(statement, NotPython(problem))
            case UnreadStatement(_, problem, at):
                self.trouble(statement, NotPython(problem, at))

    def define(self, statement: Definition) -> None:
        """A function that nothing calls is read in its place, with the page's names."""
        self.program.bound[statement.name] = statement
        if statement.name in self.called or re.match(r"_*init", statement.name):
            return
        unknown = [p for p in statement.parameters if self.define_parameter(p, statement)]
        inputs = [(p, found) for p in unknown if (found := self.page.layer_input(p))]
        if len(inputs) == 1:
            self.program.bound[self.page.canonical(inputs[0][0])] = inputs[0][1]
        self.returned.function = statement.name
        for inner in statement.body:
            self.top(inner)
        self.returned.function = ""

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
        problem: FormulaError | None = None
        found: list[Line] = []
        is_code = is_code_line(line.text) and not isinstance(statement, UnreadStatement)
        if not is_code and not isinstance(statement, ForLoop | Branch | Return | Closed):
            try:
                found = self.mathematics(line.original, line.number)
            except FormulaError as other:
                problem = other
        if found:
            self.program.lines += found
            for read in found:
                if isinstance(read.target, Name):
                    self.program.bound.pop(read.target.name, None)
            return
        lost = tuple(dict.fromkeys(self.assigned(statement)))
        for name in lost:
            self.program.waiting.pop(name, None)
            why = f"{name} rests on line {line.number}, which cannot be read"
            self.program.bound[name] = Lost(why)
        source = Source(visible(line.original), line.number)
        if lost or isinstance(statement, Return | Lone):
            self.unread(statement, source.error(str(error), _column(line.original)), lost)
        elif problem is not None and "=" in line.text:
            self.unread(statement, problem, ())

    def unread(self, statement: Statement, error: FormulaError, lost: tuple[str, ...]) -> None:
        """A line that nobody can read, with the names that it would have bound."""
        self.troubles += 1
        line, touches = statement.line, frozenset(lost)
        self.program.lines.append(
            Line(line.number, line.original, error=error, touches=touches)
        )

    def assigned(self, statement: Statement) -> Iterator[str]:
        if isinstance(statement, Assignment):
            whole, partly = loops.loop_names([statement], self.page)
            yield from sorted(whole | partly)
        elif isinstance(statement, Lone):
            for part in parts_within(statement.value):
                if (word := base_word(part)) is not None:
                    yield self.page.canonical(word)
        elif isinstance(statement, ForLoop | Closed):
            whole, partly = loops.loop_names(statement.body, self.page)
            yield from sorted(whole | partly)
        elif isinstance(statement, Branch):
            body = (*statement.body, *statement.otherwise)
            whole, partly = loops.loop_names(body, self.page)
            yield from sorted(whole | partly)

    def assignment(self, statement: Assignment) -> None:
        if parts := self.one_by_one(statement):
            for part in parts:
                self.assignment(part)
            return None
        if self.is_start(statement) or self.is_unpacked(statement):
            return None
        if self.is_update(statement):
            return self.update(statement)
        return self.attempt(statement, lambda: self.interpreter.run(statement, self.program))

    def one_by_one(self, statement: Assignment) -> Sequence[Assignment]:
        """`dx, x = None, cache` as two assignments, where neither needs the other."""
        match statement:
            case Assignment(line, (Row(targets),), "=", Row(given)) if len(targets) == len(
                given
            ) and any(map(self.is_held, given)):
                slots = {self.interpreter.slot(target) for target in targets}
                used = {base_word(part) for value in given for part in parts_within(value)}
                if None not in slots and not slots & used:
                    pairs = zip(targets, given, strict=True)
                    return [Assignment(line, (t,), "=", value) for t, value in pairs]
        return ()

    def is_held(self, value: Expression) -> bool:
        """Whether a value is a plain word that nobody says anything about."""
        if not isinstance(value, Word) or value.name in ("None", "True", "False"):
            return False
        try:
            self.interpreter.value(value, self.program)
        except NotPython:
            return True
        return False

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

    def is_start(self, statement: Assignment) -> bool:
        """A given name drawn at random or read from a file: any value, as on the page."""
        if statement.operator != "=":
            return False
        targets = [t for target in statement.targets for t in parts_of(target)]
        slots = [self.interpreter.slot(target) for target in targets]
        if not all(slot is not None and self.page.given(slot) for slot in slots):
            return False
        return any(_DRAWN.search(dotted(f)) for f in _functions(statement.value))

    def is_unpacked(self, statement: Assignment) -> bool:
        """`x, w, b = cache`: names of the page, where nobody says what the cache holds."""
        value = statement.value
        is_plain = isinstance(value, Word | Attribute) or (
            isinstance(value, Subscript) and base_word(value) is not None
        )
        if statement.operator != "=" or not is_plain or len(statement.targets) != 1:
            return False
        try:
            found = self.interpreter.value(value, self.program)
        except NotPython:
            found = None
        target = statement.targets[0]
        if isinstance(found, ItemList) or (found is not None and not isinstance(target, Row)):
            return False
        if found is not None and not isinstance(found, Lost):
            return False
        for part in parts_of(target):
            name = self.interpreter.slot(part)
            is_page = name is not None and name in self.page.vocabulary.shapes
            if name is None:
                return False
            is_new = not is_page and not isinstance(target, Row) and not self.program.find(name)
            held = self.page.layer_input(name) if is_new else None
            if held is not None:
                self.program.bound[name] = held
            elif not is_page and not isinstance(target, Row):
                return False
        return True

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
            inside = loops.statements_in((*statement.body, *statement.otherwise))
            if any(isinstance(s, Assignment | Return | ForLoop) for s in inside):
                self.trouble(statement, error)
            return
        for inner in statement.body if flag else statement.otherwise:
            self.top(inner)

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
        if not isinstance(source, ItemList):
            return self.attempt(
                statement, lambda: self.interpreter.run(statement, self.program)
            )
        for value in source.values:
            self.program.at = statement
            self.attempt(
                statement,
                partial(self.interpreter.store, statement.target, value, self.program),
            )
            for inner in statement.body:
                self.top(inner)
        return None

    def is_training(self, statement: ForLoop) -> bool:
        """Whether each round starts anew and changes the parameters at its end."""
        inside = list(loops.statements_in(statement.body))
        updates = [s for s in inside if isinstance(s, Assignment) and self.is_update(s)]
        if not updates:
            return False
        whole, partly = loops.loop_names(statement.body, self.page)
        return not partly - whole - set(self.page.vocabulary.parameters)


def own_words(statements: Sequence[Statement]) -> frozenset[str]:
    """The words that a program assigns, those aside that it only unpacks from a name."""
    found: set[str] = set()
    for statement in loops.statements_in(statements):
        if isinstance(statement, Definition):
            found |= own_words(statement.body)
        if not isinstance(statement, Assignment) or statement.operator != "=":
            continue
        if isinstance(statement.value, Word | Attribute | Subscript):
            continue
        for target in statement.targets:
            found |= {w for part in parts_of(target) if (w := base_word(part))}
    return frozenset(found)


def _column(original: str) -> int:
    return len(original) - len(original.lstrip())


def _functions(expression: object) -> Iterator[Expression]:
    """The functions that are called anywhere in an expression."""
    if isinstance(expression, Application):
        yield expression.function
    if isinstance(expression, tuple):
        for part in expression:
            yield from _functions(part)
    for name in getattr(expression, "__slots__", ()):
        part = getattr(expression, name)
        if isinstance(part, tuple) or hasattr(part, "__slots__"):
            yield from _functions(part)


def _called(statements: Sequence[Statement]) -> Iterator[str]:
    """The names of the functions that other statements of the text call."""
    for statement in statements:
        match statement:
            case Definition(_, name, _, _, body):
                yield from (n for n in _called(body) if n != name)
            case Group(_, body):
                yield from _called(body)
            case ForLoop(_, _, source, body):
                yield from map(written, _functions(source))
                yield from _called(body)
            case Branch(_, condition, yes, no):
                yield from map(written, _functions(condition))
                yield from _called((*yes, *no))
            case Assignment(_, _, _, value) | Lone(_, value):
                yield from _bare_names(value)
            case Return(_, value) if value is not None:
                yield from _bare_names(value)


def _bare_names(value: Expression) -> Iterator[str]:
    for function in _functions(value):
        yield written(function).rpartition(".")[2]
