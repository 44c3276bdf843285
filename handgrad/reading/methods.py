"""What follows a point in code: `.T`, `.sum(axis=0)`, `.dot(b)`, `.astype(float)`, `.grad`."""

from fractions import Fraction
from typing import TYPE_CHECKING

from handgrad.errors import did_you_mean
from handgrad.language import functions
from handgrad.language.shape import SCALAR, is_column
from handgrad.language.tree import Name, Node, Number, Transpose
from handgrad.reading import calls, differentials
from handgrad.reading.call_trees import build
from handgrad.reading.lexing import words

if TYPE_CHECKING:
    from handgrad.reading.grammar import Reader

_TURNING = frozenset(("T", "mT", "t", "transpose"))
# Types, copies and the like: the value is the same.
_NOTHING = words(
    "astype float double int long to detach item numpy copy clone type contiguous tolist cpu"
)
_FUNCTIONS = {
    "sum": "sum", "mean": "mean", "max": "max", "min": "min", "dot": "dot", "matmul": "matmul",
    "mm": "dot", "mv": "dot", "outer": "outer", "ger": "outer", "exp": "exp", "log": "log",
    "sqrt": "sqrt", "tanh": "tanh", "sigmoid": "sigmoid", "relu": "relu", "abs": "abs",
    "sign": "sign", "square": "square", "pow": "power", "norm": "norm", "clip": "clip",
    "clamp": "clamp", "softmax": "softmax", "log_softmax": "log_softmax", "mul": "mul",
    "add": "add", "sub": "sub", "div": "div", "neg": "neg", "sin": "sin", "cos": "cos",
    "reciprocal": "reciprocal", "logsumexp": "logsumexp",
}  # fmt: skip


def method(reader: "Reader", tree: Node) -> Node:
    """The tree with the attribute or the method behind the point applied."""
    point = reader.take()
    piece = reader.next
    name = piece.text
    if piece.kind != "attribute":
        if name == ".":
            raise reader.error("... leaves something out; write the whole formula")
        raise reader.error("a point stands in numbers and before T or sum(...)", point)
    reader.take()
    if name in _TURNING:
        if reader.next.text == "(":
            calls.listed(reader)
        return Transpose(tree, point.at)
    if name in _NOTHING:
        _skip_call(reader)
        return tree
    if name == "grad":
        return differentials.of_loss(reader, tree, point.at)
    if name in ("shape", "size"):
        return _size(reader, tree)
    if name == "reshape":
        return _reshaped(reader, tree)
    if name in _FUNCTIONS and reader.next.text == "(":
        arguments, keywords = calls.listed(reader)
        return build(reader, _FUNCTIONS[name], [tree, *arguments], keywords, point.at)
    hint = did_you_mean(name, (*functions.NAMES, "T"))
    raise reader.error(f".{name} is not read{hint}", piece)


def _skip_call(reader: "Reader") -> None:
    """The bracket behind a method that changes nothing, whatever stands in it."""
    if reader.next.text == "(":
        reader.skip_group()


def _size(reader: "Reader", tree: Node) -> Node:
    """`X.shape[0]` or `x.size(0)`: a size of the page."""
    piece = reader.next
    shape = reader.shape(tree)
    is_called = piece.text in ("(", "[")
    is_count = reader.tokens[reader.position - 1].text == "size" and not is_called
    if is_count and shape is not None and is_column(shape) and isinstance(shape[0], str):
        return Name(shape[0], piece.at)
    texts = [piece.text, reader.after(1).text, reader.after(2).text]
    if shape is None or texts[0] + texts[2] not in ("[]", "()") or texts[1] not in "01":
        raise reader.error("write the size by its name, or x.shape[0]", piece)
    for _ in range(3):
        reader.take()
    size = shape[int(texts[1])]
    return Name(size, piece.at) if isinstance(size, str) else Number(Fraction(size))


def _reshaped(reader: "Reader", tree: Node) -> Node:
    """`.reshape(-1, 1)` makes a vector a column, `.reshape(1, -1)` a row."""
    piece = reader.next
    shape = reader.shape(tree)
    reader.skip_group()
    inside = "".join(t.text for t in reader.tokens if piece.at < t.at < reader.next.at)
    if shape is None or 1 not in shape or inside.rstrip(")") not in ("-1,1", "1,-1"):
        raise reader.error("only a vector's reshape(-1, 1) and reshape(1, -1) are read", piece)
    is_turned = shape != SCALAR and is_column(shape) != inside.startswith("-1")
    return Transpose(tree, piece.at) if is_turned else tree
