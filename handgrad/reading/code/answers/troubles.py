"""Lines of a program that cannot be read: mathematics, or names without a value below."""

from collections.abc import Callable, Iterator, Sequence

from handgrad.errors import FormulaError
from handgrad.language.fit import Source
from handgrad.reading.code.program import assigned_names
from handgrad.reading.code.program.interpreter import Interpreter
from handgrad.reading.code.program.program_scope import ProgramScope
from handgrad.reading.code.program.program_words import functions_in
from handgrad.reading.code.syntax.hidden_changes import WITHIN, speaks_of_names
from handgrad.reading.code.syntax.nodes import (
    Attribute,
    NotPython,
    parts_within,
)
from handgrad.reading.code.syntax.source import is_code_line
from handgrad.reading.code.syntax.statements import (
    Assignment,
    Branch,
    Closed,
    Definition,
    ForLoop,
    Lone,
    Return,
    Statement,
    UnreadStatement,
    column_of,
    is_quotient,
    statements_in,
)
from handgrad.reading.code.syntax.target_words import base_word, is_of_gradients
from handgrad.reading.code.values.program_values import (
    Instance,
    ItemList,
    Lookup,
    Lost,
    memory_of,
)
from handgrad.reading.code.values.scope import PageNames
from handgrad.reading.text.line import Line
from handgrad.regex import regex
from handgrad.visible import visible

Mathematics = Callable[[str, int], list[Line]]

# What stands in a line of mathematics only.
_WORDS = regex(r"[A-Za-z_]\w*")
_NAMED_WITHIN = regex(
    r"\b([A-Za-z_]\w*)\s*:=|^\s*(?:self\.)?([A-Za-z_]\w*)(?:\[[^\]]*\])*\s*[-+*/&|^%@<>]*=(?!=)"
)
_MATHEMATICAL = regex(r"=|\\[A-Za-z]|\^|[∂∇²ᵀ⊙Σ]")


class Troubled:
    """Takes in what cannot be read as code: as mathematics, or as lost."""

    def __init__(self, page: PageNames, mathematics: Mathematics) -> None:
        self.page, self.mathematics = page, mathematics
        self.program = ProgramScope(page)
        self.interpreter = Interpreter(page)
        self.troubles = 0

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
        assigned = list(self.assigned(statement))
        assigned += [name for word in assigned for name in self.answered_by(word)]
        lost = tuple(dict.fromkeys((*assigned, *sorted({n for one in read for n in one.told}))))
        self.lose(lost, statement, is_open=error.is_open)
        if problem is not None and isinstance(statement, UnreadStatement):
            if lost or _MATHEMATICAL.search(line.text):
                self.unread(statement, problem, lost)
        elif lost or isinstance(statement, Return | Lone):
            blamed = self.blamed(statement)
            line = blamed.line
            source, at = Source(visible(line.original), line.number), column_of(line.original)
            self.unread(blamed, source.error(str(error), at, is_open=error.is_open), lost)
        return None

    def blamed(self, statement: Statement) -> Statement:
        """The line in a block that cannot be read; the block where that is not known."""
        inner = self.page.statement
        inside = statements_in(getattr(statement, "body", ()))
        return next((s for s in inside if s is inner), statement)

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
        held = [n for n, v in program.bound.items()
                if n.endswith("_held") and not isinstance(v, Instance)]  # fmt: skip
        for name in held if any(calls) or isinstance(statement, Lone) else ():
            program.bound[name] = Lost(f"line {line} {why}", is_open=is_open)
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
        if isinstance(statement, UnreadStatement):
            found = _NAMED_WITHIN.findall(statement.line.text)
            yield from (self.page.canonical(one or other) for one, other in found)
            if statement.problem == WITHIN:
                yield from map(self.page.canonical, _WORDS.findall(statement.line.text))
            elif speaks_of_names(statement.line.text):
                yield from [
                    n for n, v in self.program.bound.items() if not isinstance(v, Definition)
                ]
                yield from map(self.page.by, self.page.vocabulary.parameters)
        elif isinstance(statement, Assignment):
            whole, partly = assigned_names.loop_names([statement], self.page)
            roots = assigned_names.root_names(statement, self.page)
            held = [t.name for t in statement.targets if isinstance(t, Attribute)]
            yield from (n for n in map(self.page.canonical, held) if "/" in n)
            yield from sorted(whole | partly)
            yield from (n for n in sorted(roots)
                        if isinstance(self.program.find(n), Lookup | ItemList))  # fmt: skip
        elif isinstance(statement, Lone) and (listed := assigned_names.appended(statement)):
            yield self.page.canonical(base_word(listed[0]) or "")
        elif isinstance(statement, Lone):
            for part in parts_within(statement.value):
                if (word := base_word(part)) is not None:
                    yield self.page.canonical(word)
        elif isinstance(statement, Return):
            yield from self.taken_back(statement)
        elif isinstance(statement, ForLoop | Closed):
            whole, partly = assigned_names.loop_names(statement.body, self.page)
            yield from sorted(whole | partly)
        elif isinstance(statement, Branch):
            body = (*statement.body, *statement.otherwise)
            whole, partly = assigned_names.loop_names(body, self.page)
            yield from sorted(whole | partly)

    def answered_by(self, word: str) -> Iterator[str]:
        """The derivatives that the entries of a dictionary of gradients may be."""
        if not is_of_gradients(word):
            return
        table = self.program.find(self.page.canonical(word))
        said = table.values if isinstance(table, Lookup) else ()
        keys = [self.page.canonical(key) for key in said]
        yield from (key if "/" in key else self.page.by(key) for key in keys)
        if not isinstance(table, Lookup) or table.is_partial:
            yield from (self.page.by(p) for p in self.page.vocabulary.parameters
                        if self.program.find(self.page.by(p)) is not None)  # fmt: skip

    def taken_back(self, statement: Return) -> Iterator[str]:
        """The only derivative that is asked, where what is returned is made of it."""
        parameters = self.page.vocabulary.parameters
        words = {self.page.canonical(w) for p in parts_within(statement.value)
                 if (w := base_word(p))}  # fmt: skip
        if len(parameters) == 1 and self.page.by(parameters[0]) in words:
            yield self.page.by(parameters[0])
