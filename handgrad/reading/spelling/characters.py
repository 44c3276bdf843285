"""Unicode to ASCII and a few signs, each character with its place in the line.

Unicode is taken as LaTeX with shorter spellings: `ŷ` is `\\hat{y}`, `λ` is `\\lambda`, `x²` is
`x^{2}`, `w₁` is `w_{1}`, `½` is `\\frac{1}{2}`. Superscripts are expanded before compatibility
characters are folded (NFKC would read `x²` as the name x2).
"""

from collections.abc import Iterator
from typing import NamedTuple
from unicodedata import category, decomposition, normalize

from handgrad.errors import FormulaError
from handgrad.visible import visible

# What the signs of other keyboards and of typesetting mean.
SIGNS = {
    **dict.fromkeys("−–—‒―‐‑", "-"),
    **dict.fromkeys("·⋅∙・", "·"),
    **dict.fromkeys("×✕✖⨯", "×"),
    **dict.fromkeys("⊙∘◦○⨀⊡⊚", "⊙"),
    **dict.fromkeys("∗⁎", "*"),
    **dict.fromkeys("÷⁄∕⊘", "/"),
    **dict.fromkeys("∣❘", "|"),
    **dict.fromkeys("‖∥", "‖"),
    **dict.fromkeys("′’‘ʹ´`ʼ", "'"),
    **dict.fromkeys("≈≃≅≒", "≈"),
    **dict.fromkeys("≔", ":="),
    **dict.fromkeys("≡", "="),
    **dict.fromkeys("≤≦⩽", "<="),
    **dict.fromkeys("≥≧⩾", ">="),
    **dict.fromkeys("←⟵↤", "←"),
    **dict.fromkeys("→⟶↦", "→"),
    **dict.fromkeys("⇒⟹⇐⟸∴⇔⟺", "⇒"),
    **dict.fromkeys("【〔⟦", "["),
    **dict.fromkeys("】〕⟧", "]"),
    **dict.fromkeys("⟨〈", "\\langle "),
    **dict.fromkeys("⟩〉", "\\rangle "),
    "″": "''", "≠": "!=", "∂": "∂", "∇": "∇", "√": "\\sqrt ", "⊤": "⊤", "∑": "\\sum ",
    "∆": "\\Delta ", "∞": "\\infty ", "…": "\\dots ", "⋯": "\\dots ", "⊗": "\\otimes ",
    "±": "\\pm ", "∈": "\\in ", "ℓ": "\\ell ", "。": ".", "、": ",", "𝛛": "∂", "𝜕": "∂",
    "ı": "i", "ȷ": "j", "•": "•", "⅟": "1/",
}  # fmt: skip

_GREEK = (
    "αalpha βbeta γgamma δdelta εepsilon ζzeta ηeta θtheta ιiota κkappa λlambda μmu νnu ξxi "
    "πpi ρrho ςsigma σsigma τtau υupsilon φphi χchi ψpsi ωomega ΓGamma ΔDelta ΘTheta ΛLambda "
    "ΞXi ΠPi Σsum ΦPhi ΨPsi ΩOmega"
)
GREEK = {word[0]: word[1:] for word in _GREEK.split()}

ACCENTS = {
    "\u0302": "hat", "\u0304": "bar", "\u0305": "bar", "\u0303": "tilde", "\u0307": "dot",
    "\u20d7": "vec",
}  # fmt: skip
LOOK_ALIKE = dict(
    zip("аесорхуАВЕКМНОРСТХΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "aecopxyABEKMHOPCTXABEZHIKMNOPTYXo", strict=True)
)
_INVISIBLE = "\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\ufeff\u00ad\ufe0e\ufe0f"


class Spelled(NamedTuple):
    """A line in ASCII, LaTeX and the signs · × ⊙ ‖ ' ≈ ← → ⇒ ∂ ∇ ⊤, with the place of each.

    `at` are offsets in `shown`, the line as it may be printed.
    """

    text: str
    at: tuple[int, ...]
    shown: str


def with_plain_letters(text: str) -> str:
    """The text with letters and digits for those of Unicode's alphabets for mathematics.

    >>> with_plain_letters("𝑑𝑍[3] = 𝐴[3] − 𝑌")
    'dZ[3] = A[3] − Y'
    """
    if text.isascii() or not any("\U0001d400" <= sign <= "\U0001d7ff" for sign in text):
        return text
    plain = (
        normalize("NFKC", sign) if "\U0001d400" <= sign <= "\U0001d7ff" else sign
        for sign in text
    )  # fmt: skip
    return "".join(plain)


def plain_characters(
    line: str, *, number: int = 1, shift: int = 0, shown: str | None = None
) -> Spelled:
    """A line of any notation in the few characters that the rest of the reader knows.

    A part of a line is given with the whole, as it may be `shown`, and its place there. Raises
    FormulaError for a character that has no meaning in a formula.

    >>> plain_characters("∂L/∂w = 2x(wx − y)²").text
    '∂L/∂w = 2x(wx - y)^{2}'
    """
    shown = visible(line) if shown is None else shown
    if line.isascii() and line.isprintable():
        return Spelled(line, tuple(range(shift, shift + len(line))), shown)
    text: list[str] = []
    places: list[int] = []
    for piece, start in _pieces(line, number, shown, shift):
        text.append(piece)
        places += [start] * len(piece)
    return Spelled("".join(text), tuple(places), shown)


def _pieces(line: str, number: int, shown: str, place: int) -> Iterator[tuple[str, int]]:
    """The spelling of each character or run of raised or lowered ones, and where it starts."""
    i = 0
    while i < len(line):
        kind = _script(line[i])
        end = i + 1
        while kind and end < len(line) and _script(line[end]) == kind:
            end += 1
        accent = _accent(line[end : end + 1]) if not kind else None
        try:
            if kind:
                yield f"{kind}{{{''.join(map(_lowered, line[i:end]))}}}", place
            elif accent:
                yield f"\\{accent}{{{_character(line[i])}}}", place
                end += 1
            else:
                before = line[i - 1] if i else ""
                yield _character(line[i], before), place
        except _Unknown as unknown:
            raise FormulaError(
                str(unknown), text=shown, line=number, column=place + 1
            ) from None
        place += len(visible(line[i:end]))
        i = end


class _Unknown(Exception):
    """A character without a meaning; the message says what to write."""


def _script(character: str) -> str:
    """`^` for a superscript character, `_` for a subscript one, else nothing."""
    kind = decomposition(character).partition(" ")[0]
    return {"<super>": "^", "<sub>": "_"}.get(kind, "")


def _lowered(character: str) -> str:
    return "".join(map(_character, normalize("NFKC", character)))


def _accent(following: str) -> str | None:
    return ACCENTS.get(following)


def _character(character: str, before: str = "") -> str:
    if " " <= character <= "~" or character == "\t":
        return character if character != "\t" else " "
    if character in SIGNS:
        return SIGNS[character]
    if character in GREEK:
        return f"\\{GREEK[character]}" + " "
    if character in _INVISIBLE:
        return ""
    if category(character) == "Zs":
        return " "
    return _folded(character, before)


def _folded(character: str, before: str) -> str:
    """A compatibility character by its parts: full-width, bold, accented, a fraction."""
    folded = normalize("NFKC", character)
    parts = normalize("NFKD", character)
    if parts[1:] in ACCENTS:
        return f"\\{ACCENTS[parts[1:]]}{{{_character(parts[0])}}}"
    if "\u2044" in folded:
        if before.isdigit():
            raise _Unknown(f"{before}{character} is a mixed number; write it as one fraction")
        above, _, below = folded.partition("\u2044")
        return f"\\frac{{{above}}}{{{below or 1}}}"
    if folded != character:
        return "".join(map(_character, folded))
    raise _Unknown(_unknown(character))


def _unknown(character: str) -> str:
    code = f"U+{ord(character):04X}"
    if character in LOOK_ALIKE:
        letter = LOOK_ALIKE[character]
        return f"the character {code} only looks like the Latin {letter}; write {letter}"
    if character in "“”„«»":
        return "quotes are not part of a formula"
    shown = f" ({character})" if character.isprintable() else ""
    return f"the character {code}{shown} is not part of a formula; remove it or spell it out"
