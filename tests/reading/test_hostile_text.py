"""Whatever the text: a tree or an error of ours that says where, soon, and nothing executed."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handgrad.errors import FormulaError
from handgrad.language.fit import fitted
from handgrad.language.plain import plain
from handgrad.reading.answer import read_answer
from handgrad.reading.manual import kinds
from handgrad.visible import visible
from tests.helpers.effort import examples
from tests.helpers.notation_pages import BATCH, LAYERS, LINE, NAMES, SCALAR

REFUSED = {
    "F01": ("", "empty"),
    "F02": ("   \t", "empty"),
    "F03": ("x +", "after '+'"),
    "F04": ("+ * x", "not '*'"),
    "F05": ("(x", "not closed"),
    "F06": ("x)", "no '(' before it"),
    "F10": ("foo(x)", "unknown function 'foo'"),
    "F11": ("exp()", None),
    "F12": ("exp(x, y)", None),
    "F13": ("v", "unknown name 'v' (known: w, x, y, y_hat, L)"),
    "F14": ("exp", "needs an argument"),
    "F15": ("x = 1", "given name"),
    "F19": ("x.real", ".real is not read"),
    "F20": ("().__class__.__bases__[0].__subclasses__()", "was expected after '('"),
    "F21": ("__import__('os').system('touch PWNED')", "was expected"),
    "F22": ('"a"*10**9', "quotes"),
    "F23": ('f"{x}"', "quotes"),
    "F24": ("lambda: 0", "lambda"),
    "F25": ("[1 for i in x]", "expected"),
    "F26": ("x if y else w", "condition"),
    "F30": ("1e401", "exponent is at most"),
    "F31": ("1e99999999999", "exponent is at most"),
    "F32": ("9" * 3000, "at most 40 characters"),
    "F33a": ("0x10", "not a number"),
    "F33b": ("0b1", "not a number"),
    "F33c": ("1_000", "not a number"),
    "F33e": ("1.2.3", "not a number"),
    "F33f": (".", "no formula"),
    "F33g": ("1..2", "not a number"),
    "F34a": ("nan", "unknown name"),
    "F34b": ("inf", "unknown name"),
    "F35": ("(" * 65 + "x" + ")" * 65, "nested too deeply"),
    "F36": ("(" * 100_000, "at most"),
    "F37": ("-" * 3900 + "x", "nested too deeply"),
    "F38": ("x+" * 200_000 + "x", "at most"),
    "F39": ("x^" * 500 + "x", "nested too deeply"),
    "F40": ("exp(" * 65 + "x" + ")" * 65, "nested too deeply"),
    "F41": ("x\0+1", "U+0000"),
    "F42": ("x+\ud800", "U+D800"),
    "F44": ("х", "write x"),
    "F47": ("x\u202e+1", "U+202E"),
    "F58b": ("x[0]", "no entries"),
    "F58d": ("x[-1]", "no entries"),
    "F59": ("x" * 1_000_000, "at most"),
    "unary": ("----" * 30 + "x", "nested too deeply"),
    "chain": ("x" + ".T" * 100, "follow each other"),
    "fractions": (r"\frac{" * 100 + "x", "nested too deeply"),
    "many": ("x\n" * 300, "lines"),
    "parts": ("x²" * 1500, "parts"),
    "setattr": ("x.__class__ = 1", "a point stands in numbers"),
    "walrus": ("(x:=1)", "expected"),
    "format": ("{0.__class__}", "a subscript is"),
}

READ = {
    "F07": ("2x", "2*x"),
    "F08": ("x y", "x*y"),
    "F09": ("sin x", "sin(x)"),
    "F18": ("x # note", "x"),
    "F27": ("9^9^9^9", "9^9^9^9"),
    "F43": ("𝑥", "x"),
    "F45": ("½x² × y − w", "(1/2)*x^2*y - w"),
    "F46": ("１＋ｘ", "1 + x"),
    "F48": ("\ufeffx\u200b\u00a0+ 1", "x + 1"),
    "F57": ("dL/dx", "dL/dx"),
}


@pytest.mark.parametrize(("text", "message"), REFUSED.values(), ids=REFUSED)
def test_hostile_rows_are_refused(text: str, message: str | None) -> None:
    """The error names the place and what was expected; nothing is executed."""
    with pytest.raises(FormulaError) as e:
        read_and_fit(text, LINE)
    assert message is None or message in e.value.message, e.value.message
    assert 1 <= e.value.column <= len(e.value.text) + 1
    assert not Path("PWNED").exists()


@pytest.mark.parametrize(("text", "wanted"), READ.values(), ids=READ)
def test_rows_that_people_do_write_are_read(text: str, wanted: str) -> None:
    """What is no attack is read."""
    [line] = read_answer(text, NAMES[LINE])
    assert plain(line.members[0]) == wanted


@pytest.mark.parametrize("text", [None, 3, b"x", ["x"]])
def test_only_text_is_read(text: object) -> None:
    """Another type is named."""
    with pytest.raises(FormulaError, match=f"got {type(text).__name__}"):
        read_answer(text, NAMES[LINE])  # type: ignore[arg-type]


def attempt(text: str, page: str) -> None:
    """Reading ends in trees that can be written and shaped, or in an error fit to print."""
    try:
        read_and_fit(text, page)
    except FormulaError as found:
        error = found
    else:
        return
    assert error.pointed().encode("utf-8")
    assert all(c.isprintable() or c.isspace() for c in error.pointed())
    assert 1 <= error.column <= len(error.text) + 1


def read_and_fit(text: str, page: str) -> None:
    names = NAMES[page]
    for line in read_answer(text, names):
        for member, source in zip(line.members, line.sources, strict=True):
            plain(member)
            fitted(member, names.shapes, source)


pages = st.sampled_from([SCALAR, LINE, BATCH, LAYERS])
short = [text for text, _ in REFUSED.values() if len(text) < 100]
rows = [text for kind in kinds() for text in kind.rows]
seeds = st.sampled_from([*rows, *short])
words = st.sampled_from(
    [r"\frac", r"\sum_", r"\left(", r"\begin{cases}", r"\end{cases}", r"\\", r"\hat{",
     r"\sqrt[", r"\text{", r"\begin{align}", "dL/dw", "∂", "d/dw", "d(", "∇", "sum_i", "x_i",
     "^{(1)}", "^T", ".T", ".sum(axis=0)", ".dot(", "axis=", "np.", "if", "else", "let",
     "where", "exp", "sin", "σ'", "e^", "E[", "I(", "1{", "||", "|", "‖", "{", "}", "(", ")",
     "[", "]", "_{", "_i", "_", "^", "'", "=", "->", "&", "#", ",", ";", ":", "w", "x", "y",
     "W_2", "2", "½", "²", "ᵀ", "⁽"]
)  # fmt: skip
edits_of_text = st.tuples(st.floats(0, 1), st.integers(0, 4), words | st.text(max_size=2))


@examples(300)
@given(st.text(max_size=80), pages)
def test_any_text(text: str, page: str) -> None:
    """Random characters of all of Unicode."""
    attempt(text, page)


@examples(400)
@given(st.lists(words, max_size=25), st.sampled_from(["", " "]), pages)
def test_any_row_of_fragments(fragments: list[str], space: str, page: str) -> None:
    """The pieces of every notation in any order."""
    attempt(space.join(fragments), page)


@examples(400)
@given(seeds, st.lists(edits_of_text, min_size=1, max_size=4), pages)
def test_any_mutant(text: str, edits: list[tuple[float, int, str]], page: str) -> None:
    """Valid text with a few edits."""
    for place, length, inserted in edits:
        at = int(place * len(text))
        text = text[:at] + inserted + text[at + length :]
    attempt(text, page)


@pytest.mark.parametrize(
    "piece",
    ["(", "-", "x^", "exp(", "wx", "w_", r"\frac{", r"\frac1", r"\sqrt", "²", "ŷ", "|x", "‖",
     r"\hat{", "L'", "W1.T", "x if x>0 else ", "x<", "W1 ", "W1·", "1/x y", "sum_i ", "{x,",
     ";", "x;", "x=", "x=x,", "let ", "d/dw ", "d(", "dL/dw", "e^", "σ'(", "exp ", "σ ", "9",
     "where ", "[since ", "(by ", "∇", r"\underbrace{", "x_{", "_i", "x.", ".", "#", "step 1 ",
     "abc ", "(x)", "1{x>0}", ".clip(0)", r"\begin{cases}", r"\mathbf{", "⊙", "\n", "x\n",
     "=\n"],
)  # fmt: skip
def test_repetition(piece: str) -> None:
    """Thousands of one fragment, alone and around a name: no stack overflows."""
    count = 3900 // len(piece)
    for text in (piece * count, piece * (count - 1) + "x", "W1" + piece * (count - 2)):
        attempt(text, LAYERS)


def test_what_does_not_print_is_shown_escaped() -> None:
    """Control, bidirectional and surrogate characters never reach a terminal."""
    shown = "a\\u001b[31m\\u202e\\ud800\\U000e0001é"
    assert visible("a\x1b[31m\u202e\ud800\U000e0001é") == shown
    with pytest.raises(FormulaError) as e:
        read_answer("x + \x1b[31m", NAMES[LINE])
    assert "\x1b" not in e.value.pointed()
    assert e.value.column == 5


def test_no_file_was_touched() -> None:
    """The text of F21 was read, never run."""
    assert "PWNED" not in os.listdir()
