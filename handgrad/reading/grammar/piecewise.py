"""What holds where: cases in braces and in LaTeX, `Piecewise`, `select`, conditions."""

from fractions import Fraction

from handgrad.language.plain import plain
from handgrad.language.tree import (
    Call,
    Compare,
    Index,
    Name,
    Negative,
    Node,
    Number,
    Product,
    Sum,
)
from handgrad.reading.grammar.reader import CLOSING, Reader

ONE = Number(Fraction(1))
_MOST_CASES = 16
_START, _END = "-", "+"


def is_condition(tree: Node) -> bool:
    match tree:
        case Compare():
            return True
        case Product(first, rest):
            return is_condition(first) and all(is_condition(c) for _, c in rest)
        case Sum(Number(value), ((_, condition),)):
            return value == 1 and is_condition(condition)
        case Index(Call("eye") | Name()):
            return True
    return False


def comparison_tree(sign: str, left: Node, right: Node, at: int) -> Node:
    """A comparison; equality is both >= and <=."""
    if sign not in ("=", "==", "!="):
        return Compare(sign, left, right, at)
    above, below = Compare(">=", left, right, at), Compare("<=", left, right, at)
    equal = Product(above, (("*", below),), at)
    return Sum(ONE, (("-", equal),), at) if sign == "!=" else equal


def equal_indices(reader: Reader, equal: Node, sign: str, *, bracketed: bool = False) -> Node:
    """`[i = k]` and `[i != k]` of indices that run, or of one and a label."""
    for _ in range(5 if bracketed else 3):
        reader.take()
    return Sum(ONE, (("-", equal),), equal.at) if sign == "!=" else equal


def in_braces(reader: Reader) -> Node:
    """`{ x, z > 0; 0, otherwise }`, or a plain group in braces."""
    at = reader.next.at
    value = reader.compared(True)
    is_if = reader.next.kind == "word" and reader.next.text == "if"
    if is_if or reader.next.text in (",", "&"):
        return rows(reader, value, at, "}")
    return value


def stated(reader: Reader, value: Node, at: int) -> Node:
    """What follows `a if`: a condition and what holds else, `a if z > 0, and 0 otherwise`."""
    found = [(value, reader.condition())]
    while True:
        while reader.accept(",", ";") or reader.accept_word("and"):
            pass
        if reader.accept_word("else", "otherwise"):
            return _nested(found, reader.comparison(equality=True), at)
        if reader.next.kind == "end" or reader.next.text in CLOSING.values():
            if len(found) > 1:
                return _complete(reader, found, at)
            raise reader.error("after the condition 'else' was expected: a if z > 0 else b")
        value = reader.compared(True)
        if reader.accept_word("otherwise", "else"):
            return _nested(found, value, at)
        if len(found) == _MOST_CASES or not reader.accept_word("if", "when", "for"):
            raise reader.error("'otherwise' was expected: a if z > 0, b otherwise")
        found.append((value, reader.condition()))


def rows(reader: Reader, value: Node, at: int, end: str) -> Node:
    """The rows `value, condition` of a piecewise formula from the first value on."""
    found: list[tuple[Node, Node]] = []
    while True:
        while reader.accept(",", "&") or reader.accept_word("if", "for", "when"):
            pass
        if reader.accept_word("otherwise", "else"):
            break
        condition = reader.condition()
        found.append((value, condition))
        if len(found) > _MOST_CASES:
            raise reader.error(f"at most {_MOST_CASES} cases are read")
        if reader.accept_word("else"):
            value = reader.compared(True)
            break
        while reader.accept(";", ",") or reader.accept_break():
            pass
        if reader.next.text == end:
            return _complete(reader, found, at)
        value = _value(reader)
    while reader.accept(";", ",", ".") or reader.accept_break():
        pass
    return _nested(found, value, at)


def _value(reader: Reader) -> Node:
    """The value of a case; of `-(1 - p) = p - 1` the last one, or perhaps the first."""
    values = [reader.compared(False)]
    while reader.accept("="):
        values.append(reader.compared(False))
    return values[0] if values[1:] and reader.otherwise("cases") else values[-1]


_OPPOSITE = {">": "<=", "<": ">=", ">=": "<", "<=": ">"}


def _complete(reader: Reader, rows: list[tuple[Node, Node]], at: int) -> Node:
    """Cases without `otherwise`: the last condition is what the others leave."""
    *first, (value, condition) = rows
    if len(first) == 1 and _are_opposite(first[0][1], condition):
        return _nested(first, value, at)
    if len(first) == 1 and _are_labels(first[0][1], condition):
        reader.warn("the last case is read as everything else")
        return _nested(first, value, at)
    match [condition for _, condition in first], condition:
        case [Compare(one, a, b)], Compare(other, c, d) if (a, b) == (c, d):
            if {one[0], other[0]} == {"<", ">"}:
                if other != _OPPOSITE[one]:
                    reader.warn("the last case is read as everything else")
                return _nested(first, value, at)
    if is_partition([condition for _, condition in rows]):
        return _nested(first, value, at)
    raise reader.error("the last case must say otherwise")


def _are_opposite(one: Node, other: Node) -> bool:
    """Whether one condition is that the other does not hold: `k = y` and `k ≠ y`."""
    return other == Sum(ONE, (("-", one),)) or one == Sum(ONE, (("-", other),))


def _are_labels(one: Node, other: Node) -> bool:
    """Whether conditions are the two classes of a label: `y = 1` and `y = 0`, or -1."""
    match one, other:
        case Product(Compare(">=", a, b), (_,)), Product(Compare(">=", c, d), (_,)) if a == c:
            equals = comparison_tree("==", a, b, one.at), comparison_tree("==", c, d, other.at)
            values = {plain(b), plain(d)} if (one, other) == equals else set[str]()
            return "1" in values and bool(values & {"0", "-1"})
    return False


def is_partition(conditions: list[Node]) -> bool:
    """Whether conditions leave nothing out: spans of one value, each begins where one ends."""
    spans = list(map(_span, conditions))
    ends = {end: start for _, start, end in filter(None, spans)}
    if None in spans or len({span[0] for span in spans if span}) > 1 or len(ends) < len(spans):
        return False
    place, seen = ends.get(_END), 1
    while place != _START and place in ends:
        place, seen = ends[place], seen + 1
    return place == _START and seen == len(spans)


def _span(condition: Node) -> tuple[str, str, str] | None:
    """The value that a condition compares, and the bounds between which it holds."""
    match condition:
        case Compare(">" | ">=", value, bound):
            return plain(value), plain(bound), _END
        case Compare("<" | "<=", Call("abs", (value,)), bound):
            return plain(value), plain(_opposite(bound)), plain(bound)
        case Compare("<" | "<=", value, bound):
            return plain(value), _START, plain(bound)
        case Product(
            Compare("<" | "<=", low, value), (("*", Compare("<" | "<=", same, high)),)
        ):
            return (plain(value), plain(low), plain(high)) if same == value else None
    return None


def _opposite(bound: Node) -> Node:
    return bound.operand if isinstance(bound, Negative) else Negative(bound)


def _nested(rows: list[tuple[Node, Node]], last: Node, at: int) -> Node:
    for value, condition in reversed(rows):
        last = Call("where", (condition, value, last), None, at)
    return last


def cases(reader: Reader) -> Node:
    """`\\begin{cases} a & z > 0 \\\\ b & otherwise \\end{cases}`."""
    at = reader.take().at
    tree = rows(reader, _value(reader), at, "end cases")
    if reader.next.text != "end cases":
        raise reader.error(f"\\end{{cases}} was expected, not {reader.found()}")
    reader.take()
    return tree


def pairs(reader: Reader) -> Node:
    """`Piecewise((x, x > 0), (0, True))`, as SymPy writes it."""
    at = reader.take().at
    reader.expect("(", "after Piecewise")
    found: list[tuple[Node, Node]] = []
    last: Node | None = None
    while last is None and reader.accept("("):
        value = reader.comparison()
        reader.expect(",", "between a value and its condition")
        if _is_true(reader):
            last = value
        else:
            found.append((value, reader.condition()))
        reader.expect(")", "behind a condition")
        reader.accept(",")
    reader.expect(")", "behind the last case")
    return _chosen(reader, found, last, at)


def selected(reader: Reader) -> Node:
    """`numpy.select([x > 0, True], [x, 0], default=...)`."""
    at = reader.take().at
    reader.expect("(", "after select")
    reader.expect("[", "before the conditions")
    conditions: list[Node] = []
    is_closed = False
    while not reader.accept("]"):
        is_closed = _is_true(reader)
        if not is_closed:
            conditions.append(reader.condition())
        reader.accept(",")
    reader.expect(",", "between the conditions and the values")
    reader.expect("[", "before the values")
    values: list[Node] = []
    while not reader.accept("]"):
        values.append(reader.comparison())
        reader.accept(",")
    default = _default(reader)
    last = values[-1] if is_closed and values else default
    if len(values) != len(conditions) + is_closed:
        raise reader.error("select needs as many values as conditions")
    return _chosen(reader, list(zip(values, conditions, strict=False)), last, at)


def _default(reader: Reader) -> Node | None:
    """The value of select where no condition holds; None where that is no number."""
    value = None
    if reader.accept(","):
        if reader.next.text == "default":
            reader.take()
            reader.expect("=", "after default")
        if reader.next.text in ("nan", "numpy", "np"):
            while reader.next.text != ")" and reader.next.kind != "end":
                reader.take()
        else:
            value = reader.comparison()
    reader.expect(")", "behind select")
    return value


def _is_true(reader: Reader) -> bool:
    if reader.next.text == "True":
        reader.take()
        return True
    return False


def _chosen(reader: Reader, found: list[tuple[Node, Node]], last: Node | None, at: int) -> Node:
    if len(found) > _MOST_CASES:
        raise reader.error(f"at most {_MOST_CASES} cases are read")
    if last is None:
        return _complete(reader, found, at) if found else ONE
    return _nested(found, last, at)


def folded(reader: Reader) -> Node:
    """`functools.reduce(numpy.maximum, [x, y])`."""
    at = reader.take().at
    reader.expect("(", "after reduce")
    function = reader.take()
    reader.expect(",", "behind the function")
    reader.expect("[", "before the values")
    tree = reader.comparison()
    while reader.accept(","):
        tree = Call(function.text, (tree, reader.comparison()), None, at)
    reader.expect("]", "behind the values")
    reader.expect(")", "behind reduce")
    if function.kind != "function" or function.text not in ("max", "min"):
        raise reader.error("only the reduce of maximum and minimum is read", function)
    return tree


def all_of(reader: Reader) -> Node:
    """`numpy.logical_and.reduce((x > 0, y > 0))`."""
    at = reader.take().at
    reader.expect("(", "after reduce")
    reader.expect("(", "before the conditions")
    first, rest = reader.condition(), list[tuple[str, Node]]()
    while reader.accept(","):
        rest.append(("*", reader.condition()))
    reader.expect(")", "behind the conditions")
    reader.expect(")", "behind reduce")
    return Product(first, tuple(rest), at) if rest else first
