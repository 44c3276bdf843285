"""Rewriting a key never changes its value: exactly on rational pages, else to 40 digits."""

import random
from decimal import Decimal

import pytest

from handgrad.language.arrays import as_array
from handgrad.language.evaluate import evaluate
from handgrad.language.fit import fitted
from handgrad.language.identities import DETOURS, IDENTITIES, Identity
from handgrad.language.parser import parse
from handgrad.language.plain import plain
from handgrad.language.tree import Node, walk
from handgrad.model import Model
from handgrad.page.loading import catalogue
from handgrad.referee.environment import arithmetic_for, environment, is_rational
from handgrad.referee.points import points_of
from handgrad.testing.rewriting import rewritten_key, rewritten_tree
from tests.helpers.effort import count
from tests.helpers.pages import model_of

REWRITES = 100
SMALL = Decimal(10) ** -40

EVERY_FUNCTION = """
model functions: one sum of everything an identity speaks of
sizes n, m
parameters a[n], B[n,m]
data c, d[n]
forward
    p = softmax(B)
    u = exp(a - d) + exp(-a) + sqrt(a*a) + log(d*d) + cos(a) + sin(a) + tanh(a) + sigmoid(a)
    v = softplus(a) + relu(a) + abs(a) + sign(d) + step(d) + max(a, d) + min(a, d) + (a > d)
    w = (B.T @ a) + 2*(B.T @ d) + mean(B, axis=0).T + log_softmax(B.T @ a) + sum(B, axis=0).T
    e = c*logsumexp(a) + norm(d) + mean(B) + sum(a*d) + sum(p*B) + c*(a.T @ d) + 1/c + c^3
    L = sum(u + v) + sum(w) + e
gradient
    dL/da = a
    dL/dB = B
"""


def same(left: Node, right: Node, model: Model, point: int) -> bool:
    """Whether two trees have equal values at one test point."""
    digits = None if is_rational(model) else 60
    values = environment(model, points_of(model).values[point], digits)
    numbers = arithmetic_for(digits)
    with numbers.working():
        a, b = (as_array(evaluate(tree, values, numbers)) for tree in (left, right))
        largest = max(map(abs, a.entries))
        gaps = [abs(x - y) for x, y in zip(a.entries, b.entries, strict=True)]
        shapes = (a.rows, a.columns) == (b.rows, b.columns)
        return shapes and (max(gaps) == 0 if digits is None else max(gaps) <= SMALL * largest)


def read_back(tree: Node, model: Model) -> Node:
    """The tree that the text of a tree is read as."""
    return fitted(parse(plain(tree)), model.shapes).tree


@pytest.mark.parametrize("name", catalogue())
def test_a_rewritten_key_has_the_value_of_the_key(name: str) -> None:
    model = model_of(name)
    for parameter in model.parameters:
        key = next(d.tree for d in model.derivatives if d.name == f"dL/d{parameter}")
        for seed in range(max(count(REWRITES) // len(model.parameters), 4)):
            other = rewritten_key(model, parameter, random.Random(seed), steps=1 + seed % 9)
            assert same(key, read_back(other, model), model, seed % 3), plain(other)


@pytest.mark.parametrize("step", ["u", "v", "w", "e"])
def test_every_function_is_rewritten_rightly(step: str) -> None:
    model = model_of(EVERY_FUNCTION)
    tree = next(s.tree for s in model.steps if s.name == step)
    for seed in range(count(200)):
        other = rewritten_tree(
            tree, random.Random(seed), shapes=model.shapes, steps=1 + seed % 6
        )
        assert same(tree, read_back(other, model), model, seed % 2), plain(other)


@pytest.mark.parametrize(
    "identity", [*IDENTITIES, *DETOURS], ids=lambda i: getattr(i, "name", "") or i.__name__
)
def test_every_identity_is_used_and_holds(identity: Identity) -> None:
    model = model_of(EVERY_FUNCTION)
    trees = [s.tree for s in model.steps] + [
        fitted(parse(text), model.shapes).tree
        for text in (
            "a*(d + a)", "(a.T + d.T) @ B", "a*d + a*a", "c*c*c", "(c*a) @ d.T", "c*(a @ d.T)",
            "a @ d.T * c", "(a @ d.T).T", "(a*d).T", "(a + d).T", "a.T.T", "1 - sigmoid(c)",
            "(a + d) + a", "a*d*a", "a @ d.T @ B", "-a", "--a", "a - d", "2 + c", "c/3", "c^4",
        )
    ]  # fmt: skip
    offers = [(n, new) for t in trees for n in walk(t) for new in identity(n, model.shapes)]
    assert offers
    for node, new in offers:
        assert fitted(new, model.shapes).tree == new
        assert same(node, new, model, 0), f"{plain(node)} is not {plain(new)}"


def test_the_same_seed_gives_the_same_rewriting() -> None:
    model = model_of("two_layer")
    first, second = (rewritten_key(model, "W1", random.Random(4), steps=8) for _ in range(2))
    assert first == second
    assert first != rewritten_key(model, "W1", random.Random(5), steps=8)


def test_rewriting_reaches_sigmoid_of_minus_z() -> None:
    tree = parse("1 - sigmoid(z)")
    found = {
        plain(rewritten_tree(tree, random.Random(seed), shapes={"z": (1, 1)}, steps=1))
        for seed in range(200)
    }
    assert "sigmoid(-z)" in found
    assert any("tanh" in text for text in found)
