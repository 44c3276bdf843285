r"""What a sentence says that a sign means: `* is the Hadamard product, dot the dot product`.

The sentence is blanked, and a sign that this reader takes for another product is written as
the sign that it reads as the one said. Places are kept.
"""

import re

from handgrad.regex import regex

_QUOTE = r"[`\"'“”$]?"
_SIGN = (
    rf"{_QUOTE}[ ]?(?:\.\*|[⊙∘⊗×·*@]|\\(?:odot|circ|otimes|times|cdot)|"
    rf"dot(?![A-Za-z]))[ ]?{_QUOTE}"
)
_VERB = (
    r"(?:is|are|=|:|means?|denotes?|stands[ ]for|represents?|indicates?|being|meaning|ist|"
    r"bezeichnet|bedeutet|est|désigne|es|denota|significa|indica|é|è|表示|是|为|代表)"
)
_ENTRY = (
    r"(?:element|entry|component|coordinate|point)[- ]?"
    r"(?:wise|by[- ](?:element|entry|component))"
    r"(?:[ ](?:matrix|vector))?(?:[ ](?:product|multiplication))?"
    r"|hadamard(?:[- ]produ[ck]to?)?|elementweises?(?:[ ](?:produkt|multiplikation))?"
    r"|(?:produit|producto|multiplica\w+)[ ]"
    r"(?:élément[ ]par[ ]élément|terme[ ]à[ ]terme|elemento[ ]a[ ]elemento)"
    r"|(?:逐|按)(?:元素|分量)(?:的)?(?:相)?乘(?:积|法)?|哈达玛(?:乘)?积"
)
_MATRIX = (
    r"(?:(?:ordinary|usual|standard)[ ])?matrix(?:[- ]vector)?[ -](?:product|multiplication)"
    r"|matri(?:x|zen)(?:produkt|multiplikation)|produit[ ]matriciel|producto[ ]matricial"
    r"|(?:multiplication|product)[ ]of[ ]matrices|矩阵(?:的)?(?:相)?乘(?:积|法)"
)
_INNER = (
    r"(?:dot|inner|scalar)[ -]product|skalarprodukt|produit[ ]scalaire|producto[ ]escalar"
    r"|内积|点积|点乘"
)
_OUTER = r"outer[ -]product|外积"
_BEFORE = r"(?:(?:here[ ])?(?:the|an?|das|die|le|la|el)[ ]+|l['’])?"
_BEHIND = r"(?:[ ](?:here|of[ ](?:the[ ])?(?:two[ ])?(?:vectors|matrices|arrays)))?"
_WHICH = (
    rf"(?:(?P<entry>{_ENTRY})|(?P<matrix>{_MATRIX})|(?P<inner>{_INNER})|(?P<outer>{_OUTER}))"
)
_ONE = regex(rf"(?i)(?P<sign>{_SIGN})\s*(?:{_VERB}(?![A-Za-z]))?\s*{_BEFORE}{_WHICH}{_BEHIND}")
_MEANING = rf"{_BEFORE}(?:{_ENTRY}|{_MATRIX}|{_INNER}|{_OUTER}){_BEHIND}"
_INTRO = r"(?:where|with|here|and|note[ ]that|wobei|mit|hier|où|ici|donde|aquí|其中|这里|注)"
_AND = r"[ ]*(?:[,;，；、]|(?<=[ ])and)[ ]*(?:and[ ]+)?"
_IS = rf"{_VERB}(?![A-Za-z])"
_TOLD = regex(
    rf"(?im)(?P<gap>[.,;。，；(（]|^|(?<=\s))[ ]*(?:{_INTRO}[:：,]?[ ]*){{0,2}}"
    rf"(?P<said>{_SIGN}[ ]*{_IS}[ ]*{_MEANING}"
    rf"(?:{_AND}{_SIGN}[ ]*(?:{_IS})?[ ]*{_MEANING}){{0,4}})"
    r"(?:[)）]|(?=[ ]*(?:[.,;。，；]|$|and[ ])))"
)
# The products that this reader takes each sign for, and the sign that it reads as each.
_READ_AS = {
    "entry": (".*", "⊙", "\\odot", "∘", "\\circ"),
    "matrix": ("@",),
    "inner": ("dot",),
    "outer": ("⊗", "\\otimes"),
}
_WRITTEN = {"entry": "⊙", "matrix": "@", "inner": "@", "outer": "⊗"}
_OPERAND_BEFORE, _OPERAND_BEHIND = r"(?<=[\w)\]}'⊤ᵀ²])(?P<before>\s*)", r"(?=\s*[\w(\[\\])"
_NUMBER_BEFORE = regex(r"(?:^|[^\w.])\d+(?:\.\d+)?\s*$")


def with_signs_meant(text: str) -> str:
    """The text without such sentences, its signs as they say.

    >>> with_signs_meant("dA = G * B; * is the matrix product").rstrip(" ;")
    'dA = G @ B'
    """
    told: dict[str, str] = {}
    for match in _TOLD.finditer(text):
        for one in _ONE.finditer(match["said"]):
            kind = next(kind for kind in _WRITTEN if one[kind])
            sign = one["sign"].strip("`\"'“”$ ")
            if told.setdefault(sign, kind) != kind or (sign == "dot" and kind != "inner"):
                return text
    is_unread = any(k == "outer" and sign not in _READ_AS[k] for sign, k in told.items())
    if not told or is_unread:
        return text
    text = _TOLD.sub(lambda m: (";" if m["gap"] not in "(（" else "").ljust(len(m[0])), text)
    for sign, kind in told.items():
        if sign not in _READ_AS[kind]:
            text = _rewritten(text, sign, _WRITTEN[kind])
    return text


def _rewritten(text: str, sign: str, other: str) -> str:
    """The text with another sign between two factors that are no numbers."""

    def written(match: re.Match[str]) -> str:
        is_number = _NUMBER_BEFORE.search(text[: match.start()])
        return match[0] if is_number else (match["before"] + other).ljust(len(match[0]))

    end = r"(?![A-Za-z])" if sign[:1] == "\\" else r"(?!\*)"
    return re.sub(f"{_OPERAND_BEFORE}{re.escape(sign)}{end}{_OPERAND_BEHIND}", written, text)
