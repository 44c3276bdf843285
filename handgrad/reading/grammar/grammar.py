r"""Pieces with a meaning to a tree: what every notation has in common.

    comparison := compared [if condition else comparison]
    compared   := sum {(<|>|<=|>=|=|!=) sum}
    product    := unary {[*|/|@|·|×|⊙] unary}      nothing between two factors is a product
    power      := postfix [^ exponent]
    postfix    := primary {.method | [index] | ' | ^T | _index}

The constructs of single notations are in the modules that `_PRIMARIES` names.
"""

from collections.abc import Callable, Mapping

from handgrad.language.parser import COMPARISONS, DEEPEST
from handgrad.language.shape import SCALAR
from handgrad.language.tree import Call, Name, Node, Product, Sum, names
from handgrad.reading.grammar import (
    atoms,
    calls,
    differentials,
    indices,
    named_values,
    piecewise,
    unit_trees,
)
from handgrad.reading.grammar.bare_vectors import along_rows
from handgrad.reading.grammar.compared_numbers import as_compared
from handgrad.reading.grammar.powers import is_inverted, raised
from handgrad.reading.grammar.products import ONE, ProductChain
from handgrad.reading.grammar.reader import EQUALITIES, OPENING, Reader
from handgrad.reading.grammar.tensor_products import tensor_product
from handgrad.reading.spelling.piece import Piece
from handgrad.regex import regex

_PRODUCTS = ("*", "/", "@", "·", "•", "×", "⊙")


class Grammar(Reader):
    """A reader of resolved pieces, construct by construct."""

    def expect_end(self) -> None:
        piece = self.next
        if piece.kind == "unknown":
            raise self.error(piece.problem)
        if piece.kind == "command" or piece.text in (".", "±"):
            raise atoms.unexpected(self)
        super().expect_end()

    def comparison(self, *, equality: bool = True) -> Node:
        """A formula; inside brackets (`equality`) it may compare with = too."""
        tree = self.compared(equality)
        at = self.next.at
        if not self.accept_word("if", "when"):
            rest = self.tokens[self.position :] if self.next.text == "for" else ()
            if not any(p.text in COMPARISONS for p in rest) or not self.accept_word("for"):
                return tree
        with self.deeper():
            return piecewise.stated(self, tree, at)

    def condition(self) -> Node:
        at = self.next
        tree = self.fact()
        others: list[tuple[str, Node]] = []
        while True:
            start = self.position
            if not self.accept_word("and") and not self.accept("∧"):
                break
            other = self.fact()
            if not piecewise.is_condition(other) and piecewise.is_condition(tree):
                self.position = start
                break
            others.append(("*", other))
        tree = Product(tree, tuple(others), at.at) if others else tree
        if not piecewise.is_condition(tree):
            raise self.error("a condition such as z > 0 was expected", at)
        return tree

    def fact(self) -> Node:
        """A comparison, of numbers or of indices."""
        if found := indices.equation_of_indices(self, 0):
            return piecewise.equal_indices(self, *found)
        return self.compared(True)

    def compared(self, equality: bool) -> Node:
        signs = (*COMPARISONS, *EQUALITIES) if equality else COMPARISONS
        left, found = self.sum(), list[Node]()
        while sign := self.accept(*signs):
            if sign.text == "=" and left == Name(self.names.vocabulary.loss):
                raise self.error("an equation in brackets has no value; write it alone", sign)
            right = self.sum()
            left, right = as_compared(self, left, right), as_compared(self, right, left)
            found.append(piecewise.comparison_tree(sign.text, left, right, sign.at))
            left = right
        if not found:
            return left
        return (
            Product(found[0], tuple(("*", c) for c in found[1:]), found[0].at)
            if (len(found) > 1)
            else found[0]
        )

    def sum(self) -> Node:
        return along_rows(self, unit_trees.with_identity(self, super().sum()))

    def product(self) -> Node:
        at = self.next.at
        chain = ProductChain(self, self.factor())
        while True:
            operator = self.accept(*_PRODUCTS)
            is_ones = self.next.kind == "ones" or self.is_one(chain, operator)
            if operator and unit_trees.begins_with_ones(self, operator.text, chain.whole):
                is_ones = False
            if is_ones and (column := chain.ones_behind(self.next)):
                self.take()
                chain.add("@", column)
            elif operator:
                chain.add(operator.text, self.with_sum_below(operator.text, self.factor()))
            elif self.is_equation_number():
                self.position += 3
            elif self.starts_factor():
                is_glued = self.next.glued and self.next.kind == "name"
                chain.add("", self.factor(), is_glued=is_glued)
            else:
                return chain.tree(at)

    def with_sum_below(self, operator: str, factor: Node) -> Node:
        """A factor, in another reading `1 - a` for `/1-a`: nobody divides by 1."""
        is_one_below = operator == "/" and factor == ONE and self.next.text in ("+", "-")
        if not is_one_below or not self.otherwise("sum below"):
            return factor
        sign = self.take()
        return Sum(factor, ((sign.text, self.factor()),), factor.at)

    def factor(self) -> Node:
        """A factor, or what ⊗ makes of two."""
        unit_trees.skip_identity(self)
        tree = self.unary()
        while self.next.kind == "command" and self.next.text == "otimes":
            sign = self.take()
            tree = tensor_product(self, tree, self.unary(), sign)
        return tree

    def rest_of_product(self, first: Node) -> Node:
        """A factor with all those that follow without a sign, up to the next function."""
        rest: list[tuple[str, Node]] = []
        while self.starts_factor() and self.next.kind != "function":
            rest.append(("*", self.unary()))
        return Product(first, tuple(rest), first.at) if rest else first

    def sum_while(self, first: Node, goes_on: Callable[[], bool]) -> Node:
        """A term and those that follow, as long as the sum goes on."""
        rest: list[tuple[str, Node]] = []
        while goes_on() and (sign := self.accept("+", "-")):
            rest.append((sign.text, self.product()))
        return Sum(first, tuple(rest), first.at) if rest else first

    def starts_factor(self) -> bool:
        """Whether what comes next is a factor, with no operator written before it."""
        piece = self.next
        if piece.kind == "number" and not self.is_coefficient():
            raise self.error(
                f"an operator is missing before {piece.text}; write *{piece.text} for a "
                f"product, ^{piece.text} for a power"
            )
        if piece.kind == "sign":
            return piece.text in OPENING or (piece.text in "|‖" and not self.bars)
        return piece.kind in _PRIMARIES or (
            piece.kind == "command" and (piece.text in atoms.COMMANDS)
        )

    def is_equation_number(self) -> bool:
        """Whether the `(2)` at the end of a line is its number, and no factor."""
        texts = [self.next.text, *(self.after(n).text for n in (2, 3))]
        number = self.after()
        if (
            texts not in (["(", ")", ""], ["[", "]", ""])
            or number.kind != "number"
            or (self.next.glued and self.tokens[self.position - 1].text != "0")
        ):
            return False
        if not number.text.replace(".", "").isdigit() or self.otherwise("number"):
            return False
        self.warn(f"({number.text}) at the end is read as the number of the equation")
        return True

    def is_one(self, chain: ProductChain, operator: Piece | None) -> bool:
        """Whether the 1 that ends a product of a row or a matrix stands here, for ones.

        Behind a sign it is the number, if the shape does not say otherwise.
        """
        behind, sign = self.after(), operator.text if operator else ""
        ends = behind.kind == "end" or behind.text in ("+", "-", ")", "]", ",", "=")
        is_array = chain.last is not None and chain.last != SCALAR
        is_one = (self.next.kind, self.next.text) == ("number", "1") and ends and is_array
        if not is_one or sign not in ("", "·") or chain.ones_behind(self.next) is None:
            return False
        return not sign or self.otherwise("ones")

    def is_coefficient(self) -> bool:
        """Whether a number between two factors cannot be a power that lost its place."""
        steps = 2 if self.after().text == "_" else 1
        is_opening = self.after(steps).text in OPENING
        if self.next.text == "1" and is_opening and self.has_comparison(steps):
            return True
        if self.next.text == "1" and atoms.transpose_length(self, 1):
            return True
        before = self.tokens[self.position - 1]
        is_typeset = "\\" in self.text
        is_factor = not self.next.glued and is_typeset and self.begins_value(1)
        is_factor = is_factor and _LOST_POWER.search(self.text) is None
        is_apart = is_opening and (is_typeset or not self.next.glued)
        is_apart = before.text == ")" and (is_apart or is_factor)
        return is_apart or (before.text in ("⊤", "}", "T") and self.begins_value(1))

    def power(self) -> Node:
        if self.next.kind == "constant":
            return self.exponential()
        base = self.postfix()
        operator = self.accept("^", "**")
        if operator is None:
            return base
        exponent = self.exponent()
        if base == Name("e") and names(exponent) and not self.otherwise("base"):
            self.warn(f"e^ is read as exp({self.shown(exponent)}), not as a power of e")
            return Call("exp", (exponent,), None, operator.at)
        if isinstance(base, Name) and self.next.glued:
            named_values.skip_place(self, base.name)
        tree = raised(self, base, exponent, operator)
        is_inverse = self.next.text == "_" and is_inverted(tree)
        return indices.lowered(self, tree) or tree if is_inverse else tree

    def exponential(self) -> Node:
        at = self.take().at
        if self.accept("^", "**"):
            return Call("exp", (self.exponent_of_e(),), None, at)
        told = "what is e? Write e = ..., or exp(1) for Euler's number"
        raise self.error(told, self.tokens[self.position - 1])

    def exponent(self) -> Node:
        """What is raised: a group in braces, or a signed factor with the rest of its word."""
        if self.next.text == "{":
            with self.deeper():
                return atoms.group(self, skip="⊙")
        negative, start = self.next.text == "-", self.position
        tree = self.unary()
        last = self.tokens[self.position - 1]
        is_one = self.position - start == 1 + negative
        if is_one and last.kind == "number" and self.next.glued and self.next.kind == "name":
            return self.rest_of_word(tree) if self.otherwise("exponent") else tree
        if is_one and last.kind == "name":
            whole = self.rest_of_word(tree)
            if whole is not tree:
                self.warn(f"the exponent is read as {self.shown(whole)}; put it in brackets")
                if self.otherwise("exponent"):
                    self.position = start + 1 + negative
                    return tree
            return whole
        return tree

    def exponent_of_e(self) -> Node:
        """What e is raised to; it may go on behind a stroke: `e^-x^2/2`."""
        is_bare = self.next.text not in OPENING
        tree = self.exponent()
        is_longer = is_bare and self.next.text == "/" and self.next.glued
        if is_longer and self.otherwise("exponent"):
            at = self.take().at
            return Product(tree, (("/", self.unary()),), at)
        return tree

    def rest_of_word(self, first: Node) -> Node:
        """The product of a name and those that were written in one word with it."""
        rest: list[tuple[str, Node]] = []
        while self.next.glued and self.next.kind in ("name", "unknown"):
            rest.append(("*", self.power()))
        return Product(first, tuple(rest), first.at) if rest else first

    def postfix(self) -> Node:
        tree = self.primary()
        for _ in range(DEEPEST):
            found = self.suffix(tree)
            if found is None:
                return tree
            tree = found
        raise self.error(f"at most {DEEPEST} operations follow each other after a value")

    def suffix(self, tree: Node) -> Node | None:
        """The tree with the next suffix applied, None if there is none."""
        text = self.next.text if self.next.kind == "sign" else ""
        if text == ".":
            return calls.method(self, tree)
        if text == "[" and indices.is_indexed(self, tree):
            return indices.counted_from_zero(self, tree)
        if text == "'":
            return differentials.primed(self, tree)
        if text == "|" and self.after().text == "_" and not self.bars:
            return differentials.evaluated(self, tree)
        if text == "_":
            return indices.lowered(self, tree)
        if text in ("^", "⊤"):
            return atoms.raised_letter(self, tree)
        return None

    def primary(self) -> Node:
        piece = self.next
        if piece.text in ("(", "{") and differentials.is_bracketed(self):
            return differentials.differential(self)
        by_text = atoms.COMMANDS if piece.kind == "command" else atoms.SIGNS
        read = _PRIMARIES.get(piece.kind) or by_text.get(piece.text)
        if read is None:
            raise atoms.unexpected(self)
        return indices.column_beside_rows(self, read(self))


# A power that lost its place on the way: `(wx - y)3`.
_LOST_POWER = regex(r"\)[2-9](?!\d)\s*(?:[-+=$,;.)]|$)")
_PRIMARIES: Mapping[str, Callable[["Grammar"], Node]] = {
    "number": atoms.number_tree,
    "name": named_values.named_index,
    "unknown": atoms.unknown_word,
    "constant": Grammar.exponential,
    "function": calls.application,
    "kronecker": indices.kronecker_delta,
    "Piecewise": piecewise.pairs,
    "select": piecewise.selected,
    "reduce": piecewise.folded,
    "logical_and": piecewise.all_of,
    "primed": calls.primed_application,
    "indicator": atoms.indicator,
    "ones": atoms.ones,
    "identity": unit_trees.identity_matrix,
    "unit": unit_trees.unit_vector,
    "expectation": calls.expectation,
    "derivative": differentials.word,
    "differential": differentials.differential,
    "d": differentials.differential,
    "gradient": differentials.gradient,
    "second": differentials.second,
}
