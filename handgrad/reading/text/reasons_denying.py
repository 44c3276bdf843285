"""Reasons and reservations that leave a formula wrong: `since we forgot the sign`.

`Up to a factor of 2, dL/dw = ...` says before it what `dL/dw = ... up to a factor` says behind.
"""

from handgrad.reading.text.phrases import phrases
from handgrad.regex import regex

_THING = (
    r"(?:(?:the|a|an|one|some|any|all|that|this|my|its|out|about|off|overall|leading|to)\s+){0,3}"
    r"(?:\w+\s+)?"
    r"(?:signs?|minus(?:es)?|(?:pre)?factors?|constants?|multiply|divide|scal\w+|hal(?:f|ve)|½"
    r"|transposes?|\$?\d[\d/.]*\$?)(?![\w^*(])"
)
_WHO = r"(?:i|we|you|he|she|one)(?:['’]ve|\s+(?:have|had|has|must\s+have|may\s+have))?"
_LOST = phrases(
    r"""
    forgot(?:ten)?|forget|drop(?:ped|s)?|omit(?:ted|s)?|left (?:out|off)|leave (?:out|off)|lost
    lose|neglect(?:ed|s)?|ignored?|missed|miss|skip(?:ped|s)?|overlook(?:ed)?|disregard(?:ed)?
    discard(?:ed)?
    """
)
_GONE = phrases(
    r"""
    omitted|dropped|forgotten|lost|left out|missing|neglected|ignored|wrong|off|flipped|opposite
    reversed|incorrect
    """
)
_JOINED = r"(?:since|because|as|where|but|though|although|and|only|however)"
_SIGN = r"(?:vorzeichen|minus|faktor\w*|konstante\w*|zwei|½|\d[\d/]*)"
_BEHIND = regex(
    rf"(?i)(?<![^\W_]){_JOINED}[\s,]+(?:that\s+)?(?:{_WHO}\s+(?:\w+ly\s+|just\s+)?{_LOST}\s+{_THING}"
    rf"|the\s+(?:\w+\s+)?(?:signs?|minus|factors?|constants?)[^.,;=\n]{{0,24}}?\s"
    rf"(?:is|are|was|were|has\s+been|got|gets)\s+(?:\w+ly\s+)?{_GONE}\b)"
    r"|(?<![^\W_])(?:the|this|each)\s+(?:sum|mean|average)\s+(?:only\s+)?"
    r"(?:(?:excludes|omits|skips|leaves\s+out|misses|drops)\s+(?!no)|(?:runs|goes|is)\s+(?:only\s+)?"
    r"over\s+(?:half|the\s+first|some|all\s+but|\w+\s+except)\b)"
    r"|(?<![^\W_])(?:where|but|though)\s+the\s+(?:\w+\s+)?(?:signs?|factors?)\s+"
    r"(?:must|should|ha(?:s|ve)\s+to|needs?\s+to)\s+(?:still\s+)?be\s+"
    r"(?:reversed|flipped|changed|inverted|swapped|negative|dropped|removed)\b"
    r"|(?<![^\W_])(?:where|here|with)\s+\$?\\?\w{1,3}\$?\s+(?:is|means|stands\s+for|denotes)\s+"
    r"(?:really|actually|in\s+fact)\b"
    r"|(?<![^\W_])where\s+\$?y\w{0,2}\$?\s+(?:is|=)\s+\$?(?:0|zero)\$?\s+(?:for|if|at|when)\s+"
    r"(?:\w+\s+is\s+)?(?:the\s+)?(?:true|correct|right|target)\s"
    r"|=(?:(?!(?<!\\)\b[a-z]{4,}\b)[^=\n.])*[)\]}$\w],?\s+(?:and|which|but|to\s+which)\s+"
    r"(?:(?:then|now)\s+)?(?:we|i|you|one)\s+(?:(?:then|now|still|also)\s+)?"
    r"(?:negate|double|halve|square|multiply|divide|transpose|flip|add|scale|subtract)\b"
    rf"|(?<![^\W_])(?:weil|da|wobei|aber|denn|obwohl)\s[^.=\n]{{0,30}}{_SIGN}[^.=\n]{{0,20}}\s"
    r"(?:ver(?:gess|lor|nachlässig)\w+|weggelass\w+|ignorier\w+|fehlt|falsch)"
    r"|(?<![^\W_])(?:car|mais|où|parce\s+qu\w*)[^.=\n]{0,20}(?:oubli|néglig|ignor|omis|perdu)\w*\s+"
    r"(?:le|la|un|une)\s+(?:signe|facteur|constante|moins)"
    r"|(?<![^\W_])(?:porque|pero|ya\s+que|pues)\s[^.=\n]{0,20}(?<!no )"
    r"(?:olvid|ignor|omit|perd)\w+\s+"
    r"(?:el|la|un|una)\s+(?:signo|factor|constante|menos)"
    r"|(?<![^\W_])(?:perché|poiché|ma)\s[^.=\n]{0,20}(?<!non )"
    r"(?:dimentic|ignor|trascur|omess|pers)\w*\s+"
    r"(?:il|la|un|una)\s+(?:segno|fattore|costante|meno)"
    r"|(?<![不别勿])(?:忘记?|漏|丢|少)[了掉写]*(?:一个|个)?(?:负号|符号|系数|因子|常数|\d)"
    r"|(?<![不别])(?:忽略|略去|省略|不计|不考虑)[了掉]*(?:一个|个)?(?:负号|符号|系数|因子|常数|倍数)"
    r"|(?:定数|係数|符号)を?(?:除いて|無視|忘れ)"
)
_RESERVED = phrases(
    rf"""
    (?:up to|modulo|mod|apart from|except for|aside from|save for|ignoring|neglecting|dropping)
    (?:disregarding|omitting|leaving (?:out|off|away)|forgetting(?: about)?|without)
    (?:(?:if|when|here|let us|let['’]s) )?{_WHO} {_LOST}
    (?:bis auf|abgesehen von|ohne) (?:das|den|die|dem|der|ein\w*)
    (?:à part|hormis|sauf|salvo|excepto|aparte de|a parte) (?:le|la|el|il|un|una|une)
    """
)
_THINGS_ELSEWHERE = (
    r"(?:vorzeichen|faktor\w*|konstante\w*|signe|facteur|constante|sign[oe]|factor|segno|fattore"
    r"|costante)"
)
_SLOPE = r"(?:\\[dt]?frac\s*\{\s*(?:\\partial|d|∂)|d\s?\w*\s?/\s?d|∂|\\partial|\\nabla|∇)"
_BEFORE = regex(
    rf"(?im)(?:^|[.!?:;,(]\s+|\b(?:and|so|but|then|hence|thus)\s)[*_(]*{_RESERVED}\s+"
    rf"(?:{_THING}|(?:\w+\s+)?{_THINGS_ELSEWHERE}\b)[^.=\n]{{0,40}}?[\s$*`]{_SLOPE}"
    rf"|(?:忽略|略去|不计|不考虑)[^=\n]{{0,8}}[，,][\s$]*{_SLOPE}"
)
_MENDED = regex(
    r"(?i)\b(?:now|fixed|corrected|first|earlier|initially|before|used\s+to|at\s+the\s+start"
    r"|would|zuerst|vorher|anfangs|d['’]abord|primero)\b|一开始|之前|起初"
)
_CLAIM = regex(r"(?:d\s?\w*\s?/\s?d|∂|\\partial|\\nabla|∇|grad)[^=\n]*=")
_ENDS = regex(r"[.!?;]\s|[。；]|\n")


def denying_reason(text: str) -> str:
    """The words that leave what a formula says in doubt, "" where none do.

    >>> denying_reason("dL/dw = 2x(wx - y), since we forgot the sign")
    'since we forgot the sign'
    >>> denying_reason("dL/dw = 2x(wx - y), since we must not forget the sign")
    ''
    >>> denying_reason("Up to a sign, dL/dw = 2x(wx - y)").startswith("Up to a sign")
    True
    """
    for match in _BEHIND.finditer(text):
        if not _MENDED.search(_around(text, match.start(), match.end())) and not _CLAIM.search(
            text, match.end()
        ):
            return match[0].strip()
    found = _BEFORE.search(text)
    return found[0].strip() if found else ""


def _around(text: str, start: int, end: int) -> str:
    """The sentence around a place."""
    first = max((m.end() for m in _ENDS.finditer(text, 0, start)), default=0)
    last = _ENDS.search(text, end)
    return text[first : last.start() if last else len(text)]
