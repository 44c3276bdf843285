"""What a product means where no * or @ says it: two factors side by side, `·`, `×` and `⊙`.

With a number it is `*`. `⊙` is always `*`; `*` is a matrix product that fits where a text
writes transposes as `X^T`: arrays of different shapes have no other there. Arrays side by side
are a matrix product, which binds before `⊙`; `·` between two vectors is their inner product;
only two arrays of one shape, which have no matrix product, are multiplied entry by entry.
"""

import re
from collections.abc import Sequence
from fractions import Fraction

from handgrad.language.shape import (
    SCALAR,
    Shape,
    broadcast,
    is_column,
    matrix_product_shape,
    transposed_shape,
)
from handgrad.language.tree import (
    Call,
    Compare,
    Derivative,
    Name,
    Node,
    Number,
    Over,
    Power,
    Product,
    Sum,
    Transpose,
)
from handgrad.reading.grammar.product_shapes import fit_as_matrices, scales_rows, shape_after
from handgrad.reading.grammar.reader import OPENING, Reader
from handgrad.reading.grammar.unit_trees import ones_of_size
from handgrad.reading.spelling.piece import Piece
from handgrad.regex import regex

ONE = Number(Fraction(1))


# The name that a line gives to what it says: `where g = ...`.
_NAMED = regex(r"(?:^|[\s,$&(])([A-Za-z]\w{0,20})\s?&?\s?:?=\s*$")
_QUOTIENT = regex(r"d\w*\s*/\s*d\w|∂|\\partial|frac")
# Transposes as in mathematics, and what only NumPy has.
_TYPESET = regex(r"[ᵀ⊤]|\^[ ]?[{(]?[ ]?(?:\\top|\\intercal|T)(?![A-Za-z])|\][ ]?T\}")
_OF_NUMPY = regex(r"\.T\b|\bnp\.|@|\baxis\b|\*\*[ ]?\d|\.(?:sum|dot|mean)\(")
_BY_ENTRY = regex(r"(?i)hadamard|(?:entry|element|component)[- ]?wise|逐元素")


class ProductChain:
    """The factors of a product as they come, each with its operator and its shape."""

    def __init__(self, reader: Reader, first: Node) -> None:
        self.reader = reader
        self.factors = [("", first)]
        self.whole = self.last = self.before = self.shape_of(first)
        self.sign = ""
        self.is_by_slope = self.is_entrywise = False
        self.head = self.coming = first
        self.bound: list[tuple[str, Node]] = []
        self.joined: tuple[Node, Node] | None = None

    def shape_of(self, node: Node) -> Shape | None:
        return self.reader.shape(node) if self.reader.names.has_arrays else SCALAR

    def add(self, sign: str, factor: Node, *, is_glued: bool = False) -> None:
        """The next factor, after a sign of multiplication or division, or after none.

        `2/2m x` has two other readings: what is `is_glued` to 2 is below with it, or all is.
        """
        self.coming = factor
        operator, last = self.factors[-1]
        if not sign and last == ONE and isinstance(factor, Compare):
            self.factors[-1] = (operator, factor)
            self.head, self.bound, self.last = factor, [], self.shape_of(factor)
            self.whole = shape_after(operator or "*", self.before, self.last)
            return
        if not sign and operator == "/" and not isinstance(factor, Over):
            self.warn_of_quotient(last, factor)
            is_all_below = self.reader.otherwise("below" if is_glued else "quotient")
            if is_all_below or self.reader.other == "quotient":
                self.factors[-1] = (operator, Product(last, (("*", factor),), last.at))
                return
        shape = self.shape_of(factor)
        if not sign and self.joined and self.meaning("", self.last, shape) == "@":
            end, last = self.joined
            self.factors.pop()
            self.factors.append(("@", end))
            self.join(len(self.factors) - 1, Product(last, (("@", factor),), last.at))
            return
        self.joined = None
        self.is_by_slope = self.begins_slope(factor)
        is_beside = not sign or (sign == "⊙" and operator == "@")
        if is_beside and self.binds(operator, shape):
            meaning = self.meaning(sign, self.last, shape)
            self.bound.append((meaning, factor))
            is_of_number, self.last = (
                self.last == SCALAR,
                shape_after(meaning, self.last, shape),
            )
            if is_of_number and operator == self.sign == "*":
                operator = self.meaning("*", self.before, self.last)
            self.factors[-1] = (operator, Product(self.head, tuple(self.bound), last.at))
            self.whole = shape_after(operator, self.before, self.last)
            return
        if sign == "·" and (self.is_only_entrywise(factor, shape) or self.is_averaged(shape)):
            sign = "⊙"
        if sign == "·" and self.is_third_vector(shape):
            self.multiply_entries()
            sign = "⊙"
        if sign == "*" and self.is_chain_rule(factor, shape):
            sign = "·"
        if is_by_row := sign in ("", "·") and self.meets_rows(factor, shape):
            sign = "⊙"
        n = self.last_alike(shape) if sign == "⊙" else 0
        if n or (n := self.doubtful_end(sign, shape)):
            self.join(n, factor)
            return
        meaning = self.meaning(sign, self.whole, shape)
        self.warn_of_choice(sign, meaning, shape, factor)
        self.factors.append((meaning, factor))
        self.before, self.sign = self.whole, sign
        self.head, self.bound = factor, []
        self.last = shape
        self.whole = shape if is_by_row else shape_after(meaning, self.whole, shape)

    def meets_rows(self, factor: Node, shape: Shape | None) -> bool:
        """Whether `gamma dL/dY` can only multiply the entries of every row, as NumPy does."""
        if self.whole is None or shape is None or not _is_derivative(factor):
            return False
        is_of_rows = is_column(self.whole) and self.whole[0] == shape[1]
        if not is_of_rows or fit_as_matrices(self.whole, shape):
            return False
        a, b = self.reader.shown(self.factors[-1][1]), self.reader.shown(factor)
        self.reader.warn(f"{a} beside {b} multiplies the entries of every row")
        return True

    def is_third_vector(self, shape: Shape | None) -> bool:
        """Whether `a · b · c` are three vectors of one shape: no inner product fits."""
        if self.is_entrywise:
            return self.whole == shape
        is_inner = self.sign == "·" and self.factors[-1][0] == "@" and self.whole == SCALAR
        are_alike = self.before == self.last == shape and shape is not None and is_column(shape)
        return is_inner and are_alike and not self.reader.otherwise("chain")

    def multiply_entries(self) -> None:
        """The last two factors entry by entry."""
        if not self.is_entrywise:
            self.factors[-1] = ("*", self.factors[-1][1])
            self.whole, self.is_entrywise = self.before, True
            self.reader.warnings = [w for w in self.reader.warnings if not w.startswith("· ")]

    def last_alike(self, shape: Shape | None) -> int:
        """Where the B C of `A B C ⊙ D` begins, of the shape of D, if A B C does not fit it.

        0 for other products.
        """
        if shape is None or self.whole is None or broadcast(self.whole, shape):
            return 0
        for n in range(len(self.factors) - 1, 0, -1):
            if self.factors[n][0] != "@":
                return 0
            if self.shape_of(_product(self.factors[n:])) == shape:
                return n
        return 0

    def doubtful_end(self, sign: str, shape: Shape | None) -> int:
        """Where the B C of `A B C ⊙ D` begins in the reading that binds ⊙ to it, 0 in others.

        It may where all shapes fit either way, as they do where all sizes are equal.
        """
        is_star = sign == "*" and _is_typeset(self.reader.names.text)
        signs = [operator for operator, _ in self.factors[1:]]
        is_grouped = signs == ["@"] and (
            isinstance(self.factors[1][1], Product | Sum) or self.begins_with_data()
        )
        if not (sign == "⊙" or is_star) or not (is_grouped or signs == ["@", "@"]):
            return 0
        if shape is None or is_column(shape):
            return 0
        is_alike = self.whole == self.shape_of(_product(self.factors[1:])) == shape
        return 1 if is_alike and self.reader.otherwise("end") else 0

    def begins_with_data(self) -> bool:
        """Whether the first factor is `X^T`: what stands behind may be a whole by itself."""
        match self.factors[0][1]:
            case Transpose(Name(name)):
                return name in self.reader.names.vocabulary.data
        return False

    def join(self, n: int, factor: Node) -> None:
        """`A (B C ⊙ D)`: the factors from a place on, entry by entry with one more."""
        end = _product(self.factors[n:])
        self.joined = end, factor
        self.head, self.bound = Product(end, (("*", factor),), end.at), []
        self.before, self.last = (
            self.shape_of(_product(self.factors[:n])),
            self.shape_of(factor),
        )
        self.whole = shape_after("@", self.before, self.last)
        self.factors[n:] = [("@", self.head)]

    def ones_behind(self, piece: Piece) -> Node | None:
        """The column of ones behind a row or a matrix: `w^T 1`, `P 1` are sums."""
        shape = self.last
        is_turned = self.reader.after().text in ("^", "⊤")
        if piece.indices or is_turned or shape is None or shape[1] == 1:
            return None
        return ones_of_size((shape[1],), piece.at)

    def binds(self, operator: str, shape: Shape | None) -> bool:
        """Whether what stands side by side is taken together before the sign in front of it.

        Vectors side by side are multiplied entry by entry before a matrix on either side of
        them: `u v X`, `X^T u v`; so are those with ⊙ between, where nothing else fits.
        """
        are_alike = self.last == shape and shape is not None and is_column(shape)
        if operator == "@":
            return are_alike and self.whole != shape
        if operator != "*":
            return False
        if self.meaning("", self.last, shape) == "@":
            bound = shape_after("@", self.last, shape)
            if self.sign == "⊙" and bound and self.before and is_column(self.before):
                return bound in (self.before, transposed_shape(self.before))
            if self.sign == "⊙" and self.may_reach_on(shape):
                fits = bool(self.before and bound and broadcast(self.before, bound))
                return fits != self.reader.otherwise("hadamard")
            is_of_all = self.sign == "" and self.whole == self.last != SCALAR
            return not (is_of_all and not are_alike and is_column(self.last or SCALAR))
        return self.sign != "" and self.last == SCALAR and SCALAR not in (self.before, shape)

    def may_reach_on(self, shape: Shape | None) -> bool:
        """Whether `(A ⊙ B) C` fits where `A ⊙ B C` stands."""
        if self.whole is None or shape is None:
            return False
        return matrix_product_shape(self.whole, shape) is not None

    def begins_slope(self, factor: Node) -> bool:
        """Whether a factor is the slope of an activation, `σ'(z)` or `a(1 - a)`.

        What multiplies it does so entry by entry: the inner product has no use.
        """
        ahead = [self.reader.next, *(self.reader.after(n) for n in range(1, 5))]
        is_bent = isinstance(factor, Derivative) and isinstance(factor.of, Call)
        is_product = isinstance(factor, Product) and [s for s, _ in factor.rest] == ["*"]
        if is_product and isinstance(factor, Product):
            rest = factor.rest[0][1]
            is_bent = isinstance(rest, Sum) and rest == Sum(ONE, (("-", factor.first),))
        texts = [piece.text for piece in ahead]
        begins = isinstance(factor, Name) and texts == ["(", "1", "-", factor.name, ")"]
        return is_bent or begins

    def is_only_entrywise(self, factor: Node, shape: Shape | None) -> bool:
        """Whether · stands between arrays that have no matrix product, but broadcast.

        Jacobians and what they are multiplied by are no such arrays.
        """
        left, last = self.whole, self.factors[-1][1]
        if left is None or shape is None or (_is_derivative(last) and _is_derivative(factor)):
            return False
        return broadcast(left, shape) is not None and not fit_as_matrices(left, shape)

    def is_averaged(self, shape: Shape | None) -> bool:
        """Whether `a · b` of two vectors is all that a mean is of, on a page that has means.

        The mean of one number, as an inner product is, says nothing.
        """
        reader = self.reader
        is_lone = len(self.factors) == 1 and self.whole == shape
        if not is_lone or "mean" not in reader.names.vocabulary.functions:
            return False
        if reader.next.kind == "end" and self.factors[0][1].at == reader.tokens[0].at:
            return self.is_named_and_averaged()
        if reader.next.text != ")":
            return False
        places = (begin for begin, end in reader.closing.items() if end == reader.position)
        begin = next(places, 0)
        is_mean = begin and reader.tokens[begin - 1].text == "mean"
        return bool(is_mean) and _is_one_term(reader.tokens[begin + 1 : reader.position])

    def is_named_and_averaged(self) -> bool:
        """Whether a line only gives a name to `a · b`, and the text has a mean of that name."""
        named = _NAMED.search(self.reader.text[: self.reader.tokens[0].at])
        if named is None:
            return False
        mean = rf"(?<![A-Za-z])[Mm]ean\}}?\s?(?:\\left)?\(\s?{named[1]}\s?(?:\\right)?\)"
        return re.search(mean, self.reader.names.text) is not None

    def is_chain_rule(self, factor: Node, shape: Shape | None) -> bool:
        """Whether a * stands between two derivatives of different shapes, as · would.

        They are written as quotients: names such as `dL_dp` are those of code.
        """
        are_derivatives = _is_derivative(self.factors[-1][1]) and _is_derivative(factor)
        are_arrays = not {SCALAR, None} & {self.whole, shape}
        is_written = _QUOTIENT.search(self.reader.source.text) is not None
        return are_derivatives and are_arrays and self.whole != shape and is_written

    def meaning(self, sign: str, left: Shape | None, right: Shape | None) -> str:
        """The operator *, / or @ that a sign, or none, stands for between two shapes."""
        if sign == "*" and self.may_be_matrices(left, right):
            fits = matrix_product_shape(left or SCALAR, right or SCALAR) is not None
            if fits and _is_typeset(self.reader.names.text):
                return "@"
            if self.reader.otherwise("star"):
                return "@"
        is_square = left == right and left is not None and left[0] == left[1] != 1
        text = self.reader.names.text
        if sign == "*" and is_square and _is_typeset(text) and not _BY_ENTRY.search(text):
            return "@" if self.reader.otherwise("star") else "*"
        if sign in ("*", "/", "@"):
            return sign
        if sign == "⊙" or left is None or right is None or SCALAR in (left, right):
            return "*"
        if left == right and left[0] != left[1]:
            is_dot = sign == "·" and is_column(left)
            is_inner = is_dot and not self.is_by_slope
            if not is_dot and not is_column(left):
                return "*"
            choice = "dots" if is_dot else "beside"
            return "@" if is_inner != self.reader.otherwise(choice) else "*"
        if left == right and sign and self.reader.otherwise("product"):
            return "*"
        is_of_rows = left[0] == 1 != right[0] and left[1] == right[1] != right[0]
        if is_of_rows and not sign and self.reader.other == "rows":
            return "*"
        is_beside_rows = is_column(right) and left[1] == right[0] and 1 not in left
        is_of_rows = _is_derivative(self.factors[-1][1]) or isinstance(self.coming, Over)
        if is_beside_rows and is_of_rows:
            return "*" if self.reader.otherwise("beside rows") else "@"
        scales = sign != "×" and scales_rows(left, right)
        return "*" if scales and self.reader.otherwise("scaled rows") else "@"

    def may_be_matrices(self, left: Shape | None, right: Shape | None) -> bool:
        """Whether a * between two arrays of different shapes could be a matrix product."""
        if left is None or right is None or SCALAR in (left, right) or left == right:
            return False
        is_row = is_column(left) and matrix_product_shape(transposed_shape(left), right)
        return bool(is_row) or matrix_product_shape(left, right) is not None

    def warn_of_choice(
        self, sign: str, meaning: str, shape: Shape | None, factor: Node
    ) -> None:
        if sign in ("*", "/", "@", "⊙") or self.whole is None or shape is None:
            return
        a, b = self.reader.shown(self.factors[-1][1]), self.reader.shown(factor)
        if self.whole == shape != SCALAR and meaning == "@" and is_column(shape):
            self.reader.warn(f"· between {a} and {b} is read as the inner product {a}.T @ {b}")
        elif self.whole == shape != SCALAR and meaning == "*":
            self.reader.warn(f"{a} and {b} side by side are multiplied entry by entry")
        elif meaning == "@" and matrix_product_shape(self.whole, shape) is None:
            self.reader.warn(f"{a} and {b} side by side are read as a matrix product")

    def warn_of_quotient(self, below: Node, factor: Node) -> None:
        a, b, c = (
            self.reader.shown(Power(n, ONE))[:-2] for n in (self.factors[-2][1], below, factor)
        )
        self.reader.warn(
            f"{a}/{b} {c} is read as ({a}/{b})*{c}; write {a}/({b}*{c}) to divide by both"
        )

    def tree(self, at: int) -> Node:
        return _product(self.factors, at)


def _product(factors: Sequence[tuple[str, Node]], at: int = 0) -> Node:
    (_, first), *rest = factors
    return Product(first, tuple(rest), at or first.at) if rest else first


def _is_one_term(row: Sequence[Piece]) -> bool:
    """Whether no + or - stands outside of brackets."""
    depth = 0
    for piece in row:
        is_sign = piece.kind == "sign"
        depth += (is_sign and piece.text in OPENING) - (is_sign and piece.text in ")]}")
        if is_sign and piece.text in ("+", "-") and not depth:
            return False
    return True


def _is_typeset(text: str) -> bool:
    """Whether a text writes transposes as mathematics does, and nothing as NumPy does."""
    return bool(_TYPESET.search(text)) and not _OF_NUMPY.search(text)


def _is_derivative(node: Node) -> bool:
    return isinstance(node, Derivative) or (isinstance(node, Name) and "/" in node.name)
