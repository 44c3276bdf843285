"""What a program does to train: steps along a gradient, and the loops that repeat them."""

from collections.abc import Callable, Collection, Iterator, Sequence

from handgrad.errors import UnsettledError
from handgrad.reading.code.program import assigned_names
from handgrad.reading.code.program.interpreter import Interpreter
from handgrad.reading.code.program.program_scope import ProgramScope
from handgrad.reading.code.program.program_words import functions_in
from handgrad.reading.code.syntax.nodes import (
    Attribute,
    Expression,
    Infix,
    Subscript,
    Word,
    parts_of,
    parts_within,
)
from handgrad.reading.code.syntax.statements import (
    Assignment,
    Definition,
    ForLoop,
    Lone,
    Statement,
    all_statements,
    statements_in,
)
from handgrad.reading.code.syntax.target_words import base_word, written
from handgrad.reading.code.values.numpy_arrays import NumPyArray
from handgrad.reading.code.values.program_values import Lookup
from handgrad.reading.code.values.scope import PageNames
from handgrad.reading.text.line import Line
from handgrad.regex import regex

_RATE = regex(r"(?i)_?(?:lr|l_?rate|\w*learning_?rate|alpha|eta|rate|step_?size|step)")
_DEEPEST = 3


class Training:
    """Tells the steps of training from what computes the gradient."""

    def __init__(
        self, page: PageNames, program: ProgramScope, interpreter: Interpreter
    ) -> None:
        self.page, self.program, self.interpreter = page, program, interpreter

    def is_update(self, statement: Assignment) -> bool:
        """`w -= rate*dw` and `w = w - rate*dw`, which say nothing about the gradient."""
        target = statement.targets[0]
        name, owner = self.interpreter.slot(target), getattr(target, "value", None)
        if isinstance(target, Subscript) and isinstance(owner, Word):
            held = self.program.find(self.page.canonical(owner.name))
            if isinstance(held, Lookup):
                return False
        return name in self.page.vocabulary.parameters and (
            step_taken(statement, self.interpreter.slot) is not None
        )

    def is_start(self, statement: Assignment) -> str | None:
        """The name that gets the value training starts from, where no parameter is it."""
        name = self.interpreter.slot(statement.targets[0])
        if statement.operator != "=" or len(statement.targets) > 1 or not name:
            return None
        spoken = {self.page.canonical(w) for part in parts_within(statement.value)
                  if (w := base_word(part))}  # fmt: skip
        is_constant = not spoken & {*self.page.vocabulary.forward, *self.page.vocabulary.data}
        return name if name in self.page.trained and is_constant else None

    def is_repeated(self, statement: ForLoop) -> bool:
        """Whether each round starts anew and changes the parameters at its end."""
        inside = list(statements_in(statement.body))
        if not any(self.has_step(s) for s in inside):
            return False
        given = {n for n in self.page.vocabulary.shapes if "/" not in n} | self.page.trained
        kept = [s for s in inside if isinstance(s, Assignment) and not self.is_update(s)]
        if carries_over(kept, self.page.canonical, given):
            return False
        whole, partly = assigned_names.loop_names(statement.body, self.page)
        changed = partly - whole - set(self.page.vocabulary.parameters)
        spoken = [self.page.canonical(w) for part in parts_within(tuple(statement.body))
                  if (w := base_word(part))]  # fmt: skip
        lists = [self.page.canonical(base_word(found[0]) or "") for s in inside
                 if (found := assigned_names.appended(s))]  # fmt: skip
        return not {n for n in changed if not spoken.count(n) <= lists.count(n) > 0}

    def of_one_sample(self, loop: ForLoop, line: Line) -> Line:
        """A line of `for x, y in data`, left open where it has no shape but of one sample."""
        name = line.name
        parameter = name.removeprefix(self.page.by(""))
        taken = {self.interpreter.slot(part) for part in parts_of(loop.target)}
        found, own = self.program.find(name), self.page.value(parameter)
        if parameter not in self.page.vocabulary.parameters or own is None:
            return line
        is_whole = not isinstance(found, NumPyArray) or found.dimensions == own.dimensions
        if is_whole or taken.isdisjoint(self.page.vocabulary.data):
            return line
        told = f"one sample a round has another gradient than all; write {name} of all"
        error = UnsettledError(told, text=line.text, line=line.number)
        return Line(line.number, line.text, error=error, touches=frozenset({name}))

    def has_step(self, statement: Statement, depth: int = 0) -> bool:
        """Whether a statement changes a parameter, itself or in a function that it calls."""
        if isinstance(statement, Assignment) and (
            self.is_update(statement) or is_step_of_object(statement)
        ):
            return True
        own = [self.interpreter.own_function(f, self.program) for f in functions_in(statement)]
        return depth < _DEEPEST and any(
            self.has_step(inner, depth + 1)
            for function in own
            if isinstance(function, Definition)
            for inner in statements_in(function.body)
        )

    def procedure(self, statement: Lone) -> Definition | None:
        """The function that a lone call runs for what it does to names of the program."""
        functions = list(functions_in(statement))
        own = self.interpreter.own_function(functions[0], self.program) if functions else None
        if not isinstance(own, Definition) or "self" in own.defaults:
            return None
        targets = [t for s in statements_in(own.body)
                   if isinstance(s, Assignment) for t in s.targets]  # fmt: skip
        is_outer = any(isinstance(t, Attribute) for t in targets)
        return own if is_outer or any(map(self.has_step, own.body)) else None


def carries_over(
    body: Sequence[Assignment],
    canonical: Callable[[str], str],
    given: Collection[str] = (),
) -> bool:
    """Whether a derivative is made of what the round before has left, `given` names aside."""
    targets = [{base_word(p) for t in s.targets for p in parts_of(t)} for s in body]
    used = [{base_word(p) for p in parts_within(s.value)} for s in body]
    assigned = {w for words in targets for w in words if w and canonical(w) not in given}
    done: set[str | None] = set()
    tainted: set[str | None] = set()
    for one, words, read in zip(body, targets, used, strict=True):
        later = assigned - done
        is_kept = bool(read & later) or (one.operator != "=" and bool(words & later))
        if is_kept or read & tainted or (one.operator != "=" and words & tainted):
            tainted |= words
        done |= words
    return any("/" in canonical(word) for word in tainted if word)


def is_step_of_object(statement: Assignment) -> bool:
    """`self.W -= lr*self.dW`, `layer.b = layer.b - lr*layer.db`."""
    step = step_taken(statement, written)
    words = [w for part in parts_within(step) if (w := base_word(part))] if step else []
    words += [part.name for part in parts_within(step) if isinstance(part, Attribute)]
    return isinstance(statement.targets[0], Attribute) and any(map(_RATE.fullmatch, words))


def step_taken(
    statement: Assignment, slot: Callable[[Expression], str | None]
) -> Expression | None:
    """What `w -= step` and `w = w - step` take away, None for other assignments."""
    name = slot(statement.targets[0])
    words = {slot(part) for part in parts_within(statement.value)} - {None, "np", "True"}
    if words == {name} and (statement.operator != "=" or isinstance(statement.value, Infix)):
        return None
    if statement.operator in ("-=", "+="):
        return statement.value
    match statement.operator, statement.value:
        case "=", Infix("-" | "+", left, right) if name and slot(left) == name:
            return right
    return None


def trained_words(
    statements: Sequence[Statement], page: PageNames
) -> Iterator[tuple[str, str | None]]:
    """The words that steps along a gradient change, each with the parameter that it is.

    `weights -= rate*dw` says that weights is w; None where nothing says which it is.
    """
    for statement in all_statements(statements):
        step = step_taken(statement, base_word) if isinstance(statement, Assignment) else None
        if step is None or not isinstance(statement, Assignment):
            continue
        word = base_word(statement.targets[0])
        words = [w for part in parts_within(step) if (w := base_word(part))]
        if not word or page.canonical(word) != word or word in page.vocabulary.shapes:
            continue
        found = {p for p in page.vocabulary.parameters
                 if any(page.canonical(w) == page.by(p) or w.lower() == f"d{p}".lower()
                        for w in words)}  # fmt: skip
        if len(found) == 1 and not found & page.own:
            yield word, found.pop()
        elif any(map(_RATE.fullmatch, words)):
            yield word, None
