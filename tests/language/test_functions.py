"""One record a function: nothing is missing in it, and nothing about it stands elsewhere."""

import ast
import math
from collections import defaultdict
from itertools import chain

import pytest

from handgrad.arithmetic import FLOAT64
from handgrad.arithmetic.elementary import ELEMENTARY
from handgrad.language.arrays import Array, as_array, elementwise
from handgrad.language.evaluate import evaluate
from handgrad.language.function import Function, entrywise
from handgrad.language.functions import FUNCTIONS, NAMES, SPELLINGS
from handgrad.language.parser import parse
from handgrad.language.patterns import read_rows
from handgrad.language.tree import Call, walk
from handgrad.mistakes.rulebook import local_rules
from handgrad.page.compiled.templates import FORMS
from tests.rooms import NAMES as MODULES
from tests.rooms import body

# Where functions may be listed: the records, and the names that callers import.
RECORDS = {
    "language.elementwise",
    "language.matrices",
    "language.primitives",
    "language.reductions",
    "language.statistics",
}
# What has a rule of its own, for any number of parts.
OF_PARTS = {"column", "row"}
# Where derivatives end: that of trigamma has no name here.
LAST = {"trigamma"}
VALUES = {"arithmetic.elementary", "arithmetic.base"}
PUBLIC = {"arithmetic", "arithmetic.polymorphic"}
# What functions of NumPy, R and Julia take and give, by their names there.
FOREIGN = {
    "reading.code.arrays.numpy_calls",
    "reading.code.arrays.numpy_shapes",
    "reading.code.dialects.brace_words",
    "reading.code.dialects.julia_source",
    "reading.code.dialects.r_source",
    "reading.run.library",
}
# What is built from functions names them: a sum over an index, the sides of a comparison.
MOST_BUILT_FROM = 5


def lacks(function: Function) -> list[str]:
    """What a record does not say and something in the package would ask it for."""
    found = []
    shapes = ((3, 3),) if 1 in function.arguments or function.numbered else ()
    if function.name in ("diagv", "vec"):
        shapes = ((3, 1),)
    heads = [head for head in local_rules() if head.startswith(f"{function.name}(")]
    if function.is_elementwise:
        if function.name not in ELEMENTARY:
            found.append("a value in the arithmetics")
        if not function.derivatives and function.name not in LAST:
            found.append("a derivative")
        slips = function.mistaken or function.name in LAST
        if function.derivative != "0" and not slips:
            found.append("what people write for its derivative")
        if not function.python and not hasattr(math, function.name):
            found.append("how it is written in Python")
    elif not heads and function.name not in OF_PARTS:
        found.append("a rule that pulls a derivative back")
    kink = function.name in ELEMENTARY and ELEMENTARY[function.name].kink
    if kink and not function.at_kink and set(function.derivatives) != {"0"}:
        found.append("what its kink leaves open")
    if shapes and not function.numbered and not function.sized:
        function.shape(shapes, None)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_no_record_lacks_anything(name: str) -> None:
    """Everything that the package looks up of a function stands in its record."""
    assert lacks(FUNCTIONS[name]) == []


def test_a_new_function_is_one_record() -> None:
    """What a record made up here lacks is named; a whole one lacks nothing."""
    bare = Function(name="tan", value=entrywise("tan"))
    assert lacks(bare) == ["a derivative", "what people write for its derivative"]
    whole = Function(
        name="tan", value=entrywise("tan"), derivatives=("1 + a^2",), mistaken="1 - a^2"
    )
    assert lacks(whole) == []
    unknown = Function(name="arcsinh", value=entrywise("arcsinh"))
    assert "a rule that pulls a derivative back" in lacks(unknown)


def test_every_elementary_function_has_a_record() -> None:
    """What the arithmetics can do, the language can say, and generated code can write."""
    assert set(ELEMENTARY) <= set(NAMES)
    assert set(ELEMENTARY) <= set(FORMS)


def test_no_word_spells_two_functions() -> None:
    """A spelling belongs to one function, and is not the name of another."""
    spellings = [word for f in FUNCTIONS.values() for word in f.spellings.split()]
    assert len(spellings) == len(set(spellings)) == len(SPELLINGS)
    assert not set(spellings) & set(NAMES)


def strings(node: ast.AST) -> set[str]:
    """The words among the constants directly in a display, or in a text of several words."""
    found: set[str] = set()
    for below in ast.iter_child_nodes(node):
        if isinstance(below, ast.Constant) and isinstance(below.value, str):
            found.add(below.value)
    return found


def test_no_other_table_is_keyed_by_function_names() -> None:
    """Outside the records no display lists more functions than formulas are built from."""
    for module, path in MODULES.items():
        if module in RECORDS | VALUES | PUBLIC | FOREIGN or module.startswith("models"):
            continue
        for node in chain.from_iterable(map(ast.walk, body(path))):
            if isinstance(node, ast.Dict | ast.Tuple | ast.List | ast.Set):
                listed = strings(node) & set(NAMES)
                assert len(listed) <= MOST_BUILT_FROM, f"{module} lists {sorted(listed)}"


def test_a_function_that_nothing_is_built_from_is_named_in_its_record_only() -> None:
    """To add one more of these is to write one record, and its value in the arithmetics."""
    found: dict[str, set[str]] = defaultdict(set)
    for module, path in MODULES.items():
        if not module.startswith("models") and module not in PUBLIC:
            for node in chain.from_iterable(map(ast.walk, body(path))):
                if isinstance(node, ast.Constant) and node.value in NAMES:
                    found[str(node.value)].add(module)
    plain = ("softplus", "log1p", "expm1",
             "overlap_add")  # fmt: skip
    for name in plain:
        assert found[name] <= RECORDS | VALUES, f"{name} is named in {sorted(found[name])}"


A, B = Array(3, 1, [0.5, -0.25, 2.0]), Array(2, 1, [3.0, 0.125])


@pytest.mark.parametrize("name", [n for n, f in FUNCTIONS.items() if f.means])
def test_a_function_has_the_value_of_what_it_means(name: str) -> None:
    """The formula that LaTeX shows for a function has its value."""
    arguments = "a, b" if FUNCTIONS[name].arguments == (2,) else "a"
    one, other = (
        as_array(evaluate(parse(text), {"a": A, "b": B}, FLOAT64)).entries
        for text in (f"{name}({arguments})", FUNCTIONS[name].means)
    )
    assert one == pytest.approx(other)


def test_the_identities_of_a_record_speak_of_its_function() -> None:
    """A row stands in the record of a function that it begins with, or of a near one."""
    for name, function in FUNCTIONS.items():
        for row in read_rows(function.identities):
            trees = (row.pattern.tree, *row.forms)
            named = {n.function for t in trees for n in walk(t) if isinstance(n, Call)}
            assert name in named, f"{name}: {row}"


def test_elementwise_functions_take_any_array() -> None:
    """The value of a record is that of the arithmetic, entry by entry."""
    value = FUNCTIONS["tanh"].value(FLOAT64, None, (0.5,))
    assert value == elementwise(math.tanh, 0.5)
