"""A name as a value: with its entries, and what a value of the page is applied to: `h(x)`."""

import re
from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from handgrad.language.functions import ELEMENTWISE
from handgrad.language.shape import SCALAR, is_column
from handgrad.language.tree import (
    Call,
    Index,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Sum,
    children,
    names,
    rewrite,
    substitute,
    walk,
)
from handgrad.reading.grammar.indices import entry_tree
from handgrad.reading.grammar.normal_trees import share_below
from handgrad.reading.grammar.reader import Reader
from handgrad.reading.grammar.sample_arguments import of_samples
from handgrad.reading.names.normal_letters import is_share
from handgrad.reading.spelling.characters import GREEK
from handgrad.reading.spelling.piece import Piece


def named_index(reader: Reader) -> Node:
    piece = reader.take()
    tree: Node = Name(piece.text, piece.at)
    if piece.text in reader.names.vocabulary.fixed and not piece.indices:
        return Number(Fraction(reader.names.vocabulary.fixed[piece.text]), piece.at)
    if piece.text == reader.names.vocabulary.loss:
        reader.skip_arguments()
    if (value := of_samples(reader, piece, piece.text) or _applied(reader, piece)) is not None:
        return value
    if piece.indices:
        return entry_tree(reader, tree, (*_sample_of(reader, piece), *piece.indices), piece)
    index = _meant_index(reader, piece)
    if index and (index == reader.samples or reader.otherwise("entries")):
        reader.warn(f"{piece.text} is read as its entry {piece.text}_{index}")
        return entry_tree(reader, tree, (index,), piece)
    return tree


def _sample_of(reader: Reader, piece: Piece) -> tuple[str, ...]:
    """The sample that is left out of `x_j` in a sum over samples: it is x_{ij}."""
    shape = reader.names.shapes.get(piece.text, SCALAR)
    is_left_out = reader.samples in reader.running and reader.samples not in piece.indices
    is_matrix = 1 not in shape and shape[0] == reader.extents.get(reader.samples)
    return (reader.samples,) if is_left_out and is_matrix and len(piece.indices) == 1 else ()


def _meant_index(reader: Reader, piece: Piece) -> str:
    """The index that runs over a vector without one: the i of `\\sum_i (z - y_i)`."""
    shape = reader.names.shapes.get(piece.text, SCALAR)
    if reader.samples in reader.running and shape[0] == reader.extents.get(reader.samples):
        return reader.samples
    if not reader.running or not is_column(shape):
        return ""
    for letter in reversed(reader.running):
        if reader.extents.get(letter) == shape[0]:
            return letter
        for other in reader.tokens:
            known = reader.names.shapes.get(other.text) if letter in other.indices else None
            sizes = [d for d in known or () if d != 1]
            if dict(zip(other.indices, sizes, strict=False)).get(letter) == shape[0]:
                return letter
    return ""


def _applied(reader: Reader, piece: Piece) -> Node | None:
    """`h(x)`, `f(x; w)`, `p(y|x)`, `h(x^{(i)})`: a value of the page, what it depends on named.

    Where a bracket holds a formula of what the value depends on, it could be a factor too.
    """
    inputs = reader.names.inputs.get(piece.text)
    end = reader.end_of_group()
    if not inputs or reader.next.text != "(" or end is None:
        return None
    tree: Node = Name(piece.text, piece.at)
    inside = reader.tokens[reader.position + 1 : end]
    of_class = _class_of(reader, inside, inputs)
    if of_class and reader.names.rank(piece.text) == len(of_class):
        reader.position = end + 1
        return entry_tree(reader, tree, of_class, piece)
    if [p.text for p in inside[1:4]] == ["=", "1", "|"] and inside[0].kind == "name":
        inside = inside[4:]
    given = [p for p in inside if p.kind == "name"]
    if not given or not all(p.text in inputs for p in given):
        return None
    are_listed = all(p.kind in ("name", "unknown") or p.text in (",", ";", "|") for p in inside)
    if are_listed and not any(a.kind == b.kind == "name" for a, b in pairwise(inside)):
        _refuse_activation(reader, piece, given)
        _refuse_posterior(reader, piece, inside)
        _refuse_other_arguments(reader, piece, given)
        reader.position = end + 1
        return _sample(reader, tree, piece, given)
    if not reader.next.glued:
        return None
    start = reader.position
    reader.take()
    argument = reader.comparison()
    found = _at_formula(reader, piece, argument) if reader.position == end else None
    is_factor = found is not None and isinstance(argument, Sum) and reader.otherwise("factor")
    if is_factor:
        places = piece.indices or _index_of(reader, tree, argument)
        found = entry_tree(reader, tree, places, piece) if places else tree
    reader.position = start if is_factor or found is None else end + 1
    return found


def _refuse_posterior(reader: Reader, piece: Piece, inside: Sequence[Piece]) -> None:
    """Raises FormulaError for `p(w|x)` and `p(x|w)` where the page's p is that of y."""
    bar = next((n for n, p in enumerate(inside) if p.text == "|"), None)
    if bar is None:
        return
    parameters = reader.names.vocabulary.parameters
    before = [p.text for p in inside[:bar] if p.kind == "name"]
    is_posterior = any(p in parameters for p in before)
    if is_posterior or (before and piece.text[0] in "pPqQ"):
        told = (
            f"{piece.text} of {' and '.join(before)} given something may be another "
            f"probability than that of the page; write {piece.text} alone"
        )
        raise reader.source.error(told, piece.at, is_open=True)


def _refuse_other_arguments(reader: Reader, piece: Piece, given: Sequence[Piece]) -> None:
    """Raises FormulaError for `f(w)` where the text has f of other inputs: `f(x) = w x`."""
    names, said = reader.names, {p.text for p in given}
    if piece.text == names.vocabulary.loss:
        return
    applied = rf"(?<![A-Za-z\\_]){re.escape(piece.text)}\s?\(([^()]{{1,20}})\)"
    for inside in re.findall(applied, names.text):
        others = set(re.findall(r"[A-Za-z]+", inside))
        if others and others <= names.inputs[piece.text] and others.isdisjoint(said):
            told = (
                f"{piece.text} is applied to {' and '.join(sorted(said))} here, and to "
                f"{' and '.join(sorted(others))} elsewhere; write {piece.text} alone"
            )
            raise reader.source.error(told, piece.at, is_open=True)


def _refuse_activation(reader: Reader, piece: Piece, given: Sequence[Piece]) -> None:
    """Raises FormulaError for `f(z)` where the page's f is made of `a = sigmoid(z)`.

    Whoever writes so may mean the sigmoid by f.
    """
    forward = reader.names.vocabulary.forward
    if len(given) != 1 or piece.text not in forward or given[0].text not in forward:
        return
    argument = Name(given[0].text)
    activated = {
        name
        for name, formula in forward.items()
        for node in walk(formula)
        if isinstance(node, Call) and node.function in ELEMENTWISE
        if argument.name in names(node)
    }
    if activated - {piece.text} and argument.name not in names(forward[piece.text]):
        told = (
            f"{piece.text} is a value of the page, and {piece.text}({argument.name}) may be an "
            f"activation; write {piece.text} alone, or the activation by its name"
        )
        raise reader.source.error(told, piece.at, is_open=True)


def _at_formula(reader: Reader, piece: Piece, argument: Node) -> Node | None:
    """`h(w^T x_i + b)`: the page's h, or what it does to its argument done to another."""
    tree: Node = Name(piece.text, piece.at)
    page = reader.names.vocabulary
    forward = page.forward
    sources = (piece.text, *reader.names.inputs[piece.text])
    is_own = any(forward.get(name) == argument for name in sources)
    is_made = _is_made_of(forward.get(piece.text), argument)
    if is_made and _is_multiplied_by(piece.text, argument, forward):
        told = f"{piece.text} may be a factor here, or a function; write it with * or alone"
        raise reader.source.error(told, piece.at, is_open=True)
    is_own |= is_made
    is_one = page.shapes.get(piece.text) == SCALAR
    is_array = is_one and reader.shape(argument) not in (None, SCALAR)
    called = None if is_own or is_array else _called(reader, piece, argument)
    is_said = called is not None and _is_said(piece.text, reader.names.text)
    is_place = not isinstance(argument, Sum) or names(argument) & {*page.parameters}
    if is_own or (is_place and is_said != reader.otherwise("value")):
        indices = piece.indices or _index_of(reader, tree, argument)
        return entry_tree(reader, tree, indices, piece) if indices else tree
    if called is not None:
        return called
    at = _value_at(reader, piece, argument)
    if at is not None and isinstance(argument, Negative) != reader.otherwise("place"):
        reader.warn(f"{piece.text} is read as its value at {reader.shown(argument)}")
        return at
    return None


def _is_made_of(formula: Node | None, argument: Node) -> bool:
    """Whether a formula is one of that product alone: the p of `p(w x)`, the S of `S(B h)`."""
    alike: list[Node]
    match argument:
        case Product(first, (("*", second),)):
            pairs = ((first, second), (second, first))
            alike = [Product(sign, (("*", b),)) for a, b in pairs for sign in (a, Negative(a))]
        case Product(_, (("@", _),)):
            alike = [argument, Negative(argument)]
        case _:
            return False
    if formula is None:
        return False
    others = rewrite(formula, lambda node: Number.of(1) if node in alike else node)
    return not names(others)


def _is_multiplied_by(value: str, argument: Node, forward: Mapping[str, Node]) -> bool:
    """Whether a page multiplies a value by what it is of: the S of `S = tanh(z), y = S*z`."""
    inside = names(argument) | {name for name, tree in forward.items() if tree == argument}
    products = (n for tree in forward.values() for n in walk(tree) if isinstance(n, Product))
    rows = ([*children(product)] for product in products)
    return any(
        Name(value) in row and any(inside & names(factor) for factor in row) for row in rows
    )


def _index_of(reader: Reader, tree: Node, argument: Node) -> tuple[str, ...]:
    """The i of `h(w^T x_i)`, where h has an entry for each i."""
    shape = reader.shape(tree)
    taken = {i for node in walk(argument) if isinstance(node, Index) for i in node.indices}
    running = [i for i in reader.running if Name(i) in taken]
    is_vector = shape is not None and shape != SCALAR and 1 in shape
    return (running[0],) if is_vector and len(running) == 1 else ()


def _called(reader: Reader, piece: Piece, argument: Node) -> Node | None:
    """The φ(a) of a page with `phi = exp(-t^2/2)`: what it does to t, done to another thing."""
    page = reader.names.vocabulary
    formula = page.forward.get(piece.text)
    if formula is None or piece.indices:
        return None
    if is_share(formula):
        return share_below(argument, piece.at)
    inner = names(formula) & {*page.forward}
    if len(inner) == 1 and is_elementwise(formula):
        others = names(formula) - inner
        is_plain = all(page.shapes.get(name, SCALAR) == SCALAR for name in others)
        return substitute(formula, dict.fromkeys(inner, argument)) if is_plain else None
    match formula:
        case Call(function, (_,), None) if function in ELEMENTWISE:
            return Call(function, (argument,), None, piece.at)
    return None


def _is_said(name: str, text: str) -> bool:
    """Whether a text says itself what a value of the page is: `h(z) = 1/(1 + exp(-z))`."""
    base, _, accent = name.partition("_")
    signs = [sign for sign, word in GREEK.items() if word == base]
    words = "|".join(re.escape(word) for word in (name, base, *signs))
    accented = rf"(?:\\{accent}\s*\{{?\s*)?" if accent else ""
    arguments = r"[^=\n(]{0,6}(?:\([^()=\n]*\)\s*)?"
    said = rf"(?<![A-Za-z]){accented}\\?(?:{words})(?![A-Za-z]){arguments}:?="
    return re.search(said, text) is not None


def is_elementwise(formula: Node) -> bool:
    """Whether a formula does the same to every entry."""
    for node in walk(formula):
        match node:
            case Name() | Number() | Negative() | Sum() | Power():
                continue
            case Product(_, rest) if all(sign in ("*", "/") for sign, _ in rest):
                continue
            case Call(function, (_,), None) if function in ELEMENTWISE:
                continue
        return False
    return True


def skip_place(reader: Reader, name: str) -> None:
    """The (x) of `f^2(x)` for a value that the page computes from x."""
    end = reader.end_of_group()
    inside = reader.tokens[reader.position + 1 : end]
    inputs = reader.names.inputs.get(name, frozenset())
    is_list = all(piece.text in inputs or piece.text == "," for piece in inside)
    is_applied = end is not None and reader.next.text == "(" and bool(inputs) and is_list
    if end is not None and is_applied and not reader.otherwise("place"):
        reader.position = end + 1


def _value_at(reader: Reader, piece: Piece, argument: Node) -> Node | None:
    """The page's f(x) with something else for x: the f(-x) of `f'(x) = f(x) f(-x)`."""
    page = reader.names.vocabulary
    given = reader.names.inputs[piece.text] - {*page.forward}
    if len(given) != 1 or names(argument) != given or piece.indices or reader.names.has_arrays:
        return None
    tree: Node = Name(piece.text, piece.at)
    while others := names(tree) & {*page.forward}:
        tree = substitute(tree, {name: page.forward[name] for name in others})
    return substitute(tree, dict.fromkeys(given, argument))


def _class_of(reader: Reader, inside: Sequence[Piece], inputs: Collection[str]) -> list[str]:
    """The k of `p(k|x)` and `P(y = k | x)`, behind the sample that x is of."""
    bars = [n for n, piece in enumerate(inside) if piece.text == "|"]
    if len(bars) != 1:
        return []
    said, given = inside[: bars[0]], inside[bars[0] + 1 :]
    label = said[-1].text if len(said) == 1 or [p.text for p in said[1:-1]] == ["="] else ""
    is_class = label in reader.running
    known = [p for p in given if p.kind == "name" and p.text in inputs]
    others = [p for p in given if p not in known and p.text not in ",;"]
    if not is_class or not known or any(p.kind not in ("name", "unknown") for p in others):
        return []
    return [*next((list(p.indices[:1]) for p in known if p.indices), []), label]


def _sample(reader: Reader, tree: Node, piece: Piece, given: Sequence[Piece]) -> Node:
    """The entry of a value that belongs to the sample it is applied to."""
    indices = piece.indices or next((p.indices[:1] for p in given if p.indices), ())
    if not indices:
        return tree
    of_class = _entry_of_sample(reader, tree, piece, given)
    if of_class:
        return entry_tree(reader, tree, of_class, piece)
    if not piece.indices:
        shape = reader.shape(tree)
        [owner] = [p for p in given if p.indices][:1]
        size = next(d for d in (*(reader.names.shapes[owner.text]), 1) if d != 1)
        if shape is None or size not in shape:
            raise reader.error(f"{piece.text} has no value for each {owner.text}", owner)
    return entry_tree(reader, tree, indices, piece)


def _entry_of_sample(
    reader: Reader, tree: Node, piece: Piece, given: Sequence[Piece]
) -> tuple[str, ...]:
    """The i and r of `h_r(x^{(i)})`, where h has a row for each sample."""
    owner = next((p for p in given if len(p.indices) == 1), None)
    shape = reader.shape(tree)
    if owner is None or shape is None or 1 in shape or len(piece.indices) != 1:
        return ()
    is_row = reader.names.shapes[owner.text][0] == shape[0] and owner.indices != piece.indices
    return (*owner.indices, *piece.indices) if is_row else ()
