r"""Left sides that can only be derivatives of the loss: `d f(X)`, `\partial_{MSE}/\partial w`.

A letter that losses have is read as the loss there, unless the page or the text says that it is
another, or speaks of the loss by its name too.
"""

import re
from collections.abc import Iterator

from handgrad.reading.loosely.words_kept import MARKED
from handgrad.reading.names.vocabulary import Names, Vocabulary
from handgrad.reading.spelling.letters import letter_named
from handgrad.reading.text.last_formula import parted_at
from handgrad.regex import regex

_D = r"(?:\\(?:partial|delta)(?![A-Za-z])|[∂δ]|(?<![A-Za-z\\])[dD](?=\s*[\\A-Za-z({_|]))"
_OF = r"[^-=+*/0-9^²³<>\[]{0,60}?"
_BY = r"[^{}^]{1,24}(?:\{[^{}]{0,16}\}[^{}^]{0,6}){0,2}"
_NABLA = (
    r"(?:∂|∇|\\(?:partial|nabla)(?![A-Za-z])|(?<![A-Za-z\\])(?:nabla|grad(?:ient)?|D)(?![A-Za-z])"
    r"|\\(?:text|mathrm|operatorname)\s?\{\s?grad\s?\})"
)
# Operands that stand behind: a bracket may hold any values it is taken at.
_BEHIND = rf"(?:{_OF}(?:\([^()=]{{0,40}}\)|[)\]}}\s]){{0,3}})"
_END = r"[\s&:]*$"
_DERIVATIVES = tuple(
    regex(form)
    for form in (
        rf"\(?\s?\\[dt]?frac\s?\{{\s*{_D}(?P<of>{_OF})\}}\s?\{{\s*{_D}\s?(?P<by>{_BY})\}}(?P<behind>{_BEHIND}){_END}",
        rf"\(?{_D}(?P<of>[^-\s=+*/0-9^²³<>\[]{{0,12}}?)\s?/\s?{_D}\s?(?P<by>\\?[A-Za-zα-ω][\w{{}}\[\],]{{0,12}})(?P<behind>{_BEHIND}){_END}",
        rf"\(?{_NABLA}\s?_\s?(?:\{{\s?(?P<by>{_BY})\}}|(?P<letter>\\?[A-Za-zα-ω]\w*))(?P<behind>{_BEHIND}){_END}",
        rf"(?:{_NABLA}|(?<![\w\\])[dD](?=\s[A-Za-z]|[A-Za-z](?![A-Za-z])|\s?[|\\(]))(?P<behind>{_BEHIND}){_END}",
        rf"(?<![A-Za-z\\])(?P<of>\\?[A-Za-z]+)\s?(?:'|\^\s?\{{?\s?\\prime\s?\}}?)(?!')(?:_\s?\{{?\\?(?:lambda|delta|theta|alpha|[a-z]*loss)\}}?)?(?P<behind>\s?(?:\([^()=]{{0,30}}\))?){_END}",
    )
)
_COMMANDS = regex(
    r"\\(?:left|right|math\w+|boldsymbol|bm|vec|text|operatorname|mbox|[bB]ig+[lr]?|q?quad|[,;:!])(?![A-Za-z])"
)
_BRACKETED = regex(r"\([^()]*\)|_\s?(?:\{[^{}]*\}|\\?\w+)")
_ARGUMENTS = regex(r"\([^()]*\)")
_LIST = regex(r"\((?:\s*\\?[A-Za-zα-ω]+(?:_\s?(?:\{\w+\}|\w))?\s*[,;|]?)*\s*\)")
_WORD = regex(r"\\?[A-Za-zα-ω]+\d*")
_LETTER = regex(r"[fFJLEClQ]|\\ell")
_SIGNS = regex(r"[∇∂]")
_OPENING = regex(
    r"\s*(?:\$\$?|\\\[|\\\(|`)?(?:\s*\\begin\s?\{\w+\*?\})?[\s&({]*(?:\\left\s?\(?\s?)?"
)


def with_loss_in_heads(text: str, page: Vocabulary) -> str:
    r"""The text, in which each such left side is a derivative of the loss.

    >>> page = Vocabulary(dict.fromkeys("wxL", (1, 1)), "L", ("w",), ("x",))
    >>> with_loss_in_heads("d f(w) = 2x", page)
    '\\frac{\\partial L}{\\partial w} = 2x'
    """
    heads = _Heads(text, page)
    if MARKED.search(text):
        return MARKED.sub(heads.in_rows, text)
    return "\n".join(map(heads.in_equation, text.split("\n")))


class _Heads:
    """The left sides of a text."""

    def __init__(self, text: str, page: Vocabulary) -> None:
        self.text, self.page, self.names = text, page, Names(page)

    def in_rows(self, formula: re.Match[str]) -> str:
        """A formula with the derivatives on the left of its rows."""
        rows = re.split(r"(\\\\|\n\n)", formula[0])
        return "".join(map(self.in_equation, rows))

    def in_equation(self, row: str) -> str:
        sides = list(parted_at(row, "="))
        for n, side in enumerate(sides[:-1]):
            if (found := self.derivative(side)) is not None:
                start = "" if n == 0 else _opening(sides[0])
                return f"{start}{found} = {'='.join(sides[n + 1 :])}"
        return row

    def derivative(self, side: str) -> str | None:
        """The side with the derivative of the loss at its end, None where it is no such."""
        for form in _DERIVATIVES:
            found = form.search(side)
            if found is not None:
                before = side[: found.start()]
                if not _OPENING.fullmatch(before):
                    return None
                by = self.taken_by(found)
                said = rf"\frac{{\partial {self.page.loss}}}{{\partial {by}}}"
                return before + said if by and self.is_loss(found) else None
        return None

    def taken_by(self, found: re.Match[str]) -> str:
        """What the derivative is taken by, as it is typed: a parameter, perhaps an entry."""
        said = found.groupdict()
        if "by" not in said:
            return self.page.parameters[0] if len(self.page.parameters) == 1 else ""
        by = said["by"] or said.get("letter") or ""
        plain = _COMMANDS.sub(" ", by)
        words = (re.sub(r"[\s{}]", "", plain), *_WORD.findall(plain)[:1])
        names = {self.names.find(letter_named(word)) for word in words}
        return by if names & {*self.page.parameters} else ""

    def is_loss(self, found: re.Match[str]) -> bool:
        """Whether nothing says that what is differentiated is something else."""
        of = f"{found.groupdict().get('of') or ''} {found['behind']}"
        sign = found[0].lstrip("( ")[:1]
        is_named = sign in ("d", "D") and self.is_name(sign)
        words = list(self.words(of))
        is_one = len(words) == 1 or (not words and "(" not in of)
        is_said = is_one and not is_named and not _SIGNS.search(of) and self.is_here(of)
        return is_said and all(map(self.may_be_loss, words))

    def is_name(self, letter: str) -> bool:
        """Whether a letter is a name of the page or the text, and no sign of a derivative."""
        given = rf"(?<![\w\\]){letter}\s?:?=(?!=)"
        return letter in self.page.shapes or re.search(given, self.text) is not None

    def is_here(self, operand: str) -> bool:
        """Whether what stands in brackets behind are names, a parameter among them."""
        brackets = _ARGUMENTS.findall(_COMMANDS.sub(" ", operand))
        words = [word for bracket in brackets for word in _WORD.findall(bracket)]
        found = {self.names.find(letter_named(word)) for word in words}
        is_at = not words or bool(found & {*self.page.parameters})
        return is_at and all(map(_LIST.fullmatch, brackets))

    def words(self, operand: str) -> Iterator[str]:
        yield from _WORD.findall(_BRACKETED.sub(" ", _COMMANDS.sub(" ", operand)))

    def may_be_loss(self, word: str) -> bool:
        """Whether a word is the loss, or a letter of which nothing else is said."""
        name = self.names.find(letter_named(word))
        if name is not None:
            return name == self.page.loss
        return _LETTER.fullmatch(word) is not None and not self.is_said(word)

    def is_said(self, letter: str) -> bool:
        """Whether a text says what a letter is, or speaks of the loss beside it."""
        said = rf"(?<![A-Za-z\\']){re.escape(letter)}\s?(?:\([^()=]*\))?\s?&?\s?:?=(?!=)"
        loss = rf"(?<![A-Za-z]){re.escape(self.page.loss)}(?![A-Za-z])"
        slopes = rf"(?:∂|\\nabla|∇|\\partial|grad|(?<![A-Za-z])d)\s?{re.escape(letter)}"
        text = re.sub(slopes, " ", self.text)
        return re.search(said, text) is not None or re.search(loss, self.text) is not None


def _opening(side: str) -> str:
    """The sign that opens a formula, and what arranges it."""
    found = _OPENING.match(side)
    return found[0] if found else ""
