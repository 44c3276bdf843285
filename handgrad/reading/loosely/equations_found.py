r"""The equations of a text, whatever stands around them: for each left side its last side.

A left side that speaks of one parameter, and of nothing else of the page but the loss, can only
be the derivative by that parameter where the right side is.
"""

import re
from collections.abc import Iterator

from handgrad.reading.loosely.words_kept import may_change
from handgrad.reading.names.vocabulary import Names, Vocabulary
from handgrad.reading.spelling.letters import letter_named, spelled
from handgrad.reading.text.last_formula import parted_at
from handgrad.regex import regex

_ROWS = r"(?:align|aligned|equation|gather|gathered|eqnarray|split|multline|alignat|flalign)\*?"
_FRAME = regex(
    rf"\\(?:begin|end)\s?\{{{_ROWS}\}}(?:\{{\w*\}})?|\\eqalign\s?\{{|\\*\$+|(?<![\\A-Za-z])\\+[\[\]](?![^\s\w\\])"
    r"|\\f[\[\]$]|\\+[()]|`+|</?math>"
)
_BREAK = regex(
    r"\\\\(?:\[[^\]]*\])?|\\cr(?![A-Za-z])|\n|\\q?quad(?![A-Za-z])|;|(?<=[\w)}\]])\.\s+(?=[A-Z\\])"
)
_ARROW = regex(
    r"\\(?:[Ll]ong)?[Rr]ightarrow(?![A-Za-z])|\\(?:implies|iff|therefore|Leftrightarrow)(?![A-Za-z])"
    r"|⇒|⟹|⇔|=>|-{2,}>"
)
# A matrix, or rows of equations that are typed as one.
_MATRIX = regex(
    r"\\begin\s?\{(?P<kind>[bpvBV]?matrix|array|cases)\}(?:\{\w*\})?(?P<rows>.*?)\\end\s?\{(?P=kind)\}",
    re.DOTALL,
)
_ESCAPED = regex(r"(\\(?:left|right))\\(?=[\[\]])")
_DISPLAY = regex(
    rf"\$\$.*?\$\$|\\\[.*?\\\]|\\begin\s?\{{(?P<kind>{_ROWS})\}}.*?\\end\s?\{{(?P=kind)\}}",
    re.DOTALL,
)
_INLINE = regex(r"(?<!\$)\$(?!\$)[^$=\n]+\$(?!\$)|\\+\([^=\n]+?\\+\)|`[^`=\n]+`")
_BOLD = regex(r"(?<!\S)\*\*(?=\S)|(?<=\S)\*\*(?!\S)")
_MARKS = "$`()\\"
_KEPT = regex("\x00(\\d+)\x00")
_CLOSING_MARK = regex(r"\s+[#%*]+\s*$")
_NEXT_LINE = regex(r"\n\s*(?:#+(?=\s)|%|\*(?=\s))?")
_UNDERLINE = regex(r"\s*={3,}\s*")
_RULE = regex(r"\s*[-_*#~.,\s]*")
_BULLET = regex(r"\s*(?:(?:[#*>•‣–%]|//|--)+\s+|\(?(?:\d{1,2}|[a-h]|i{1,3})[.)]\s+)*")
_GOES_ON = regex(r"\s*(?:=|[-+]\s|[+*/]|\\(?:cdot|times|odot|pm)(?![A-Za-z]))")
_IS_OPEN = regex(r"(?:[-+*/=(]|\\(?:cdot|times|odot|left\s?[(\[]))\s*")
_INDEX_FROM = regex(r"(?P<sum>(?:∑|Σ|\\sum|(?<![A-Za-z])sum)\s?_?\s?[a-z]\s?)=")
_ZERO = regex(r"\s*(?:\\(?:mathbf|vec)\s?\{?\s?)?0\s*\}?[\s\\.,]*")
_ENDS = regex(
    r"(?:\\text\s?\{[^{}]*\}|[\s.,;:?!&]|\\(?:blacksquare|square|quad|qquad|nonumber|notag|[,;!])(?![A-Za-z])"
    r"|\s\(\d{1,2}(?:\.\d+)?\))+$"
)
_REMARK = regex(
    r"(?:,?\s+(?:where|for (?:all|each|every|any)|with|so|since|because|as)\s.*"
    r"|\s*(?:#|//|--+>?|—|–\s)\s*[^\W\d_].*|\s+[(\[][^\W\d_]{2,}[^()\[\]=]*[)\]]|,?\s*(?:\\forall|∀).*)$"
)
_OPERATOR = regex(r"[+*/^×·÷²³]|-\s|\\(?:cdot|times|frac|odot)(?![A-Za-z])")
_SETS = regex(r"\\math\w+\s?\{?\s?\w\s?\}?\s?\^\s?(?:\w|\{[^{}]*\})")
_WORDS = regex(r"(?<![\\\w])[^\W\d_]{3,}")
_CONDITION = regex(
    r"(?i)(?:if|when|for|assuming|si|wenn|falls|pour|für)\s[^=,:]{0,60}[,:]\s*(?:then|we (?:have|get)|one has)?\s*"
)
_PROSE = regex(r"(?:[^\W\d_]{2,}['’]?[ ,]+)+(?=\S)")
_SIGNS = regex(
    r"\\(?:partial|nabla|delta|Delta)(?![A-Za-z])|[∂∇δΔ]|(?<![A-Za-z\\])[dD](?=[\W_\d]|[A-Za-z]+\b)"
    r"|grad|deriv|slope|'|\\prime"
)
_TWICE = regex(r"\^\s?\{?\s?2|²|''|\\prime\s?\\prime|\\Delta|[Hh]ess")
_MADE = regex(r"[-+*·×−]|\\(?:cdot|times|odot|sum)(?![A-Za-z])|(?<![\w_^{\[])\d|∑|Σ")
_COMMAND = regex(
    r"\\(?:left|right|math\w+|boldsymbol|bm|vec|text|operatorname|mbox|[bB]ig+[lr]?|q?quad|[,;:!]"
    r"|[dt]?frac|partial|nabla)(?![A-Za-z])"
)
_ARGUMENTS = regex(r"\([^()]*\)")
_SCRIPT = regex(r"[_^]\s?(?:\{(?:[^{}]|\{[^{}]*\})*\}|\\?\w+)")
_LETTERS_BELOW = regex(r"[_^]\s?(?:\{[^{}]*[A-Za-z][^{}]*\}|[A-Za-z](?![A-Za-z]))")
_WORD = regex(
    r"(?P<letters>\\?[A-Za-z]+|[α-ωΑ-Ω])(?:(?<=[α-ωΑ-Ω])[i-n](?![A-Za-z]))?(?:\s?_?\s?\{?(?P<number>\d+)\}?)?"
)
_NAME = regex(r"\\?[A-Za-zα-ω]\w*(?:\s?[_^]\s?(?:\{[^{}]*\}|\w))?'?")
_RANGE = regex(r"\d+\s*(?:[,:;]|\.\.|\\[lc]?dots|…)")
_SAYS = frozenset("d D delta partial grad gradient gradients nabla derivative".split())
_PAIRS = {"(": ")", "[": "]", "{": "}"}


def with_equations_found(text: str, page: Vocabulary) -> str:
    r"""The derivatives of the loss that a text says, and what it defines for them.

    >>> page = Vocabulary(dict.fromkeys("wxL", (1, 1)), "L", ("w",), ("x",))
    >>> with_equations_found(r"Hence grad(w) = \partial L = 2x, for all x", page)
    '\\frac{\\partial L}{\\partial w} = 2x'
    """
    found = _Found(page)
    return found.text() or text if all(map(found.takes, _rows(text))) else text


class _Found:
    """What is found in a text, row by row."""

    def __init__(self, page: Vocabulary) -> None:
        self.page, self.names = page, Names(page)
        self.lines: list[tuple[str, str]] = []

    def text(self) -> str:
        """The derivatives, behind the definitions of the names that they use."""
        used = " ".join(line for name, line in self.lines if not name)
        kept: list[str] = []
        for name, line in reversed(self.lines if used else []):
            if not name or re.search(rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])", used):
                kept.append(line)
                used += line
        return "\n".join(reversed(kept))

    def takes(self, row: str) -> bool:
        """Whether a row leaves certain what the text says."""
        first, *rest = _sides(row)
        if not rest:
            is_formula = _OPERATOR.search(_SETS.sub(" ", row)) and len(_WORDS.findall(row)) < 3
            return not is_formula and not may_change(row)
        words = _CONDITION.match(first) or _PROSE.match(first)
        formula = _formula(rest.pop())
        if formula is None or (words and may_change(words[0])):
            return False
        left = first[words.end() :] if words else first
        if any(map(self.is_made_of_derivative, (left, *rest))):
            return False
        heads = (left,) if self.taken_by(left) else rest
        if by := next(filter(None, map(self.by, heads)), ""):
            head = rf"\frac{{\partial {self.page.loss}}}{{\partial {by}}}"
            self.lines.append(("", f"{head} = {formula}"))
        name = _NAME.fullmatch(left.rstrip("& :"))
        if name and not _RANGE.match(formula):
            self.lines.append((name[0], f"{left} = {formula}"))
        return True

    def by(self, side: str) -> str:
        """What the derivative that a side is and nothing else is taken by, as it is typed."""
        return self.taken_by(side) if self.is_of_loss(side) and not _is_made(side) else ""

    def is_made_of_derivative(self, side: str) -> bool:
        """Whether a side is made of one derivative of the loss, or of higher order."""
        is_other = _is_made(side) or _TWICE.search(side) is not None
        is_one = len(_SIGNS.findall(side)) < 4 and bool(self.taken_by(side))
        return is_other and is_one and self.is_of_loss(side)

    def taken_by(self, side: str) -> str:
        """The only parameter that a side with signs of a derivative names last."""
        if not _SIGNS.search(side):
            return ""
        bare = _COMMAND.sub(" ", side)
        for place in (_ARGUMENTS.sub(" ", bare), bare):
            forms = map(_mention, self.page.parameters)
            found = [match for form in forms for match in re.finditer(form, place)]
            if found:
                is_one = len({match["name"] for match in found}) == 1
                return found[-1]["name"] + (found[-1]["script"] or "") if is_one else ""
        return ""

    def is_of_loss(self, side: str) -> bool:
        """Whether a side names no other value than a parameter and the loss, or a function."""
        bare = _LETTERS_BELOW.sub(" ", _ARGUMENTS.sub(" ", _COMMAND.sub(" ", side)))
        words = list(_WORD.finditer(bare))
        named = {match[0]: self.named(match) for match in words}
        names = {*named.values()} - {None, *self.page.parameters}
        free = [m["letters"].lstrip("\\") for m in words if named[m[0]] is None]
        free = [word for word in dict.fromkeys(free) if word not in _SAYS]
        if not names and len(free) == 2 and free[0] in ("log", "ln"):
            free = free[1:]
        return names <= {self.page.loss} and len(free) + len(names) < 2

    def named(self, match: re.Match[str]) -> str | None:
        """The name of the page that a word with its number is, or without it or a d."""
        letters, number = letter_named(match["letters"]), match["number"] or ""
        forms = [letters + number, f"{letters}_{number}", letters]
        forms += [form[1:] for form in forms if form[0] in "dD" and len(form) > 1]
        return next(filter(None, map(self.names.find, forms)), None)


def _rows(text: str) -> Iterator[str]:
    """The rows of a text, each with what goes on from it."""
    kept: list[str] = []

    def keep(matrix: re.Match[str]) -> str:
        if "=" in matrix["rows"]:
            return matrix["rows"]
        kept.append(matrix[0])
        return f"\x00{len(kept) - 1}\x00"

    rows: list[str] = []
    text = _BOLD.sub("", _INLINE.sub(_inside, text))
    text = _DISPLAY.sub(lambda display: _NEXT_LINE.sub(" ", display[0]), text)
    text = _ESCAPED.sub(r"\1", _MATRIX.sub(keep, text))
    for row in _BREAK.split(_ARROW.sub("\n", _FRAME.sub("\n", text))):
        row = _CLOSING_MARK.sub("", row.replace("&", " "))
        piece = _UNDERLINE.sub(" = ", _BULLET.sub("", row, count=1))
        if _RULE.fullmatch(piece):
            continue
        if rows and (_GOES_ON.match(piece) or re.search(rf"{_IS_OPEN.pattern}$", rows[-1])):
            rows[-1] += f" {piece}"
        else:
            rows.append(piece)
    return (_KEPT.sub(lambda match: kept[int(match[1])], row) for row in rows)


def _inside(formula: re.Match[str]) -> str:
    return f" {formula[0].strip(_MARKS)} "


def _sides(row: str) -> list[str]:
    """The sides of an equation, but those that are nothing or 0."""
    row = _INDEX_FROM.sub("\\g<sum>\x01", row)
    first, *rest = (side.replace("\x01", "=").strip() for side in parted_at(row, "="))
    return [first, *(side for side in rest if side and not _ZERO.fullmatch(side))]


def _is_made(side: str) -> bool:
    """Whether a side is made of something by a product, a sum or a sign."""
    return (
        _MADE.search(_SCRIPT.sub("", _ARGUMENTS.sub("", _COMMAND.sub(" ", side)))) is not None
    )


def _formula(side: str) -> str | None:
    """The formula of a side without what is remarked behind it, None where that may change it."""
    if remark := _REMARK.search(side):
        if may_change(remark[0]):
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


def _mention(name: str) -> str:
    """The pattern of a parameter in a left side, with its index."""
    letters = name.rstrip("0123456789").rstrip("_") or name
    number = name[len(letters) :].lstrip("_")
    behind = (
        rf"\s?[_^]?\s?(?:{number}(?!\d)|\{{\s?[\[(]?\s?{number}\s?[\])]?\s?\}})"
        if number
        else ""
    )
    return (
        rf"(?<![A-Za-z\\])(?:[dD∂δ]_?(?={spelled(letters)}))?(?P<name>{spelled(letters)}{behind})"
        r"(?P<script>\s?[_^]\s?(?:\{[^{}]*\}|\w)|(?<=[α-ω])[i-n](?![A-Za-z]))?"
    )
