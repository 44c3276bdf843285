"""A page of vectors and matrices: every formula with its shapes, its rule and its value."""

from collections.abc import Iterator

from handgrad.language.plain import plain
from handgrad.language.shape import SCALAR, Shape, length, transposed_shape
from handgrad.language.tree import Name, Node, Transpose, children
from handgrad.page.checked_page import CheckedPage
from handgrad.page.checks import Formula
from handgrad.teaching.columns import in_rows, indented, wrapped
from handgrad.teaching.example import Example
from handgrad.teaching.rule_words import rules


def forward_board(example: Example) -> list[str]:
    """For each forward formula its text and size, then its value."""
    model = example.model
    blocks = [_block(example, f, model.rank(f.name), size(model, f.shape)) for f in model.steps]
    return ["Forward", *_joined(blocks)]


def backward_board(example: Example) -> list[str]:
    """For each gradient formula its text, the sizes of its operands and its rule, its value."""
    model = example.model
    blocks = [
        _block(example, f, model.rank(variable(f)), _remark(model, f))
        for f in model.derivatives
    ]
    return ["Backward, from the loss to the parameters", *_joined(blocks)]


def variable(derivative: Formula) -> str:
    """The name that a derivative is taken by."""
    return derivative.name.partition("/d")[2]


def size(model: CheckedPage, shape: Shape) -> str:
    """A shape in numbers, such as `2 x 3`."""
    rows, columns = (length(dimension, model.sizes) for dimension in shape)
    return f"{rows} x {columns}" if shape != SCALAR else "a number"


def _joined(blocks: list[list[str]]) -> Iterator[str]:
    return (line for block in blocks for line in indented(block))


def _block(example: Example, formula: Formula, rank: int, remark: str) -> list[str]:
    first, *rest = in_rows(example.environment[formula.name], rank)
    margin = " " * len(formula.name)
    return [
        f"{formula.name} = {plain(formula.tree)}",
        *wrapped(f"({remark})", f"{margin}   ", f"{margin}    "),
        f"{margin} = {first}",
        *(f"{margin}   {line}" for line in rest),
    ]


def _remark(model: CheckedPage, formula: Formula) -> str:
    operands = {plain(o): _operand_shape(model, o) for o in _operands(formula.tree)}
    sizes = [f"{text} {size(model, s)}" for text, s in operands.items() if s != SCALAR]
    said = dict.fromkeys(rules(model, formula.tree))
    own = size(model, formula.shape)
    return "; ".join([f"{own} from {', '.join(sizes)}" if sizes else own, *said])


def _operands(tree: Node) -> Iterator[Node]:
    """The names that a tree is made of, with the `.T` that stands at them."""
    match tree:
        case Name() | Transpose(Name()):
            yield tree
        case _:
            for child in children(tree):
                yield from _operands(child)


def _operand_shape(model: CheckedPage, operand: Node) -> Shape:
    if isinstance(operand, Transpose):
        return transposed_shape(_operand_shape(model, operand.operand))
    return model.shapes.get(plain(operand), SCALAR)
