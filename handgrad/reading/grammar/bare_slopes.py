"""The slope of an activation with no bracket behind it: the σ' of `(a - y) σ' x`.

It is taken at the one place at which the page has the function, or the layer below it has:
`σ_2'`. A name behind it is its argument where it is exactly that place, and else a factor.
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

from handgrad.errors import FormulaError
from handgrad.language import functions
from handgrad.language.shape import SCALAR
from handgrad.language.tree import Call, Index, Name, Node, Over, names, walk
from handgrad.reading.grammar import indices
from handgrad.reading.grammar.reader import OPENING, Reader
from handgrad.reading.grammar.slope_trees import slope_tree
from handgrad.reading.grammar.slopes_said import is_of_another_slope
from handgrad.reading.spelling.piece import Piece
from handgrad.regex import regex

_NUMBER = regex(r"\d+$")


class _Place(NamedTuple):
    """What a page puts into a function, and the number that the layer has there."""

    argument: Node
    layer: str


def slope_alone(reader: Reader, function: str, at: Piece) -> Node | None:
    """σ' where no argument follows; None where one does.

    Raises FormulaError where the page has the function at several places and none is named.
    """
    if function not in functions.ELEMENTWISE or reader.names.language:
        return None
    label = _label(reader)
    places = _of_layer(reader, _places(reader, function), label)
    if reader.next.kind == "sign" and reader.next.text in OPENING:
        return _before_bracket(reader, function, places, at)
    if _is_power_of_application(reader):
        return None
    if reader.next.text == "|" and reader.after().text == "_" and not reader.bars:
        return _at_bar(reader, function, at)
    everywhere = [place.argument for place in _places(reader, function)]
    if not everywhere and not reader.starts_factor():
        return None
    argument = _argument(reader, [place.argument for place in places])
    if argument is not None:
        told = f"{function}'({reader.shown(argument)})"
        reader.warn(f"{function}' without brackets is read as {told}")
        return slope_tree(reader, function, argument, at.at)
    if is_of_another_slope(reader, function, everywhere, at):
        raise _is_open(reader, function, at)
    return _at_place(reader, function, places, label, at)


def _label(reader: Reader) -> list[str]:
    """The numbers and letters below the slope, taken."""
    if reader.next.text != "_" or reader.next.kind != "sign":
        return []
    reader.take()
    end = reader.end_of_group()
    below = reader.tokens[reader.position + 1 : end] if end else [reader.next]
    reader.position = end + 1 if end else reader.position + 1
    found: list[str] = []
    for piece in below:
        word = piece.text.replace("_", "")
        found += [word] if word.isdecimal() else list(word)
    return found


def _places(reader: Reader, function: str) -> list[_Place]:
    """Each place at which the page has a function, once."""
    found: dict[Node, _Place] = {}
    for name, formula in reader.names.vocabulary.forward.items():
        for node in walk(formula):
            match node:
                case Call(called, (argument,)) if called == function:
                    of = argument.name if isinstance(argument, Name) else ""
                    of = of or (name if node == formula else "")
                    number = _NUMBER.search(of)
                    found.setdefault(argument, _Place(argument, number[0] if number else ""))
    return list(found.values())


def _of_layer(reader: Reader, places: list[_Place], label: Sequence[str]) -> list[_Place]:
    """The places of the layer that a label begins with, all where it begins with none."""
    if not label or not label[0].isdecimal():
        return places
    named = [place for place in places if place.layer == label[0]]
    is_only = len(places) == 1 and not places[0].layer
    is_number = is_only and reader.shape(places[0].argument) == SCALAR
    return places if is_number else named


def _is_power_of_application(reader: Reader) -> bool:
    """Whether a bracket follows a power: `σ'^2(z)`."""
    if reader.next.text not in ("^", "**"):
        return False
    end = reader.closing.get(reader.position + 1, reader.position + 1)
    behind = reader.tokens[min(end + 1, len(reader.tokens) - 1)]
    return behind.kind == "sign" and behind.text in OPENING and reader.after().text != "⊤"


def _argument(reader: Reader, places: Sequence[Node]) -> Node | None:
    """What follows, taken, where it is exactly what the page puts into the function.

    It may be a factor all the same; a name of the writer's own may be the argument.
    """
    if reader.next.kind != "name":
        return None
    start, warnings = reader.position, list(reader.warnings)
    is_own = reader.next.text not in reader.names.vocabulary.shapes
    met = dict(reader.met)
    for read in (_word, Reader.postfix):
        with suppress(FormulaError):
            found = read(reader)
            is_place = found in places or (isinstance(found, Index) and found.operand in places)
            if (is_place or is_own) and reader.otherwise("slope") != is_place:
                return found
        met |= {key: None for key in reader.met if key == "slope"}
        reader.position, reader.met, reader.warnings = start, met, warnings
    return None


def _word(reader: Reader) -> Node:
    """A name with those that are written in one word with it: `wx`."""
    return reader.rest_of_word(reader.postfix())


def _at_place(
    reader: Reader, function: str, places: Sequence[_Place], label: Sequence[str], at: Piece
) -> Node:
    """The slope at the only place, or its entry of the letters below it."""
    if len(places) != 1 or any(isinstance(n, Over) for n in walk(places[0].argument)):
        raise _is_open(reader, function, at)
    [place] = places
    argument = place.argument
    letters = [letter for letter in label if not letter.isdecimal()]
    if reader.shape(argument) is None or (letters and reader.shape(argument) == SCALAR):
        raise _is_open(reader, function, at)
    if reader.next.text == "^" and [reader.after(n).text for n in (1, 2)] == ["{", "("]:
        raise _is_open(reader, function, at)
    reader.warn(
        f"{function}' is taken at {reader.shown(argument)}, where the page has {function}"
    )
    whole = slope_tree(reader, function, argument, at.at)
    return indices.entry_tree(reader, whole, letters, at) if letters else whole


def _at_bar(reader: Reader, function: str, at: Piece) -> Node:
    """`σ'|_{z}`: the bar says where."""
    reader.take()
    reader.take()
    end = reader.end_of_group()
    inside = reader.tokens[reader.position + 1 : end] if end else [reader.next]
    if (
        inside
        and inside[-1].kind == "name"
        and [p.text for p in inside[:-1]][1:] in ([], ["="])
    ):
        reader.position = reader.position + len(inside) if end else reader.position
        argument = reader.primary()
        reader.position = end + 1 if end else reader.position
        return slope_tree(reader, function, argument, at.at)
    raise _is_open(reader, function, at)


def _before_bracket(
    reader: Reader, function: str, places: Sequence[_Place], at: Piece
) -> Node | None:
    """None: what is in a bracket is the argument; σ'(a - y) may be a product too."""
    end = reader.end_of_group()
    if end is None or not _may_be_factor(
        reader, function, reader.tokens[reader.position : end]
    ):
        return None
    if len(places) != 1:
        raise _is_open(reader, function, at)
    return _at_place(reader, function, places, (), at) if reader.otherwise("slope") else None


def _may_be_factor(reader: Reader, function: str, inside: Sequence[Piece]) -> bool:
    """Whether a sum in a bracket has a value of the page that does not go into the function."""
    places = [place.argument for place in _places(reader, function)]
    direct = {name for place in places for name in names(place)}
    known = reader.names.inputs
    into = direct.union(*(known.get(name, frozenset()) for name in direct))
    page = reader.names.vocabulary
    others = {*page.forward, *page.data, *page.parameters} - into
    has_sum = any(piece.text in ("+", "-") for piece in inside[2:])
    return has_sum and any(p.kind == "name" and p.text in others for p in inside)


def _is_open(reader: Reader, function: str, at: Piece) -> FormulaError:
    told = (
        f"where is the slope of {function} taken? Write {function}'(z), or {function}'(z)*(...)"
    )
    return reader.source.error(told, at.at, is_open=True)
