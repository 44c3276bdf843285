"""A loss written out where its gradient is asked for: `the gradient of L = (wx - y)^2`."""

import re

from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.regex import regex

_DERIVATIVE = (
    r"(?:gradi\w+|derivat\w+|derivad\w+|derivate|dérivée|ableitung|differentiat\w+|differenzier\w*|slope|"
    r"градиент\w*|производн\w+|梯度|导数|導數)"
)
_ASKS = regex(
    r"(?i)(?<![a-z])(?:find|compute|calculate|determine|derive|differentiate|evaluate|work\s+out|give|need|want|"
    r"exercise|problem|question|task|aufgabe|exercice|ejercicio|"
    r"berechnen?|bestimmen?|finden?|calcul\w*|trouve[rz]?|détermine[rz]?|halla\w*|encuentr\w*|determin\w+|"
    r"calcol\w+|trova\w*|найдите|найти|вычислит\w*)(?![a-z])|[求计計]"
)
# What is asked of another function, at a point, or by what is given.
_ANOTHER = regex(
    r"(?i)(?<![a-z])(?:second\w*|2nd|third|higher|zweite\w*|deuxième|segund[ao]|negative?\w*|négati\w+|minus|half|halb\w*|twice"
    r"|double|triple|opposite|descent|steps?|schritt|inverse|reciprocal|squared?|norm|magnitude|length|log\w*|signs?"
    r"|absolute|scaled|times|mixed|directional|moins|menos|meno|hälfte|moitié|mitad|metà|not|never)(?![a-z])"
    r"|втор\w+|отрицательн\w+|минус|二阶|二階|负|負|[-−]\s*(?:the\s|grad)"
)
_AT = regex(
    r"(?i)(?<![a-z])(?:at|when|where|if|for|bei|en|für|pour|para)\s+(?:the\s+point\s+)?[$*]*\\?\w+\s?=(?!=)"
)
_NAMED = regex(
    r"(?i)(?<![a-z\\])(?:by|in|w\.?r\.?t\.?|respect(?:ing)?\s+to|relative\s+to|nach|par(?:\s+rapport\s+à)?"
    r"|respecto\s+a|rispetto\s+a|по)\s+(?:the\s+)?(?:[$*{]|\\(?:mathbf|vec|boldsymbol))*\\?(?P<by>[A-Za-z]\w*)"
)
_GIVEN = (
    "data",
    "input",
    "inputs",
    "target",
    "targets",
    "label",
    "labels",
    "output",
    "outputs",
)
_LINK = r"[ ]?(?:is|equals|becomes|ist|lautet|est|vaut|es|è|é|=>|→|[:：])(?=[\s$*])"
_BY = (
    r"[, ]*(?:with[ ]respect[ ]to|w\.?r\.?t\.?|nach|par[ ]rapport[ ]à|(?:con[ ])?respecto[ ]a"
    r"|rispetto[ ]a)"
    r"[ ]+[$*]*\\?\w+[$*]*"
)
_END = regex(rf"[$*]*(?P<by>{_BY})?(?P<link>{_LINK})?")
_STOPS = regex(rf"[$*]+(?=[\s.,:：]|$)|{_BY}|{_LINK}|[.。?]?\s*$|[.。?]\s|[,;，]\s")
_VALUE = regex(r"[\s$*]*[-−\\(\w]")
_MATHS = regex(r"[=*^(]")
_LONGEST = 300


def with_losses_apart(text: str, page: Vocabulary) -> str:
    r"""The text with such a loss as an equation of its own.

    >>> page = Vocabulary({"w": (1, 1), "x": (1, 1), "L": (1, 1)}, "L", ("w",))
    >>> with_losses_apart("Find the gradient of L = wx.\ndL/dw = x", page)
    'L = wx\ndL/dw = x'
    >>> with_losses_apart("The gradient of L = wx is x.", page)
    'L = wx; The gradient of L is x.'
    >>> with_losses_apart("The second derivative of L = wx is 0.", page)
    'The second derivative of L = wx is 0.'
    """
    letter = re.escape(page.loss)
    loss = rf"(?:\\mathcal\{{[ ]?{letter}[ ]?\}}|\\?{letter})(?:\([^()=\n]{{1,30}}\))?"
    head = re.compile(
        rf"(?i:(?P<said>[^=\n]{{0,80}}?{_DERIVATIVE}[^=$*\n]{{0,50}}?[ ]))"
        rf"(?P<open>[$*]*)(?P<loss>{loss})[ ]?=(?!=)"
    )
    lines = text.split("\n")
    for n, line in enumerate(lines):
        if "=" in line and len(line) < _LONGEST and (match := head.match(line)):
            if _asks_another(line, match, page):
                continue
            is_answered = any(_MATHS.search(below) for below in lines[n + 1 :])
            lines[n] = _apart(line, match, is_answered=is_answered)
    return "\n".join(lines)


def _asks_another(line: str, head: re.Match[str], page: Vocabulary) -> bool:
    """Whether a line asks for what is not the derivative of the loss by a parameter."""
    others = {*page.shapes, *_GIVEN} - {*page.parameters, page.loss}
    is_by_another = any(found["by"] in others for found in _NAMED.finditer(line))
    is_at_point = _AT.search(line, head.end()) is not None
    return is_by_another or is_at_point or _ANOTHER.search(head["said"]) is not None


def _apart(line: str, head: re.Match[str], *, is_answered: bool) -> str:
    stop = _STOPS.search(line, head.end())
    if stop is None or "=" in line[head.end() : stop.start()]:
        return line
    value = line[head.end() : stop.start()].strip()
    sign = "$" if "$" in head["open"] else ""
    equation = f"{sign}{head['loss']} = {value}{sign}"
    end = _END.match(line, stop.start())
    if end and end["link"] and _VALUE.match(line, end.end()):
        rest = line[end.end() :].strip()
        if "=" in rest:
            return f"{equation}; {rest}"
        link = end["link"].replace(":", " is").replace("：", " is")
        said = f"{head['said']}{sign}{head['loss']}{sign}{end['by'] or ''}"
        return f"{equation}; {said}{link} {rest}"
    rest = line[end.end() if end else stop.start() :]
    is_task = is_answered and _ASKS.search(head["said"]) and not _MATHS.search(rest)
    return equation if is_task else line
