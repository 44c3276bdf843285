"""Words right behind a formula that make it another one: `2x(wx - y) up to sign`."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from handgrad.reading.text.changes_said import HAS_SUM
from handgrad.reading.text.denied_above import OF_FORMULA
from handgrad.reading.text.made_another import made_another
from handgrad.reading.text.phrases import phrases
from handgrad.regex import regex

# Where a formula may end and words begin.
_END = regex(
    r"(?:[)\]}$'*`>²³ᵀ\d]|(?<![^\W\d_])[^\W\d_])(?P<gap>[*`$]{0,3}(?:\s*[,;:(–—]\s*|\s+(?:-{2,3}|<-{1,3}|<=|//|%|#)\s*|\s+))"
    r"(?:(?:and|but|then|now|so|only|just|taken|all|everything|each|both|jedoch|aber|allerdings|mais|pero|ma)\s+)*(?=[^\W\d_])"
)
_SLOPE = regex(
    r"[∂∇'′δ]|\\(?:partial|nabla)(?![A-Za-z])|(?<![A-Za-z\\])d\s?\\?[A-Za-z]|(?i:grad|deriv|slope|ableit|dériv)"
    r"|(?i:answer|result|solution|\bget\b|\bhave\b|obtain|\bfind\b)|\bD\s?[A-Za-z]"
)
_ANNOUNCED = regex(
    r"(?i)(?:\b(?:is|are|be|equals|gives?|yields?|becomes?|get|got|have|obtain|obtained|find|found|to|with|by|ist|est|es|è)\b|[:为是])"
    r"(?P<formula>(?:(?!(?<!\\)\b[a-z]{4,}\b)[^=:])*)$"
)
_MINUS = regex(r"(?:^|[=(\[{·*×]|\\(?:cdot|times|left\(|left\[))[\s$&]*[-−]")
_QUOTIENT = regex(r"/|\\[dt]?frac|[½⅓¼]|\bmean\b|\\over|\\mathbb\{?E|\bE\[|\^\{?-1")
_TRANSPOSE = regex(r"[ᵀ⊤'′]|\^[ ]?[{(]?[ ]?(?:\\top|T)|\.T\b|\bt\(")
_CLAUSE_ENDS = r"(?=\W*$|\s*[.;,)]|\s+(?:by|to|over|across|at|and)\b)"
_SIGN = (
    phrases(
        r"""
    with (?:an? |the |its )?(?:\w+ )?(?:minus|opposite|reversed|flipped|wrong)\b(?! convention)
    with (?:an? |the |its )?negative sign\b
    with (?:an? |the )?plus(?: sign)? instead
    with (?:the |its |all |both )?signs? (?:flipped|reversed|changed|swapped|inverted)
    with opposite signs?\b
    signs? (?:swapped|flipped|reversed|switched|wrong|inverted)\b
    mit (?:einem )?(?:minus|(?:umgekehrt|negativ|falsch|entgegengesetzt)em vorzeichen)
    avec (?:un |le )?(?:moins|signe opposé)
    """
    )
    + "|"
    + rf"(?:negated|sign[- ]flipped){_CLAUSE_ENDS}"
)
_SPREAD = phrases(
    rf"""
    on average\b
    (?:averaged|summed|normali[sz]ed|rescaled){_CLAUSE_ENDS}
    """
)
_OVER = (
    r"over\s+(?:\$?\d|two\b|three\b|\$?[nmNMBT]\b"
    r"|(?:the|an?|all)\s+(?:mini-?)?(?:batch|data(?:set)?|samples|examples)\b(?!\s+size)"
    r"|the\s+(?:number|size|count|batch\s+size|amount)\b)"
)
_SOME = r"(?:an? |the |its |some )?(?:\w+ )?"
_HOLDS = r"(?:(?:which |it |this )?(?:is )?(?:holds|valid|true|works|correct))"
_DOING = r"(?:halv|doubl|divid|multiply|scal|negat)ing"
_LESS = (
    r"(?:up\s+to|modulo|mod|except\s+for|apart\s+from|ignoring|dropping|neglecting|omitting)"
)
_ALWAYS = phrases(
    rf"""
    {_LESS} {_SOME}(?:signs?|constants?)\b
    {_LESS} {_SOME}(?:(?:pre)?factors?|scal\w+)\b
    half of (?:it|this|that)\b
    (?:times|divided by) (?:two|three|four|five|ten|minus one|a half)\b
    (?:wrong|off) by (?:an? |the )?(?:\w+ )?(?:factor|sign|constant)s?\b
    {_DOING} (?:it |this |that )?[^.=]{{0,30}}(?:gives?|yields?|is) (?:the|our)\b
    (?:less|plus) (?:the|an?|some\w*|our)\b(?! (?:sign|plus))
    (?:together with|put into|shifted by|all over)\b
    less (?:\$|\d|\\?[A-Za-z](?![A-Za-z]))
    (?:raised )?to the (?:power|(?:second|third|\w+th) power|minus)\b
    (?:squared|cubed)(?=\W*$|\s*[.;)]|\s+and\b)
    (?:halved|doubled|inverted|clipped|truncated){_CLAUSE_ENDS}
    in absolute value\b
    after (?:halv|doubl|negat|clipp|averag|normali[sz]|squar)ing\b
    (?:masked|weighted|regulari[sz]ed|projected|exponentiated){_CLAUSE_ENDS}
    (?:au signe|à (?:un|une) (?:facteur|constante)\b[^.,;]{{0,12}}) près
    bis auf (?:das|ein|einen|eine) (?:vorzeichen|faktor\w*|konstante\w*)
    salvo (?:il|el|un) (?:segno|signo|factor|fattore)
    (?:is|was)(?:n['’]?t| not) (?:quite )?(?:correct|right|true)\b
    (?:can(?:not|['’]?t| not)|could(?: not|n['’]?t)) be (?:right|correct|true)\b
    (?:is|was) (?:off|too (?:large|big|small))\b
    scratch that\b
    for (?:the |a )?(?:negative|negated|halved|doubled) (?:loss|cost|objective)\b
    this is (?:actually|really|in fact) (?:\$|d|∂|the (?:gradient|derivative)\b)
    {_HOLDS} only (?:for|if|when|at)\b
    (?:which |it |this )?(?:is )?only {_HOLDS} (?:for|if|when|at)\b
    in the direction of\b
    (?:mistake|error|typo|bug)(?: (?:here|somewhere))?(?=\W*$)|(?:todo|fixme|nope)\b
    after (?:the )?(?:normali[sz]ation|clipping|(?:re)?scaling|regulari[sz]ation|dropout)\b
    with (?:weight decay|momentum|dropout)\b
    for some \$?[a-z]\b
    for an? mini-?batch\b
    (?:would be|was|were) (?:true|right|correct|valid)\b
    fails\b
    is what i (?:had|got|thought)\b
    (?:has|have|had|with) the (?:wrong|opposite|incorrect) (?:sign|factor)\b
    """
)
_SAID = (
    (regex(rf"(?i){_ALWAYS}"), None),
    (regex(rf"(?i){_SIGN}"), _MINUS),
    (regex(rf"(?i){_SPREAD}"), HAS_SUM),
    (regex(rf"(?i){_OVER}"), _QUOTIENT),
    (regex(rf"(?i)transposed{_CLAUSE_ENDS}"), _TRANSPOSE),
)
_ANYWHERE = regex(
    r"(?i)[)\]}$]\s*的(?:一半|两倍|兩倍|相反数|负)|少了一?个?负号|[)\]}$\w]\s*(?:是错的|是錯的|不对|错了|是?错误的|是?不正确的|不成立|有误)"
    r"|(?<==)(?:(?!(?<!\\)\b[a-z]{4,}\b)[^=\n])*[)\]}$\w]\s+\(?only\s+(?:for|if|when|at)\b"
    r"(?!\s+(?:(?:an?|one|each|every)\s+|single\s+)*(?:sample|example)\b)"
    r"|\bi\s+doubt\s+that\s+[$\\d∂∇]|^\s*[❌✗✘]|\$\s*\+\s*the\s+(?:gradient|derivative|penalty|prior)\b"
    r"|\$\s*[+±-]\s*(?:(?:\w+[\s-]){0,3}terms?|const\w*)\b"
    r"|(?:\\sum|[Σ∑]|\bsum)\s?(?:\\limits)?_\s?\{\s?[a-z]\s?=\s?(?![01](?!\d))\d+\s?\}(?!\s?\^)"
)
_STOPS = regex(r"[.!?](?:\s|$)|[,;]\s|[。；]")
_CLAUSES = regex(r"[;；]|[.!?](?:\s|$)")


class Behind(NamedTuple):
    """The formula of a gradient as far as it is on its line, and what stands behind it."""

    formula: str
    said: str
    is_apart: bool


def changed_behind(text: str) -> str:
    """The words right behind the formula of a gradient that change or deny it, if any do.

    Those about what the formula has already change nothing: its sign, its sum, its quotient.

    >>> changed_behind("The gradient is 2x(wx - y) with a minus sign.")
    'with a minus sign.'
    >>> changed_behind("dL/dw = -2x(y - wx) with a minus."), changed_behind("r = x squared")
    ('', '')
    """
    if found := _ANYWHERE.search(text):
        return found[0].strip()
    return next((b.said for b in _behind(text) if _is_changed(b)), "")


def _behind(text: str) -> Iterator[Behind]:
    for line in text.splitlines():
        for match in _END.finditer(line):
            before = line[: match.start("gap")]
            if (formula := _of_gradient(before)) is not None:
                goes_on = line[match.end("gap") : match.end()].strip()
                is_apart = bool({*";–—"} & {*match["gap"]}) or ("," in match["gap"] and goes_on)
                yield Behind(formula, line[match.end() :], bool(is_apart))


def _of_gradient(before: str) -> str | None:
    """The formula at the end of a text, where the gradient is what it is said to be."""
    head, sign, right = before.rpartition("=")
    if not sign:
        announced = _ANNOUNCED.search(before)
        return announced["formula"] if announced and _SLOPE.search(before) else None
    if re.search(r"[.;]\s+\S+\s", right):
        return None
    left = _STOPS.split(head)[-1]
    return right if _SLOPE.search(left) or not left.strip(" $&") else None


def _is_changed(behind: Behind) -> bool:
    formula, said, is_apart = behind
    if OF_FORMULA.match(said):
        return True
    if any(words.match(said) and not (has and has.search(formula)) for words, has in _SAID):
        return True
    first = _CLAUSES.split(said, maxsplit=1)[0].strip()
    return is_apart and made_another(first, formula)
