"""Names and numbers in LaTeX: y_hat, w1, W_xh, dL/dz1, alpha, 0.5."""

import re
from fractions import Fraction

from handgrad.formula.writing import number as plain_number

GREEK = (
    "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa",
    "lambda", "mu", "nu", "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi",
    "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi",
    "Omega",
)  # fmt: skip
SHORT_GREEK = {"eps": r"\varepsilon", "lam": r"\lambda"}
ACCENTS = {"hat": "hat", "bar": "bar", "tilde": "tilde", "dot": "dot", "vec": "vec"}

_LETTERS_AND_DIGITS = re.compile(r"([A-Za-z]+)(\d*)", re.ASCII)
# W_q, W_xh: a capital and what it belongs to, written without the underscore.
_CAPITAL = re.compile(r"([A-Z])([a-z]{1,2})", re.ASCII)


def name(text: str, subscript: str = "") -> str:
    """A variable, or a derivative of the loss, with a further subscript.

    >>> name("y_hat"), name("w1"), name("W_xh"), name("rate"), name("z1", "i")
    ('\\\\hat{y}', 'w_{1}', 'W_{xh}', '\\\\mathrm{rate}', 'z_{1,i}')
    >>> name("dL/dz1")
    '\\\\frac{\\\\partial L}{\\\\partial z_{1}}'
    """
    if "/" in text:
        of, by = (part.removeprefix("d") for part in text.split("/"))
        return rf"\frac{{\partial {name(of)}}}{{\partial {name(by, subscript)}}}"
    base, accents, subscripts = _parts(text)
    for accent in accents:
        base = rf"\{accent}{{{base}}}"
    all_subscripts = ",".join([*subscripts, subscript] if subscript else subscripts)
    return f"{base}_{{{all_subscripts}}}" if all_subscripts else base


def _parts(text: str) -> tuple[str, list[str], list[str]]:
    """The letter, its accents, its subscripts."""
    first, *rest = text.strip("_").split("_")
    accents = [ACCENTS[part] for part in rest if part in ACCENTS]
    subscripts = [_word(part) for part in rest if part not in ACCENTS and part]
    match = _LETTERS_AND_DIGITS.fullmatch(first)
    letters, digits = (match[1], match[2]) if match else (first, "")
    capital = _CAPITAL.fullmatch(letters)
    if capital and letters not in GREEK:
        return capital[1], accents, [capital[2] + digits, *subscripts]
    return _word(letters), accents, [*([digits] if digits else []), *subscripts]


def _word(text: str) -> str:
    """A Greek letter by its name, one letter or a number as it is, a word upright."""
    if text in GREEK:
        return rf"\{text}"
    if text in SHORT_GREEK:
        return SHORT_GREEK[text]
    if len(text) == 1 or text.isdigit() or (len(text) == 2 and text.islower()):
        return text
    return rf"\mathrm{{{text}}}"


def number(value: Fraction) -> str:
    """A number, a quotient where its decimals never end.

    >>> number(Fraction(1, 2)), number(Fraction(-1, 3))
    ('0.5', '-\\\\frac{1}{3}')
    """
    text = plain_number(value)
    sign, (above, slash, below) = "-" * (value < 0), text.lstrip("-").partition("/")
    return rf"{sign}\frac{{{above}}}{{{below}}}" if slash else text
