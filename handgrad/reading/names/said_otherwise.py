"""Letters that a text says in words to be something else than what they usually are.

`Let p be the residual s - t`, `we abbreviate s(1 - s) by a`, `sei y der Fehler`: p is then no
prediction, and y no label.
"""

import re

from handgrad.regex import regex

_VERB = (
    r"(?:l['’]|(?:be|denotes?|is|are|means?|stands?\s+for|being|as|for|the|short\s+for|der|die|das|den|dem|"
    r"le|la|el|al|il|lo|est|ist|sei|es|è|é|为|是|表示)(?![A-Za-z]))"
)
_WORDS = (
    r"(?P<words>(?:[\s,:$]*(?!and\b|und\b|et\b|or\b|with\b|where\b)"
    r"(?:[^\W\d_]{2,}|l['’])['’]?){0,6})"
)
_OPERATOR = r"(?:[-−+](?=\s|\w\b|\\|\()|[*·⊙]|\(\s*1\s*[-−])"
_FORMULA = rf"[\s,:$]*(?P<formula>\d*\s*[({{\\]?[\\\w]+[²'ᵀ]?\s*{_OPERATOR})?"
_OTHER = regex(
    r"(?i)error|residual|difference|deviation|discrepancy|mistake|\bgap|derivative|slope|gradient"
    r"|\bfactor|product|ratio|half|twice|double|fehler|differenz|abweichung|residu|ableitung"
    r"|erreur|résidu|écart|différence|dérivée|diferenc|derivad|errore|scarto|\berro|diferença"
    r"|误差|残差|差|导数|ошибк|разност|невязк"
)
_VALUE = regex(
    r"(?i)activation|output|predict|sigmoid|logistic|softmax|tanh|tangent|relu|probabilit|value"
    r"|label|target|logit|estimate|hypothesis|model|vorhersage|ausgabe|aktivierung|预测|输出|标签"
)
_NAMING = (
    r"(?:abbreviat\w+|denot\w+|call\w*|writ\w+|nam\w+)\s+\$?[^.;=\n]{0,24}?"
    r"(?:[-−+](?=\s|\w\b)|\(\s*1\s*[-−])[^.;=\n]{0,24}?\s(?:by|as|with)\s+\$?"
)


def is_said_otherwise(sign: str, text: str) -> bool:
    """Whether a text says in words what a letter is, and it is no value of a network.

    >>> is_said_otherwise("p", "Let p be the residual s - t.")
    True
    >>> is_said_otherwise("p", "Let p be the predicted probability.")
    False
    """
    for match in re.finditer(rf"{sign}\$?\s*{_VERB}{_WORDS}{_FORMULA}", text):
        words = match["words"]
        if _OTHER.search(words) or (match["formula"] and not _VALUE.search(words)):
            return True
    return re.search(rf"(?i:{_NAMING}){sign}", text) is not None
