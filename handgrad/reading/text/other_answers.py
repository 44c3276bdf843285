"""Further formulas that a text says to be the gradient: `dL/dw = 2x. The answer is x.`"""

from collections.abc import Collection, Iterator

from handgrad.language import functions
from handgrad.reading.spelling.needed_signs import has_one, in_small_letters
from handgrad.reading.text.phrases import phrases
from handgrad.regex import regex

_WHAT = r"(?:answers?|results?|gradients?|derivatives?|solutions?)"
_FORM = r"(?:form|expression|formula)"
_LEADING = phrases(
    r"""
    so|thus|hence|therefore|then|and|but|finally|now|in the end|at last|in total|overall
    """
)
_SAYS = phrases(
    rf"""
    (?:the|my|our) (?:\w+ )?{_WHAT} (?:is|are|should be|must be|becomes|equals|reads)
    (?:the|my|our) {_WHAT} (?:says|gives)
    (?:the|my|our) (?:final|correct|simplified|compact|full|true) {_FORM} (?:is|reads)
    answer key\s?[:=]
    the (?:book|key|solution|textbook|teacher) (?:has|says|gives)
    (?:the )?(?:final|correct|simplified|full|true|actual|my)?\s?{_WHAT}\s?[:=]
    (?:final_?(?:ans|answers?|grads?|gradients?|results?)?|ans|my_(?:answer|grad|gradient))\s?=
    (?:final|simplified|finally|conclusion|in short|altogether|total|edit|correction)\s?[:,]
    (?:we|i) (?:then |now |thus |therefore |finally )?(?:get|obtain|find|have)
    (?:we|i) (?:then |now |thus |therefore |finally )?(?:arrive at|end up with)
    it (?:should|must|has to) be
    should (?:be|read)
    finally|it follows that
    """
)
_IN_BRACKETS = r"\((?:[^()\n]|\([^()\n]*\))*\)"
_FORMULA = (
    r"(?:\$\$?(?P<marked>[^$\n]{3,200})\$\$?"
    rf"|(?P<plain>(?:[^$\n=:()]|{_IN_BRACKETS}){{2,200}}?))"
)
_SOURCE = (
    r"(?:the |my |our )?(?:\w+ )?"
    r"(?:book|textbook|key|teacher|professor|solutions?|sheet|internet|ai)"
)
_BY_OTHERS = phrases(
    rf"""
    {_SOURCE} (?:says?|has|gives|claims)(?: that)?(?: it is)?
    (?:the|my|our) (?:\w+ )?{_WHAT} (?:should be|must be|is supposed to be|ought to be|is)
    """
)
_ELSE = regex(
    rf"(?i){_BY_OTHERS}\s*:?\s*{_FORMULA}\s*[,;.]?\s+(?:(?:and|but|yet|while|whereas|however|though)[\s,]+)?"
    r"(?:i|we)\s+(?:\w+\s+)?(?:get|got|have|obtain\w*|found|find)\b"
)
_OTHER = regex(
    rf"(?im)(?:^|[.!;](?:\$\$?|\s)\s*|[(,]\s*)(?=(?:{_LEADING}[\s,]+)*{_SAYS}\s*:?\s*{_FORMULA}"
    r"\s*(?:[.;!)]?\s*$|[.;!]\s+[A-Z]|\)|,\s+(?:as|so|which|because|since)\b))"
)
# None of these sentences is without one of them.
_NEEDED = (
    "answer", "result", "gradient", "derivative", "solution", "final", "simplified", "short",
    "conclusion", "altogether", "total", "edit", "correction", "get", "got", "obtain", "find",
    "found", "have", "arrive", "end", "should", "must", "has", "follows", "ans", "my_",
)  # fmt: skip
_LETTERS = regex(r"(?<![\\A-Za-z])[A-Za-z]{3,}")
_COMPOSITE = regex(r"[-+*/^@−·(\d]|\\[a-z]+|[^\W\d_]\s+[^\W\d_]")
_RELATION = regex(r"[=<>≤≥≈]|\\(?:text|approx|n?eq|leq?|geq?|mbox)(?![A-Za-z])|\\\\")


def other_answers(text: str, known: Collection[str] = ()) -> Iterator[str]:
    """The formulas that stand alone in a sentence that says what the gradient is.

    They hold no words but those of functions and of names that are known.

    >>> list(other_answers("dL/dw = 2*x. The answer is $x*y$."))
    ['x*y']
    >>> list(other_answers("dL/dw = 2*x. The result is a vector of n entries."))
    []
    """
    if not has_one(in_small_letters(text), _NEEDED):
        return
    parts = {part for name in known for part in name.split("_")}
    for match in (*_ELSE.finditer(text), *_OTHER.finditer(text)):
        formula = (match["marked"] or match["plain"]).strip(" .,;*`")
        words = {*_LETTERS.findall(formula)} - {"dot", *functions.NAMES, *parts}
        if not words and _COMPOSITE.search(formula) and not _RELATION.search(formula):
            yield formula
