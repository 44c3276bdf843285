"""`\\log \\pi_\\theta(a|s)` as the page's own `log_pi`, where the page has no `pi`."""

import re
from collections.abc import Collection, Iterator

from handgrad.reading.spelling.characters import GREEK
from handgrad.regex import regex

_NAME = regex(r"(?:log|ln)_?([A-Za-z]+)")
# A parameter of the density below it, never an index.
_BELOW = r"\s*(?:_\s*(?:\{\s*\\[a-z]{2,7}\s*\}|\\[a-z]{2,7}|\{?[θφψω]\}?)|[θφψω])(?![A-Za-z])"
_ARGUMENTS = r"\s*(?:\\left\s*)?\([\w\s\\,;|{}^:]{1,40}?(?:\\right\s*)?\)"
# The letter behind the bar: the state s of `(a|s)`.
_CONDITION = regex(r"(?:\||\\mid)\s*([a-z])(?![A-Za-z])")
_LOG = r"(?<![A-Za-z\\])\\?(?:log|ln)\s*(?:"
_OF = r"(?:\s*_\s*(?:\{(?:[^{}]|\{[^{}]*\}){1,40}\}|\\?\w+))?"
_SLOPE = rf"(?:(?:\\nabla|∇){_OF}|\\partial|∂)\s*"


def with_log_names(text: str, names: Collection[str]) -> str:
    """The text, each logarithm that is a name of the page as this name, as long as it was."""
    given: set[str] = set()
    for name, stem in _stems(names):
        letters = (sign for sign, word in GREEK.items() if word == stem)
        log = _LOG + "|".join([rf"\\?{stem}(?![A-Za-z])", *letters]) + ")"
        said = regex(rf"{log}(?:{_BELOW}(?:{_ARGUMENTS})?|(?=[^)]*(?:\||\\mid)){_ARGUMENTS})")
        derived = regex(rf"(?P<slope>{_SLOPE}){log}(?!\s*[_(\[]|\s*\\left)")
        for match in said.finditer(text):
            given.update(_CONDITION.findall(match[0]))
            text = _put(text, match, name)
        for match in derived.finditer(text):
            text = _put(text, match, match["slope"] + name)
    for word in sorted(given - set(names)):
        text = _without_state(text, word)
    return text


def _put(text: str, match: re.Match[str], words: str) -> str:
    return text[: match.start()] + words.ljust(len(match[0])) + text[match.end() :]


def _without_state(text: str, word: str) -> str:
    """The text without the state `s` that names are functions of: `\\mu_\\theta(s)`."""
    of = rf"\(\s*{word}(?:_\w|_\{{\w+\}})?\s*\)"
    power = r"(?P<power>\s*\^\s*(?:\{\w+\}|\w))?"
    below = regex(rf"(?<=[\w}}]){_BELOW}{power}\s*(?={of})")
    text = below.sub(lambda match: (match["power"] or "").ljust(len(match[0])), text)
    return regex(rf"(?<=[\w}}])\s*{of}").sub(lambda match: " " * len(match[0]), text)


def _stems(names: Collection[str]) -> Iterator[tuple[str, str]]:
    """The names of logarithms, each with what it is a logarithm of."""
    for name in names:
        if (match := _NAME.fullmatch(name)) and match[1] not in names:
            yield name, match[1]
