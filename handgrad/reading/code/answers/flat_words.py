"""Words for all parameters of a page end to end in one vector, as optimizers take them.

`w, b = params[:-1], params[-1]` says so of params, and that w stands before b.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import permutations

from handgrad.language.shape import SCALAR
from handgrad.language.tree import Product, walk
from handgrad.language.tree import names as names_in
from handgrad.reading.code.syntax.nodes import (
    Application,
    Attribute,
    Expression,
    FunctionDefinition,
    Infix,
    Literal,
    Prefix,
    Row,
    SliceDisplay,
    Subscript,
    Word,
    dotted,
    parts_of,
    parts_within,
)
from handgrad.reading.code.syntax.statements import (
    Assignment,
    Definition,
    Return,
    Statement,
    all_statements,
)
from handgrad.reading.code.syntax.target_words import base_word, joining_call
from handgrad.reading.code.values.scope import PageNames
from handgrad.regex import regex

_JOINING = ("concatenate", "hstack", "cat", "append", "concat")
_ARRAYS = ("np.array", "numpy.array", "np.asarray", "torch.tensor", "jnp.array")
_MOST = 4
_SHAPING = ("ravel", "flatten", "astype", "copy", "reshape")
OF_VECTOR = regex(
    r"(?i)(?:full_|flat_|total_|all_|theta_|params?_)?(?:d?grads?|gradients?|g|jac)(?:_flat|_vec)?$"
)
Taken = dict[str, list[tuple[tuple[int, int], str]]]


def flat_words(
    statements: Sequence[Statement], page: PageNames
) -> tuple[frozenset[str], tuple[str, ...]]:
    """The words for the vector of all parameters, and the order of these in it."""
    taken: Taken = {}
    assigned: set[str] = set()
    returned = {s.name: s.body[-1].value for s in all_statements(statements)
                if isinstance(s, Definition) and s.body
                and isinstance(s.body[-1], Return)}  # fmt: skip
    for statement in all_statements(statements):
        if isinstance(statement, Assignment):
            _take_one_by_one(taken, statement, page)
            for target, value in _pairs(statement, returned):
                word = base_word(target) or ""
                assigned.add(word)
                if page.canonical(word) in page.vocabulary.parameters:
                    _take(taken, page.canonical(word), value)
    wanted = sorted(page.vocabulary.parameters)
    for word, places in taken.items():
        is_unknown = page.canonical(word) == word and word not in page.vocabulary.shapes
        if is_unknown and word not in assigned and sorted(p for _, p in places) == wanted:
            order = tuple(p for _, p in sorted(places, key=lambda place: place[0]))
            return frozenset({word, *_passed_as(word, statements, page)} - assigned), order
    return _counted(statements, page, assigned)


def _counted(
    statements: Sequence[Statement], page: PageNames, assigned: set[str]
) -> tuple[frozenset[str], tuple[str, ...]]:
    """`v[0], v[1]` of a function of v, where the parameters of the page are two numbers."""
    parameters = page.vocabulary.parameters
    if any(page.vocabulary.shapes[p] != SCALAR for p in parameters) or len(parameters) < 2:
        return frozenset(), ()
    handed = [p for s in all_statements(statements) if isinstance(s, Definition)
              for p in s.parameters]  # fmt: skip
    made = [s.value for s in statements if isinstance(s, Assignment)]
    handed += [p for f in made if isinstance(f, FunctionDefinition) for p in f.parameters]
    for word in dict.fromkeys(handed):
        is_unknown = page.canonical(word) == word and word not in page.vocabulary.shapes
        places = {i.value for part in parts_within(tuple(statements))
                  for i in _places(part, word)}  # fmt: skip
        if is_unknown and word not in assigned and places == set(range(len(parameters))):
            return frozenset({word}), _in_order_of_use(word, statements, page)
    return frozenset(), ()


def _in_order_of_use(
    word: str, statements: Sequence[Statement], page: PageNames
) -> tuple[str, ...]:
    """The parameters as places multiply others: those of `v[0] + v[1]*x` are b and w."""
    parameters = page.vocabulary.parameters
    products = [n for t in page.vocabulary.forward.values() for n in walk(t)
                if isinstance(n, Product)]  # fmt: skip
    factors = {name for product in products for name in names_in(product)}
    used = {place.value for place in _factors(tuple(statements), word)}
    orders = permutations(parameters) if len(parameters) <= _MOST else ()
    fitting = (
        order for order in orders
        if all((name in factors) == (n in used) for n, name in enumerate(order))
    )  # fmt: skip
    return next(fitting, parameters)


def _factors(expression: object, word: str) -> Iterator[Literal]:
    """The places of a vector that stand in products anywhere in an expression."""
    match expression:
        case Infix("*" | "@", left, right):
            for side in (left, right):
                yield from _places(side, word)
    parts = (
        expression
        if isinstance(expression, tuple)
        else tuple(getattr(expression, name) for name in getattr(expression, "__slots__", ()))
    )
    for part in parts:
        if isinstance(part, tuple) or hasattr(part, "__slots__"):
            yield from _factors(part, word)


def _places(part: object, word: str) -> Iterator[Literal]:
    match part:
        case Subscript(Word(name), (Literal() as place,)) if name == word:
            yield place


def _pairs(
    statement: Assignment, returned: Mapping[str, Expression | None]
) -> Iterator[tuple[Expression, Expression]]:
    """The targets of an assignment, each with what it gets."""
    value = statement.value
    if isinstance(value, Application):
        value = returned.get(dotted(value.function)) or value
    for target in statement.targets:
        match target, value:
            case Row(targets), Row(values) if len(targets) == len(values):
                yield from zip(targets, values, strict=True)
            case _:
                yield from ((part, statement.value) for part in parts_of(target))


def _take_one_by_one(taken: Taken, statement: Assignment, page: PageNames) -> None:
    """`b, m = theta`, where the parameters of the page are numbers."""
    shapes = page.vocabulary.shapes
    match statement:
        case Assignment(_, (Row(targets),), "=", Word(word)):
            names = [page.canonical(base_word(target) or "") for target in targets]
            are_numbers = all(shapes.get(name) == SCALAR for name in names)
            if are_numbers and sorted(names) == sorted(page.vocabulary.parameters):
                taken.setdefault(word, []).extend(((1, n), p) for n, p in enumerate(names))


def _take(taken: Taken, parameter: str, value: Expression) -> None:
    for part in parts_within(value):
        match part:
            case Subscript(Word(word), (place,)):
                places = taken.setdefault(word, [])
                places.append((_start(place, len(places)), parameter))
                return


def _start(place: Expression, count: int) -> tuple[int, int]:
    """Where a part starts, to be sorted: at 0, at a number, behind others, at the end."""
    match place:
        case SliceDisplay(start):
            return (0, 0) if start is None else _start(start, count)
        case Literal(number):
            return 1, int(number)
        case Prefix("-"):
            return 3, count
    return 2, count


def _passed_as(word: str, statements: Sequence[Statement], page: PageNames) -> Iterator[str]:
    """The words that are handed to a function of the text as the vector."""
    places = {s.name: s.parameters.index(word) for s in all_statements(statements)
              if isinstance(s, Definition) and word in s.parameters}  # fmt: skip
    for statement in all_statements(statements):
        match statement:
            case Assignment(_, _, "=", Application(Word(name), arguments)) if name in places:
                given = arguments[places[name]] if places[name] < len(arguments) else None
                if isinstance(given, Word) and page.canonical(given.name) == given.name:
                    yield given.name


def joined_parts(value: Expression) -> tuple[Expression, ...]:
    """The parts of `np.concatenate([a, b])`, `np.r_[a, b]` and `np.append(a, b)`."""
    match value:
        case Application(Attribute(inner, name)) if name in _SHAPING:
            return joined_parts(inner)
        case Subscript() if call := joining_call(value):
            return joined_parts(call)
        case Infix(_, left, right):
            return joined_parts(left) or joined_parts(right)
        case Prefix(_, inner):
            return joined_parts(inner)
        case Application(function, (Row(items), *_)) if _is_joining(function):
            return items
        case Application(function, (Row(items), *_)) if dotted(function) in _ARRAYS:
            return items if all(isinstance(item, Word) for item in items) else ()
        case Application(function, (first, second)) if _is_joining(function):
            return (*(joined_parts(first) or (first,)), *(joined_parts(second) or (second,)))
    return ()


def _is_joining(function: Expression) -> bool:
    return dotted(function).rpartition(".")[2] in _JOINING
