r"""The normal density by its letter, `\mathcal{N}(x_n|\mu_k, \sigma_k^2)`, written out.

Of one number where the page has one, and of a vector where it has a vector and a square matrix
of covariances, or a variance times the identity. What may be a deviation is left alone. The
weights `\pi_k` of a mixture are the page's beside it: pi is the name of no value.
"""

import re

from handgrad.language.shape import SCALAR, Dimension, Shape
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.spelling.between_brackets import closing
from handgrad.reading.spelling.letters import letter_named
from handgrad.regex import regex

_FONT = r"\\(?:mathcal|mathscr|mathrm|mathit|text|operatorname\*?)"
_CALLED = regex(
    rf"(?:{_FONT}\s*\{{?\s*(?:N|Normal|Gaussian)\s*\}}?|𝒩|𝓝|(?<![A-Za-z\\_^])N(?:ormal)?)"
    r"\s*(?:\\left|\\[bB]igg?l?)?\s*(?=\()"
)
_GAPS = regex(r"\\(?:left|right|[bB]igg?[lr]?)(?![A-Za-z])|\\[,;:! ]")
_GIVEN = regex(r"\\mid(?![A-Za-z])|\\vert(?![A-Za-z])|\|")
_BOLD = regex(
    r"\\(?:boldsymbol|mathbf|bm|vec|symbf|pmb)\s*(?:\{\s*(\\?[A-Za-z]+)\s*\}|(\\?[A-Za-z]+))"
)
_ONE = regex(
    r"(?P<name>\\?[A-Za-z]+\d?)(?P<index>(?:_\s?(?:\{[^{}]*\}|\w)|\^\s?\{?\s?\([a-z0-9]\)\s?\}?)?)"
)
_SQUARED = regex(r"[^+]*(?:\^\s?\{?\s?2\s?\}?|²)(?:_\s?(?:\{[^{}]*\}|\w))?")
_WEIGHT = regex(r"(?:(?<![A-Za-z])\\?pi(?![A-Za-z])|π)(?=_\s?(?:\{\s?)?[a-z](?![A-Za-z]))")
_WEIGHTS = ("w", "weights", "alpha", "phi", "c")
_VARIANCES = frozenset(
    ("s2", "sigma2", "sig2", "v", "var", "variance", "sigma_sq", "sigmasq", "Sigma", "S", "C")
)


def with_normal_densities(text: str, page: Vocabulary) -> str:
    r"""The text with each normal density of the page's numbers or vectors written out.

    >>> page = Vocabulary({"x": ("N", 1), "m": (1, 1), "L": (1, 1)}, "L")
    >>> with_normal_densities(r"\mathcal{N}(x_i | m, s^2)", page)
    '(\\frac{\\exp(-(x_i-m)^2/(2(s^2)))}{\\sqrt{2\\pi(s^2)}})'
    """
    begun = text
    for called in reversed(list(_CALLED.finditer(text))):
        end = closing(text, called.end())
        written = _density(text[called.end() + 1 : end], page) if end >= 0 else None
        if written is not None:
            text = f"{text[: called.start()]}{written}{text[end + 1 :]}"
    weights = [name for name in _WEIGHTS if _is_vector(name, page)]
    return text if text == begun or len(weights) != 1 else _WEIGHT.sub(weights[0], text)


def _density(inside: str, page: Vocabulary) -> str | None:
    """The density with these arguments, where it is clear of what."""
    parts = _arguments(_GAPS.sub("", inside))
    if parts is None:
        return None
    of, mean, spread = (part.strip() for part in parts)
    size = _size(of, page)
    covariances = _shape(spread, page)
    if size is None:
        return None
    if size == 1:
        if not _is_variance(spread, page):
            return None
        return rf"(\frac{{\exp(-({of}-{mean})^2/(2({spread})))}}{{\sqrt{{2\pi({spread})}}}})"
    apart = f"({of}-{mean})"
    if covariances == (size, size):
        inner = rf"{apart}^T {spread}^{{-1}} {apart}"
        root = rf"\sqrt{{(2\pi)^{{{size}}} \det({spread})}}"
        return rf"(\frac{{\exp(-\frac{{1}}{{2}} {inner})}}{{{root}}})"
    variance = _of_unit(spread, page)
    if variance is None:
        return None
    return (
        rf"(\frac{{\exp(-\|{of}-{mean}\|^2/(2({variance})))}}"
        rf"{{(2\pi({variance}))^{{{size}/2}}}})"
    )


def _arguments(inside: str) -> list[str] | None:
    """The three arguments: of what, the mean and the variance."""
    given = _GIVEN.search(inside) or re.search(";", inside)
    if given is None:
        return None
    rest = _parted(inside[given.end() :])
    return [inside[: given.start()], *rest] if len(rest) == 2 else None


def _parted(text: str) -> list[str]:
    """The text at its commas outside brackets."""
    parts, depth = [""], 0
    for letter in text:
        depth += (letter in "([{") - (letter in ")]}")
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return parts


def _shape(written: str, page: Vocabulary) -> Shape | None:
    """The shape of one name of the page with or without an index; None for all else."""
    one = _ONE.fullmatch(_BOLD.sub(r"\1\2", written).strip())
    if one is None:
        return None
    name = letter_named(one["name"])
    shape = page.shapes.get(name) or page.shapes.get(name.upper())
    if shape is None or not one["index"]:
        return shape
    return SCALAR if shape[1] == 1 else (shape[1], 1)


def _size(of: str, page: Vocabulary) -> Dimension | None:
    """How many numbers the density is of; None where that is not clear."""
    shape = _shape(of, page)
    return shape[0] if shape is not None and shape[1] == 1 else None


def _is_vector(name: str, page: Vocabulary) -> bool:
    return name in page.data and page.shapes[name] != SCALAR and page.shapes[name][1] == 1


def _is_variance(spread: str, page: Vocabulary) -> bool:
    one = _ONE.fullmatch(spread)
    if spread == "1" or _SQUARED.fullmatch(spread) or "^{-1}" in spread:
        return True
    return one is not None and letter_named(one["name"]) in _VARIANCES


def _of_unit(spread: str, page: Vocabulary) -> str | None:
    r"""The variance of `\sigma^2 I`, 1 of the identity alone; None of all else."""
    plain = _BOLD.sub(r"\1\2", spread).strip()
    unit = re.search(r"\s*(?<![A-Za-z\\])I(?:_\s?(?:\{\w+\}|\w))?$", plain)
    if unit is None or "I" in page.shapes:
        return None
    before = plain[: unit.start()].strip()
    return before if _is_variance(before, page) else "1" if not before else None
