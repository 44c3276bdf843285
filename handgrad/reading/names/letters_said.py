"""Functions by a letter of the writer's own, which words say: `o(z) = sigmoid function`."""

import re

from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.regex import regex

_MEANINGS = {"logistic": "sigmoid", "rectifier": "relu"}
_SAID = regex(
    r"(?i)(?:(?:where|with|and|let)\s+|,\s*)*(?<![A-Za-z\\])(?P<letter>[a-z])\s?\(\s?[a-z]\w?\s?\)\s*"
    r"(?:=|:|is|denotes|means|stands for)\s+(?:the\s+)?"
    r"(?P<function>sigmoid|logistic|tanh|relu|softmax|softplus|rectifier)"
    r"(?:[ ](?:activation[ ])?function)(?=\s*(?:[.;)\n]|,\s*(?:and|so|we|the)\b|$))"
)


def with_functions_said(text: str, page: Vocabulary) -> str:
    """The text with the functions that such letters are, without the words.

    >>> page = Vocabulary(dict.fromkeys("wxL", (1, 1)), "L")
    >>> with_functions_said("dL/dw = o(w*x), where o(z) is the sigmoid function", page)
    'dL/dw = sigmoid(w*x)'
    """
    found = _SAID.search(text)
    if found is None or found["letter"] in page.shapes:
        return text
    said = found["function"].lower()
    text = text[: found.start()] + text[found.end() :]
    applied = rf"(?<![A-Za-z\\]){found['letter']}(?=\s?(?:\\left)?\()"
    return re.sub(applied, _MEANINGS.get(said, said), text)
