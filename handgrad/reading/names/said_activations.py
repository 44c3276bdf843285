"""What a text says its activation is: `where φ = tanh`, `f is the logistic function`."""

import re
from collections.abc import Iterable

from handgrad.language import functions
from handgrad.reading.spelling.characters import GREEK
from handgrad.regex import regex

# What else the functions are called; nothing for those that have no name here.
_CALLED = {
    "hyperbolic tangent": "tanh", "rectifier": "relu", "rectified linear": "relu",
    "sine": "sin", "cosine": "cos",
    "exponential": "exp", "leaky relu": "", "leakyrelu": "", "gelu": "", "elu": "", "selu": "",
    "silu": "", "swish": "", "mish": "", "identity": "", "linear": "",
}  # fmt: skip
_SPELLED = ("logistic", "expit")
_NAMED = ("softmax", *functions.ELEMENTWISE)
_WORDS = "|".join(sorted((*_CALLED, *_SPELLED, *_NAMED), key=len, reverse=True))
_IS = (
    r"(?:=|:=|≡|≔|\\equiv|is|are|denotes?|be|being|means|stands\s+for|ist|sei|bezeichnet|est|"
    r"désigne|es|sea|è|为|是)"
)
_ARTICLE = (
    r"(?:(?:the|an?|our|die|der|das|la|le|el)\s+)?(?:\\(?:text|mathrm|operatorname)\*?\{)?\\?"
)
_END = r"(?![A-Za-z])\}?(?!\s*[(\[{^'])"
_GREEK = {word: sign for sign, word in GREEK.items()}


def said_activation(letter: str, text: str) -> str | None:
    """The function that a text says a letter is, "" for one that is not read; else None.

    >>> said_activation("phi", "where φ is the logistic function"), said_activation("f", "f(z)")
    ('sigmoid', None)
    """
    if not _MAY_BE.search(text):
        return None
    sign = _GREEK.get(letter)
    names = [rf"(?<![A-Za-z\\]){letter}", *([rf"\\(?:var)?{letter}", sign] if sign else [])]
    written = rf"(?:{'|'.join(names)})(?![A-Za-z_^])"
    said = re.search(
        rf"{written}[\s$]*{_IS}[\s$]*{_ARTICLE}(?P<behind>{_WORDS}){_END}"
        rf"|(?<![A-Za-z])(?P<before>{_WORDS})\s+(?:activations?|function|nonlinearity)\s+"
        rf"(?:function\s+)?\$?\s*{written}",
        text,
        re.IGNORECASE,
    )
    word = (said["behind"] or said["before"]).lower() if said else None
    word = functions.SPELLINGS[word] if word in _SPELLED else word
    return word if word in _NAMED else _CALLED.get(word or "")


def are_named(functions: Iterable[str], text: str) -> bool:
    """Whether a text writes these functions by name, so that σ is none of them."""
    return {*_APPLIED.findall(text)} >= {*functions}


_APPLIED = regex(r"([A-Za-z]{4,})\}?\s*(?:\^\{?\d\}?\s*)?(?:\\left)?\(")
_MAY_BE = regex(_WORDS, re.IGNORECASE)
