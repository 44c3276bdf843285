"""Formulas that a sentence puts in place of one above: `Actually it's 4x(wx - y).`"""

from collections.abc import Iterator

from handgrad.language import functions
from handgrad.reading.text.phrases import phrases
from handgrad.regex import regex

_LEADING = phrases(
    r"""
    actually|wait|no|nope|nah|correction|corrected|sorry|oops|ups|hmm+|edit|errat(?:um|a)|typo
    (?:or |but )?rather|my (?:bad|mistake|fault)|on second thoughts?|in fact|apologies
    scratch that
    (?:sorry,? )?i (?:really |actually |of course )?mean(?:t|s)?|better|fix(?:ed)?|update
    (?:then |now |later )?i (?:then |now |just )?(?:reali[sz]ed?|think|see|noticed?|found)
    i (?:have )?changed my mind|in other words|equivalently|alternatively|or
    (?:it|this|that|which) (?:then |further )?(?:simplifies|reduces|boils down|is equal) to
    (?:it|this) (?:could|might|may) (?:also |even |instead )?be|i ?\. ?e ?\.?|that is
    (?:the )?(?:right|correct|real|true|actual)(?: (?:one|answer|result|gradient|derivative))?
    das vereinfacht sich zu|oder(?: doch)?|d ?\. ?h ?\.?|beziehungsweise|bzw\.?
    mit anderen worten
    korrektur|nein|eigentlich|moment|quatsch|halt|vielmehr|besser gesagt|stimmt nicht|doch nicht
    ich meinte?|gemeint ist|verbesserung|berichtigung|richtig(?:er)?
    non|pardon|en fait|plutôt|je veux dire|corrigé|corrección|perdón|en realidad|mejor dicho
    quiero decir|correzione|scusate?|in realtà|anzi|voglio dire|correção|na verdade|ou melhor
    нет|исправление|вернее|точнее|на самом деле
    """
)
_LEADING_SIGNS = (
    r"(?:不对|不對|更正|其实|其實|修正|等等|错了|改为|改成|訂正|正しくは|也就是|或者|化简为|化简得"
    r"|正确答案?|すみません|정정|아니)"
)
_IT = phrases(
    r"""
    it|this|that|which|(?:the )?(?:right|correct|real|true|actual)(?: (?:one|answer|result))?
    (?:the|my) (?:\w+ )?(?:answer|gradient|derivative|result|formula)
    es|das|dies|er|sie|c|ça|cela|es|lo correcto|è|é|это|the
    """
)
_IS = phrases(
    r"""
    is|was|['’]s|should(?:['’]ve| have)? (?:be|been|read)|must be|has to be|equals|reads
    needs to be
    ought to be|ist|muss|müsste|sollte|soll|wäre|lautet|['’]est|est|es|è|é|debe ser|deve essere
    """
)
_IS_SIGN = r"(?:应该|應該|应当|正确)?的?(?:是|为|為)|应该?"
_LINK = (
    rf"(?:[\s,:;.!…*–—-]|(?:{_LEADING}|{_IT})(?![^\W_])|(?<![^\W_]){_IS}(?![^\W_])"
    rf"|['’]s(?![^\W_])|{_LEADING_SIGNS}|{_IS_SIGN}|[，：。、]){{0,12}}"
)
_IN_BRACKETS = r"\((?:[^()\n]|\([^()\n]*\))*\)"
_FORMULA = (
    r"(?:\$\$?(?P<marked>[^$=]{3,200})\$\$?|\\[\[(](?P<shown>[^$=]{3,200}?)\\[\])]"
    rf"|(?P<plain>(?:[^$\n=:()，。；]|{_IN_BRACKETS}){{2,200}}?))"
)
_TRAILING = r"(?:\s+(?:sein|heißen|lauten|instead|of course|actually|natürlich|again))?"
_CORRECTED = regex(
    rf"(?im)(?:^[\s*_>#]*|[.!?;,…)$。，；]\s*|\s[-–—]+\s*)(?=(?:{_LEADING}(?![^\W_])|{_LEADING_SIGNS})"
    rf"{_LINK}{_FORMULA}{_TRAILING}\s*(?:[.;!,)。；，]*\s*$|[.;!]\s|[。；]))"
)
_CLAIM = regex(
    r"(?:d\w*\s?/\s?d|∂|\\partial|\\nabla|∇|grad|derivative|(?<![A-Za-z])d[A-Za-z])[^=\n]*="
)
_LETTERS = regex(r"(?<![\\A-Za-z])[A-Za-z]{3,}")
_RELATION = regex(r"[<>≤≥≈≠]|\\(?:text|approx|n?eq|leq?|geq?|mbox|in)(?![A-Za-z])|\\\\")
_COMPOSITE = regex(r"[-+*/^@−·(\d]|\\[a-z]+|\w\s+\w")


def corrections(text: str) -> Iterator[str]:
    """The formulas that words put in place of one above, where no derivative is said below.

    >>> list(corrections("dL/dw = 2x(wx - y). Actually it's 4x(wx-y)."))
    ['4x(wx-y)']
    >>> list(corrections("dL/dw = 2x. No, we do not need the chain rule."))
    []
    """
    for match in _CORRECTED.finditer(text):
        formula = (match["marked"] or match["shown"] or match["plain"]).strip(" .,;*`\n")
        words = {*_LETTERS.findall(formula)} - {"dot", *functions.NAMES}
        is_formula = not words and bool(_COMPOSITE.search(formula))
        is_formula = is_formula and _RELATION.search(formula) is None
        if is_formula and not _CLAIM.search(text, match.end()):
            yield formula
