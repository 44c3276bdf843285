"""Derivatives in every notation: `dL/dw`, `d/dw (...)`, `∂ŷ/∂w`, `∇_w L`, `L'`, `σ'(z)`, `dw`.

The derivative of the loss by a name of the page is one name, `dL/dw`; any other is a node.
"""

import re
from contextlib import suppress
from fractions import Fraction

from handgrad.errors import FormulaError
from handgrad.language import functions
from handgrad.language.shape import SCALAR
from handgrad.language.tree import (
    Call,
    Derivative,
    Index,
    Name,
    Node,
    Number,
    Product,
    Sum,
    Transpose,
    names,
    walk,
)
from handgrad.reading.grammar import indices, named_values
from handgrad.reading.grammar.derivative_trees import derivative_tree
from handgrad.reading.grammar.operator_ends import next_operator
from handgrad.reading.grammar.reader import CLOSING, Reader
from handgrad.reading.grammar.slope_trees import refuse_whole, slope_tree
from handgrad.reading.names.unknown_words import absent
from handgrad.reading.spelling.piece import Piece
from handgrad.regex import regex

# The signs that begin what an operator is applied to.
_BEGINNING = ("(", "[", "{", "|", "‖")
# A left side that is a gradient and does not say of what: `\nabla_w = ...` is of the loss.
_WHOLE_NABLA = regex(r"(?:∇|\\(?:nabla|\w*triangledown))_\\?(\w+)$")


def of_loss(reader: Reader, by: Node, at: int) -> Node:
    return derivative_tree(reader, Name(reader.names.vocabulary.loss, at), by, at)


def word(reader: Reader) -> Node:
    """`dL_dw`, `grad_w`, `L_w`: a derivative that is one word."""
    piece = reader.take()
    if re.match(r"(?:grad|nabla|Grad)", reader.text[piece.at :]):
        _take_loss(reader)
    of, _, by = piece.text[1:].partition("/d")
    return derivative_tree(reader, Name(of, piece.at), _variable(reader, by, piece), piece.at)


def _variable(reader: Reader, name: str, piece: Piece) -> Node:
    tree = Name(name, piece.at)
    return indices.entry_tree(reader, tree, piece.indices, piece) if piece.indices else tree


def differential(reader: Reader) -> Node:
    """`dL/dw`, `d(u^2)/du`, `d/dw (...)`, and `dw` alone for dL/dw."""
    piece = reader.next
    if piece.kind == "d" and reader.after().text == "/" and is_differential(reader, 2):
        reader.take()
        reader.take()
        return _operator(reader, _part(reader), piece.at)
    is_operation = reader.after().text == "(" and not reader.is_left
    of = _part(reader)
    if reader.next.text == "/" and is_differential(reader, 1):
        reader.take()
        by = _part(reader)
        if is_operation and piece.kind == "d":
            return Derivative(of, by, piece.at)
        return _quotient(reader, of, by, piece.at)
    if piece.kind == "differential" and reader.names.find(piece.text) != loss_of(reader):
        return of_loss(reader, of, piece.at)
    _check_known(reader)
    if of == Name(loss_of(reader)) and reader.names.has_seed and not reader.is_left:
        reader.warn(f"d{loss_of(reader)} alone is read as 1")
        return Number(Fraction(1), piece.at)
    raise reader.error("a differential alone has no value; write a derivative: dL/dw", piece)


def _check_known(reader: Reader) -> None:
    """Raises FormulaError where a derivative is by a name that the page does not have."""
    below = reader.after()
    word = re.fullmatch(r"d_?(\w+)", below.text)
    if reader.next.text == "/" and below.kind == "unknown" and word:
        raise reader.error(absent(word[1], reader.names), below)


def loss_of(reader: Reader) -> str:
    return reader.names.vocabulary.loss


def is_differential(reader: Reader, steps: int) -> bool:
    """Whether a differential starts so many pieces ahead, in brackets or not."""
    while reader.after(steps).text in ("(", "{"):
        steps += 1
    return reader.after(steps).kind in ("d", "differential")


def _part(reader: Reader) -> Node:
    """What stands behind the d: a name, an entry, a function or a bracket."""
    if opening := reader.accept("(", "{"):
        tree = _part(reader)
        reader.expect(CLOSING[opening.text], "after the differential")
        return tree
    piece = reader.take()
    if piece.kind == "differential":
        if reader.names.find(piece.text) or reader.names.find_loss(piece.text):
            if piece.text == loss_of(reader):
                reader.skip_arguments()
            return _variable(reader, piece.text, piece)
        return Name(piece.text, piece.at)
    if reader.next.text in ("^", "**") or reader.next.kind == "number":
        raise reader.error("second derivatives are not read")
    if _take_loss(reader):
        return Name(loss_of(reader), piece.at)
    is_bare = reader.after().text not in ("(", "'", "|") and not reader.begins_value(1)
    if reader.next.kind == "function" and is_bare:
        function = reader.take()
        return Name(function.text, function.at)
    if reader.next.kind == "unknown" and reader.next.text.isidentifier():
        raise reader.error(absent(reader.next.text, reader.names))
    with reader.deeper():
        if reader.next.kind == "name":
            return named_values.named_index(reader)
        return reader.primary()


def _quotient(reader: Reader, of: Node, by: Node, at: int) -> Node:
    """dσ/dz is σ'(z); everything else as it stands."""
    is_function = isinstance(of, Name) and of.name in functions.ELEMENTWISE
    if isinstance(of, Name) and is_function and reader.names.find(of.name) is None:
        return Derivative(Call(of.name, (by,), None, at), by, at)
    return derivative_tree(reader, of, by, at)


def _operator(reader: Reader, by: Node, at: int) -> Node:
    """d/dw of the rest of the product."""
    if _take_loss(reader) or (reader.is_left and reader.next.kind == "end"):
        return derivative_tree(reader, Name(loss_of(reader), at), by, at)
    is_left, reader.is_left = reader.is_left, False
    tokens, end = reader.tokens, next_operator(reader)
    reader.tokens = tokens if end is None else [*tokens[:end], Piece("end", "", tokens[end].at)]
    of = reader.product()
    reader.is_left, reader.tokens = is_left, tokens
    if reader.next.text in ("+", "-"):
        reader.warn(f"the derivative is read as the one of {reader.shown(of)} alone")
    return derivative_tree(reader, of, by, at)


def derivative_fraction(reader: Reader) -> Node | None:
    """A derivative written as a fraction, None for any other fraction."""
    above, below = _parts_of_fraction(reader)
    if above is None or below is None:
        return None
    word = re.fullmatch(r"d_?(\w+)", below.text)
    if below.kind == "unknown" and word:
        raise reader.error(absent(word[1], reader.names), below)
    at = reader.take()
    if above.kind == "d" and reader.after().text == "}":
        reader.take()
        reader.take()
        reader.take()
        by = _part(reader)
        reader.expect("}", "after the differential")
        return _operator(reader, by, at.at)
    of = _numerator(reader)
    reader.expect("}", "after the differential")
    reader.expect("{", "before the differential below")
    by = _part(reader)
    reader.expect("}", "after the differential")
    return _at_entry(reader, _quotient(reader, of, by, at.at), by)


def _numerator(reader: Reader) -> Node:
    r"""What stands behind the d above a fraction line: all of `\\partial \\frac12 z^2`."""
    start = reader.position
    first = reader.next
    is_again = reader.after().text in ("^", "**") or reader.after().kind == "number"
    with suppress(FormulaError):
        of = _part(reader)
        if reader.next.text == "}" or is_again:
            return of
    reader.position = start
    if first.kind == "d" and not is_again:
        reader.take()
        return reader.comparison(equality=False)
    if is_again or reader.names.find(first.text) in (None, loss_of(reader)):
        return _part(reader)
    reader.tokens = [*reader.tokens]
    reader.tokens[start] = first._replace(kind="name")
    return reader.comparison(equality=False)


def _at_entry(reader: Reader, tree: Node, by: Node) -> Node:
    r"""The entry of `\\frac{d\\rho}{dr}(r_i)`, a derivative by r taken at r_i."""
    texts = [reader.next.text, reader.after(2).text]
    entry = reader.after()
    is_entry = texts == ["(", ")"] and by == Name(entry.text) and len(entry.indices) == 1
    if not is_entry or entry.kind != "name":
        return tree
    for _ in range(3):
        reader.take()
    return indices.entry_tree(reader, tree, entry.indices, entry)


def _parts_of_fraction(
    reader: Reader,
) -> tuple[Piece | None, Piece | None]:
    """The first pieces of both parts where they start differentials."""
    end = reader.end_of_group()
    if end is None or reader.tokens[end + 1].text != "{":
        return None, None
    above, below = reader.after(), reader.tokens[end + 2]
    kinds = ("d", "differential")
    is_unknown = below.kind == "unknown" and reader.tokens[end + 3].text == "}"
    is_below = below.kind in kinds or (is_unknown and above.kind == "differential")
    return (above, below) if above.kind in kinds and is_below else (None, None)


def gradient(reader: Reader) -> Node:
    """∇_w L, D_w L, ∇w; without a name, the gradient by the only parameter."""
    piece = reader.take()
    beside = reader.next.text in reader.names.vocabulary.parameters
    named = reader.take() if beside and not piece.text else piece
    by = _variable(reader, named.text, named) if named.text else only_parameter(reader, piece)
    is_bracket = reader.next.text in _BEGINNING
    begins = reader.next.kind not in ("end", "sign") or is_bracket
    if _take_loss(reader) or not begins:
        return of_loss(reader, by, piece.at)
    alone = filter(None, map(_WHOLE_NABLA.search, reader.names.left_sides))
    is_of_loss = any(match[1] in reader.names.vocabulary.shapes for match in alone)
    if is_of_loss and (not is_bracket or reader.otherwise("nabla")):
        return of_loss(reader, by, piece.at)
    return _operator(reader, by, piece.at)


def _take_loss(reader: Reader) -> bool:
    """The loss, taken with its arguments, also as the `log L` of a likelihood."""
    start = reader.position
    is_log = reader.next.text == "log" and is_log_of_loss(reader, 1)
    if is_log:
        reader.take()
    is_opened = is_log or reader.next.text == "{"
    opening = None
    if is_opened and reader.after().text == loss_of(reader):
        opening = reader.accept("{", "(")
    if reader.next.kind != "name" or reader.next.text != loss_of(reader) or reader.next.indices:
        return False
    reader.take()
    reader.skip_arguments()
    if opening and reader.next.text != CLOSING[opening.text]:
        reader.position = start
        return False
    reader.position += opening is not None
    return True


def is_log_of_loss(reader: Reader, steps: int = 0) -> bool:
    """Whether the L in `log L` is the likelihood whose logarithm the page has as its loss."""
    name = reader.after(steps + (reader.after(steps).text in ("{", "(")))
    loss = loss_of(reader)
    formula = reader.names.vocabulary.forward.get(loss)
    if name.kind != "name" or name.text != loss or formula is None:
        return False
    is_logarithm = any(isinstance(n, Call) and n.function == "log" for n in walk(formula))
    is_logarithm |= loss.lower() in ("l", "ell", "ll", "loglik", "logl")
    is_small = loss in ("l", "ell") and isinstance(formula, Sum)
    return is_logarithm and (is_small or not reader.text[name.at :].startswith(loss))


def only_parameter(reader: Reader, piece: Piece) -> Node:
    """The parameter that a gradient is by which says none: the w of `∇L(w)`."""
    parameters = reader.names.vocabulary.parameters
    argument = [reader.after(n).text for n in (1, 2, 3)]
    if argument[0::2] == ["(", ")"] and argument[1] in parameters:
        return Name(argument[1], piece.at)
    if len(parameters) != 1:
        choices = " or ".join(f"d{loss_of(reader)}/d{p}" for p in parameters)
        raise reader.error(f"say by which parameter: {choices}", piece)
    return Name(parameters[0], piece.at)


def primed(reader: Reader, tree: Node) -> Node:
    """L' is the derivative by the only parameter, X' the transpose, σ(z)' the derivative."""
    piece = reader.take()
    if reader.next.text == "'":
        raise reader.error("second derivatives are not read")
    if tree == Name(loss_of(reader)):
        inside = [reader.after(n) for n in range(3)]
        if [inside[0].text, inside[2].text] == ["(", ")"] and inside[1].kind == "name":
            reader.skip_arguments()
            found = of_loss(reader, Name(inside[1].text, piece.at), piece.at)
            if not inside[1].indices:
                return found
            return indices.entry_tree(reader, found, inside[1].indices, inside[1])
        return of_loss(reader, only_parameter(reader, piece), piece.at)
    shape = reader.shape(tree)
    if isinstance(tree, Name) and (reader.next.text == "(" or shape == SCALAR):
        value = _prime_of_value(reader, tree)
        if value is not None:
            return value
    if shape is not None and shape != SCALAR:
        return Transpose(tree, piece.at)
    if isinstance(tree, Call):
        refuse_whole(reader, tree, piece)
        return prime(reader, tree)
    raise reader.error("this prime is not read; write the derivative as dy/dx", piece)


def _prime_of_value(reader: Reader, tree: Name) -> Node | None:
    """`f'(z)` or `f'` where the page has `f = sigmoid(z)`."""
    formula = reader.names.vocabulary.forward.get(tree.name)
    inside = [reader.after(n).text for n in (0, 1, 2)]
    inputs = reader.names.inputs.get(tree.name, ()) if formula is not None else ()
    if formula is not None and inside[0::2] == ["(", ")"] and inside[1] in inputs:
        return _slope_at(reader, tree, formula, inside[1])
    match formula:
        case Call(function, (Name(name) as argument,)) if function in functions.ELEMENTWISE:
            if reader.next.text == "(":
                end = reader.end_of_group()
                inside = [p.text for p in reader.tokens[reader.position + 1 : end]]
                if inside != [name] or end is None:
                    return None
                reader.position = end + 1
            return Derivative(Call(function, (argument,), None, tree.at), argument, tree.at)
    return None


def _slope_at(reader: Reader, tree: Name, formula: Node, name: str) -> Node:
    """`b'(z)` of a page with `b = z^2 + y`: the derivative by z, never the transpose."""
    inputs, used = reader.names.inputs, names(formula)
    is_direct = name in used and all(name not in inputs.get(other, ()) for other in used)
    is_whole = isinstance(formula, Call) or not reader.after().indices
    if not (is_direct and is_whole and named_values.is_elementwise(formula)):
        told = f"{tree.name}'({name}) is not read; write the derivative, or {tree.name}.T"
        raise reader.source.error(told, tree.at, is_open=True)
    for _ in range(3):
        reader.take()
    return Derivative(formula, Name(name), tree.at)


def prime(reader: Reader, tree: Node) -> Node:
    """σ'(z): the derivative of an elementwise function by its own argument."""
    match tree:
        case Call("exp", (Call("lgamma") as logarithm,)):
            return Product(tree, (("*", prime(reader, logarithm)),), tree.at)
        case Call(function, (argument,)) if function in functions.ELEMENTWISE:
            return slope_tree(reader, function, argument, tree.at)
    raise reader.error("only a function of one number has a prime: sigmoid'(z)")


def is_bracketed(reader: Reader) -> bool:
    """Whether a bracket here is the numerator of `(dL)/(dw)`."""
    end = reader.end_of_group()
    if end is None or reader.after().kind not in ("d", "differential"):
        return False
    steps = end - reader.position
    return reader.after(steps + 1).text == "/" and is_differential(reader, steps + 2)


def evaluated(reader: Reader, tree: Node) -> Node:
    """A derivative with the bar that says where it is taken: `|_{w = w_0}`."""
    bar = reader.take()
    reader.take()
    end = reader.end_of_group()
    inside = reader.tokens[reader.position + 1 : end] if end is not None else [reader.next]
    is_optimum = any(piece.text.endswith("_star") for piece in inside)
    if is_optimum or any(piece.kind == "number" for piece in inside):
        raise reader.error("a value at one point is no formula; grade numbers at a point", bar)
    reader.position = (reader.position if end is None else end) + 1
    entry = inside[-1] if inside else bar
    is_entry = bool(entry.indices) and not entry.indices[0].isdigit()
    if is_entry and entry.kind == "name" and reader.names.rank(entry.text) == 1:
        return indices.entry_tree(reader, tree, entry.indices, entry)
    reader.warn("the bar behind a derivative says where it is taken; it is left out")
    return tree


def second(reader: Reader) -> Node:
    """The tree of the three pieces: entries of two vectors are entries of the whole."""
    piece = reader.take()
    row, column = named_values.named_index(reader), named_values.named_index(reader)
    at = piece.at
    of = Name(piece.text, at)
    if isinstance(row, Index) and isinstance(column, Index):
        whole = Derivative(Derivative(of, row.operand, at), column.operand, at, True)
        return _entry_of(reader, whole, row, column)
    return Derivative(Derivative(of, row, at), column, at, True)


def _entry_of(reader: Reader, whole: Node, row: Index, column: Index) -> Node:
    """One entry of a Jacobian by one entry above and one below."""
    picked = [i for part in (row, column) for i in part.indices if i is not None]
    if len(row.indices) != 1 or len(column.indices) != 1:
        raise reader.error("write a Jacobian of matrices by their vec, not entry by entry")
    return Index(whole, tuple(picked), whole.at)
