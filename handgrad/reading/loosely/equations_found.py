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
# Names of answers, and formulas without a sign of equality.
_ANSWER_NAMES = regex(r"(?i)g|g_\w+|\\?\w*(?:grad|deriv)\w*|slope|ans|answer|result|total")
_CLAIM = regex(r"\d\s?[A-Za-z\\(]|^\W*\\?[A-Za-z]\w{0,2}\W*:\s*\S|^\W*(?:→|∴|⇒)")
_FONT = regex(r"\\(?:mathbf|boldsymbol|bm|vec|mathrm)(?![A-Za-z])|[{}](?=[^_^]*$)")
_ANSWER_WORDS = regex(
    r"(?i)answer|result|ergebnis|résultat|итог|ответ|答案|结果|total|final|update|step"
)
_AT = regex(
    r"(?i)[(\[\s]*(?:iff?|when|for|at|si|wenn|für|pour)?\s*\\?[A-Za-z]\w{0,3}\s*=[^=]*\b\d[)\]\s,.:]*$"
)
_OF = regex(r"(?i)\b(?:of|de|du|di|von|des|da|do)\s*$")
_SLOPE = regex(r"\\(?:dot|Delta)(?![A-Za-z])|Δ|[-+*/]$")
_LONGEST_NAME = 24
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


def values_said(text: str, page: Vocabulary) -> str:
    """What a text says that values are, the derivatives left out, line by line.

    >>> page = Vocabulary(dict.fromkeys("wxpL", (1, 1)), "L", ("w",), ("x",))
    >>> values_said("$p = w x$, so $dL/dw = 2x$", page)
    'p = w x'
    """
    found = _Found(page, text)
    said = (found.value(row) for row in text_rows(text))
    return "\n".join(filter(None, said))


class _Found:
    """What is found in a text, row by row."""

    def __init__(self, page: Vocabulary, text: str) -> None:
        self.page, self.sides = page, DerivativeSides(page, text)
        self.is_plain = "\\" not in text
        self.lines: list[tuple[str, str]] = []
        self.is_said = False
        self.between = set[str]()
        self.goes_on = False

    def text(self) -> str:
        """The derivatives, behind the definitions of the names that they use."""
        used = "" if self.goes_on else " ".join(line for name, line in self.lines if not name)
        kept: list[str] = []
        for name, line in reversed(self.lines if used else []):
            if not name or re.search(rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])", used):
                kept.append(line)
                used += line
            elif _ANSWER_NAMES.fullmatch(_FONT.sub("", name)) or name in self.between:
                return ""
        return "\n".join(reversed(kept))

    def takes(self, row: str) -> bool:
        """Whether a row leaves certain what the text says."""
        first, *rest = sides_of(row)
        if not rest:
            self.goes_on = self.is_said and not row.rstrip().endswith(":")
            return not self.may_change(row)
        if _AT.match(row):
            return False
        formula, left = formula_of(rest.pop()), _without_words(first)
        if formula is None or left is None:
            return False
        by = self.by((left, *rest))
        if by is None:
            return False
        if by:
            self.is_said, self.goes_on = True, False
            self.between |= {side.strip(" &") for side in rest}
            loss = self.page.loss
            head = (
                rf"\frac{{\partial {loss}}}{{\partial {by}}}"
                if "\\" in row
                else f"d{loss}/d{by}"
            )
            self.lines.append(("", f"{head} = {formula}"))
        is_derivative = by and self.sides.by(left)
        name = None if is_derivative else _NAME.fullmatch(_FONT.sub("", left.rstrip("& :")))
        if not by and (
            _ANSWER_WORDS.search(left) or _SLOPE.search(left) or left.startswith("(")
        ):
            return False
        if name and letter_named(name[1]) in (*self.page.parameters, *self.page.data):
            return False
        if name and not _RANGE.match(formula):
            self.lines.append((name[1], f"{left} = {formula}"))
        return True

    def value(self, row: str) -> str:
        """What a row says of a value, "" where it says nothing, or of a derivative."""
        first, *rest = sides_of(row)
        left = (_without_words(first) or first).strip()
        is_derivative = self.sides.by(left) != "" or len(left) > _LONGEST_NAME
        formula = formula_of(rest[-1]) if rest and not is_derivative else None
        return f"{left} = {formula}" if formula and left else ""

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
        if _CLAIM.search(bare):
            return True
        words = _WORDS.findall(bare)
        is_heading = row.rstrip().endswith(":") or _CONNECTIVE.fullmatch(row.strip())
        if (self.is_plain or not is_heading) and may_matter(row):
            return True
        if not is_heading and (len(words) < 2 or _OF.search(row)):
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
        is_of = _OF.search(words[0]) is not None
        return None if is_name or is_of or may_matter(words[0]) else side[words.end() :]
    return side
