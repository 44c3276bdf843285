r"""Conditions that words say of the class of the label: `if $i$ is the correct class`.

They become `if i = y`, those of all others `if i \neq y`.
"""

import re
from functools import partial

from handgrad.regex import regex

AROUND = r"(?:[ \t${}:]|\\(?:text|mathrm|mbox|textrm|textit)(?![A-Za-z])|~|\\[,;! ])*"
TRUE = r"(?:true|correct|right|target|actual|gold(?:en)?|ground[- ]truth|observed|labell?ed)"
TARGET = (
    rf"(?:(?:index|position|label)[ ]of[ ])?(?:(?:the|our|an?)[ ])?{TRUE}[ ](?:output[ ])?"
    r"(?:class|label|index|category|word|token|one|answer|entry|symbol)(?:[ ](?:index|label))?"
)
SLOPE = r"(?:\\partial(?![A-Za-z])|∂|(?<![A-Za-z\\])d|\\nabla|∇)"
BELOW = r"[ ]?_[ ]?\{?[ ]?"
INDEX = regex(
    rf"{SLOPE}[ ]?_?[ ]?\{{?[ ]?\\?(?:(?:math\w+|boldsymbol|bm)\{{)?"
    rf"[A-Za-z]\w{{0,8}}?\}}?{BELOW}"
    r"(?P<index>[a-z])(?![A-Za-z])"
)
_IF = (
    r"(?P<if>(?<![A-Za-z\\])(?:if|when|for|wenn|falls|si))"
    rf"{AROUND}(?P<index>(?-i:[a-z])){AROUND}"
)
_IS_TARGET = regex(
    rf"(?i){_IF}(?:(?:(?:is|=|denotes|being)(?P<no>[ ]not)?)?|(?P<not_>isn't))"
    rf"{AROUND}(?:the[ ])?{TARGET}(?![A-Za-z])[}}]?"
)
_IS_OTHER = regex(
    rf"(?i){_IF}is{AROUND}(?:an?|any|one[ ]of[ ]the)[ ]"
    r"(?:other|wrong|incorrect)[ ](?:class(?:es)?|labels?|words?)[}]?"
)
_FOR = r"(?<=[\w)}\]$])[ ,;]+for[ ]"
_BEHIND_TARGET = regex(rf"(?i){_FOR}(?:the[ ])?{TARGET}(?![A-Za-z])")
_BEHIND_OTHERS = regex(
    rf"(?i)(?:{_FOR}(?:all[ ])?(?:the[ ])?"
    r"(?:others?|rest|(?:other|wrong|incorrect|remaining)[ ]"
    r"(?:class(?:es)?|labels?|entries|ones|words?))|(?<=[\w)}\]$])[ ,;]+otherwise)(?![A-Za-z])"
)


def with_class_conditions(text: str, label: str) -> str:
    """The text with `if i = y` where words say that i is the class of the label.

    >>> with_class_conditions("p_i - 1 if i is the correct class", "y")
    'p_i - 1 if i = y'
    """
    text = _IS_OTHER.sub(partial(_condition, label, True), text)
    text = _IS_TARGET.sub(lambda match: _condition(label, _is_denied(match), match), text)
    return "\n".join(_with_cases_behind(line, label) for line in text.split("\n"))


def _condition(label: str, is_apart: bool, match: re.Match[str]) -> str:
    around = "}" if match[0].count("{") < match[0].count("}") else ""
    relation = "=" if not is_apart else "≠" if "$" not in match.string else r"\neq"
    return f"{match['if']} {around}{match['index']} {relation} {label}"


def _is_denied(match: re.Match[str]) -> bool:
    return match["no"] is not None or match["not_"] is not None


def _with_cases_behind(line: str, label: str) -> str:
    """A line with its cases `for the true class` and `for the others` as conditions."""
    indices = {match["index"] for match in INDEX.finditer(line)}
    of_target, of_others = _BEHIND_TARGET.search(line), _BEHIND_OTHERS.search(line)
    if len(indices) != 1 or not of_target or not of_others or "=" not in line:
        return line
    if "=" not in line[: min(of_target.start(), of_others.start())]:
        return line
    [index] = indices
    line = _BEHIND_TARGET.sub(f" if {index} = {label}", line)
    return _BEHIND_OTHERS.sub(f" if {index} ≠ {label}", line)
