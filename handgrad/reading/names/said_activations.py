"""What a text says its activation is: `where φ = tanh`, `f is the logistic function`."""

import re
from collections.abc import Collection, Iterable

from handgrad.language import functions
from handgrad.reading.names.said_otherwise import is_said_otherwise
from handgrad.reading.spelling.characters import GREEK
from handgrad.regex import regex

# What else the functions are called; nothing for those that have no name here.
_CALLED = {
    "hyperbolic tangent": "tanh", "rectifier": "relu", "rectified linear": "relu",
    "sine": "sin", "cosine": "cos",
    "exponential": "exp", "leaky relu": "", "leakyrelu": "", "gelu": "", "elu": "", "selu": "",
    "silu": "", "swish": "", "mish": "", "identity": "", "linear": "",
    "softsign": "", "hard tanh": "", "hardtanh": "", "hard sigmoid": "", "hardsigmoid": "",
    "prelu": "", "celu": "", "clip": "", "clipping": "", "clamp": "", "soft threshold": "",
    "soft-threshold": "", "threshold": "", "shrinkage": "", "square": "", "cube": "",
}  # fmt: skip
_SPELLED = ("logistic", "expit")
_NAMED = ("softmax", *functions.ELEMENTWISE)
_WORDS = "|".join(sorted((*_CALLED, *_SPELLED, *_NAMED), key=len, reverse=True))
_IS = (
    r"(?:=|:=|≡|≔|\\equiv|is|are|denotes?|be|being|means|stands\s+for|ist|sei|bezeichnet|est|"
    r"désigne|es|sea|è|为|是)"
)
_ARTICLE = (
    r"(?:(?:the|an?|our|die|der|das|la|le|el)\s+)?"
    r"(?:(?:(?:element|entry|component|point|coordinate)[-\s]?wise|usual|standard)\s+)*"
    r"(?:\\(?:text|mathrm|operatorname)\*?\{)?\\?"
)
_END = r"(?![A-Za-z])\}?(?!\s*[(\[{^'])"
_GREEK = {word: sign for sign, word in GREEK.items()}


def said_activation(letter: str, text: str) -> str | None:
    """The function that a text says a letter is, "" for one that is not read; else None.

    >>> said_activation("phi", "where φ is the logistic function"), said_activation("f", "f(z)")
    ('sigmoid', None)
    """
    sign = _GREEK.get(letter)
    names = [rf"(?<![A-Za-z\\]){letter}", *([rf"\\(?:var)?{letter}", sign] if sign else [])]
    written = rf"(?:{'|'.join(names)})(?![A-Za-z_^])"
    said = _said(written, text) if _MAY_BE.search(text) else None
    if _is_altered(written, text) or (said and said["behind"] and _goes_on(text[said.end() :])):
        return ""
    word = (said["behind"] or said["before"]).lower() if said else None
    word = functions.SPELLINGS[word] if word in _SPELLED else word
    if word is None and (_is_other(written, text) or _is_mapped(written, text)):
        return ""
    return word if word in _NAMED else _CALLED.get(word or "")


def meanings(
    letter: str, said: str | None, functions_used: Collection[str], text: str
) -> tuple[str, ...]:
    """What the letter may mean where a page uses these functions; one that is said is that."""
    if said is not None:
        return (said,) if said else ()
    used = tuple(a for a in functions.ACTIVATIONS if a in functions_used and a != "erf")
    if letter != "sigma":
        return used
    is_sigmoid = "sigmoid" in used or not used or are_named(used, text)
    return ("sigmoid",) if is_sigmoid else ("sigmoid", *used)


def _said(written: str, text: str) -> re.Match[str] | None:
    return re.search(
        rf"{written}[\s$]*(?:{_IS}|(?=the\s))[\s$]*{_ARTICLE}(?P<behind>{_WORDS}){_END}"
        rf"|(?<![A-Za-z])(?P<before>{_WORDS})\s+(?:activations?|function|nonlinearity)\s+"
        rf"(?:function\s+)?\$?\s*{written}",
        text,
        re.IGNORECASE,
    )


def _goes_on(text: str) -> bool:
    """Whether the words behind a function change what is said: `sigmoid / 2`, `or tanh`."""
    return _ENDS_THERE.match(text) is None


def _is_altered(written: str, text: str) -> bool:
    """Whether a letter is said to be no function, or another: `no longer tanh`, `2*sigmoid`."""
    said = rf"{written}[\s$]*{_IS}(?:\s+{_NOT}\s[^.;\n]{{0,30}}|[\s$]*{_CHANGED})(?:{_WORDS})"
    return re.search(said, text, re.IGNORECASE) is not None


def _is_other(written: str, text: str) -> bool:
    """Whether a letter is said to be no activation: `where g is the derivative of the loss`."""
    is_called = re.search(written + _CALLED_ACTIVATION, text) is not None
    return not is_called and is_said_otherwise(written + _OF_ANYTHING, text)


def _is_mapped(written: str, text: str) -> bool:
    """Whether a text says what a letter does: `g: t -> t^2`, `g clips to [0, 1]`."""
    return re.search(written + _MAPS, text) is not None


def are_named(functions: Iterable[str], text: str) -> bool:
    """Whether a text writes these functions by name, so that σ is none of them."""
    return {*_APPLIED.findall(text)} >= {*functions}


_APPLIED = regex(r"([A-Za-z]{4,})\}?\s*(?:\^\{?\d\}?\s*)?(?:\\left)?\(")
_OF_ANYTHING = r"(?:\((?:\\cdot|·|\.)\))?"
_CALLED_ACTIVATION = (
    r"[\s$]+(?:[^\W\d_]+\s+){0,4}(?:activation|aktivierung|non-?linear|function|funktion)"
)
_MAPS = (
    _OF_ANYTHING + r"\$?(?:\s*:\s*\$?[^\s=:]{1,20}\s*(?:->|→|↦|\\(?:mapsto|to)(?![a-z]))"
    r"|\s+(?:clips|clamps|truncates|rounds|maps|squares|returns|takes|cuts|limits)(?![a-z]))"
)
# A number or a word before a function that makes another one of it.
_CHANGED = (
    r"(?:(?:[-−+]|[\d½.]+(?:/\d+)?)[\s*·×$\\a-z+-]{0,8}|(?:[a-z]+\s+){0,2}(?:scaled|shifted|modified|half|twice|"
    r"double|negative|negated|minus|inverse|squared|steep\w*|hard|leaky)\s+(?:[a-z]+\s+){0,2})\\?"
)
_NOT = r"(?:not|no|never|nicht|kein\w*|pas|no\s+es|non|不是)"
# The end of what is said of a letter, perhaps with what its function is called.
_ENDS_THERE = regex(
    r"[\s$}*]*(?:(?:activations?|functions?|nonlinearity|non-linearity|units?|itself|here|again|"
    r"funktion|aktivierungsfunktion|fonction|función|激活函数|函数)(?![a-z])[\s$}*]*)*"
    r"(?:[.,;:)\]\n，。；）、&\\\"]|$|(?:and|so|then|und|et|y|e|whose|applied|from|in|on|as|we|but|since|because)(?![a-z])"
    r"|\((?![^)]*\))|with\s+(?:its\s+)?(?:derivative|\$?[a-zσφ]'))",
    re.IGNORECASE,
)
_MAY_BE = regex(_WORDS, re.IGNORECASE)
