"""Chains that go on with `=` below words that name something else: `Second derivative:`.

What stands there may be about that, and what stands above too.
"""

from collections.abc import Collection, Sequence

from handgrad.grading.execution import Execution
from handgrad.grading.marks import Mark, Result, leave_open
from handgrad.grading.program import Chain
from handgrad.language.plain import plain
from handgrad.regex import regex
from handgrad.verdict import RIGHT, WRONG

# How a derivation goes on; a line of words that says none of these and ends with a colon names
# something.
_FLOWS = regex(
    r"(?i)\b(?:simpl\w+|re-?(?:writ\w+|arrang\w+)|so|hence|thus|therefore|then|we|us|get|gives?|"
    r"yields?|obtain\w*|collect\w*|substitut\w+|us(?:e|ing)|expand\w*|factor\w*|cancel\w*|by|"
    r"since|because|as|recall|not(?:e|ing)|with|where|and|or|finally|result|answer|now|written|"
    r"equivalent\w*|compact\w*|vectori\w+|matrix|form|short|plug\w*|insert\w*|apply\w*|chain|"
    r"rule|product|quotient|step(?=\s*\d)|algebra|also|alternatively|which|this|is|equals?|multiply\w*|"
    r"combin\w+|group\w*|evaluat\w+|comput\w+|calculat\w+|for|if|when|case|all|each|sum\w*|"
    r"also|daher|somit|folgt|ergibt|vereinfach\w*|einsetzen|umformen|donc|ainsi|alors|d'où|"
    r"simplif\w+|soit|luego|entonces|sustituy\w+|quindi|allora|sostitu\w+|portanto|logo|"
    r"следовательно|тогда|отсюда|подставля\w+|упрост\w+|упроща\w+)\b"
    r"|[所因故则得即由代化简整理可知有よって従って整理따라서그러므로]"
)
_NAMES_ANOTHER = regex(
    r"(?i)\b(?:second|2nd|third|another|higher|next|zweite|seconde|deuxième|segunda|seconda|вторая)"
    r"\s+(?:\w+\s+)?(?:order\b|partial\b|derivative|ableitung|derivada|derivata|производная|one\b)"
    r"|\b(?:dérivée|derivada|derivata)\s+(?:seconde|segunda|seconda)"
    r"|\bdifferentiat\w+\s+(?:\w+\s+)?(?:again|once\s+more|twice)|\bagain\s*:"
    r"|\b(?:hessian|curvature|laplacian|jacobian|antiderivative|integral)\b"
    r"|\b(?:gradient|derivative|slope)s?\s+of\s+(?:the\s+)?(?:gradient|derivative|above|it|this|that)"
    r"|\b(?:its|slope's)\s+(?:own\s+)?(?:derivative|gradient|slope)"
    r"|\w(?:''|''|″)|\\?d\^?\{?2\}?\s*\w+\s*/|\^\{?2\}?\s*\w+\s*[}/]|二[阶階次]|2\s*[阶階次]"
)
_QUANTITY = regex(
    r"(?i)\b(?:bias(?:es)?|weights?|loss|cost|error|prediction|residual|model|update|function|"
    r"value|(?:newton|descent)\s+step)\b"
)
_OF_NAMED = regex(r"(?i)\b(?:for|of|by|to)\s+the\s+(?:bias(?:es)?|weights?)\b")
# A derivative by a name: `For b:`, `The derivative by b is`.
_BY_NAME = regex(
    r"(?i)(?:\b(?:for|by|w\.?r\.?t\.?|respect\s+to|für|nach|pour|para|per|по)|对)\s*"
    r"[$\\]*(?P<name>[^\W\d_]\w*)[\s$]*(?:is|ist|est|es|[:：]|的.*)?[\s$]*$"
)
_COLON = regex(r"[^=$\\\d(]*[^\W\d_]{2}[^=$\\\d(]*[:：][\s*_$\\\[]*=?[^:：]*$")
_WORD = regex(r"[^\W\d_]{2,}")
_NOTE = "line {} goes on below words that may name something else; write what it is about"


def doubt_continuations(execution: Execution, text: str) -> None:
    """Leave open what a chain says below such words where it is another verdict than above."""
    rows = text.splitlines()
    run = list(execution.run())
    results = [result for _, result in run]
    for chain, result in run:
        for place in _places_below_words(chain, execution, rows):
            above = [m for m in result.marks if m.line < place and m.verdict in (RIGHT, WRONG)]
            below = [m for m in result.marks if m.line >= place and m.verdict in (RIGHT, WRONG)]
            if below and (not above or above[-1].verdict != below[-1].verdict):
                number = execution.program.lines[place].number
                _leave_all_open(results, below, _NOTE.format(number))


def _leave_all_open(results: Sequence[Result], marks: Sequence[Mark], note: str) -> None:
    for mark in marks:
        leave_open(results, mark, note)


def _places_below_words(chain: Chain, execution: Execution, rows: Sequence[str]) -> list[int]:
    """The lines of a chain that go on below words which name something else."""
    lines, model = execution.program.lines, execution.model
    key = plain(chain.target) if chain.target is not None else ""
    others = {name for name in model.parameters if model.derivative_name(name) != key}
    found = []
    for above, below in zip(chain.lines, chain.lines[1:], strict=False):
        first, last = lines[above].number, lines[below].number
        is_alone = lines[above].target is None and not lines[above].continues
        between = [*rows[first - is_alone : last - 1]]
        between += [rows[last - 1].partition("=")[0]] if first < last else []
        if any(names_another(row) or _is_by(row, others) for row in between):
            found.append(below)
    return found


def names_another(row: str) -> bool:
    """Whether a line of words names something, and does not just go on with a derivation.

    >>> names_another("Second derivative:"), names_another("Simplifying, we get:")
    (True, False)
    """
    if _NAMES_ANOTHER.search(row):
        return True
    is_label = _COLON.match(row) and _WORD.search(row)
    is_named = _OF_NAMED.search(row) or _QUANTITY.search(row)
    return bool(is_label or is_named) and not _FLOWS.search(_OF_NAMED.sub(" ", row))


def _is_by(row: str, others: Collection[str]) -> bool:
    """Whether a line of words says that a derivative is one by another parameter."""
    match = _BY_NAME.search(row)
    return match is not None and match["name"] in others
