r"""The last formulas of a text, apart from the steps to them: what it ends up with.

`$$\frac{d}{dw} foo(w) = bar = 2x(wx - y)$$` ends up with `2x(wx - y)`, whatever its steps are.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.spelling.characters import GREEK
from handgrad.reading.text.spoken_of import speaks_of_another
from handgrad.regex import regex

# The environments of LaTeX that hold rows of equations.
ROWS = r"(?:align|aligned|equation|gather|gathered|eqnarray|split|multline|alignat|flalign)\*?"
_UNIT = regex(
    rf"\\begin\s?\{{{ROWS}\}}.*?\\end\s?\{{{ROWS}\}}|\$\$.*?\$\$|\\\[.*?\\\]|\\\(.*?\\\)|\$[^$]+\$"
    r"|`[^`\n]+`",
    re.DOTALL,
)
_FRAME = regex(rf"\\(?:begin|end)\s?\{{{ROWS}\}}|^[$`\s]+|[$`\s]+$|^\\[\[(]|\\[\])]$|&")
_ENDS = regex(
    r"(?:\\text\s?\{[^{}]*\}|[\s.,;:?!]|\\(?:blacksquare|square|quad|qquad|nonumber|notag|[,;!])(?![A-Za-z]))+$"
)
_ZERO = regex(r"\s*(?:\\(?:mathbf|vec)\s?\{?\s?)?0\s*\}?\s*")
_OPEN, _CLOSE = "([{", ")]}"
_D = r"(?:\\partial(?![A-Za-z])|∂|\\(?:mathrm|text|operatorname)\s?\{d\}|d(?![A-Za-z]{2}))"
_NOT_TWICE = r"(?!\s?(?:\^|''|²))"
_NUMERATOR = r"(?:[^{}]|\{(?:[^{}]|\{[^{}]*\}){0,40}\}){0,80}"
_QUOTIENT = regex(
    rf"\\[dt]?frac\s?(?:\{{\s?{_D}{_NOT_TWICE}\s?(?P<of>{_NUMERATOR})\}}|{_D})\s?\{{\s?{_D}"
    r"(?P<by>[^{}]{1,24}(?:\{[^{}]{0,16}\}){0,2})\}"
    rf"|{_D}{_NOT_TWICE}(?P<over>[^/=\s]{{0,12}})\s?/\s?{_D}\s?(?P<under>\\?[A-Za-z]\w*)"
    r"|(?:∂|∇|\\(?:partial|nabla)|(?<![A-Za-z\\])nabla)\s?_\s?(?:\{(?P<at>[^{}]{1,20})\}|(?P<letter>\\?[A-Za-z]+))"
)
_SLOPE = regex(
    r"∇|\\nabla(?![A-Za-z])|grad\b|(?P<name>\\?[A-Za-z]+)\s?(?:'|\^\s?\{?\s?\\prime)(?!\s?(?:'|\\prime))"
)
_ARGUMENTS = regex(
    r"(?:(?:\\left)?\s*[(\[][A-Za-zα-ω\\(][\w\s\\,;|{}^.()…]*[)\]])?(?:[\s)\]}]|\\nonumber)*"
)
# The loss by its name, with what it depends on.
_NAMED_LOSS = regex(
    r"[\s(\[{]*(?P<log>\\?(?:ln|log)(?![A-Za-z]))?[\s(\[{]*(?:\\left)?[\s(\[{]*"
    r"(?:\\(?:mathcal|mathrm|mathbf|mathscr|text|operatorname)\s*\{?\s*)?\\?(?P<name>[A-Za-z]+)[\s}]*"
    r"(?:(?:\\left)?\s*[(\[][A-Za-zα-ω\\(][\w\s\\,;|{}^.()…]*[)\]])?[\s)\]}]*"
)
_LEADS = regex(r"[\s(\[{]*(?:\\(?:left|bigl?|Bigl?)?[(\[]?)?[\s(\[]*$")
_SAYS = regex(
    r"(?i)(?:gradients?|derivatives?|partials?|slopes?|dérivée|derivada|ableitung|derivata|"
    r"градиент|производная|gradiente?n?|导数|梯度)"
    r"[^.;\n=$]{0,60}?\b(?:is|are|be|equals|as|gives?|get|obtain|yields?|:)?[\s:=]*$"
)
# Words that may make of a formula another one, or take it back.
_OTHERWISE = regex(
    r"(?i)(?<![A-Za-z\\])(?:wrong\w*|incorrect\w*|not|never|no|none|mistake\w*|instead|false|bad|"
    r"bug\w*|\w+n[’']t|falsch\w*|nicht|kein\w*|faux|fausse|pas|incorrecto|errad\w*|sbagliat\w*|"
    r"non|не|add\w*|subtract\w*|negat\w*|flip\w*|remov\w*|drop\w*|replac\w*|twice|double\w*|half|"
    r"summed|halv\w*|minus|opposite|transpos\w*|times|proportional|constants?|factor|sign|second|plus|"
    r"multipl\w*|divid\w*|scal\w*|hessian|approx\w*|if|when|unless|except|only|provided|otherwise|"
    r"cases?|each|every|any|samples?|si|se|wenn|falls|quando|cuando|pour|für|если|при|rather|"
    r"decay\w*|dropout|revers\w*|reciprocal\w*|absolute|shift\w*|rounded|learning[ ]rate|"
    r"(?:inverse|upstream|momentum|per[ ]\w+)(?=[\s.]*$)|regard\w*|norm|"
    r"momentum|steps?|at(?=[\s$]*\\?\w+\s*=)|"
    r"either|but|however|without|check|why|error|confus\w*|expected|answer|correct\w*"
    r")(?![A-Za-z])"
    r"|[错误不没?？≠≈∝<>≤≥─]|~~|\\(?:neq?|approx|not|propto|sim|cases|leq?|geq?|lt|gt|x?cancel|sout|st)"
    r"(?![A-Za-z])"
)
_CONCLUSION = regex(
    r"(?i)\b(?:hence|thus|so|therefore|finally|then|result\w*|simplif\w*|becomes?|which|also|end)\b"
)
# A function by a letter alone, which words may say another thing of.
_OWN_SLOPE = regex(r"['′’]\s?\(|\\prime")
# A fraction of differentials that lost its bar and its order, from a formula set for the eye.
_FLAT = regex(r"\s*∂(\w+?)\s?∂(\w+)\s*")
_BRACKETED = regex(r"^\s*\((\\?\w+)\)")
# What a text says a probability to be: `p(k|x) = ...`.
_PROBABILITY = regex(
    r"[\s(\[{]*\\?([A-Za-z])\s?(?:\\left)?\s?\([^()]*(?:\||\\mid|\\vert)[^()]*\)"
)
_COMMA = regex(r"(?<=[\w)}]) , (?=[\\\w(])")
_HAT = regex(r"(?<![A-Za-z\\])([A-Za-z])\^(?=[-−+])")
_TURNED = regex(r"(?<![A-Za-z\\])([A-Z])T(?=[A-Za-z(])")
# What parts a formula from the one before it: else words may make one of both.
_PARTS = regex(r"[.;:!\n。；]")
_GRADIENT = regex(r"(?i)gradient|derivative|ableitung|derivada|dérivée|derivata")
_BY = regex(
    r"(?i)\b(?:respect to|wrt|w\.r\.t\.?|nach|rapport à|respecto (?:de|a)|rispetto a)\b"
    r"[^.;=$]{0,30}$"
)
_OF = regex(
    r"(?i)\b(?:gradient|derivative|gradiente?n?|ableitung|derivada|dérivée)\b[^.;=$]{0,60}?"
    r"\b(?:of|von|de|di)\b[^.;=$]{0,30}$"
)
_IS = regex(
    r"(?i)\b(?:is|as|are|(?:should|must) be|equals?|becomes?|gives?|yields?|ist|est|es)"
    r"(?:[ ](?:just|simply|then|therefore|thus|exactly|equal to|given by|einfach))*[\s:]*$"
)
_LONGEST_TEXT = 20_000
_BARE_NAME = regex(r"\\?[A-Za-z]\w*(?:\{[^{}]*\}|[_^]\{[^{}]*\}|[_^]\w|[({]\w[)}])*'?\s*:?")


_PLAIN_HEAD = regex(
    rf"(?<![\w/*+\-∂(^\\])(?:{_D}\w{{0,8}}\s?/\s?{_D}\s?\w|(?:∇|grad)[ ]?\w?|∂\w+?∂\w"
    r"|\w{1,4}'\s?[(=])(?=[^=]{0,24}=)"
)
_WORDS = regex(r"[^=+*/^_\\0-9]*")
_WORDS_BEHIND = regex(r"(?:[\s,;:.]+(?![A-Za-z]\b)[^\W\d_]{2,}|[\s,;:.]+[ayeoи]\b)+[\s,;:.!]*$")


_FACTORS = {*GREEK.values(), "lr", "rate", "const", "transpose", "ones", "eye"}


class _Chain(NamedTuple):
    """The words before an equation, its sides, and how it is typed."""

    words: str
    sides: tuple[str, ...]
    typed: str


class Ending(NamedTuple):
    """What a text ends up with, line by line, and the lines that say what its loss is."""

    text: str
    losses: tuple[str, ...]


def ended_up_with(text: str, page: Vocabulary) -> Ending | None:
    """The definitions of a text, and what it ends up with for each derivative, line by line.

    None where there is no such formula, where nothing but it is said, or where words might
    make another one of it.

    >>> page = Vocabulary({"w": (1, 1), "x": (1, 1), "L": (1, 1)}, "L", ("w",))
    >>> ended_up_with("$L'(f(w)) = foo = 2x$", page).text
    'dL/dw = 2x'
    """
    if len(text) > _LONGEST_TEXT:
        return None
    if may_be_another(text):
        return None
    ending = _Ending(page, is_marked=_UNIT.search(text) is not None)
    if not all(map(ending.takes, _chains(text))):
        return None
    found = "\n".join((*ending.losses, *ending.lines))
    is_other = ending.is_said and found != text.strip() and not _OWN_SLOPE.search(found)
    return Ending(found, tuple(ending.losses)) if is_other else None


class _Ending:
    """What a text ends up with, its equations taken one by one."""

    def __init__(self, page: Vocabulary, *, is_marked: bool) -> None:
        self.page, self.is_marked = page, is_marked
        self.lines: list[str] = []
        self.losses: list[str] = []
        self.asked, self.is_said = "", False
        self.given = {*page.parameters, *page.data, *page.sizes}

    def takes(self, chain: _Chain) -> bool:
        """Whether an equation leaves what the text ends up with certain."""
        if _is_of_loss(chain, self.page.loss):
            return False
        is_alone = len(chain.sides) == 1 and not self.says(chain.words)
        if self.is_said and is_alone and not _PARTS.search(chain.words):
            return False
        if len(chain.sides) == 1 and self.asks(chain):
            return True
        claim = self.claim(chain)
        if claim is not None:
            self.lines.append(claim)
            self.is_said = True
            return True
        if self.is_said and _concludes(chain):
            return False
        if len(chain.sides) > 1 and (name := _BARE_NAME.fullmatch(chain.sides[0])):
            self.lines.append(chain.typed)
            return not {*re.findall(r"[A-Za-z]\w*", name[0])} & self.given
        probability = _PROBABILITY.match(chain.sides[0]) if len(chain.sides) > 1 else None
        if probability and probability[1] in self.page.forward:
            return _is_page_said(chain, self.page)
        is_prose = self.is_marked or _WORDS.fullmatch(chain.typed)
        return bool(is_prose) or _is_page_said(chain, self.page)

    def says(self, said: str) -> bool:
        """Whether words say what the gradient is, and not its norm or another derivative."""
        return _SAYS.search(said) is not None and not speaks_of_another(said, self.page)

    def asks(self, chain: _Chain) -> bool:
        """Whether a formula in a sentence only asks for a derivative: `the gradient of $f$`."""
        [formula] = chain.sides
        if _BY.search(chain.words):
            is_begun = _GRADIENT.search(chain.words) and not _OF.search(chain.words)
            asked = f"d{self.page.loss}/d" if is_begun else self.asked.partition("/d")[0] + "/d"
            name = _bare(formula)
            self.asked = asked + name if name in self.page.parameters and asked > "/d" else ""
            return True
        if _OF.search(chain.words):
            of = self.of_loss(formula)
            self.asked = (self.alone or f"d{of}/d") if of else ""
            return True
        if label := self.derivative(formula):
            self.asked = label
        return bool(label)

    def of_loss(self, operand: str) -> str:
        """The loss, where what is differentiated is that by its name or by its formula."""
        operand = _ENDS.sub("", operand).strip().lstrip(")]} ")
        if not _is_loss(operand, self.page):
            if not operand:
                return ""
            self.losses.append(f"{self.page.loss} = {operand}")
        return self.page.loss

    def claim(self, chain: _Chain) -> str | None:
        """What an equation says of a derivative, by its first and its last side."""
        sides = [side for side in chain.sides if not _ZERO.fullmatch(side)]
        if not sides:
            return None
        last = _mended(_ENDS.sub("", sides[-1]), self.page)
        if len(sides) == 1:
            label = self.alone if len(chain.sides) == 1 and self.says(chain.words) else ""
        else:
            labels = map(self.derivative, sides[-2::-1])
            label = next(filter(None, labels), "") or self.slope(sides[0])
        is_asked = not self.asked.endswith("/d") and _IS.search(chain.words)
        if not label and is_asked and not speaks_of_another(chain.words, self.page):
            label = self.asked
        return f"{label} = {last}" if label else None

    @property
    def alone(self) -> str:
        """The derivative by the only parameter."""
        names = self.page.parameters
        return f"d{self.page.loss}/d{names[0]}" if len(names) == 1 else ""

    def derivative(self, side: str) -> str:
        """The derivative of the loss that a side is and nothing else, by what it is taken."""
        if flat := _FLAT.fullmatch(side):
            by, of = flat.groups()
            return rf"\frac{{\partial {of}}}{{\partial {by}}}" if of == self.page.loss else ""
        found = _QUOTIENT.search(side)
        if found is None or not _LEADS.fullmatch(side[: found.start()]):
            return ""
        of = found["of"] or found["over"] or ""
        behind = side[found.end() :]
        if (of and not _ARGUMENTS.fullmatch(behind)) or not self.of_loss(f"{of} {behind}"):
            return ""
        by = found["by"] or found["under"] or found["at"] or found["letter"]
        by = _BRACKETED.sub(r"\1", by)
        return rf"\frac{{\partial {self.page.loss}}}{{\partial {by}}}"

    def slope(self, side: str) -> str:
        """The derivative by the only parameter, by a prime or a nabla: `L'(w)`."""
        found = _SLOPE.search(side)
        if found is None or not _LEADS.fullmatch(side[: found.start()]):
            return ""
        operand = f"{found['name'] or ''} {side[found.end() :].lstrip(' }')}"
        is_of = _is_loss(operand, self.page) if found["name"] else self.of_loss(operand)
        return self.alone if is_of else ""


def may_be_another(text: str) -> bool:
    """Whether words or signs of a text may make of its formulas other ones."""
    words, formulas = _UNIT.sub(" ", text), _without_words(text)
    return any(_OTHERWISE.search(part) for part in (words, formulas))


def _is_loss(operand: str, page: Vocabulary) -> bool:
    """Whether what is differentiated is the loss by its name, with what it depends on."""
    found = _NAMED_LOSS.fullmatch(operand)
    if found is None:
        return False
    name, loss = found["name"].replace("ell", "l"), page.loss
    is_same = name == loss or (name.lower() == loss.lower() and name not in page.shapes)
    return is_same and (not found["log"] or (loss, name) == ("l", "L"))


def _bare(formula: str) -> str:
    """A name without its font."""
    return re.sub(r"\\(?:boldsymbol|mathbf|mathrm|vec|bm)(?![A-Za-z])|[\s{}\\]", "", formula)


def _is_of_loss(chain: _Chain, loss: str) -> bool:
    """Whether a name is said to be something made of the loss: `E = 2L`."""
    is_name = len(chain.sides) > 1 and _BARE_NAME.fullmatch(chain.sides[0]) is not None
    made = rf"(?<![A-Za-z\\]){re.escape(loss)}(?![A-Za-z])"
    return is_name and any(re.search(made, s) and s != loss for s in chain.sides[1:])


def _concludes(chain: _Chain) -> bool:
    """Whether words go on from what was said to a formula that stands alone."""
    is_alone = len(chain.sides) == 1 and _BARE_NAME.fullmatch(chain.sides[0]) is None
    return is_alone and _CONCLUSION.search(chain.words) is not None


def _is_page_said(chain: _Chain, page: Vocabulary) -> bool:
    """Whether an equation says again what a value of the page is: `Let q = ...`."""
    left = chain.sides[0].rpartition(" ")[2]
    return len(chain.sides) > 1 and left in page.forward


def _without_words(text: str) -> str:
    """The formulas of a text, in which signs may stand for words."""
    return " ".join(
        re.sub(r"[A-Za-z]{3,}(?![A-Za-z])", _command, m[0]) for m in _UNIT.finditer(text)
    )


def _command(word: re.Match[str]) -> str:
    before = word.string[: word.start()]
    return word[0] if before.endswith("\\") else " "


def _mended(formula: str, page: Vocabulary) -> str:
    """A formula with what copying takes away: a transpose, a hat, a thin space."""
    formula = _HAT.sub(
        lambda m: rf"\hat{{{m[1]}}}" if f"{m[1]}_hat" in page.shapes else m[0],
        _COMMA.sub(r" \\, ", formula),
    )
    return formula if "T" in page.shapes else _TURNED.sub(r"\1^T ", formula)


def _chains(text: str) -> list[_Chain]:
    """The equations of a text; one that begins with its sign goes on with the one before."""
    found: list[_Chain] = []
    for words, unit in units(text):
        for row in _rows(unit):
            sides = tuple(side.strip() for side in _sides(row))
            if found and len(sides) > 1 and not sides[0]:
                before = found[-1]
                found[-1] = before._replace(sides=before.sides + sides[1:])
            elif row.strip():
                found.append(_Chain(words, sides, row.strip()))
    return found


def units(text: str) -> Iterator[tuple[str, str]]:
    """The formulas of a text, each behind the words before it; lines where none is marked."""
    end = 0
    for match in _UNIT.finditer(text):
        yield text[end : match.start()], _FRAME.sub("", _FRAME.sub("", match[0]))
        end = match.end()
    if not end:
        yield from (("", part) for line in text.splitlines() for part in _said(line))


def _said(line: str) -> Iterator[str]:
    """What a line of words says of derivatives, without the words around each; or the line."""
    heads = [match.start() for match in _PLAIN_HEAD.finditer(line)]
    if not heads or not _WORDS.fullmatch(line[: heads[0]]):
        yield line
        return
    for start, end in zip(heads, [*heads[1:], len(line)], strict=True):
        yield _WORDS_BEHIND.sub(_unless_names, line[start:end])


def _unless_names(words: re.Match[str]) -> str:
    """Nothing for words; what stands for a factor that the page lacks is left there."""
    return (
        words[0] if _FACTORS & {word.lower() for word in re.findall(r"\w+", words[0])} else ""
    )


def _rows(unit: str) -> Iterator[str]:
    """The rows of a display, parted outside all brackets."""
    yield from parted_at(unit, "\\\\")


def _sides(row: str) -> Iterator[str]:
    yield from parted_at(row, "=")


def parted_at(text: str, sign: str) -> Iterator[str]:
    """The pieces of a text between a sign, where it stands outside all brackets."""
    depth, start, at = 0, 0, 0
    while at < len(text):
        if depth <= 0 and text.startswith(sign, at) and not _is_other(text, at, sign):
            yield text[start:at]
            at = start = at + len(sign)
            continue
        depth += (text[at] in _OPEN) - (text[at] in _CLOSE)
        at += 2 if text[at] == "\\" and sign == "=" else 1
    yield text[start:]


def _is_other(text: str, at: int, sign: str) -> bool:
    """Whether an equality sign is a part of another one."""
    return sign == "=" and text[at - 1 : at] in tuple("<>!:=")
