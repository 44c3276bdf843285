"""Whether a sentence says what the gradient is, or something else about it."""

import re
from collections.abc import Collection, Iterator

from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.text import announcing_words as words
from handgrad.regex import regex

_IS_SAID = regex(
    r"(?:(?:is|\b(?:equals|becomes|ist|est|es)|为|是|return|gives?)\s*[:：]?|[:：=])\s*$"
)
# Derivatives of another order, and of what is one already.
_OF_ANOTHER = regex(
    r"(?i)\b(?:second|2nd|third|higher|another|its|zweite|seconde|segunda|seconda|вторая)\s+"
    r"(?:(?:order|partial|own)\s+)*(?:derivative|gradient|ableitung|derivada|derivata|производная)"
    r"|\b(?:derivative|gradient)s?\s+of\s+(?:the\s+(?:gradient|derivative|above)|this|that|it)\b"
    r"|[二2三3]\s*[阶階次]\s*(?:偏?导数?|微分)"
)
# A part of the loss, or a value on the way, as what the gradient is of.
_OF_PART = regex(
    r"(?i)\b(?:gradient|derivative)s?\s+(?:\w+\s+)?(?:of|for|from|due\s+to)\s+"
    r"(?:(?:the|our|this|that|its|an?|each|every|one)\s+)?(?:[\w-]+\s+)?"
    r"(?:penalt(?:y|ies)|regulari[sz]\w+|priors?|terms?|parts?|summands?|factors?|activations?"
    r"|sigmoid|softmax|tanh|relu|outputs?|predictions?|logits?|exponents?|norm|residuals?|summe)(?![\w-])"
    r"(?!\s+(?:loss|cost|regression|layer|cross))"
)
# What the derivative is taken by, where that is no parameter.
_BY_OTHER = regex(
    r"(?i)(?:respect\s+to|\bw\.?r\.?t\b\.?|\bnach|rapport\s+à|respecto\s+a|rispetto\s+a)\s+"
    r"(?:(?:the|its|our|each|dem|der|den|la|las|le|les|el|los|il)\s+|l['’])?(?:\w+\s+)?"
    r"(?:inputs?|outputs?|loss|cost|objective|itself|predictions?|targets?|labels?|data|features?|logits?|activations?|errors?"
    r"|residuals?|eingabe\w*|ausgabe\w*|vorhersage\w*|entrées?|sorties?|entradas?|salidas?)(?![\w-])"
    r"(?!\s+(?:weight|layer|bias|parameter|matrix)s?)"
)
# What is made of the loss, by words.
_OF_MADE = regex(
    r"(?i)\b(?:half|twice|double|(?:square|log\w*|root|inverse|reciprocal|negative)\s+of)\s+"
    r"(?:of\s+)?(?:the\s+)?(?:loss|cost|objective)\b"
)
_OPERAND = regex(
    r"(?i)(?:gradient\w*|derivative|ableitung|dérivée|derivada|derivata)s?\s+(?:of|von|de|di)\s+"
    r"(?P<of>[^;]{1,40}?)\s*(?=\b(?:with|w\.?r\.?t|respect|nach|par|respecto|rispetto|by|is|equals|becomes|ist|est|es)\b|$)"
)
_BY_NAME = regex(
    r"(?i)(?:respect\s+to|\bw\.?r\.?t\b\.?|\bnach|rapport\s+à|respecto\s+a|rispetto\s+a|[对對])\s*"
    r"\\?(?P<name>[A-Za-z]\w*)"
)
_SPOKEN = regex(
    rf"(?:{words.EASTERN})|[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]|(?<![\\\w])[^\W\d_]{{3,}}(?:['’-][^\W\d_]+)*"
)
_CLAUSE = regex(r"[,;，；。]|\.(?=\s+[A-Z])")
# What is said of the gradient before another thing is said: `zero where the residual is`.
_OTHER_VERB = regex(r"(?i)\b(?:is|are|where|when|while|but|points|uses)\b")
ASKED = regex(
    r"grad|deriv|answer|result|solution|return|ableitung|梯度|导数|答案|結果|结果|偏导|求导",
    re.IGNORECASE,
)
# What asks where something comes from, and says nothing of the formula before it.
ASKS_WHENCE = regex(
    r"(?i)(?:\b(?:how|why|where|what)\s+(?:do|does|did|is|are|was|were|has|have)(?![A-Za-z])"
    r"|\b(?:woher|warum|wieso|weshalb|pourquoi|d['’]où|por\s+qu[eé]|de\s+d[oó]nde|perché)(?![a-z])"
    r"|请问|為什麼|为什么|为何|怎么|哪里)"
    r"(?!.*(?:multipl|divid|times|minus|negat|half|halv|twice|double|transpos|squar|teil|[乘除负反半倍]))"
)


def speaks_of_gradient(before: str) -> bool:
    """Whether the gradient is what is said to be something, and not `its factor`."""
    verb = _IS_SAID.search(before)
    if verb is None:
        return False
    said = _last_clause(before[: verb.start()])
    if _OF_PART.search(said):
        return False
    asked = list(ASKED.finditer(_OF_ANOTHER.sub(" ", said + verb[0])))
    return bool(asked) and not _OTHER_VERB.search(said, asked[-1].end())


def _last_clause(said: str) -> str:
    *_, last = _CLAUSE.split(said)
    return last if last.strip() else said


def speaks_of_another(before: str, page: Vocabulary) -> bool:
    """Whether another derivative is spoken of: of `2L` or a value, or by no parameter.

    So does a sentence with a word that those about the gradient are not made of: its norm.
    """
    said = _last_clause(before)
    values = {*page.forward, *page.data} - {page.loss, *page.parameters}
    by = [match["name"] for match in _BY_NAME.finditer(said)]
    is_by_other = _BY_OTHER.search(said) is not None or not values.isdisjoint(by)
    if is_by_other or _is_of_other(said, page.loss, values):
        return True
    return bool(ASKED.search(said)) and any(map(_is_strange, _words(said, page)))


def _words(said: str, page: Vocabulary) -> Iterator[str]:
    """The words of a sentence that are no names of the page."""
    for word in _SPOKEN.findall(said):
        if word not in page.shapes:
            yield word


def _is_strange(word: str) -> bool:
    is_asked = ASKED.match(word) is not None
    return not is_asked and word.lower().replace("’", "'") not in words.ALL | words.PARAMETERS


def _is_of_other(said: str, loss: str, values: Collection[str]) -> bool:
    """Whether another value is differentiated, or what is made of the loss: `2L`, `p`."""
    found = _OPERAND.search(said)
    if _OF_MADE.search(said) or found is None:
        return _OF_MADE.search(said) is not None
    name = rf"(?<![A-Za-z]){re.escape(loss)}(?![A-Za-z])"
    before = r"(?:[-−\d/*]|\\?(?:log|ln|sqrt|exp)|frac)[\s{(]*"
    is_made = re.search(rf"{before}{name}|{name}\s*[}})]*\s*[\^*/+²-]", found["of"])
    return is_made is not None or found["of"].strip(" $\\{}") in values
