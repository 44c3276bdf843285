r"""The logarithm of a density that a text differentiates: `∂ log p(x|μ)/∂μ`.

Where the page has no value of the density's name, that can only be what the page is about.
"""

import re

from handgrad.language.shape import SCALAR
from handgrad.language.tree import Call, Negative, Product, Sum, walk
from handgrad.reading.names.sample_losses import LOSS_LETTERS
from handgrad.reading.names.vocabulary import Names, Vocabulary
from handgrad.reading.spelling.letters import letter_named
from handgrad.regex import regex

_FONT = r"\\(?:math(?:cal|scr|rm|bf|bb|it)|operatorname|text|bm|boldsymbol)"
_SCRIPTS = r"(?:\s*[_^]\s*(?:\{[^{}]{1,16}\}|\\?[A-Za-z0-9]+))*"
_NAME = (
    rf"(?:{_FONT}\s*\{{\s*(?P<set>[A-Za-z]{{1,3}})\s*\}}|\\(?P<word>pi|Pr|rho|varphi|phi)(?![A-Za-z])"
    r"|(?P<letter>Pr|[pqfgPLNπρφℒ])(?![A-Za-z]))"
)
_GAP = r"(?:\s|\\[,;:! ]|\{\}|\\(?:left|right|[bB]igg?[lr]?)(?![A-Za-z]))*"
_ARGUMENTS = rf"(?:{_GAP}\((?P<arguments>(?:[^()=]|\([^()=]*\)){{1,60}})\))?"
_DENSITY = rf"{_NAME}{_SCRIPTS}{_ARGUMENTS}"
_D = r"(?:\\partial(?![A-Za-z])|∂|(?<![A-Za-z])d|\\mathrm\s*\{\s*d\s*\})"
_SLOPE = (
    rf"(?:\\[dt]?frac\s*\{{\s*{_D}\s*\}}\s*\{{\s*{_D}[^{{}}]{{1,24}}(?:\{{[^{{}}]{{1,12}}\}})?[^{{}}]{{0,9}}\}}"
    rf"|{_D}\s*/\s*{_D}\s*\\?\w+|(?:\\nabla|∇|\\partial|∂)\s*_\s*(?:\{{[^{{}}]{{1,16}}\}}|\\?\w+)"
    rf"|{_D}|\\nabla|∇)"
)
_DIFFERENTIATED = regex(
    rf"(?P<slope>{_SLOPE}{_GAP}(?P<open>[(\[{{])?){_GAP}(?P<minus>[-−]\s*)?(?:\\|(?<![A-Za-z]))(?:log|ln)(?![A-Za-z])"
    rf"{_GAP}(?P<inside>[({{\[])?{_GAP}{_DENSITY}(?(inside){_GAP}[)}}\]])"
    rf"(?={_GAP}(?(open)[)\]}}]|[}}/=&]))"
)
_BELOW = regex(rf"[}}\s]*[/{{]\s*{_D}\s*\\?\w+")
_GIVEN = regex(r"\\mid(?![A-Za-z])|;|,?\s*\\?\|")
_WORDS = regex(r"(?<![A-Za-z_\\^])\\?[A-Za-zα-ω]+(?![A-Za-z{])")
_LOGARITHMS = ("log", "lgamma", "logdet")
_DATA = ("D", "X", "x", "Y", "y", "data", "dots", "ldots", "cdots", "n", "N")
_ONE_SAMPLE = regex(r"_\s?\{?\s?[i-m]\s?\}?(?![A-Za-z])|\^\s?\{?\s?\(\s?[i-m]\s?\)|[ᵢⱼ]")
# Several values at once, before what they are given: `p(x, z|w)`.
_JOINT = regex(r"\([^|()]*,[^|()]*(?:\||\\mid)")
_ANOTHER = regex(r"∂|∇|\\(?:partial|nabla)(?![A-Za-z])|\bd\s?\\?\w*\s?/\s?d")
# What the logarithm of a likelihood is called; other losses may be its negative.
_LIKELIHOOD = regex(r"l|ll|LL|ell|lp|log_?\w+|ln_?\w+|l_\w+|loglik\w*|llh|llk")


def with_loss_for_log_density(text: str, loss: str, page: Vocabulary) -> str | None:
    """The text, the one logarithm of a density that it differentiates as the loss of the page.

    None where there is none or several, and where the page has the density or the text says it.

    >>> from handgrad.language.parser import parse
    >>> forward = {"l": parse("-(x - m)^2/2")}
    >>> page = Vocabulary(dict.fromkeys("xml", (1, 1)), "l", ("m",), ("x",), forward=forward)
    >>> with_loss_for_log_density("d log p(x|m)/dm = x - m", "l", page)
    'd l/dm = x - m'
    """
    if not _is_density(page):
        return None
    places = _found(text) if _LIKELIHOOD.fullmatch(loss) or loss in LOSS_LETTERS else []
    found = {match["set"] or match["word"] or match["letter"] for match in places}
    is_minus = {match["minus"] is not None for match in places}
    if len(found) != 1 or found & page.shapes.keys() or _says(text, *found):
        return None
    if not all(_is_of_data(match["arguments"] or "", page) for match in places):
        return None
    if is_minus != {_LIKELIHOOD.fullmatch(loss) is None}:
        return None
    return _DIFFERENTIATED.sub(lambda match: f"{match['slope'].rstrip()} {loss}", text)


def with_loss_for_its_logarithm(text: str, page: Vocabulary) -> str | None:
    r"""The text with the loss for its logarithm; None where it has none or says the likelihood.

    >>> page = Vocabulary(dict.fromkeys(("m", "L"), (1, 1)), "L", ("m",))
    >>> with_loss_for_its_logarithm(r"\frac{\partial \ln L(m)}{\partial m} = 1", page)
    '\\frac{\\partial L}{\\partial m} = 1'
    """
    name = re.escape(page.loss)
    logarithm = regex(
        rf"(?:\\|(?<![A-Za-z\\]))(?:log|ln)(?![A-Za-z]){_GAP}(?:{_FONT}\s*\{{\s*{name}\s*\}}|{name}(?![A-Za-z]))"
        rf"{_ARGUMENTS}"
    )
    if page.loss not in LOSS_LETTERS or _says(logarithm.sub(" ", text), page.loss):
        return None
    bare = logarithm.sub(" ", text)
    is_beside = re.search(rf"(?<![A-Za-z\\]){name}(?![A-Za-z])", bare)
    found = text if is_beside else logarithm.sub(page.loss, text)
    return found if found != text else None


def _is_density(page: Vocabulary) -> bool:
    """Whether a page has logarithms, or a loss that begins with a minus as log densities do."""
    formula = page.forward.get(page.loss)
    terms = formula.first if isinstance(formula, Sum | Product) else formula
    calls = (n for tree in page.forward.values() for n in walk(tree) if isinstance(n, Call))
    return isinstance(terms, Negative) or any(n.function in _LOGARITHMS for n in calls)


def _is_of_data(arguments: str, page: Vocabulary) -> bool:
    """Whether a density is that of the page's data, by its arguments; none say nothing.

    It is no prior `p(μ)` and no posterior `p(μ|x)`, not that of one sample `p(x_i)`, and not
    of values that the page does not have.
    """
    names = Names(page)
    of, _, given = _GIVEN.sub("|", arguments).partition("|")
    words = [letter_named(word) for word in _WORDS.findall(of)]
    known = [names.find(word) for word in words]
    are_known = all(name or word in _DATA for name, word in zip(known, words, strict=True))
    others = [names.find(letter_named(word)) for word in _WORDS.findall(given)]
    is_of_parameter = any(name in page.parameters for name in known)
    is_prior = is_of_parameter and bool(page.data) and not {*others} & {*page.parameters}
    return are_known and not is_prior and not _ONE_SAMPLE.search(of)


def is_all_it_says(text: str, page: Vocabulary) -> bool:
    """Whether a text differentiates nothing else, and the page's loss is called a logarithm.

    The page has one number or vector of each, and so no single sample.
    """
    is_logarithm = _LIKELIHOOD.fullmatch(page.loss) is not None and not _JOINT.search(text)
    are_numbers = all(page.shapes[name] == SCALAR for name in page.data)
    return (
        are_numbers
        and is_logarithm
        and not _ANOTHER.search(_BELOW.sub(" ", _DIFFERENTIATED.sub(" ", text)))
    )


def _found(text: str) -> list[re.Match[str]]:
    return list(_DIFFERENTIATED.finditer(text)) if "log" in text or "ln" in text else []


def _says(text: str, name: str) -> bool:
    """Whether a text says what the density is, or its logarithm."""
    density = rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])\s*\}}?{_SCRIPTS}{_ARGUMENTS}"
    places = regex(rf"{density}[\s)}}]*&?\s*:?=").finditer(_DIFFERENTIATED.sub(" ", text))
    return next(places, None) is not None
