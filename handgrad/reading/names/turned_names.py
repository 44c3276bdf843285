r"""Names turned or raised before what is below them, `u^T_k v`, `x^2_i`; T in brackets."""

import re

from handgrad.language.shape import SCALAR
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.regex import regex

_TURNED = regex(
    r"(?P<base>(?<![A-Za-z\\{])(?:\\math(?:bf|rm)|\\boldsymbol|\\bm|\\vec)\s?\{\s?(?P<dressed>[A-Za-z])\s?\}"
    r"|(?<![A-Za-z\\])(?P<bare>[A-Za-z]))"
    r"\s?\^\s?(?:\{\s?)?(?:T|\\top(?![A-Za-z])|⊤)(?:\s?\})?\s?(?P<below>_\s?(?:\{\s?\w+\s?\}|[A-Za-z0-9]))"
)
# An entry of a matrix by its small letter, turned: `x_{rm}^T` is one of X^T.
_ENTRY_TURNED = regex(
    r"(?<![A-Za-z\\{])(?P<letter>[a-z])\s?(?P<below>_\s?\{\s?[a-z]\s?,?\s?[a-z]\s?\})"
    r"\s?\^\s?(?:\{\s?)?(?:T|\\top(?![A-Za-z])|⊤)(?:\s?\})?"
)
_PAIR = regex(r"[a-z]\s?,?\s?[a-z]")
_PLAIN = str.maketrans("²³", "23")
_RAISED = regex(
    r"(?<![A-Za-z\\{_^])(?P<base>\\?(?P<letter>[A-Za-z]|(?<=\\)[a-z]{2,7}))"
    r"\s?(?P<power>\^\s?(?:\{\s?[2-4]\s?\}|[2-4])|[²³])\s?(?P<below>_\s?(?:\{\s?[a-z]\s?\}|[a-z]))(?![A-Za-z])"
)
# The T of a transpose in the brackets that numbers of layers have: `X^{[T]}`, `A^{[1][T]}`.
_T = r"[\[(]\s?(?:T|\\top|⊤)\s?[\])]"
_IN_BRACKETS = regex(
    rf"\^\s?(?:\{{\s?{_T}\s?\}}|{_T})|(?P<layer>\^\s?\{{\s?[\[(]\d[\])])\s?\^?{_T}\s?\}}"
)
# A T that is the last of several: `h^{(T)}`.
_LAST = regex(
    r"(?:=[ ]?[01]\s?\}?\s?\^\s?\{?\s?|(?:\\[lc]?dots|\.\.\.|…|\bto)[\s,$]*\S{0,6})T"
    r"(?![A-Za-z])|T\s?[-−]\s?1"
)


def with_scripts_in_order(text: str, page: Vocabulary) -> str:
    """The text, in which T stands behind what is below a letter that is no name alone.

    >>> page = Vocabulary({"U": (3, 2), "u_o": (2, 1), "v_c": (2, 1)})
    >>> with_scripts_in_order("u^T_{k}v_c + u^T_ov_c", page)
    'u_{k}^{T} v_c + u_o^{T} v_c'
    >>> with_scripts_in_order(r"\\sum_i x^2_i", Vocabulary({"x": (3, 1)}))
    '\\\\sum_i x_i^2 '
    """

    def ordered(found: re.Match[str]) -> str:
        letter = found["dressed"] or found["bare"]
        below = found["below"].strip("_{} ")
        is_row = letter.islower() and _is_matrix(letter.upper(), page)
        if is_row and letter not in page.shapes and _PAIR.fullmatch(below):
            return f"{letter.upper()}^T{found['below']}"
        is_name = f"{letter}_{below}" in page.shapes or is_row
        is_row_of_small = letter.islower() and _is_matrix(letter, page) and below.isalpha()
        is_other = letter in page.shapes.keys() - {*page.sizes} or not is_name
        if is_other and not (is_row_of_small and len(below) == 1):
            return found[0]
        return f"{found['base']}{found['below']}^{{T}} "

    def turned(found: re.Match[str]) -> str:
        letter = found["letter"]
        is_entry = letter not in page.shapes and _is_matrix(letter.upper(), page)
        return f"{letter.upper()}^T{found['below']}" if is_entry else found[0]

    def raised(found: re.Match[str]) -> str:
        letter, number = found["letter"], found["power"].strip("^{} ").translate(_PLAIN)
        is_vector = page.shapes.get(letter, SCALAR) != SCALAR and 1 in page.shapes[letter]
        is_numbered = {f"{letter}{number}", f"{letter}_{number}"} & page.shapes.keys()
        if not is_vector or is_numbered:
            return found[0]
        return f"{found['base']}{found['below']}^{number} "

    if "T" not in page.shapes and not _LAST.search(text):
        text = _IN_BRACKETS.sub(lambda m: f"{m['layer']}T}}" if m["layer"] else "^T ", text)
    return _RAISED.sub(raised, _ENTRY_TURNED.sub(turned, _TURNED.sub(ordered, text)))


def _is_matrix(name: str, page: Vocabulary) -> bool:
    return name in page.shapes and 1 not in page.shapes[name]
