r"""The rows of a text, each a sentence or an equation, whatever arranges and marks them."""

import re
from collections.abc import Iterator

from handgrad.reading.loosely.words_kept import may_change
from handgrad.reading.text.last_formula import ROWS, parted_at
from handgrad.regex import regex

_FRAME = regex(
    rf"\\(?:begin|end)\s?\{{{ROWS}\}}(?:\{{\w*\}})?|\\eqalign\s?\{{|\\*\$+"
    r"|(?<![\\A-Za-z])\\+[\[\]](?![^\s\w\\])|\\f[\[\]$]|\\+[()]|`+|</?math>"
)
_BREAK = regex(
    r"\\\\(?:\[[^\]]*\])?|\\cr(?![A-Za-z])|\n|\\q?quad(?![A-Za-z])|;|(?<=[\w)}\]])\.\s+(?=[A-Z\\])"
)
_ARROW = regex(
    r"\\(?:[Ll]ong)?[Rr]ightarrow(?![A-Za-z])|\\(?:implies|iff|therefore|Leftrightarrow)(?![A-Za-z])"
    r"|⇒|⟹|⇔|=>"
)
# A matrix, or rows of equations that are typed as one.
_MATRIX = regex(
    r"\\begin\s?\{(?P<kind>[bpvBV]?matrix|array|cases)\}(?:\{\w*\})?(?P<rows>.*?)\\end\s?\{(?P=kind)\}",
    re.DOTALL,
)
_ESCAPED = regex(r"(\\(?:left|right))\\(?=[\[\]])")
_DISPLAY = regex(
    rf"\$\$.*?\$\$|\\\[.*?\\\]|\\begin\s?\{{(?P<kind>{ROWS})\}}.*?\\end\s?\{{(?P=kind)\}}",
    re.DOTALL,
)
_INLINE = regex(
    r"(?<!\$)\$(?!\$)(?P<dollars>[^$\n]+)\$(?!\$)|\\+\((?P<round>[^\n]+?)\\+\)|`(?P<ticks>[^`\n]+)`"
)
_BOLD = regex(r"(?<!\S)\*\*(?=\S)|(?<=\S)\*\*(?!\S)")
_KEPT = regex("\x00(\\d+)\x00")
_NEXT_LINE = regex(r"\n\s*(?:#+(?=\s)|%|\*(?=\s))?")
_CLOSING_MARK = regex(r"\s+[#%*]+\s*$")
_UNDERLINE = regex(r"\s*={3,}\s*")
_RULE = regex(r"(?:\s*[-_*]{2,})?[#~.,\s]*[\[\]]?\s*")
_BULLET = regex(r"\s*(?:(?:[#*>•‣–%]|//|--)+\s+|\(?(?:[a-h]|i{1,3})[.)]\s+)*")
_NUMBER = regex(r"(?m)^\s*\(?\d{1,2}[.)]\s+")
_GOES_ON = regex(r"\s*(?:=|[-+]\s|[+*/]|\\(?:cdot|times|odot|pm)(?![A-Za-z]))")
_IS_OPEN = regex(r"(?:[-+*/=(]|\\(?:cdot|times|odot|left\s?[(\[]))\s*$")
_INDEX_FROM = regex(r"(?P<sum>(?:∑|Σ|\\sum|(?<![A-Za-z])sum)\s?_?\s?[a-z]\s?)=")
_ZERO = regex(r"\s*(?:\\(?:mathbf|vec)\s?\{?\s?)?0\s*\}?[\s\\.,]*")
_ENDS = regex(
    r"(?:\\text\s?\{[\s.,;:]*\}|[\s,;:!&]|(?<!\.)\.(?!\.)|\\(?:blacksquare|square|quad|qquad|nonumber|notag|[,;!])(?![A-Za-z])"
    r"|\s\(\d{1,2}(?:\.\d+)?\))+$"
)
_INDEX = r"\$?[i-n](?:\s?=\s?\d[^\W\d_]?[ ,.…\\\w]*|\s?(?:\\in|∈)[^<>=]*)?\$?"
_ALL = regex(
    rf",?\s*(?:\\forall|∀|for (?:all|each|every|any)|for)\s*(?={_INDEX}\s*$){_INDEX}\s*$"
)
_ALL_BEHIND = regex(
    r"(?:\\q?quad\s*|,\s*)*(?:\\text\s?\{\s*for(?: all| each| every)?\s*\}|\\forall|∀)[\s\\,;]*"
    r"[i-n]\s?=\s?1\s?[\s,.…]*(?:\\[lc]?dots)?[\s,]*\w?\s*(?=[\s.,]*(?:\$|\\\]|\\end|$))"
)
_REMARK = regex(
    r"(?:\s*(?:#|//|--+>?|—|–\s)\s*[^\W\d_].*|\s+[(\[][^\W\d_]{2,}[^()\[\]=]*[)\]])$"
)
_CLAUSE = regex(
    r"(?i)(?<![\\\w])(?:where|with|so|since|because|as|if|when|but|for|and|then|is|of|at)(?!\w)|#|//|%"
)
_REASON = regex(
    r"(?i)\s*(?:[(\[]\s*(?:by|using|via|from|chain|product|quotient|because|since|see|cf)\b"
    r"|(?:#|//|--+>?|—|–)\s*(?!.*\b(?:summ?\w*|averag\w*|over|per|all)\b)(?:[^\W\d_]+[\s,]+){2}[^\W\d_])"
)
_SIGNS = regex(r"[*/+^\d]")
_PAIRS = {"(": ")", "[": "]", "{": "}"}


def text_rows(text: str) -> Iterator[str]:
    r"""The rows of a text, each with what goes on from it.

    >>> list(text_rows("1. So $w > 0$:\n$$\\begin{align} a &= b \\\\ &= c \\end{align}$$"))
    ['So  w > 0 :', 'a  = b  = c ']
    """
    kept: list[str] = []

    def keep(matrix: re.Match[str]) -> str:
        if "=" in matrix["rows"]:
            return matrix["rows"]
        kept.append(matrix[0])
        return f"\x00{len(kept) - 1}\x00"

    text = _ALL_BEHIND.sub(" ", text)
    text = _BOLD.sub("", _INLINE.sub(_inside, _NUMBER.sub("", text)))
    text = _DISPLAY.sub(lambda display: _NEXT_LINE.sub(" ", display[0]), text)
    text = _ESCAPED.sub(r"\1", _MATRIX.sub(keep, text))
    found: list[str] = []
    for piece in _BREAK.split(_ARROW.sub("\n= ", _FRAME.sub("\n", text))):
        row = _BULLET.sub("", _CLOSING_MARK.sub("", piece.replace("&", " ")), count=1)
        row = _UNDERLINE.sub(" = ", row)
        if _RULE.fullmatch(row):
            continue
        if row.startswith("= ") and "=" in row[1:]:
            row = row[2:]
        if found and (_GOES_ON.match(row) or _IS_OPEN.search(found[-1])):
            found[-1] += f" {row}"
        else:
            found.append(row)
    return (_KEPT.sub(lambda match: kept[int(match[1])], row) for row in found)


def _inside(formula: re.Match[str]) -> str:
    inside = formula["dollars"] or formula["round"] or formula["ticks"]
    return f"\n{inside}\n" if "=" in inside else f" {inside} "


def sides_of(row: str) -> list[str]:
    """The sides of an equation, but those that are nothing or 0.

    >>> sides_of("a = b = 0 ="), sides_of("sum_i=1 x")
    (['a', 'b'], ['sum_i=1 x'])
    """
    row = _INDEX_FROM.sub("\\g<sum>\x01", row)
    first, *rest = (side.replace("\x01", "=").strip() for side in parted_at(row, "="))
    return [first, *(side for side in rest if side and not _ZERO.fullmatch(side))]


def formula_of(side: str) -> str | None:
    r"""The formula of a side without a remark behind it, None where that may change it.

    >>> formula_of("2x for all i ,"), formula_of("2x (by parts)"), formula_of("2x (but halved)")
    ('2x', '2x', None)
    """
    side = _ALL.sub("", _ENDS.sub("", side))
    if _CLAUSE.search(side):
        return None
    if remark := _REMARK.search(side):
        if may_change(remark[0]) or not _REASON.match(remark[0]) or _SIGNS.search(remark[0]):
            return None
        side = side[: remark.start()]
    return _closed(_ENDS.sub("", side)).strip() or None


def _closed(formula: str) -> str:
    """A formula without the brackets at its end that close what stands around it."""
    wanted: list[str] = []
    for at, letter in enumerate(formula):
        if letter in _PAIRS:
            wanted.append(_PAIRS[letter])
        elif letter in _PAIRS.values():
            if not wanted and not formula[at:].strip("])} ."):
                return formula[:at]
            if wanted and wanted[-1] == letter:
                wanted.pop()
    return formula
