"""What words say to be zero or constant, against the formulas of a text or beside them.

`dL/dw = 2x, and zero for the bias` speaks of another parameter; `So the gradient is zero.` says
something else than the formula above it. What holds under a condition only, does neither.
"""

import re
from collections.abc import Iterator

from handgrad.reading.names.vocabulary import Names
from handgrad.reading.spelling.characters import GREEK
from handgrad.reading.spelling.needed_signs import has_one, in_small_letters
from handgrad.reading.text.phrases import phrases
from handgrad.regex import regex

_ZERO = (
    r"(?:(?:identically |exactly |just |simply |always |equal to )*"
    r"(?:zero|0(?![.\w])|nothing|null))"
)
_NO_SLOPE = phrases(
    r"""
    (?:has|gets|have|get|receives?|with) (?:no|zero|a zero|zero as) (?:gradient|derivative)s?
    (?:does not|doesn['’]?t|do not|don['’]?t) (?:get|have|receive) (?:a|any) gradient
    (?:does not|doesn['’]?t|do not|don['’]?t) (?:get|have|receive) (?:a|any) derivative
    """
)
_FOR = phrases(
    r"""
    (?:in|for|with respect to|w\.?r\.?t\.?|by|at) (?:the )?(?:gradient (?:of|by|for) )?(?:the )?
    """
)
_PARAMETER = r"\$?\s?(?P<name>\\?[A-Za-zα-ω]\w*)\$?"
_FOR_OTHER = regex(
    rf"(?i)(?:^|[,;:(–—]\s?|\b(?:and|but|while|whereas|plus|also|is|are|a)\s+)"
    rf"\$?(?:{_ZERO}|no\s+(?:gradient|derivative)s?)\$?\s+{_FOR}{_PARAMETER}"
)
_IS_ZERO = rf"(?:(?:is|are|gets|becomes|equals)\s+(?:also\s+)?{_ZERO}|vanish(?:es)?)"
_SLOPE = r"(?:gradients?|derivatives?)"
_OF_LOSS = r"(?:of\s+(?:the\s+|our\s+)?(?:loss|cost|error|objective|[A-Z])\s+)?"
_BY_PARAMETER = rf"(?:with\s+respect\s+to|w\.?r\.?t\.?|by|of|for|in)\s+(?:the\s+)?{_PARAMETER}"
_OTHER_IS = tuple(
    regex(rf"(?i)(?<![\w\\]){said}(?!\s+(?:mean|when|if|at|for|on|in|where)\b)")
    for said in (
        rf"{_SLOPE}\s+{_OF_LOSS}{_BY_PARAMETER}\s+{_IS_ZERO}",
        rf"{_PARAMETER}(?:['’]s)?\s+{_SLOPE}\s+{_IS_ZERO}",
        rf"\$?(?:d[A-Z]\s?/\s?)?d_?(?P<name>[A-Za-z]\w*)\$?\s+{_IS_ZERO}",
        rf"{_PARAMETER}\s+{_NO_SLOPE}",
    )
)
_GRADIENT = (
    r"(?:the|our|this|all|every|both)\s+"
    r"(?:(?!second|third|local|upstream|inner|mixed|hessian)\w+\s+)?"
    r"(?:gradients?|derivatives?|slopes?)"
)
_CONTRADICTED = regex(
    rf"(?i)(?:^|[,;:.]\s+|\s[-–—]+\s|\s(?=(?:so|hence|thus|therefore|which\s+means)\b))"
    rf"(?:(?:so|hence|thus|therefore|and|but|then|which\s+means|that\s+is|this\s+means|we\s+see|note|i\.e\.)[\s,]+(?:that\s+)?)*"
    rf"{_GRADIENT}\s+(?:(?:is|are|equals|becomes|must\s+be)\s+(?:therefore\s+|then\s+)?"
    rf"(?:{_ZERO}|(?:a\s+)?constant|independent\s+of\s+\S+)|vanish(?:es)?|does\s+not\s+depend\s+on\s+\S+)"
    r"(?:\s+(?:everywhere|always|identically|for\s+(?:all|every|any)\s+\S+))?\s*$"
)
_CONDITION = regex(
    r"(?i)\b(?:if|when(?:ever)?|where|at|with|for|once|under|after|unless|without|suppose|supposing|let|take"
    r"|taking|set|setting|assume|assuming|plug\w*|put\w*|perfect|optim\w+|minim\w+|maxim\w+|station\w+"
    r"|critical|converge\w*|check|case|dead|saturat\w+|inactive|masked|ignor\w+|frozen|wenn|falls|si|bei)\b"
)
# None of these sentences is without one of them.
_WORDS = ("gradient", "derivative", "slope", "zero", "nothing", "null", "0", "vanish")
_BY = regex(r"(?i)\bwith\s+respect\s+to\b")
_DERIVATIVE = regex(r"/\s?d|∂|\\partial|\bd[A-Za-z]\w*\s*=|'\s*(?:\([^()]*\)\s*)?=")
_BIAS = regex(r"(?i)(?:bias(?:es)?|intercepts?|offsets?)")
_WEIGHTS = regex(r"(?i)(?:weights?|slopes?|coefficients?)")
_BIAS_NAME = regex(r"[bc]\d?|bias\w*|b_\w+|intercept|\w+_?0|beta|mu")
_SENTENCE = regex(r"[.!?。]\s|\n")


def zero_said(text: str, names: Names) -> Iterator[tuple[int, str]]:
    """The numbers of lines that such words stand in, and the words."""
    if "=" not in text or not has_one(in_small_letters(text), _WORDS):
        return
    start = text.index("=")
    for sentence in _sentences(text, start):
        said = text[slice(*sentence)]
        found = _contradiction(text, sentence) or next(_of_another(said, names), "")
        if found:
            yield text.count("\n", 0, sentence[0]) + 1, found.strip()


def _sentences(text: str, start: int) -> Iterator[tuple[int, int]]:
    """The places of the sentences behind the first equation, without points at their ends."""
    begin = text.rfind("\n", 0, start) + 1
    for match in [*_SENTENCE.finditer(text, begin), None]:
        end = match.start() if match else len(text.rstrip(" .!\n"))
        if begin < end and re.search(r"[A-Za-z]{3}", text[begin:end]):
            yield begin, end
        begin = match.end() if match else len(text)


def _contradiction(text: str, place: tuple[int, int]) -> str:
    """What says that the gradient is zero or constant, under no condition."""
    said = text[slice(*place)].rstrip(" .!$")
    match = _CONTRADICTED.search(said)
    if match is None:
        return ""
    before = text[: place[0]].rstrip("\n .")
    row = before[before.rfind("\n") + 1 :] if "=" not in said[: match.start()] else ""
    return (
        "" if _CONDITION.search(f"{row} {said[: match.start()]}") else match[0].strip(" ,;:.")
    )


def _of_another(said: str, names: Names) -> Iterator[str]:
    """What says that the derivative by a parameter is zero."""
    for pattern in (_FOR_OTHER, *_OTHER_IS):
        for match in pattern.finditer(said):
            before = _BY.sub("by", said[: match.start()])
            if _DERIVATIVE.search(before):
                before = before.rpartition("=")[2]
            if not _CONDITION.search(before) and _is_parameter(match["name"], names):
                yield match[0]


def _is_parameter(word: str, names: Names) -> bool:
    parameters = names.vocabulary.parameters
    if len(parameters) < 2:
        return False
    if _BIAS.fullmatch(word):
        return any(_BIAS_NAME.fullmatch(name) for name in parameters)
    if _WEIGHTS.fullmatch(word):
        return True
    bare = word.removeprefix("\\")
    return names.find(GREEK.get(bare, bare)) in parameters and bare not in ("a", "A", "I")
