"""Whether a sentence says what the gradient is, or something else about it."""

import re

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
    *_, last = _CLAUSE.split(before[: verb.start()])
    said = last if last.strip() else before[: verb.start()]
    if _OF_PART.search(said):
        return False
    asked = list(ASKED.finditer(_OF_ANOTHER.sub(" ", said + verb[0])))
    return bool(asked) and not _OTHER_VERB.search(said, asked[-1].end())
