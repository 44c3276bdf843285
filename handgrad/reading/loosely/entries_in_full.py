r"""Names of the page with their indices, however both are typed: `xij`, `\phi(z)_A^{(i)}`.

An index is a letter that runs, in a sum or on the left; what else stands below or above a name,
and is no part of it, is left out.
"""

import re
import unicodedata
from collections.abc import Iterator

from handgrad.language.shape import SCALAR
from handgrad.reading.names.vocabulary import Names, Vocabulary
from handgrad.reading.spelling.characters import GREEK
from handgrad.reading.spelling.letters import letter_named
from handgrad.regex import regex

_ACCENTS = r"\\(?:hat|bar|tilde|widehat|widetilde|overline|vec|mathbf|boldsymbol|bm|mathrm|dot)"
_SIGNS = "".join(GREEK)
_SCRIPTED = (
    r"(?:\s?[_^]\s?(?:\{(?:[^{}]|\{[^{}]*\})*\}|\\[A-Za-z]+|\(\w\)|[A-Za-z0-9]+)|'(?!'))"
)
_SYMBOL = regex(
    rf"(?P<sum>(?:\\sum|∑|Σ|\\prod|(?<![A-Za-z\\])sum)(?:\\limits)?{_SCRIPTED}*)"
    rf"|(?P<core>{_ACCENTS}\s?\{{\s?\\?[A-Za-z]+(?:_\w)?\s?\}}|{_ACCENTS}\s?\\?[A-Za-z](?![A-Za-z])"
    rf"|\{{\s?\\?[A-Za-z]+\s?\}}(?=')|(?<![A-Za-z\\])[A-Za-z][A-Za-z0-9]*\u0302?|[{_SIGNS}]\u0302?[a-z]?\d*"
    r"|[^\W\d_a-zA-Z]\d?|\\(?!frac|sum|partial|left|right)[A-Za-z]+)"
    rf"(?P<argument>\s?\(\s?\\?[A-Za-z]+(?:_\w)?\s?\)(?=\s?[_^]))?(?P<scripts>{_SCRIPTED}*)"
    rf"(?P<applied>\s?\(\s?(?:{_ACCENTS}\s?\{{?)?\s?\\?[A-Za-z]+\}}?{_SCRIPTED}*\s?\))?"
)
_SCRIPT = regex(
    r"(?P<at>[_^])\s?(?:\{(?P<braced>(?:[^{}]|\{[^{}]*\})*)\}|(?P<bare>\\[A-Za-z]+|[A-Za-z0-9]+|\(\w\)))|(?P<prime>')"
)
_FONT = regex(r"\\(?:vec|mathbf|boldsymbol|bm|mathrm|mathcal|text|operatorname)(?![A-Za-z])")
_ACCENT = {
    "hat": "hat",
    "widehat": "hat",
    "bar": "bar",
    "overline": "bar",
    "tilde": "tilde",
    "widetilde": "tilde",
    "dot": "dot",
    "\u0302": "hat",
    "\u0304": "bar",
    "\u0303": "tilde",
}
_RUNS = regex(
    r"(?:\\sum|∑|Σ|(?<![A-Za-z\\])sum)(?:\\limits)?\s?"
    r"(?:(?:_\s?\{?\s?|(?=[a-z]\s?=))(?P<letters>[a-z](?:\s?,\s?[a-z])?)(?![A-Za-z])"
    r"|_\s?\{[^{}]*_\s?\{?(?P<of_set>[a-z])\}?\s?(?:\\in(?![A-Za-z])|∈))"
)
_HEAD = regex(r"(?:\\frac\{\\partial [^{}]*\}\{\\partial (?P<below>.*?)\}|d\w+/d(?P<by>\S+)) =")
_TURN = frozenset(("T", "\\top", "\\intercal", "\\mathsf{T}", "\\mathrm{T}", "-1"))


def with_entries_in_full(text: str, page: Vocabulary) -> str:
    r"""The text with each such name as this reader has it, its lower indices first.

    >>> page = Vocabulary({"x": ("n", "d"), "y_hat": ("n", 1), "L": (1, 1)}, "L")
    >>> with_entries_in_full(r"dL/dw_j = \sum_i \hat{y}^{(i)} xij", page)
    'dL/dw_j = \\sum_i {y_hat}_{i} {x}_{ij}'
    """
    return "\n".join(_Line(line, page).in_full(is_turned=False) for line in text.split("\n"))


def with_entries_turned(text: str, page: Vocabulary) -> str:
    r"""The same with the upper indices first.

    >>> page = Vocabulary({"x": ("n", "d"), "L": (1, 1)}, "L")
    >>> with_entries_turned(r"\frac{\partial L}{\partial w_j} = \sum_i x_j^{(i)}", page)
    '\\frac{\\partial L}{\\partial w_j} = \\sum_i {x}_{ij}'
    """
    return "\n".join(_Line(line, page).in_full(is_turned=True) for line in text.split("\n"))


class _Line:
    """One line of a text, and the letters that run in it."""

    def __init__(self, line: str, page: Vocabulary) -> None:
        self.line, self.page, self.names = line, page, Names(page)
        head = _HEAD.match(line)
        self.begin = head.end() if head else 0
        letters = (m["letters"] or m["of_set"] for m in _RUNS.finditer(line))
        self.running = {x for said in letters for x in re.findall("[a-z]", said)}
        if head:
            by = head["by"] or head["below"]
            symbol = _SYMBOL.match(by)
            below = symbol["scripts"] if symbol else ""
            self.running |= {*re.findall(r"[a-z](?![A-Za-z]{2})", below)}
            if not below and (pasted := re.fullmatch(r".*?([a-z])", by)):
                self.running |= {*pasted[1]} if self.names.find(by) is None else set()

    def in_full(self, *, is_turned: bool) -> str:
        def put(match: re.Match[str]) -> str:
            return (not match["sum"] and self.written(match, is_turned=is_turned)) or match[0]

        if not self.begin:
            return self.line
        head, formula = self.line[: self.begin], self.line[self.begin :]
        return _head_in_full(head, self) + _SYMBOL.sub(put, formula)

    def written(self, match: re.Match[str], *, is_turned: bool) -> str | None:
        """A name of the page with its indices, None for what is none."""
        core, parts = _core(match["core"])
        below: list[str] = []
        above: list[str] = []
        turn = ""
        for script in _SCRIPT.finditer(match["scripts"]):
            said = _FONT.sub("", script["braced"] or script["bare"] or "").strip("(){} ")
            if script["at"] == "^" and said in _TURN:
                turn = f"^{{{said}}}"
            elif said and self.running.issuperset(re.findall(r"[^\s,]", said)):
                (above if script["at"] == "^" else below).extend(re.findall("[a-z]", said))
            elif not self.says_nothing(said, is_applied=bool(match["argument"])):
                parts.append("prime" if script["prime"] else said)
        name, pasted, is_turned_name = self.named(core, parts)
        if name is None:
            return None
        applied = match["applied"] or ""
        if "'" in applied:
            return None
        if applied and name in self.page.forward:
            scripts = _SCRIPT.findall(applied)
            letters = [
                x for script in scripts for x in re.findall("[a-z]", script[1] or script[2])
            ]
            above += [x for x in letters if x in self.running and x not in above]
            applied = ""
        indices = [*above, *pasted, *below] if is_turned else [*pasted, *below, *above]
        axes = len([size for size in self.page.shapes[name] if size != 1])
        if len(indices) > axes or (turn and len(indices) > 1):
            return None
        entry = f"_{{{''.join(indices)}}}" if indices else ""
        turn = "^{T}" if is_turned_name else turn
        return f"{{{name}}}{entry}{turn}{applied}" + (" " if turn else "")

    def says_nothing(self, label: str, *, is_applied: bool) -> bool:
        """Whether a label is that of the parameters, or a capital letter behind an argument."""
        letters = {name.rstrip("_0123456789") for name in self.page.parameters}
        is_set = len(letter_named(label)) > 1 and letter_named(label) in letters
        return is_set or (is_applied and label.isupper())

    def named(self, core: str, parts: list[str]) -> tuple[str | None, list[str], bool]:
        """The name of the page that letters make, the indices pasted to it, and if a T is."""
        for form in _forms(core, parts):
            if (name := self.names.find(form)) is not None and name not in self.page.sizes:
                return name, [], False
        is_turned = len(core) > 1 and core.endswith("T")
        core = core[:-1] if is_turned else core
        for n in (0,) * is_turned + (1, 2):
            letters, last = core[: len(core) - n], core[len(core) - n :]
            if letters and self.running.issuperset(last):
                found = map(self.names.find, _forms(letters, parts))
                for name in filter(None, found):
                    if self.page.shapes[name] != SCALAR:
                        return name, list(last), is_turned
        return None, [], False


def _head_in_full(head: str, line: _Line) -> str:
    """The left side with the index that is pasted to its name."""
    found = _HEAD.match(head)
    by = (found["by"] or found["below"]) if found else ""
    letters, index = letter_named(by[:-1]), by[-1:]
    is_pasted = index in line.running and letters.isalpha()
    if is_pasted and line.names.find(letters) and not line.names.find(letter_named(by)):
        start = head.rindex(by)
        return f"{head[:start]}{letters}_{index}{head[start + len(by) :]}"
    return head


def _core(written: str) -> tuple[str, list[str]]:
    """The letters of a symbol, and the accent and the number on it."""
    accent = re.match(r"\\([a-z]+)\s?\{?\s?(\\?[A-Za-z]\w*)", written)
    if accent and accent[1] in _ACCENT:
        return letter_named(accent[2]), [_ACCENT[accent[1]]]
    plain = unicodedata.normalize("NFD", _FONT.sub("", written).strip("{} "))
    letters, rest = plain[:1], plain[1:]
    marks = [_ACCENT[sign] for sign in rest if sign in _ACCENT]
    rest = "".join(sign for sign in rest if not unicodedata.combining(sign))
    if letters and (marks or letters in GREEK):
        number = rest.lstrip("abcdefghijklmnopqrstuvwxyz")
        return letters + rest.removesuffix(number), marks + [number] * bool(number)
    plain = letters + rest
    return letter_named(plain) if letters == "\\" else plain, []


def _forms(core: str, parts: list[str]) -> Iterator[str]:
    """The ways in which a page may write a name with what stands on it and below."""
    greek = GREEK.get(core[:1])
    letters = greek + core[1:] if greek else core
    yield "_".join((letters, *parts))
    yield letters + "".join(parts)
    if len(parts) > 1:
        yield f"{letters}_{''.join(parts)}"
