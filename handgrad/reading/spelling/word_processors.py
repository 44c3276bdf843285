r"""Formulas as word processors copy them: Word's linear format and the LaTeX of MathType.

Word writes `∑_(i=1)^n▒〖x_i〗`, `{█(x,&z>0@0,&z≤0)┤`, `y ̂`; MathType `{{\rm{e}}^{ - z}}`,
`{\mathop{\rm sgn}}`, `{\begin{array}{*{20}{l}} ... \end{array}}`. Both come out as LaTeX.
Source of the signs: M. Sargent, UnicodeMath, a nearly plain-text encoding of mathematics.
"""

import re

from handgrad.reading.spelling.between_brackets import between_signs, closing, in_cases
from handgrad.regex import regex

_SIGNS = "〖〗▒█■├┤Ⓒ∛∜√\u0302\u0303\u0304\u0305\u0307\u20d7"
_BRACED = ("{{", "{\\rm", "{\\bf", "{\\text", "\\mathop", "\\hfill", "{*{")
COPIED = (*_BRACED, *_SIGNS)

# A letter and the accent over it with the space of Word between them.
_ACCENTED = regex("(\\w)[ \u00a0]([\u0302\u0303\u0304\u0305\u0307\u20d7])")
_INNERMOST = regex("〖([^〖〗\n]*)〗")
_WORD = regex("∂?[\\w\u0302-\u0307\u20d7]+")
_ARRAY = regex(r"(?P<brace>\{[ ]*)?(?P<sign>[█■Ⓒ])\(")
_ROOT = regex(r"√\((?P<degree>\d{1,2})&|(?P<sign>[∛∜])[ ]*(?P<bare>\w)?")
_DEGREES = {"∛": "3", "∜": "4"}

_FONT = regex(r"\{\\(rm|bf|it)\s*\{([^{}]*)\}\}")
_FONT_WORD = regex(r"\{\\(rm|bf|it)\s+(\w+)\s*\}")
_LETTER = regex(r"\{\\text\{([de])\}\}")
_OPERATOR = regex(
    r"\{\s*\\mathop\s*\{\s*\\(?:math)?rm\s*\{?\s*(\w+)\s*\}?\s*\}\s*(?:\\nolimits|\\limits)?\s*\}"
)
_FUNCTION = (
    r"\\(?:sinh?|cosh?|tanh?|log|ln|exp|max|min|sech?|csch?|coth?|sgn|operatorname\s*\{\w+\})"
)
_IN_BRACES = regex(rf"(?<![_^])\{{\s*({_FUNCTION}\s*(?:\^\s*(?:\d|\{{\s*\d\s*\}}))?)\s*\}}")
# A function in braces before what it is applied to: `{h_\\theta }\\left( x \\right)`.
_APPLIED = regex(
    r"(?<![\w^}\]])\{\s*((?:\\[A-Za-z]+|[A-Za-z])\s*'?"
    r"(?:_\s*(?:\\[A-Za-z]+|\w|\{(?:[^{}]|\{[^{}]*\})*\}))?)\s*\}(?=\s*\\left\s*\()"
)
_OPENED, _CLOSED = regex(r"\\left\s*\(\s*\{"), regex(r"\}\s*\\right\)")
_COLUMNS = regex(r"\{\*\s*\{\d+\}\s*\{([lcr])\}\}")
_BRACE_BEFORE = regex(r"\\left\s*\\\{\s*\{\s*\\begin\{(array|gathered)\}")
_BRACE_BEHIND = regex(r"\\end\{(array|gathered)\}\s*\}\s*\\right\s*\.")
_COMMA = regex(r",\s*\}\s*&")
_GATHERED = regex(
    r"\\left\s*\\\{\s*\\begin\{gathered\}((?:[^\\]|\\(?!end\{gathered))*)\\end\{gathered\}"
    r"\s*\\right\s*\."
)
_SAID = regex(r",\s*\{?\s*\\text\s*\{\s*(\w*)\s*\}\s*\}?")
_FILL = regex(r"\\hfill(?=[ ]*\\\\)")
_ORIGIN = regex(r"(?m)^%\s*MathType![^\n]*$")


def from_word_processors(text: str) -> str:
    r"""A text with what word processors write as LaTeX.

    >>> from_word_processors("∑_(i=1)^n▒〖(p_i-y_i)x_i〗")
    '∑_(i=1)^n ((p_i-y_i)x_i)'
    >>> from_word_processors(r"c{{\rm{e}}^{ - z}}{{\tanh }^2}")
    'c{\\mathrm{e}^{ - z}}\\tanh ^2'
    """
    if not text.isascii():
        text = _without_array_signs(_with_roots(_without_groups(_ACCENTED.sub(r"\1\2", text))))
    return _from_mathtype(text) if any(mark in text for mark in _BRACED) else text


def _without_groups(text: str) -> str:
    """The text with brackets that a reader sees for those that Word only counts."""
    before = ""
    while before != text:
        before, text = text, _INNERMOST.sub(_group, text)
    return re.sub("[〖〗]", "", text)


def _group(found: re.Match[str]) -> str:
    inside = found[1].strip()
    is_one = inside[:1] == "(" and closing(inside, 0) == len(inside) - 1
    return inside if is_one or _WORD.fullmatch(inside) else f"({inside})"


def _with_roots(text: str) -> str:
    """`√(3&x)` and `∛x` as `\\sqrt[3]{x}`."""
    at = 0
    while found := _ROOT.search(text, at):
        degree = found["degree"] or _DEGREES[found["sign"]]
        at = found.end()
        if found["bare"]:
            start, end, inside = found.start(), found.end(), found["bare"]
        else:
            opening = text.find("(", found.start())
            end = closing(text, opening) + 1 if opening >= 0 else 0
            if not end:
                continue
            start = found.start()
            inside = text[found.end() if found["degree"] else opening + 1 : end - 1]
        text = f"{text[:start]}\\sqrt[{degree}]{{{inside.strip()}}}{text[end:]}"
    return text


def _without_array_signs(text: str) -> str:
    """Equations over each other, cases and matrices in the environments of LaTeX."""
    at = 0
    while found := _ARRAY.search(text, at):
        at, end = found.end(), closing(text, found.end() - 1)
        if end < 0:
            continue
        behind = re.match(r"[ ]*┤", text[end + 1 :])
        rows = [between_signs(row, "&") for row in between_signs(text[at:end], "@")]
        if found["sign"] == "Ⓒ" or (found["brace"] and behind):
            written, start = in_cases(rows).replace('"', ""), found.start()
        else:
            cells = " & " if found["sign"] == "■" else ""
            written, start = r" \\ ".join(cells.join(row) for row in rows), found.start("sign")
            if found["sign"] == "■":
                written = rf"\begin{{matrix}} {written} \end{{matrix}}"
        end += 1 + (behind.end() if behind else 0)
        text = text[:start] + written + text[end:]
        at = start
    return re.sub("[├┤]", "", text).replace("▒", " ")


def _from_mathtype(text: str) -> str:
    text = _FILL.sub("", _ORIGIN.sub("", text))
    text = _OPERATOR.sub(r"\\operatorname{\1}", text)
    text = _LETTER.sub(r"\\mathrm{\1}", text)
    for pattern in (_FONT, _FONT_WORD):
        text = pattern.sub(r"\\math\1{\2}", text)
    before = ""
    while before != text:
        before, text = text, _IN_BRACES.sub(r"\1", text)
    text = _COLUMNS.sub(r"{\1\1}", _APPLIED.sub(r"\1", text))
    text = _without_inner_braces(text)
    text = _BRACE_BEFORE.sub(r"\\left\\{ \\begin{\1}", text)
    text = _BRACE_BEHIND.sub(r"\\end{\1} \\right.", text)
    return _GATHERED.sub(_cases, _COMMA.sub(" } &", text))


def _without_inner_braces(text: str) -> str:
    """`\\left( {x} \\right)` without the braces."""
    at = 0
    while found := _OPENED.search(text, at):
        at, end = found.end(), closing(text, found.end() - 1)
        if end > 0 and (behind := _CLOSED.match(text, end)):
            text = f"{text[: at - 1]}{text[at:end]}{text[behind.end() - 7 :]}"
            at = found.start()
    return text


def _cases(found: re.Match[str]) -> str:
    rows = _SAID.sub(r" & \1 ", found[1])
    return rf"\begin{{cases}}{rows}\end{{cases}}"
