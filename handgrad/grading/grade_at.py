"""Numbers at a point, line by line: a worked example as it is done by hand."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from math import log10

from handgrad.arithmetic import RATIONAL, decimal_arithmetic
from handgrad.boundary import public
from handgrad.errors import EvaluationError, FormulaError, HandgradError
from handgrad.grading.feedback import RIGHT_IS
from handgrad.grading.findings import Counterexample, Evidence, LineReport, Part
from handgrad.grading.report import Report
from handgrad.hints import Hint
from handgrad.language.arrays import Array, Value, as_array
from handgrad.language.evaluate import evaluate
from handgrad.language.fit import fitted
from handgrad.language.plain import plain
from handgrad.language.tree import Name, Node, names
from handgrad.language.wording import value_text
from handgrad.mistakes.in_numbers import Suspicion
from handgrad.mistakes.other_entries import other_values
from handgrad.page.checked_page import CheckedPage
from handgrad.page.values import read_values
from handgrad.reading.answer import read_lines
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.numbers_written import written_value
from handgrad.referee.environment import Environment, environment
from handgrad.regex import regex
from handgrad.verdict import INVALID, RIGHT, UNDECIDED, WRONG, Comparison, judge, worst

DIGITS = 60
NOTHING = Fraction(1, 10**40)
DEFINITION = "definition"
GAP = regex(r"_{2,}|\\?[Bb]ox|\.{2,}|\?+")

_PIECE = regex(r"[<>!:=]=|.", re.DOTALL)
_ARRANGING = regex(r"\\\\|&|\$+|\\(?:left|right|quad|,|;|!)(?![A-Za-z])")


@dataclass(frozen=True, slots=True)
class Measured:
    """A value as the writer has it, and how far off it may be by its digits."""

    array: Array
    slack: tuple[Fraction, ...]

    @property
    def value(self) -> Value:
        return self.array.entries[0] if len(self.array.entries) == 1 else self.array


@public
def grade_at(
    page: CheckedPage,
    vocabulary: Vocabulary,
    text: str,
    at: Mapping[str, object],
    wanted: Sequence[str] | None,
) -> Report:
    """Judge every line of a worked example against the page's value at a point.

    A whole number, a fraction and a formula are exact, a decimal counts to half a unit of its
    last digit. Raises HandgradError for a point that is none of the page's.
    """
    point = read_values(page.declarations, page.dimensions, at, RATIONAL, where="at")
    worksheet = _Worksheet(page, vocabulary, environment(page, point, DIGITS))
    for number, line in _equations(text):
        worksheet.read(number, line)
    return _report(page, worksheet, wanted)


def _equations(text: str) -> Iterator[tuple[int, str]]:
    """The equations of a worksheet, each with the number of its line."""
    for number, row in enumerate(text.splitlines(), 1):
        if row.lstrip().startswith("#") or "=" not in row:
            continue
        plain_row = _ARRANGING.sub(" ", row) if "\\begin" not in row else row
        for equation in plain_row.split(";"):
            if equation.strip():
                yield number, equation.strip()


def _sides(line: str) -> list[str]:
    """What stands between the signs `=` that are in no bracket."""
    sides, depth = [""], 0
    for piece in _PIECE.findall(line):
        depth += (piece in "([{") - (piece in ")]}")
        if piece == "=" and depth <= 0:
            sides.append("")
        else:
            sides[-1] += piece
    return [side.strip() for side in sides]


class _Worksheet:
    """The lines read so far, and the values that the writer has given to names."""

    def __init__(self, page: CheckedPage, vocabulary: Vocabulary, right: Environment) -> None:
        self.page, self.vocabulary, self.right = page, vocabulary, right
        self.numbers = decimal_arithmetic(DIGITS)
        self.said: dict[str, Measured] = {}
        self.own: list[str] = []
        self.lines: list[LineReport] = []
        self.parts: dict[str, Part] = {}

    def read(self, number: int, line: str) -> None:
        """Judge one equation: each member of its chain, the last of which counts."""
        left, *members = _sides(line)
        try:
            if not members or not left:
                raise FormulaError("an equation was expected, such as y_hat = 2")
            if any(GAP.fullmatch(member) for member in members):
                raise FormulaError("this gap is not filled in")
            target = self.tree(left, "1", target=True)
            found = [self.measured(left, member) for member in members]
        except HandgradError as error:
            told = error.message if isinstance(error, FormulaError) else str(error)
            self.lines.append(LineReport(number, line, INVALID, warnings=(told,)))
            return
        name = plain(target)
        if name in self.page.declarations:
            self.given(number, line, name, found[-1])
            return
        if not self.is_known(target):
            self.said[name] = found[-1]
            self.own += [name] if name not in self.own else []
            self.lines.append(LineReport(number, line, DEFINITION))
            return
        self.judge(number, line, target, found)

    def given(self, number: int, line: str, name: str, found: Measured) -> None:
        """A line that says what the point already says; anything else is another point."""
        if self.verdict(found, as_array(self.right[name])) == RIGHT:
            self.lines.append(LineReport(number, line, DEFINITION))
            return
        told = f"{name} is {value_text(_simple(as_array(self.right[name])))} at this point"
        self.lines.append(LineReport(number, line, INVALID, warnings=(told,)))

    def judge(self, number: int, line: str, target: Node, found: Sequence[Measured]) -> None:
        """The marks of an equation about something the page knows."""
        name = plain(target)
        try:
            right = as_array(self.value(target, self.right))
        except HandgradError as error:
            self.lines.append(LineReport(number, line, UNDECIDED, warnings=(str(error),)))
            return
        verdicts = [self.verdict(one, right) for one in found]
        verdict = verdicts[-1] if verdicts[-1] != RIGHT else worst(verdicts)
        follows = verdict != RIGHT and self.follows(name, found[-1])
        note = ""
        if verdict == WRONG and self.is_rounding(name, found[-1], right):
            verdict, note = UNDECIDED, "off in the last digit: rounded too early?"
        is_own = verdict == WRONG and not follows
        hints = self.hints(name, found[-1], right) if is_own else ()
        if is_own and not hints:
            hints = tuple(islice(self.of_other_entry(target, found[-1], right), 1))
        told = f"{RIGHT_IS}{value_text(_simple(right))}" if verdict == WRONG else ""
        self.lines.append(
            LineReport(
                number,
                line,
                verdict,
                hints=hints,
                carried_forward=follows and verdict == WRONG,
                warnings=tuple(filter(None, (note, told))),
            )
        )
        self.said[name] = found[-1]
        if isinstance(target, Name) and name.startswith(f"d{self.page.loss_name}/d"):
            self.parts[name.partition("/d")[2]] = self.part(
                name, line, verdicts[-1] if not note else verdict, found[-1], right, hints
            )

    def part(
        self,
        target: str,
        line: str,
        verdict: str,
        found: Measured,
        right: Array,
        hints: tuple[Hint, ...],
    ) -> Part:
        name = target.partition("/d")[2]
        part = Part(name, verdict, target, line, value_text(found.value), hints)
        if verdict == WRONG:
            proof = Counterexample(self.right.point, found.value, _simple(right))
            return replace(part, counterexample=proof)
        if verdict != RIGHT:
            return part
        return replace(part, evidence=Evidence("decimal", 1, _digits(found, right)))

    def tree(self, left: str, member: str, *, target: bool = False) -> Node:
        """The tree of a side, read with the names that the writer has introduced."""
        known = [f"{name} = 1" for name in self.own if name != left]
        line = read_lines("\n".join([*known, f"{left} = {member}"]), self.vocabulary)[-1]
        for error in (line.error, *(error for _, error in line.unread)):
            if error is not None:
                raise error
        found = line.target if target else line.members[-1] if line.members else None
        if found is None:
            raise FormulaError(f"say what this is: NAME = {member}")
        return found

    def is_known(self, target: Node) -> bool:
        """Whether the page has a value for it; a name of the writer's own is a definition."""
        return not isinstance(target, Name) or "/" in target.name or target.name in self.right

    def measured(self, left: str, member: str) -> Measured:
        """The value of a member: numbers as written, or a formula with what was said put in."""
        written = written_value(member)
        if written is not None:
            rows = written.rows
            entries = [n for row in rows for n in row]
            shape = (len(entries), 1) if written.is_flat else (len(rows), len(rows[0]))
            values = [self.numbers.convert(n.value) for n in entries]
            return Measured(Array(*shape, values), tuple(n.slack for n in entries))
        tree = self.tree(left, member)
        missing = [n for n in names(tree) if "/" in n and n not in self.said]
        if missing:
            raise FormulaError(f"{missing[0]} is not worked out: write what it is")
        return self.by_formula(tree)

    def by_formula(self, tree: Node) -> Measured:
        """A formula at the writer's values, and how far their digits carry."""
        here = as_array(self.value(tree, self.written({})))
        slack = [Fraction(0)] * len(here.entries)
        for name in names(tree) & self.said.keys():
            if self.is_rounded(name):
                there = as_array(self.value(tree, self.written({name: 1})))
                pairs = zip(here.entries, there.entries, strict=True)
                slack = [
                    s + abs(Fraction(a) - Fraction(b))
                    for s, (a, b) in zip(slack, pairs, strict=True)
                ]
        return Measured(here, tuple(slack))

    def is_rounded(self, name: str) -> bool:
        """Whether the digits of a value leave something open: what is exact does not."""
        said = self.said[name]
        if name not in self.right:
            return any(said.slack)
        right = as_array(self.right[name]).entries
        return any(said.slack) and list(said.array.entries) != list(right)

    def written(self, moved: Mapping[str, int]) -> Environment:
        """The page's values with those the writer gave, some moved by what they may be off."""
        found = self.right | {}
        for name, said in self.said.items():
            entries = said.array.entries
            if name in moved:
                entries = [
                    self.numbers.convert(Fraction(e) + s)
                    for e, s in zip(entries, said.slack, strict=True)
                ]
            value = said.array._replace(entries=entries)
            right = as_array(found[name]) if name in found else value
            if len(right.entries) == len(value.entries):
                value = value._replace(rows=right.rows, columns=right.columns)
            found[name] = _simple(value)
        return found

    def value(self, tree: Node, known: Environment) -> Value:
        shapes = {**self.page.shapes, **dict.fromkeys(self.own, (1, 1))}
        whole = fitted(tree, shapes, sizes=self.page.sizes).tree
        with self.numbers.working():
            return evaluate(whole, known, self.numbers)

    def verdict(self, found: Measured, right: Array) -> str:
        """Whether a value is the right one to the digits it is written with."""
        entries = found.array.entries
        if len(entries) != len(right.entries):
            return judge([Comparison(False, shapes_fit=False)])
        near = _near(entries, right.entries, found.slack)
        return judge([Comparison(agrees) for agrees in near])

    def follows(self, name: str, found: Measured) -> bool:
        """Whether a value is what the page's formula gives with the writer's values."""
        formulas = {f.name: f.tree for f in (*self.page.steps, *self.page.derivatives)}
        tree = formulas.get(name)
        if tree is None or not names(tree) & self.said.keys():
            return False
        try:
            expected = self.by_formula(tree)
        except (HandgradError, ArithmeticError):
            return False
        return self.is_near(found, expected)

    def is_rounding(self, name: str, found: Measured, right: Array) -> bool:
        """Whether a wrong last digit comes of the digits of the lines above."""
        if len(found.array.entries) != len(right.entries) or not self.follows(name, found):
            return False
        formulas = {f.name: f.tree for f in (*self.page.steps, *self.page.derivatives)}
        expected = self.by_formula(formulas[name])
        slack = [a + b for a, b in zip(found.slack, expected.slack, strict=True)]
        return all(_near(found.array.entries, right.entries, slack))

    def is_near(self, found: Measured, expected: Measured) -> bool:
        if len(found.array.entries) != len(expected.array.entries):
            return False
        slack = [a + b for a, b in zip(found.slack, expected.slack, strict=True)]
        return all(_near(found.array.entries, expected.array.entries, slack))

    def of_other_entry(self, target: Node, found: Measured, right: Array) -> Iterator[Hint]:
        """The other entry, or value of another number, that a wrong value is here."""
        if len(right.entries) > 1:
            turned = right._replace(entries=list(right.entries)[::-1])
            if self.verdict(found, turned) == RIGHT:
                yield Hint("reversed", "the entries stand in reverse order")
        known = (name for name in self.page.shapes if name in self.right)
        counts = {name: as_array(self.right[name]).rows for name in known}
        for hint, other in other_values(target, list(self.page.forward), counts):
            if self.verdict(found, as_array(self.value(other, self.right))) == RIGHT:
                yield hint

    def hints(self, name: str, found: Measured, right: Array) -> tuple[Hint, ...]:
        """The known mistakes of the page that have this value here."""
        by = name.partition("/d")[2]
        if name != self.page.derivative_name(by) or by not in self.page.shapes:
            return ()
        given = found.array
        if len(given.entries) == len(right.entries) and 1 in (given.rows, given.columns):
            given = given._replace(rows=right.rows, columns=right.columns)

        def looks_like(value: Array) -> bool:
            same = (value.rows, value.columns) == (given.rows, given.columns)
            return same and all(_near(given.entries, value.entries, found.slack))

        others = {
            other: as_array(self.right[self.page.derivative_name(other)])
            for other in self.page.parameters
            if other != by and self.page.derivative_name(other) in self.right
        }
        point = self.right.point
        return Suspicion(self.page, point, by, given, right, others, looks_like).hints()


def _digits(found: Measured, right: Array) -> int:
    """The fewest digits that an entry is written with: those that were compared."""
    pairs = zip(found.slack, map(_exact, right.entries), strict=True)
    parts = [(abs(true) or 1) / off for off, true in pairs if off]
    return min([DIGITS, *(max(0, int(log10(min(part, 10**DIGITS)))) for part in parts)])


def _near(
    given: Sequence[object], right: Sequence[object], slack: Sequence[Fraction]
) -> list[bool]:
    """Entry by entry, whether two values differ by no more than the digits leave open."""
    found = []
    for a, b, s in zip(given, right, slack, strict=True):
        gap, true = abs(_exact(a) - _exact(b)), abs(_exact(b))
        found.append(gap <= s + NOTHING * (1 + true))
    return found


def _exact(value: object) -> Fraction:
    if not isinstance(value, int | float | Fraction | Decimal):
        raise EvaluationError("a number was expected")
    return Fraction(value)


def _simple(array: Array) -> Value:
    return array.entries[0] if len(array.entries) == 1 else array


def _report(page: CheckedPage, worksheet: _Worksheet, wanted: Sequence[str] | None) -> Report:
    """The marks of all lines; the verdict is that on what was wanted, else on every line."""
    lines = worksheet.lines
    judged = [line for line in lines if line.verdict != DEFINITION]
    asked = wanted or tuple(n for n in worksheet.parts if n in page.parameters)
    parts = tuple(
        worksheet.parts.get(name)
        or Part(name, INVALID, page.derivative_name(name), note="it is not answered")
        for name in asked
    )
    verdicts = [part.verdict for part in parts] or [line.verdict for line in judged]
    right = [part for part in parts if part.verdict == RIGHT]
    sound = [line for line in judged if line.verdict == RIGHT or line.carried_forward]
    first = next((n for n in judged if n.verdict == WRONG and not n.carried_forward), None)
    hints = [hint for line in judged for hint in line.hints]
    return Report(
        model=page.name,
        verdict=worst(verdicts) if verdicts else INVALID,
        score=len(right) / len(wanted or page.parameters),
        method_score=len(sound) / len(judged) if judged else 0.0,
        complete=set(page.parameters) <= worksheet.parts.keys(),
        review=tuple(part.name for part in parts if part.verdict == UNDECIDED),
        parts=parts,
        lines=tuple(lines),
        hints=tuple(dict.fromkeys(hints)),
        first_wrong=None if first is None else first.number,
        problem="" if judged else "no line says what the page knows, such as y_hat = 2",
    )
