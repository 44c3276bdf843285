"""Headings that ask for something else than the gradient: `Find the second derivative of L.`

A formula without a left side below them is not the gradient.
"""

import re
from collections.abc import Collection

from handgrad.reading.text.phrases import phrases
from handgrad.regex import regex

_DERIVATIVE = r"(?:derivatives?|differentials?|partials?|gradients?|slopes?)"
_OTHER = phrases(
    rf"""
    (?:second|2nd|third|3rd|higher|fourth|mixed|n-?th)(?:[ -]order)?(?: \w+)? {_DERIVATIVE}
    (?:\w+ )?hessians?|laplacians?|(?:anti-?derivative|integral|integrate|primitive)s?
    (?:natural|policy|negative|projected|conjugate|stochastic natural) gradients?
    differentiate (?:\S+ ){{0,4}}(?:twice|again|two times)
    (?:find|compute|give|determine|what is) the (?:\w+ )?(?:update|newton|step)(?: step| rule)?
    zweite\w* (?:partielle\w* )?ableitung\w*|hesse\S*|stammfunktion
    dérivées? secondes?|hessienne|(?:segunda|2ª) derivada|derivada segunda|hessiana?
    (?:derivata seconda|seconda derivata|вторую производную|вторая производная|гессиан\w*)
    """
)
_OTHER_SIGNS = (
    r"[二2两三]阶偏?导数?|海森|黑塞|海塞|2階微分|二階微分|ヘッセ|헤세|積分|积分"
    r"|(?:d|∂|\\partial)\s?\^\s?\{?\s?[23]\}?\s?\\?[A-Za-z]|[d∂][²³]"
)
_ASKS_LEAST = regex(
    r"(?i)(?<!to )\b(?:find|compute|give|determine|what\s+is)\s+the\s+(?:\w+\s+)?"
    r"(?:minim\w+|maxim\w+|optimum)\b"
)
_ASKS_OTHER = regex(rf"(?i)(?<![^\W_]){_OTHER}(?![^\W_])|{_OTHER_SIGNS}")
_BY = regex(
    r"(?i)(?<![A-Za-z\\])(?:w\.?r\.?t\.?|(?:with\s+)?respect\s+to|nach|par\s+rapport\s+à|respecto\s+a"
    r"|rispetto\s+a|по)\s+(?:the\s+(?:\w+\s+)?)?(?P<by>[$*{\\A-Za-z]+[\w^{}_$*]*)"
    r"|[对對关關於于](?:输入|数据|标签)?\s?\$?\s?(?P<by_>\\?[A-Za-z]\w*?)\s?\$?\s?[的求]?偏?[导導梯微求）)]"
    r"|(?:\bd|∂|\\partial)\s?\\?[A-Za-z]?\w*\s?\}?\s?[/{]\s?\{?\s?(?:d|∂|\\partial)\s?(?P<by__>\\?[A-Za-z]\w*)"
)
_OF = regex(
    r"(?i)(?:derivatives?|gradients?|ableitung|dérivée|derivada|derivata)\s+(?:of|von|de|di)\s+"
    r"(?:the\s+|an?\s+)?\$?(?P<of>\\?[A-Za-z]\w*)\$?(?=[\s.:,]*$|\s+(?:is|w\.?r\.?t|with|by|as)\b)"
)
_OTHER_THINGS = (
    "sigmoid",
    "prediction",
    "output",
    "model",
    "activation",
    "residual",
    "relu",
    "y_hat",
    "yhat",
)
_GRADIENT = regex(
    r"(?i)gradi|deriv|dériv|ableit|slope|differenti|导|導|梯度|微分|градиент|производн"
    r"|(?:\bd\w*\s?/\s?d|∂|\\partial|∇|\\nabla)"
)
_WRT = regex(r"(?i)\bw\.\s?r\.\s?t\.?")
_WORDS = regex(r"(?<![\\A-Za-z_^{])[^\W\d_]{3,}")
_MATHS = regex(r"[-+*/^(·−]|\\[a-z]+")
_SENTENCES = regex(r"[^\n.!?。？！：:]+(?:[.!?](?=\S)[^\n.!?。？！：:]*)*")
_EQUATION = regex(r"(?<![<>!:=])=(?!=)")
_LETTERS = regex(r"[A-Za-z]\w*")
_LONGEST = 4000


def asked_otherwise(
    text: str, others: Collection[str], loss: str, functions: Collection[str]
) -> str:
    """What the words above a formula without a left side ask for, where it is no gradient.

    `others` are the names by which no derivative is looked for.

    >>> asked_otherwise("Find the second derivative of L.\\n2x(wx - y)", ("x", "y"), "L", ())
    'Find the second derivative of L'
    >>> asked_otherwise("Derivative with respect to w:\\n2x(wx - y)", ("x", "y"), "L", ())
    ''
    """
    if len(text) > _LONGEST or _has_claim(text, loss):
        return ""
    asked = ""
    for match in _SENTENCES.finditer(_WRT.sub("wrt", text)):
        said = match[0].strip(" $*#>")
        if said.startswith("|"):  # A row of a table says itself what it is.
            continue
        words = [word for word in _WORDS.findall(said) if word not in functions]
        if _asks_other(said, others, loss):
            asked = said
        elif words and _GRADIENT.search(said):
            asked = ""
        elif asked and not words and _MATHS.search(said):
            return asked
    return ""


def _has_claim(text: str, loss: str) -> bool:
    """Whether an equation says something of a derivative, and not what the loss is."""
    return any(
        _GRADIENT.search(text[text.rfind("\n", 0, sign.start()) + 1 : sign.start()])
        and not re.search(rf"{re.escape(loss)}(?:\([^()]*\))?[\s$]*$", text[: sign.start()])
        for sign in _EQUATION.finditer(text)
    )


_BY_DATA = regex(
    r"(?i)(?:respect\s+to|\bwrt)\s+(?:(?:the|its|our)\s+)?(?:inputs?|targets?|labels?|data)(?![\w-])"
    r"(?!\s+(?:weight|layer|bias|parameter|matri))"
)


def _asks_other(said: str, others: Collection[str], loss: str) -> bool:
    is_least = _ASKS_LEAST.search(said) and not _GRADIENT.search(said)
    if is_least or _ASKS_OTHER.search(said) or _BY_DATA.search(said):
        return True
    for match in _BY.finditer(said):
        by = match["by"] or match["by_"] or match["by__"]
        names = _LETTERS.findall(by)
        if names and names[-1] in others and not match["by__"]:
            return True
        if match["by__"] and names[-1] in others and not _EQUATION.search(said):
            return True
    found = _OF.search(said)
    return found is not None and found["of"].lower() in {*others, *_OTHER_THINGS} - {
        loss.lower()
    }
