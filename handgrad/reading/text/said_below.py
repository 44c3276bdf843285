r"""Sentences that leave a formula less than it says: `The 2 cancels.`, `x = -x`."""

import re

from handgrad.reading.text.phrases import phrases
from handgrad.regex import regex

_TWO = r"(?:(?:factor (?:of )?)?\$?2\$?|factor (?:of )?two)"
_THAT_TWO = rf"(?:the|that|this) {_TWO}"
_A_TWO = rf"(?:a {_TWO}|{_THAT_TWO})(?![\w.,*(^]\w)"
_AWAY = r"(?:dropped|absorbed|ignored|omitted|cancel\w+|removed)"
_DROPPED = regex(
    "(?i)"
    + phrases(
        rf"""
        \b(?:drop|ignore|absorb|omit|cancel|remove|discard)(?:s|ed|p?ing)? {_A_TWO}
        {_THAT_TWO} (?:then |just |simply )?(?:cancels?|goes away|disappears|drops|vanishes)\b
        {_THAT_TWO} (?:is|gets|can be|will be|was|should be) (?:\w+ )?{_AWAY}\b
        {_THAT_TWO} should(?: not|n['’]?t) be
        """
    )
)
_WARNED = regex(r"(?i)\b(?:mistake|wrong|error|never|not|if|forget)\b|n['’]t\b")
_HAS_TWO = regex(r"(?<![\w^.\-/])2(?![\d.]*[\d/])")
_GOES = r"(?::?=|→|->|←|<-|\\(?:to|mapsto|leftarrow))"
_TURNED = regex(
    r"(?:^|[\n,;$]|\b(?:with|and|where|let|set|then|put))[ $]*(?P<a>\\?[A-Za-z])\$?\s*"
    rf"{_GOES}\s*[-−]\s*(?P=a)[ $]*(?=$|[\n,;.])"
    r"|\b(?P<b>[A-Za-z])\$?\s+(?:is\s+)?replaced\s+(?:by|with)\s+\$?[-−]\s*(?P=b)"
    r"|\breplac(?:e|ing)\s+\$?(?P<c>[A-Za-z])\$?\s+(?:by|with)\s+\$?[-−]\s*(?P=c)"
)
_DERIVATIVE = (
    r"(?:\\[dt]?frac\s*\{[^{}=]*\}\s*\{[^{}=]*\}|[d∂]\w*\s*/\s*[d∂]\s?\\?\w+"
    r"|(?:\\nabla|∇)\S*(?:\s?[A-Z])?)"
)
_ABOUT = r"(?:≈|≃|∼|\\approx|\\simeq|\\sim(?![A-Za-z]))"
_ROUGHLY = regex(
    rf"(?m){_DERIVATIVE}[\s$&]*{_ABOUT}[^=\n]*[A-Za-z]"
    rf"|^[\s$]*{_DERIVATIVE}\s*~[^=\\\n]*[A-Za-z][^=\\\n]*$"
)
_BATCH = regex(r"(?:\\in|∈)\s*(?:\\(?:mathcal|mathbb|mathrm)\s?\{?\s?)?B(?![A-Za-z])")
_DENIED = regex(
    r"(?is)\A.*\n[ \t]*(?:(?:this |that |which )?(?:is|was|looks|seems) (?:(?!not\b)\w+ )?)?"
    r"(?:wrong|false|incorrect|no|nope)[\s.!]*\Z"
)
# What may stand behind a formula that alone of a text could be read.
_HARMLESS = (
    r"(?:where|because|since|by|using|as|which|so|hence|thus|qed|done|q\.e\.d|fini|fin|fertig"
    r"|listo|fine|ende|final|answer|result|(?:and|et|und|og|och)$|[a-z]+(?:ing)?\s*:)"
)
_WORDS_AT_END = regex(
    rf"(?i)(?:[)\]}}$²³ᵀ\d]|(?<![^\W_])[^\W\d_])[*`$]{{0,3}}\s+"
    rf"(?P<said>\$?(?!{_HARMLESS}\b)[^\W\d_]{{2,}}(?:[ ,'’-]+[^\W\d_]+)*|and\s\$?\w\$?)$"
)


def words_at_end(text: str) -> str:
    """Words right behind the last formula of a text that do not begin another clause.

    >>> words_at_end("dL/dw = foo(w) = 2x(wx - y) per sample")
    'per sample'
    """
    if "=" not in text:
        return ""
    last = text.rstrip(" .\n\t").rpartition("=")[2]
    found = _WORDS_AT_END.search(last)
    return found["said"] if found else ""


_OF_LOSS = (
    r"(?i:\b(?:here|where|with|if|but|since|as|now|and)\s+)(?:(?i:the|our)\s+)?"
    r"\$?(?:{}|(?i:loss|cost|objective))\$?(?:\([^()]*\))?\s+(?:is|was|being|means)\s+"
    r"(?:half|one[- ]half|twice|double|minus|the\s+negative)\b"
)


def loss_said(text: str, loss: str) -> str:
    """What a text says a loss to be a multiple of.

    >>> loss_said("dL/dw = 2x(wx - y). Here L is half the square.", "L")
    'Here L is half'
    """
    found = re.search(_OF_LOSS.format(re.escape(loss)), text)
    return found[0] if found else ""


def said_below(text: str) -> str:
    """What a text says apart from its formulas that makes less of them, if it does.

    >>> said_below("dL/dw = 2x(p - y). The 2 cancels."), said_below("dL/dw = x. The 2 cancels.")
    ('The 2 cancels', '')
    """
    dropped = _DROPPED.search(text)
    if dropped and _WARNED.search(re.split(r"[.\n]", text[: dropped.start()])[-1]):
        dropped = None
    if dropped and _HAS_TWO.search(text[: dropped.start()].rpartition("=")[2]):
        return dropped[0].strip()
    patterns = (_TURNED, _ROUGHLY, _DENIED, _BATCH)
    found = next((match for p in patterns if (match := p.search(text))), None)
    return found[0].strip() if found else ""
