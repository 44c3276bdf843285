"""Names that a text gives the part of another one on the page: `where x is the label`."""

import re

from handgrad.reading.names.compared import labels_of
from handgrad.reading.names.vocabulary import Names, Vocabulary
from handgrad.reading.spelling.letters import letter_named
from handgrad.regex import regex

_LABEL = (
    r"(?:true |actual |observed |desired )?(?:labels?|targets?|ground truth|true values?"
    r"|Zielwert|cible|etiqueta|objetivo)"
)
_INPUT = r"(?:inputs?|features?|Eingabe|entrée|entrada)"
_GUESS = (
    r"(?:predict(?:ed|ion)s?(?: value| label| output)?|(?:model|network)(?:'s)? output"
    r"|Vorhersage|prédiction)"
)
_NAMED = r"(?<![\w\\])\$?(?P<name>\\?[A-Za-zα-ω])\$?"
_THE = r"(?:the|our|das|der|die|la|le|el)\s+"
_IS = rf"(?:(?:is|are|being|denotes?|ist|est|es)\s+(?:an?\s+|{_THE})|{_THE})"
_ROLES = regex(
    rf"{_NAMED}\s+{_IS}(?:(?P<label>{_LABEL})|(?P<input>{_INPUT})|(?P<guess>{_GUESS}))"
    r"(?=[\s.,;)$]|$)"
)


def other_role(text: str, page: Vocabulary) -> str:
    """What a text says a name to be that is another thing on the page, if anything.

    >>> from handgrad.language.parser import parse
    >>> forward = {"p": parse("w*x"), "L": parse("(p - y)^2")}
    >>> shapes = dict.fromkeys(("w", "x", "y", "p", "L"), (1, 1))
    >>> page = Vocabulary(shapes, "L", ("w",), ("x", "y"), forward=forward)
    >>> other_role("where x is the label and y the input", page)
    'x is the label'
    >>> other_role("where y is the label and x the input", page)
    ''
    """
    found = list(_ROLES.finditer(text))
    labels = labels_of(page.forward, page.data, page.one_hot) if found else []
    if len(labels) != 1:
        return ""
    names = Names(page)
    for match in found:
        name = names.find(letter_named(match["name"])) or ""
        is_label = name == labels[0]
        is_used = re.search(rf"(?<![A-Za-z\\]){re.escape(labels[0])}(?![A-Za-z])", text)
        is_other = match["label"] and not is_label and (name or is_used)
        if is_other or (is_label and not match["label"]):
            return match[0]
    return ""
