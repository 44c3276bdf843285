"""Derivatives that words set to zero: `At the minimum dL/dw = 0`, `setting dL/dw = 0 gives w`.

They are conditions, and say nothing of what the derivative is. `So dL/dw = 0` says it.
"""

from handgrad.regex import regex

_ZERO = r"(?:\\(?:mathbf|bm|boldsymbol|vec|mathbb)\s?\{?\s?)?0\s?\}?(?:_\s?\{?\w\}?)?"
_DERIVATIVE = r"[^=\n]*(?:/\s?d|∂|\\partial|∇|\\nabla|\bgrad)[^=\n]*"
_SIGN = r"(?:=|\\(?:overset|stackrel)\s?\{[^{}]*\}\s?\{\s?=\s?\}|\\equiv)"
_IS_ZERO = regex(
    rf"(?:{_DERIVATIVE}{_SIGN}[\s&]*{_ZERO}|[\s$&]*{_ZERO}[\s&]*{_SIGN}{_DERIVATIVE})[\s.,;:)$\\\]]*"
)
_SET = regex(
    r"(?i)(?<![A-Za-z\\])(?:set(?:s|ting)?|put(?:ting)?|let(?:ting)?|sol(?:ve|ves|ving|ution)"
    r"|requir\w*|impos\w+|demand\w*|equat\w+|condition\w*|optim\w+|minim\w+|maxim\w+|extrem\w+"
    r"|station\w+|critical|converge\w*|first[- ]order|want|need|must|should|if|when(?:ever)?"
    r"|until|once|unless|suppose|assume|at|root\w*|setz\w+|null\w*|löse\w*|bedingung\w*|wenn"
    r"|falls|annul\w+|posons?|résou\w+|igual\w+|resolv\w+|pon\w+"
    r")(?![A-Za-z])|令|设|極|极|最"
)
_FOLLOWS = regex(
    r"(?i)[\s$.,;:)]*(?:(?:which|this|that|and|then|we)\s+)*(?:gives?|giving|yields?|yielding|impl\w+|leads?|leading"
    r"|get|obtain|solv\w+|to\s+(?:find|get|obtain|solve|determine)|if\s+and\s+only\s+if|iff|when(?:ever)?|if|at"
    r"|ergibt|liefert|donne|si|quando)(?![A-Za-z])"
    r"|[\s$.,;:)]*(?:i\.?e\.?|that\s+is|or|equivalently|so|thus|hence|which\s+means)[\s,:$]+[^=\n]{3,120}=\s*0"
)  # fmt: skip


def is_set_to_zero(before: str, equation: str, behind: str) -> bool:
    """Whether an equation sets a derivative to zero, by the words around it.

    >>> is_set_to_zero("At the minimum, ", "dL/dw = 0", "")
    True
    >>> is_set_to_zero("Hence ", "dL/dw = 0", "")
    False
    """
    if "0" not in equation or not _IS_ZERO.fullmatch(equation):
        return False
    return _SET.search(before) is not None or _FOLLOWS.match(behind) is not None
