"""Words behind a formula that may make another one of it: `times two`, `averaged`."""

import re

from handgrad.regex import regex

# Words behind an equation that may change it.
_CHANGES = regex(
    r"\b(?:up\s+to|ignoring|except|proportional|times|divided|multiplied|half|twice|negative|"
    r"minus|plus|squared|halved|doubled|tripled|(?:lower|upper)\s+bound|transposed?|not|(?:scaled|weighted)\s+by|multipli(?:ziert|ée?|cad[oa])|geteilt|"
    r"divis(?:ée?|o)|dividid[oa]|moltiplicat[oa]|fois)\b|^\s*的|[乘除负負加减減]|一半|两倍|相反|转置|平方|割[るっり]|掛け|[倍半]分?(?=[にのを）)\s]|$)|符号|転置|나누|나눈|나눔|곱[하한]|절반|부호|전치",
    re.IGNORECASE,
)
# Operations in words, each with the signs of a formula that has it.
_OPERATIONS_SAID = (
    (
        regex(r"(?i)\btransposed?\b|转置"),
        regex(r"[ᵀ⊤]|\^[ ]?[{(]?[ ]?(?:\\top|T)|\][ ]?T\}|\.T\b"),
    ),
    (regex(r"(?i)\b(?:times|multiplied)\b|乘"), regex(r"[*·×⊙@]|\\(?:cdot|odot|times)")),
)
_FURTHER = regex(
    r"(?i)\b(?:then|further|again|finally|also|additionally|later|one|two|three|half|twice|double|"
    r"rate|number|count|size|minus|negative|sign)\b|[再又还另最两二三半数率负負倍号符]|\d"
)
# They change one that has no sum or quotient in it already.
_AVERAGES = regex(
    r"(?i)\b(?:averag(?:ed|ing)|average\s+(?:over|across|it|this|them)|(?:we|then|and|on)\s+average"
    r"|(?:normali[sz]|scal)(?:e|ed|ing)\s+(?:by|down)|mean\s+over|(?:all|everything)\s+over)\b"
    r"|求?平均|取均值"
)
_ADDS = regex(r"(?i)\bsum(?:med)?\s+(?:over|up|across|along)\b")
_HAS_PRODUCT = regex(r"[@ᵀ⊤'⟨]|\^\{?T|\\(?:top|intercal|langle)|\.T\b|\bdot\b|1\^")
HAS_SUM = regex(
    r"[Σ∑]|\\sum|\b(?:sum|mean)\b|axis|(?<![\w.])1(?![\w.])|/|\\frac|\\mathbb\{?E|\bE\["
)


def changes_formula(said: str, formula: str = "") -> bool:
    """Whether words behind a formula may say that it is something else: half of it.

    They do not where they name an operation that it has: `W^T d`, multiplied by the transpose.
    """
    right = formula.rpartition("=")[2]
    for words, sign in () if _FURTHER.search(said) else _OPERATIONS_SAID:
        if sign.search(right):
            said = words.sub(" ", said)
    return bool(_CHANGES.search(said))


def says_mean(said: str, equation: str) -> bool:
    """Whether words say that what has no sum or quotient is to be averaged or added up."""
    right = equation.rpartition("=")[2]
    is_bare = not HAS_SUM.search(right)
    is_to_add = _ADDS.search(said) and not _HAS_PRODUCT.search(right)
    return is_bare and bool(_AVERAGES.search(said) or is_to_add)
