"""Indices that lost their place when a formula was copied from a page.

`y(i)` for `y^{(i)}`, `xj(i)` for `x_j^{(i)}`, `hθ(x(i))`, `θj`; `yi`, `mxi` for `y_i`, `m x_i`.
"""

import re
from collections.abc import Collection

from handgrad.language.shape import SCALAR
from handgrad.language.tree import names as names_in
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.spelling.characters import GREEK
from handgrad.regex import regex

_SUM = regex(r"[Σ∑]|(?<![a-z])sum(?![a-z])")
_MARKED = regex(
    r"(?<![\w\\^_{'])([A-Za-z]|[a-z]+_hat)([j-l])?\(([i-n])\)(?:_?([j-l])(?![A-Za-z0-9]))?"
)
# The sample behind the index of a feature: `x_j(k)`, `x_{j}[k]`.
_SAMPLE_BEHIND = regex(
    r"(?<![\w\\^_{'])([A-Za-z])_(?:\{([i-n])\}|([i-n]))(?:\(([i-n])\)|\[([i-n])\])"
)
_GREEK_BELOW = regex(r"(?<![A-Za-z\\])([a-z])([α-ωϑϕ])(?=\()")
_GREEK_INDEXED = regex(r"([α-ωϑϕ])([i-n])(?![A-Za-z0-9_^(])")
_WORD = regex(
    r"(?<![A-Za-z\\{_^.])(?<![A-Za-z_^]\d)((?<=/)d)?([A-Za-zŷ]{2,4})(?!(?![²³])[\w{'])"
)
# A row that is turned before a vector: `xiTβ`.
_TURNED = regex(r"(?<![A-Za-z\\{_^.])([A-Za-z])([ij])T(?=[A-Za-zα-ωϑϕ(])")
_SUMMED = regex(r"(?:[Σ∑]|(?<![a-z])sum)[ ]?\(?[ ]?([A-Za-zŷ]{2,4})(?![\w'(])")
_MAY_BE_LOW = regex(r"[A-Za-zŷ][i-l](?![A-Za-z])")
_PI = regex(r"(?<![A-Za-z\\])pi(?![A-Za-z])")
_WRITTEN = regex(r"[_^]\s*\{?\s*\(?\s*[i-n](?![a-z])")
_OF_SUM = regex(
    r"(?:sum(?:\\limits)?|[Σ∑])\s?(?:_\s?(?:\{[^{}]{1,9}\}|\w))\s?(?:\^\s?(?:\{\w{1,2}\}|\w))?"
)
# `Σi=1m`, `∑m i=1` and `Σi` for a sum over i.
_LIMITS = regex(r"([Σ∑])[ ]?([i-n])[ ]?=[ ]?1(?:\.\.+)?[ ]?([A-Za-z])(?![A-Za-z0-9_^])")
_LIMITS_TURNED = regex(r"([Σ∑])[ ]?([A-Za-z])[ ]?([i-n])[ ]?=[ ]?1(?![\d.])")
_OVER = regex(r"([Σ∑])([i-n])(?![A-Za-z0-9_^=])")
_FACTOR_BEFORE = regex(
    r"(?<![A-Za-z\\_^{])([A-Za-z])([A-Za-z])(?=\s?\^\s?\{?\s?\(?([i-n])(?![A-Za-z]))"
)
_PLACES = "ij"
_OF_MATRIX = regex(
    r"(?P<factors>[A-Za-z]*)(?P<array>[A-Za-zŷ])(?P<places>i[jkl]|j[ikl]|k[ijl]|l[ijk])"
)
_PREDICTIONS = ("y_hat", "yhat")


def with_indices(text: str, page: Vocabulary) -> str:
    """The text with indices below and above names, where the page has these names.

    Only what has a sum is looked at, and for `yi` only a text that writes no index below.
    """
    if not _SUM.search(text):
        return text
    arrays = _arrays(page)
    is_written = _has_indices(text)
    text = _LIMITS_TURNED.sub(r"\1_{\3=1}^{\2}", _LIMITS.sub(r"\1_{\2=1}^{\3}", text))
    text = _OVER.sub(r"\1_\2", text)
    text = _SAMPLE_BEHIND.sub(lambda m: _of_sample(m, {*page.data, *page.forward}), text)
    if "(i)" in text or "(n)" in text or "(k)" in text:
        text = _raised(text, arrays | {*page.forward})
    text = _GREEK_INDEXED.sub(
        lambda m: f"{m[1]}_{m[2]}" if GREEK.get(m[1], m[1]) in arrays else m[0], text
    )
    return text if is_written else _lowered(text, page, arrays)


def with_factors_apart(text: str, page: Vocabulary) -> str:
    """`mx^i` in a text with a sum as m x^i, of a number and an array of the page."""
    if not _SUM.search(text):
        return text
    arrays = {name for name in (*page.data, *page.forward) if page.shapes[name] != SCALAR}

    def parted(word: re.Match[str]) -> str:
        factor, array, index = word.groups()
        is_known = (
            factor in page.shapes and array in arrays and factor + array not in page.shapes
        )
        return f"{factor} {array}" if is_known and index not in page.shapes else word[0]

    return _FACTOR_BEFORE.sub(parted, text)


def with_indices_below(text: str, page: Vocabulary) -> str:
    """`∂L/∂zi = pi - yi` of mathematics with `z_i`, where no index is written below a name."""
    if not _MAY_BE_LOW.search(text) or _has_indices(text):
        return text
    return _lowered(text, page, _arrays(page))


def _has_indices(text: str) -> bool:
    """Whether a text writes indices below or above names, and not only below its sums."""
    return _WRITTEN.search(_OF_SUM.sub("", text)) is not None


def _arrays(page: Vocabulary) -> set[str]:
    """The arrays of a page, by their small letters too."""
    named = {*page.parameters, *page.data, *page.forward}
    arrays = {n for n in named if page.shapes[n] != SCALAR}
    return arrays | {n.lower() for n in arrays if len(n) == 1 and n.isupper()} - {*page.shapes}


def with_letters_apart(text: str, page: Vocabulary) -> str:
    """`u_{af}` as `u_{a,f}`, entry f of the page's vector `u_a`; so is `v_{fb}` of `v_b`."""
    for name, shape in page.shapes.items():
        base, _, letter = name.partition("_")
        is_vector = len(letter) == 1 and 1 in shape and shape != SCALAR
        if not is_vector or base in page.shapes or f"{base}_{{" not in text:
            continue
        own = rf"(?<![A-Za-z]){re.escape(base)}_\{{"
        entry = rf"{base}_{{{letter},\1}}"
        text = re.sub(rf"{own}{letter}([f-s])\}}", entry, text)
        text = re.sub(rf"{own}([f-s]){letter}\}}", entry, text)
    return text


def _raised(text: str, names: set[str]) -> str:
    """`y(i)` as `y^{(i)}` and `xj(i)` as `x_j^{(i)}`, of names that have samples."""

    def raised(match: re.Match[str]) -> str:
        name, below, sample, behind = match.groups()
        if name not in names:
            return match[0]
        below = below or behind
        return f"{name}{f'_{below}' if below else ''}^{{({sample})}}"

    text = _MARKED.sub(raised, text)
    return _GREEK_BELOW.sub(lambda m: f"{m[1]}_{m[2]}" if m[1] in names else m[0], text)


def _of_sample(match: re.Match[str], names: Collection[str]) -> str:
    """`x_j(k)` as `x_j^{(k)}`, of what is no parameter."""
    name, *below = match.groups()
    feature, sample = filter(None, below)
    is_known = name in names or name.upper() in names
    return f"{name}_{feature}^{{({sample})}}" if is_known and feature != sample else match[0]


def _lowered(text: str, page: Vocabulary, arrays: set[str]) -> str:
    """`yi` as `y_i`, `mxi` as `m x_i` and `xij` as `x_ij`, of at least two names in all."""
    single = {n for n in arrays if len(n) == 1}
    matrices = {
        n for n in single if 1 not in page.shapes.get(n, page.shapes.get(n.upper(), ()))
    }
    vectors = {n for n in single if 1 in page.shapes.get(n, SCALAR)}
    for name in arrays.intersection(_PREDICTIONS):
        (vectors if 1 in page.shapes.get(name, SCALAR) else matrices).add("ŷ")
    constants = {name for tree in page.forward.values() for name in names_in(tree)}

    def parted(word: str) -> str | None:
        match = _OF_MATRIX.fullmatch(word)
        is_entry = match is not None and match["array"] in matrices
        is_row = word[-2:-1] in matrices and not is_entry
        *factors, array, index = (
            [*match["factors"], match["array"], match["places"]]
            if match is not None and is_entry
            else list(word)
        )
        known = all(factor in page.shapes for factor in factors)
        is_index = not {*index} & page.shapes.keys() and (is_entry or index in _PLACES)
        is_own = word not in page.shapes and word not in constants
        is_indexed = (is_entry or is_row or array in vectors) and known and is_index and is_own
        return " ".join([*factors, f"{array}_{index}"]) if is_indexed else None

    words = {word for _, word in _WORD.findall(text)}
    found = {word: new for word in words if (new := parted(word))}
    is_summed = {*_SUMMED.findall(text)} & {*found} or "∑" in text or "Σ" in text
    if len({new.split()[-1] for new in found.values()}) < 2 and not is_summed:
        return text
    text = _TURNED.sub(lambda m: f"{m[1]}_{m[2]}^T " if m[1] in matrices else m[0], text)
    lowered = _WORD.sub(lambda m: (m[1] or "") + found.get(m[2], m[2]), text)
    return text if parted("pi") and _PI.search(lowered) else lowered
