"""The rule book graded by handgrad itself: every right row is right, every slip is wrong."""

import re
from typing import NamedTuple

import pytest

import handgrad
from handgrad.language.fit import fitted
from handgrad.language.functions import FUNCTIONS
from handgrad.language.parser import parse
from handgrad.language.plain import plain
from handgrad.language.tree import Name
from handgrad.mistakes.backward import Backward
from handgrad.mistakes.bench import Bench
from handgrad.mistakes.derivatives import derivative_text
from handgrad.mistakes.flows import Slip
from handgrad.mistakes.local_rules import RULES
from handgrad.mistakes.rulebook import local_rules
from handgrad.mistakes.slips import arrival, slips
from handgrad.model import Model
from handgrad.page.loading import catalogue, load_page
from tests.helpers.effort import some
from tests.helpers.judged import verdict

POSITIVE = ("log", "sqrt", "log1p")
BY_ONE_NUMBER = [name for name in FUNCTIONS if derivative_text(name)]


def page_of_function(name: str) -> Model:
    """A function of one number with something behind it."""
    domain = " > 0" if name in POSITIVE else ""
    return Model.from_text(
        f"model f: one function\nparameters z{domain}\ndata g\n"
        f"forward\n    a = {name}(z)\n    L = g*a\n"
        f"gradient\n    dL/dz = g*({FUNCTIONS[name].derivative})\n"
    )


@pytest.mark.parametrize("name", BY_ONE_NUMBER)
def test_the_derivative_of_a_record_is_right_and_what_people_write_is_not(name: str) -> None:
    """The one table of elementary derivatives, by differences."""
    model, known = page_of_function(name), FUNCTIONS[name]
    assert handgrad.check_model(model).verdict == "right"
    for text in known.mistaken.split(" | "):
        assert handgrad.grade(model, f"dL/dz = g*({text})").verdict == "wrong", text


class Head(NamedTuple):
    """A page for a rule: declarations, and the formula whose rule it is."""

    declared: str
    formula: str


HEADS = {
    "-a": Head("parameters a[n, m]\ndata g[n, m]", "-a"),
    "a*b": Head("parameters a[n, m], b[n, m]\ndata g[n, m]", "a*b"),
    "a/b": Head("parameters a[n, m], b[n, m]\ndata g[n, m]", "a/b"),
    "a @ b": Head("parameters a[n, k], b[k, m]\ndata g[n, m]", "a @ b"),
    "a.T": Head("parameters a[m, n]\ndata g[n, m]", "a.T"),
    "a^b": Head("parameters a > 0, b > 0\ndata g", "a^b"),
    "a^2": Head("parameters a\ndata g", "a^2"),
    "sum(a)": Head("parameters a[n, m]\ndata g", "sum(a)"),
    "mean(a)": Head("parameters a[n, m]\ndata g", "mean(a)"),
    "max(a)": Head("parameters a[n]\ndata g", "max(a)"),
    "min(a)": Head("parameters a[n]\ndata g", "min(a)"),
    "max(a, b)": Head("parameters a[n], b[n]\ndata g[n]", "max(a, b)"),
    "min(a, b)": Head("parameters a[n], b[n]\ndata g[n]", "min(a, b)"),
    "softmax(a)": Head("parameters a[n, m]\ndata g[n, m]", "softmax(a)"),
    "log_softmax(a)": Head("parameters a[n, m]\ndata g[n, m]", "log_softmax(a)"),
    "logsumexp(a)": Head("parameters a[n, m]\ndata g[n, 1]", "logsumexp(a)"),
    "norm(a)": Head("parameters a[n]\ndata g", "norm(a)"),
    "transpose(a)": Head("parameters a[m, n]\ndata g[n, m]", "transpose(a)"),
    "outer(a, b)": Head("parameters a[n], b[m]\ndata g[n, m]", "outer(a, b)"),
    "where(a, b, d)": Head(
        "parameters b[n], d[n]\ndata a[n] in {0, 1}, g[n]", "where(a, b, d)"
    ),
    "diag(a)": Head("parameters a[n]\ndata g[n, n]", "diag(a)"),
    "tril(a)": Head("parameters a[n, n]\ndata g[n, n]", "tril(a)"),
    "windows(a)": Head("parameters a[5]\ndata g[3, 3]", "windows(a, 3, 1, 0)"),
    "overlap_add(a)": Head("parameters a[3, 3]\ndata g[5]", "overlap_add(a, 5, 3, 1, 0)"),
    "norm1(a)": Head("parameters a[n]\ndata g", "norm1(a)"),
    "prod(a)": Head("parameters a[n, m]\ndata g", "prod(a)"),
    "var(a)": Head("parameters a[n, m]\ndata g[n, 1]", "var(a, axis=1)"),
    "std(a)": Head("parameters a[n, m]\ndata g[1, m]", "std(a, axis=0)"),
    "cumsum(a)": Head("parameters a[n, m]\ndata g[n, m]", "cumsum(a, axis=1)"),
    "tr(a)": Head("parameters a[n, n]\ndata g", "tr(a)"),
    "det(a)": Head("parameters a[n, n]\ndata g", "det(a)"),
    "logdet(a)": Head("parameters a[n, n]\ndata g", "logdet(a)"),
    "inv(a)": Head("parameters a[n, n]\ndata g[n, n]", "inv(a)"),
    "adj(a)": Head("parameters a[n, n]\ndata g[n, n]", "adj(a)"),
    "kron(a, b)": Head("parameters a[n, m], b[m, k]\ndata g", "sum(sin(kron(a, b)))"),
    "solve(a, b)": Head("parameters a[n, n], b[n, m]\ndata g[n, m]", "solve(a, b)"),
    "diagv(a)": Head("parameters a[n]\ndata g[n, n]", "diagv(a)"),
    "vec(a)": Head("parameters a[2, 3]\ndata g[6]", "vec(a)"),
    "rowvec(a)": Head("parameters a[2, 3]\ndata g[6]", "rowvec(a)"),
    "reshape(a)": Head("parameters a[2, 3]\ndata g[3, 2]", "reshape(a, 3, 2)"),
}


def page_of(head: Head, key: str = "") -> Model:
    """The page of a rule; its gradient is 0 as long as no `key` is known."""
    names_given = re.findall(r"\b[abd]\b", head.declared.partition("\n")[0])
    loss = "g*c" if head.declared.endswith("g") else "sum(g*c)"
    key = key or "".join(f"    dL/d{name} = 0*{name}\n" for name in names_given)
    return Model.from_text(
        f"model r: one rule\nsizes n, m, k\n{head.declared}\nforward\n"
        f"    c = {head.formula}\n    L = {loss}\ngradient\n{key}"
    )


def by_the_book(bench: Bench) -> tuple[str, list[Slip]]:
    """What arrives at a name by the rule book, and the slips on the way and beside it."""
    backward = Backward(bench, RULES, {bench.by, *(step.name for step in bench.model.steps)})
    arrived = arrival(bench, backward)
    return plain(arrived.right), [*arrived.slipped, *backward.stops]


def bench_of(model: Model, by: str) -> Bench:
    return Bench(model, by, Name(model.derivative_name(by)))


def test_every_rule_is_tried() -> None:
    """No head of the rule book is without a page here; what is constant has no rows."""
    assert {head for head, rule in local_rules().items() if rule} == set(HEADS)


@pytest.mark.parametrize("head", HEADS)
def test_a_rule_gives_the_derivative_and_each_slip_another(head: str) -> None:
    """What the rule book sends back is the derivative by differences, and no slip is."""
    model = page_of(HEADS[head])
    arrived = {by: by_the_book(bench_of(model, by))[0] for by in model.parameters}
    key = "".join(f"    dL/d{by} = {text}\n" for by, text in arrived.items())
    model = page_of(HEADS[head], key)
    assert handgrad.check_model(model).verdict == "right", key
    for by in model.parameters:
        bench = bench_of(model, by)
        for suspect in slips(bench):
            if bench.shape(suspect.formula) == bench.shape(bench.key):
                hint = suspect.mistake.hint()
                tree = fitted(suspect.formula, model.shapes, sizes=model.sizes).tree
                found = verdict(model, by, tree)
                assert found != "right" or changes_nothing(hint.text), hint


def changes_nothing(text: str) -> bool:
    """Whether a slip may change nothing on so small a page: what arrives is 1, a sum of one."""
    return bool(re.search(r"not summed|what arrives|inner derivative|averaged", text))


@pytest.mark.parametrize("name", catalogue())
def test_the_book_gives_every_key_of_the_catalogue(name: str) -> None:
    """For every parameter there are slips, and without one the rules lead to the key."""
    model = load_page(name)
    for by in some(list(model.parameters), 5):
        bench = bench_of(model, by)
        right, slips_there = by_the_book(bench)
        assert bench.matches(bench.key, parse(right)), f"dL/d{by} = {right}"
        assert slips_there, by


def test_a_row_says_what_was_done_in_words() -> None:
    """Every slip of the book has an id and a sentence, and its braces name operands."""
    for head, rule in local_rules().items():
        for letter, (right, slips_there) in rule.items():
            assert parse(plain(right)) == right
            for slip in slips_there:
                assert re.fullmatch(r"[a-z-]+", slip.id), slip
                assert set(re.findall(r"\{(\w)\}", slip.words)) <= set("abd"), (head, letter)
