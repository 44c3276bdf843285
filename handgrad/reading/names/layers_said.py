"""Layers of a library that a program calls, where the page has another: `nn.Softmax(dim=0)`."""

from collections.abc import Collection

from handgrad.language.plain import plain
from handgrad.reading.names.name_spellings import function_spelled
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.regex import regex

_LAYER = regex(
    r"(?:nn|layers)\.(?P<name>LogSoftmax|Softmax|Sigmoid|Tanh|ReLU|Softplus|LeakyReLU|ELU|GELU|SiLU)"
    r"\((?P<given>[^()]*)\)"
)
_SAMPLES = regex(r"\s*(?:(?:dim|axis)\s*=\s*)?(?:0|-2)\s*")

# A function under the name of another: `sigmoid = np.tanh`.
_ALIAS = regex(
    r"(?m)^[ \t]*(?P<name>[a-z]\w{2,})\s*=\s*(?:[A-Za-z_]\w*\.)*(?P<function>[A-Za-z]\w+)[ ;]*$"
)


def other_alias(text: str) -> str:
    """The first function that a text gives the name of another one.

    >>> other_alias("sigmoid = np.tanh"), other_alias("sigmoid = scipy.special.expit")
    ('sigmoid = np.tanh', '')
    """
    for match in _ALIAS.finditer(text):
        own, other = function_spelled(match["name"]), function_spelled(match["function"])
        if own and other and own != other:
            return match[0].strip()
    return ""


def other_layer(text: str, page: Vocabulary) -> str:
    """The first layer that computes what the page does not: another function, another axis.

    >>> from handgrad.language.parser import parse
    >>> forward = {"P": parse("softmax(Z, axis=1)")}
    >>> page = Vocabulary({"Z": (2, 3), "P": (2, 3)}, forward=forward)
    >>> other_layer("P = nn.Softmax(dim=0)(Z)", page), other_layer("P = nn.Softmax(1)(Z)", page)
    ('nn.Softmax(dim=0)', '')
    """
    if "nn." not in text and "layers." not in text:
        return ""
    formulas = [plain(tree) for tree in page.forward.values()]
    for match in _LAYER.finditer(text):
        name = match["name"].removeprefix("Log").lower()
        is_along = name == "softmax" and _SAMPLES.fullmatch(match["given"])
        if not _has(name, formulas) or (is_along and _has("axis=1", formulas)):
            return match[0]
    return ""


def _has(word: str, formulas: Collection[str]) -> bool:
    spellings = {"leakyrelu": "where", "elu": "exp", "gelu": "erf", "silu": "sigmoid"}
    return any(word in formula or spellings.get(word, word) in formula for formula in formulas)
