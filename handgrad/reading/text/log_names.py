"""`\\log \\pi_\\theta(a|s)` as the page's own `log_pi`, where the page has no `pi`."""

import re
from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType

from handgrad.language import functions
from handgrad.language.tree import Call, Node
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.spelling.characters import GREEK
from handgrad.regex import regex

_NAME = regex(r"(?:log|ln)_?([A-Za-z]+)")
# A parameter of the density below it, never an index.
_BELOW = r"\s*(?:_\s*(?:\{\s*\\[a-z]{2,7}\s*\}|\\[a-z]{2,7}|\{?[θφψω]\}?)|[θφψω])(?![A-Za-z])"
# The first of the arguments may be said to be 1: `p(y = 1|x)`.
_ARGUMENTS = (
    r"\s*(?:\\left\s*)?\((?:\s*[A-Za-z]\w*\s*=\s*1(?![\d.]))?"
    r"[\w\s\\,;|{}^:]{1,40}?(?:\\right\s*)?\)"
)
_IS_ONE = regex(r"\(\s*(\w+)\s*=")
# Two values at once, before what they are given: `p(x, z|w)`.
_JOINT = regex(r"\([^|]*,[^|]*(?:\||\\mid)")
# The letter behind the bar: the state s of `(a|s)`.
_CONDITION = regex(r"(?:\||\\mid)\s*([a-z])(?![A-Za-z])")
_LOG = r"(?<![A-Za-z\\])\\?(?:log|ln)\s*(?:"
_OF = r"(?:\s*_\s*(?:\{(?:[^{}]|\{[^{}]*\}){1,40}\}|\\?\w+))?"
_SLOPE = rf"(?:(?:\\nabla|∇){_OF}|\\partial|∂)\s*"


def with_log_names(
    text: str, names: Collection[str], forward: Mapping[str, Node] = MappingProxyType({})
) -> str:
    """The text, each logarithm that is a name of the page as this name, as long as it was."""
    given: set[str] = set()
    for name, stem in _stems(names):
        letters = [sign for sign, word in GREEK.items() if word == stem]
        letters += [rf"{stem.upper()}(?![A-Za-z])"] if stem.upper() not in names else []
        log = _LOG + "|".join([rf"\\?{stem}(?![A-Za-z])", *letters]) + ")"
        said = regex(
            rf"{log}(?:{_BELOW}(?:{_ARGUMENTS})?"
            rf"|(?:{_below_by_name(names)})?(?=[^)]*(?:\||\\mid)){_ARGUMENTS})"
        )
        derived = regex(rf"(?P<slope>{_SLOPE}){log}(?!\s*[_(\[]|\s*\\left)")
        for match in said.finditer(text):
            if _tells_of_another(match[0], names, forward.get(name)):
                continue
            given.update(_CONDITION.findall(match[0]))
            text = _put(text, match, name)
        for match in derived.finditer(text):
            text = _put(text, match, match["slope"] + name)
    for word in sorted(given - set(names)):
        text = _without_state(text, word)
    return text


def _below_by_name(names: Collection[str]) -> str:
    """A name of the page below a density that is said to be conditional: `p_w(y|x)`."""
    letters = "".join(name for name in names if len(name) == 1) or "_"
    return rf"\s*_\s*(?:[{letters}]|\{{\s*[{letters}]\s*\}})(?=\s*\()"


def _tells_of_another(text: str, names: Collection[str], value: Node | None) -> bool:
    """Whether a probability is one of several values, or at one value of what the page has.

    `p(a = 1|x)` is the page's where that is the logarithm of one probability.
    """
    is_one = _IS_ONE.search(text)
    is_logarithm = isinstance(value, Call) and value.function in functions.ELEMENTWISE
    is_other = is_one is not None and (is_one[1] in names or not is_logarithm)
    return is_other or _JOINT.search(text) is not None


def _put(text: str, match: re.Match[str], words: str) -> str:
    return text[: match.start()] + words.ljust(len(match[0])) + text[match.end() :]


def _without_state(text: str, word: str) -> str:
    """The text without the state `s` that names are functions of: `\\mu_\\theta(s)`."""
    of = rf"\(\s*{word}(?:_\w|_\{{\w+\}})?\s*\)"
    power = r"(?P<power>\s*\^\s*(?:\{\w+\}|\w))?"
    below = regex(rf"(?<=[\w}}]){_BELOW}{power}\s*(?={of})")
    text = below.sub(lambda match: (match["power"] or "").ljust(len(match[0])), text)
    return regex(rf"(?<=[\w}}])\s*{of}").sub(lambda match: " " * len(match[0]), text)


def with_logarithms_of_data(text: str, page: Vocabulary) -> str:
    r"""The text with a page's data `logX` for the `\log X` of what it does not have.

    >>> page = Vocabulary({"logX": ("V", "V")}, "J", data=("logX",))
    >>> with_logarithms_of_data(r"b_i - \log(X_{ij}) + \ln X_{ij}", page)
    'b_i - logX_{ij} + logX_{ij}'
    """
    for name, stem in _stems(page.data):
        if stem in page.shapes:
            continue
        entry = rf"{stem}(?![A-Za-z])(?:\s?_\s?(?:\{{[a-z, ]{{1,5}}\}}|[a-z]{{1,2}}))?"
        log = r"(?:\\|np\.|torch\.|(?<![A-Za-z\\.]))(?:log|ln)(?![A-Za-z])\s*"
        of = rf"(?:(?:\\left\s?)?\(\s*({entry})\s*(?:\\right\s?)?\)|({entry}))"

        def named(found: re.Match[str], name: str = name, stem: str = stem) -> str:
            return name + (found[1] or found[2])[len(stem) :]

        text = re.sub(log + of, named, text)
    return text


def _stems(names: Collection[str]) -> Iterator[tuple[str, str]]:
    """The names of logarithms, each with what it is a logarithm of."""
    for name in names:
        if (match := _NAME.fullmatch(name)) and match[1] not in names:
            yield name, match[1]
