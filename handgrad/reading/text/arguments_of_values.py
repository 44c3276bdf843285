r"""What a value is said to depend on, left out: `f(x; w) = w x`, `(f(x; w) - y)x`, `p(y|x)`."""

import re
from collections.abc import Collection, Iterator
from functools import partial

from handgrad.language.shape import SCALAR
from handgrad.language.tree import Call
from handgrad.reading.names.name_spellings import function_spelled
from handgrad.reading.names.value_facts import inputs_of
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.spelling.letters import letter_named
from handgrad.regex import regex

_FONTS = regex(
    r"\\(?:mathbf|boldsymbol|bm|vec|mathrm)\s*\{\s*(\\?[A-Za-z]+)\s*\}|\\(?:left|right)(?![A-Za-z])"
)
_OPENED = r"\s?(?:\\left\s?)?\("
_SAID = regex(
    rf"(?:^|[\n;$]|\b(?:[Ll]et|[Ww]here|[Ww]ith|and)\s)[ $]*(?P<name>[A-Za-z])"
    rf"{_OPENED}(?P<inside>[^()=\n]{{3,30}})\)[ ]?&?[ ]?:?=(?!=)"
)
_PARTED = regex(r"\s*[,;]\s*")
_LIKELIHOOD = regex(r"(?:log|ln|prod)(?![A-Za-z])|∏")
_BAR = r"\s?(?:\||\\mid(?![A-Za-z])|\\vert(?![A-Za-z]))\s?"
_WORD = regex(r"[A-Za-z]+")
_GIVEN = r"[A-Za-z\\][A-Za-z_{},;\\ ]{0,20}"


def without_said_arguments(text: str, page: Vocabulary) -> str:
    """The text without the arguments of the values that it says, names of the page all of them.

    >>> page = Vocabulary(dict.fromkeys("wxyL", (1, 1)), "L", ("w",), ("x", "y"))
    >>> without_said_arguments("f(x; w) = w x, dL/dw = 2(f(x;w) - y)x", page)
    'f       = w x, dL/dw = 2(f      - y)x'
    """
    for said in reversed(list(_SAID.finditer(text))):
        name, wanted = said["name"], _listed(said["inside"])
        if name in page.shapes or function_spelled(name) or not _are_known(wanted, page):
            continue
        applied = regex(rf"(?<![A-Za-z\\]){name}('?{_OPENED}([^()\n]{{1,30}})\))")
        primed = re.search(rf"(?<![A-Za-z\\]){name}\s?(?:'|\^\\prime)", text)
        found = [_listed(match[2]) for match in applied.finditer(text)]
        if primed or len(found) < 2 or any(words != wanted for words in found):
            continue
        text = applied.sub(lambda found: found[0][0] + " " * len(found[1]), text)
    return text


def without_conditions(text: str, page: Vocabulary) -> str:
    r"""The text with the page's probability for `p(y|x)`, its entry for `p(k|x)`.

    Not beside logarithms, where it is the probability of what was seen, nor where parameters
    alone are given: `p(y|w)` is the likelihood.
    """
    if _LIKELIHOOD.search(text):
        return text
    inputs = inputs_of(page.forward, page.sizes)
    for name in _probabilities(page):
        labels = [word for word in page.data if word not in inputs.get(name, ())]
        of = "|".join(labels) if page.shapes[name] == SCALAR else "[ijkc]"
        applied = regex(rf"(?<![A-Za-z\\]){name}{_OPENED}\s?({of}){_BAR}({_GIVEN})\)")
        wanted = {word.lower() for word in inputs.get(name, ()) if word not in page.parameters}
        sign = name if page.shapes[name] == SCALAR else f"{name}_{{}}"
        text = applied.sub(partial(_meant, sign, wanted), text)
    return text


def _meant(sign: str, wanted: Collection[str], found: re.Match[str]) -> str:
    """The probability that is meant, where one of the things wanted is given; else as it is."""
    given = {word.lower() for word in _WORD.findall(found[2])}
    return found[0] if wanted and given.isdisjoint(wanted) else sign.format(found[1])


def _probabilities(page: Vocabulary) -> Iterator[str]:
    """The values of a page that are probabilities, numbers or vectors."""
    for name, tree in page.forward.items():
        is_one = isinstance(tree, Call) and tree.function in ("sigmoid", "softmax")
        if is_one and len(name) == 1 and 1 in page.shapes[name]:
            yield name


def _listed(inside: str) -> list[str]:
    bare = _FONTS.sub(lambda found: found[1] or "", inside)
    return [letter_named(word.strip()) for word in _PARTED.split(bare.strip())]


def _are_known(words: list[str], page: Vocabulary) -> bool:
    """Whether these are names of data and of parameters of the page, as those of a model."""
    given = {*page.data, *page.parameters}
    is_model = not {*words}.isdisjoint(page.data) and not {*words}.isdisjoint(page.parameters)
    return is_model and all(word in given for word in words)
