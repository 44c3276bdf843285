"""Numbers, brackets, bars, conditions, and the commands of LaTeX that take arguments."""

from collections.abc import Callable, Mapping
from fractions import Fraction

from handgrad.errors import FormulaError
from handgrad.language.shape import SCALAR
from handgrad.language.tree import (
    Call,
    Node,
    Number,
    Power,
    Product,
    Transpose,
)
from handgrad.reading.grammar import array_lists as arrays
from handgrad.reading.grammar import (
    differentials,
    indices,
    piecewise,
    powers,
    unit_trees,
)
from handgrad.reading.grammar.reader import CLOSING, Reader
from handgrad.reading.grammar.sample_arguments import of_small_letter
from handgrad.reading.grammar.tensor_products import OTIMES
from handgrad.reading.names.value_facts import has_lengths
from handgrad.reading.names.words import AXES
from handgrad.reading.spelling.piece import Piece

ONE, TWO = Number(Fraction(1)), Number(Fraction(2))


def number_tree(reader: Reader) -> Node:
    piece = reader.take()
    value = Number(Fraction(piece.text), piece.at)
    if value == ONE and reader.next.text == "_" and reader.after().text == "{":
        reader.take()
        return indicator(reader, taken=True)
    if value == ONE and transpose_length(reader, 0):
        return sum_of_ones(reader, piece)
    return value


def transpose_length(reader: Reader, steps: int) -> int:
    """How many pieces the sign of a transposition has that stands so many pieces ahead."""
    texts = [reader.after(steps + n).text for n in range(4)]
    for sign in ("⊤", "T"):
        if texts == ["^", "{", sign, "}"]:
            return 4
        if texts[:2] == ["^", sign] and (sign == "⊤" or reader.names.find("T") is None):
            return 2
    if texts[0] == "⊤":
        return 1
    return 0


def sum_of_ones(reader: Reader, piece: Piece) -> Node:
    """The sum that a row of ones in front of a vector or a matrix makes: 1^T r."""
    for _ in range(transpose_length(reader, 0)):
        reader.take()
    reader.accept("·", "@", "*")
    if not reader.starts_factor() and _is_beside_term(reader):
        return Number(Fraction(1), piece.at)
    with reader.deeper():
        tree = reader.unary()
    shape = reader.shape(tree)
    if shape is None or shape == SCALAR:
        raise reader.error("1^T sums up a vector; write sum(...)", piece)
    if shape[1] == 1:
        return Call("sum", (tree,), None, piece.at)
    row = Call("sum", (tree,), 0, piece.at)
    return row if reader.otherwise("row") else Transpose(row, piece.at)


def _is_beside_term(reader: Reader) -> bool:
    """Whether the term `D 1^T` that ends here stands beside another: it repeats D there."""
    if reader.next.text in ("+", "-"):
        return True
    depth = 0
    for n in range(reader.position - 1, 0, -1):
        text = reader.tokens[n].text
        depth += (text in CLOSING.values()) - (text in CLOSING)
        if depth < 0 or text in ("=", ","):
            return False
        if depth == 0 and text in ("+", "-"):
            return reader.tokens[n - 1].text not in ("(", "[", "{", "=", ",")
    return False


def ones(reader: Reader) -> Node:
    """The bold 1: a sum in front of a vector, and a number repeated beside one."""
    piece = reader.take()
    if piece.indices:
        return unit_trees.ones_of_size(piece.indices, piece.at)
    if transpose_length(reader, 0):
        return sum_of_ones(reader, piece)
    rows = unit_trees.rows_wanted(reader, reader.position - 1)
    if rows is not None and not reader.has_comparison():
        return unit_trees.ones_of_size((rows,), piece.at)
    if _is_outer(reader):
        return Number(Fraction(1), piece.at)
    length = transpose_length(reader, 1) if reader.next.kind == "ones" else 0
    if length and reader.names.square is not None:
        for _ in range(1 + length):
            reader.take()
        return unit_trees.square_of_ones(reader.names.square, piece.at)
    before = [reader.tokens[max(0, reader.position - n)] for n in (2, 3)]
    is_first = reader.position == 1
    if before[0].text == "(" and before[1].text in ("diag", "diagv"):
        raise reader.error("write I for the diagonal matrix of ones", piece)
    is_alone = is_first or before[0].text in ("+", "-", "(", "[", "{", "=")
    is_number = before[0].kind == "name" and reader.names.shapes.get(before[0].text) == SCALAR
    is_number = is_number and before[1].text in ("+", "-", "(", "[", "{", "=", before[0].text)
    if not (is_alone or is_number) or reader.starts_factor():
        raise reader.error("a vector of ones is read as 1^T r or as b1; write sum(...)", piece)
    return Number(Fraction(1), piece.at)


def _before_numbers(reader: Reader, n: int) -> str:
    """The sign or the bracket in front of the numbers that a term begins with."""
    while n > 0:
        piece = reader.tokens[n]
        is_number = piece.kind == "number" or reader.names.shapes.get(piece.text) == SCALAR
        is_fraction = piece.text in ("/", "*", "·", "frac")
        is_group = piece.text == "{" and reader.tokens[n - 1].text in ("frac", "}")
        if not (is_number or is_fraction or is_group or piece.text == "}"):
            return piece.text
        n -= 1
    return "="


def _is_outer(reader: Reader) -> bool:
    """Whether this is the 11^T of ones in every entry, a term of its own: then it is taken."""
    length = transpose_length(reader, 1) if reader.next.kind == "ones" else 0
    before = _before_numbers(reader, reader.position - 2)
    after = reader.after(1 + length).text if length else ""
    is_divided = after == "/"
    is_term = before in ("+", "-") or after in ("+", "-")
    is_whole = before in (*"+-=({",) and (is_divided or after in (*"+-=)}", ""))
    if not length or not is_term or not is_whole:
        return False
    for _ in range(1 + length):
        reader.take()
    return True


def unknown_word(reader: Reader) -> Node:
    if (entry := of_small_letter(reader)) is not None:
        return entry
    raise reader.error(reader.next.problem)


def unexpected(reader: Reader) -> FormulaError:
    """The error for a piece that no formula can go on with."""
    piece = reader.next
    before = reader.tokens[reader.position - 1].text if reader.position else ""
    after = f" after '{before}'" if before else ""
    if piece.kind == "command":
        messages = {
            "dots": "... leaves something out; write the whole formula",
            "otimes": OTIMES,
            "infty": "infinity is no number here",
            "pm": "± is two formulas; write one of them",
            "placeholder": "an empty box stands here; fill it or delete it",
            "int": "an integral is not read; write its value",
            "prod": "a product over an index is not read; write its factors",
        }
        known = {"ldots": "dots", "cdots": "dots"}.get(piece.text, piece.text)
        return reader.error(messages.get(known, f"the command \\{piece.text} is not read"))
    if piece.text == "." and reader.after().text == ".":
        return reader.error("... leaves something out; write the whole formula")
    if piece.kind == "word":
        return reader.error(f"'{piece.text}' was not expected{after}; a formula was")
    return reader.error(f"a number, a name or '(' was expected{after}, not {reader.found()}")


def group(reader: Reader, *, skip: str = "") -> Node:
    """What stands in ( ), [ ] or { }, after a sign to `skip`; a comparison is 1 or 0."""
    if found := indices.equation_of_indices(reader):
        return piecewise.equal_indices(reader, *found, bracketed=True)
    end = reader.end_of_group()
    opening = reader.take()
    if end is not None and _is_dotted_list(reader, end):
        from handgrad.reading.grammar.dotted_arrays import dotted_list

        tree = dotted_list(reader, reader.position, end)
        reader.take()
        return tree
    if skip:
        reader.accept(skip)
    closing = CLOSING[opening.text]
    bars, reader.bars = reader.bars, []
    tree = piecewise.in_braces(reader) if opening.text == "{" else reader.comparison()
    if opening.text != "{" and reader.calls and reader.next.text == ",":
        tree = arrays.rows_of_list(reader, tree, opening.at)
    reader.bars = bars
    if reader.accept(closing) is None:
        if reader.next.kind == "end":
            raise reader.error(f"this '{opening.text}' is not closed", opening)
        raise not_closed(reader, opening.text)
    return tree


def _is_dotted_list(reader: Reader, end: int) -> bool:
    """Whether `(x_1, ..., x_n)` stands here, behind its bracket."""
    inside = [piece.text for piece in reader.tokens[reader.position : end]]
    is_flat = not any(text in (*CLOSING, "&") or text.startswith("begin") for text in inside)
    return is_flat and "," in inside and reader.has_dots(reader.position, end)


def not_closed(reader: Reader, opening: str) -> FormulaError:
    """The error for what stands where a bracket should be closed."""
    piece = reader.next
    if piece.kind == "unknown":
        return reader.error(piece.problem)
    return reader.error(f"'{CLOSING[opening]}' was expected to close the '{opening}', "
                        f"not {reader.found()}")  # fmt: skip


def indicator(reader: Reader, *, taken: bool = False) -> Node:
    """1{z > 0}, 1_{z > 0}, I(z > 0): 1 where the condition holds."""
    at = reader.next if taken else reader.take()
    is_index = indices.equation_of_indices(reader) is not None
    tree = group(reader)
    if not is_index and not piecewise.is_condition(tree):
        raise reader.error("an indicator needs a condition such as z > 0", at)
    return tree


def bars(reader: Reader) -> Node:
    """|x| is abs(x), ‖x‖ and ||x|| are norm(x), with the exponent of ‖x‖² taken in."""
    opening = reader.take()
    is_double = opening.text == "|" and reader.next.text == "|" and reader.next.glued
    if is_double:
        reader.take()
    closing = "||" if is_double else opening.text
    reader.bars.append(closing)
    tree = reader.comparison()
    for sign in closing:
        if reader.accept(sign) is None:
            found = reader.found()
            raise reader.error(f"'{closing}' was expected to close the bars, not {found}")
    reader.bars.pop()
    if closing != "|":
        return sized_norm(reader, tree, opening.at)
    if reader.is_determinant(tree):
        return Call("det", (tree,), None, opening.at)
    if reader.shape(tree) not in (None, SCALAR) and _is_length(reader, tree):
        return sized_norm(reader, tree, opening.at)
    return Call("abs", (tree,), None, opening.at)


def _is_length(reader: Reader, tree: Node) -> bool:
    """Whether the bars around an array are its norm, or take its entries one by one."""
    is_norm = has_lengths(reader.names.vocabulary.forward, reader.names.shapes)
    size, parts = f"norm({reader.shown(tree)})", f"abs({reader.shown(tree)})"
    reader.warn(f"|...| around an array is read as {size if is_norm else parts}")
    return is_norm != reader.otherwise("bars")


def sized_norm(reader: Reader, tree: Node, at: int) -> Node:
    """The norm, a sum of squares where it is squared, of absolute values where it is ‖x‖_1."""
    kind, is_squared = "2", False
    while True:
        if reader.next.text == "_":
            kind = _script(reader)
        elif not is_squared and _is_squared(reader):
            is_squared = True
            _script(reader)
        else:
            break
    if kind == "1":
        size: Node = Call("sum", (Call("abs", (tree,), None, at),), None, at)
        return Power(size, TWO, at) if is_squared else size
    if kind in AXES:
        size = Call("norm", (tree,), AXES[kind], at)
        return Power(size, TWO, at) if is_squared else size
    if kind not in ("2", "F", "Fro", "fro"):
        raise reader.error("only the norms ‖x‖, ‖x‖_1, ‖x‖_2 and ‖x‖_F are read")
    if is_squared:
        return Call("sum", (Power(tree, TWO, at),), None, at)
    return Call("norm", (tree,), None, at)


def _is_squared(reader: Reader) -> bool:
    texts = [reader.next.text, *(reader.after(n).text for n in (1, 2, 3))]
    return texts == ["^", "{", "2", "}"] or texts[:2] in (["^", "2"], ["**", "2"])


def _script(reader: Reader) -> str:
    """What stands above or below here, in braces or not."""
    reader.take()
    braced = reader.accept("{")
    text = reader.take().text
    if braced:
        reader.expect("}", "after what stands above or below")
    return text


def raised_letter(reader: Reader, tree: Node) -> Node | None:
    """A transposition W^T or a positive part z^+; None for an ordinary power."""
    piece = reader.next
    if piece.text == "⊤":
        reader.take()
        return Transpose(tree, piece.at)
    braced = reader.after().text == "{"
    after = [reader.after(n) for n in (1, 2)]
    is_matrix = reader.names.find("T") is None and reader.shape(tree) not in (None, SCALAR)
    if is_matrix and [p.text for p in after] in (["-", "T"], ["-", "⊤"]) and after[1].glued:
        for _ in range(3):
            reader.take()
        return Transpose(Call("inv", (tree,), None, piece.at), piece.at)
    inside = "".join(reader.after(n).text for n in (1, 2, 3, 4))
    if inside in ("{-⊤}", "{-T}") or (is_matrix and inside in ("(-⊤)", "(-T)")):
        for _ in range(5):
            reader.take()
        return Transpose(Call("inv", (tree,), None, piece.at), piece.at)
    sign, end = reader.after(1 + braced), reader.after(2 + braced)
    if (braced and end.text != "}") or reader.after().text == "(":
        return powers.transposed_power(reader, tree)
    is_t = sign.text == "⊤" or (
        sign.kind == "name" and reader.shape(tree) != SCALAR and powers.is_turning(reader, sign)
    )
    is_plus = sign.text == "+" and (braced or not reader.begins_value(2))
    if not is_t and not is_plus:
        if sign.text in ("*", "'") and (braced or sign.text == "'"):
            raise reader.error(f"'^{sign.text}' is not read; give the value a name of its own")
        return None
    for _ in range(4 if braced else 2):
        reader.take()
    return Transpose(tree, piece.at) if is_t else Call("relu", (tree,), None, piece.at)


SIGNS: Mapping[str, Callable[[Reader], Node]] = {
    "(": group, "[": group, "{": group, "|": bars, "‖": bars,
}  # fmt: skip


def latex_fraction(reader: Reader) -> Node:
    """`\\frac{a}{b}`, `\\frac12`; a derivative where both parts are differentials."""
    at = reader.take().at
    if derivative := differentials.derivative_fraction(reader):
        return derivative
    above, below = argument(reader), argument(reader)
    if isinstance(above, Product):
        return Product(above.first, (*above.rest, ("/", below)), at)
    return Product(above, (("/", below),), at)


def argument(reader: Reader) -> Node:
    """The argument of a command: a group in braces, or one letter, digit or command."""
    with reader.deeper():
        if reader.next.text == "{":
            return group(reader)
        return reader.primary()


def root(reader: Reader) -> Node:
    """`\\sqrt{x}`, `\\sqrt[3]{x}`, and `√x` of the next factor."""
    at = reader.take().at
    if reader.next.text == "[":
        degree = group(reader)
        return Power(argument(reader), Product(ONE, (("/", degree),)), at)
    with reader.deeper():
        inside = reader.postfix() if reader.next.text != "{" else group(reader)
    return Call("sqrt", (inside,), None, at)


def inner(reader: Reader) -> Node:
    """`⟨a, b⟩`, the inner product of two vectors or matrices."""
    at = reader.take().at
    left = reader.comparison()
    reader.expect(",", "between the two vectors of an inner product")
    right = reader.comparison()
    if reader.next.text != "rangle":
        raise reader.error(f"⟩ was expected, not {reader.found()}")
    reader.take()
    shapes = reader.shape(left), reader.shape(right)
    if all(shape is not None and 1 not in shape for shape in shapes):
        return Call("sum", (Product(left, (("*", right),), at),), None, at)
    return Product(left, (("@", right),), at)


def braced(reader: Reader) -> Node:
    """`\\underbrace{a}` and `\\underbrace{a}_b` are a."""
    reader.take()
    tree = argument(reader)
    if reader.accept("_", "^"):
        reader.take()
    return tree


COMMANDS: Mapping[str, Callable[[Reader], Node]] = {
    "frac": latex_fraction, "dfrac": latex_fraction, "tfrac": latex_fraction,
    "cfrac": latex_fraction,
    "nicefrac": latex_fraction, "sqrt": root, "begin cases": piecewise.cases, "langle": inner,
    "underbrace": braced, "overbrace": braced, "underbracket": braced, "overbracket": braced,
    **dict.fromkeys((f"begin {name}" for name in arrays.ENVIRONMENTS), arrays.latex_matrix),
}  # fmt: skip
