"""Functions and methods with their arguments: `exp -z`, `np.sum(d, axis=0)`, `d.sum()`."""

from fractions import Fraction

from handgrad.errors import did_you_mean
from handgrad.language import functions
from handgrad.language.shape import SCALAR, is_column
from handgrad.language.tree import (
    Call,
    Compare,
    Index,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Transpose,
)
from handgrad.reading.grammar import atoms, differentials, sums
from handgrad.reading.grammar.bare_slopes import slope_alone
from handgrad.reading.grammar.bare_values import value_alone
from handgrad.reading.grammar.call_trees import Keywords, call_tree
from handgrad.reading.grammar.reader import CLOSING, Reader
from handgrad.reading.names.applied_letters import letters_read
from handgrad.reading.names.name_spellings import function_spelled
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.names.words import AXES
from handgrad.reading.spelling.commands import word_set
from handgrad.reading.spelling.piece import Piece
from handgrad.regex import regex

_KEYWORDS = ("axis", "dim", "keepdims", "keepdim", "min", "max", "a_min", "a_max", "dtype")
_OPENING = ("(", "[", "{")
_MOST_ARGUMENTS = 16
# Functions whose derivative is the same of the argument and of the value.
_SAME_OF_VALUE = ("relu", "step", "sign", "abs")


def application(reader: Reader) -> Node:
    """A function and what it is applied to, with the power or the prime between them."""
    piece = reader.take()
    if piece.text in sums.OVER and sums.is_over(reader, piece):
        return sums.sum_over(reader, piece)
    if "rows" in piece.indices:
        return sums.over_rows(reader, piece)
    if piece.text in ("sum", "mean") and (tree := _reaching_on(reader, piece)):
        return tree
    if piece.text in ("sum", "mean") and (tree := sums.over_bracket(reader, piece)):
        return tree
    if piece.text == "log" and "code" not in piece.indices and _is_log(reader, piece.at):
        reader.warn("log is read as the natural logarithm")
    if piece.text == "log" and differentials.is_log_of_loss(reader):
        return reader.primary()
    if piece.text == "log" and reader.next.text == "_":
        return _logarithm(reader, piece)
    for letter in letters_read(piece, reader.names):
        reader.warn(f"{letter} is read as {piece.text}")
    primes = _primes(reader)
    if (
        primes
        and "code" not in piece.indices
        and (tree := slope_alone(reader, piece.text, piece))
    ):
        return tree
    if not primes and (value := value_alone(reader, piece)):
        return value
    power = _power_of_function(reader)
    is_bare = reader.next.kind != "sign" or reader.next.text not in _OPENING
    arguments, keywords = _arguments(reader, piece.text)
    if piece.text == "norm" and reader.next.text == "_" and len(arguments) == 1:
        return atoms.sized_norm(reader, arguments[0], piece.at)
    is_raised = is_bare and power is None and isinstance(arguments[0], Power)
    if is_raised and reader.otherwise("power"):
        power, arguments = _power_outside(arguments[0])
    for axis in set(piece.indices) & set(AXES):
        keywords["axis"] = Number(Fraction(AXES[axis]))
    tree = call_tree(reader, piece.text, arguments, keywords, piece.at)
    tree = sums.down_the_rows(reader, tree)
    if primes:
        tree = differentials.prime(reader, tree)
    return Power(tree, power, piece.at) if power is not None else tree


def _reaching_on(reader: Reader, piece: Piece) -> Node | None:
    """A sum that may go on behind a bracket: `sum (p - y) p (1 - p)`, `Sum(x - mu)^2`."""
    end = reader.end_of_group()
    is_sign = reader.text[piece.at :].startswith("Sum") and not reader.names.language
    if end is None or (reader.next.glued and not is_sign) or end + 1 >= len(reader.tokens):
        return None
    behind = reader.tokens[end + 1]
    is_raised = behind.text in ("^", "**") and not reader.names.language
    is_factor = not reader.next.glued and (
        behind.text in ("*", "·", "⊙", "(") or behind.kind in ("name", "function")
    )
    if not (is_raised or is_factor) or not reader.otherwise("reach"):
        return None
    sign = piece._replace(indices=("tex",)) if is_raised else piece
    reader.tokens = [sign if token is piece else token for token in reader.tokens]
    return (
        sums.sum_over(reader, sign)
        if is_raised
        else Call(piece.text, (reader.product(),), None, piece.at)
    )


def _logarithm(reader: Reader, piece: Piece) -> Node:
    """`\\log_2 x` by its base; a field that was typed `log(x)` writes `\\log_{(x)}`."""
    reader.take()
    base = reader.postfix() if reader.next.text != "{" else atoms.group(reader)
    if not isinstance(base, Number):
        return Call("log", (base,), None, piece.at)
    arguments, _ = _arguments(reader, "log")
    below = Call("log", (base,), None, piece.at)
    return Product(Call("log", tuple(arguments), None, piece.at), (("/", below),), piece.at)


def _power_outside(argument: Node) -> tuple[Node | None, list[Node]]:
    """The exponent of an argument and the argument without it."""
    match argument:
        case Power(base, exponent):
            return exponent, [base]
    return None, [argument]


def _is_log(reader: Reader, at: int) -> bool:
    """Whether it is written log, which has several bases, on a page that does not use it."""
    return reader.text[at:].lstrip("\\")[:3] == "log" and (
        "log" not in reader.names.vocabulary.functions
    )


def primed_application(reader: Reader) -> Node:
    """`sigmoid_prime(z)`."""
    piece = reader.take()
    if tree := slope_alone(reader, piece.text, piece):
        return tree
    arguments, keywords = _arguments(reader, piece.text)
    for argument in arguments:
        if is_value_of(reader.names.vocabulary, piece.text, argument):
            raise reader.error(of_value(piece.text), piece)
    return differentials.prime(
        reader, call_tree(reader, piece.text, arguments, keywords, piece.at)
    )


def of_value(function: str) -> str:
    """Why the derivative of a function by name is not read behind a value of the function."""
    return (
        f"the derivative of {function} is meant by its value or at it, which the name does not "
        "say; write the formula: a*(1 - a), 1 - a^2"
    )


def is_value_of(page: Vocabulary, function: str, tree: Node) -> bool:
    """Whether `sigmoid_derivative(a)` is taken of a value `a = sigmoid(z)` and that matters."""
    value = page.forward.get(tree.name, tree) if isinstance(tree, Name) else tree
    is_value = isinstance(value, Call) and value.function == function
    return is_value and function not in _SAME_OF_VALUE


def _primes(reader: Reader) -> int:
    count = 0
    while reader.accept("'"):
        count += 1
    if count > 1:
        raise reader.error("second derivatives are not read")
    return count


def _power_of_function(reader: Reader) -> Node | None:
    """The 2 of `sin^2 x`; -1 is refused, because it could be the inverse."""
    if reader.next.text not in ("^", "**"):
        return None
    at = reader.take()
    power = reader.exponent()
    if isinstance(power, Negative):
        raise reader.error("a function to the power -1 is ambiguous; write 1/f(x)", at)
    return power


def _arguments(reader: Reader, function: str) -> tuple[list[Node], Keywords]:
    if reader.next.text in _OPENING and reader.next.kind == "sign":
        return call_list(reader)
    piece = reader.next
    if not (piece.text == "-" or piece.kind not in ("end", "sign") or piece.text in ("|", "‖")):
        raise reader.error(f"the function {function} needs an argument: {function}(...)")
    with reader.deeper():
        is_whole = function == "tr" and not reader.otherwise("trace")
        argument = reader.product() if is_whole else bare(reader)
    is_one = argument == atoms.ONE and reader.next.text in ("+", "-")
    if (is_one or reader.starts_factor()) and reader.otherwise("argument"):
        argument = (
            reader.sum_while(argument, lambda: True)
            if is_one
            else reader.rest_of_product(argument)
        )
    follows = reader.next.kind not in ("end", "sign", "word") or reader.next.text in _OPENING
    if follows or is_one or not isinstance(argument, Name | Number | Index | Call):
        whole = reader.shown(Call(function, (argument,)))
        reader.warn(f"{function} without brackets is read as {whole}")
    return [argument], {}


def bare(reader: Reader) -> Node:
    """An argument without brackets: the next factor with its power, a word as a whole."""
    if sign := reader.accept("-"):
        return Negative(bare(reader), sign.at) if reader.next.text != "-" else reader.unary()
    first = reader.power()
    is_word = reader.next.glued and reader.next.kind in ("name", "unknown")
    return first if is_word and reader.otherwise("glued") else reader.rest_of_word(first)


def call_list(reader: Reader) -> tuple[list[Node], Keywords]:
    """The arguments in brackets, and those that are given by keyword."""
    opening = reader.take()
    closing = CLOSING[opening.text]
    found: list[Node] = []
    keywords: Keywords = {}
    bars, reader.bars = reader.bars, []
    reader.calls += 1
    while not reader.accept(closing):
        if reader.next.text in _KEYWORDS and reader.after().text == "=":
            name = reader.take().text
            reader.take()
            keywords[name] = _keyword_value(reader)
        else:
            found.append(reader.comparison())
        if len(found) > _MOST_ARGUMENTS:
            raise reader.error(f"at most {_MOST_ARGUMENTS} arguments are read")
        if reader.next.kind == "end":
            raise reader.error(f"this '{opening.text}' is not closed", opening)
        if reader.next.text != closing and not reader.accept(","):
            raise atoms.not_closed(reader, opening.text)
    reader.calls -= 1
    reader.bars = bars
    return found, keywords


def _keyword_value(reader: Reader) -> Node | None:
    """The value of axis= and the like; True, None and types say nothing that matters here."""
    if reader.next.kind in ("number",) or reader.next.text == "-":
        return reader.unary()
    if reader.next.text == "(":
        raise reader.error("one axis was expected, not several")
    reader.take()
    while reader.accept(".") or reader.next.kind == "attribute":
        reader.take()
    return None


def expectation(reader: Reader) -> Node:
    """E[...] is the mean; E[y] of labels may be what the model expects of them."""
    first, inside = reader.next, [reader.after(n) for n in (1, 2, 3)]
    is_alone = [inside[0].text, inside[2].text] in (["[", "]"], ["(", ")"])
    if (
        is_alone
        and inside[1].text in _LABELS
        and inside[1].text in reader.names.vocabulary.data
    ):
        text = f"E[{inside[1].text}] may be a mean or what the model expects; write which"
        raise reader.error(text, first)
    piece = reader.take()._replace(text="mean", indices=())
    if tree := sums.over_bracket(reader, piece):
        return tree
    arguments, _ = call_list(reader)
    return Call("mean", tuple(arguments), None, piece.at)


_LABELS = ("y", "Y", "t", "T")
_TURNING = frozenset(("T", "mT", "t", "transpose"))
# Types, copies and the like: the value is the same.
_NOTHING = word_set(
    "astype float double int long to detach item numpy copy clone type contiguous tolist cpu"
)


_CUTTING = regex(r"u?int(?:8|16|32|64|_|p)?|long|integer|bool_?")


def _holds_truths(tree: Node) -> bool:
    """Whether a tree is 0 or 1 everywhere: a comparison, or a product of some."""
    match tree:
        case Product(first, rest):
            return all(map(_holds_truths, (first, *(factor for _, factor in rest))))
    return isinstance(tree, Compare)


def method(reader: Reader, tree: Node) -> Node:
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
        if name in ("t", "transpose"):
            _skip_axes(reader)
        return Transpose(tree, point.at)
    if name in _NOTHING:
        start = reader.position
        _skip_call(reader)
        types = {name, *(p.text for p in reader.tokens[start : reader.position])}
        if any(map(_CUTTING.fullmatch, types)) and not _holds_truths(tree):
            raise reader.error(f".{name} cuts values to truths or whole numbers", piece)
        return tree
    if name == "grad":
        return differentials.of_loss(reader, tree, point.at)
    if name in ("shape", "size"):
        return _size(reader, tree)
    if name == "reshape":
        return _reshaped(reader, tree)
    function = function_spelled(name)
    if function and reader.next.text == "(":
        arguments, keywords = call_list(reader)
        return call_tree(reader, function, [tree, *arguments], keywords, point.at)
    hint = did_you_mean(name, (*functions.NAMES, "T"))
    raise reader.error(f".{name} is not read{hint}", piece)


def _skip_axes(reader: Reader) -> None:
    """The empty bracket of `t()`, the axes of `transpose(0, 1)`."""
    end = reader.end_of_group()
    if reader.next.text != "(" or end is None:
        return
    inside = reader.tokens[reader.position + 1 : end]
    if all(piece.kind == "number" or piece.text in (",", "-") for piece in inside):
        axes = "".join(piece.text for piece in inside).split(",")
        are_whole = all(axis.removeprefix("-").isdigit() for axis in axes)
        if len(axes) == 2 and are_whole and int(axes[0]) % 2 == int(axes[1]) % 2:
            raise reader.error("only two axes change places: x.transpose(0, 1)")
        reader.skip_group()


def _skip_call(reader: Reader) -> None:
    """The bracket behind a method that changes nothing, whatever stands in it."""
    if reader.next.text == "(" and reader.next.glued:
        reader.skip_group()


def _size(reader: Reader, tree: Node) -> Node:
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


def _reshaped(reader: Reader, tree: Node) -> Node:
    """`.reshape(-1, 1)` makes a vector a column, `.reshape(1, -1)` a row."""
    piece = reader.next
    shape = reader.shape(tree)
    reader.skip_group()
    inside = "".join(t.text for t in reader.tokens if piece.at < t.at < reader.next.at)
    if shape is None or 1 not in shape or inside.rstrip(")") not in ("-1,1", "1,-1"):
        raise reader.error("only a vector's reshape(-1, 1) and reshape(1, -1) are read", piece)
    reader.columns_said.add(tree.at)
    is_turned = shape != SCALAR and is_column(shape) != inside.startswith("-1")
    return Transpose(tree, piece.at) if is_turned else tree
