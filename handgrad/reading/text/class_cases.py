r"""Cases of the class of the label and of the others, in whatever way they are headed.

`Case 1, i = y:`, `- $i = y$:`, `if i == y:` with `else:` below, `For the true class:`, and what
stands behind: `dL/dz_i = p_i - 1 (correct class)`.
"""

import re
from collections.abc import Callable

from handgrad.reading.text.class_conditions import INDEX
from handgrad.reading.text.condition_lines import LEFT_SIDE

_START = r"(?m:^[ \t]*|(?<=[.;,])[ \t]+|(?<=[ ])(?:and|while|but)[ ])(?:[*•#>–-]+[ \t]*)*"
_NUMBER = r"(?i:(?:case|fall|cas)[ ]?\w{1,3}[ \t*:.,)(–-]*|\(?(?:i{1,3}|\d|[ab])[.)][ \t]+)?"
_IF = r"\(?(?i:(?:if|when|for|where|in[ ]case|wenn|für|pour|si)[ ]+)?"
_EQUAL = r"(?:==?|\\eq(?![A-Za-z]))"
_APART = r"(?:!=|≠|\\neq?(?![A-Za-z])|\\not[ ]?=)"
_CLOSE = r"[ $*)]*(?:(?:[ ,:]*(?i:then|we[ ](?:have|get)|it[ ]is))?[ ]*[:,.–-]*[ *]*)"
_CLASS = r"(?:class(?:es)?|labels?|words?|ind(?:ex|ices))"
_TRUE = r"(?:true|correct|right|target|gold|ground[- ]truth)"
_TARGETS = rf"\(?(?i:(?:for[ ])?(?:the[ ])?{_TRUE}[ ]{_CLASS})"
_OTHERS = (
    r"\(?(?i:(?:for[ ])?(?:(?:all|any|every)[ ])?(?:(?:of[ ])?the[ ])?"
    rf"(?:other|wrong|incorrect|remaining|others)(?:[ ]{_CLASS})?)"
)
_ELSE = r"(?i:else|otherwise)"
_EQUATION = rf"(?=\s*\$*\s*(?:\\begin\{{\w+\*?\}}\s*)?{LEFT_SIDE}\s*&?\s*=)"


def with_class_cases(text: str, label: str) -> str:
    r"""The text with such heads, and what says so behind, as `If $i = y$:`.

    >>> with_class_cases("(a) i = y: dz_i = p_i - 1. (b) i ≠ y: dz_i = p_i.", "y")
    '\nIf $i = y$: dz_i = p_i - 1.\nIf $i \\neq y$: dz_i = p_i.'
    """
    index = _index(text)
    if index is None:
        return text
    equal, apart = (_pair(index, sign, label) for sign in (_EQUAL, _APART))
    target, others = f"(?:{_IF}{equal}|{_TARGETS})", f"(?:{_IF}{apart}|{_OTHERS}|{_ELSE})"
    of_target = rf"{_START}{_NUMBER}{target}{_CLOSE}{_EQUATION}"
    of_others = rf"{_START}{_NUMBER}{others}{_CLOSE}{_EQUATION}"
    found = re.sub(of_target, _head(f"{index} = {label}"), text)
    both = re.sub(of_others, _head(rf"{index} \neq {label}"), found)
    if found != text and both != found:
        return both
    before, behind = r"(?<=[\w)}\]$])[ ,;]+", r"[ ]*\)?(?=[ ]*(?:[,;.]|\n|$|and[ ]))"
    found = re.sub(f"{before}{target}{behind}", f"   ({index} = {label})", text)
    both = re.sub(f"{before}{others}{behind}", rf"   ({index} \\neq {label})", found)
    is_parted = len(re.findall(rf"{LEFT_SIDE}\s*&?\s*=", text)) == 2
    if not is_parted or found == text or both == found:
        return text
    return re.sub(rf"(?<=\))[ ,;.]*(?:and[ ])?(?=\$*{LEFT_SIDE}\s*&?\s*=)", "\n", both)


def _pair(index: str, sign: str, label: str) -> str:
    """The pattern of a relation between the index and the label."""
    either = rf"(?:{index}[ ]?{sign}[ ]?{label}|{label}[ ]?{sign}[ ]?{index})"
    return rf"\$?[ ]*{either}(?![\w^(])[ ]*\$?"


def _head(condition: str) -> Callable[[re.Match[str]], str]:
    """What a head becomes: a line of its own begins there."""
    return lambda match: f"\nIf ${condition}$: "


def _index(text: str) -> str | None:
    """The one index that the left sides have."""
    found = {match["index"] for match in INDEX.finditer(text)}
    return found.pop() if len(found) == 1 else None
