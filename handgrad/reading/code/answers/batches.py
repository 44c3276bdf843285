"""Batches of the data whose rows do not belong together, or are fewer than what is counted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from handgrad.reading.code.answers.returned_places import words_within
from handgrad.reading.code.arrays.same_part import is_same_expression
from handgrad.reading.code.syntax.nodes import (
    Application,
    Attribute,
    Expression,
    Infix,
    Literal,
    Row,
    SliceDisplay,
    Subscript,
    Word,
    dotted,
)
from handgrad.reading.code.syntax.statements import (
    Assignment,
    Definition,
    Return,
    Statement,
    all_statements,
    statements_in,
)
from handgrad.reading.code.syntax.target_words import base_word
from handgrad.reading.code.values.scope import PageNames

OTHER_ROWS = "the rows of {} and {} are not picked alike"
FIRST_ROWS = "only some rows of {} are used, so many as are written here"
OTHER_COUNT = "a batch of {} is worked with, and {} counts all samples"


@dataclass(slots=True)
class _Batches:
    """The rows that a function, or the text, picks of each of the data; who counts them all."""

    picked: dict[str, list[tuple[str, Expression]]] = field(default_factory=dict)
    counts: set[str] = field(default_factory=set)
    rebound: set[str] = field(default_factory=set)
    used: frozenset[str] = frozenset()


def batch_doubt(statements: Sequence[Statement], page: PageNames) -> str:
    """Why the batches of a program may give another gradient than it seems, "" for nothing."""
    bodies = [statements, *(s.body for s in all_statements(statements)
                            if isinstance(s, Definition))]  # fmt: skip
    for body in bodies:
        inside = list(statements_in(body))
        batches = _batches(inside, page)
        if doubt := _other_rows(batches) or _other_count(inside, batches, page):
            return doubt
    functions = (s for s in all_statements(statements) if isinstance(s, Definition))
    return next((doubt for s in functions if (doubt := _first_rows(s, page))), "")


def _batches(body: Sequence[Statement], page: PageNames) -> _Batches:
    values = [s.value for s in body if isinstance(s, Assignment | Return)]
    found = _Batches(used=frozenset(word for value in values for word in words_within(value)))
    for statement in body:
        if not isinstance(statement, Assignment) or statement.operator != "=":
            continue
        for target in statement.targets:
            for one, value in paired(target, statement.value):
                _note(found, one, value, page)
    return found


def _note(found: _Batches, target: Expression, value: Expression, page: PageNames) -> None:
    """What one assignment picks, or counts."""
    word = base_word(target) or ""
    if _is_count(value, found, page):
        found.counts.add(word)
        return
    match value:
        case Subscript(owner, items) if source := base_word(owner) or dotted(owner):
            rows = items[0].items[0] if isinstance(items[0], Row) else items[0]
            name = next((n for w in (source, word) if (n := _data(w, page))), "")
            if name and _is_batch(rows) and word in found.used:
                found.picked.setdefault(name, []).append((source, rows))
                found.rebound |= {word} if word == source else set()


def _is_batch(rows: Expression) -> bool:
    """Whether an index takes several rows, and not all: `start:stop`, `:5`, `1:`."""
    match rows:
        case SliceDisplay(start, Infix("+", left, Literal(one)), None):
            return not (one == 1 and start is not None and is_same_expression(start, left))
        case SliceDisplay(start, stop, None):
            return start is not None or stop is not None
    return False


def _other_rows(found: _Batches) -> str:
    """The first two of the data of which other rows are picked, in other arrays."""
    names = list(found.picked)
    for name in names[1:]:
        first, other = found.picked[names[0]], found.picked[name]
        sources = {source for source, _ in (*first, *other)}
        if len(sources) > 1 and not (_within(first, other) and _within(other, first)):
            return OTHER_ROWS.format(first[0][0], other[0][0])
    return ""


def _first_rows(function: Definition, page: PageNames) -> str:
    """The data handed to a function of which it takes so many rows as a number says."""
    found = _batches(list(statements_in(function.body)), page)
    for picked in found.picked.values():
        for source, rows in picked:
            bounds = (rows.start, rows.stop) if isinstance(rows, SliceDisplay) else ()
            if source in function.parameters and any(isinstance(b, Literal) for b in bounds):
                return FIRST_ROWS.format(source)
    return ""


def _within(
    one: Sequence[tuple[str, Expression]], other: Sequence[tuple[str, Expression]]
) -> bool:
    return all(any(is_same_expression(a, b) for _, b in other) for _, a in one)


def _other_count(body: Sequence[Statement], found: _Batches, page: PageNames) -> str:
    """The count of all samples that a body with a batch works with."""
    batches = [name for name, picked in found.picked.items()
               if any(isinstance(rows, SliceDisplay) for _, rows in picked)]  # fmt: skip
    sizes = {page.vocabulary.shapes[name][0] for name in batches}
    for statement in body:
        is_added = isinstance(statement, Assignment) and statement.operator != "="
        value = getattr(statement, "value", None)
        if is_added or value is None:
            continue
        for part in _factors(value):
            word = part.name if isinstance(part, Word) else ""
            is_size = page.canonical(word) in sizes or word in found.counts
            if batches and (is_size or _is_count(part, found, page)):
                counted = word or "a length"
                return OTHER_COUNT.format(batches[0], counted)
    return ""


def _factors(value: Expression) -> Iterator[Expression]:
    """What a formula multiplies with or divides by, in no index and no call."""
    match value:
        case Infix("*" | "/" | "@" | "+" | "-", left, right):
            for side in (left, right):
                yield side
                yield from _factors(side)


def _is_count(value: Expression, found: _Batches, page: PageNames) -> bool:
    """Whether a value is the number of all samples: `len(X)`, `X.shape[0]`."""
    match value:
        case Application(Word("len" | "float"), (inner,)):
            return _is_count(inner, found, page) or _is_whole(inner, found, page)
        case Subscript(Attribute(owner, "shape"), (Literal(zero),)):
            return zero == 0 and _is_whole(owner, found, page)
    return False


def _is_whole(owner: Expression, found: _Batches, page: PageNames) -> bool:
    word = base_word(owner) or ""
    return bool(_data(word, page)) and word not in found.rebound


def _data(word: str, page: PageNames) -> str:
    """The name of the data with a row a sample that a word stands for, "" for others."""
    name = page.canonical(word)
    is_array = page.vocabulary.shapes.get(name, (1, 1))[0] != 1
    return name if name in page.vocabulary.data and is_array else ""


def paired(target: Expression, value: Expression) -> Iterator[tuple[Expression, Expression]]:
    """The single targets, each with its value where these stand side by side."""
    if (
        isinstance(target, Row)
        and isinstance(value, Row)
        and len(target.items) == len(value.items)
    ):
        for one, other in zip(target.items, value.items, strict=True):
            yield from paired(one, other)
    elif not isinstance(target, Row):
        yield target, value
