"""Answers whose words say when they hold: `If the loss is active: dL/da = 2*(q - p)`."""

import re

from handgrad.grading.by_running import left_open
from handgrad.grading.findings import Part
from handgrad.grading.report import Report
from handgrad.page.checked_page import CheckedPage
from handgrad.reading.spelling.copied_signs import with_signs_for_copies
from handgrad.reading.spelling.letters import letter_named
from handgrad.referee.points import gates_of
from handgrad.regex import regex
from handgrad.verdict import WRONG

_WHEN = regex(
    r"(?i)(?<![A-Za-z\\])(?:if|when(?:ever)?|as long as|provided|assum\w+|suppos\w+|in case"
    r"|else|otherwise|unless|(?:in)?active|violat\w+|misclassif\w+|inside|margin"
    r"|support vectors?|nonzero"
    r"|positive|linear\s+(?:region|part|regime)"
    r"|(?:is|are) o(?:n|ff)|wenn|falls|sonst|si|sinon|cuando|quando|если|иначе)(?![A-Za-z])"
    r"|如果|若|当|否则"
)
_COMPARED = regex(r"[<>≤≥]|\\(?:[lg]eq?|[lg]eqslant|[lg]t|neq?)(?![A-Za-z])")
# A condition that is said apart from a formula: `if m < 1`, `for m < 1:`, `= -y (m < 1)`.
_UNDER = regex(
    r"(?i)(?<![A-Za-z\\])(?:if|when(?:ever)?|for|on|case|where|valid|as long as|provided|wenn"
    r"|für|falls|si|pour|quand|cuando|para|se|quando|если|при)\b[^=\n]{0,40}?[<>≤≥\\]|(?:若|当|如果)"
    r"|^[^=\n]*[<>≤≥]=?[^=\n]*:"
    r"|,[^=,\n]*=[^=\n]*[(\[][^()\n=]*[<>≤≥][^()\n]*[)\]]\s*$",
    re.MULTILINE,
)
_CASES = regex(r"(?s)\\begin\{(?P<kind>[dr]?cases|array|aligned)\}.*?\\end\{(?P=kind)\}")
_EQUATION = regex(r"(?<![<>!=])=(?!=)")
_GATED = regex(r"[<>]|where\(|max\(|min\(|relu|abs\(|sign\(")
# A value in a condition: `if y = 1`, `when $y=0$`, a row `& y = 1` of cases.
_VALUES = regex(
    r"(?:(?<![A-Za-z])(?:if|when|for|wenn|falls|für|si|cuando|quando|если|当|若)\s*[\s${\\]*"
    r"|&\s*(?:\\text\s?\{[^{}]*\}\s*)?|\n[ \t]*)\$?"
    r"(?P<name>\\?[A-Za-z]+)(?:_\w|_\{\w\})?\s*=\s*[-−+]?[01](?![\d.])"
)
_SINGLE = (
    "the cases are for single values of {0}: on {1} declare it so, or say what else it may be"
)
_NOTE = "words say when this holds; write the condition with the formula: *(z > 0)"


def doubt_conditions(
    report: Report, page: CheckedPage, text: str, *, is_program: bool
) -> Report:
    """The report, open where words of the text may say when its formulas hold.

    That is so on a page with gates. What signs compare is read where it stands, but may be
    said of a formula beside it too: `dL/dw = -y*x, dL/db = -y if m < 1`.
    """
    if "copysign(" in text:
        text = with_signs_for_copies(text)
    if report.verdict == WRONG and not is_program and (value := _single_value(page, text)):
        wrong_names = {part.name for part in report.parts if part.verdict == WRONG}
        return left_open(report, wrong_names, _SINGLE.format(value, page.name))
    is_said = _WHEN.search(text) or _COMPARED.search(text)
    if report.verdict != WRONG or is_program or not is_said or not gates_of(page):
        return report
    wrong = [part for part in report.parts if part.verdict == WRONG]
    if _COMPARED.search(text):
        wrong = [part for part in wrong if _may_hold_under(part, text)]
    elif not _WHEN.search(text):
        wrong = []
    return left_open(report, {part.name for part in wrong}, _NOTE) if wrong else report


def _single_value(page: CheckedPage, text: str) -> str:
    """The data of which cases say single values only, where the page gives it any value."""
    for found in _VALUES.finditer(text):
        name = letter_named(found["name"])
        if name not in page.data:
            continue
        domain = page.domains.get(name)
        if domain is None or domain.kind not in ("set", "one_hot"):
            return name
    return ""


def _may_hold_under(part: Part, text: str) -> bool:
    """Whether a formula was read without a condition beside it, or on a line of its own."""
    if _GATED.search(str(part.read_as)):
        return False
    lines = [line for line in _CASES.sub("", text).splitlines() if _UNDER.search(line)]
    given = str(part.given or "").strip()
    is_rewritten = given not in text
    return any(is_rewritten or given in line or not _EQUATION.search(line) for line in lines)
