"""A program to the lines of an answer: what it assigns, and what its functions return."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial

from handgrad.errors import FormulaError
from handgrad.language.tree import Name
from handgrad.reading.code.answers.parameters import Parameters
from handgrad.reading.code.answers.resets import without_resets
from handgrad.reading.code.answers.returned import Returned, is_backward
from handgrad.reading.code.answers.training_steps import Training, trained_words
from handgrad.reading.code.answers.troubles import Mathematics, Troubled
from handgrad.reading.code.answers.unpacked import Unpacked
from handgrad.reading.code.program.classes import answers_held, class_of
from handgrad.reading.code.program.program_words import (
    functions_called,
    functions_in,
    is_main,
    words_elsewhere,
    words_of_lists,
)
from handgrad.reading.code.program.unrolled import rounds, run_through
from handgrad.reading.code.syntax.nodes import (
    Application,
    Expression,
    NotPython,
    Quoted,
    Row,
    Subscript,
    Table,
    Word,
    parts_of,
)
from handgrad.reading.code.syntax.statements import (
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
    statements_in,
)
from handgrad.reading.code.syntax.target_words import (
    base_word,
    flat_owner,
    is_of_gradients,
    written,
)
from handgrad.reading.code.values.numpy_arrays import NumPyArray
from handgrad.reading.code.values.program_values import A_CLASS, Lookup, Lost
from handgrad.reading.code.values.scope import PageNames
from handgrad.reading.text.line import Line
from handgrad.regex import regex

# Functions that call the one that computes the gradient.
_OF_TRAINING = regex(r"(?i)descent|train|fit|main|plot|optimi[sz]e|check|update|^_?step$")
# What computes the slope of one function, and no gradient.
_SLOPE = regex(
    r"(?i)(?=.*(?:sigm|tanh|relu|softmax|softplus|activ|act_?fun|mse|entropy|cost|loss|logistic))"
    r".*(?:deriv|prime|grad|der)"
)
# Functions that a file has beside it, of which nothing is needed where they are not called.
_HELPER = regex(r"(?i)_*(?:one_?hot|get_|accuracy|predict|load|sample|test|show|evaluate)")
_CLASS = regex(r"class\s+(\w+)")


def _definitions(statements: Sequence[Statement]) -> Iterator[Definition]:
    """The functions of a text, those in classes too."""
    for statement in statements:
        if isinstance(statement, Definition):
            yield statement
        elif isinstance(statement, Group):
            yield from _definitions(statement.body)


class Frame(Troubled):
    """Reads a program from top to bottom under one convention for the page's vectors.

    Of the classes in `made` there are objects; other classes are read in their place.
    """

    def __init__(
        self, page: PageNames, mathematics: Mathematics, made: frozenset[str] = frozenset()
    ) -> None:
        super().__init__(page, mathematics)
        self.made = made
        self.unpacked = Unpacked(page, self.program, self.interpreter)
        self.returned = Returned(page, self.program, self.interpreter)
        self.training = Training(page, self.program, self.interpreter)
        self.parameters = Parameters(page, self.program, self.interpreter)
        self.called: set[str] = set()
        self.has_gradient = False
        self.defined: Sequence[Definition] = ()
        self.statements: Sequence[Statement] = ()
        self.running: list[str] = []

    def read(self, statements: Sequence[Statement]) -> None:
        statements = without_resets(statements, self.page)
        trained = dict(trained_words(statements, self.page))
        self.page.aliases |= {word: p for word, p in trained.items() if p is not None}
        self.page.trained = frozenset(w for w, p in trained.items() if p is None)
        self.page.listed = frozenset(words_of_lists(statements))
        defined = self.defined = list(_definitions(statements))
        self.statements = statements
        self.has_gradient = any(
            is_backward(s.name)
            and not _OF_TRAINING.search(s.name)
            and not (_SLOPE.match(s.name) and len(s.parameters) < 2)
            for s in defined
        )
        self.others = {s.name for s in defined if self.is_other(s)}
        self.called = set(functions_called(statements, self.others))
        names = [s.name for s in defined]
        self.program.bound |= {
            s.name: s
            for s in defined
            if names.count(s.name) == 1 and not self.page.names.find(s.name)
        }
        for statement in statements:
            self.top(statement)
        self.program.settle()
        self.answer_by_objects()
        self.returned.answer_alone()

    def answer_by_objects(self) -> None:
        """What objects hold as derivatives by what else they hold: `fc1.dW`, `fc2.grads`."""
        if self.program.at is None:
            return
        targets = {line.target for line in self.program.lines}
        for parameter, value in answers_held(self.page, self.program):
            name = self.page.by(parameter)
            if Name(name) not in targets and isinstance(value, Lost):
                self.program.bind(name, value)
            elif Name(name) not in targets and isinstance(value, NumPyArray):
                self.program.emitted(name, value)

    def is_other(self, statement: Definition) -> bool:
        """Whether a function is by its name one that stands beside what is handed in."""
        name = statement.name
        is_helper = bool(_HELPER.match(name)) and not is_backward(name)
        is_trained = bool(_OF_TRAINING.search(name))
        is_known = self.page.names.function(name) is not None
        return self.has_gradient and (is_helper or is_trained or is_known)

    def top(self, statement: Statement) -> None:
        self.program.at = statement
        match statement:
            case Definition():
                self.define(statement)
            case Group(line, body):
                named = _CLASS.match(line.text)
                if named:
                    self.program.bound[named[1]] = A_CLASS
                if named and named[1] in self.made:
                    self.program.bound[named[1]] = class_of(line.text, body)
                    return
                for inner in body:
                    self.top(inner)
            case Return(_, value):
                before = self.troubles
                if value is not None:
                    self.attempt(statement, partial(self.returned.read, value))
                if self.troubles > before and not self.returned.is_passed_over():
                    self.returned.unread.append(statement.line.number)
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
        is_start = bool(re.match(r"_*init", statement.name))
        if is_start and self.made:
            self.start(statement)
        if statement.name in self.called | self.others or is_start:
            return
        self.hide(statement)
        before = set(self.program.bound)
        self.parameters.enter(statement)
        own = {n: value for n, value in self.program.bound.items() if n not in before}
        is_letter = len(statement.name) == 1 < len(statement.parameters)
        self.returned.function = statement.name + "_" * is_letter
        start = self.returned.start = len(self.program.lines)
        for inner in statement.body:
            self.top(inner)
        self.returned.function = ""
        self.bound_updates(start)
        for name in [n for n, value in own.items() if self.program.bound.get(n) is value]:
            del self.program.bound[name]

    def hide(self, statement: Definition) -> None:
        """Names of other functions have no value in this one."""
        for word in words_elsewhere(statement, self.defined, self.statements):
            name = self.page.canonical(word)
            if name not in self.page.vocabulary.shapes and "/" not in name:
                problem = f"{word} is a name of another function, and has no value here"
                self.program.bound[name] = Lost(problem)

    def start(self, statement: Definition) -> None:
        """What the `__init__` of a network that is read in its place makes and keeps."""
        for inner in statement.body:
            calls = {written(f) for f in functions_in(inner)}
            is_kept = isinstance(inner, Assignment) and (
                calls & {*self.made, "OrderedDict"} or inner.value == Table(())
            )
            if is_kept or isinstance(inner, Lone):
                self.top(inner)

    def run_in_place(self, function: Definition, statement: Lone) -> None:
        """A call for what it does to the names of the program: as if its body stood here."""
        if self.running.count(function.name) or not isinstance(statement.value, Application):
            return None
        call = statement.value
        given = dict(zip(function.parameters, call.arguments, strict=False))
        bare = all(
            isinstance(a, Word) and self.interpreter.slot(a) == self.page.canonical(p)
            for p, a in (*given.items(), *call.keywords)
        )
        if not bare:
            return self.attempt(
                statement, lambda: self.interpreter.run(statement, self.program)
            )
        self.running.append(function.name)
        for inner in function.body:
            self.top(inner)
        self.running.pop()
        return None

    def bound_updates(self, start: int) -> None:
        """What a function does to a parameter is its own affair: the caller's stays."""
        inside = self.program.lines[start:]
        last = max((line.number for line in inside), default=0)
        self.program.lines[start:] = [
            line._replace(until=last) if line.is_update else line for line in inside
        ]

    def assignment(self, statement: Assignment) -> None:
        with suppress(NotPython):
            statement = self.interpreter.with_keys(statement, self.program)
        if (word := flat_owner(statement.targets[0])) is not None:
            why = f"line {statement.line.number} changes {word}.flat; write {word}[i, j] = ..."
            return self.program.bind(self.page.canonical(word), Lost(why))
        if parts := self.unpacked.one_by_one(statement):
            for part in parts:
                self.assignment(part)
            return None
        if self.unpacked.is_start(statement) or self.unpacked.is_unpacked(statement):
            return None
        if self.unpacked.is_computed_elsewhere(statement):
            return None
        if self.training.is_update(statement):
            return self.update(statement)
        if name := self.training.is_start(statement):
            why = f"{name} is trained, and nothing says which parameter of the page it is"
            self.program.bound[name] = Lost(why, is_open=True)
            return None
        calls = [
            self.interpreter.own_function(f, self.program) for f in functions_in(statement)
        ]
        self.attempt(statement, lambda: self.interpreter.run(statement, self.program))
        if any(calls):
            self.answer_by_key(statement)
        if not self.returned.function and self.returned.is_list(statement):
            self.attempt(statement, partial(self.returned.read, statement.value))
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
        found: list[Line] = []
        with suppress(FormulaError):
            found = self.mathematics(statement.line.text, statement.line.number)
        steps = [line for line in found if line.is_update]
        name = self.interpreter.slot(statement.targets[0])
        if not steps and name is not None:
            line = statement.line
            steps = [Line(line.number, line.original, Name(name), is_update=True)]
        self.program.lines += steps

    def is_shown(self, value: Expression) -> bool:
        """Whether a line is an entry of what has a value, as notebooks end."""
        word = base_word(value.value) if isinstance(value, Subscript) else None
        return word is not None and self.program.find(self.page.canonical(word)) is not None

    def lone(self, statement: Lone, value: Expression) -> None:
        if isinstance(value, Application | Word | Quoted | Row):
            if procedure := self.training.procedure(statement):
                self.run_in_place(procedure, statement)
            elif isinstance(value, Application):
                self.attempt(statement, lambda: self.interpreter.run(statement, self.program))
            return None
        if self.is_shown(value) or self.returned.is_said():
            return None
        try:
            found = self.interpreter.value(value, self.program)
        except NotPython as error:
            return self.trouble(statement, error)
        if isinstance(found, NumPyArray):
            self.returned.keep(found)
        return None

    def branch(self, statement: Branch) -> None:
        if is_main(statement):
            for inner in statement.body if self.made else ():
                self.top(inner)
            return
        try:
            flag = self.interpreter.flag(statement.condition, self.program)
        except NotPython as error:
            inside = statements_in((*statement.body, *statement.otherwise))
            if self.page.is_unrolled:
                self.attempt(statement, lambda: self.interpreter.run(statement, self.program))
            elif any(isinstance(s, Assignment | Return | ForLoop) for s in inside):
                self.trouble(statement, error)
            return
        for inner in statement.body if flag else statement.otherwise:
            self.top(inner)

    def loop(self, statement: ForLoop) -> None:
        """A sum; a loop of training steps is read as one of them."""
        if self.training.is_repeated(statement):
            lines, start = self.program.lines, len(self.program.lines)
            for inner in statement.body:
                self.top(inner)
            lines[start:] = [self.training.of_one_sample(statement, x) for x in lines[start:]]
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
