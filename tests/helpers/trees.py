"""Random formulas of numbers, for property tests."""

from fractions import Fraction

from hypothesis import strategies as st

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
    Sum,
    Transpose,
)

NAMES = ("x", "y", "w1", "y_hat", "dL/dy_hat")
numbers = st.builds(
    lambda n, places: Number(Fraction(n, 10**places)), st.integers(0, 9999), st.integers(0, 3)
)
leaves = numbers | st.builds(Name, st.sampled_from(NAMES))


def _chains(inner: st.SearchStrategy[Node], kind: type[Sum] | type[Product], signs: str):  # type: ignore[no-untyped-def]
    links = st.lists(st.tuples(st.sampled_from(signs), inner), min_size=1, max_size=3)
    return st.builds(lambda first, rest: kind(first, tuple(rest)), inner, links)


def _grown(inner: st.SearchStrategy[Node], products: str) -> st.SearchStrategy[Node]:
    return st.one_of(
        st.builds(Negative, inner),
        _chains(inner, Sum, "+-"),
        _chains(inner, Product, products),
        st.builds(Power, inner, inner),
        st.builds(lambda f, a: Call(f, (a,)), st.sampled_from(["exp", "relu", "tanh"]), inner),
        st.builds(lambda a, b: Call("max", (a, b)), inner, inner),
    )


def _grown_matrices(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.one_of(
        _grown(inner, "*/@"),
        st.builds(Transpose, inner),
        st.builds(Compare, st.sampled_from(["<", ">", "<=", ">="]), inner, inner),
        st.builds(lambda a, axis: Call("sum", (a,), axis), inner, st.sampled_from([0, 1])),
        st.builds(lambda a, i: Index(a, (Number(Fraction(i)), None)), inner, st.integers(0, 9)),
    )


any_trees = st.recursive(leaves, _grown_matrices, max_leaves=12)
scalar_trees = st.recursive(leaves, lambda inner: _grown(inner, "*/"), max_leaves=12)
