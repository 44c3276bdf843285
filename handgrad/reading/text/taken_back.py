"""What a text says in words below its last formula that makes that another one, or denies it.

`Then double it.`, `(wrong)`, `The sign is wrong.`, `So the gradient is half of this.`
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from handgrad.reading.text.denied_above import denied_above
from handgrad.reading.text.sentences import HAS_SUM
from handgrad.regex import regex

_WORD_OF_IT = (
    r"(?:this|that|it|which|the\s+(?:above|result|answer|formula|sign|factor)(?:\s+above)?)"
)
_ANSWER = r"(?:gradient|derivative|answer|result)"
_OUGHT = (
    r"(?:should\s+(?:be|read|say|have\s+(?:been|read|said))|(?:has|have|needs?|ought)\s+to\s+(?:be|read)"
    r"|must\s+be)"
)
# A formula in place of another: `1 + s`, `$y - p$`, `x²`, `minus`, `a plus sign`, `(s - t)`.
_NAME = r"\\?[^\W\d_]{1,2}\d?(?:_\w|')?(?![^\W\d_])"
_OPERATOR = r"(?:\s*[-−](?=\s|\\?\w\b)|\s*[+*/·]|[\^²³ᵀ])"
_NEW = (
    r"(?:\s+(?:an?\s+|the\s+)?(?:(?:minus|plus|times|squared)\b"
    r"|\$?\s*(?:[-−]\s*[\w(\\]|\\[dt]?frac|½|\d+\s*\(|\d+[^\W\d_]\b(?<!d)"
    rf"|(?:\d+|{_NAME}){_OPERATOR})))"
)
_DONE = r"(?:multiply|double|halve|negate|flip|transpose|square|take\s+the\s+negative)"
_SPREAD = r"(?:divide|average|take\s+the\s+(?:mean|average|sum))"
_LEADING = (
    r"(?:(?:now|then|finally|and|next|lastly|also|remember\s+to|do(?:n't|\s+not)\s+forget\s+to|"
    r"(?:you|we)\s+(?:still\s+)?(?:have|need)\s+to|(?:we\s+)?then|actually|oops|sorry|edit|"
    r"correction|no|but)[\s,:]+)*"
)
_TAKEN_BACK = regex(
    rf"(?i){_LEADING}(?:"
    r"(?:i\s+)?(?:forgot|missed|dropped)\s+(?:the|a)\s+(?:factor|minus|sign|half|transpose|\d)"
    r"|(?:it's\s+|is\s+)?(?:twice|half|double)\s+(?:that|this|the\s+above)\b"
    r"|(?:everything|all)\s+(?:of\s+it\s+)?above\s+(?:is|has)\b|with\s+the\s+(?:opposite|wrong)\s+sign\b"
    r"|the\s+sign\s+(?:should|must|has\s+to)\s+be\b"
    r"|(?:we|you)\s+(?:must|should)\s+(?:still\s+)?(?:multiply|divide|double|halve|negate|flip)\b"
    rf"|(?:{_WORD_OF_IT}\s+)?(?:should|must|has\s+to)\s+be\s+"
    r"(?:multiplied|divided|negated|halved|doubled|transposed|half|twice)\b"
    rf"|(?!.*(?:shape|size|dimension)).{{0,80}}\b(?:{_OUGHT}{_NEW}|should\s+(?:read|have\s+been|have\s+read)\b)"
    r"|there(?:'s|\s+is)\s+an?\s+[^.]{1,15}\s+missing\b"
    rf"|{_DONE}\s+(?:it|this|that|the|d\w+|by|of|everything|all)\b"
    rf"|(?P<spread>{_SPREAD}\s+(?:it|this|that|the|d\w+|by|over|everything|all)\b)"
    rf"|(?:(?:so|hence|thus)\s+)?(?:the|our)\s+(?:\w+\s+)?{_ANSWER}\s+is\s+(?:therefore\s+|then\s+)?"
    r"(?:half|twice|double|minus|the\s+negative|[-−]?\d+\s+times)\b"
    r")"
)
_MENDED = regex(
    r"(?i)\b(?:now|fixed|corrected|mended|added|because|since|earlier"
    r"|first(?!\s+(?:minus|plus|term|factor|sign)\b))\b"
)
_SENTENCES = regex(r"[^.!?\n()（）！？。]+")
_TOKENS = regex(r"(?i)[a-z]{3}|[^\x00-\x7f]")
EVERYTHING = -1


class TakenBack(NamedTuple):
    """A sentence that makes a formula above it another one, or denies it.

    `number` is that of its line, `above` that of the line of the formula, or EVERYTHING.
    """

    number: int
    said: str
    above: int = EVERYTHING


def taken_back(text: str) -> Iterator[TakenBack]:
    """Such sentences, each behind a sign of equality.

    >>> list(taken_back("dw = 2*x\\nThen double it."))
    [TakenBack(number=2, said='Then double it', above=-1)]
    >>> list(taken_back("dw = 2*x, which is wrong.\\ndb = 2"))
    [TakenBack(number=1, said='2*x, which is wrong', above=1)]
    """
    places = [place for place, sign in enumerate(text) if sign == "="]
    for start, end in pairwise((*places, len(text))):
        is_last = end == len(text)
        formula, _, _ = text[start + 1 : end].partition("\n")
        number = text.count("\n", 0, start) + 1
        for match in _SENTENCES.finditer(text, start + 1, end):
            said = match[0].strip(" \t*_>-#$")
            if not _TOKENS.search(said):
                continue
            is_behind = "\n" not in text[start : match.start()]
            is_changed = is_last and _is_changed(said, formula)
            if is_changed or denied_above(said, is_behind=is_behind):
                here = text.count("\n", 0, match.start()) + 1
                yield TakenBack(here, said, EVERYTHING if is_last else number)


def _is_changed(said: str, formula: str) -> bool:
    """Whether a sentence makes another formula of the one above: `Then double it`."""
    found = _TAKEN_BACK.match(said)
    if found is None or (found["spread"] and HAS_SUM.search(formula)):
        return False
    return not _MENDED.search(said.removeprefix("Now"))
