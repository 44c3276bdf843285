"""What a page says of functions of its own: `\\sigma(z) = ...`, `g(z) = ...`, `h(x) = ...`."""

import re
from collections.abc import Sequence
from fractions import Fraction

from handgrad.errors import FormulaError
from handgrad.language.functions import ACTIVATIONS
from handgrad.language.plain import plain
from handgrad.language.shape import SCALAR
from handgrad.language.tree import Call, Name, Node, Number, substitute
from handgrad.page.dependences import DEFINED, with_returned, without_dependences
from handgrad.page.names_so_far import NamesSoFar
from handgrad.reading.answer import read_lines
from handgrad.reading.names.name_spellings import function_spelled
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.regex import regex

_ASSIGNED = regex(r"([A-Za-z_]\w*)[ ]?=(?!=)")
_ARGUMENTS = (Number(Fraction(3, 7)), Number(Fraction(-5, 11)))


class DefinedFunctions:
    """The functions that the lines of a forward section define, in words that are read."""

    def __init__(self, page: NamesSoFar, names: Vocabulary) -> None:
        self.page, self.names = page, names

    def written_out(self, rows: Sequence[str]) -> list[str]:
        """The lines with values for h(x) and the language's own functions for σ(z) and g(z).

        Raises FormulaError where a line says of a function that it is something else.
        """
        assigned = (match[1] for row in rows for match in _ASSIGNED.finditer(row))
        said = with_returned(rows, {*self.page.shapes, *assigned})
        said = without_dependences(self.in_known_words(said), self.is_taken)
        return [
            "" if self.is_definition(number, row) else row for number, row in enumerate(said, 1)
        ]

    def is_taken(self, word: str) -> bool:
        """Whether a word before a bracket is a name of the page or a function."""
        return word in self.page.shapes or function_spelled(word) is not None or word == "sigma"

    def in_known_words(self, rows: list[str]) -> list[str]:
        """The lines with sigmoid for g where one says that g(z) is 1/(1 + e^-z)."""
        for n, row in enumerate(rows):
            match = DEFINED.match(row)
            if match is None or self.is_taken(match[3]) or not self.is_letter(match[4]):
                continue
            body = self.member(f"L = {row[match.end() :]}", match[4])
            found = None if body is None else self.known(body, match[4])
            if found is not None:
                before = r"(?<![\\A-Za-z_])" + re.escape(match[2])
                call = re.compile(before + r"(?=[ ]?(?:\\left)?\()")
                rows = [call.sub(found, other) for other in (*rows[:n], "", *rows[n + 1 :])]
        return rows

    def is_letter(self, argument: str) -> bool:
        """Whether an argument stands for any number."""
        return argument.isalpha() and argument not in self.page.shapes

    def member(self, row: str, letter: str) -> Node | None:
        """What a line says, in a letter that stands for any number; None if nothing."""
        names = self.names._replace(shapes={**self.names.shapes, letter: SCALAR})
        try:
            (line,) = read_lines(row, names)
        except (FormulaError, ValueError):
            return None
        return line.members[-1] if line.members and line.error is None else None

    def known(self, body: Node, letter: str) -> str | None:
        """The activation that a formula in a letter is."""
        return next((f for f in ACTIVATIONS if self.is_function(f, body, letter)), None)

    def is_function(self, function: str, body: Node, letter: str) -> bool:
        call = Call(function, (Name(letter),))
        pairs = ([substitute(t, {letter: at}) for t in (call, body)] for at in _ARGUMENTS)
        return all(self.page.points.are_equal(*pair) for pair in pairs)

    def is_definition(self, number: int, row: str) -> bool:
        """Whether a line only says what a function of the language is, as of σ(z)."""
        match = DEFINED.match(row)
        if match is None or not match[4].isalpha() or match[3] in self.page.shapes:
            return False
        function = "sigmoid" if match[3] == "sigma" else function_spelled(match[3])
        body = self.member(f"L = {row[match.end() :]}", match[4])
        if function is None or body is None:
            return False
        if not self.is_function(function, body, match[4]):
            said = f"{function}({match[4]}) is not {plain(body)}"
            raise FormulaError(f"{said}: give the function another name", line=number)
        return True
