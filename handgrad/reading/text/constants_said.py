"""Reasons behind a formula that change nothing: `as x is constant`, `by the chain rule`."""

import re

from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.regex import regex

_ONE = r"[$*]?\\?(?:mathbf\{|vec\{)?[A-Za-z]\w{0,8}\}?[$*]?"
_AND = r"(?:\s?,\s?(?:and\s)?|\s(?:and|und|et|y|e|or)\s)"
_NAMES = rf"{_ONE}(?:{_AND}{_ONE}){{0,4}}"
_BECAUSE = (
    r"(?:as|since|because|for|given(?:\s+that)?|assuming(?:\s+that)?|provided(?:\s+that)?|when|while|where|noting\s+that|"
    r"knowing\s+that|here|da|weil|wobei|wenn|car|puisque|comme|où|porque|ya\s+que|pois|dado\s+que|perché|poiché|"
    r"so\s+lange|as\s+long\s+as|if)"
)
_IS = (
    r"(?:is|are|stays?|remains?|(?:is|are)\s+(?:held|kept|treated\s+as|considered|assumed|taken\s+as|just|both|simply|all)"
    r"|ist|sind|est|sont|es|son|é|são|è|sono)"
)
_CONSTANT = (
    r"(?:a\s+|an\s+|some\s+|eine?\s+|une?\s+|una\s+)?(?:constants?|fixed|given|known|data|numbers?|konstant\w*|fest|gegeben|"
    r"constantes?|fixes?|fixées?|donnés?|fij[ao]s?|dad[ao]s?|costant[ei]|fiss[aei]|constantes|常数|常量)"
)
_WRT = rf"(?:\s+(?:with\s+respect\s+to|w\.?r\.?t\.?|in|bezüglich)\s+(?P<by>{_ONE}))?"
_TAKING = (
    r"(?:treating|considering|regarding|keeping|holding|taking|viewing|seeing|leaving|with|for)"
)
_HELD = r"(?:\s+(?:as|to\s+be|being|held|kept|treated\s+as|taken\s+as))?"
_RULE = (
    r"(?:(?:the|a|simple|usual|standard|well-known|multivariable)\s+)*"
    r"(?:(?:chain|power|product|sum|quotient|constant|scalar)"
    r"(?:[ -](?:multiple|factor|chain|power))?"
    r"(?:\s+and\s+(?:the\s+)?(?:chain|power|product|sum))?"
    r"\s+rules?|linearity(?:\s+of\s+(?:the\s+)?(?:derivative|gradient|differentiation|sum|sums))?)(?:\s+of\s+(?:calculus|differentiation))?"
)
_BY = (
    r"(?:by|via|using|from|due\s+to|according\s+to|per|owing\s+to|by\s+virtue\s+of|on\s+account\s+of|thanks\s+to|following|"
    r"by\s+applying|applying|with|through|because\s+of|by\s+use\s+of|with\s+the\s+help\s+of|in\s+view\s+of|as\s+per|by\s+using)"
)
_ELSEWHERE = (
    r"(?:nach|mit|gemäß|laut|wegen|dank)\s+(?:der\s+)?(?:Ketten|Produkt|Potenz|Summen|Faktor|Quotienten)regel"
    r"|(?:d['’]après|par|selon|grâce\s+à|avec)\s+(?:la\s+)?(?:règle\s+(?:de\s+la\s+chaîne|de\s+dérivation\s+en\s+chaîne)|dérivation\s+en\s+chaîne|linéarité)"
    r"|(?:por|según|usando|con|per|gracias\s+a)\s+(?:la\s+)?(?:regla\s+de\s+la\s+cadena|linealidad|regra\s+da\s+cadeia|regola\s+della\s+catena)"
    r"|(?:根据|由|利用)链式法则"
)
_LEAD = r"(?P<end>[\w)\]}$*²³'])(?:\s*[,;]\s*|\s+[-–—]\s+|\s*[–—]\s*|\s+)"
_REASON = regex(
    rf"(?i){_LEAD}(?:"
    rf"{_BECAUSE}\s+(?P<data>{_NAMES})\s+{_IS}\s+(?:both\s+)?{_CONSTANT}{_WRT}"
    rf"|(?:da|weil)\s+(?P<constant>{_NAMES})\s+(?:konstant\w*|fest|gegeben)\s+(?:ist|sind)"
    rf"|{_BECAUSE}\s+(?P<free>{_NAMES})\s+(?:(?:does|do)\s+not\s+depend\s+on"
    rf"|(?:is|are)\s+independent\s+of|do(?:es)?n['’]t\s+depend\s+on)\s+(?P<on>{_ONE})"
    rf"|{_TAKING}\s+(?P<held>{_NAMES}){_HELD}\s+{_CONSTANT}{_WRT.replace('by>', 'to>')}"
    rf"|for\s+(?:(?:any|all|every)\s+)?(?:fixed|given|constant)\s+(?P<fixed>{_NAMES})"
    rf"|(?:因为|由于)\s*(?P<said>{_ONE})\s*是常[数量]"
    rf"|{_BY}\s+{_RULE}|{_ELSEWHERE}"
    r")(?P<stop>[ ]*(?:[.。]?[ ]*$|[.。][ ]+(?=[A-Z])))",
    re.MULTILINE,
)
_CORRECTS = regex(
    r"(?i)\s*[.。]?\s*(?:(?:oh|ah|hm+|no|nope|well|and|so|edit|ps|note)[\s,.:!-]+)*(?:sorry|actually|or\s+rather|rather|wait|not|but|ignore"
    r"|however|oops|whoops|forget|scratch|correction|corrected|i\s+mean|in\s+fact|instead|except|wrong|that['’]s\s+wrong|strike|mistake|never\s?mind"
    r"|apologies|my\s+(?:bad|mistake)|yet|though|although|hold\s+on|no)(?![a-z])"
    r"|[^\n]{0,80}?(?:should\s+(?:be|have|read)|must\s+be|ought\s+to|is\s+wrong|are\s+wrong|wrong(?:ly)?\b|mistake|is\s+not|isn['’]t|incorrect|in\s+place\s+of|instead)"
)
_DATA = ("data", "constant", "free", "held", "fixed", "said")
_TAKEN = ("by", "on", "to")
_EQUATION = regex(r"[^=\n]*=")


def without_constants_said(text: str, page: Vocabulary) -> str:
    """The text without reasons that name nothing but data of the page, and what is sought.

    >>> page = Vocabulary({"w": (1, 1), "x": (1, 1), "L": (1, 1)}, "L", ("w",), ("x",))
    >>> without_constants_said("dL/dw = 2x as x is constant.", page)
    'dL/dw = 2x.'
    >>> without_constants_said("dL/dw = 2x as w is constant.", page)
    'dL/dw = 2x as w is constant.'
    >>> without_constants_said("dL/dw = 2x as x is constant. Sorry, 3x.", page)
    'dL/dw = 2x as x is constant. Sorry, 3x.'
    """

    def gone(reason: re.Match[str]) -> str:
        data = [name for group in _DATA for name in _names(reason[group])]
        taken = [name for group in _TAKEN for name in _names(reason[group])]
        row = text[: reason.start()].rpartition("\n")[2]
        is_behind = _EQUATION.match(row) and (row + reason["end"]).count("$") % 2 == 0
        is_known = {*data} <= {*page.data} and {*taken} <= {*page.parameters}
        is_final = _CORRECTS.match(text, reason.end()) is None
        kept = f"{reason['end']}{reason['stop']}"
        return kept if is_behind and is_known and is_final else reason[0]

    return _REASON.sub(gone, text)


def _names(said: str | None) -> list[str]:
    """The names that are listed."""
    words = re.findall(
        r"[A-Za-z]\w*", re.sub(r"\\(?:mathbf|vec)(?![a-z])|[$*\\{}]", "", said or "")
    )
    return [word for word in words if word not in ("and", "und", "et", "or")]
