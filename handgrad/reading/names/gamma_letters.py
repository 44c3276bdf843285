r"""The gamma function by its letters: Γ(k), and ψ(k) for Γ'(k)/Γ(k)."""

from collections.abc import Mapping

from handgrad.language.tree import Call, Node, walk
from handgrad.regex import regex

_CALLED = {"Gamma": "tgamma", "gamma": "tgamma", "psi": "digamma"}
# What else the letters are where a text has more of the family, or a derivative by its number.
_OTHER = regex(
    r"(?i)(?:tri|poly)gamma|\bincomplete|(?:ψ|\\?psi|Γ|\\?gamma)\s?(?:\^\s?\{?\s?\(|_\s?\{?\s?\(?\d)"
)


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
    nodes = (node for formula in forward.values() for node in walk(formula))
    is_used = any(isinstance(n, Call) and n.function in ("lgamma", "digamma") for n in nodes)
    return _CALLED[letter] if is_used else None
