r"""Sides of equations that can only be the derivative of the loss by one parameter.

`\text{grad}(W)`, `\frac{dJ(w)}{dw_j^{(l)}}`, `∂L/∂βj`, `dLdw`: the letters of the loss may be
other ones, where the page and the text say nothing else of them.
"""

import re
from collections.abc import Iterator

from handgrad.reading.names.vocabulary import Names, Vocabulary
from handgrad.reading.spelling.letters import letter_named, spelled
from handgrad.regex import regex

_FONTS = regex(
    r"\\(?:left\s?\.|left|right|displaystyle|math\w+|boldsymbol|bm|vec|text|operatorname|mbox"
    r"|[bB]ig+[lr]?|q?quad|[,;:! ])(?![A-Za-z])"
)
_INSIDE = r"(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*"
_D = r"(?:\\(?:partial|delta)(?![A-Za-z])|[∂δ]|\{\s?[dD]\s?\}|[dD])\s?"
_QUOTIENTS = tuple(
    regex(form)
    for form in (
        rf"\(?\s?\\[dt]?frac\s?\{{\s?{_D}(?P<of>{_INSIDE})\}}\s?\{{\s?{_D}(?P<by>{_INSIDE})\}}\s?\)?(?P<behind>.*)",
        rf"\{{\s?{_D}(?P<of>.*?)\\over\s?{_D}(?P<by>{_INSIDE})\}}(?P<behind>.*)",
        rf"\(?\s?{_D}(?P<of>[^/]*)/\s?{_D}(?P<by>\{{{_INSIDE}\}}|\\?\w+(?:[_^](?:\{{{_INSIDE}\}}|\w+))*)\s?\)?(?P<behind>.*)",
    )
)
_GRADIENT = r"(?:\\nabla(?![A-Za-z])|∇|\{?\s?(?:[Gg]rad|gradient)\s?\}?(?![A-Za-z]))\s?"
_NABLA = regex(
    rf"(?:{_GRADIENT}|\\partial(?![A-Za-z])|∂)_\s?(?P<by>\{{{_INSIDE}\}}|\\?\w)(?P<behind>.*)"
)
_OF_NAME = regex(rf"{_GRADIENT}[\s({{]*(?P<by>\\?[A-Za-zα-ω]\w*)[\s)}}]*")
_ALONE = regex(rf"(?:{_GRADIENT}|[dD](?=[\s(]))(?P<behind>.*)")
_PRIME = regex(r"(?P<behind>\\?[A-Za-z]+)\s?(?:'|\^\s?\{?\s?\\prime\s?\}?)(?P<at>\s?\(.*\))?")
_ONE_WORD = (
    r"[dD]_?{name}|d_?(?:{loss}|[fFJLEC]|loss|cost)_?d_?{name}"
    r"|(?:grad|deriv|gradient|derivative)s?_?{name}|{name}_?(?:grad|deriv|gradient|derivative)"
)
_ARGUMENTS = regex(
    r"[(\[](?:\s*\{?\\?[A-Za-zα-ω]+(?:_\s?(?:\{\w+\}|\w)|\^\s?(?:\{\(?[a-z]\)?\}|\([a-z]\)|[a-zT]))?\}?"
    r"\s*(?:[,;|]|\\[lc]?dots|\.\.\.|…|\s)*)*[)\]]"
)
_SIGNS = regex(
    r"\\(?:partial|nabla|delta|prime)(?![A-Za-z])|[∂∇δ']|(?<![A-Za-z\\])[dD](?=\W|[A-Za-z]\b)"
    r"|grad|deriv"
)
_HEADING = regex(
    r"(?i)\s*(?:(?:and|then|now|next|similarly|also|gradients?|derivatives?|for|by|of|to|with"
    r"|respect|the|a|wrt|w\.r\.t\.?|weights?|bias|parameters?|slope|intercept|für|pour|para|und|et|y)[\s,:]+)+(?P<by>\\?[A-Za-zα-ω]\S*?)?[\s:.,]*"
)
_OPERAND = regex(
    r"[\s{(\[]*(?P<name>\\?[A-Za-z]+|ℓ)(?:\s?_\s?(?:\{[^{}\d]*\}|\\?[A-Za-z]+))?[\s})\]]*"
)
_LOSSES = frozenset(
    [
        "f",
        "F",
        "J",
        "L",
        "E",
        "C",
        "l",
        "ell",
        "Q",
        "loss",
        "cost",
        "error",
        "obj",
        "objective",
        "LL",
        "NLL",
    ]
)


class DerivativeSides:
    """The sides of a text that may be derivatives of the loss."""

    def __init__(self, page: Vocabulary, text: str) -> None:
        self.page, self.names, self.text = page, Names(page), text

    def by(self, side: str) -> str | None:
        """What a derivative of the loss is taken by, as it is typed.

        "" where a side is no derivative, or one of something else; None where it may be one.
        """
        side = _FONTS.sub("", side).strip(" &:")
        for form in (*_QUOTIENTS, _NABLA):
            if found := form.fullmatch(side):
                return self._taken(
                    found["by"], found.groupdict().get("of") or "", found["behind"]
                )
        if word := self._in_one_word(side):
            return word
        if (found := _OF_NAME.fullmatch(side)) and self._parameter(found["by"]):
            return found["by"]
        found = _ALONE.fullmatch(side) or _PRIME.fullmatch(side)
        if found is None or self._is_name(side) or self._is_of_value(found["behind"]):
            return None if self._may_be_derivative(side) and not found else ""
        arguments = found.groupdict().get("at") or ""
        is_loss = self._is_loss(found["behind"]) and (
            not arguments or _ARGUMENTS.fullmatch(arguments.strip()) is not None
        )
        return self.page.parameters[0] if is_loss and len(self.page.parameters) == 1 else None

    def is_heading(self, row: str) -> bool:
        """Whether a row only says which parameter comes: `For $w_1$:`."""
        found = _HEADING.fullmatch(_FONTS.sub("", row))
        return found is not None and (not found["by"] or bool(self._parameter(found["by"])))

    def _taken(self, by: str, of: str, behind: str) -> str | None:
        """What it is taken by, where the operand above or behind is the loss."""
        if self._is_of_value(of or behind):
            return ""
        name = self._parameter(by)
        if not name and not self._names_parameter(by):
            return ""
        operand, rest = (of, behind) if of.strip() else (behind, "")
        is_at = not rest.strip(" )}]") or _ARGUMENTS.fullmatch(rest.strip()) is not None
        by = by.strip()
        by = by[1:-1] if by[0] == "{" and by[-1] == "}" else by
        return by if name and is_at and self._is_loss(operand) else None

    def _parameter(self, by: str) -> str:
        """The parameter that a variable is, perhaps an entry of it."""
        for name in self.page.parameters:
            if re.fullmatch(rf"\s*(?:\{{\s?{_entry(name)}\s?\}}|{_entry(name)})\s*", by):
                return name
        return ""

    def _is_loss(self, operand: str) -> bool:
        """Whether an operand is the loss, with what it depends on."""
        bare = _ARGUMENTS.sub("", operand)
        if not bare.strip(" {}()[]"):
            return not operand.strip(" {}()[]")
        found = _OPERAND.fullmatch(bare)
        if found is None:
            return _is_spelled(bare, self.page.loss)
        word = letter_named(found["name"]).replace("ℓ", "ell")
        return self.page.loss in (word, self.names.find(word)) or (
            not _LOSSES.isdisjoint((word, word.lower() if word[1:] else ""))
            and self.names.find(word) is None
            and not self._is_said(word)
        )

    def _is_of_value(self, operand: str) -> bool:
        """Whether an operand is another value of the page than the loss."""
        found = _OPERAND.fullmatch(_ARGUMENTS.sub("", operand))
        whole = re.sub(r"[\s{}_]", "", operand)
        words = (found["name"], whole) if found else (whole,)
        names = {self.names.find(letter_named(word)) for word in words}
        return bool(names & {*self.page.forward} - {self.page.loss})

    def _is_said(self, letter: str) -> bool:
        """Whether a text says what a letter is, or speaks of the loss beside it."""
        said = rf"(?<![A-Za-z\\∂]){re.escape(letter)}\s?(?:\([^()=]*\))?\s?&?\s?:?=(?!=)"
        sign = r"(?:∂|\\nabla|∇|\\partial|grad|(?<![A-Za-z])d)"
        slopes = rf"{sign}\s?_?\s?\{{?\w*\}}?\s?{re.escape(letter)}"
        loss = rf"(?<![A-Za-z]){re.escape(self.page.loss)}(?![A-Za-z])"
        return any(re.search(form, re.sub(slopes, " ", self.text)) for form in (said, loss))

    def _in_one_word(self, side: str) -> str:
        """The parameter in a word such as `dLdw`, `grad_w`."""
        loss = re.escape(self.page.loss)
        for name in self.page.parameters:
            form = _ONE_WORD.format(loss=loss, name=re.escape(name))
            if re.fullmatch(form, side) and self.names.find(side) is None:
                return name
        return ""

    def _is_name(self, side: str) -> bool:
        """Whether the d or D of a side is a name of the page, or the side is one."""
        return (side[:1] in "dD" and side[:1] in self.page.shapes) or side in self.page.shapes

    def _may_be_derivative(self, side: str) -> bool:
        """Whether a side has signs of a derivative and names a parameter."""
        return _SIGNS.search(side) is not None and self._names_parameter(side)

    def _names_parameter(self, side: str) -> bool:
        """Whether a parameter stands in a side."""
        letters = {name.rstrip("_0123456789") or name for name in self.page.parameters}
        return bool(letters) and re.search(spelled(*letters), side) is not None


def _entry(name: str) -> str:
    """The pattern of a parameter, perhaps of an entry of it."""
    letters = name.rstrip("0123456789").rstrip("_") or name
    number = name[len(letters) :].lstrip("_")
    numbered = (
        rf"\s?[_^]?\s?(?:{number}|\{{\s?[\[(]?\s?{number}\s?[\])]?\s?\}}|\[{number}\])"
        if number
        else ""
    )
    below = r"(?:\s?[_^]\s?(?:\{[^{}]*\}|\w+)|\[[\w, ]+\]|(?<=[α-ω])[i-n])"
    words = "|".join(_spellings(letters, name))
    return rf"\{{?\s?(?:(?:{words}){numbered}|{re.escape(name)})\s?\}}?{below}{{0,2}}"


def _spellings(letters: str, name: str) -> Iterator[str]:
    yield spelled(letters)
    if match := re.fullmatch(r"(.+)_(hat|bar|tilde)", name):
        yield rf"\\(?:wide)?{match[2]}\s?\{{?\s?{spelled(match[1])}\s?\}}?"


def _is_spelled(operand: str, loss: str) -> bool:
    """Whether the letters of an operand are those of the loss: `\\ln L` for `lnL`."""
    return re.sub(r"[\s\\{}()\[\]_]", "", operand) == loss.replace("_", "")
