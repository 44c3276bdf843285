"""How two values stand beside an operator: as written, or a column as the row it is like."""

from typing import NamedTuple

from handgrad.language import functions
from handgrad.language.shape import Shape, is_column, matrix_product_shape, transposed_shape
from handgrad.language.tree import Call, Index, Name, Node, Over, Product, Transpose, children

NOBODY, OUTER = -1, -2
"""The places of a transpose that nobody wrote, and of one that makes an outer product."""


class Fitted(NamedTuple):
    """A tree whose shapes fit, and the shape of its value."""

    tree: Node
    shape: Shape

    def turned(self, at: int = NOBODY) -> "Fitted":
        return Fitted(Transpose(self.tree, at), transposed_shape(self.shape))

    def as_vector(self) -> "Fitted":
        """The column that NumPy's vector `e @ X` is, any other value as it is."""
        is_row = is_column(transposed_shape(self.shape)) and _is_turned_vector(self.tree)
        return self.turned() if is_row else self


PLACE = "#"
"""What the name of a part begins with that was fitted before: it stands as it is."""


def readings(operator: str, a: Fitted, b: Fitted) -> list[tuple[Fitted, Fitted]]:
    """As written, then with a column read as the row where that gives it a partner.

    Elementwise, a column turns only to meet rows of its own length: two vectors of different
    sizes are never stretched to a matrix. A column beside a row of its own length that nobody
    transposed, such as a mean down the rows or `e @ X`, is that row's like: NumPy's vectors are
    rows.
    """
    found = [(a, b)]
    if not is_column(a.shape) and not is_column(b.shape):
        return found
    if a.shape == transposed_shape(b.shape):
        is_by_hand = _is_row_by_hand(b.tree) or (operator == "@" and _is_row_by_hand(a.tree))
        if is_column(a.shape) and not is_by_hand:
            found.insert(0, (a.turned(), b.turned() if operator == "@" else b))
        if is_column(b.shape) and operator != "@" and not _is_row_by_hand(a.tree):
            found.insert(0, (a, b.turned()))
    if is_column(a.shape) and (operator == "@" or b.shape[1] == a.shape[0]):
        found.append((a.turned(), b))
    if is_column(b.shape) and (operator == "@" or a.shape[1] == b.shape[0]):
        found.append((a, b.turned(OUTER if operator == "@" else NOBODY)))
    return found


def _is_row_by_hand(tree: Node) -> bool:
    """Whether somebody wrote the transpose that makes this a row, or a column."""
    match tree:
        case Name(name):
            return name.startswith(PLACE)
        case Transpose():
            return tree.at >= 0
        case Product(first, rest) if any(operator == "@" for operator, _ in rest):
            return _is_row_by_hand(first)
        case Call(function) if function not in functions.ELEMENTWISE:
            return function == "transpose"
        case Index():
            return False
    return any(map(_is_row_by_hand, children(tree)))


def _is_turned_vector(tree: Node) -> bool:
    """Whether this is a row only because a vector stands on the left of a matrix product."""
    match tree:
        case Transpose():
            return tree.at == NOBODY
        case Product(first, rest) if any(operator == "@" for operator, _ in rest):
            return _is_turned_vector(first)
        case Call(function) if function not in functions.ELEMENTWISE:
            return False
        case Index() | Over():
            return False
    return any(map(_is_turned_vector, children(tree)))


def advice(operator: str, a: Shape, b: Shape) -> str:
    if operator != "@":
        return ""
    for left, right, text in (
        (transposed_shape(a), b, "transpose the left one (.T)"),
        (a, transposed_shape(b), "transpose the right one (.T)"),
        (transposed_shape(a), transposed_shape(b), "transpose both (.T)"),
        (b, a, "change their order"),
    ):
        if matrix_product_shape(left, right) is not None:
            return f"; they would fit if you {text}"
    return ""
