r"""What solves an equation set to zero: `set equal to zero to obtain $\mu = \bar x$`.

It says where the derivative vanishes, and gives a parameter of the page no other value.
"""

import re

from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.spelling.letters import spelled
from handgrad.regex import regex

_ZERO = r"(?:\$?\s?=?\s?\$?\s?(?:\\(?:mathbf|bm|vec)\s?\{?\s?)?0\s?\}?\s?\$?|zero)(?![\w.])"
_SOLVED = regex(
    rf"(?i)(?<![A-Za-z\\])(?:(?:set|setting|equat\w+|put|putting|let|letting)\b.{{0,60}}?{_ZERO}.{{0,40}}?"
    r"\b(?:get|gives?|obtain\w*|yields?|find|have|solv\w+|impl\w+|determine|so|leads?|results?\s+in)"
    r"|(?:solv\w+|which\s+is\s+solved|is\s+zero|vanishes).{0,40}?(?:get|gives?|obtain|yields?|find|have|when|if|iff|at|by|for)"
    r"|(?:MLEs?|ML\s+estimat\w+|(?:maximum\s+likelihood\s+|least[\s-]+squares\s+)?estimat(?:e|or)s?|solution|root|minim\w+|maxim\w+"
    r"|optim\w+|stationary\s+point|critical\s+point)(?:\s+(?:of|for|to|at|point|value|\$[^$=]{1,30}\$|\w{1,12})){0,4}\s*(?:is|are|at|:|becomes|given\s+by)?)"
    r"(?:\s+(?:that|us|the|then|we|by|for|is|an?|(?:maximum\s+likelihood\s+)?(?:estimate|estimator|MLE)|solution))*[\s:,]*\Z",
    re.DOTALL,
)
_BAR = regex(r"\\(?:bar|overline)|[\u0304\u0305]|x̄|ȳ|\b(?:mean|avg)\b|\\langle|<\w>")
_SLOPE = regex(r"\\partial|\\nabla|[∂∇]|\bd\w*\s?/\s?d|\bgrad")
_OPENED = r"(?:\s|\$|&|\\\[|\\\(|\\begin\s?\{\w+\*?\})*"
_VALUE = (
    r"\s?&?=(?![=])"
    r"(?:[^=$\n,;.\\]|\\(?!\]|\)|end|begin|\\|q?quad|implies|text)|[.,;](?!\s|$)|=)+"
)
_MOST_WORDS = 200


def without_solutions(text: str, page: Vocabulary) -> str:
    r"""The text without such equations, where nothing below stands on them.

    >>> page = Vocabulary({"m": (1, 1), "x": ("n", 1), "L": (1, 1)}, "L", ("m",), ("x",))
    >>> without_solutions("dL/dm = 2m. Set it to zero to get m = 0.", page)
    'dL/dm = 2m. Set it to zero to get       .'
    """
    if not _SLOPE.search(text):
        return text
    for name in page.parameters:
        is_value = re.compile(rf"(?m)(?<![\w\\}}/{{]){spelled(name)}{_VALUE}")

        def left_out(match: re.Match[str], name: str = name) -> str:
            is_said = _is_solved(match.string, match.start())
            is_free = is_said and _is_free(match.string[match.end() :], name)
            return " " * len(match[0]) if is_free else match[0]

        text = is_value.sub(left_out, text)
    return text


def _is_solved(text: str, start: int) -> bool:
    """Whether words before an equation say so, behind a derivative."""
    before = re.sub(rf"{_OPENED}\Z", "", text[max(0, start - _MOST_WORDS) : start])
    return _SOLVED.search(before) is not None and _SLOPE.search(text[:start]) is not None


def _is_free(below: str, name: str) -> bool:
    """Whether what stands below speaks of the parameter itself, or of no other derivative."""
    if not (_SLOPE.search(below) and "=" in below):
        return True
    return re.search(spelled(name), below) is not None and not _BAR.search(below)
