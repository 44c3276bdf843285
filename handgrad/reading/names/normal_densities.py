r"""The normal density by its letter, `\mathcal{N}(x_n|\mu_k, \sigma_k^2)`, written out.

Of one number where the page has one, and of a vector where it has a vector and a square matrix
of covariances, or a variance times the identity. What may be a deviation or a precision is left
alone, as is every text that says itself what N is.
"""

import re
from collections.abc import Iterator

from handgrad.language.shape import SCALAR, Dimension, Shape
from handgrad.language.tree import TWO, Call, Name, Power, Product, Transpose, names, walk
from handgrad.reading.names.normal_definitions import is_usual_density
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.spelling.between_brackets import between_signs, closing
from handgrad.reading.spelling.letters import letter_named
from handgrad.regex import regex

_FONT = r"\\(?:mathcal|mathscr|mathrm|mathit|text|operatorname\*?)"
_CALLED = regex(
    rf"(?:{_FONT}\s*\{{?\s*(?:N|Normal|Gaussian)\s*\}}?|𝒩|𝓝|(?<![A-Za-z\\_^])N(?:ormal)?)"
    r"\s*(?:\\left|\\[bB]igg?l?)?\s*(?=\()"
)
_EQUALS = (
    r"(?::?=(?!=)|\\(?:equiv|triangleq|coloneqq|doteq|overset|stackrel)(?![A-Za-z])|≡|≜|≔|:)"
)
_IS_SAID = regex(rf"[\s$&)]*(?:{_EQUALS}|(?:\\text\s?\{{)?\s*(?:is|be|denotes?|means?)\b)")
_LEFT = regex(r"(?:^|[\n$;,.:&=]|\\\[|\b(?:let|with|where|write|define|and|put|set))[\s&]*$")
_BEGINS = regex(r"[\n$;&=]|[,.]\s")
_SLOPE = regex(r"\\nabla|∇|\\partial|∂|(?<![A-Za-z])d\s?\\?\w*\s?/\s?d|\{\s?d\s?\}")
# N without what it is given, or turned round: `\\mathcal{N} = ...`, `e^{...} = N(...)`.
_SAID_OTHERWISE = regex(
    rf"\\mathcal\s?\{{?\s?N\s?\}}?[\s$&]*{_EQUALS}|(?<![A-Za-z\\])N[\s$&]*:?=(?!=)"
    r"|(?:exp|e\s?\^)[^=$\n]*(?:=:?|\\equiv)[\s&]*(?:\\mathcal\s?\{?\s?N|N)\s?\}?\s?\("
)
# Words by which N, or what it takes, may be another thing.
_SPEAKS_OF_ANOTHER = regex(
    r"(?i)\b(?:unnormali[sz]ed|up\sto\sa|without\sthe\s(?:constant|factor)|argument)\b"
    r"|standard\sdeviation|\bdeviation\b|\bprecision|标准差|精度"
)
_GAPS = regex(r"\\(?:left|right|[bB]igg?[lr]?)(?![A-Za-z])|\\[,;:! ]")
_GIVEN = regex(r"\\mid(?![A-Za-z])|\\vert(?![A-Za-z])|\|")
_BOLD = regex(
    r"\\(?:boldsymbol|mathbf|bm|vec|symbf|pmb)\s*(?:\{\s*(\\?[A-Za-z]+)\s*\}|(\\?[A-Za-z]+))"
)
_ONE = regex(
    r"(?P<name>\\?[A-Za-z]+\d?)(?P<index>(?:_\s?(?:\{[^{}]*\}|\w)|\^\s?\{?\s?\([a-z0-9]\)\s?\}?)?)"
)
_SQUARED = regex(
    r"\\?\w+(?:_\s?(?:\{\w+\}|\w))?\s?(?:\^\s?\{?\s?2\s?\}?|²)(?:_\s?(?:\{\w+\}|\w))?"
)
_UNIT = regex(r"\s*(?<![A-Za-z\\])I(?:_\s?(?:\{\w+\}|\w))?$")
_PI = r"(?:(?<![A-Za-z])\\?pi(?![A-Za-z])|π)(?=_\s?(?:\{\s?)?[a-z](?![A-Za-z]))"
_WEIGHT = regex(_PI)
_WEIGHT_SAID = regex(rf"{_PI}_\s?\{{?[a-z]\}}?[\s$&]*:?=(?!=)")


def with_normal_densities(text: str, page: Vocabulary) -> str:
    r"""The text with each normal density of the page's numbers or vectors written out.

    The weights `\pi_k` beside it are those by which the page multiplies its densities.

    >>> page = Vocabulary({"x": ("N", 1), "m": (1, 1), "L": (1, 1)}, "L")
    >>> with_normal_densities(r"\mathcal{N}(x_i | m, s^2)", page)
    '(\\frac{\\exp(-(x_i-(m))^2/(2(s^2)))}{\\sqrt{2\\pi(s^2)}})'
    """
    found = [] if has_own_densities(text) else [*_found(text)]
    if all(_is_said(text, *place) for place in found):
        return text
    begun = text
    for start, end in reversed(found):
        written = _density(text[text.index("(", start) + 1 : end - 1], page)
        if written is not None:
            text = f"{text[:start]}{written}{text[end:]}"
    if text == begun:
        return text
    weights = [*dict.fromkeys(_weights(page))]
    is_given = len(weights) != 1 or _WEIGHT_SAID.search(text)
    return text if is_given else _WEIGHT.sub(weights[0], text)


def has_own_densities(text: str) -> bool:
    """Whether a text with a density says itself what it is, or what it takes.

    >>> has_own_densities("N(x; m, s) with the standard deviation s")
    True
    """
    found = [*_found(text)]
    said = [place for place in found if _is_said(text, *place)]
    if len(said) == len(found):
        return False
    if _SPEAKS_OF_ANOTHER.search(text) or _SAID_OTHERWISE.search(text):
        return True
    return not all(_is_usual(text, start, end) for start, end in said)


def _is_said(text: str, start: int, end: int) -> bool:
    """Whether a text says here what a density is: it stands left, and is not differentiated."""
    before = _BEGINS.split(text[:start])[-1]
    return bool(_IS_SAID.match(text, end)) and not _SLOPE.search(before)


def _is_usual(text: str, start: int, end: int) -> bool:
    """Whether what stands between two places is said to be what it usually is."""
    given = _arguments(text[text.index("(", start) + 1 : end - 1]) or []
    said = text[end:].lstrip(" $&:")
    is_left = _LEFT.search(text[:start].lower()) is not None
    return (
        is_left and len(given) == 3 and said.startswith("=") and is_usual_density(said, *given)
    )


def _found(text: str) -> Iterator[tuple[int, int]]:
    """Where densities with what they are given begin and end."""
    for called in _CALLED.finditer(text):
        end = closing(text, called.end())
        if end >= 0 and _arguments(text[called.end() + 1 : end]) is not None:
            yield called.start(), end + 1


def _density(inside: str, page: Vocabulary) -> str | None:
    """The density with these arguments, where it is clear of what."""
    parts = _arguments(_GAPS.sub("", inside))
    if parts is None:
        return None
    of, mean, spread = (part.strip() for part in parts)
    size = _size(of, mean, page)
    if size is None:
        return None
    apart = f"({of}-({mean}))"
    if size == 1:
        if not _is_variance(spread, page):
            return None
        return rf"(\frac{{\exp(-{apart}^2/(2({spread})))}}{{\sqrt{{2\pi({spread})}}}})"
    if _shape(spread, page) == (size, size) and _is_inverted(spread, page):
        inner = rf"{apart}^T {spread}^{{-1}} {apart}"
        root = rf"\sqrt{{(2\pi)^{{{size}}} \det({spread})}}"
        return rf"(\frac{{\exp(-\frac{{1}}{{2}} {inner})}}{{{root}}})"
    variance = _of_unit(spread, page)
    if variance is None:
        return None
    power = rf"{{(2\pi({variance}))^{{{size}/2}}}}"
    return rf"(\frac{{\exp(-\|{of}-({mean})\|^2/(2({variance})))}}{power})"


def _arguments(inside: str) -> list[str] | None:
    """The three arguments: of what, the mean and the variance."""
    given = _GIVEN.search(inside) or re.search(";", inside)
    if given is None:
        return None
    rest = between_signs(inside[given.end() :], ",")
    return [inside[: given.start()], *rest] if len(rest) == 2 else None


def _name_of(written: str, page: Vocabulary) -> tuple[str, str] | None:
    """The name of the page that this is, and its index; None for all else."""
    one = _ONE.fullmatch(_BOLD.sub(r"\1\2", written).strip())
    name = letter_named(one["name"]) if one else ""
    known = next((n for n in (name, name.upper()) if n in page.shapes), None)
    return (known, one["index"].strip("_{} ")) if one and known else None


def _shape(written: str, page: Vocabulary, along: int = 1) -> Shape | None:
    """The shape of one name of the page, of its row or its column where it has an index."""
    if (known := _name_of(written, page)) is None:
        return None
    name, index = known
    shape = page.shapes[name]
    if not index:
        return shape
    return SCALAR if shape[1] == 1 else (shape[along], 1)


def _size(of: str, mean: str, page: Vocabulary) -> Dimension | None:
    """How many numbers the density is of, as many as its mean; None where that is not clear."""
    means = _shape(mean, page)
    for along in (1, 0):
        shape = _shape(of, page, along)
        if shape is None or shape[1] != 1:
            return None
        if means is None or means == shape:
            return shape[0]
    return None


def _is_variance(spread: str, page: Vocabulary) -> bool:
    r"""Whether this is 1, a square such as `\sigma_k^2`, or what the page never squares."""
    if spread == "1" or _SQUARED.fullmatch(spread):
        return True
    known = _name_of(spread, page)
    return known is not None and _is_divided_by(known[0], page)


def _is_divided_by(name: str, page: Vocabulary) -> bool:
    """Whether the page divides by a name and takes no square of it, as of a variance."""
    nodes = [node for tree in page.forward.values() for node in walk(tree)]
    is_squared = any(
        isinstance(node, Power) and name in names(node.base) and node.exponent == TWO
        for node in nodes
        if not isinstance(node, Power) or isinstance(node.base, Name | Transpose)
    )
    is_below = any(
        sign == "/" and name in names(part)
        for node in nodes
        if isinstance(node, Product)
        for sign, part in node.rest
    )
    return is_below and not is_squared


def _is_inverted(spread: str, page: Vocabulary) -> bool:
    """Whether the page takes the inverse of a matrix, as of covariances."""
    known = _name_of(spread, page)
    return known is not None and any(
        isinstance(node, Call) and node.function in ("inv", "solve") and known[0] in names(node)
        for tree in page.forward.values()
        for node in walk(tree)
    )


def _of_unit(spread: str, page: Vocabulary) -> str | None:
    r"""The variance of `\sigma^2 I`, 1 of the identity alone; None of all else."""
    plain = _BOLD.sub(r"\1\2", spread).strip()
    unit = _UNIT.search(plain)
    if unit is None or "I" in page.shapes:
        return None
    before = plain[: unit.start()].strip()
    return before if _is_variance(before, page) else "1" if not before else None


def _weights(page: Vocabulary) -> Iterator[str]:
    """The data vectors by which the page multiplies exponentials in one product."""
    for tree in page.forward.values():
        for node in walk(tree):
            if isinstance(node, Product):
                factors = (node.first, *(part for sign, part in node.rest if sign == "*"))
                has_bell = any(isinstance(f, Call) and f.function == "exp" for f in factors)
                for factor in factors if has_bell else ():
                    match factor:
                        case Name(name) | Transpose(Name(name)) if name in page.data:
                            yield name
