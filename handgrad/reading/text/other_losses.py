"""Losses and functions that words name and a page does not have: `for the hinge loss`."""

from handgrad.language.plain import plain
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.text.phrases import phrases
from handgrad.regex import regex

_USING = r"(?:for|with|using|under|of|assuming|take|taking|if\s+we\s+use|consider)"
_A = r"(?:(?:the|a|an|our)\s+)?(?:(?:binary|categorical|squared|multiclass|usual|standard)\s+)?"
_WITHIN = (
    (
        r"hinge(?:\s+loss)?",
        regex(r"max|relu|where|<|>"),
    ),
    (
        phrases(
            r"(?:mean[ -]?)?squared? (?:error|loss)|mse|least squares|quadratic (?:loss|cost)"
        ),
        regex(r"\^|square|sq|norm|@"),
    ),
    (
        phrases(r"(?:binary |categorical )?cross[ -]entropy|log[ -]?loss|logistic loss"),
        regex(r"log|exp|softplus|entropy|sigmoid|softmax"),
    ),
    (
        phrases(r"absolute (?:error|loss)|(?:mean )?absolute (?:error|loss)|mae|l1[ -]loss"),
        regex(r"abs|sign|where|max|norm|\|"),
    ),
)
_SAID = tuple(
    (regex(rf"(?i)(?<![^\W_]){_USING}\s+{_A}{words}(?![^\W_])"), has) for words, has in _WITHIN
)
_INSTEAD = regex(
    r"(?i)(?<![^\W_])(?:with|using|for|if\s+we\s+(?:use|used|take|had))\s+(?:an?\s+|the\s+)?"
    r"(?P<put>tanh|relu|sigmoid|softmax|softplus|linear|identity|mse|hinge|cross[ -]entropy)\b"
    r"[^.,=\n]{0,20}?\s(?:instead\s+of|in\s+place\s+of|rather\s+than|and\s+not)\b"
)
_COMPARED = regex(
    r"(?i)\b(?:unlike|like|as|than|compar\w+|contrast|same|similar\w*|not|whereas|while|analog\w+"
    r"|instead|versus|vs|recall|remember)\b|n['’]t\b"
)
_SLOPE = regex(r"(?:d\w*\s?/\s?d|∂|\\partial|\\nabla|∇|\bgrad\w*)[^=\n]*=")
_ENDS = regex(r"[.!?;]\s|[。；]|\n")


def other_loss(text: str, page: Vocabulary) -> str:
    """The words right before the equation of a derivative that name another loss.

    >>> page = Vocabulary({"w": (1, 1), "L": (1, 1)}, "L", ("w",))
    >>> other_loss("For the hinge loss we get dL/dw = 2x", page)
    'For the hinge loss'
    >>> other_loss("Unlike for the hinge loss we get dL/dw = 2x", page)
    ''
    """
    has = " ".join(plain(tree) for tree in page.forward.values())
    for claim in _SLOPE.finditer(text):
        start = max((end.end() for end in _ENDS.finditer(text, 0, claim.start())), default=0)
        said = text[start : claim.start()]
        if (found := _INSTEAD.search(said)) and found["put"].lower() not in has.lower():
            return found[0]
        if _COMPARED.search(said):
            continue
        for words, of_it in _SAID:
            if (found := words.search(said)) and not of_it.search(has):
                return found[0]
    return ""
