"""The value of an activation by its name alone: the σ of `(σ - y) σ (1 - σ) x`.

It is the one value that the page has of the function.
"""

from collections.abc import Sequence
from itertools import pairwise

from handgrad.errors import FormulaError
from handgrad.language.tree import Call, Node, Over, walk
from handgrad.reading.grammar.reader import Reader
from handgrad.reading.spelling.commands import word_set
from handgrad.reading.spelling.piece import Piece

_ACTIVATIONS = word_set("sigmoid tanh relu softmax softplus")
_FACTORS = ("name", "number", "constant", "function", "command")
_BEHIND = (")", "]", "}", "*", "·", "⊙", "/", "+", "-", ",", "=", "⊤")


def value_alone(reader: Reader, piece: Piece) -> Node | None:
    """The page's value of an activation where no argument follows; None where one does.

    Raises FormulaError where the page has several values of it, or none.
    """
    function = piece.text
    if function not in _ACTIVATIONS or reader.names.language or "code" in piece.indices:
        return None
    if reader.next.kind == "end" and reader.tokens[0] is piece:
        return None
    behind = _behind_power(reader)
    following = reader.tokens[behind]
    is_sign = following.kind == "sign" and following.text in _BEHIND
    is_alone = following.kind == "end" or is_sign or _holds(reader, behind, function)
    values = _values(reader, function)
    if not is_alone:
        is_bracket = following.text in ("(", "[") and (
            _stands_alone(reader.tokens, function)
            or (_is_letter(reader, piece) and _is_complement(reader, behind))
        )
        is_factor = (following.kind in _FACTORS or is_bracket) and len(values) == 1
        return values[0] if is_factor and reader.otherwise("value") else None
    if len(values) != 1 or _may_be_negative(reader):
        raise _is_open(reader, function, piece)
    reader.warn(f"{function} alone is read as {reader.shown(values[0])}")
    return values[0]


def _behind_power(reader: Reader) -> int:
    """The place behind a power by a number: that of the bracket in `σ^2 (1 - σ)`."""
    place, texts = reader.position, [reader.after(n).text for n in range(1, 4)]
    if reader.next.text not in ("^", "**"):
        return place
    is_braced = texts[0] == "{" and texts[1].isdigit() and texts[2] == "}"
    return place + 4 if is_braced else place + 2 if texts[0].isdigit() else place


def _may_be_negative(reader: Reader) -> bool:
    """Whether a minus stands at what follows it: `σ -z` may be the σ of -z."""
    return reader.next.text == "-" and not reader.next.glued and reader.after().glued


def _holds(reader: Reader, start: int, function: str) -> bool:
    """Whether a bracket holds the same value, and so is a factor: `σ (1 - σ)`."""
    end = reader.closing.get(start)
    if end is None or reader.tokens[start].text not in ("(", "["):
        return False
    return _stands_alone(reader.tokens[start + 1 : end + 1], function)


def _is_letter(reader: Reader, piece: Piece) -> bool:
    """Whether the function is typed as the letter σ, and not by its word: `relu(1 - z)`."""
    return reader.source.text[piece.at :].startswith(("σ", "\\sigma", "sigma"))


def _is_complement(reader: Reader, start: int) -> bool:
    """Whether a bracket begins with 1 and a sign: `σ (1 - y)`."""
    one, sign = (piece.text for piece in reader.tokens[start + 1 : start + 3])
    return one == "1" and sign in ("+", "-")


def _stands_alone(row: Sequence[Piece], function: str) -> bool:
    """Whether an activation stands without an argument among these pieces."""
    return any(
        piece.kind == "function" and piece.text == function and behind.text in _BEHIND
        for piece, behind in pairwise(row)
    )


def _values(reader: Reader, function: str) -> list[Node]:
    """Each value that the page has of a function, once."""
    found: dict[Node, None] = {}
    for formula in reader.names.vocabulary.forward.values():
        inside = {
            node for over in walk(formula) if isinstance(over, Over) for node in walk(over)
        }
        for node in walk(formula):
            if isinstance(node, Call) and node.function == function and node not in inside:
                found[node] = None
    return list(found)


def _is_open(reader: Reader, function: str, at: Piece) -> FormulaError:
    return reader.error(f"the function {function} needs an argument: {function}(...)", at)
