"""A whole text, run from top to bottom at one point: the derivatives that it gives a value."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handgrad.arithmetic import Arithmetic
from handgrad.language.arrays import Array, Value
from handgrad.reading.code.answers.elsewhere import Elsewhere
from handgrad.reading.code.answers.idle import Idle
from handgrad.reading.code.answers.resets import without_resets
from handgrad.reading.code.answers.returned_places import words_within
from handgrad.reading.code.program.plain_objects import are_plain
from handgrad.reading.code.program.program_words import functions_called
from handgrad.reading.code.syntax.nodes import (
    Expression,
    FunctionDefinition,
    Infix,
    NotPython,
    Row,
    Word,
    parts_of,
)
from handgrad.reading.code.syntax.statements import (
    Assignment,
    Branch,
    Definition,
    ForLoop,
    Group,
    Lone,
    Return,
    Statement,
    UnreadStatement,
    statements_in,
)
from handgrad.reading.code.syntax.target_words import base_word
from handgrad.reading.code.values.scope import PageNames
from handgrad.reading.run.bindings import Bindings, Closure
from handgrad.reading.run.control import Left
from handgrad.reading.run.entrywise import Calculator, Sites, kind_of
from handgrad.reading.run.flat_gradients import size_of_value
from handgrad.reading.run.ndarray import NDArray, from_entries
from handgrad.reading.run.object_start import FORWARD
from handgrad.reading.run.page_values import PageValues
from handgrad.reading.run.storing import Claims
from handgrad.reading.run.training_rounds import TrainingRunner, returns_no_more

MOST_STEPS = 80_000
"""How much a program may take at one point: an operation is 1, an expression 4."""
_BACKWARD = re.compile(r"(?i)grad|back|deriv|(?:^|_)d[A-Z]|loss_and|vjp|bwd")
_OTHER = re.compile(
    r"(?i)descent|train|fit|main|plot|optimi[sz]e|check|_*init|_*(?:one_?hot|get_|accuracy|"
    r"predict|load|sample|test|show|evaluate)"
)
_GRADIENT = re.compile(r"(?i)(?:score|grad|gradient|g|jac)$")
_LOSS = re.compile(
    r"(?i)(?:l|j|loss|cost|total_loss|ce|nll|mse|out(?:put)?|cache|probs?|hess\w*)$"
)


@dataclass(frozen=True, slots=True)
class Told:
    """The value that a text gives a derivative, and the line and step where it is final.

    One that rounds give row by row has a step for each in `rows`. `other` is what a dictionary
    of gradients has in the end, where a name has another value.
    """

    value: Any
    line: int
    step: int
    rows: tuple[int, ...] = ()
    other: Any = None


class ProgramRun(TrainingRunner):
    """Runs a text; `told` are the derivatives of which it says what they are."""

    def __init__(self, page: PageValues, numbers: Arithmetic, sites: Sites) -> None:
        super().__init__(page, Calculator(numbers, sites, MOST_STEPS))
        self.claims = Claims()
        self.stepped, self.joined, self.saved = {}, {}, []
        self.has_gradient = self.trains = False
        self.called_names: set[str] = set()
        self.run_in_place: set[str] = set()
        self.is_pytorch = self.octave = False

    def told(self, statements: Sequence[Statement]) -> dict[str, Told]:
        """Run the statements of a text; raises NotPython for one that is not run."""
        if not are_plain(statements, self.page.names):
            raise NotPython("what objects of a class hold is not run")
        top = Bindings()
        statements = without_resets(statements, self.page.names)
        idle = Idle(self.is_own_word, top.has)
        statements = idle.without([as_function(s) for s in statements])
        self.called_names = set(functions_called(statements))
        self.octave = any(name.startswith("octave_") for name in self.called_names)
        self.is_pytorch = "torch" in words_within(tuple(statements))
        defined = [s for s in statements if isinstance(s, Definition)]
        methods = [s for s in statements_in(statements) if isinstance(s, Definition)]
        self.has_gradient = any(map(self.is_gradient, methods))
        primed = self.page.names.names.primed
        self.trains = not any(
            self.is_gradient(m) and primed(m.name) is None for m in methods
        ) and not any(
            isinstance(s, Assignment) and "/" in self.canonical(base_word(s.targets[0]) or "")
            for s in statements_in(statements)
        )
        for own in defined:
            self.define(own, top)
        for statement in statements:
            self.top(statement, top)
        self.answer_last_vector(top)
        return dict(self.found())

    def run(self, statement: Statement, names: Bindings) -> Any:
        try:
            return super().run(statement, names)
        except NotPython as error:
            idle = Idle(self.is_own_word, names.has)
            if self.depth or (error.stops and self.octave) or not idle.is_watching(statement):
                raise
        for one in statements_in((statement,)):
            if isinstance(one, Assignment):
                for part in (part for t in one.targets for part in parts_of(t)):
                    if isinstance(part, Word):
                        names.bound[part.name] = Elsewhere()
        return None

    def found(self) -> Iterator[tuple[str, Told]]:
        for name, names in self.claims.kept.items():
            value = names.bound.get(name)
            line, step = self.claims.lines[name], self.claims.steps[name]
            if isinstance(value, NDArray) and value.data.step > step:
                line, step = value.data.line, value.data.step
            table, key = self.claims.tables.get(name, ({}, ""))
            last = table.get(key)
            if names is not self.kept and last is None:
                last = self.claims.attributes.get(name)
            if last is value or last is None:
                yield name, self.row_by_row(name, line) or Told(value, line, step)
            elif names is self.kept:
                line, step = max((line, step), self.claims.changes.get(id(table), (0, 0)))
                yield name, Told(last, line, step)
            else:
                yield name, Told(value, line, step, other=last)

    def row_by_row(self, name: str, line: int) -> Told | None:
        """A derivative of which each round of a loop gives a row; None for any other."""
        whole = self.page.known.get(name.partition("/d")[2])
        rows = self.claims.rows.get(name, [])
        if not isinstance(whole, Array) or len(rows) != whole.rows or whole.columns < 2:
            return None
        values = [row for _, row in rows]
        if any(not isinstance(v, NDArray) or v.size != whole.columns for v in values):
            return None
        entries = [entry for value in values for entry in value.entries()]
        found = from_entries(entries, (whole.rows, whole.columns), kind_of(values))
        steps = tuple(step for step, _ in rows)
        return Told(found, line, steps[0], steps)

    def is_gradient(self, statement: Definition) -> bool:
        return bool(_BACKWARD.search(statement.name)) and not _OTHER.match(statement.name)

    def define(self, statement: Definition, top: Bindings) -> None:
        if self.page.names.names.find(statement.name) is None:
            closure = Closure(statement.parameters, statement, top)
            top.bound[statement.name] = closure

    def top(self, statement: Statement, top: Bindings) -> None:
        """Run a statement of the text itself."""
        match statement:
            case Definition():
                self.define(statement, top)
                name = self.canonical(statement.name)
                if name in map(self.page.names.by, self.page.names.vocabulary.parameters):
                    self.line = statement.line.number
                    self.keep(name, self.in_place(statement, Bindings(top)))
                else:
                    self.uncalled(statement, top)
            case Group(line, body):
                if re.match(r"class\b", line.text):
                    for inner in body:
                        if isinstance(inner, Definition):
                            self.define(inner, top)
                            if inner.name == "__init__":
                                self.start_object(inner, top)
                for inner in body:
                    self.top(inner, top)
            case Branch() if "__name__" in statement.line.text:
                return
            case Return(_, value):
                if value is not None:
                    self.answered(value, self.value(value, top), top)
            case ForLoop(_, _, _, body) if self.only_trains(statement):
                return
            case ForLoop(_, _, _, body) if any(
                self.is_step(inner, top) for inner in statements_in(body)
            ) and not self.carries_on(body, top):
                self.begin_round(statement, top)
                for inner in body:
                    self.top(self.without_stops(inner), top)
            case UnreadStatement(_, problem, at):
                raise NotPython(problem, at)
            case Lone(_, Infix("^", at=at)):
                raise NotPython("a formula of mathematics below a program is no part of it", at)
            case _:
                if isinstance(self.run(statement, top), Left):
                    raise NotPython("'break' and 'continue' stand in a loop")
                self.note_loss(statement, top)

    def note_loss(self, statement: Statement, top: Bindings) -> None:
        """`loss, grads = f(W, X)`: the entries of a dictionary of gradients are answers."""
        if isinstance(statement, Assignment):
            for target in statement.targets:
                for part in target.items if isinstance(target, Row) else (target,):
                    if isinstance(part, Word) and top.has(self.canonical(part.name)):
                        value = top.find(self.canonical(part.name))
                        if isinstance(value, dict):
                            self.note_table(part, value, top)

    def bind(self, name: str, value: Any, names: Bindings) -> None:
        """A name of the page that is given may get no other value in the text itself."""
        page = self.page.names
        is_given = page.given(name) and name not in page.vocabulary.upstreams
        is_given = is_given and not self.in_target
        if is_given and names.outer is None and not self.is_same(name, value):
            raise NotPython(f"{name} is given by the page and cannot get another value")
        super().bind(name, value, names)

    def is_same(self, name: str, value: Any) -> bool:
        """Whether a value is the one that the page gives, in whatever shape."""
        own = self.page.value(name)
        if isinstance(own, NDArray) and isinstance(value, NDArray):
            if own.kind == value.kind == "f":
                return own.entries() in (value.entries(), value.transposed().entries())
            return own.is_one_hot and value.kind == "i"
        return not isinstance(value, NDArray | list | dict) and bool(own == value)

    def touch(self, a: NDArray) -> None:
        super().touch(a)
        for name, made in self.page.made.items():
            if isinstance(made, NDArray) and made.data is a.data:
                bare = name.partition(":")[0]
                if (
                    self.page.names.given(bare)
                    and bare not in self.page.names.vocabulary.upstreams
                ):
                    raise NotPython(f"{bare} is given by the page and cannot be changed")

    def uncalled(self, statement: Definition, top: Bindings) -> None:
        """A function that nothing calls is run in its place, with the page's values."""
        name = statement.name
        is_other = bool(_OTHER.match(name)) and not _BACKWARD.search(name)
        is_other = is_other and not (self.trains and self.works_out(statement))
        is_language = self.page.names.names.function(name) is not None
        gives = any(isinstance(s, Return) and s.value for s in statements_in(statement.body))
        asked = set(statement.parameters) - {"self", "cls", *statement.defaults}
        gives = gives or not all(map(self.is_of_page, asked))
        is_called = name in self.called_names and (gives or not self.works_out(statement))
        if name in self.called_names and not is_called and not is_other:
            self.run_in_place.add(name)
        if is_called or is_other or (self.has_gradient and is_language):
            return None
        if self.has_gradient and not self.is_gradient(statement) and returns_no_more(statement):
            return self.pass_forward(statement, top)
        inner = Bindings(top)
        is_forward = self.has_gradient and FORWARD.fullmatch(name) is not None
        is_forward = is_forward and not self.is_gradient(statement)
        value = self.run_or_left(statement, inner, is_forward=is_forward)
        written = [s.value for s in statements_in(statement.body) if isinstance(s, Return)]
        if not is_forward and value is not None and written and written[-1] is not None:
            self.is_turned = self.takes_turned(statement.parameters)
            self.answered(written[-1], value, inner)
        return None

    def answered(self, written: Expression, value: Any, names: Bindings) -> None:
        """What a function that is not called gives back, as answers.

        A dictionary answers by its keys; values answer by their names, else in the order of
        the page's parameters behind a loss.
        """
        if isinstance(value, dict):
            return self.answer_table(value)
        items = list(written.items) if isinstance(written, Row) else [written]
        values = value if isinstance(value, list) and len(items) == len(value) else [value]
        if len(items) != len(values):
            return None
        pairs = list(zip(items, values, strict=True))
        main = [pair for pair in pairs if not self.is_beside(pair[0])] or pairs
        vectors = [pair for pair in main if self.is_vector(pair[1])]
        if len(vectors) == 1 and self.answered_end_to_end(*vectors[0]):
            return None
        for _, one in pairs:
            if isinstance(one, dict):
                self.answer_table(one)
        if any(isinstance(one, dict) or self.is_told_by_name(i) for i, one in pairs):
            return self.answer_beside_names(pairs)
        if (found := self.only_gradient(pairs)) is not None:
            return self.keep(
                self.page.names.by(self.page.names.vocabulary.parameters[0]), found
            )
        return self.answer_in_order([(i, one) for i, one in pairs if not self.is_beside(i)])

    def answer_beside_names(self, pairs: Sequence[tuple[Expression, Any]]) -> None:
        """`return 2*dx, dw`: an expression beside gradients that are given back by name."""
        parameters = self.page.names.vocabulary.parameters
        told = {self.canonical(w) for item, _ in pairs if (w := base_word(item))}
        for n, (item, value) in enumerate(pairs):
            if self.is_told_by_name(item) or self.is_beside(item):
                continue
            if isinstance(value, dict | list) or value is None:
                continue
            parameter = self.named_in(item)
            if not parameter and len(pairs) == len(parameters):
                parameter = parameters[n]
                if self.page.names.by(parameter) in told:
                    raise NotPython(
                        "which of the values returned is which is open", is_open=True
                    )
            if parameter:
                self.keep(self.page.names.by(parameter), value)

    def only_gradient(self, pairs: Sequence[tuple[Expression, Any]]) -> Any:
        """The value called `score` or `g` beside others, of the shape of the only parameter."""
        parameters = self.page.names.vocabulary.parameters
        found = [one for item, one in pairs if _GRADIENT.match(base_word(item) or "")]
        if len(parameters) != 1 or len(found) != 1 or len(pairs) < 2:
            return None
        return found[0] if _shape(found[0]) == _shape(self.page.value(parameters[0])) else None

    def is_told_by_name(self, item: Expression) -> bool:
        word = base_word(item)
        return word is not None and "/" in self.canonical(word)

    def is_beside(self, item: Expression) -> bool:
        """Whether a returned value is by its name no gradient: a loss, a forward value."""
        word = base_word(item)
        if word is None:
            return False
        name = self.canonical(word)
        is_forward = name in self.page.names.vocabulary.shapes and "/" not in name
        return is_forward or bool(_LOSS.match(word))

    def answer_in_order(self, pairs: Sequence[tuple[Expression, Any]]) -> None:
        order = self.page.names.order if self.page.names.flat else ()
        parameters = order or self.page.names.vocabulary.parameters
        if len(pairs) != len(parameters):
            return
        hints = [self.named_in(item) for item, _ in pairs]
        named = [hint for hint in hints if hint]
        shapes = [_shape(one) for h, (_, one) in zip(hints, pairs, strict=True) if not h]
        if len(set(named)) < len(named):
            raise NotPython("two of the values returned are called after one name")
        is_open = len(pairs) > 1 and not (self.is_in_order or order)
        if is_open and len(set(shapes)) < len(shapes):
            raise NotPython("which of the values returned is which is open", is_open=True)
        sizes = [size_of_value(one) for h, (_, one) in zip(hints, pairs, strict=True) if not h]
        left = iter(self.in_fitting_order([p for p in parameters if p not in named], sizes))
        for hint, (_, value) in zip(hints, pairs, strict=True):
            self.keep(self.page.names.by(hint or next(left)), value)


def as_function(statement: Statement) -> Statement:
    """`grad_w = lambda w, b: ...` as the function that it defines."""
    match statement:
        case Assignment(line, (Word(name),), "=", FunctionDefinition(parameters, body)) if (
            _BACKWARD.search(name)
        ):
            return Definition(line, name, parameters, {}, (Return(line, body),))
    return statement


def _shape(value: Any) -> tuple[int, ...]:
    return value.shape if isinstance(value, NDArray) else ()


def run_at(
    statements: Sequence[Statement],
    names: PageNames,
    known: Mapping[str, Value],
    numbers: Arithmetic,
    *,
    allowed: frozenset[str],
    has_labels: bool,
    sites: Sites,
    mended: Mapping[int, tuple[str, Any]] | None = None,
) -> dict[str, Told]:
    """The derivatives that a program gives a value at one point, in one arithmetic.

    Raises NotPython for what is not run, EvaluationError for what has no value.
    """
    with numbers.working():
        page = PageValues(names, known, allowed, has_labels=has_labels)
        run = ProgramRun(page, numbers, sites)
        run.claims.mended.update(mended or {})
        found = run.told(statements)
        sites.shapes = {name: getattr(a, "shape", ()) for name, a in page.made.items()}
        return found
