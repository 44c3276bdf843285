r"""The gamma function by its letters: Γ(k), and ψ(k) for Γ'(k)/Γ(k)."""

from collections.abc import Mapping

from handgrad.language.tree import Call, Node, walk
from handgrad.regex import regex

_CALLED = {"Psi": "digamma", "Gamma": "tgamma", "gamma": "tgamma", "psi": "digamma"}
# What else the letters are where a text has more of the family, or a derivative by its number.
_OTHER = regex(
    r"(?i)(?:tri|poly)gamma|\bincomplete|(?:ψ|\\?psi|Γ|\\?gamma)\s?(?:\^\s?\{?\s?\(|_\s?\{?\s?\(?\d)"
)

_PSI = r"(?:\\psi(?![A-Za-z])|ψ|(?<![A-Za-z\\])psi)"
_FIRST = regex(rf"(?P<psi>{_PSI})\s?(?:_\s?(?:\{{0\}}|0)|\^\s?\{{?\s?\(0\)\s?\}}?|₀|0)")
_SAID = regex(
    rf"(?i)(?:\b(?:where|with|and|here)\s+)?\$?{_PSI}(?:\(\w\))?\$?\s+"
    r"(?:is|being|denotes|stands for|means)\s+(?:the\s+)?digamma(?:\s+function)?"
)


def with_digamma(text: str, forward: Mapping[str, Node]) -> str:
    r"""The text with `\psi(k)` for `\psi_0(k)`, on a page with the gamma function.

    >>> with_digamma(r"\psi^{(0)}(k)", {"l": Call("lgamma", ())})
    '\\psi(k)'
    """
    return _SAID.sub("", _FIRST.sub(r"\g<psi>", text)) if _has_gammas(forward) else text


def has_other_gammas(text: str) -> bool:
    """Whether a text has other functions of that family, or numbers at these letters."""
    return _OTHER.search(text) is not None


def gamma_function(letter: str, text: str, forward: Mapping[str, Node]) -> str | None:
    """The function that Γ or ψ is on a page with the logarithm of the gamma function.

    >>> page = {"l": Call("lgamma", ())}
    >>> gamma_function("psi", "psi(k)", page), gamma_function("psi", "psi^{(1)}(k)", page)
    ('digamma', None)
    """
    if letter not in _CALLED or has_other_gammas(text):
        return None
    return _CALLED[letter] if _has_gammas(forward) else None


def _has_gammas(forward: Mapping[str, Node]) -> bool:
    nodes = (node for formula in forward.values() for node in walk(formula))
    return any(isinstance(n, Call) and n.function in ("lgamma", "digamma") for n in nodes)
