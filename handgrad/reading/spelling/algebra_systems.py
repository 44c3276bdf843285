r"""What algebra systems and their fields print, in the notation that the reader knows.

Mathematica (`Exp[-z]`, `D[L, w] ==`, `Piecewise[{{a, c}}]`), Maxima and Maple (`diff(L, w) =`,
`%e^x`), SymPy (`Eq(Derivative(L, w), ...)`), GeoGebra (`If(c, a, b)`, `nroot(x, 3)`), Desmos
(`\left\{c:a,b\right\}`), AsciiMath (`(del L)/(del w)`, `hat y`) and Typst (`frac(a, b)`).
"""

import re
from collections.abc import Collection

from handgrad.language import functions
from handgrad.reading.spelling.between_brackets import between_signs, closing, in_cases
from handgrad.reading.spelling.letters import LETTER
from handgrad.reading.spelling.needed_signs import has_one
from handgrad.regex import regex

# Heads that are no function of the language by another capital letter.
_HEADS = {
    "HeavisideTheta": "step", "UnitStep": "step", "LogisticSigmoid": "sigmoid", "Ramp": "relu",
    "Total": "sum", "CubeRoot": "cbrt", "If": "where", "Dot": "dot", "Sech": "sech",
    "Csch": "csch", "Coth": "coth", "Sec": "sec", "Csc": "csc", "Cot": "cot", "Surd": "Surd",
    "Piecewise": "Piecewise",
}  # fmt: skip
_MARKS = (
    "diff(", "Derivative", "D[", "%e", "%pi", "If(", "iecewise", "del ", "partial ", "diff ",
    "dif ", "frac(", "root(", "hat ", "hat(", "bar ", "bar(", "tilde", "E^", "_(", "^(", "^top",
    "exponentialE", ":}", "{\\left(",
)  # fmt: skip
PRINTED = (*_MARKS, ":", "[")
_CALLED = regex(r"(?<![\w.\\])[A-Z][a-z][A-Za-z]*\[")
_CALL = regex(r"(?<![\w.\\])([A-Z][A-Za-z]*)\[")
_PLACED = regex(r"(?<![\w.\\])(If|frac|nroot|root|piecewise)\(")
_DIFFERENTIATED = regex(r"'?(?<![\w.\\])(diff|Derivative|Diff|D)(?=[(\[])")
# A name of the writer's own: `D = X @ W`, `D -= 1`.
_OWN = regex(r"(?<![\w.\\])(diff|Derivative|Diff|D)(?![\w(\[])")
_APPLIED = regex(r"([A-Za-z]\w*)(?:[(\[][^()\[\]]*[)\]])?")
_ONCE = regex(r",\s*1\s*$")
_RELATION = regex(r"\s*(?:=(?!=)|==|:=)")
_EQUATION = regex(r"(?m)^(\s*)Eq\((?=\s*(?:Derivative|diff)\()(.*)\)\s*$")
# `E^-x`, `E^(-k t)`, but no layer or sample above an E: `E^(i)`.
_EXPONENTIAL = regex(r"(?<![\w\\])E(?=\s*\^\s*(?:-|[({](?!\s*\w\s*[)}])|([a-z])(?!\w)))")
_GIVEN_E = regex(r"(?<![\w\\])E\s*=|[d∂]\s*E\b")
_MAXIMA = regex(r"(?<![\\\w])%(e(?=\s*\^)|pi(?![A-Za-z]))")
# `(del L)/(del w)` of AsciiMath and `(partial L)/(partial w)` of Typst.
_D = r"(?<![\w\\.])(?:del|partial|diff|dif)"
_FRACTION = regex(
    rf"{_D}((?:[ ]{{1,3}}[A-Za-z]\w*)?[ ]{{0,3}}\)?[ ]{{0,3}}/[ ]{{0,3}}\(?[ ]{{0,3}})"
    rf"{_D}[ ]{{1,3}}(?=[A-Za-z])"
)
_DIFFERENTIAL = regex(rf"{_D}\s+(?=[A-Za-z])")
_ACCENT = regex(
    r"(?<![\w\\.])(hat|bar|tilde)(?:\s*\(\s*([A-Za-z])\s*\)|\s+([A-Za-z])(?![A-Za-z]))"
)
_BELOW_TWO = regex(r"(?<!\w\w)_\(\s*([A-Za-z0-9])\s*([A-Za-z0-9])\s*\)")
_ABOVE = regex(r"\^\(\s*(\(\s*\w\s*\)|\[\s*\w\s*\])\s*\)")
_TOP = regex(r"\^top(?![A-Za-z])")
_CONSTANT = regex(r"(?<![\\\w])(exponentialE|differentialD)\s*(?![A-Za-z])")
_COLON = regex(r"(?:\\left\s*)?\\?\{(?=[^{}:'\"\n]*(?:[<>≤≥]|\\[lg][et]?)[^{}:'\"\n]*:)")
_ASCII_CASES = regex(r"\{(?=\s*\()([^{}\n]*):\}")
# `L{\\left(w \\right)}`, as SymPy writes a function of w.
_FUNCTION = regex(rf"(?<![A-Za-z\\])({LETTER})\{{(\\left\([^{{}}]*\\right\))\}}")
_OTHERWISE = r"\text{otherwise}"


def _is_printed(text: str) -> bool:
    """Whether a text may have words that only algebra systems write."""
    is_marked = has_one(text, _MARKS) or (":" in text and "{" in text)
    return is_marked or ("[" in text and _CALLED.search(text) is not None)


def from_algebra_systems(text: str, taken: Collection[str]) -> str:
    """A text in which the words of algebra systems that are not names of the page are spelled.

    >>> from_algebra_systems("D[L, w] == 2 x Tanh[w x]", ("L", "w", "x"))
    'dL/dw = 2 x tanh(w x)'
    >>> from_algebra_systems("(del L)/(del w) = hat y", ("L", "w"))
    '(∂ L)/(∂w) = \\\\hat{y}'
    """
    if not _is_printed(text):
        return text
    if "Eq(" in text or "{\\left(" in text:
        text = _FUNCTION.sub(r"\1\2", _EQUATION.sub(_equation, text))
    text = _with_derivatives(text, taken)
    if "[" in text and _CALL.search(text):
        text = _with_heads(text, taken)
    text = _with_calls(text, taken)
    if "%" in text or "exponentialE" in text or "differentialD" in text:
        text = _MAXIMA.sub(r"\1", _CONSTANT.sub(lambda found: found[1][-1].lower(), text))
    if "E" in text and "E" not in taken and not _GIVEN_E.search(text):
        text = _EXPONENTIAL.sub(
            lambda found: "e" if not found[1] or found[1] in taken else "E", text
        )
    if has_one(text, ("del", "partial", "dif")):
        text = _FRACTION.sub(r"∂\1∂", text)
    text = _ACCENT.sub(
        lambda found: (
            found[0] if found[1] in taken else f"\\{found[1]}{{{found[2] or found[3]}}}"
        ),
        text,
    )
    if "_(" in text or "^(" in text or "^top" in text:
        text = _ABOVE.sub(r"^{\1}", _BELOW_TWO.sub(r"_{\1\2}", text))
        text = _TOP.sub(r"^\\top", text)
    if "{" not in text or ":" not in text:
        return text
    return _ASCII_CASES.sub(_ascii_cases, _with_colons(text))


def _equation(found: re.Match[str]) -> str:
    sides = between_signs(found[2], ",")
    return f"{found[1]}{sides[0]} = {sides[1]}" if len(sides) == 2 else found[0]


def _with_derivatives(text: str, taken: Collection[str]) -> str:
    """`diff(L, w) = ...` as `dL/dw = ...`, that of a formula as `d/dw(...) = ...`."""
    if not _DIFFERENTIATED.search(text):
        return text
    at, own = 0, {*taken, *_OWN.findall(text)}
    while found := _DIFFERENTIATED.search(text, at):
        at, end = found.end(), closing(text, found.end())
        relation = _RELATION.match(text, end + 1) if end > 0 else None
        if relation is None or found[1] in own or "range(" in text[at:end]:
            continue
        sides = between_signs(_ONCE.sub("", text[found.end() + 1 : end]), ",")
        if len(sides) != 2 or sides[1] not in taken:
            continue
        name = _APPLIED.fullmatch(sides[0])
        left = f"d{name[1]}/d{sides[1]}" if name else f"d/d{sides[1]}({sides[0]})"
        at = found.start() + len(left)
        text = f"{text[: found.start()]}{left} ={text[relation.end() :]}"
    return text


def _function(head: str) -> str | None:
    """The function that a head is but for its capital letters: `ArcTan`."""
    word = head.lower()
    return word if word in functions.NAMES or word in functions.SPELLINGS else None


def _with_heads(text: str, taken: Collection[str]) -> str:
    """The functions of Mathematica, whose arguments stand in square brackets."""
    at, lines = 0, set[int]()
    while found := _CALL.search(text, at):
        at, end = found.end(), closing(text, found.end() - 1)
        head = _HEADS.get(found[1]) or _function(found[1])
        if end < 0 or head is None or found[1] in taken:
            continue
        inside = text[at:end]
        written = _piecewise(inside) if head == "Piecewise" else f"{head}({inside})"
        if head == "Surd":
            value, degree = (*between_signs(inside, ","), "2")[:2]
            written = f"\\sqrt[{degree}]{{{value}}}"
        lines.add(text.count("\n", 0, found.start()))
        text = text[: found.start()] + written + text[end + 1 :]
        at = found.start() + (len(head) if written.startswith(f"{head}(") else 0)
    rows = text.split("\n")
    for n in lines:
        # The dot of a matrix product, between names and brackets.
        rows[n] = re.sub(r"(?<=[A-Za-z)\]])\s*\.\s*(?=[A-Za-z(])", " @ ", rows[n])
    return "\n".join(rows)


def _piecewise(inside: str) -> str:
    """`{{a, c}, {b, d}}, e`: 0 elsewhere where nothing else is said."""
    listed, *default = between_signs(inside, ",")
    rows = [between_signs(row[1:-1], ",") for row in between_signs(listed[1:-1], ",")]
    return _written([(row[0], row[1] if row[1:] else "True") for row in rows], *default, "0")


def _with_calls(text: str, taken: Collection[str]) -> str:
    """The functions whose arguments stand in another order or under other names."""
    at = 0
    while found := _PLACED.search(text, at):
        at, end = found.end(), closing(text, found.end() - 1)
        if end < 0 or found[1] in taken:
            continue
        inside = between_signs(text[at:end], ",")
        written = None
        match found[1], inside:
            case "If", [_, _, _]:
                written = f"where({', '.join(inside)})"
            case "frac", [above, below]:
                above, below = (_DIFFERENTIAL.sub("∂", part) for part in (above, below))
                written = f"\\frac{{{above}}}{{{below}}}"
            case "nroot", [value, degree]:
                written = f"\\sqrt[{degree}]{{{value}}}"
            case "root", [degree, value] if degree.isdecimal():
                written = f"\\sqrt[{degree}]{{{value}}}"
            case "root", [degree] if degree.isdecimal() and text[end + 1 : end + 2] == "(":
                last = closing(text, end + 1)
                if last > 0:
                    written, end = f"\\sqrt[{degree}]{{{text[end + 2 : last]}}}", last
            case "piecewise", [_, _, *_]:
                pairs = list(zip(inside[1::2], inside[::2], strict=False))
                written = _written(pairs, inside[-1] if len(inside) % 2 else "0")
        if written is not None:
            text = text[: found.start()] + written + text[end + 1 :]
            at = found.start()
            at += 1
    return text


def _written(rows: list[tuple[str, str]], *default: str) -> str:
    """Values with their conditions as cases of LaTeX, the first default elsewhere."""
    last = next((value for value, condition in rows if condition == "True"), default[0])
    return in_cases([*(row for row in rows if row[1] != "True"), (last, _OTHERWISE)])


def _with_colons(text: str) -> str:
    """`{z > 0: a, b}` of Desmos, which has the condition before its value."""
    at = 0
    while found := _COLON.search(text, at):
        at, end = found.end(), closing(text, found.end() - 1)
        if end < 0:
            continue
        inside = re.sub(r"\\(?:right|left)?\s*$", "", text[at:end])
        rows = [between_signs(row, ":") for row in between_signs(inside, ",")]
        if all(len(row) == 2 for row in rows[:-1]) and len(rows[-1]) < 3:
            turned = [row[::-1] if row[1:] else [row[0], _OTHERWISE] for row in rows]
            text = text[: found.start()] + in_cases(turned) + text[end + 1 :]
    return text


def _ascii_cases(found: re.Match[str]) -> str:
    """`{(a, if z > 0),(b, text(otherwise)):}` of AsciiMath."""
    rows = [
        between_signs(row[1:-1], ",") for row in between_signs(found[1], ",") if row[:1] == "("
    ]
    if not rows or any(len(row) != 2 for row in rows):
        return found[0]
    return in_cases(rows)
