"""The keys of the catalogue as a formula field writes them are read back with their values."""

import re

import pytest

from handgrad.arithmetic import decimal_arithmetic
from handgrad.grading.grade import vocabulary
from handgrad.language.arrays import as_array
from handgrad.language.evaluate import evaluate
from handgrad.language.fit import fitted
from handgrad.language.latex import latex
from handgrad.language.tree import Name
from handgrad.page.loading import catalogue
from handgrad.reading.answer import read_answer
from tests.helpers.pages import model_of
from tests.helpers.values import valued

NUMBERS = decimal_arithmetic(30)
TYPED = (
    (r"\\frac\{(\d)\}\{(\d)\}", r"\\frac\1\2"),
    (r"\\left(?=[(\[])|\\right(?=[)\]])", ""),
    (r"\(", r"\\left("),
    (r"\)", r"\\right)"),
    (r"\\lvert", r"\\left|"),
    (r"\\rvert", r"\\right|"),
    (r"\^\{\\top\}|\^\\top", "^{T}"),
    (r"([\^_])\{(\d)\}", r"\1\2"),
    (r"\\[,;!]", " "),
    (r"(?<![A-Za-z]) +| +(?![A-Za-z])", ""),
)
"""What MathLive 0.111 makes of keys, where our LaTeX has something else: in this order."""
MENUS = (
    (r"\\partial(?= )", r"\\differentialD"),
    (r"\\left\(", r"\\lparen "),
    (r"\\right\)", r"\\rparen "),
    (r"(?<![A-Za-z])e(?=\^)", r"\\exponentialE"),
    (r"(?<=\d)(?=[A-Za-z])(?<=[^_^]\d)(?<!frac\d\d)(?<!frac\d)", r"\\cdot "),
)
"""What its keyboards and menus put in besides."""
FIELDS = {"typed": TYPED, "menus": (*TYPED, *MENUS)}


def as_field(text: str, field: str) -> str:
    r"""Our LaTeX as a field of MathLive has it.

    >>> as_field(r"\frac{1}{2}\,(e^{-x} - y_{1})", "menus")
    '\\frac12\\lparen \\exponentialE^{-x}-y_1\\rparen '
    """
    for ours, theirs in FIELDS[field]:
        text = re.sub(ours, theirs, text)
    return text


@pytest.mark.parametrize("field", FIELDS)
def test_every_key_of_the_catalogue_is_read_back(field: str) -> None:
    """In the first way that it can be read, on the names of its page."""
    read = 0
    for name in catalogue():
        model = model_of(name)
        names = vocabulary(model)
        with NUMBERS.working():
            environment = valued(model, NUMBERS)
            for formula in model.derivatives:
                sides = (
                    latex(side, model.shapes) for side in (Name(formula.name), formula.tree)
                )
                text = as_field("=".join(sides), field)
                [line] = read_answer(text, names)
                assert line.target == Name(formula.name), (name, text)
                tree = fitted(line.members[0], model.shapes, line.sources[0]).tree
                found = as_array(evaluate(tree, environment, NUMBERS))
                wanted = as_array(environment[formula.name])
                apart = map(NUMBERS.subtract, found.entries, wanted.entries)
                assert len(found.entries) == len(wanted.entries), (name, text)
                assert max(map(abs, apart)) < 1e-25, (name, text)
                read += 1
    assert read > 400
