"""Calls of unknown functions that by their names change what they are given: `normalize(g)`."""

import re

from handgrad.regex import regex

_CALL = regex(
    r"(?m)^[ \t]*(?:[A-Za-z_]\w*\.)*(?P<name>(?:modify|clip|normali[sz]e|scale|rescale|negate"
    r"|halve|double|mask|center|cent(?:re|er)|standardi[sz]e|whiten|regulari[sz]e|perturb|corrupt|round"
    r"|transform|smooth|sort|reverse|flip|shift|change|mutate|distort|preprocess|augment)\w*)"
    r"\((?P<given>[^()\n]*)\)[ ;]*(?:#[^\n]*)?$"
)
_WORD = regex(r"[A-Za-z_]\w*")


def lone_change(text: str) -> str:
    """The first such call whose arguments the text speaks of below.

    >>> lone_change("g = 2*x\\nnormalize(g)\\nreturn g")
    'normalize(g)'
    >>> lone_change("g = 2*x\\nprint(g)\\nreturn g")
    ''
    """
    for call in _CALL.finditer(text):
        below = {*_WORD.findall(text[call.end() :])}
        is_own = re.search(rf"\b(?:def[ ]+{call['name']}\b|{call['name']}[ ]*=)", text)
        if below & {*_WORD.findall(call["given"])} and not is_own:
            return call[0].strip()
    return ""
