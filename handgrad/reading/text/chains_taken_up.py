r"""Displays that go on with a derivative that was not worked out, without a sign of equality.

`\frac{dL}{dm} = \frac12 \sum_i \frac{d}{dm} [...]`, and behind "Using (86) we get" a display
`\frac12 \sum_i [...] = -\sum_i ...` that has no left side of its own.
"""

from collections.abc import Sequence
from typing import NamedTuple

from handgrad.reading.text.continued import BARE, has_relation
from handgrad.reading.text.last_formula import parted_at
from handgrad.regex import regex

_D = r"(?:\\partial(?![A-Za-z])|\\mathrm\s?\{\s?d\s?\}|d|∂)"
_OPERATOR = regex(
    rf"\\[dt]?frac\s?\{{\s?{_D}\s?\}}\s?\{{\s?{_D}(?:[^{{}}]|\{{(?:[^{{}}]|\{{[^{{}}]*\}})*\}})*\}}"
    r"|(?<![\w/])[d∂]\s?/\s?[d∂]\s?\\?\w+"
    r"|(?:\\nabla(?![A-Za-z])|∇)\s?_\s?(?:\{(?:[^{}]|\{[^{}]*\})*\}|\\?\w+)(?=\s?(?:\\left|\\[bB]igg?l?)?\s?[\[({\\])"
)
_SLOPE = regex(
    r"\\[dt]?frac\s?\{\s?(?:\\partial|d|∂)|[∂d]\w*\s?/\s?[∂d]|\\nabla|∇|\bgrad|\bd[A-Z]\b|'"
)
_START = regex(r"(?:\s|\$|&|\\\[|\\\(|\\begin\s?\{\w+\*?\})*")
_WORD = regex(r"[^\W\d_]{2,}")
_LAYOUT = regex(r"\\(?:begin|end)\s?\{\w+\*?\}|\\[\[\]]|[\s$&]")
_GOES_ON = regex(
    r"(?i)(?<![A-Za-z])(?:get|gives?|giving|obtain|yields?|becomes?|have|this\s+is|which\s+is|equals?|so|hence|thus"
    r"|therefore|then|using|with|by|apply\w*|from|evaluat\w+|comput\w+|differentiat\w+|follows|arrive|leads?"
    r"|ergibt|erhalten|mit|also|donne|obtient|donc|obtenemos|queda|si\s+ottiene)(?![A-Za-z])|[得为為]"
)
# Words before another statement: what stands under the derivative, a value, another subject.
_SAYS_OTHER = regex(
    r"(?i)(?<![A-Za-z])(?:expand\w*|multipl\w+|identit\w+|where|note|notice|recall|observe|since|because|know|let|defin\w+"
    r"|denot\w+|wrong|not|if|when|suppose|assum\w+|second|hessian|other|another|instead|inside|inner|term|summand"
    r"|square|negative|half|twice|doubl\w+|divid\w+|times|up\s+to|signs?|minus|multiple|factor|brackets?|constraint|set(?:ting)?|zero|solv\w+|optim\w+|minim\w+|maxim\w+|loss|objective|function)(?![A-Za-z])"
)
_SIZES = regex(r"\\(?:left|right|[bB]igg?[lr]?)(?![A-Za-z])|\\[,;:! ]|[\s&]")
_BRACKETS = str.maketrans("{}[]", "()()")
_MOST_WORDS = 40


_IS_IT = regex(
    r"(?i)(?<![A-Za-z])(?:(?:this|that|it|which|the\s+(?:derivative|gradient))\s+"
    r"(?:is|equals|becomes|gives|yields|simplifies\s+to|evaluates\s+to))(?![A-Za-z])"
)


class _Begun(NamedTuple):
    """The left side of a chain, and what stands around the derivative that it ends with."""

    left: str
    before: str
    operand: str


def with_chains_taken_up(text: str) -> str:
    """The text with a sign of equality before each display that goes on so.

    >>> text = "dL/dm = 2 Σ_i d/dm (x_i - m)^2\\nWe get\\n2 Σ_i (m - x_i) 2"
    >>> print(with_chains_taken_up(text + " = 4m"))
    dL/dm = 2 Σ_i d/dm (x_i - m)^2
    We get
    = 2 Σ_i (m - x_i) 2 = 4m
    """
    if not _OPERATOR.search(text):
        return text
    lines = text.split("\n")
    begun: _Begun | None = None
    words: list[str] = []
    for n, line in enumerate(lines):
        if not has_relation(line):
            words.append(line)
            continue
        start = _START.match(line).end()  # type: ignore[union-attr]
        is_open = begun and not _is_said_below(begun, lines[n + 1 :])
        if begun and is_open and _takes_up(begun, words, line[start:]):
            lines[n] = f"{line[:start]}= {line[start:]}"
        begun, words = _begun(line[start:]), []
    return "\n".join(lines)


def _begun(line: str) -> _Begun | None:
    """The derivative not worked out that the last member of a line has, None without one."""
    left, *members = parted_at(line, "=")
    last = members[-1] if members else ""
    operators = list(_OPERATOR.finditer(last))
    if len(operators) != 1 or not _SLOPE.search(left):
        return None
    [operator] = operators
    around = (last[: operator.start()], last[operator.end() :])
    return _Begun(_bare(left), *map(_bare, around))


def _is_said_below(begun: _Begun, lines: Sequence[str]) -> bool:
    """Whether the chain is begun again, so that what stands between may be anything."""
    return any("=" in line and begun.left in _bare(line) for line in lines)


def _takes_up(begun: _Begun, words: Sequence[str], line: str) -> bool:
    """Whether a line without a left side of its own is what such a derivative is."""
    left = next(parted_at(line, "="))
    shown = _bare(left)
    said = _LAYOUT.sub(" ", " ".join(words))
    is_said = begun.before or _IS_IT.search(said)
    is_next = shown.startswith(begun.before) and begun.operand not in shown
    if not is_said or not is_next or _SLOPE.search(left) or BARE.fullmatch(left):
        return False
    if not _WORD.search(said):
        return True
    goes_on = _GOES_ON.search(said) and not _SAYS_OTHER.search(said)
    return bool(goes_on) and len(said.split()) <= _MOST_WORDS


def _bare(formula: str) -> str:
    """A formula without spaces and sizes of brackets, these alike, and what ends a line."""
    formula = _SIZES.sub("", formula.replace("\\{", "(").replace("\\}", ")"))
    return formula.translate(_BRACKETS).rstrip("$.,;")
