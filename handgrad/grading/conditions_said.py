"""Answers whose words say when they hold: `If the loss is active: dL/da = 2*(q - p)`."""

from handgrad.grading.by_running import left_open
from handgrad.grading.report import Report
from handgrad.page.checked_page import CheckedPage
from handgrad.reading.code.syntax.recognition import is_code
from handgrad.referee.points import gates_of
from handgrad.regex import regex
from handgrad.verdict import WRONG

_WHEN = regex(
    r"(?i)(?<![A-Za-z\\])(?:if|when(?:ever)?|as long as|provided|assum\w+|suppos\w+|in case"
    r"|else|otherwise|unless|(?:in)?active|violat\w+|inside|margin|support vectors?|nonzero"
    r"|positive|linear\s+(?:region|part|regime)"
    r"|(?:is|are) o(?:n|ff)|wenn|falls|sonst|si|sinon|cuando|quando|если|иначе)(?![A-Za-z])"
    r"|如果|若|当|否则"
)
_COMPARED = regex(r"[<>≤≥]|\\(?:[lg]eq?|[lg]eqslant|[lg]t|neq?)(?![A-Za-z])")
_NOTE = "words say when this holds; write the condition with the formula: *(z > 0)"


def doubt_conditions(report: Report, page: CheckedPage, text: str) -> Report:
    """The report, open where words of the text may say when its formulas hold.

    That is so on a page with gates. What signs compare is read where it stands.
    """
    if report.verdict != WRONG or not _WHEN.search(text) or _COMPARED.search(text):
        return report
    if is_code(text) or not gates_of(page):
        return report
    wrong = {part.name for part in report.parts if part.verdict == WRONG}
    return left_open(report, wrong, _NOTE)
