"""The tree of a derivative: of the loss by a name of the page one name, any other a node."""

from collections.abc import Sequence

from handgrad.language import functions
from handgrad.language.shape import SCALAR, is_column
from handgrad.language.tree import Call, Derivative, Index, Name, Node, Transpose, walk
from handgrad.reading.grammar.reader import Reader
from handgrad.reading.grammar.slope_trees import slope_tree


def derivative_tree(reader: Reader, of: Node, by: Node, at: int) -> Node:
    """The tree of d(of)/d(by)."""
    vocabulary = reader.names.vocabulary
    is_loss = of == Name(vocabulary.loss)
    if is_loss or (reader.is_left and of == vocabulary.forward.get(vocabulary.loss)):
        of = Name(vocabulary.loss, at)
        match by:
            case Name(name):
                whole = f"d{vocabulary.loss}/d{name}"
                if whole in vocabulary.shapes or (reader.is_left and name in vocabulary.shapes):
                    if reader.is_left:
                        reader.skip_arguments()
                    return Name(whole, at)
            case Index(operand, places):
                return Index(derivative_tree(reader, of, operand, at), places, at)
            case Transpose(Index(operand, places)):
                return Transpose(
                    Index(derivative_tree(reader, of, operand, at), places, at), at
                )
    match of, by:
        case Call(function, (argument,)), Index() if argument == by and (
            function in functions.ELEMENTWISE
        ):
            return slope_tree(reader, function, argument, at)
        case Call("vec", (above,)), Call("vec", (below,)):
            return Derivative(above, below, at, True)
        case Index(above, rows), Index(below, columns) if _all_letters(*rows, *columns):
            return Index(Derivative(above, below, at, True), (*of.indices, *by.indices), at)
        case _, Index(Name() as below, places) if _is_one_number(reader, of, places):
            return Index(Derivative(of, below, at), places, at)
        case Index(Name() as above, places), Name() if _is_one_number(reader, by, places):
            return Index(Derivative(above, by, at), places, at)
        case Index(Name() as above, (Name() as place,)), Name() if _is_gradient(reader, of, by):
            return Transpose(Index(Derivative(above, by, at, True), (place, None), at), at)
    return Derivative(of, by, at)


def _is_one_number(reader: Reader, tree: Node, places: Sequence[Node | None]) -> bool:
    """Whether a tree has one value, whatever the letters at these places are."""
    return (
        _all_letters(*places)
        and not {*places} & {*walk(tree)}
        and (reader.shape(tree) == SCALAR)
    )


def _is_gradient(reader: Reader, of: Node, by: Node) -> bool:
    """Whether the derivative of one by the other is a column: of a number by a vector."""
    shape = reader.shape(by)
    return reader.shape(of) == SCALAR and shape is not None and is_column(shape)


def _all_letters(*places: Node | None) -> bool:
    return all(isinstance(place, Name) for place in places)
