"""The walk over a tree that writes LaTeX, with an index pair carried down to the names."""

from collections.abc import Callable, Mapping

from handgrad.language.fit import fitted
from handgrad.language.function import Function, same_shape
from handgrad.language.functions import FUNCTIONS
from handgrad.language.latex.entry import WHOLE, At, prefixes
from handgrad.language.latex.latex_names import latex_name, latex_number
from handgrad.language.latex.pieces import (
    BIG,
    COMPARISON,
    NEGATIVE,
    POWER,
    PRIMARY,
    PRODUCT,
    SUM,
    Quotient,
    Text,
    around,
    axis_subscript,
    big_operator,
    in_brackets,
    latex_lines,
)
from handgrad.language.parser import parse
from handgrad.language.plain import plain
from handgrad.language.shape import SCALAR, Shape, broadcast, is_column, matrix_product_shape
from handgrad.language.tree import (
    Call,
    Compare,
    Derivative,
    Index,
    Name,
    Negative,
    Node,
    Number,
    Over,
    Power,
    Product,
    Sum,
    Transpose,
    substitute,
)

_RELATIONS = {"<": "<", ">": ">", "<=": r"\le", ">=": r"\ge"}
# For the rows and the columns that nested sums run over.
_INDICES = ("iqrsac", "jptuve")


class Writer:
    """Writes the trees of a page; without shapes every name is a number."""

    def __init__(self, shapes: Mapping[str, Shape] | None) -> None:
        self.shapes = shapes
        self.depth = 0
        taken = shapes or {}
        self.letters = [[i for i in letters if i not in taken] for letters in _INDICES]

    def shape(self, node: Node) -> Shape:
        return SCALAR if self.shapes is None else fitted(node, self.shapes).shape

    def write(self, node: Node, binding: int, at: At = WHOLE) -> str:
        return self.text(node, at).at_least(binding)

    def text(self, node: Node, at: At) -> Text:
        match node:
            case Number(value):
                return Text(latex_number(value), NEGATIVE if value < 0 else PRIMARY)
            case Name(variable):
                written = latex_name(variable, at.of(self.shape(node)))
                return Text(written, PRODUCT if "/" in variable else PRIMARY)
            case Negative(operand):
                return Text(f"-{self.write(operand, BIG, at)}", NEGATIVE)
            case Sum(first, rest):
                terms = [f" {sign} {self.write(term, BIG, at)}" for sign, term in rest]
                return Text(self.write(first, NEGATIVE, at) + "".join(terms), SUM)
            case Product():
                return self.product(node, at)
            case Power(base, exponent):
                circle = "" if at.left(self.shape(base)) == SCALAR else r"\odot "
                power = self.write(exponent, COMPARISON, at)
                return Text(f"{self.write(base, PRIMARY, at)}^{{{circle}{power}}}", POWER)
            case Transpose(operand):
                return self.transpose(operand, at)
            case Compare():
                return Text(rf"\mathbf{{1}}[{self.relation(node, at)}]", PRIMARY)
            case Call():
                return self.call(node, at)
            case Index(operand, indices):
                places = [":" if i is None else plain(i) for i in indices]
                if is_column(self.shape(operand)):
                    places = places[:1]
                text = f"{self.write(operand, PRIMARY)}[{', '.join(places)}]"
                return self.entry(Text(text, PRIMARY), node, at)
            case Over():
                return self.over(node)
            case Derivative(Derivative(of, row), by):
                above, left, right = (self.write(n, PRIMARY) for n in (of, row, by))
                below = rf"\partial {left} \partial {right}^{{\top}}"
                return Text(rf"\frac{{\partial^2 {above}}}{{{below}}}", PRODUCT)
            case Derivative(of, by):
                above, below = self.write(of, PRIMARY), self.write(by, PRIMARY)
                return Text(rf"\frac{{\partial {above}}}{{\partial {below}}}", PRODUCT)

    def over(self, node: Over) -> Text:
        """A sum or a mean over a named index, or the list of every value (`each`)."""
        body = self.write(node.body, BIG)
        size = "" if node.size is None else f"^{{{latex_name(str(node.size))}}}"
        if node.function == "each":
            return Text(rf"\left({body}\right)_{{{node.index}}}", PRIMARY)
        share = rf"\operatorname{{{node.function}}}" if node.function != "sum" else r"\sum"
        return Text(f"{share}_{{{node.index}}}{size} {body}", BIG)

    def relation(self, node: Compare, at: At) -> str:
        left, right = self.write(node.left, SUM, at), self.write(node.right, SUM, at)
        return f"{left} {_RELATIONS[node.operator]} {right}"

    def transpose(self, operand: Node, at: At) -> Text:
        inner = at.turned()
        if inner.left(self.shape(operand)) == SCALAR and self.shapes is not None:
            return self.text(operand, inner)
        return Text(rf"{self.write(operand, PRIMARY, inner)}^{{\top}}", POWER)

    def entry(self, whole: Text, node: Node, at: At) -> Text:
        """An entry of a value that is written whole."""
        subscript = at.of(self.shape(node))
        if not subscript:
            return whole
        return Text(f"{whole.at_least(PRIMARY)}_{{{subscript}}}", PRIMARY)

    def product(self, node: Product, at: At) -> Text:
        """Factors from left to right; a quotient becomes a fraction of all before it."""
        places = prefixes(node, at)
        sign, first = _unsigned(node.first)
        done, shape = Quotient(self.text(first, places[0])), self.shape(first)
        for (operator, factor), before, after in zip(
            node.rest, places[:-1], places[1:], strict=True
        ):
            inner = At(":", after.column) if operator == "@" else after
            right = self.text(factor, inner)
            is_array = inner.left(self.shape(factor)) != SCALAR
            done = done.times(operator, right, before.left(shape) != SCALAR, is_array)
            shape = self.joined_shape(operator, shape, factor)
        text = done.text()
        return Text(sign + text.latex, NEGATIVE, text.kind) if sign else text

    def joined_shape(self, operator: str, shape: Shape, factor: Node) -> Shape:
        joined = matrix_product_shape if operator == "@" else broadcast
        return joined(shape, self.shape(factor)) or SCALAR

    def call(self, node: Call, at: At) -> Text:
        known = FUNCTIONS[node.function]
        if known.means:
            letters = dict(zip("ab", node.arguments, strict=False))
            return self.text(substitute(parse(known.means), letters), at)
        if node.function in _WITH_INDEX:
            return _WITH_INDEX[node.function](self, node, at)
        pairs = len(node.arguments) > 1
        if known.pairs_up and not pairs:
            return self.reduction(node, at)
        if "#" in known.latex:
            inside = self.write(node.arguments[0], COMPARISON, at)
            return Text(around(known.latex, inside), PRIMARY)
        if known.is_elementwise or (pairs and _is_by_entry(known)):
            return self.applied(node, at)
        return self.entry(self.applied(node, WHOLE), node, at)

    def applied(self, node: Call, at: At) -> Text:
        """The name of a function and its arguments in brackets."""
        arguments = ", ".join(self.write(a, COMPARISON, at) for a in node.arguments)
        return Text(self.function(node) + in_brackets(arguments), PRIMARY)

    def function(self, node: Call) -> str:
        """The command of a function, its name upright where a page has its letter."""
        command = FUNCTIONS[node.function].latex
        if not command or command[1:] in (self.shapes or {}):
            upright = node.function.replace("_", r"\_")
            command = rf"\operatorname{{{upright}}}"
        return command + (axis_subscript(node.axis) if command.endswith("}") else "")

    def total(self, node: Call) -> Text:
        """A reduction over an axis of unknown length."""
        if node.function != "sum":
            return self.applied(node, WHOLE)
        return Text(rf"\sum {self.write(node.arguments[0], BIG)}", BIG)

    def norm(self, node: Call, at: At) -> Text:
        """The norm of everything, or of each row or column: of one, where an index picks it."""
        [argument] = node.arguments
        if node.axis is None:
            return Text(latex_lines("Vert", self.write(argument, COMPARISON)), PRIMARY)
        picked = At(":", at.column) if node.axis == 0 else At(at.row, ":")
        text = latex_lines("Vert", self.write(argument, COMPARISON, picked))
        named = at.of(self.shape(node))
        return Text(text if named else text + axis_subscript(node.axis), PRIMARY)

    def where(self, node: Call, at: At) -> Text:
        condition, yes, no = node.arguments
        holds = (
            self.relation(condition, at)
            if isinstance(condition, Compare)
            else f"{self.write(condition, SUM, at)} = 1"
        )
        cases = (
            rf"{self.write(yes, COMPARISON, at)} & \text{{if }} {holds} \\ "
            rf"{self.write(no, COMPARISON, at)} & \text{{otherwise}}"
        )
        return Text(rf"\begin{{cases}} {cases} \end{{cases}}", BIG)

    def reduction(self, node: Call, at: At) -> Text:
        """A sum, mean, maximum or log-sum-exp, with an index for each axis it runs over."""
        [argument] = node.arguments
        shape, axis = self.shape(argument), node.axis
        if node.function == "logsumexp" and axis is None:
            axis = 0 if shape[1] == 1 else 1
        over = [axis in (None, 0) and shape[0] != 1, axis in (None, 1) and shape[1] != 1]
        if not any(over):
            return self.text(argument, at) if self.shapes is not None else self.total(node)
        depth = self.depth
        self.depth += 1
        inner = At(
            self.letters[0][depth] if over[0] else at.row or ":",
            self.letters[1][depth] if over[1] else at.column or ":",
        )
        body = self.text(argument, inner)
        self.depth = depth
        limits = [(i, s) for i, s, runs in zip(inner, shape, over, strict=True) if runs]
        return Text(big_operator(node.function, limits, body), BIG)


# What is written with an index for every axis that it runs over.
_WITH_INDEX: Mapping[str, Callable[[Writer, Call, At], Text]] = {
    "sum": Writer.reduction,
    "mean": Writer.reduction,
    "logsumexp": Writer.reduction,
    "norm": Writer.norm,
    "where": Writer.where,
}


def _is_by_entry(function: Function) -> bool:
    """Whether several arguments are taken entry by entry: max(a, b), not solve(A, b)."""
    return function.pairs_up or (function.shape is same_shape and function.sized is None)


def _unsigned(node: Node) -> tuple[str, Node]:
    """The sign of a product's first factor, which is the sign of the product."""
    match node:
        case Negative(operand):
            return "-", operand
        case Number(value) if value < 0:
            return "-", Number(-value)
    return "", node
