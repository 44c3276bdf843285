"""An answer's text to its equations: prose, numbering and comments blanked, lines cut.

What is left out is replaced by spaces, so that every place in a line stays where it was.
Nothing is left out but numbering, comments behind # and //, and words of a fixed list.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from handgrad.errors import FormulaError
from handgrad.reading.names.vocabulary import Names
from handgrad.reading.text import asides, continued
from handgrad.reading.text.brackets import CLOSING, OPENING, unwrapped
from handgrad.reading.text.joining import (
    DERIVATIVE,
    MOST_LINES,
    Raw,
    joined_lines,
    with_whole_differentials,
)
from handgrad.reading.text.points_parted import with_points_parted
from handgrad.reading.text.prose import Prose
from handgrad.reading.text.set_to_zero import is_set_to_zero
from handgrad.reading.text.shapes_behind import shapeless
from handgrad.reading.text.text_layout import unarranged
from handgrad.regex import regex

LONGEST_ANSWER = 40_000

# An equation of one name, or of one derivative, that needs no look for what is said around it.
_PLAIN = regex(
    r"[ ]?(?:[A-Za-z]\w*|d[A-Za-z]\w*/d[A-Za-z]\w*)[ ]?=[ ]?[-(\w]"
    r"(?:[-+*/^()\w]++|[ .](?=[-+*/(\w]))*+"
)
_LETTERS = regex(r"[^\W\d]\w*")
# Numbers of lines and steps, bullets, prompts, fences, arrows.
_NUMBERING = regex(
    r"""\s*(?:
        (?:>>>|\\item|[\u2500-\u257f]+\s*[→>▶►]?
        |(?:[-–—―•*+‣▪◦●○>]\s+|\\bullet(?![A-Za-z]))(?=[^=]*[A-Za-z∂\\][^=]*=)|`{1,3}|\*\*)
      | (?:step|part|line|eq\.|equation|exercise|question)\s*\(?\d+[a-z]?\)?
        \s*(?:\([a-z]\))?[:.)]?
        (?=\s+[^\s=:])
      | [A-Za-z]\w{0,11}\s?(?::\s|：)
        (?=\s*\$?\s*(?:\\[dt]?frac|\\partial|\\nabla|[∂∇]|d\w+/d\w)[^=]*=)
      | (?:[a-h]|[A-Z]\d{1,2})\.\s(?=\s*(?:\\[dt]?frac|\\partial|\\nabla|[∂∇]|d\w+/d\w))
      | (?:\(?(?:\d{1,3}|[a-h]|[ivx]{1,4})\)|\d{1,3}[.:]\s)(?=\s*[A-Za-z∂\\∇$].*[=≈])
      | \d{1,2}(?:\.\s+(?=\$)|\)\s+(?=[-\w∂\\∇$(]))
      | \[\d{1,2}\](?=[\s~]*(?:\\[,;:!quad ]+)?\s*(?:\\[dt]?frac|\\nabla|[∂∇]|d\w+/d\w)[^=]*=)
      | (?:∴|⇒|=>|⟹|⇔|<=>|\\therefore\b|\\(?:Right|Leftright)arrow\b|\\implies\b|\\iff\b|→)
      | (?:\\q?quad\b|[,;.](?=\s))
      | [，；。、]
    )""",
    re.VERBOSE | re.IGNORECASE,
)
# A dash that may be a minus or a bullet, for which a sign stands that nobody reads.
_DASHED = regex(r"^(?P<before>\s*)[—―](?=[A-Za-z∂∇$\\][^=]*=)")
_END = regex(
    r"(?<![\s,;:])(?:[\s,;:$`。，；]|(?<=[\s)])[!！]|\*\*|\\\\|\\q?quad\b|\\[,;:!]|(?<![.\d])\.|(?<=\d)\.(?=\s*$)|\\(?=[\s$]*$)|\band\b"
    r"|\\end\{(?:equation|displaymath|align|gather|multline|eqnarray|split)(?:ed|at)?\*?\})++$",
    re.IGNORECASE,
)
# The number of a point of a list, with nothing behind it.
_POINT = regex(r"[\s*#>]*\d{1,3}[.)][\s*]*")
# What numbers the equation above.
_LABEL = regex(r"\s*\(\d{1,3}(?:\.\d{1,3}){0,2}[a-z]?\)[\s.$]*")
# Words of Markdown in bold: `**1. With respect to $a$:**`.
_HEADING = regex(
    r"(?<![\w)\]}])\*\*(?=(?:\d+[.)]|\([a-z]\)|[A-Za-z]{3,})[^*\n]*[A-Za-z]{3,}"
    r"|[A-Za-z]{4,}\s?\d{1,2}[a-z]?\s?[:.]?\*|[A-Z][a-z]+[ ]\$[^$*=\n]{1,40}\$[.:]?\*"
    r"|[\u3040-\u9fff\uac00-\ud7af])([^*\n]+)\*\*"
)
# What is called negative, and is not the negative of a formula.
_NEGATIVES = regex(
    r"(?i)\bnegative[ -](?=(?:samples?|sampling|class(?:es)?|examples?|pairs?|words?|contexts?|"
    r"phase|labels?|slope|vectors?)\b)"
)
# A word of one letter: `\\qquad y \\qquad`.
_BETWEEN_QUADS = regex(r"(?<=quad)\s+[eyiou](?=\s+\\q?quad)")
# A formula of Markdown among words.
_IN_BACKTICKS = regex(r"`([^`\n]*=[^`\n]*)`(?=.*[A-Za-z]{3})")
_CODE_BESIDE_DOLLARS = regex(r"`([^`$\n]+)`")
_EQUALS = regex(r"(?<![<>!])=|≈|←")
_MOST_NUMBERS = 8
# What an index runs over, behind a formula.
_FOR_ALL = regex(
    r"[\s,(]\(?(?:for\s+(?:all|each|every|any)\b\s*\$?\s*"
    r"(?:[a-z]\b[^<>≤≥=]*|(?:of\s+)?the\b[^=]*|$)"
    r"|(?:for\s+(?:(?:all|each|every|any)\s+)?)?\$?[a-z](?:\s*,\s*[a-z])*"
    r"\s*(?:=|∈|\\in\b|in\b)\s*(?:\\?\{|\[)?\s*[01]\s*"
    r"(?:,\s*(?:\d\s*,\s*)*(?:\.\.|…|\\[lc]?dots|\d)|\.\.|…|\\[lc]?dots)"
    r"(?:(?!\.\$?[ ]+[A-Z][a-z]).)*)\)?\s*(?:$|(?=\.\$?[ ]+[A-Z][a-z]))",
    re.IGNORECASE,
)
# Which layers a line speaks of: `l = L-1, ..., 1`.
_FOR_LAYERS = regex(
    r"[,(]?[ ]{0,4}(?:for[ ]{1,4})?(?:(?:all|each|every|any)[ ]{1,4})?"
    r"(?:(?:hidden[ ]{1,4})?layers?[ ]{1,4})?\$?[ ]{0,4}(?:\\ell\b|\b[lt])[ ]{0,4}"
    r"(?:=|∈|\\in\b)[ ]{0,4}\\?[{\[]?[ ]{0,4}(?:\d|[LT])[\dLT ,−–-]{0,40}"
    r"(?:(?:\.{2,4}|…|\\[lc]?dots|to|down)[\dLT ,−–-]{0,40}){1,4}\\?[}\]]?\$?\)?"
)
# Arrows between equations; a weak one may stand within one too.
_STRONG = (
    r"⇒|⟹|⇐|⟸|⇔|⟺|↔|⟷|∴|<?={1,2}>|<-{1,2}>|\\(?:implies(?:by)?|iff|therefore|[Ll]eftrightarrow|"
    r"[Ll]ongleftrightarrow|Rightarrow|Longrightarrow|Leftarrow|Longleftarrow)\b"
)
_WEAK = (
    r"(?:→|⟶|↦|⟼|⇝|-{1,2}>|\\(?:to|(?:long)?rightarrow|(?:long)?mapsto|leadsto|"
    r"rightsquigarrow)\b)"
)
_SEPARATOR = regex(
    rf"\\\\(?:\[[^\]]*\])?|(?<!\\)[;；]|{_WEAK}(?=[\s$]*(?:d\w*/d|∂|\\partial|\\nabla|∇|"
    rf"\\[dt]?frac|grad\b)[^=]*=)|{_STRONG}|(?P<weak>{_WEAK})(?=[^=]{{1,80}}=)"
    r"|(?<=[\w'²³ᵀ⊤])[ ]{3,}(?=(?:d[A-Za-z]\w*/d[A-Za-z]|∂[^\s=]{1,12}/∂|∇)[^=]{0,60}=)"
    r"|(?P<told>:)(?=[\s$]*(?:d\w*/d|∂|\\partial|\\nabla|∇|\\[dt]?frac)[^=]*=)"
    r"|\\(?:begin|end)(?=\{(?:cases|\w?matrix|smallmatrix|array)\})|\\[{}]|(?<!\\)\\[\[\]()]|[()\[\]{}]"
)
# What a letter is, before a colon and what is said with it: `δ = 2(p - y): dL/dw = δ x`.
_VALUE_OF_NAME = regex(r"[\s$]*(?:\\[a-z]+|[A-Za-zα-ω]\d?)[\s$]*=[^=<>]*[-+*(][^=<>]*")
# What enters a network that is drawn with arrows: `x → z = Wx + b → ...`.
_DRAWN = regex(r"[\s$`]*[A-Za-z]\w{0,2}[\s$`]*")
# Two equations side by side in plain text: `z = Wx + b      a = f(z)`.
_APART = regex(
    r"(?<=[\w)\]²³ᵀ⊤'])(?<![A-Za-z]{4})(?:[ ]{3,}|[ ]?\t[ \t]*)"
    r"(?=(?:[A-Za-zŷδ](?:[₀-₉\d]|_\w{1,4})?[ ]{1,4}|"
    r"(?:[d∂]\w{1,12}(?:/[d∂]\w{1,12})?|(?:∇|grad)_?\w{0,9}(?:[ ]\w)?)[ ]{0,4})=[ ])"
)
_DISPLAY_SIGNS = (r"\[", r"\]", r"\(", r"\)")
_BETWEEN_SIGNS = regex(
    r"(?<!\\)[,，](?!\w\})|\s(?:and|then)\s|\\q?quad\b|(?<!\\)&(?=[^&=]*&[ ]*=)"
)
_BETWEEN = regex(
    rf"{_BETWEEN_SIGNS.pattern}|\\(?:begin|end)(?=\{{(?:cases|array)\}})|[()\[\]{{}}⟨⟩]|\\[lr]angle"
)
_LEFT_SIGNS = (*OPENING, "⟨", r"\langle", r"\begin")
_RIGHT_SIGNS = (*CLOSING, "⟩", r"\rangle", r"\end")
# What holds only where something else does, said behind a formula.
_CONDITION = regex(r"[^=]*(?<![\w{,])(?:if|when|otherwise|else)\b")
_WHERE_IT_HOLDS = regex(
    r"(?<![.\w])where\b(?!\s*\()(?=[^,.;=]*(?:(?<!-)[<>≤≥≠]|\\(?:leq?|geq?|lt|gt|neq?)\b))|\belsewhere\b"
)
# A definition in brackets behind a formula: `(u = w*x)`.
_IN_BRACKETS = regex(r"\W*[(\[{]\s*\\?[A-Za-z]\w*(?:_\{?\w+\}?)?\s*=")
_PARTED = regex(r"^(?:[\s,，]|\\q?quad\b|and\s)+")
# A reason for the next step of a chain: `Since $\\sum_i y_i = 1$:`.
_REASON = regex(
    r"(?i)[\s*>(•-]*(?:since|because|as|using|use|given|recall|noting|note|but|with|by|weil|da|mit|"
    r"puisque|car|como|dado|poiché|因为|由于|利用|注意|又)(?![a-z])"
)
# What may be a factor or a condition behind `;`, where a text has lost the backslash of `\\;`.
_FACTOR = regex(r"(?=[^=]*[A-Za-z])(?:\\[A-Za-z]+|[A-Za-z]\w?(?!\w)|[^\w\\=]|\d)+")
# Words with a formula among them, that have come to their end.
_ENDED_SENTENCE = regex(r"[\W_]*[^\W\d_]{2,}(?:\s+[^\W\d_]{2,})*\s+\$.*[.。]\s*$")
_WHERE = regex(r"(?:^|[\s,(\[])(?:where|with)\b", re.IGNORECASE)


class Cut(NamedTuple):
    """One equation of a line, from `start` on; `entry` of a whole gradient, for one `layer`.

    Of a layer that `is_layer_open` nobody knows whether the equation speaks of it.
    `differential` is a name by which a differential of the loss is told, "" of one by none.
    `is_aside` is one of what words say to be a special case, or something else; one that
    `is_denied` is said to be wrong.
    """

    raw: Raw
    start: int
    text: str
    entry: int | None = None
    layer: int | None = None
    is_layer_open: bool = False
    is_aside: bool = False
    is_denied: bool = False
    differential: str | None = None

    @property
    def is_bulleted(self) -> bool:
        """Whether the dash before it could be a minus: `- dL/dw = ...`."""
        return self.raw.original[: self.start + 8].lstrip()[:2] in ("- ", "− ", "– ") and not (
            self.raw.original[: self.start].strip(" -−–")
        )


def cuts(text: str, names: Names) -> list[Cut]:
    """The equations of an answer, from top to bottom, what `where` introduces first.

    Raises FormulaError for an answer that is too long.
    """
    if len(text) > LONGEST_ANSWER:
        raise FormulaError(
            f"the answer has {len(text)} characters, at most {LONGEST_ANSWER} are read"
        )
    prose = Prose(names, text)
    found: list[Cut] = []
    lead = ""
    rows = list(joined_lines(text, prose))
    for n, raw in enumerate(rows):
        is_label = found and _LABEL.fullmatch(raw.text)
        if is_label or (len(rows) > 1 and _POINT.fullmatch(raw.text)):
            continue
        said, length = asides.bare_case(raw.text, names)
        bare, lead = raw._replace(text=" " * length + raw.text[length:]), said or lead
        here = list(_equations(bare, prose, lead))
        case = asides.case_begun(raw.text, names)
        if case and not DERIVATIVE.search(raw.text):
            lead = case
            continue
        lead = asides.sentence(f"{lead} {raw.text}") if _goes_on(raw, here) else ""
        place = len(found)
        is_definition = here and not DERIVATIVE.search(here[0].text.partition("=")[0])
        is_said = _REASON.match(raw.text) or _ENDED_SENTENCE.match(raw.original)
        is_reason = n + 1 < len(rows) and is_said and _continues(rows[n + 1])
        is_before = is_definition and (is_reason or _WHERE.match(raw.original))
        is_before = is_before or (is_reason and _REASON.match(raw.text))
        while place and here and is_before:
            place -= 1
            if not found[place].text.lstrip().startswith("="):
                break
        found[place:place] = here
    in_numbers = any(asides.is_in_numbers(cut.text, names) for cut in found)
    names.has_point |= in_numbers
    if in_numbers or asides.gives_point(text, names):
        found = [c._replace(is_aside=c.is_aside or asides.is_value(c.text)) for c in found]
    if len(found) > MOST_LINES:
        raise FormulaError(
            f"an answer has at most {MOST_LINES} equations, this one {len(found)}"
        )
    return found


def _goes_on(raw: Raw, here: Sequence[Cut]) -> bool:
    """Whether a sentence goes on below a line: it claims nothing, or only for a case."""
    if raw.text.rstrip().endswith("\\\\"):
        return all(cut.is_aside for cut in here)
    return not any(_EQUALS.search(cut.text) for cut in here)


def _continues(raw: Raw) -> bool:
    """Whether a line goes on with the equation above what is said before it."""
    return continued.without_starts(raw.text.replace("$", " ")).startswith("=")


def _blanked(text: str, pattern: re.Pattern[str]) -> str:
    return pattern.sub(lambda match: " " * len(match.group()), text)


def _equations(raw: Raw, prose: Prose, lead: str) -> Iterator[Cut]:
    """The parts of a line that say something, definitions behind `where` before the rest.

    `lead` are the words of the lines above that belong to the same sentence.
    """
    if is_plain(raw.text, prose):
        return iter((_said_behind(lead, Cut(raw, 0, raw.text), prose.names),))
    return equations_said(raw, prose, lead)


def _said_behind(before: str, cut: Cut, names: Names) -> Cut:
    """An equation with what the words before it in its sentence make of it."""
    is_denied = asides.is_denied(before)
    is_aside = is_denied or asides.is_aside(before, cut.text, names)
    if "0" in cut.text and not is_aside:
        behind = cut.raw.text[cut.start + len(cut.text) :]
        near = asides.sentence(before[-asides.LONGEST_SAID :])
        is_aside = is_set_to_zero(near, cut.text, behind)
    return cut._replace(is_aside=is_aside, is_denied=is_denied)


def _label(part: str, clean: str) -> str:
    """What stood before an equation in its part: `Wrong: `."""
    return part[: len(clean) - len(clean.lstrip())]


def is_plain(text: str, prose: Prose) -> bool:
    """Whether a line is one equation between names that are nothing else: no word of prose."""
    return _PLAIN.fullmatch(text) is not None and all(
        prose.kind_of_word(match[0], text[match.end() : match.end() + 2]) == "math"
        for match in _LETTERS.finditer(text)
    )


def equations_said(raw: Raw, prose: Prose, lead: str = "") -> Iterator[Cut]:
    """The equations of a line with whatever is said around them taken away."""
    marked = _blanked(_HEADING.sub(r"  \1  ", raw.text), _NEGATIVES)
    if "`" in marked:
        in_code = _CODE_BESIDE_DOLLARS if "$" in marked else _IN_BACKTICKS
        marked = in_code.sub(r"$\1$", marked).replace("`", " ")
    marked = _blanked(shapeless(marked, prose.names.vocabulary.sizes), _BETWEEN_QUADS)
    if "\\" not in marked:
        marked = with_points_parted(_APART.sub(_parted, marked), prose.names.vocabulary)
    text = unarranged(continued.with_ends(continued.on_one_line(marked)))
    text = with_whole_differentials(text, prose.names)
    found: list[Cut] = []
    for start, part in _split(text):
        first = len(found)
        bare = _numbered(_blanked(_blanked(part, _FOR_ALL), _FOR_LAYERS))
        bare = _WHERE_IT_HOLDS.sub(
            lambda match: "when " if match.group() == "where" else "otherwise", bare
        )
        for formula in () if prose.is_legend(bare) else prose.formulas(bare):
            is_first = _POINT.match(bare) and not bare[: formula.start].strip(" *#>")
            if is_first and _POINT.fullmatch(formula.text) and not _POINT.fullmatch(bare):
                continue
            said = lead + part[: formula.start]
            here = [
                _said_behind(
                    said + formula.text[:place] + _label(part[formula.start + place :], clean),
                    Cut(raw, start + formula.start + place, clean),
                    prose.names,
                )
                for place, equation in _between(formula.text)
                if (clean := _clean(equation)).strip()
                and not asides.says_when(said + formula.text[:place], clean, prose.names)
            ]
            is_claim = here and DERIVATIVE.search(here[0].text.partition("=")[0])
            is_definition = _WHERE.search(part[: formula.start]) and not is_claim
            place = first if is_definition else len(found)
            found[place:place] = here
        lead = ""
    return iter(found)


def _parted(match: re.Match[str]) -> str:
    """A semicolon between two equations; what stands before the first is a word."""
    is_between = "=" in match.string[: match.start()]
    return ";".ljust(len(match[0])) if is_between else match[0]


def _numbered(text: str) -> str:
    """The text without the numbers and bullets in front."""
    for _ in range(_MOST_NUMBERS):
        match = _NUMBERING.match(text)
        if match is None:
            return _DASHED.sub(r"\g<before>⸺", text, count=1)
        text = " " * match.end() + text[match.end() :]
    return text


def _split(text: str) -> Iterator[tuple[int, str]]:
    """A line cut at \\\\, ; and ⇒ outside of arrays."""
    depth, begin = 0, 0
    for match in _SEPARATOR.finditer(text):
        sign = match.group()[-1:] if match.group() in ("\\{", "\\}") else match.group()
        if sign in _LEFT_SIGNS:
            depth += 1
        elif sign in _RIGHT_SIGNS:
            depth = max(0, depth - 1)
        elif depth == 0 and sign not in _DISPLAY_SIGNS:
            before = text[begin : match.start()]
            if match["weak"] and "=" not in before and not _DRAWN.fullmatch(before):
                continue
            if match["told"] and not _VALUE_OF_NAME.fullmatch(before):
                continue
            if sign in (";", "；") and "\\" in before and _FACTOR.fullmatch(text, match.end()):
                continue
            yield begin, text[begin : match.start()]
            begin = match.end()
    yield begin, text[begin:]


def _between(text: str) -> Iterator[tuple[int, str]]:
    """A text cut at the commas and spaces that part `a = b, c = d`."""
    depth, begin = 0, 0
    for match in _BETWEEN.finditer(text):
        sign = match.group()
        if sign in _LEFT_SIGNS:
            depth += 1
        elif sign in _RIGHT_SIGNS:
            depth = max(0, depth - 1)
        elif depth == 0 and "=" in text[begin : match.start()]:
            right = _first(text[match.end() :])
            if (
                not _CONDITION.match(right)
                and re.match(r"[^=(<>\[{]*(?:[({\[][^=]*)?(?<![<>!])=(?!=)", right)
                and (continued.has_relation(right) or _IN_BRACKETS.match(right))
                and not right.lstrip().startswith("=")
            ):
                yield begin, text[begin : match.start()]
                begin = match.end()
    yield begin, text[begin:]


def _first(text: str) -> str:
    """What stands up to the next comma or space that parts two equations."""
    text = _PARTED.sub(lambda match: " " * len(match.group()), text, count=1)
    depth = 0
    for match in _BETWEEN.finditer(text):
        sign = match.group()
        if sign in _LEFT_SIGNS or sign in _RIGHT_SIGNS:
            depth += 1 if sign in _LEFT_SIGNS else -1
        elif depth == 0:
            return text[: match.start()]
    return text


def _clean(text: str) -> str:
    """An equation without numbering in front and the point at the end."""
    text = _numbered(text)
    end = _END.search(text)
    is_open = end is not None and ".." in text[max(0, end.start() - 2) :]
    return unwrapped(text if is_open else _blanked(text, _END))
