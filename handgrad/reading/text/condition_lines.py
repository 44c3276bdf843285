r"""Statements of one left side, each with a condition under which it holds, as one with cases.

`dz_i = g_i if z_i > 0` and, below it, `= 0 if z_i <= 0`; `If z > 0, then dL/dz = g. If z < 0,
dL/dz = 0`; the rows of a brace drawn with signs: `{ g_i, z_i > 0` above `{ 0, otherwise`.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from handgrad.reading.spelling.letters import LETTER
from handgrad.reading.spelling.needed_signs import has_one, in_small_letters
from handgrad.reading.text.continued import has_relation
from handgrad.regex import regex

_SIGN = r"(?:[<>]=?|≤|≥|≠|!=|\\(?:leqslant|geqslant|leq?|geq?|lt|gt|neq?)(?![A-Za-z]))"
_TERM = r"[^<>=≤≥≠,:;$]{1,40}?"
_COMPARED = rf"{_TERM}{_SIGN}{_TERM}(?:{_SIGN}{_TERM})?"
_FONT = r"\\(?:mathbf|boldsymbol|bm|mathrm|vec)\s*\{\s*"
_ENTRY = rf"(?:{_FONT})?{LETTER}\s*\}}?(?:_\{{?[a-z]\}}?)?"
_EQUAL = rf"\$?\s*{_ENTRY}\s*=\s*(?:{LETTER}|[-+]?\s?[01])(?![\w(=]|\.\d)"
_IF = (
    r"(?:if|when|whenever|for|where|case|wenn|falls|für|bei|si|pour|lorsque|quand|quando|se|per"
    r"|para|cuando|als|voor|если|при|当|若|如果)"
)
_ELSE = r"(?:otherwise|else|sonst|sinon|altrimenti|en otro caso|否则|其他)"
_GAP = r"(?:\s|\\q?quad(?![A-Za-z])|\\[,;:! ]|&|~|\$)"
_DRESS = r"(?:\\(?:text|mbox|mathrm|textrm)\{\s*)?"
_WORDED = rf"{_DRESS}(?i:{_IF})(?![A-Za-z])(?:\s*\d\s*[:.)])?\s*\}}?{_GAP}*"
_OTHERS = rf"{_DRESS}(?i:{_ELSE})(?![A-Za-z])\s*\}}?"
_END = r"[\s.,;:$)]*(?:\\\\)?\s*"
_TRAIL = regex(
    rf"(?P<right>.*?)(?:[,;]{_GAP}*|{_GAP}+)(?:\((?=\s*[^\W\d_]{{2}}))?(?:(?:{_WORDED})(?P<worded>{_EQUAL}|{_COMPARED})"
    rf"|(?P<others>{_OTHERS})|(?P<bare>(?<=[,;]){_GAP}*{_COMPARED}|(?<=[,;]\s){_COMPARED}"
    rf"|(?<=\s\s\s){_COMPARED}|(?<=quad){_GAP}*{_COMPARED})|\((?P<within>{_EQUAL}|{_COMPARED})\)){_END}"
)
# One case of several in a row: `a if z > 0`, `b otherwise`.
_CASE = regex(
    rf"(?P<value>.+?)(?:{_GAP}|[,;])+(?:{_WORDED}(?:[A-Za-z ]{{1,60}}\()?"
    rf"(?P<worded>{_EQUAL}|{_COMPARED}(?=[\s$)]*(?:[,;.]|\\q?quad|\b(?:and|und|et|while)\b|$)))\)?"
    rf"|\((?P<within>{_EQUAL}|{_COMPARED})\)|(?P<others>{_OTHERS}))(?:{_GAP}|[,;.])*(?:(?:and|und|et|while|whereas)\s+)?{_GAP}*"
)
# What holds else, behind a case whose condition was said before: `If z > 0, dL/dz = g, else 0`.
_ELSE_SAID = regex(
    rf"(?P<value>.+?)\s*[,;](?:{_GAP}*(?:and|und|et)\s)?{_GAP}*"
    rf"(?:{_OTHERS}\s+(?:it\s+is\s+|=\s*)?(?P<before>[^=]+?)|(?P<behind>[^=,;]+?){_GAP}+{_OTHERS}){_END}"
)
_APART = regex(rf"\$?\s*([a-z])\s*(?:≠|!=|\\neq?(?![A-Za-z]))\s*({LETTER})\s*\$?")
_BRACKETED_APART = regex(r"\(([^()=<>]{1,24}(?:≠|!=|\\neq?)[^()=]{1,9})\)([\s.$]*)$")
_LEAD = regex(
    rf"[\s*•\-$]*(?:\(?[a-z0-9ivx]{{1,3}}[.)]\s*)?(?:{_WORDED}(?P<worded>{_EQUAL}|{_COMPARED})"
    rf"|(?P<bare>{_COMPARED})(?=\$?\s*:\s)|(?P<others>{_OTHERS}))"
    rf"\$?\s*(?:[,:.]|(?<=[a-z])\s|then\b|we\b|the\b|→|⇒|=>|dann\b|alors\b|有|时|，|：)(?P<said>.*)"
)
LEFT_SIDE = (
    r"(?:\\[dt]?frac\s*\{\s*(?:\\partial|\\delta|d|∂)[^={}]*(?:\{[^{}]*\}[^={}]*)*\}"
    r"\s*\{\s*(?:\\partial|\\delta|d|∂)[^={}]*(?:\{[^{}]*\}[^={}]*)*\}"
    r"(?:(?:\s|\\[ ,])*\\?[A-Za-z]+(?:_\{?\w+\}?)?"
    r"(?:\([^()=]{1,24}(?:\([^()=]{1,12}\))?\))?(?=\s*&?\s*=))?"
    r"|[d∂][A-Za-z]\w*(?:_\{?\w+\}?)?\s*/\s*[d∂]\\?[^\W\d_]\w*\u0302?(?:_\{?\w+\}?)?|\bd[A-Za-z]\w*(?:_\{?\w+\}?)?"
    r"|(?:\\nabla|∇)_?(?:\{[^{}]*(?:\{[^{}]*\}[^{}]*)?\}|\w+)?\s*(?:\\(?:mathcal|mathrm|mathscr)\s*\{?\s*)?\w*\}?)"
)
_EQUATION = regex(rf"{LEFT_SIDE}\s*&?\s*=")
# The first case of an equation, and another one alone on the line below it.
_FIRST_CASE = regex(
    rf"(?:[^=]*?\W)?{LEFT_SIDE}\s*&?\s*=(?P<value>[^=:]+?)(?:{_GAP}|,)+(?:{_WORDED}{_COMPARED}){_END}"
)
_NEXT_CASE = regex(
    rf"\s*(?P<value>[^=:<>$]{{1,60}}?)(?:{_GAP}|,)+(?:{_WORDED}{_COMPARED}|{_OTHERS}){_END}"
)
_WORDED_CASE = regex(rf"{_SIGN}|(?i:{_ELSE})|\b(?i:{_IF})\b")
_STATED = regex(rf"(?P<left>{LEFT_SIDE})\s*&?\s*=(?P<right>.*)$")
_MAY_BE = regex(rf"{_SIGN}|(?i:{_ELSE})|\({_EQUAL}\)")
_IN_BRACKETS = regex(rf"\({_EQUAL}\)")
CONDITION_SIGNS = ("<", ">", "≤", "≥", "≠", "!=", "\\", "否则", "其他")
ELSE_WORDS = ("otherwise", "else", "sonst", "sinon", "altrimenti", "en otro caso")
_OF_CLASS = regex(rf"(?i:\b{_IF})[\s\d*:.)$]*{_ENTRY}\s*=\s*[-+]?\s?[01](?!\w|\.\d)")
_OF_NUMBER = regex(rf"{_ENTRY}\s*=\s*[-+]?\s?[01](?!\w|\.\d)")
# A line with one sign of a brace that is drawn over several.
_PARTED = regex(
    r"(?P<before>[^{}⎧⎨⎩⎪⎰⎱]*)[{⎧⎨⎩⎪⎰⎱](?P<row>[^{}⎧⎨⎩⎪]*(?:\{[^{}]*\}[^{}⎧⎨⎩⎪]*)*)"
)
_STARTS = regex(r"⎧|=[^{}]*\{")
_SENTENCE = regex(
    r"(?<=[^\d.\s:][.;])\s+(?=[A-Z])(?!(?:Then|So|Hence|Thus|We|Here|There|Dann|Alors)\b)"
    r"|(?<=\d\.)\s+(?=If|When|For|Case|Otherwise)|(?<=[。；])"
    r"|(?<=[^\s.];)\s+(?=(?:if|when|for|otherwise|else)\b)"
)
_DISPLAYS = regex(rf"\$\$\s*\$\$\s*(?={LEFT_SIDE}\s*&?\s*=)")
_JOINED = regex(
    r"(?:[,;]\s*(?:(?:and|while|whereas|und|et|y|e|og|och|и)\s+)?"
    rf"|\s(?:and|while|whereas|und|et|y|e|и)\s+)(?={LEFT_SIDE}\s*&?\s*=)"
)
# A case on a line of its own, and the display below it: `If $z > 0$:`, `**Case 2**: $z < 0$`,
# `For the true class ($t_i = 1$) we get`.
_FEW_WORDS = r"(?:[^\W\d_]+[\s,]+)"
_CASE_ALONE = regex(
    rf"[\s*•#\-]*(?:{_FEW_WORDS}{{0,3}}?(?:{_WORDED}|(?i:assume|suppose)[\s$]+)"
    rf"(?:{_FEW_WORDS}{{0,4}}\(\s*)?|(?i:case|fall|cas)\s*\d[\s*:.)]*|{_FEW_WORDS}{{1,5}}\(\s*)\$?\s*"
    rf"(?P<condition>{_EQUAL}|{_COMPARED})[\s*]*\$?[)\s*:,.]*(?:{_FEW_WORDS}{{0,3}}[^\W\d_]+[:,.]?)?\s*"
    rf"|[\s*•#\-]*{_FEW_WORDS}?(?P<others>{_OTHERS})[\s*:,.]*"
)
_AND = regex(rf"^(?:and|while|whereas|und|et|y|e|og|och|en|и)\s+(?=\$?{LEFT_SIDE}\s*&?\s*=)")
_DISPLAY = regex(r"\s*(?:\$\$|\\[\[\]])?\s*")
_HEADING = regex(r"^[A-Z][A-Za-z ]{2,40}:\s*(?=\$)")
_OPERATORS = tuple("*·⋅×⊙∘/+-−(")
_LONGEST, _MOST = 400, 6


class ConditionalStatement(NamedTuple):
    """What a left side is where a condition holds; `left` is empty below a line that has it."""

    left: str
    right: str
    condition: str


def with_conditions(text: str) -> str:
    """The text with every such group of statements as one, in the line of the first."""
    if not _may_hold(text):
        return text
    lines = [_in_rows(line) for line in _with_braces(_led(_gathered(text.split("\n"))))]
    group: list[ConditionalStatement] = []
    places: list[int] = []
    for n, line in enumerate([*lines, "."]):
        if not line.strip(" $"):
            continue
        found = list(_statements(line)) if n < len(lines) and len(line) <= _LONGEST else []
        if found and group and _belong(group[0], found):
            group += found
            places.append(n)
            continue
        _write(lines, group, places)
        group, places = (found, [n]) if found and found[0].left else ([], [])
        if group and not _belong(group[0], found):
            group, places = [], []
    return "\n".join(lines)


def _may_hold(text: str) -> bool:
    """Whether a text has something that may be a condition."""
    if has_one(text, "01") and _OF_NUMBER.search(text):
        return True
    is_signed = has_one(text, CONDITION_SIGNS) or has_one(in_small_letters(text), ELSE_WORDS)
    return bool((is_signed or _IN_BRACKETS.search(text)) and _MAY_BE.search(text))


def _gathered(lines: list[str]) -> list[str]:
    """The lines with cases that stand alone behind the case above them that has a left side."""
    found = list(lines)
    for n, line in enumerate(lines):
        if len(line) > _LONGEST or _is_open(line) or not _FIRST_CASE.fullmatch(line):
            continue
        for m in range(n + 1, min(n + _MOST, len(lines))):
            below = lines[m]
            if len(below) > _LONGEST or _is_open(below) or not _NEXT_CASE.fullmatch(below):
                break
            found[n] = f"{found[n].rstrip(' ,;.')}, {lines[m].strip(' ,;.')}"
            found[m] = ""
    return found


def _is_open(line: str) -> bool:
    return line.count("{") != line.count("}")


def _led(lines: list[str]) -> list[str]:
    """The lines with a case that stands alone before the only equation of the display below."""
    found = list(lines)
    for n, line in enumerate(lines):
        case = _CASE_ALONE.fullmatch(line) if len(line) <= _LONGEST else None
        place = next((m for m in range(n + 1, len(lines)) if lines[m].strip(" $\\[]")), n)
        shown = lines[place].strip().removeprefix("$$").removesuffix("$$").strip()
        shown = shown.strip("$").removeprefix("\\[").removesuffix("\\]").strip()
        stated = _STATED.fullmatch(shown)
        is_typeset = any("$" in line or "\\" in line for line in lines[n : place + 1])
        is_typeset = is_typeset or (case is not None and _is_of_entry(case, stated))
        if case is None or stated is None or place > n + 3 or not is_typeset:
            continue
        behind = lines[place + 1 : place + 2]
        is_open = "$$" not in lines[place] and lines[place - 1].strip() in ("$$", "\\[")
        if is_open and not (behind and _DISPLAY.fullmatch(behind[0]) and behind[0].strip()):
            continue
        equation = f"{stated['left']} = {stated['right'].strip(' .,;')}"
        said = "Otherwise" if case["others"] else f"If ${case['condition'].strip(' $')}$"
        found[n] = f"{said}: ${equation}$"
        found[n + 1 : place + 1 + is_open] = [""] * (place - n + is_open)
    return found


def _is_of_entry(case: re.Match[str], stated: re.Match[str] | None) -> bool:
    """Whether a plain line is about a label, `t_i = 1`, or a sentence: `If y = 1:`.

    The line below it is about a derivative.
    """
    is_derivative = stated is not None and re.search("[/∇]", stated["left"]) is not None
    is_sentence = re.match(r"\s*[A-Z]", case[0]) and case[0].rstrip().endswith(":")
    is_said = is_sentence or case["others"] is not None or "_" in (case["condition"] or "")
    return is_derivative and bool(is_said)


def _write(
    lines: list[str], group: Sequence[ConditionalStatement], places: Sequence[int]
) -> None:
    """Put cases in the place of statements that belong together."""
    if len(group) == 1 and (apart := _APART.fullmatch(group[0].condition)):
        _write_apart(lines, group[0], places[0], *apart.groups())
    if not 1 < len(group) <= _MOST:
        return
    lines[places[0]] = _as_one(group[0].left, group)
    for n in places[1:]:
        lines[n] = ""


def _write_apart(
    lines: list[str], one: ConditionalStatement, place: int, letter: str, label: str
) -> None:
    """`∂L/∂z_k = p_k` for k ≠ y with what another line says of `∂L/∂z_y`, as cases.

    Where no line does, the condition is at least no factor.
    """
    wanted = _bare(one.left).replace(f"_{letter}", f"_{label}")
    for n, line in enumerate(lines):
        stated = _STATED.fullmatch(line.lstrip(" $&").rstrip(" $&.,;\\"))
        if n == place or stated is None or _bare(stated["left"]) != wanted:
            continue
        value = re.sub(
            rf"_(\{{?){re.escape(label)}(?![a-z])", rf"_\g<1>{letter}", stated["right"]
        )
        if wanted != _bare(one.left) and (equal := _made("", value, f"{letter} = {label}")):
            lines[place], lines[n] = _as_one(one.left, [equal, one]), ""
            return
    lines[place] = _BRACKETED_APART.sub(r"for \1\2", lines[place])


def _belong(first: ConditionalStatement, others: Sequence[ConditionalStatement]) -> bool:
    left = _bare(first.left)
    return all(not one.left or _bare(one.left) == left for one in others)


def _bare(left: str) -> str:
    return re.sub(r"[\s$&{}]|\\left|\\right", "", left)


def _statements(line: str) -> Iterator[ConditionalStatement]:
    """The statements of a line where all of its sentences are such."""
    found: list[ConditionalStatement] = []
    displays = _DISPLAYS.split(line)
    for sentence in (part for display in displays for part in _SENTENCE.split(display)):
        if both := _with_else(sentence):
            found += both
        elif "=" in sentence:
            here = [_statement(part) for part in _JOINED.split(sentence)]
            one = _statement(sentence) if not all(here) else None
            found += [part for part in here if part] if all(here) else [one] if one else []
            if not all(here) and one is None:
                return iter(())
    return iter(found)


def _in_rows(line: str) -> str:
    """A line with cases for the cases in a row of each equation that lists such."""
    parts = _JOINED.split(line)
    if len(parts) == 1 or len(line) > _LONGEST:
        return _in_a_row(line)
    found = [_in_a_row(part) for part in parts]
    return _in_a_row(line) if found[:-1] == parts[:-1] else "; ".join(found)


def _in_a_row(line: str) -> str:
    """A line whose last equation lists cases in a row, with them as cases."""
    start = max((match.start() for match in _EQUATION.finditer(line)), default=-1)
    if start < 0 or "begin{" in line or len(line) > _LONGEST or not _WORDED_CASE.search(line):
        return line
    before, text = line[:start], line[start:].strip().removesuffix("\\\\").strip()
    stated = _STATED.fullmatch(text)
    pairs = list(_cases_of(stated["right"])) if stated else []
    made = [_made("", *pair) for pair in pairs if not re.search(r"[:$]", pair[0].strip(" $"))]
    if stated is None or len(made) != len(pairs) or not pairs or not all(made):
        return line
    closing = "$" * (len(before) - len(before.rstrip("$")))
    return f"{before}{_as_one(stated['left'], [one for one in made if one])}{closing}"


def _as_one(left: str, group: Sequence[ConditionalStatement]) -> str:
    rows = r" \\ ".join(f"{one.right} & {one.condition}" for one in group)
    return rf"{left} = \begin{{cases}} {rows} \end{{cases}}"


def _with_else(text: str) -> list[ConditionalStatement]:
    """`If z > 0, dL/dz = g, else 0` as two cases."""
    lead = _LEAD.fullmatch(text.strip())
    stated = _STATED.search(lead["said"]) if lead and lead["worded"] else None
    match = _ELSE_SAID.fullmatch(stated["right"]) if stated else None
    if lead is None or stated is None or match is None:
        return []
    first = _made(stated["left"], match["value"], lead["worded"])
    other = _made("", match["before"] or match["behind"], r"\text{otherwise}")
    return [first, other] if first and other else []


def _cases_of(right: str) -> Iterator[tuple[str, str]]:
    """The values and their conditions; nothing where anything else stands there."""
    found: list[tuple[str, str]] = []
    place = 0
    while place < len(right):
        match = _CASE.match(right, place)
        if match is None or _goes_on(match["value"]):
            return
        found.append(
            (match["value"], match["worded"] or match["within"] or r"\text{otherwise}")
        )
        place = match.end()
    yield from found if len(found) > 1 and "otherwise" not in found[0][1] else ()


def _goes_on(value: str) -> bool:
    """Whether a value goes on with what stands in the bracket behind it: `tau * (y > f)`."""
    return value.rstrip()[-1:] in _OPERATORS or value.count("(") != value.count(")")


def _statement(text: str) -> ConditionalStatement | None:
    text = _AND.sub("", text.strip().removesuffix("\\\\").strip(), count=1)
    lead = _LEAD.fullmatch(text)
    may_be = lead or _MAY_BE.search(text) or _OF_CLASS.search(text)
    if not may_be or "begin{" in text:
        return None
    condition = (lead["worded"] or lead["bare"] or r"\text{otherwise}") if lead else ""
    stated = _STATED.search(lead["said"] if lead else text)
    if lead and stated:
        return _made(stated["left"], stated["right"], condition)
    left, _, right = _HEADING.sub("", text).strip(" $&").partition("=")
    if lead or not right or not has_relation(text) or "≠" in left or re.search(r"[<>!]$", left):
        return None
    trail = _TRAIL.fullmatch(right)
    if trail is None:
        return None
    found = trail["worded"] or trail["bare"] or trail["within"]
    return _made(left, trail["right"], found or r"\text{otherwise}")


def _made(left: str, right: str, condition: str) -> ConditionalStatement | None:
    value = right.rpartition("=")[2].strip(" $&.,;")
    value = "0" if value.lower() == "zero" else value
    condition = condition.strip(" $&.,;")
    if condition.count("(") > condition.count(")"):
        condition = condition.removeprefix("(")
    if (
        not value
        or _JOINED.search(right)
        or _MAY_BE.search(value)
        or any(
            value.count(opening) != value.count(closing)
            for opening, closing in ("()", "{}", "[]")
        )
    ):
        return None
    return ConditionalStatement(left.strip(" $&"), value, condition)


def _with_braces(lines: list[str]) -> list[str]:
    """The lines with a brace that is drawn with signs, one in each, in braces."""
    found = list(lines)
    n = 0
    while n < len(found):
        end = _end_of_brace(found, n)
        parts = [_PARTED.fullmatch(line) for line in found[n:end]]
        heads = [part["before"] for part in parts if part and part["before"].strip()]
        rows = [part["row"].strip(" ,;") for part in parts if part and part["row"].strip()]
        if end > n + 1 and len(heads) == 1 and heads[0].count("=") == 1 and len(rows) > 1:
            inside = "; ".join(rows)
            found[n:end] = [f"{heads[0]}{{ {inside} }}", *[""] * (end - n - 1)]
        n = max(end, n + 1)
    return found


def _end_of_brace(lines: Sequence[str], n: int) -> int:
    """The line behind a brace that is drawn from this line on."""
    end = n
    while end < min(len(lines), n + _MOST) and _PARTED.fullmatch(lines[end]):
        is_next = end > n and _STARTS.search(lines[end]) is not None
        if is_next:
            break
        end += 1
    return end
