"""Names of the page that a program takes from elsewhere: a cache, a file, a random start."""

from collections.abc import Sequence
from contextlib import suppress

from handgrad.reading.code.answers.saved_words import is_saved_value
from handgrad.reading.code.program.conditions import NOT_OF_PAGE
from handgrad.reading.code.program.interpreter import Interpreter
from handgrad.reading.code.program.program_scope import ProgramScope
from handgrad.reading.code.program.program_words import functions_in
from handgrad.reading.code.syntax.nodes import (
    Application,
    Attribute,
    Expression,
    NotPython,
    Row,
    Subscript,
    Word,
    dotted,
    parts_of,
    parts_within,
)
from handgrad.reading.code.syntax.statements import Assignment
from handgrad.reading.code.syntax.target_words import base_word
from handgrad.reading.code.values.program_values import ELSEWHERE, Lost
from handgrad.reading.code.values.scope import PageNames
from handgrad.regex import regex

_DRAWN = regex(r"(?:^|\.)(?:random|randn?|randint|normal|uniform|load\w*|tensor|array|"
                    r"default_rng|standard_normal|Parameter|parameters|rand_like|randn_like|"
                    r"read_csv|genfromtxt|linspace)\b")  # fmt: skip
# Functions that by their names give back what the page computes forward.
_FORWARD = regex(r"(?i)_*\w*(?:forward|fwd|propagat\w*|predict\w*|activations?|hidden\w*)"
                      r"(?:_\w+)?")  # fmt: skip


class Unpacked:
    """Tells assignments that give a name its value on the page, or none."""

    def __init__(
        self, page: PageNames, program: ProgramScope, interpreter: Interpreter
    ) -> None:
        self.page, self.program, self.interpreter = page, program, interpreter

    def one_by_one(self, statement: Assignment) -> Sequence[Assignment]:
        """`dx, x = None, cache` as two assignments, where neither needs the other."""
        match statement:
            case Assignment(line, (Row(targets),), "=", Row(given)) if len(targets) == len(
                given
            ) and any(map(self.is_held, given)):
                slots = [self.interpreter.slot(target) for target in targets]
                used = [{base_word(part) for part in parts_within(value)} for value in given]
                is_free = all(
                    set(slots[:n] + slots[n + 1 :]).isdisjoint(words)
                    for n, words in enumerate(used)
                )
                if None not in slots and is_free:
                    pairs = zip(targets, given, strict=True)
                    return [Assignment(line, (t,), "=", value) for t, value in pairs]
        return ()

    def is_held(self, value: Expression) -> bool:
        """Whether a value is a plain word, or a part of one, that has no value here."""
        if not isinstance(value, Word | Attribute | Subscript):
            return False
        if isinstance(value, Word) and value.name in ("None", "True", "False"):
            return False
        try:
            self.interpreter.value(value, self.program)
        except NotPython:
            return True
        return False

    def is_start(self, statement: Assignment) -> bool:
        """A given name drawn at random or read from a file: any value, as on the page."""
        if statement.operator != "=":
            return False
        targets = [t for target in statement.targets for t in parts_of(target)]
        slots = [self.interpreter.slot(target) for target in targets]
        if not all(slot is not None and self.page.given(slot) for slot in slots):
            return False
        match statement.value:
            case Application(Attribute(Word() as owner), ()) if self.is_held(owner):
                return True
        return any(_DRAWN.search(dotted(f)) for f in functions_in(statement.value))

    def is_unpacked(self, statement: Assignment) -> bool:
        """`x, w, b = cache`: names of the page, where nobody says what the cache holds."""
        value = statement.value
        if self.is_of_argument(statement):
            return True
        is_plain = isinstance(value, Word | Attribute) or (
            isinstance(value, Subscript)
            and (base_word(value) is not None or is_saved_value(value))
        )
        if statement.operator != "=" or not is_plain or len(statement.targets) != 1:
            return False
        target, word = statement.targets[0], self.interpreter.slot(value)
        if isinstance(target, Attribute) and isinstance(value, Word) and self.is_held(value):
            return self.interpreter.slot(target) not in self.page.vocabulary.shapes
        held = None if word is None else self.program.find(word)
        if held is not None and held != ELSEWHERE:
            return False
        with suppress(NotPython):
            if held is None:
                self.interpreter.value(value, self.program)
                return False
        if not isinstance(target, Row) and self.is_from_elsewhere(target, value):
            return True
        for part in parts_of(target):
            name = self.interpreter.slot(part)
            is_page = name is not None and name in self.page.vocabulary.shapes
            if name is None:
                return False
            is_alone = not isinstance(target, Row) or len(target.items) == 1
            is_new = not is_page and is_alone and not self.program.find(name)
            held = self.page.layer_input(name) if is_new else None
            if held is not None:
                self.program.bound[name] = held
            elif not is_page and not isinstance(target, Row):
                return False
        return True

    def is_of_argument(self, statement: Assignment) -> bool:
        """`x, slope = inputs`: names of the page, whatever else the word may stand for.

        With one name, `x = inputs[0]`, it may be a part of the value that the word stands for.
        """
        shapes = self.page.vocabulary.shapes
        match statement:
            case Assignment(_, (Row(targets),), "=", Word(word)) if word not in shapes:
                slots = {self.interpreter.slot(target) for target in targets}
                return len(slots) == len(targets) > 1 and slots <= shapes.keys()
            case Assignment(_, (Word() as target,), "=", Subscript(Word(word), _)):
                name = self.interpreter.slot(target)
                if word in shapes or name not in shapes or self.page.canonical(word) != name:
                    return False
                why = f"{word} may hold {name} or be {name}: write what line {{}} takes"
                number = statement.line.number
                self.program.bound[name] = Lost(why.format(number), is_open=True)
                return True
        return False

    def is_computed_elsewhere(self, statement: Assignment) -> bool:
        """`P, cache = forward(X)` of a function that is not in the text: the page's values."""
        match statement:
            case Assignment(_, (target,), "=", Application(function)):
                pass
            case _:
                return False
        if not _FORWARD.fullmatch(dotted(function).rpartition(".")[2]):
            return False
        if self.interpreter.own_function(function, self.program) is not None:
            return False
        slots = [self.interpreter.slot(part) for part in parts_of(target)]
        known = self.page.vocabulary.shapes
        if not all(s is not None and "/" not in s and not self.page.given(s) for s in slots):
            return False
        for slot in slots:
            if (
                slot is not None
                and slot not in known
                and slot not in self.page.vocabulary.shapes
            ):
                self.program.bound[slot] = ELSEWHERE
        return True

    def is_from_elsewhere(self, target: Expression, value: Expression) -> bool:
        """`x = cache['x']` where the page has no x: a name without a value."""
        name, held = self.interpreter.slot(target), self.interpreter.slot(value)
        if name is None or held is None or self.page.shape_of(name) or self.program.find(held):
            return False
        if self.program.find(name) or self.page.layer_input(name):
            return False
        self.program.bound[name] = Lost(f"{name} is {held}, {NOT_OF_PAGE}")
        return True
