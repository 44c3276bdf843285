"""Training loops, of which one round is run, and what functions give that stand in no text."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from handgrad.reading.code.answers.elsewhere import Elsewhere
from handgrad.reading.code.answers.flat_words import OF_VECTOR
from handgrad.reading.code.answers.idle import Idle, is_pure
from handgrad.reading.code.answers.training_steps import carries_over
from handgrad.reading.code.program.made_anew import is_fitted, made_anew
from handgrad.reading.code.program.program_words import functions_called
from handgrad.reading.code.syntax.nodes import (
    Application,
    Attribute,
    Expression,
    NotPython,
    Row,
    Subscript,
    UnknownWord,
    Word,
    dotted,
    parts_of,
    parts_within,
)
from handgrad.reading.code.syntax.statements import (
    Assignment,
    Branch,
    Closed,
    Definition,
    ForLoop,
    Leave,
    Return,
    Skip,
    Statement,
    statements_in,
)
from handgrad.reading.code.syntax.target_words import base_word, is_of_gradients, written
from handgrad.reading.run.bindings import Bindings, Closure
from handgrad.reading.run.control import GivenBack, Left
from handgrad.reading.run.ndarray import NDArray, from_entries
from handgrad.reading.run.unknown_models import ModelRunner, is_model
from handgrad.regex import regex

_COUNTS = ("range", "xrange", "trange", "tqdm", "count", "arange")
_WATCHED = regex(r"(?i)(?:\w*_)?(?:loss|cost|err(?:or)?|acc(?:uracy)?|score|hist(?:ory)?)\d?")
_TRAINING = ("training", "is_training", "train_mode", "train_flg")
_MOST_ROUNDS = 10


class TrainingRunner(ModelRunner):
    """Runs statements; a loop that trains is run for one round, from the page's values.

    `run_in_place` are the functions that give nothing back, and were run where they stand.
    """

    run_in_place: set[str]

    def run(self, statement: Statement, names: Bindings) -> Any:
        if isinstance(statement, ForLoop) and self.is_run_once(statement, names):
            return self.one_round(statement, names)
        if isinstance(statement, Closed) and self.is_descent(statement, names):
            return self.one_round(statement, names)
        try:
            return super().run(statement, names)
        except UnknownWord:
            if isinstance(statement, ForLoop) and self.is_of_unknown_samples(statement, names):
                return self.one_round(statement, names)
            if not self.gives_records(statement):
                raise
            return GivenBack(None)

    def gives_records(self, statement: Statement) -> bool:
        """Whether a line gives back what nobody knows, and no gradient: `self.losses`."""
        if self.depth or not isinstance(statement, Return) or statement.value is None:
            return False
        words = {w for p in parts_within(statement.value) if (w := base_word(p))}
        return all(map(self.is_own_word, words))

    def only_trains(self, loop: ForLoop) -> bool:
        """Whether a loop only calls what the text has run already: `backward(X, y)`."""
        inside = list(statements_in(loop.body))
        targets = [p for s in inside if isinstance(s, Assignment)
                   for t in s.targets for p in parts_of(t)]  # fmt: skip
        words = [base_word(part) or written(part) for part in targets]
        is_told = any("/" in self.canonical(w) or is_of_gradients(w) for w in words)
        return not is_told and not self.run_in_place.isdisjoint(functions_called(inside))

    def works_out(self, statement: Definition) -> bool:
        """Whether a function gives names of derivatives their values."""
        inside = [s for s in statements_in(statement.body) if isinstance(s, Assignment)]
        words = {
            w for s in inside for t in s.targets for p in parts_of(t) if (w := base_word(p))
        }
        return any("/" in self.canonical(word) for word in words)

    def is_descent(self, loop: Closed, names: Bindings) -> bool:
        """Whether a `while` loop goes down from where the page stands."""
        if self.depth or loop.condition is None:
            return False
        is_going = any(self.is_step(s, names) for s in statements_in(loop.body))
        return is_going and not self.carries_on(loop.body, names)

    def is_run_once(self, loop: ForLoop, names: Bindings) -> bool:
        """Whether a loop counts rounds of training, each of which does the same."""
        counts = (
            isinstance(loop.source, Application) and dotted(loop.source.function) in _COUNTS
        )
        if self.depth or not counts or not isinstance(loop.target, Word):
            return False
        if self.canonical(loop.target.name) in self.page.names.vocabulary.shapes:
            return False
        if any(self.is_step(s, names) for s in statements_in(loop.body)):
            return not self.carries_on(loop.body, names)
        return self.is_same_each_round(loop, names) and not self.is_short(loop.source, names)

    def is_of_unknown_samples(self, loop: ForLoop, names: Bindings) -> bool:
        """Whether a loop goes over what nobody knows, and does the same with each part of it.

        `for X, y in batches`, `for i in range(0, len(rows), size)`.
        """
        targets = [base_word(part) or "" for part in parts_of(loop.target)]
        if self.depth or not all(
            self.is_sample(w, names) or self.is_own_word(w) for w in targets
        ):
            return False
        with suppress(NotPython):
            self.value(loop.source, names)
            return False
        if any(self.is_step(s, names) for s in statements_in(loop.body)):
            return not self.carries_on(loop.body, names)
        return self.is_same_each_round(replace(loop, target=Row(())), names)

    def carries_on(self, body: Sequence[Statement], names: Bindings) -> bool:
        """Whether a gradient is made of what the round before has left: `dw = 0.9*dw + g`."""
        inside = [
            s for s in statements_in(body)
            if isinstance(s, Assignment) and not self.is_step(s, names)
        ]  # fmt: skip
        return carries_over(inside, self.canonical)

    def is_short(self, source: Expression, names: Bindings) -> bool:
        try:
            return len(list(self.run_through(self.value(source, names)))) <= _MOST_ROUNDS
        except NotPython:
            return False

    def is_same_each_round(self, loop: ForLoop, names: Bindings) -> bool:
        """Whether a round reads nothing that the one before it wrote, nor its number."""
        watched = Idle(self.is_own_word, names.has)
        read = {base_word(part) for part in parts_of(loop.target)}
        written: set[str | None] = set()
        changing: set[str | None] = set()
        for one in loop.body:
            if watched.is_watching(one):
                continue
            if not isinstance(one, Assignment):
                return False
            words = {base_word(p) for t in one.targets for p in parts_of(t)}
            used = {base_word(p) for p in parts_within(one.value)}
            changing |= (used if one.operator == "=" else used | words) - written
            written |= words
        return None not in written and not changing & (written | read)

    def one_round(self, loop: ForLoop | Closed, names: Bindings) -> Any:
        self.begin_round(loop, names)
        found = self.block([self.without_stops(s) for s in loop.body], names)
        return None if isinstance(found, Left) else found

    def begin_round(self, loop: ForLoop | Closed, names: Bindings) -> None:
        """Nothing is known of what a loop counts; its batches are all samples."""
        if not isinstance(loop, ForLoop):
            return
        for part in parts_of(loop.target):
            if isinstance(part, Word) and not self.is_sample(part.name, names):
                names.bound[self.canonical(part.name)] = Elsewhere()
        if size := self.batch_size(loop.source):
            names.bound[size] = self.all_samples()

    def without_stops(self, statement: Statement) -> Statement:
        """A branch without what ends the training early: `if gap < tol: break`."""
        if not isinstance(statement, Branch):
            return statement
        body = tuple(s for s in statement.body if not isinstance(s, Leave | Skip))
        return replace(statement, body=body)

    def is_own_word(self, word: str) -> bool:
        """Whether a word is the text's own, and no name for a gradient or for parameters."""
        name = self.canonical(word)
        is_page = "/" in name or name in self.page.names.vocabulary.shapes
        is_page = is_page and name != self.page.names.loss
        return not is_page and not is_of_gradients(word) and not OF_VECTOR.match(word)

    def subscript(self, expression: Subscript, names: Bindings) -> Any:
        words = {w for i in expression.items for p in parts_within(i) if (w := base_word(p))}
        slots = {self.canonical(word) for word in words}
        if any(names.has(s) and isinstance(names.find(s), Elsewhere) for s in slots):
            whole = self.whole_of_batch(expression, names)
            return Elsewhere() if whole is None else whole
        return super().subscript(expression, names)

    def run_or_left(self, statement: Definition, inner: Bindings, *, is_forward: bool) -> Any:
        """What a function gives; a forward pass of unknown things leaves the page as it is."""
        before = dict(self.kept.bound)
        try:
            return self.in_place(statement, inner)
        except UnknownWord:
            if not is_forward:
                raise
            self.kept.bound.clear()
            self.kept.bound.update(before)
            return None

    def loop(self, *given: Any) -> Any:
        self.rounds += 1
        try:
            return super().loop(*given)
        finally:
            self.rounds -= 1

    def augment(
        self, target: Expression, sign: str, expression: Expression, names: Bindings
    ) -> None:
        """`dW[:, j] += x` in a loop: what nobody has begun starts at zero."""
        if isinstance(target, Subscript) and self.rounds and not self.depth:
            name = self.canonical(base_word(target.value) or "")
            by = name.partition("/d")[2]
            own = self.page.value(by) if by in self.page.names.vocabulary.parameters else None
            is_held = names.has(name) or self.kept.has(name) or name in self.page.allowed
            if isinstance(own, NDArray) and not is_held:
                zeros = [self.calc.real(0)] * own.size
                self.bind(name, from_entries(zeros, own.shape, "f"), names)
        super().augment(target, sign, expression, names)

    def of_page(self, word: str) -> Any:
        """The page's value; what is run is the training."""
        is_flag = word in _TRAINING and word not in self.page.names.vocabulary.shapes
        return True if is_flag else super().of_page(word)

    def bind(self, name: str, value: Any, names: Bindings) -> None:
        """Some samples of the data are, under a name of the page, those that it has."""
        is_given = self.page.names.given(name) and not names.has(name)
        if not (isinstance(value, Elsewhere) and is_given):
            super().bind(name, value, names)

    def assign(self, statement: Assignment, names: Bindings) -> None:
        parts = [part for t in statement.targets for part in parts_of(t)]
        are_samples = statement.operator == "=" and self.are_samples(parts, names)
        if self.is_start(statement, names):
            return
        if are_samples and self.is_unknown(statement.value, names):
            return
        try:
            super().assign(statement, names)
        except UnknownWord:
            if {self.canonical(base_word(p) or "") for p in parts} == {self.page.names.loss}:
                if all(isinstance(part, Word) for part in parts):
                    names.bound[self.page.names.loss] = Elsewhere()
                return
            words = [base_word(p) or "" for p in parts]
            is_watched = all(_WATCHED.fullmatch(word) for word in words)
            is_free = is_watched or self.is_from_nowhere(statement.value, names)
            if statement.operator != "=" or not is_free:
                raise
            if not self.is_left_as_it_is(parts, statement.value, names):
                raise

    def is_start(self, statement: Assignment, names: Bindings) -> bool:
        """Whether parameters get values to start from, made of sizes: `w = np.zeros(d)`.

        They are the page's from there on.
        """
        parts = [part for t in statement.targets for part in parts_of(t)]
        slots = {self.canonical(base_word(part) or "") for part in parts}
        if self.depth or statement.operator != "=" or names.outer is None:
            return False
        if not slots or isinstance(statement.value, Word | Attribute | Subscript):
            return False
        parameters = set(self.page.names.vocabulary.parameters)
        are_weights = all(slot.lower() in ("weights", "bias") for slot in slots)
        if not slots <= parameters and not are_weights:
            return False
        is_of_sizes = all(self.is_of_sizes(word, names) for word in _read(statement.value))
        if is_of_sizes and not slots <= parameters:
            raise NotPython("this starts elsewhere than where the page stands")
        return is_of_sizes

    def is_of_sizes(self, word: str, names: Bindings) -> bool:
        name = self.canonical(word)
        if self.is_module(word, names):
            return True
        if names.has(name):
            return isinstance(names.find(name), int | str | Closure)
        return name not in self.page.names.vocabulary.shapes or name in (
            self.page.names.vocabulary.sizes
        )

    def is_left_as_it_is(
        self, targets: Sequence[Expression], value: Expression, names: Bindings
    ) -> bool:
        """Whether names get what nobody knows: the page's, and a prediction the page's."""
        words = [base_word(part) or "" for part in targets]
        slots = [self.canonical(word) for word in words if word.strip("_")]
        shapes = self.page.names.vocabulary.shapes
        is_plain = len(targets) == 1 and isinstance(targets[0], Word) and "/" not in slots[0]
        is_forward = is_plain and slots[0] in self.page.names.vocabulary.forward
        output = slots[0] if is_forward else self.output()
        is_at_start = names.outer is None and is_fitted(value)
        if not is_at_start and (slot := made_anew(slots, value, self.page.names)):
            raise NotPython(f"{slot} may be another one behind a function that is not shown")
        if is_forward or (is_plain and is_model(value)):
            part = self.of_sample(output, value, names)
            if part is not None:
                names.bound[slots[0]] = part
                return True
        if slots and all(s in shapes and "/" not in s and not names.has(s) for s in slots):
            return True
        if output and is_plain and is_model(value):
            names.bound[slots[0]] = self.page.value(output)
            return True
        if all(isinstance(p, Word) and self.is_own_word(p.name) for p in targets):
            is_watched = all(_WATCHED.fullmatch(word) for word in words)
            if not is_watched and not is_pure(value) and self.takes_arrays(value):
                return False
            names.bound.update({slot: Elsewhere() for slot in slots})
            return True
        return False

    def takes_arrays(self, value: Expression) -> bool:
        """Whether a call is given what it could change."""
        calls = [p for p in parts_within(value) if isinstance(p, Application)]
        given = [a for c in calls for a in (*c.arguments, *(v for _, v in c.keywords))]
        words = {w for a in given for p in parts_within(a) if (w := base_word(p))}
        sizes = self.page.names.vocabulary.sizes
        return any(self.canonical(word) not in sizes for word in words)


def _read(value: object) -> Iterator[str]:
    """The words of which an expression reads more than the shape."""
    match value:
        case Attribute(_, "shape" | "size" | "ndim") | Application(Word("len")):
            return
        case Application(Attribute(_, "zeros_like" | "ones_like" | "empty_like")):
            return
        case Word(name):
            yield name
        case Attribute() if word := base_word(value):
            yield word
            return
    inner = value if isinstance(value, tuple) else ()
    for name in () if isinstance(value, tuple) else getattr(value, "__slots__", ()):
        inner = (*inner, getattr(value, name))
    for one in inner:
        if isinstance(one, tuple) or hasattr(one, "__slots__"):
            yield from _read(one)


def returns_no_more(statement: Definition) -> bool:
    """Whether a function only gives back a value, and writes to no object."""
    inside = list(statements_in(statement.body))
    targets = [p for s in inside if isinstance(s, Assignment) for p in s.targets]
    words = {base_word(p) for p in targets}
    is_kept = any(isinstance(p, Attribute) for p in targets)
    return not is_kept and not any(w and len(w) > 1 and w[0] == "d" for w in words)
