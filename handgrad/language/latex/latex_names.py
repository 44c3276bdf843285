"""Names and numbers in LaTeX: y_hat, w1, W_xh, dL/dz1, alpha, 0.5."""

import re
from fractions import Fraction

from handgrad.language.plain import plain_number as plain_number
from handgrad.regex import regex

GREEK = (
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa",
    "lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi",
    "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi",
    "Omega",
)  # fmt: skip
SHORT_GREEK = {"eps": r"\varepsilon", "lam": r"\lambda"}
ACCENTS = ("hat", "bar", "tilde", "dot", "vec")

_LETTERS_AND_DIGITS = regex(r"([A-Za-z]+)(\d*)", re.ASCII)
# Wq, Wxh, bz: weights, or a bias, and what they belong to.
_OWNED = regex(r"([A-Z](?=[a-z]{1,2}$)|[ab](?=[a-z]$))([a-z]+)", re.ASCII)


def latex_name(text: str, subscript: str = "") -> str:
    """A variable, or a derivative of the loss, with a further subscript.

    >>> latex_name("y_hat"), latex_name("w1"), latex_name("W_xh")
    ('\\\\hat{y}', 'w_{1}', 'W_{xh}')
    >>> latex_name("rate"), latex_name("z1", "i")
    ('\\\\mathrm{rate}', 'z_{1,i}')
    >>> latex_name("dL/dz1")
    '\\\\frac{\\\\partial L}{\\\\partial z_{1}}'
    """
    if "/" in text:
        of, by = (part.removeprefix("d") for part in text.split("/"))
        return rf"\frac{{\partial {latex_name(of)}}}{{\partial {latex_name(by, subscript)}}}"
    base, accents, subscripts = _parts(text)
    for accent in accents:
        base = rf"\{accent}{{{base}}}"
    all_subscripts = ",".join([*subscripts, subscript] if subscript else subscripts)
    return f"{base}_{{{all_subscripts}}}" if all_subscripts else base


def _parts(text: str) -> tuple[str, list[str], list[str]]:
    """The letter, its accents, its subscripts."""
    (letters, digits), *rest = (_split(part) for part in text.strip("_").split("_"))
    accents = [word for word, _ in rest if word in ACCENTS]
    further = [digit if word in ACCENTS else _subscript(word) + digit for word, digit in rest]
    owned = _OWNED.fullmatch(letters)
    if owned and letters not in GREEK:
        letters, digits = owned[1], owned[2] + digits
    return _word(letters), accents, [part for part in (digits, *further) if part]


def _split(part: str) -> tuple[str, str]:
    """Letters and the digits after them."""
    match = _LETTERS_AND_DIGITS.fullmatch(part)
    return (match[1], match[2]) if match else (part, "")


def _subscript(text: str) -> str:
    """Two letters are two indices: W_xh."""
    return text if len(text) == 2 and text not in GREEK else _word(text)


def _word(text: str) -> str:
    """A Greek letter by its name, one letter or a number as it is, a word upright."""
    if text in GREEK:
        return rf"\{text}"
    if text in SHORT_GREEK:
        return SHORT_GREEK[text]
    if len(text) <= 1 or text.isdigit():
        return text
    return rf"\mathrm{{{text}}}"


def latex_number(value: Fraction) -> str:
    """A number, a quotient where its decimals never end.

    >>> latex_number(Fraction(1, 2)), latex_number(Fraction(-1, 3))
    ('0.5', '-\\\\frac{1}{3}')
    """
    text = plain_number(value)
    sign, (above, slash, below) = "-" * (value < 0), text.lstrip("-").partition("/")
    return rf"{sign}\frac{{{above}}}{{{below}}}" if slash else text
