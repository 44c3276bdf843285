r"""Steps of gradient descent, as what they say of the gradient.

`w := w - \alpha\frac{1}{m}X^T(h - y)` and `Δw = -η x(y - t)` say that the gradient is what the
rate multiplies; behind a plus it is the negative of that.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from handgrad.reading.spelling.characters import GREEK
from handgrad.regex import regex

_SCRIPT = (
    r"(?:[_^]\s?(?:\{[^{}=]{1,24}(?:\{[^{}=]{0,12}\}[^{}=]{0,12})?\}|\([^()=]{1,12}\)|"
    r"\\?[A-Za-z0-9]+)|[₀-₉ᵢⱼₖₗₘₙₜ₊₁]+)"
)
NAME = (
    r"(?:\\(?:mathbf|boldsymbol|bm|vec|mathrm)\s?\{\\?[A-Za-z]+\}|\\[A-Za-z]+|[A-Za-z]\w*|"
    rf"[α-ωΘΓ])(?:{_SCRIPT}){{0,3}}"
)
_TIME = regex(
    r"[_^]\s?\{\s?\(?\s?(?:\\(?:text|mathrm|textrm)\s?\{\s?)?(?:new|old|next|prev|[tkn](?:\s?\+\s?1)?)"
    r"\s?\}?\s?\)?\s?\}|[_^]\(?[tkn](?:\s?\+\s?1)?\)?(?!\w)|_(?:new|old|next|prev)\b|ₜ(?:₊₁)?"
)
_SIGN = regex(
    r"(?P<change>[-+−])=|:=|≔|←|\\(?:leftarrow|gets)(?![A-Za-z])|<-(?!>)|(?<![<>!:=])=(?!=)"
)
_AT_END = regex(rf"(?P<delta>(?:\\Delta(?![A-Za-z])|Δ|∆)\s*)?(?P<name>{NAME})\s*&?\s*$")
_AT_START = regex(rf"[\s&]*(?P<name>{NAME})\s*(?P<sign>[-+−])")
_SIGN_FIRST = regex(r"[\s&]*(?P<sign>[-+−]?)")
_RATES = "alpha eta gamma epsilon varepsilon lambda mu rho nu beta"
_RATE_WORDS = "lr learning_rate learningRate lrate rate step_size stepsize"
_PRODUCT_SIGN = r"[ ]*(?:\*(?!\*)|[·⋅×]|\\(?:cdot|times)(?![A-Za-z]))?[ ]*"
_DERIVATIVE = regex(
    r"[∂∇]|\\(?:partial|nabla)(?![A-Za-z])|(?<![A-Za-z])d\w{0,12}\s?/\s?d\w|grad|"
    r"\\[dt]?frac\s?\{\s?d\s?\w"
)
# The braces of a loop in words: `Repeat until convergence {`.
_RATE_ALONE = regex(
    rf"[\s$]*(?:\\(?:{'|'.join(_RATES.split())})(?![A-Za-z])|[αηγρ]|{'|'.join(_RATE_WORDS.split())})"
    r"(?:\s|\*|·|\\cdot(?![A-Za-z]))*(?:\\[dt]?frac\s?\{\s?(?:\\partial|d)\s?(?:\\?[A-Za-z]+)?\s?\}"
    r"\s?\{\s?(?:\\partial|d)\s?(?P<by>\\?\w+)\s?\})\s?(?:[\[(]?\s?\\?[A-Za-z]+\s?(?:\([^()]*\))?\s?[\])]?)?"
    r"[\s$.,;]*"
)
_BLOCK = regex(r"(?m)\\?\{[ \t]*$|^[ \t]*\\?\}[ \t]*$")
# Steps that go another way than along the gradient, or with what an earlier one has changed.
OTHER_STEPS = regex(
    r"(?i)newton|natural|momentum|\badam\b|rmsprop|adagrad|nlms|normali[sz]ed|\bista\b|proximal|"
    r"projected|conjugate|precondition|weight decay|\bnew\s+\$?\w\b"
)
_ROW_END = regex(r"(\n|\\\\(?![A-Za-z]))")
_BEHIND = regex(r"[\s$.,;&]*(?:\\\\)?[\s$]*$")


# What says that a step is none to take.
_DENIED = regex(
    r"(?i)\b(?:wrong\w*|incorrect\w*|not|never|no|mistake\w*|instead|false|bad|bug\w*|don'?t|falsch\w*|"
    r"nicht|faux|fausse|incorrecto|errad[oa]|sbagliat[oa])\b|[错误]|\?"
)


class _Step(NamedTuple):
    """What stands before it, the name that is changed, the sign of the change, the change."""

    before: str
    name: str
    sign: str
    change: str


def gradients_of_steps(
    text: str,
    parameters: Collection[str],
    loss: str,
    taken: Collection[str],
) -> str:
    r"""The text with `dL/dw = ...` for each step of w that says its gradient.

    `taken` are the names of the page, none of which is a rate. A text that changes a
    parameter twice, or uses what it calls a change, is as it was.

    >>> gradients_of_steps(r"w := w - \alpha 2x(wx - y)", ["w"], "L", ["w", "x", "y"])
    '\\frac{\\partial L}{\\partial w} = 2x(wx - y)'
    """
    rate = _rate(taken)
    rows = _ROW_END.split(_BLOCK.sub("", text))
    steps = {n: step for n, row in enumerate(rows) if (step := _step(row))}
    steps = {n: s for n, s in steps.items() if _is_parameter(s.name, parameters)}
    for n in _said_below(steps):
        del steps[n]
        rows[n] = ""
    if OTHER_STEPS.search(text) or not _are_apart(rows, steps, parameters):
        return text
    for n, step in steps.items():
        change = _without_rate(_said_above(rows, n, step.change, taken), rate)
        if change is None:
            return text
        value = f"-({change})" if step.sign == "+" else change
        is_program = rows[n].rstrip().endswith(";") and step.name.isalnum()
        derivative = rf"\frac{{\partial {loss}}}{{\partial {step.name}}}"
        said = f"d{loss}_d{step.name} = {value};" if is_program else f"{derivative} = {value}"
        rows[n] = f"{step.before}{said}"
    return "".join(rows)


def _said_below(steps: Mapping[int, _Step]) -> list[int]:
    """The steps along the derivative by a name that a like step of it below works out."""
    worked = {s.name: (n, s.sign) for n, s in steps.items() if not _DERIVATIVE.search(s.change)}
    return [
        n
        for n, step in steps.items()
        if (alone := _RATE_ALONE.fullmatch(step.change))
        and alone["by"] == step.name
        and worked.get(step.name, (0, ""))[1] == step.sign
        and n < worked[step.name][0]
    ]


def _said_above(rows: list[str], n: int, change: str, taken: Collection[str]) -> str:
    """What a change is that a line above says and nothing else uses, which is taken out.

    `step = rate*grad` above `w = w - step`.
    """
    name = change.strip()
    if not re.fullmatch(r"\\?[A-Za-z]\w*", name) or name.lstrip("\\") in taken:
        return change
    sign = rf"(?<![\w\\]){re.escape(name)}(?!\w)"
    uses = [m for m, row in enumerate(rows) if re.search(sign, row)]
    said = re.fullmatch(rf"[\s$]*{sign}\s*:?=(?!=)([^=]+)", rows[uses[0]])
    if said is None or uses[1:] != [n]:
        return change
    rows[uses[0]] = ""
    return _BEHIND.sub("", said[1]).strip()


def _are_apart(
    rows: Sequence[str], steps: Mapping[int, _Step], parameters: Collection[str]
) -> bool:
    """Whether each parameter has one step, which no other line uses or changes."""
    names = [step.name for step in steps.values()]
    others = [row for n, row in enumerate(rows) if n not in steps]
    is_changed = any(
        (sign := _SIGN.search(row))
        and (left := _AT_END.search(row[: sign.start()]))
        and _is_parameter(left["name"], parameters)
        and "partial" not in row[: sign.start()]
        for row in others
    )
    plain = [n for n in steps if re.search(r"(?<![:<>!=+−-])=", rows[n].partition("{")[0])]
    is_in_order = len(plain) > 1 and any(
        re.search(rf"(?<![A-Za-z\\]){re.escape(steps[m].name)}(?![A-Za-z])", steps[n].change)
        for m in plain
        for n in plain
        if m < n
    )
    deltas = sum((row.count("Δ") + row.count(r"\Delta") for row in rows), 0)
    is_used = deltas > sum((1 for n in steps if "Δ" in rows[n] or r"\Delta" in rows[n]), 0)
    return len(set(names)) == len(names) and not (is_changed or is_in_order or is_used)


def _rate(taken: Collection[str]) -> re.Pattern[str]:
    """The names that a rate may have, with the sign of the product behind it."""
    words = [word for word in _RATES.split() if word not in taken]
    signs = [letter for letter, word in GREEK.items() if word in words]
    names = [rf"\\{word}(?![A-Za-z])" for word in words] + signs
    names += [
        rf"(?<![\\\w]){w}(?!\w)" for w in (*_RATE_WORDS.split(), *words) if w not in taken
    ]
    return re.compile(rf"(?:{'|'.join(names)}|(?<![\w.^])0\.0*1(?![\d])){_PRODUCT_SIGN}")


def _step(row: str) -> _Step | None:
    """The step that a row says, if it says one."""
    signs = [sign for sign in _SIGN.finditer(row) if _depth(row[: sign.start()]) == 0]
    left = _AT_END.search(row[: signs[0].start()]) if signs else None
    if left is None or _DENIED.search(row):
        return None
    name, said = left["name"], row[: left.start()].rstrip("$([{ \t")
    said = f"{said} " if said.strip() else ""
    right = _BEHIND.sub("", row[signs[-1].end() :])
    if signs[0]["change"]:
        return _Step(said, name, signs[0]["change"], right) if len(signs) == 1 else None
    if left["delta"]:
        first = _SIGN_FIRST.match(right)
        sign = first["sign"] if first else ""
        return _Step(said, name, sign or "+", right[first.end() if first else 0 :])
    before = _AT_START.match(right)
    if before is None:
        return None
    if before["name"] != name:
        name = _TIME.sub("", name)
        if _TIME.sub("", before["name"]) != name:
            return None
    return _Step(
        said, name, before["sign"], right[before.end() :].replace(before["name"], name)
    )


def _without_rate(change: str, rate: re.Pattern[str]) -> str | None:
    """What the rate multiplies; None where that is not said, or is a derivative itself."""
    found = list(rate.finditer(change))
    if len(found) != 1 or _is_sum(change) or _DERIVATIVE.search(change):
        return None
    start, end = found[0].span()
    before, behind = change[:start].rstrip(), change[end:]
    is_divided = behind.lstrip()[:1] in ("/", "}", ")") and before[-1:] in ("", "{", "(")
    return f"{before}1{behind}" if is_divided else f"{before} {behind}".strip()


def _depth(text: str) -> int:
    """How many braces are open at the end."""
    return text.count("{") - text.count("}")


def _is_sum(change: str) -> bool:
    """Whether terms are added outside of brackets, not all of which the rate may multiply."""
    depth = 0
    for place, sign in enumerate(change):
        depth += (sign in "([{") - (sign in ")]}")
        if depth == 0 and sign in "+-−" and change[:place].strip():
            return True
    return False


def _is_parameter(name: str, parameters: Collection[str]) -> bool:
    """Whether a name, with what stands below and above it, is one of a parameter."""
    word = re.sub(r"\\(?:mathbf|boldsymbol|bm|vec|mathrm)\s?\{(\\?[A-Za-z]+)\}", r"\1", name)
    base = re.split(r"[_^₀-₉ᵢⱼₖₗₘₙₜ]", word.replace("\\", ""))[0]
    base = GREEK.get(base, base)
    return any(parameter.startswith(base) for parameter in parameters)
