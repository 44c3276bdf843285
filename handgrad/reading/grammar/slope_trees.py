"""What σ' is of a formula: of an entry z_i the entry of what it is of the whole array."""

from collections.abc import Sequence
from fractions import Fraction

from handgrad.language import functions
from handgrad.language.shape import SCALAR
from handgrad.language.tree import (
    Call,
    Derivative,
    Index,
    Name,
    Node,
    Number,
    Over,
    Transpose,
    walk,
)
from handgrad.reading.grammar.piecewise import comparison_tree
from handgrad.reading.grammar.reader import Reader
from handgrad.reading.spelling.piece import Piece

_MOST_AXES = 2


def slope_tree(reader: Reader, function: str, argument: Node, at: int) -> Node:
    """σ'(z): of an entry z_i the entry of what σ' is of the whole array."""
    match argument:
        case Index(operand, places):
            return Index(slope_tree(reader, function, operand, at), places, at)
        case Transpose(Index(operand, places)):
            row = Index(slope_tree(reader, function, operand, at), places, at)
            return Transpose(row, at)
    is_formula = not isinstance(argument, Name)
    if function == "relu" and (is_formula or _is_value_of_relu(reader, argument)):
        return comparison_tree(">", argument, Number(Fraction(0)), at)
    letters = _free_letters(argument, reader.running)
    whole = argument
    for letter in reversed(letters):
        whole = Over("each", letter, whole, reader.extents.get(letter), at)
    slope = Derivative(Call(function, (whole,), None, at), whole, at)
    is_number = not letters or reader.shape(argument) in (None, SCALAR)
    if not is_number or len(letters) > _MOST_AXES:
        raise reader.error("write this derivative out, or give its argument a name")
    return Index(slope, tuple(map(Name, letters)), at) if letters else slope


def refuse_whole(reader: Reader, tree: Call, piece: Piece) -> None:
    """Raises FormulaError for `(ln(2w))'`: by its argument, or by a parameter?"""
    is_plain = all(isinstance(argument, Name | Index) for argument in tree.arguments)
    if not is_plain and tree.function not in functions.ACTIVATIONS:
        told = "by what this prime is meant is not clear; write the derivative as dy/dx"
        raise reader.source.error(told, piece.at, is_open=True)


def _is_value_of_relu(reader: Reader, argument: Node) -> bool:
    """Whether this is a value of relu, whose slope people take there too: it is 0 at 0."""
    name = argument.name if isinstance(argument, Name) else ""
    value = reader.names.vocabulary.forward.get(name)
    return isinstance(value, Call) and value.function == "relu"


def _free_letters(tree: Node, running: Sequence[str]) -> list[str]:
    """The indices that run outside of a formula and stand in it."""
    bound = {node.index for node in walk(tree) if isinstance(node, Over)}
    places = [i for node in walk(tree) if isinstance(node, Index) for i in node.indices]
    found = dict.fromkeys(i.name for i in places if isinstance(i, Name))
    return [letter for letter in found if letter in running and letter not in bound]
