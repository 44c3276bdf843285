"""What a gradient formula of vectors and matrices does, in the words of a lesson."""

from collections.abc import Iterator

from handgrad.language.fit import fitted
from handgrad.language.shape import SCALAR, Shape
from handgrad.language.tree import Call, Name, Node, Product, Sum, Transpose, names, walk
from handgrad.page.checked_page import CheckedPage

OUTER = "outer product"
BACK = "the weights carry the gradient back"
SUMMED = "each row's outer product, added up"
ELEMENTWISE = "elementwise product"
SHARED = {
    None: "added up over all that share it",
    0: "added up over the rows that share it",
    1: "added up over the columns that share it",
}
UNCHANGED = "passes on unchanged"
SEVERAL = "the gradients of several uses add up"


def rules(model: CheckedPage, tree: Node) -> Iterator[str]:
    """The rules that a gradient formula applies, where they have a simple name."""
    if isinstance(tree, Name):
        yield UNCHANGED
    if isinstance(tree, Sum):
        arriving = [term for term in (tree.first, *(t for _, t in tree.rest)) if _arrives(term)]
        if len(arriving) > 1:
            yield SEVERAL
    for node in walk(tree):
        if isinstance(node, Product) and _arrives(node):
            yield from _of_product(model, node)
        if isinstance(node, Call) and node.function == "sum" and _arrives(node):
            yield SHARED[node.axis]


def _arrives(tree: Node) -> bool:
    """Whether a derivative of the loss has arrived in this tree."""
    return any("/d" in name for name in names(tree))


def _of_product(model: CheckedPage, node: Product) -> Iterator[str]:
    left = node.first
    for i, (operator, right) in enumerate(node.rest):
        if operator == "@":
            yield from _of_matrices(model, left, right)
        elif operator == "*" and SCALAR not in (_shape(model, left), _shape(model, right)):
            yield ELEMENTWISE
        left = Product(node.first, node.rest[: i + 1])


def _of_matrices(model: CheckedPage, left: Node, right: Node) -> Iterator[str]:
    if any(_is_parameter(model, factor) for factor in (left, right)):
        yield BACK
    elif _shape(model, left)[1] == 1:
        yield OUTER
    elif isinstance(left, Transpose):
        yield SUMMED


def _is_parameter(model: CheckedPage, factor: Node) -> bool:
    inner = factor.operand if isinstance(factor, Transpose) else factor
    return isinstance(inner, Name) and inner.name in model.parameters


def _shape(model: CheckedPage, tree: Node) -> Shape:
    return fitted(tree, model.shapes).shape
