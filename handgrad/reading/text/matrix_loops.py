r"""Loops of Octave, MATLAB and R that add up: `for i = 1:m, g = g + r(i)*x(i); end` as a sum.

Such a loop becomes lines without it, each in the place of the line that it comes from; a loop
that does anything else is left as it stands.
"""

from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from handgrad.errors import FormulaError
from handgrad.regex import regex
from handgrad.visible import visible

_FOR = regex(
    r"\s*for[ ]{0,9}\(?[ ]{0,9}([A-Za-z])[ ]{0,9}(?:=|in|∈)[ ]{0,9}1[ ]{0,9}:[ ]{0,9}"
    r"([A-Za-z]\w{0,20}|\w{1,10}\([^()]{1,20}\))[ ]{0,9}\)?[ ]{0,9}(?:[{,;]|do)?\s*"
)
_WHOLE = regex(r"(\s*for\b[^,;]{0,80}[,;])(.*?)[,;]?(\s*end(?:for)?\s*;?\s*)")
_END = regex(r"\s*(?:end(?:for)?|\})\s*;?\s*")
_LOOP = regex(r"\s*(?:for|while|parfor|repeat)\b")
_HEAD = regex(r"\s*(?:for|while|if|switch|else|elseif|repeat)\b")
_STATEMENT = regex(
    r"\s*([A-Za-z]\w{0,40})[ ]?(\([^()=]{1,20}\)|\[[^\[\]=]{1,20}\])?"
    r"\s*(\+=|-=|=(?!=)|<-)\s*(.*\S)\s*"
)
_ZERO = regex(r"0(?:\.0)?|zeros\s*\(.*\)|rep\s*\(\s*0.*\)|matrix\s*\(\s*0.*\)")
_WORD = regex(r"(?<![\w.])[A-Za-z]\w*")


class _NoSum(Exception):
    """A loop that does something else than to add up."""


@dataclass(slots=True)
class _Loop:
    """A loop that is open: its letter, its end, what stands in it and what it adds up."""

    letter: str
    end: str
    spoken: set[str] = field(default_factory=set)
    sums: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Rounds:
    """The loops around a place, and what each round calls its own, with its depth."""

    open: list[_Loop] = field(default_factory=list)
    own: dict[str, tuple[int, str]] = field(default_factory=dict)
    zero: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)

    def read(self, line: str) -> str:
        """A line as one that stands in no loop."""
        if head := _FOR.fullmatch(line):
            self.open.append(_Loop(head[1], head[2]))
        elif not self.open:
            self.outside(line)
            return line
        elif _END.fullmatch(line):
            self.close()
        elif _HEAD.match(line):
            raise _NoSum
        else:
            found = [self.line(part) for part in _statements(line) if part.strip()]
            return "; ".join(part for part in found if part)
        return ""

    def outside(self, line: str) -> None:
        """Note what a line outside all loops sets to zero; no round's own name stands there."""
        if self.used & set(_WORD.findall(line.partition("=")[2])):
            raise _NoSum
        match = _STATEMENT.fullmatch(line.rstrip("; "))
        if match and not match[2]:
            is_zero = bool(_ZERO.fullmatch(match[4]))
            (self.zero.add if is_zero else self.zero.discard)(match[1])

    def close(self) -> None:
        """End a loop; nothing in it may speak of a sum that is not complete."""
        loop = self.open.pop()
        if loop.spoken & loop.sums:
            raise _NoSum
        if not self.open:
            self.used |= set(self.own)
            self.own.clear()

    def line(self, statement: str) -> str:
        """A statement of a round as one that stands in no loop."""
        match = _STATEMENT.fullmatch(statement)
        if match is None:
            raise _NoSum
        name, index, sign, right = match[1], match[2] or "", match[3], match[4]
        added = _added(name + index, sign, right)
        words = set(_WORD.findall(right if added is None else added))
        if not index and added is None:
            self.take(name, right, words)
        for loop in self.open:
            loop.spoken |= words
        if added is None:
            return self.entry(name, index, right, words) if index else ""
        return self.sum_of(name, index, added)

    def take(self, name: str, right: str, words: set[str]) -> None:
        """What a round calls its own from here on; no round above has spoken of it."""
        is_outer = name in self.own and self.own[name][0] < len(self.open)
        is_carried = name not in self.own and (name in words or name in self.open[0].spoken)
        if is_outer or is_carried:
            raise _NoSum
        self.own[name] = (len(self.open), f"({self.with_own(right)})")

    def entry(self, name: str, index: str, right: str, words: set[str]) -> str:
        """An entry that gets its value in each round, without the others."""
        letters = set(_WORD.findall(index))
        if name in words or name in self.own or {lp.letter for lp in self.open} - letters:
            raise _NoSum
        return f"{name}{index} = {self.with_own(right)}"

    def sum_of(self, name: str, index: str, added: str) -> str:
        """A sum over the loops whose letter is not one of the target's."""
        depth, before = self.own.get(name, (0, ""))
        letters = set(_WORD.findall(index))
        over = [loop for loop in self.open[depth:] if loop.letter not in letters]
        for loop in over:
            loop.sums.add(name)
        signs = "".join(f"sum_{{{loop.letter}=1}}^{{{loop.end}}} " for loop in over)
        total = f"{signs}({self.with_own(added)})"
        if before:
            is_zero = _ZERO.fullmatch(before[1:-1]) is not None
            self.own[name] = (depth, f"({total})" if is_zero else f"({before} + {total})")
            return ""
        is_first = name in self.zero
        self.zero.discard(name)
        return f"{name}{index} {'=' if is_first else '+='} {total}"

    def with_own(self, text: str) -> str:
        """A text with what a round calls its own written out."""
        return _WORD.sub(lambda m: self.own[m[0]][1] if m[0] in self.own else m[0], text)


def _added(target: str, sign: str, right: str) -> str | None:
    """What a statement adds to its target, None where it gives it a new value."""
    if sign in ("+=", "-="):
        return right if sign == "+=" else f"-({right})"
    bare, start = target.replace(" ", ""), 0
    while start < len(right) and right[:start].replace(" ", "") != bare:
        start += 1
    rest = right[start:].lstrip()
    if right[:start].replace(" ", "") != bare or rest[:1] not in ("+", "-"):
        return None
    return rest.removeprefix("+").lstrip()


def without_loops(text: str, given: Collection[str] = ()) -> str:
    """The text with its loops that add up as sums, all of it or nothing.

    `given` are the names that a loop may change without saying anything about a gradient.
    Raises FormulaError for another loop that changes a value from round to round.

    >>> without_loops("g = 0;\\nfor i = 1:m\\n  g = g + r(i)*x(i);\\nend").split("\\n")
    ['g = 0;', '', 'g = sum_{i=1}^{m} (r(i)*x(i))', '']
    """
    lines = text.split("\n")
    if not any(map(_LOOP.match, lines)):
        return text
    with suppress(_NoSum):
        lines = list(_straight(lines))
    _check(lines, given)
    return "\n".join(lines)


def _check(lines: list[str], given: Collection[str]) -> None:
    """Raises FormulaError where a loop that is left makes a value of what it was before."""
    depth = 0
    for number, line in enumerate(lines, 1):
        depth += bool(_LOOP.match(line)) - bool(depth and _END.fullmatch(line))
        for part in _statements(line) if depth else ():
            match = _STATEMENT.fullmatch(part)
            if match is None or match[1] in given:
                continue
            if match[3] in ("+=", "-=") or match[1] in _WORD.findall(match[4]):
                message = "this loop is not read; write it as a sum, or without a loop"
                raise FormulaError(message, text=visible(part.strip()), line=number)


def _straight(lines: list[str]) -> Iterator[str]:
    rounds = _Rounds()
    for line in lines:
        whole = _WHOLE.fullmatch(line)
        found = [rounds.read(part) for part in (whole.groups() if whole else (line,))]
        yield "; ".join(part for part in found if part.strip()) if whole else found[0]
    if rounds.open:
        raise _NoSum


def _statements(line: str) -> Iterator[str]:
    """The parts of a line between semicolons that stand in no bracket."""
    depth, begin = 0, 0
    for n, sign in enumerate(line):
        depth += (sign in "([{") - (sign in ")]}")
        if sign == ";" and depth == 0:
            yield line[begin:n]
            begin = n + 1
    yield line[begin:]
