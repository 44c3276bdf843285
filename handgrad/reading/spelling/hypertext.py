r"""Formulas in HTML: `&part;L/&part;w = 2(&ycirc; &minus; y)x<sub>i</sub>`, and short MathML.

Entities become their characters, what stands below and above goes behind `_` and `^`, fonts
and paragraphs fall away; the fractions, scripts and accents of MathML come out as LaTeX.
"""

import re
from html import unescape

from handgrad.regex import regex

_ENTITY = regex(r"&(?:[A-Za-z]{2,8}\d{0,2}|#\d{2,6}|#[xX][0-9A-Fa-f]{2,5});")
_SCRIPT = regex(r"<(?P<tag>sub|sup)(?:\s[^<>]*)?>(?P<inside>[^<>\n]*)</(?P=tag)>")
_FRACTION = regex(
    r"<sup>(?P<above>[^<>]{1,9})</sup>\s*(?:/|⁄|&frasl;)\s*<sub>(?P<below>[^<>]{1,9})</sub>"
)
_FONT = regex(
    r"<(?P<tag>b|i|u|em|strong|var|span|font|tt|code|big|small|mark|p|div|math-field)(?:\s[^<>]*)?>"
    r"(?P<inside>(?:(?!<(?P=tag)[\s>])[^\n])*?)</(?P=tag)>"
)
_BREAK = regex(r"<br\s*/?>(?:[ ]*\n)?")
_MATH = regex(r"(?s)<math(?:\s[^<>]*)?>(?P<inside>.*?)</math>")
_ANNOTATION = regex(r"(?s)<annotation.*?</annotation>")
_LEAF = regex(r"<(?P<tag>mi|mn|mo|mtext)(?:\s[^<>]*)?>\s*(?P<inside>[^<>]*?)\s*</(?P=tag)>")
_SPACE = regex(r"<mspace[^<>]*?(?:/>|></mspace>)")
_PART = r"\s*(\{(?:[^{}]|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})*\})"
_ROW = regex(
    r"<(?P<tag>mrow|mstyle|mpadded|semantics|mfenced)(?:\s[^<>]*)?>(?P<inside>[^<>]*)</(?P=tag)>"
)
_FORMS = {
    "mfrac": (2, r"\\frac\1\2"),
    "msub": (2, r"\1_\2"),
    "msup": (2, r"\1^\2"),
    "munder": (2, r"\1_\2"),
    "msubsup": (3, r"\1_\2^\3"),
    "munderover": (3, r"\1_\2^\3"),
    "msqrt": (1, r"\\sqrt\1"),
}
_ACCENT = regex(rf"<mover(?:\s[^<>]*)?>{_PART}\s*\{{(?:\^|ˆ|\u0302|&Hat;)\}}\s*</mover>")
_BRACES = regex(r"(?<![_^])\{([^\w{}\\])\}")
_STRUCK = regex(
    r"(?i)<\w+\s[^<>]*(?:line-through|display:\s*none|class=[\"'][^\"'<>]*\b(?:stri(?:ke|ck)|wrong))"
)
_ROUGHLY = regex(r"&(?:asymp|ap|approx|cong|sim|ne|prop|#8776|#x2248);")
_INSIDE = r"\1"
_DEEPEST = 12


def from_hypertext(text: str) -> str:
    """A text without the signs of HTML and MathML.

    >>> from_hypertext("&part;L/&part;w = 2x<sub>i</sub><sup>T</sup>(<b>Xw</b> &minus; y)")
    '∂L/∂w = 2x_{i}^{T}(Xw − y)'
    """
    if "<math" in text:
        text = _MATH.sub(lambda match: _mathematics(match["inside"]), text)
    if "<su" in text:
        text = _SCRIPT.sub(_scripted, _FRACTION.sub(r"(\g<above>)/(\g<below>)", text))
        text = _SCRIPT.sub(_scripted, text)
    if "</" in text:
        for _ in range(_DEEPEST):
            text, count = _FONT.subn(r"\g<inside>", text)
            if not count:
                break
    text = _BREAK.sub("\n", text) if "<br" in text else text
    return _ENTITY.sub(lambda match: unescape(match[0]), text) if "&" in text else text


def strikes_out(text: str) -> bool:
    """Whether HTML strikes out a part of a text, or makes two things but roughly equal.

    >>> strikes_out('<span style="text-decoration: line-through">dw = x</span>')
    True
    """
    return _STRUCK.search(text) is not None or _ROUGHLY.search(text) is not None


def _scripted(match: re.Match[str]) -> str:
    sign = "_" if match["tag"] == "sub" else "^"
    return f"{sign}{{{match['inside'].strip()}}}"


def _mathematics(text: str) -> str:
    """A formula of MathML in LaTeX, or as it is where it has more than is known here."""
    text = _LEAF.sub(r"{\g<inside>}", _SPACE.sub(" ", _ANNOTATION.sub("", unescape(text))))
    for _ in range(_DEEPEST):
        before = text
        text = _ACCENT.sub(r"{\\hat\1}", _ROW.sub(r"{\g<inside>}", text))
        for tag, (parts, form) in _FORMS.items():
            text = re.sub(
                rf"<{tag}(?:\s[^<>]*)?>{_PART * parts}\s*</{tag}>", rf"{{{form}}}", text
            )
        if text == before:
            break
    return f"${_BRACES.sub(_INSIDE, text).strip()}$" if "<" not in text else text
