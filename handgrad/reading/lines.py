"""An answer's text to its equations: prose, numbering and comments blanked, lines cut.

What is left out is replaced by spaces, so that every place in a line stays where it was.
Nothing is left out but numbering, comments behind # and //, and words of a fixed list.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from handgrad.errors import FormulaError
from handgrad.language.tokens import LONGEST_FORMULA

MOST_LINES = 200
LONGEST_ANSWER = 40_000

_LEADING_WORDS = (
    "let us write|let us|let|where|with|set|define|defining|put|then|thus|so|hence|therefore|"
    "and|now|also|we get|we have|we find|we obtain|which gives|gives|giving|finally|answer|"
    "final answer|result|solution|the gradient is|the derivative is|the answer is|gradient|"
    "return|so that|it follows that|"
    "note that|recall that|recall|using|i get|this gives|by the chain rule|chain rule|"
    "by chain rule|because|since|consider|if|for"
).replace(" ", r"\s+")
_REASONS = (
    r"since|because|using|by\s+(?:the|chain|product|power|quotient|definition)|"
    r"from\s+(?:the|above|before|step|part|line|eq)|via\s+(?:the|chain)|note\s+that|"
    r"as\s+(?:above|before|in)|(?:the\s+)?(?:chain|product|power|quotient|sum)\s+rule|"
    r"definition\s+of|see\s+(?:above|eq|step)|(?:outer|inner)\s+derivative"
)
_START = re.compile(
    rf"""\s*(?:
        (?:>>>|\\item|[-•*+]\s+(?=[^=]*[A-Za-z∂\\][^=]*=)|\\noindent|\\quad|`{{1,3}}|\$+|\*\*)
      | (?:step|part|line|eq\.|equation|exercise|question)\s*\(?\d+[a-z]?\)?\s*[:.)]?
        (?=\s+[^\s=:])
      | (?:\(?(?:\d{{1,3}}|[a-h]|[ivx]{{1,4}})\)|\d{{1,3}}[.:]\s)(?=\s*[A-Za-z∂\\∇].*[=≈])
      | (?:{_LEADING_WORDS})\b\s*[,:]?(?=\s+[^\s=:]|\s*$)
      | (?:[A-Za-z]+\s+){{0,4}}[A-Za-z]{{3,}}\s*:(?=\s.*[=≈])
      | (?:∴|⇒|=>|⟹|\\therefore\b|\\Rightarrow\b|\\implies\b|→)
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_END = re.compile(
    r"(?:[\s,;$`]|\*\*|\\\\|(?<![.\d])\.|(?<=\d)\.(?=\s*$)|"
    r"\b(?:therefore|thus|hence|so|and|then|qed|as required|as wanted)\b|∎|□)+$",
    re.IGNORECASE,
)
_DERIVATIVE = re.compile(r"d\w*/d|∂|\\partial|\\nabla|∇|'|grad|\bd[A-Za-z]")
_MOST_WORDS = 8
# In Python // divides and % is a remainder: they start a comment only where words follow.
_COMMENT = re.compile(r"#.*|(?:^|\s)//(?=\s*[A-Za-z∂]|\s*$).*|^\s*%.*")
_BRACKETED = re.compile(rf"[(\[]\s*(?:{_REASONS})\b[^()\[\]]*(?:\([^()]*\)[^()\[\]]*)*[)\]]",
                        re.IGNORECASE)  # fmt: skip
_TRAILING = re.compile(
    r"[\s,]\(?(?:since|because|by the|by chain|using the|for (?:all|each|every|any))\b.*$",
    re.IGNORECASE,
)
_WHERE = re.compile(r"[\s,(\[](?:where|with|and where)\s(?=\s*[^\s(=][^=]*=)", re.IGNORECASE)
_SEPARATOR = re.compile(
    r"\\\\(?:\[[^\]]*\])?|(?<!\\);|⇒|⟹|∴|\\(?:implies|Rightarrow|therefore)\b|=>"
)
_BETWEEN = re.compile(r",|\s(?:and|then)\s")
_PROSE = re.compile(r"[A-Za-z][A-Za-z ,.:;'!?-]*")
_PLAIN_WORDS = re.compile(
    r"\b(?:the|we|is|are|to|of|by|get|have|rule|same|above|compute|first|this|that|respect|"
    r"derivative|gradient|answer|know|find|take|apply|it|loss|function|similarly|substitute|"
    r"plug|next|finally|back|propagation|etc|not|sure|see|below|as)\b",
    re.IGNORECASE,
)
_OPENING, _CLOSING = "([{", ")]}"


@dataclass(frozen=True, slots=True)
class Raw:
    """A line, or several joined: `text` without comments, `original` as written."""

    number: int
    text: str
    original: str


class Cut(NamedTuple):
    """One equation of a line, from `start` on."""

    raw: Raw
    start: int
    text: str


def cuts(text: str) -> list[Cut]:
    """The equations of an answer, from top to bottom, what `where` introduces first.

    Raises FormulaError for an answer that is too long.
    """
    if len(text) > LONGEST_ANSWER:
        raise FormulaError(
            f"the answer has {len(text)} characters, at most {LONGEST_ANSWER} are read"
        )
    found: list[Cut] = []
    for raw in _joined(text):
        here = list(_equations(raw))
        place = len(found)
        while place and re.match(r"\s*(?:where|with)\b", raw.original, re.IGNORECASE):
            place -= 1
            if not found[place].text.lstrip().startswith("="):
                break
        found[place:place] = here
    if len(found) > MOST_LINES:
        raise FormulaError(
            f"an answer has at most {MOST_LINES} equations, this one {len(found)}"
        )
    return found


def _joined(text: str) -> Iterator[Raw]:
    """Lines without comments; one that is not finished goes on in the next."""
    lines = re.split(r"\r\n|[\n\r\u2028\u2029\x85]", text)
    if len(lines) > MOST_LINES:
        raise FormulaError(f"an answer has at most {MOST_LINES} lines, this one {len(lines)}")
    for n, line in enumerate(lines, 1):
        if len(line) > LONGEST_FORMULA:
            message = f"the line has {len(line)} characters, at most {LONGEST_FORMULA} are read"
            raise FormulaError(message, line=n)
    n = 0
    while n < len(lines):
        last = n
        while last + 1 < len(lines) and _goes_on(lines, n, last):
            last += 1
        original = " ".join(lines[n : last + 1])
        bare = " ".join(map(_without_comment, lines[n : last + 1]))
        if bare.strip():
            yield Raw(n + 1, bare, original)
        n = last + 1


def _goes_on(lines: list[str], first: int, last: int) -> bool:
    """Whether a bracket or cases are open, or an operator ends the line or starts the next."""
    bare = list(map(_without_comment, lines[first : last + 1]))
    text = "".join(bare)
    following = _without_comment(lines[last + 1]).strip()
    if len(text) + len(following) > LONGEST_FORMULA or not text.strip():
        return False
    if "\\begin{cases}" in text:
        return text.count("\\begin{cases}") > text.count("\\end{cases}")
    if re.search(r"[-+*/=^·×@−⊙]\s*$", text) and following:
        return not re.match(r"[^=(]*=", following)
    if re.match(r"[+*/·×@⊙]|\\cdot|\\times|\\odot", following):
        return "=" not in following
    if following[:1] in ("-", "−", "–") and "=" not in following and "=" in text:
        return lines[last + 1][:1].isspace() or bool(_DERIVATIVE.search(text.partition("=")[0]))
    depth = _depth(text)
    if depth <= 0:
        return False
    for line in lines[last + 1 : last + 12]:
        depth += _depth(_without_comment(line))
        if depth <= 0:
            return True
    return False


def _depth(text: str) -> int:
    opening, closing = (sum(map(text.count, signs), 0) for signs in (_OPENING, _CLOSING))
    return opening - closing


def _without_comment(line: str) -> str:
    return _blanked(line, _COMMENT)


def _blanked(text: str, pattern: re.Pattern[str]) -> str:
    return pattern.sub(lambda match: " " * len(match.group()), text)


def _equations(raw: Raw) -> Iterator[Cut]:
    """The parts of a line that say something, definitions behind `where` before the rest."""
    text = _blanked(raw.text, _BRACKETED)
    parts = list(_split(text, 0))
    for start, part in sorted(parts, key=lambda p: not p[1].startswith("where", 1)):
        clean = _clean(_unbracketed(part))
        if clean.strip():
            yield Cut(raw, start, clean)


def _unbracketed(part: str) -> str:
    """`(where u = w*x)` without its brackets."""
    bare = re.sub(r"^[\s,(\[](?=(?:where|with|and where)\s)", " ", part)
    if part[:1] in ("(", "[") and bare != part:
        end = max(part.rfind(")"), part.rfind("]"))
        bare = f"{bare[:end]} {bare[end + 1 :]}" if end > 0 else bare
    return bare


def _split(text: str, start: int) -> Iterator[tuple[int, str]]:
    """A line cut at \\\\, ;, ⇒, `where`, and at commas between two equations."""
    ends: list[tuple[int, int]] = []
    depth, is_piecewise = 0, "\\begin{cases}" in text
    where = {m.start() for m in _WHERE.finditer(text)}
    i = 0
    while i < len(text):
        if text[i] in _OPENING and i not in where:
            depth += 1
        elif text[i] in _CLOSING:
            depth = max(0, depth - 1)
        separator = _SEPARATOR.match(text, i)
        if i in where:
            ends.append((i, i))
        elif separator and depth == 0 and not is_piecewise:
            ends.append((i, separator.end()))
            i = separator.end() - 1
        elif depth == 0 and (length := _between_equations(text, i)):
            ends.append((i, i + length))
        i += 1
    begin = 0
    for end, after in [*ends, (len(text), len(text))]:
        yield start + begin, text[begin:end]
        begin = after


def _between_equations(text: str, i: int) -> int:
    """How long the `,` or ` and ` is that parts `a = b, c = d` here; 0 where there is none."""
    sign = _BETWEEN.match(text, i)
    if sign is None or text[i - 1] == "\\" or "=" not in text[:i]:
        return 0
    right = _BETWEEN.split(text[sign.end() :], maxsplit=1)[0]
    return len(sign.group()) if re.match(r"[^=(<>\[{]*(?<![<>!])=(?!=)", right) else 0


def _clean(text: str) -> str:
    """An equation without numbering, `let`, `therefore`, reasons and the point at the end."""
    text = _blanked(text, _TRAILING)
    for _ in range(_MOST_WORDS):
        match = _START.match(text)
        if match is None:
            break
        text = " " * match.end() + text[match.end() :]
    text = _END.sub(lambda match: " " * len(match.group()), text) if ".." not in text else text
    is_prose = len(text.split()) > 1 and _PROSE.fullmatch(text.strip())
    return "" if is_prose and _PLAIN_WORDS.search(text) else text
