r"""The equations of a text, whatever stands around them: for each left side its last side.

What stands between, and what is no derivative of the loss nor used in one, is left out.
"""

import re
from collections.abc import Sequence

from handgrad.reading.loosely.derivative_sides import DerivativeSides
from handgrad.reading.loosely.equation_rows import formula_of, sides_of, text_rows
from handgrad.reading.loosely.words_kept import may_change, may_matter
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.spelling.letters import letter_named
from handgrad.regex import regex

_CONDITION = regex(
    r"(?i)(?:if|when|for|assuming|si|wenn|falls|pour|für)\s[^=,:]{0,60}[,:]\s*"
    r"(?:then|we (?:have|get)|one has)?\s*"
)
_PROSE = regex(r"(?:[^\W\d_]{2,}['’]?[ ,]+)+(?=\S)")
_CONNECTIVE = regex(
    r"(?i)(?:so|thus|hence|then|therefore|and|also|now|finally|get|have|donc|alors|daher|und"
    r"|entonces)[ ,]*"
)
_WORDS = regex(r"(?<![\\\w])[^\W\d_]{3,}")
_OPERATOR = regex(r"[+*/^×·÷²³]|-\s|\\(?:cdot|times|frac|odot)(?![A-Za-z])")
_SIGN_BEHIND = regex(
    r"\w\.\w|[+*/^×·÷²³=<>\d|]|-\s|\\(?!math|in(?![A-Za-z])|text)[A-Za-z]+|(?<![^\W_])[B-HJ-Zb-z](?![^\W_])"
)
_SETS = regex(r"\\math\w+\s?\{?\s?\w\s?\}?\s?\^\s?(?:\w|\{[^{}]*\})")
_NAME = regex(r"(\\?[A-Za-zα-ω]\w*(?:\s?[_^]\s?(?:\{[^{}]*\}|\w))?'?)(?:\s?\([^()]*\))?")
_RANGE = regex(r"\d+\s*(?:[,:;]|\.\.|\\[lc]?dots|…)")
# What is struck out, and statements in the comments of a program.
_NO_TEXT = regex(r"~~|(?m:^[ \t]*(?:#|%|//)[^=\n\\$]*=[^\\$]*$)")
# A function by a name of the writer's own: `my_sigmoid(`.
_OWN_CALL = regex(r"[A-Za-z]*_[a-z]{3,}\w*\(")


def with_equations_found(text: str, page: Vocabulary) -> str:
    r"""The derivatives of the loss that a text says, and what it defines for them.

    >>> page = Vocabulary(dict.fromkeys("wxL", (1, 1)), "L", ("w",), ("x",))
    >>> with_equations_found("Hence grad(w) = foo = 2x, for all i", page)
    'dL/dw = 2x'
    """
    found = _Found(page, text)
    is_certain = not _NO_TEXT.search(text) and all(map(found.takes, text_rows(text)))
    return found.text() or text if is_certain and not _OWN_CALL.search(found.text()) else text


class _Found:
    """What is found in a text, row by row."""

    def __init__(self, page: Vocabulary, text: str) -> None:
        self.page, self.sides = page, DerivativeSides(page, text)
        self.is_plain = "\\" not in text
        self.lines: list[tuple[str, str]] = []
        self.is_said = False

    def text(self) -> str:
        """The derivatives, behind the definitions of the names that they use."""
        used = " ".join(line for name, line in self.lines if not name)
        kept: list[str] = []
        for name, line in reversed(self.lines if used else []):
            if not name or re.search(rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])", used):
                kept.append(line)
                used += line
        return "\n".join(reversed(kept))

    def takes(self, row: str) -> bool:
        """Whether a row leaves certain what the text says."""
        first, *rest = sides_of(row)
        if not rest:
            return not self.may_change(row)
        formula, left = formula_of(rest.pop()), _without_words(first)
        if formula is None or left is None:
            return False
        by = self.by((left, *rest))
        if by is None:
            return False
        if by:
            self.is_said = True
            loss = self.page.loss
            head = (
                rf"\frac{{\partial {loss}}}{{\partial {by}}}"
                if "\\" in row
                else f"d{loss}/d{by}"
            )
            self.lines.append(("", f"{head} = {formula}"))
        name = _NAME.fullmatch(left.rstrip("& :"))
        if name and letter_named(name[1]) in (*self.page.parameters, *self.page.data):
            return False
        if name and not _RANGE.match(formula):
            self.lines.append((name[1], f"{left} = {formula}"))
        return True

    def by(self, sides: Sequence[str]) -> str | None:
        """What the first derivative among the sides before the last is taken by."""
        left, *rest = sides
        by = self.sides.by(left)
        if by or by is None or not _NAME.fullmatch(left.rstrip("& :")):
            return by
        return next((found for side in rest if (found := self.sides.by(side))), "")

    def may_change(self, row: str) -> bool:
        """Whether a row that is no equation may change one, or say another."""
        if self.sides.is_heading(row):
            return False
        bare = _SETS.sub(" ", row)
        words = _WORDS.findall(bare)
        if self.is_plain and may_matter(row):
            return True
        if self.is_said and (len(words) < 3 or _SIGN_BEHIND.search(bare) or may_matter(row)):
            return True
        return bool(_OPERATOR.search(bare) and len(words) < 3) or may_change(row)


def _without_words(side: str) -> str | None:
    """A left side without the words before it, None where they may change it."""
    if condition := _CONDITION.match(side):
        return None if may_change(condition[0]) else side[condition.end() :]
    if words := _PROSE.match(side):
        is_name = len(words[0].split()) == 1 and not _CONNECTIVE.fullmatch(words[0])
        return None if is_name or may_matter(words[0]) else side[words.end() :]
    return side
