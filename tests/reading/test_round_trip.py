"""A tree written in any notation is read back as the same tree."""

from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handgrad.arithmetic import decimal_arithmetic
from handgrad.errors import HandgradError
from handgrad.language import functions
from handgrad.language.arrays import Array, Value, as_array
from handgrad.language.evaluate import evaluate
from handgrad.language.fit import fitted
from handgrad.language.latex import latex
from handgrad.language.parser import parse
from handgrad.language.plain import plain, plain_number
from handgrad.language.tree import (
    Call,
    Compare,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Sum,
    Transpose,
)
from handgrad.page.loading import catalogue
from handgrad.reading.answer import read_answer
from handgrad.referee.points import points_of
from tests.helpers.effort import examples
from tests.helpers.notation_pages import BATCH, NAMES, SCALAR, vocabulary
from tests.helpers.pages import model_of

numbers = st.sampled_from([0, 1, 2, 3, 10, Fraction(1, 2), Fraction(5, 4)]).map(
    lambda value: Number(Fraction(value))
)
scalars = st.sampled_from(["w", "w1", "b", "x", "y", "z", "lam", "y_hat", "p"]).map(Name)
arrays = st.sampled_from(["w", "b", "X", "y", "y_hat", "r", "N"]).map(Name)


def trees(names: st.SearchStrategy[Name]) -> st.SearchStrategy[Node]:
    """Trees as a parser makes them."""

    def larger(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        def chain(kind: type[Sum] | type[Product], signs: str) -> st.SearchStrategy[Node]:
            links = st.lists(st.tuples(st.sampled_from(signs), inner), min_size=1, max_size=3)
            return st.builds(lambda first, rest: kind(first, tuple(rest)), inner, links)

        compared = st.builds(Compare, st.sampled_from(["<", ">", "<=", ">="]), inner, inner)
        called = st.builds(
            lambda f, a: Call(f, (a,)),
            st.sampled_from(["exp", "tanh", "sigmoid", "log"]),
            inner,
        )
        chosen = st.builds(lambda c, a, b: Call("where", (c, a, b)), compared, inner, inner)
        return st.one_of(
            chain(Sum, "+-"), chain(Product, "*/"), st.builds(Power, inner, inner),
            st.builds(Negative, inner), called, chosen,
        )  # fmt: skip

    return st.recursive(st.one_of(numbers, names), larger, max_leaves=12)


def read(text: str, page: str) -> Node:
    [line] = read_answer(text, NAMES[page])
    [member] = line.members
    return member


def unicode(node: Node) -> str:
    """A formula as a person types it with a mathematical keyboard."""
    match node:
        case Number(value):
            return plain_number(value)
        case Name("y_hat"):
            return "ŷ"
        case Name("w1"):
            return "w₁"
        case Name("lam"):
            return "λ"
        case Name(name):
            return name
        case Negative(operand):
            return f"−({unicode(operand)})"
        case Sum(first, rest):
            signs = {"+": "+", "-": "−"}
            return bracketed(first) + "".join(f" {signs[s]} {bracketed(t)}" for s, t in rest)
        case Product(first, rest):
            text = bracketed(first)
            for sign, factor in rest:
                right = bracketed(factor)
                digit = right[0].isdigit() or text[-1].isdigit()
                text += {"*": "·" if digit else "\u2009", "/": " ÷ "}[sign] + right
            return text
        case Power(base, Number(Fraction(numerator=n, denominator=1))) if n < 10:
            return bracketed(base) + "⁰¹²³⁴⁵⁶⁷⁸⁹"[n]
        case Power(base, exponent):
            return f"{bracketed(base)}^({unicode(exponent)})"
        case Compare(operator, left, right):
            sign = {"<=": "≤", ">=": "≥"}.get(operator, operator)
            return f"{bracketed(left)} {sign} {bracketed(right)}"
        case Call("where", (condition, yes, no)):
            return f"({bracketed(yes)} if {unicode(condition)} else {bracketed(no)})"
        case Call("sigmoid", (argument,)):
            return f"σ（{unicode(argument)}）"
        case Call(function, (argument,)):
            return f"{function}({unicode(argument)})"
    raise AssertionError(node)


def bracketed(node: Node) -> str:
    text = unicode(node)
    return text if isinstance(node, Number | Name | Call) else f"({text})"


def tex(node: Node) -> str:
    """A formula as a person types it in LaTeX."""
    match node:
        case Number(value):
            return plain_number(value)
        case Name("y_hat"):
            return r"\hat{y}"
        case Name("w1"):
            return "w_{1}"
        case Name("lam"):
            return r"\lambda"
        case Name(name):
            return name
        case Negative(operand):
            return rf"-\left({tex(operand)}\right)"
        case Sum(first, rest):
            return grouped(first) + "".join(f" {s} {grouped(t)}" for s, t in rest)
        case Product(first, (("/", below),)) if not isinstance(first, Product):
            return rf"\frac{{{tex(first)}}}{{{tex(below)}}}"
        case Product(first, rest):
            signs = {"*": r" \cdot ", "/": "/"}
            return grouped(first) + "".join(signs[s] + grouped(t) for s, t in rest)
        case Power(base, exponent):
            return f"{grouped(base)}^{{{tex(exponent)}}}"
        case Compare(operator, left, right):
            sign = {"<=": r"\le", ">=": r"\geq"}.get(operator, operator)
            return f"{grouped(left)} {sign} {grouped(right)}"
        case Call("where", (condition, yes, no)):
            rows = rf"{tex(yes)} & {tex(condition)} \\ {tex(no)} & \text{{otherwise}}"
            return rf"\begin{{cases}} {rows} \end{{cases}}"
        case Call("exp", (argument,)):
            return f"e^{{{tex(argument)}}}"
        case Call("sigmoid", (argument,)):
            return rf"\sigma\bigl({tex(argument)}\bigr)"
        case Call(function, (argument,)):
            return rf"\{function}\,({tex(argument)})"
    raise AssertionError(node)


def grouped(node: Node) -> str:
    is_call = isinstance(node, Call) and node.function != "exp"
    bare = is_call or isinstance(node, Number | Name)
    return tex(node) if bare else rf"\left({tex(node)}\right)"


@examples(300)
@given(trees(scalars))
def test_plain_text_reads_back(tree: Node) -> None:
    """The plain notation of pages is part of every other."""
    assert read(plain(tree), SCALAR) == tree


def first_calls() -> list[Call]:
    """Each function of the language applied to as many numbers as it takes."""
    x, found = Name("x"), list[Call]()
    for name in sorted(functions.NAMES):
        for count in (1, 2, 3):
            call = Call(name, (Compare(">", x, Name("y")), x, x)[-count:])
            with suppress(HandgradError):
                fitted(call, NAMES[SCALAR].shapes)
                found.append(call)
    return found


@pytest.mark.parametrize("call", first_calls(), ids=plain)
def test_a_formula_alone_reads_back_whatever_it_begins_with(call: Call) -> None:
    """No bracket and no name in front is taken for prose, in plain text or in LaTeX."""
    y, w = Name("y"), Name("w")
    sums = Sum(call, (("+", y),))
    for tree in (call, sums, Product(sums, (("*", w),)), Power(Product(sums, (("*", w),)), w)):
        for text in (plain(tree), latex(tree, NAMES[SCALAR].shapes)):
            assert read(text, SCALAR) == read(f"dL/dw = {text}", SCALAR)


@examples(200)
@given(trees(arrays).map(lambda tree: Product(Transpose(Name("X")), (("@", tree),))))
def test_plain_text_of_arrays_reads_back(tree: Node) -> None:
    """Where operators are written, shapes decide nothing."""
    assert read(plain(tree), BATCH) == tree


@examples(300)
@given(trees(scalars))
def test_unicode_reads_back(tree: Node) -> None:
    """Products by space, superscripts, Greek letters, full-width brackets."""
    assert read(unicode(tree), SCALAR) == tree


@examples(300)
@given(trees(scalars))
def test_latex_reads_back(tree: Node) -> None:
    """Fractions, cases, powers of e."""
    assert read(tex(tree), SCALAR) == tree


def converted(value: Value, convert: Callable[[Fraction], Any]) -> Value:
    if not isinstance(value, Array):
        return convert(value)
    return value._replace(entries=list(map(convert, value.entries)))


def test_the_latex_of_every_page_means_the_same() -> None:
    """What `show --latex` prints, read as an answer, has the values of the page."""
    numbers = decimal_arithmetic(30)
    read_back, refused = 0, []
    for name in catalogue():
        model = model_of(name)
        names = vocabulary(model)
        with numbers.working():
            point = points_of(model).values[0]
            given = {k: converted(v, numbers.convert) for k, v in point.items()}
            environment = model.run_forward(given, numbers)
            model.run_gradient(environment, numbers)
            for formula in (*model.steps, *model.derivatives):
                sides = (Name(formula.name), formula.tree)
                text = " = ".join(latex(side, model.shapes) for side in sides)
                try:
                    [line] = read_answer(text, names)
                    tree = fitted(line.members[0], model.shapes, line.sources[0]).tree
                except HandgradError as error:
                    refused.append(f"{name}: {error}")
                    continue
                read_back += 1
                found = as_array(evaluate(tree, environment, numbers))
                wanted = as_array(environment[formula.name])
                apart = map(numbers.subtract, found.entries, wanted.entries)
                assert max(map(abs, apart)) < 1e-25, text
    assert read_back > 500
    assert len(refused) <= 1, refused


def entry_by_entry(tree: Node) -> str:
    """A formula with every product taken entry by entry."""
    return plain(tree).replace(" @ ", "*")


def test_the_plain_text_of_every_page_is_read_as_the_page_is() -> None:
    """An answer in the notation of pages has the tree that the page has.

    The only other reading is that a `*` between arrays is a matrix product.
    """
    for name in catalogue():
        model = model_of(name)
        names = vocabulary(model)
        for formula in (*model.steps, *model.derivatives):
            [line] = read_answer(f"{formula.name} = {formula.text}", names)
            assert (line.target, line.members) == (Name(formula.name), (parse(formula.text),))
            assert line.warnings == ()
            starred = [tuple(map(entry_by_entry, other)) for other in line.alternatives]
            assert set(starred) <= {tuple(map(entry_by_entry, line.members))}
