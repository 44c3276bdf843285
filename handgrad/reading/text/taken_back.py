"""What a text says in words below its last formula that makes that another one, or denies it.

`Then double it.`, `(wrong)`, `The sign is wrong.`, `So the gradient is half of this.`
"""

from typing import NamedTuple

from handgrad.reading.text.sentences import HAS_SUM
from handgrad.regex import regex

_WORD_OF_IT = (
    r"(?:this|that|it|which|the\s+(?:above|result|answer|formula|sign|factor)(?:\s+above)?)"
)
_FALSE = r"(?:wrong|incorrect|false|flipped|not\s+(?:right|correct|true))"
_ANSWER = r"(?:gradient|derivative|answer|result)"
_DONE = r"(?:multiply|double|halve|negate|flip|transpose|square|take\s+the\s+negative)"
_SPREAD = r"(?:divide|average|take\s+the\s+(?:mean|average|sum))"
_LEADING = (
    r"(?:(?:now|then|finally|and|next|lastly|also|remember\s+to|do(?:n't|\s+not)\s+forget\s+to|"
    r"(?:you|we)\s+(?:still\s+)?(?:have|need)\s+to|(?:we\s+)?then|actually|oops|sorry|edit|"
    r"correction|no|but)[\s,:]+)*"
)
_TAKEN_BACK = regex(
    rf"(?i){_LEADING}(?:"
    rf"{_WORD_OF_IT}(?:\s+is|'s|\s+was)\s+(?:still\s+|actually\s+|clearly\s+)?{_FALSE}\b"
    rf"|(?:wrong|incorrect|false|(?:wrong|flipped)\s+sign|sign\s+(?:wrong|flipped))(?=[\s.!)]*$)"
    rf"|(?:i\s+)?(?:forgot|missed|dropped)\s+(?:the|a)\s+(?:factor|minus|sign|half|transpose|\d)"
    r"|(?:it's\s+|is\s+)?(?:twice|half|double)\s+(?:that|this|the\s+above)\b"
    r"|(?:i\s+know\s+)?(?:this|it)\s+is\s+(?:wrong|incorrect)\b"
    r"|(?:everything|all)\s+(?:of\s+it\s+)?above\s+(?:is|has)\b|with\s+the\s+(?:opposite|wrong)\s+sign\b"
    r"|the\s+sign\s+(?:should|must|has\s+to)\s+be\b"
    r"|(?:we|you)\s+(?:must|should)\s+(?:still\s+)?(?:multiply|divide|double|halve|negate|flip)\b"
    rf"|(?:{_WORD_OF_IT}\s+)?(?:should|must|has\s+to)\s+be\s+"
    r"(?:multiplied|divided|negated|halved|doubled|transposed|half|twice)\b"
    r"|there(?:'s|\s+is)\s+an?\s+[^.]{1,15}\s+missing\b"
    rf"|{_DONE}\s+(?:it|this|that|the|d\w+|by|of|everything|all)\b"
    rf"|(?P<spread>{_SPREAD}\s+(?:it|this|that|the|d\w+|by|over|everything|all)\b)"
    rf"|(?:(?:so|hence|thus)\s+)?(?:the|our)\s+(?:\w+\s+)?{_ANSWER}\s+is\s+(?:therefore\s+|then\s+)?"
    r"(?:half|twice|double|minus|the\s+negative|[-−]?\d+\s+times)\b"
    r")"
)
_MENDED = regex(r"(?i)\b(?:now|fixed|corrected|mended|added|because|since|first|earlier)\b")
_SENTENCES = regex(r"[^.!?\n()]+")


class TakenBack(NamedTuple):
    """A sentence that makes the formula above it another one, and the number of its line."""

    number: int
    said: str


def taken_back(text: str) -> TakenBack | None:
    """The first such sentence below the last sign of equality of a text.

    >>> taken_back("dw = 2*x\\nThen double it.")
    TakenBack(number=2, said='Then double it')
    """
    start = text.rfind("=") + 1
    if not start:
        return None
    formula, _, _ = text[start:].partition("\n")
    for match in _SENTENCES.finditer(text, start):
        said = match[0].strip(" \t*_>-#$")
        found = _TAKEN_BACK.match(said)
        if found is None or (found["spread"] and HAS_SUM.search(formula)):
            continue
        if not _MENDED.search(said.removeprefix("Now")):
            return TakenBack(text.count("\n", 0, match.start()) + 1, said)
    return None
