"""Statements that only watch a program: norms that are printed, logs, checks of a gradient."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from handgrad.language import functions
from handgrad.reading.code.answers.elsewhere import is_from_elsewhere
from handgrad.reading.code.syntax.hidden_changes import hidden_change
from handgrad.reading.code.syntax.nodes import (
    Application,
    Attribute,
    Expression,
    Row,
    Subscript,
    Word,
    dotted,
    parts_of,
    parts_within,
)
from handgrad.reading.code.syntax.statements import (
    Assignment,
    Branch,
    Definition,
    ForLoop,
    Lone,
    Statement,
    statements_in,
)
from handgrad.reading.code.syntax.target_words import written
from handgrad.reading.spelling.commands import word_set

_PURE = word_set(
    "len range sorted zip enumerate sum max min abs float int str dict list tuple print all "
    "any set isinstance format round reversed map filter reduce bool repr"
)
_METHODS = word_set(
    "sum mean std var max min copy items keys values format get norm item tolist numpy cpu "
    "detach flatten ravel reshape transpose dot astype argmax shape size abs square all any"
)
# How many arguments a function of NumPy takes before the array that it would fill.
_UNARY, _USUAL, _MORE = 1, 2, 3
_OF_MORE = word_set("where clip einsum full linspace arange isclose allclose randn normal rand")
_FILLING = word_set("at nditer shuffle put place putmask copyto fill_diagonal setdiag")
_KEEPING = word_set("append extend write log info debug add_scalar update add insert")
_MODULES = word_set("np numpy xp math torch jnp tf plt scipy random time json os sys F logging")
IsOwn = Callable[[str], bool]


class Idle(NamedTuple):
    """Tells what only watches.

    `is_own` says that a word is the text's and no gradient, `is_bound` that it has a value.
    """

    is_own: IsOwn
    is_bound: IsOwn

    def without(self, statements: Sequence[Statement]) -> list[Statement]:
        """The statements without those whose values nothing else reads."""
        kept = [s for s in statements if not _only_shows(s) or self.is_counted(s, statements)]
        while True:
            rest = [s for s in kept if not self.is_unread(s, [o for o in kept if o is not s])]
            if len(rest) == len(kept):
                return kept
            kept = rest

    def is_counted(self, statement: Statement, others: Sequence[Statement]) -> bool:
        """Whether a loop that only shows leaves behind a name that another statement reads."""
        if not isinstance(statement, ForLoop):
            return False
        words = {part.name for part in parts_of(statement.target) if isinstance(part, Word)}
        return bool(words & _words_read([o for o in others if o is not statement]))

    def is_unread(self, statement: Statement, others: Sequence[Statement]) -> bool:
        """Whether a statement gives names of its own values that no other one reads."""
        match statement:
            case Assignment(_, targets, "=", value) if is_pure(value):
                parts = [part for target in targets for part in parts_of(target)]
            case Lone(_, Application(Attribute(owner, name), arguments)) if (
                name in _KEEPING and all(map(is_pure, arguments))
            ):
                parts = [owner] if written(owner) not in _MODULES else []
            case _:
                return False
        words = {part.name for part in parts if isinstance(part, Word)}
        is_own = len(words) == len(parts) > 0 and all(map(self.is_own, words))
        return is_own and not words & _words_read(others)

    def is_watching(self, statement: Statement) -> bool:
        """Whether a statement changes nothing but what the text keeps besides gradients."""
        match statement:
            case Lone(_, Application(Attribute(owner, name), arguments)) if name in _KEEPING:
                return self.is_beside(owner) and all(map(is_pure, arguments))
            case Assignment(_, targets, operator, value):
                parts = [part for t in targets for part in parts_of(t)]
                return is_pure(value) and all(self.is_kept(p, operator) for p in parts)
            case ForLoop(_, _, source, body):
                return is_pure(source) and all(map(self.is_watching, body))
            case Branch(_, condition, yes, no):
                return is_pure(condition) and all(map(self.is_watching, (*yes, *no)))
        return _only_shows(statement)

    def is_kept(self, target: Expression, operator: str) -> bool:
        if isinstance(target, Word):
            is_new = operator == "=" or not self.is_bound(target.name)
            return is_new and self.is_own(target.name)
        return self.is_beside(target)

    def is_beside(self, target: Expression) -> bool:
        """Whether a target is a part of what the text keeps: `m[q]`, `self.history`."""
        while isinstance(target, Subscript):
            target = target.value
        head = written(target).removeprefix("self.").partition(".")[0]
        is_free = head not in _MODULES and not self.is_bound(head)
        return bool(head) and is_free and self.is_own(head)


def is_pure(value: object) -> bool:
    """Whether an expression changes nothing: it calls only what gives back new values."""
    return not hidden_change(value) and all(
        _is_pure_call(call) for call in _applications(value)
    )


def _is_pure_call(call: Application) -> bool:
    name = dotted(call.function)
    if any(key in ("out", "inplace") for key, _ in call.keywords):
        return False
    if isinstance(call.function, Attribute):
        is_module = name.partition(".")[0] in _MODULES
        return _fills_none(call) if is_module else call.function.name in _METHODS
    return name in _PURE or is_from_elsewhere(call.function)


def _fills_none(call: Application) -> bool:
    """Whether a function of a module gets no array to fill: `np.add(a, b, a)`."""
    name = dotted(call.function).rpartition(".")[2]
    is_unary = name in functions.ELEMENTWISE or name in functions.SPELLINGS
    most = _UNARY if is_unary else _MORE if name in _OF_MORE else _USUAL
    return name not in _FILLING and (name == "einsum" or len(call.arguments) <= most)


def _applications(part: object) -> Iterator[Application]:
    if isinstance(part, Application):
        yield part
    inner = part if isinstance(part, tuple) else ()
    for name in () if isinstance(part, tuple) else getattr(part, "__slots__", ()):
        inner = (*inner, getattr(part, name))
    for one in inner:
        if isinstance(one, tuple) or hasattr(one, "__slots__"):
            yield from _applications(one)


def _only_shows(statement: Statement) -> bool:
    """Whether a statement only prints."""
    match statement:
        case Lone(_, Application(Word("print"))):
            return True
        case Branch(_, condition, yes, no):
            return is_pure(condition) and all(map(_only_shows, (*yes, *no)))
        case ForLoop(_, _, source, body):
            return is_pure(source) and all(map(_only_shows, body))
    return False


def _words_read(statements: Sequence[Statement]) -> set[str]:
    """The words that statements read, and those that they change parts of."""
    found: set[str] = set()
    for statement in statements:
        inside = (
            [*statements_in((statement,)), *statements_in(statement.body)]
            if isinstance(statement, Definition)
            else list(statements_in((statement,)))
        )
        for one in inside:
            if isinstance(one, Assignment) and one.operator == "=":
                read: object = (one.value, tuple(map(_beyond_words, one.targets)))
            else:
                read = one
            found |= {p.name for p in parts_within(read) if isinstance(p, Word)}
    return found


def _beyond_words(target: Expression) -> object:
    """What a target reads: nothing of a plain name."""
    if isinstance(target, Row):
        return tuple(map(_beyond_words, target.items))
    return () if isinstance(target, Word) else target
