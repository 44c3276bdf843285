"""Answers whose words say when they hold: `If the loss is active: dL/da = 2*(q - p)`."""

from handgrad.grading.by_running import left_open
from handgrad.grading.report import Report
from handgrad.hints import Hint
from handgrad.reading.code.syntax.recognition import is_code
from handgrad.regex import regex
from handgrad.verdict import WRONG

_WHEN = regex(
    r"(?i)(?<![A-Za-z\\])(?:if|when(?:ever)?|as long as|provided|assum\w+|suppos\w+|in case"
    r"|else|otherwise|unless|(?:in)?active|violat\w+|support vectors?|wenn|falls|sonst|si|sinon"
    r"|cuando|quando|если|иначе)(?![A-Za-z])|如果|若|当|否则"
)
_COMPARED = regex(r"[<>≤≥]|\\(?:[lg]eq?|[lg]eqslant|[lg]t|neq?)(?![A-Za-z])")
_NOTE = "words say when this holds; write the condition with the formula: *(z > 0)"


def _is_missing_gate(hint: Hint) -> bool:
    return hint.id == "gate" and hint.text.endswith("missing")


def doubt_conditions(report: Report, text: str) -> Report:
    """The report, open where a gate alone is missing that words of the text may say.

    What signs compare is read where it stands.
    """
    is_said = _WHEN.search(text) and not _COMPARED.search(text)
    if report.verdict != WRONG or not is_said or is_code(text):
        return report
    missing = {
        part.name
        for part in report.parts
        if part.verdict == WRONG and any(map(_is_missing_gate, part.hints))
    }
    return left_open(report, missing, _NOTE) if missing else report
