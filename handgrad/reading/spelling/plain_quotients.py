r"""Derivatives of plain text in one spelling: also `(dL)/(dw)`, `(∂L)/(∂w)` and `grad_w L`."""

import re
from collections.abc import Mapping

from handgrad.language.shape import Shape
from handgrad.regex import regex

_NAME = r"\\?[A-Za-zα-ωŷ][\wα-ω]{0,12}(?:_\{\w{1,6}\}|\^[(\[]\w[)\]]|\^\{[(\[]\w[)\]]\})?"
_IN_BRACKETS = regex(
    r"(?P<before>[\w)\]}]?)\(\s?(?P<sign>d|∂|δ|\\partial|partial)\s?(?P<above>"
    rf"{_NAME})\s?\)\s?/\s?\(\s?(?P=sign)\s?(?P<below>{_NAME})\s?\)(?P<behind>[\w(\\]?)"
)
_GRADIENT = regex(
    r"(?<![\w\\.])grad_(?:\{(?P<braced>\w{1,12})\}|(?P<bare>[A-Za-zα-ω]\w{0,12}))"
    r"(?:[ ](?P<of>[A-Za-z])(?=\s*=))?(?![\w.(\[{^']|[ ]?[A-Za-z]\()"
)
_ALONE_IN_BRACKETS = regex(
    rf"(?<![/^'_\w)])(?P<factor>\d{{0,3}}[A-Za-z]?)\((?P<quotient>[d∂]{_NAME}/[d∂]{_NAME})\)"
    r"(?=\s*(?:=(?!=)|(?:is|equals|becomes)\b))"
)
_DEFINED = regex(
    r"(?m)^(?P<left>[^:=\n]{0,40}(?:(?<![A-Za-z])(?:d[A-Za-z]|grad)|[∂∇]|\\(?:nabla|frac))"
    r"[^:=\n]{0,40}):=(?P<right>[^\n]*)$"
)
_WORD = regex(r"[A-Za-zα-ω]\w*")


def in_plain_quotients(text: str, shapes: Mapping[str, Shape], loss: str) -> str:
    """The text of formulas with its derivatives by one name as quotients of differentials.

    A page's own `dx` and `grad_x` stay what they are.

    >>> in_plain_quotients("x(dL)/(dz) + grad_w", {"x": (), "z": (), "w": ()}, "L")
    'x dL/dz + dL/dw'
    """
    if ")" in text:
        text = _IN_BRACKETS.sub(lambda match: _quotient(match, shapes), text)
        text = _ALONE_IN_BRACKETS.sub(_bare, text)
    if "d/d" in text or "∂/∂" in text:
        operator = (
            rf"(?<![\w\\)/])(?P<sign>[d∂])/(?P=sign)(?P<by>[A-Za-z]\w*) ?{re.escape(loss)}"
        )
        said = re.compile(operator + r"(?:\([\w,;| ]*\))?(?= ?=(?!=))")
        text = said.sub(lambda match: _on_loss(match, shapes, loss), text)
    if "grad_" in text:
        text = _GRADIENT.sub(lambda match: _of_loss(match, shapes, loss), text)
    return _DEFINED.sub(_defined, text) if ":=" in text else text


def _quotient(match: re.Match[str], shapes: Mapping[str, Shape]) -> str:
    sign = match["sign"]
    if f"d{match['above']}" in shapes or f"d{match['below']}" in shapes:
        return match[0]
    if sign.endswith("partial"):
        sign += " "
    before = f"{match['before']} " if match["before"] else ""
    behind = f" {match['behind']}" if match["behind"] else ""
    return f"{before}{sign}{match['above']}/{sign}{match['below']}{behind}"


def _bare(match: re.Match[str]) -> str:
    """No space behind a sign, which would be a dash."""
    factor = f"{match['factor']} " if match["factor"] else ""
    return f"{factor}{match['quotient']} "


def _on_loss(match: re.Match[str], shapes: Mapping[str, Shape], loss: str) -> str:
    by, sign = match["by"], match["sign"]
    return f"{sign}{loss}/{sign}{by}" if by in shapes and by != loss else match[0]


def _of_loss(match: re.Match[str], shapes: Mapping[str, Shape], loss: str) -> str:
    by = match["braced"] or match["bare"]
    is_whole = by in shapes or by.replace("_", "") in shapes
    entry = re.fullmatch(r"(\w+?)_?[ijkl]{1,2}|(\w+)_\w", by)
    is_entry = entry is not None and (entry[1] or entry[2]) in shapes
    is_own = by == loss or match["of"] not in (None, loss) or f"grad_{by}" in shapes
    return f"d{loss}/d{by}" if (is_whole or is_entry) and not is_own else match[0]


def _defined(match: re.Match[str]) -> str:
    """A definition as an equation; `w := w - s` changes a value, and stays what it is."""
    said = {*_WORD.findall(match["left"])} & {*_WORD.findall(match["right"])}
    return match[0] if said else f"{match['left']} ={match['right']}"
