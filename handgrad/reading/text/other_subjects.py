"""What a sentence says a formula to be, where that is no gradient: `The step is $2x$.`"""

from collections.abc import Iterator

from handgrad.reading.text.phrases import phrases
from handgrad.regex import regex

_VERB = r"(?:(?:we|i)\s+(?:get|obtain)|is|are|equals?|becomes?|gives?|yields?|ist|est)"
_FORMULA = r"(?:\$[^$\n]{3,200}\$|[^\s$=]*[-+*/^()·][^$=\n]*)"
_SENTENCE = regex(
    rf"(?im)(?:^|[.!?;]\s+)(?P<subject>(?:\$[^$\n]{{1,80}}\$|[^.!?;=$\n]){{1,160}}?)\b{_VERB}"
    rf"[\s:]*{_FORMULA}\s*[.!]?\s*(?:$|\s[A-Z])"
)
_THING = phrases(
    r"""
    (?:the |its |our |this )(?:\w+ )?(?:steps?|updates?|loss|cost|norm|residuals?|errors?)
    (?:the |its |our |this |my |an? |one )(?:\w+ )?(?:numerator|denominator|part|bound)
    my (?:loss|cost)
    (?:the |its |our |this )(?:\w+ )?(?:terms?|variance|expectation|penalty|prediction|hessian)
    """
)
_IS_THING = regex(rf"(?i)(?:^|[,$]\s*){_THING}\s*$")
_MADE_OF_IT = regex(
    r"(?i)^\s*(?:averag|summ|clipp|squar|integrat|halv|doubl|negat|normali[sz]|invert|scal)ing\s+the\b"
    r"|\b(?:norm|expectation|variance|square|mean|average|trace|sum)\s+of\s+the\s+"
    r"(?:derivative|gradient)|\b(?:after|with)\s+(?:momentum|weight\s+decay|clipping|scaling)\b"
    r"|(?:gradient|derivative)\s+of\s+the\s+(?:mean|prediction|residual|error|output|square)\b"
    r"(?!\s+(?:squared?|loss|error|of))|\bover\s+(?:two|\d)\s*$|\bsquared\s*$"
    r"|\b(?:closed[- ]form|general|analytic(?:al)?)\s+solution\b"
    r"|\bexpanding\s+the\s+(?:loss|square)"
    r"|\bformula\s+(?:of|for)\s+the\s+(?:loss|cost)\s*$"
    r"|\b(?:zweite|seconde|deuxième|segunda|seconda|second)\s+(?:ableitung|dérivée|deriva\w+)"
    r"|\b(?:dérivée|derivada|derivata)\s+(?:seconde|segunda|seconda)\b|,\s*(?:halved|doubled|negated|inverted|normali[sz]ed|squared|clipped)\s*,"
)
_LONE_FUNCTION = regex(
    r"(?i)\s*def\s+(?:hessian|hess|neg(?:ative)?_?grad(?:ient)?|update|step|loss|cost|norm|d2\w*"
    r"|second_derivative|grad_(?:x|input|y)|dx)\([^()]*\)[^:\n]*:\s*return\s[^\n]*\s*"
)
_RETURN = regex(r"(?m)^[^\n#]*\breturn\b([^\n#]*)")
_MERE_EXPRESSION = regex(
    r"\s*def\s+\w+\([^()]*\)[^:\n]*:\s*\n[ \t]+(?![ \t]|return|raise|yield)"
    r"[^\n=#()\[]*[*@+][^\n=#,\[]*\s*"
)
_OPERAND = regex(
    r"(?i)\b(?:gradient|derivative)\s+of\s+(?:\$(?P<marked>[^$\n=]{1,80})\$"
    r"|(?P<plain>(?:(?!\b[a-z]{3,}\b)[^$\n=.;]){3,60}))\s*(?:with\s+respect|w\.?r\.?t)\b"
)


def other_subject(text: str) -> str:
    """What a sentence says of a formula that is no gradient, or is made of one.

    >>> other_subject("Compute $dL/dw$. The step is $2x(wx - y)$.")
    'The step'
    >>> other_subject("The gradient of the loss is $2x(wx - y)$.")
    ''
    """
    if "=" in text:
        return ""
    for match in _SENTENCE.finditer(text):
        subject = match["subject"].strip()
        if _IS_THING.search(subject) or _MADE_OF_IT.search(subject):
            return subject
    return ""


def is_other_function(text: str) -> bool:
    """Whether a text is one function alone that is called otherwise than a gradient.

    >>> is_other_function("def hessian(w): return 2*w"), is_other_function("def f(w): return w")
    (True, False)
    """
    return _LONE_FUNCTION.fullmatch(text) is not None


def operands(text: str) -> Iterator[str]:
    """The formulas of which a sentence says what the derivative is.

    >>> list(operands("The derivative of $wx - y$ wrt $w$ is $x$."))
    ['wx - y']
    """
    for match in _OPERAND.finditer(text):
        yield (match["marked"] or match["plain"]).strip()


def gives_nothing(text: str) -> bool:
    """Whether a text is one function with a return that gives nothing, or a mere expression.

    >>> gives_nothing("def grad(w): return"), gives_nothing("def grad(w): return 2*w")
    (True, False)
    """
    is_one = text.count("def ") == 1 and text.lstrip().startswith("def ")
    returns = _RETURN.findall(text)
    has_bare = bool(returns) and not any(said.strip() for said in returns)
    return is_one and (has_bare or _MERE_EXPRESSION.fullmatch(text) is not None)
