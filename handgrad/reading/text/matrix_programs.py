"""What a program in Octave, MATLAB, R or Julia does to entries and in rounds.

Such a text is read line by line as mathematics (`matrix_languages`), its loops that add up
as sums. A line that changes entries of what has a value, or that only some rounds reach, is no
formula: it is found here.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from handgrad.reading.text.names_by_text import changes_by_text
from handgrad.regex import regex

_ASSIGNED = regex(
    r"\s*([A-Za-z]\w{0,60})\s*(?:\(([^()]*)\)|\[([^\[\]]*)\])?\s*(\.?[-+*/^]?=(?!=)|<-)(.*)",
    re.DOTALL,
)
_LOOP = regex(
    r"\s*(?:par)?for\b[ ]{0,9}\(?[ ]{0,9}([A-Za-z]\w{0,40})[ ]{0,9}(?:=|in\b|∈)([^,{]{0,80})"
)
_BRANCH = regex(r"\s*[}]?\s*(?:else)?\s*(?:if|while|switch|unless|try|repeat|until)\b")
_ALTERNATIVE = regex(r"\s*[}]?\s*(?:else\w*|case|otherwise|catch)\b")
_CLOSED = regex(r"\s*(?:end\w*\b|[}])")
_INITIAL = regex(r"\s*(?:0|zeros\b.*|rep\s*\(\s*0.*|numeric\b.*|similar\b.*|\[\s*\])\s*;?\s*")
_IS_ASKED = regex(r"\s*if\s*\(?\s*nargout\b")


@dataclass(eq=False)
class OpenBlock:
    """A loop with its variable, or a branch; what is assigned in it so far."""

    variable: str = ""
    is_whole: bool = True
    assigned: set[str] = field(default_factory=set)


class ValueGiven(NamedTuple):
    """NAME or NAME(ENTRY) gets a value, within the blocks that are open."""

    number: int
    name: str
    entry: str | None
    value: str
    blocks: tuple[OpenBlock, ...]
    is_again: bool

    @property
    def variables(self) -> tuple[str, ...]:
        return tuple(block.variable for block in self.blocks if block.variable)

    @property
    def is_initial(self) -> bool:
        return self.entry is None and bool(_INITIAL.fullmatch(self.value))


def lines_no_formula(
    text: str, given: Collection[str], parameters: Collection[str]
) -> frozenset[int]:
    """The numbers of the lines, from 1, that change entries or depend on the rounds before.

    `given` are the names that the page gives, `parameters` those that an update may change.

    >>> sorted(lines_no_formula("g = X' * r;\\ng(1) = 0;", (), ()))
    [2]
    >>> sorted(lines_no_formula("for j = 1:n\\n  g(j) = r' * X(:, j);\\nend", (), ()))
    []
    """
    found = list(_assignments(text))
    return frozenset(a.number for a in found if _is_no_formula(a, found, given, parameters))


_STEP = regex(r"\s*([A-Za-z]\w*)\s*(?:\.?-=|(?:=|<-)\s*\1\s*\.?-)")
# `diag(A) <- 0` of R.
_REPLACED = regex(
    r"[ \t]*(?!(?:row|col|dim)?names\b|class\b|attr\b)"
    r"\w+\([ ]*(\w+)[^()\n]*\)[ ]*<-(?![ ]*fun).*"
)
# Two names of one array, or what may be.
_SHARED = regex(r"[ \t]*(\w+)[ ]*=[ ]*(?:\w+\()?([A-Za-z]\w*)\)?[ \t]*;?[ \t]*")
_CALLED = regex(r"[ \t]*(?!function\b)\w+!\([ \t]*(\w+)\b[^=\n]*\)[ \t]*;?[ \t]*")
_TWICE = regex(
    r"(?m)\breturn\b[\s(]*(?:(?:list|c)[ ]*\()?[ ]*(\w+)[ ]*,[ ]*\1[ ]*\)*[ ]*;?[ ]*$"
)
_WHOLE = regex(r"(?<![\w.])([A-Za-z]\w*)\(:\)")


def lines_left_open(
    text: str, parameters: Collection[str], vectors: Collection[str]
) -> frozenset[int]:
    """The numbers of the lines whose values are not those of their formulas.

    They stand behind a step of a parameter that they use, on an array that a call has changed,
    or on all entries of a matrix as one column; or a function gives one array back twice, or
    what stands below may change any name.
    """
    rows = text.split("\n")
    if _TWICE.search(text):
        return frozenset(range(1, len(rows) + 1))
    stepped: set[str] = set()
    found: set[int] = set()
    for number, row in enumerate(rows, 1):
        name, _, value = row.replace("<-", "=").partition("=")
        is_step = _STEP.match(row)
        own = name.strip(" .-+*/")
        if not is_step and own not in parameters and any(_says(value, p) for p in stepped):
            found.add(number)
        if is_step and is_step[1] in parameters:
            stepped.add(is_step[1])
        if changes_by_text(row):
            found |= set(range(1, number))
        if changed := _CALLED.fullmatch(row) or _REPLACED.fullmatch(row):
            found |= _lines_of(rows, changed[1])
        shared = _SHARED.fullmatch(row)
        if shared and any(_is_changed(text, name) for name in shared.groups()):
            found |= {n for name in shared.groups() for n in _lines_of(rows, name)}
        if "[" not in row and any(n not in vectors for n in _WHOLE.findall(value)):
            found.add(number)
    return frozenset(found)


def _is_changed(text: str, name: str) -> bool:
    """Whether an array is changed in place, as in Julia: `g[1] = 0`, `g .= 0`."""
    pattern = (
        rf"(?m)^[ \t]*{re.escape(name)}(?:\[[^\n=]*\][ ]*\.?[-+*/]?=(?!=)|[ ]*\.[-+*/]?=(?!=))"
    )
    return re.search(pattern, text) is not None


def _lines_of(rows: Sequence[str], name: str) -> set[int]:
    """The lines that give a name its value."""
    pattern = rf"\s*(?:global\s+)?{re.escape(name)}\s*(?:\.?[-+*/]?=(?!=)|<-)"
    return {n for n, row in enumerate(rows, 1) if re.match(pattern, row)}


def _assignments(text: str) -> Iterator[ValueGiven]:
    """The assignments of a text in their order."""
    blocks: list[OpenBlock] = []
    for number, line in enumerate(text.split("\n"), 1):
        for statement in line.split(";"):
            loop = _LOOP.match(statement)
            if loop is not None:
                is_whole = bool(re.match(r"\s*1\s*:(?!.*:)", loop[2]))
                blocks.append(OpenBlock(loop[1], is_whole))
                statement = statement[loop.end() :].lstrip(" ,{")
            elif _ALTERNATIVE.match(statement) and not statement.lstrip().startswith("}"):
                continue
            elif _BRANCH.match(statement) and not _IS_ASKED.match(statement):
                if not statement.lstrip().startswith("}"):
                    blocks.append(OpenBlock(is_whole=False))
                statement = re.sub(r".*?[{,]", "", statement, count=1)
            elif _CLOSED.match(statement) and "else" not in statement:
                del blocks[-1:]
                continue
            yield from _assignment(statement, number, blocks)


def _assignment(
    statement: str, number: int, blocks: Sequence[OpenBlock]
) -> Iterator[ValueGiven]:
    match = _ASSIGNED.fullmatch(statement)
    if match is None:
        return
    name, entry, value = match[1], match[2] if match[2] is not None else match[3], match[5]
    is_again = match[4] not in ("=", "<-") or _says(value, name)
    inner = blocks[-1] if blocks else None
    is_again = is_again and (inner is None or name not in inner.assigned)
    yield ValueGiven(number, name, entry, value, tuple(blocks), is_again)
    if inner is not None and entry is None:
        inner.assigned.add(name)


def _is_no_formula(
    a: ValueGiven,
    all_of: Sequence[ValueGiven],
    given: Collection[str],
    parameters: Collection[str],
) -> bool:
    if any(not block.variable for block in a.blocks):
        return True
    same = [b for b in all_of if b.name == a.name and b is not a]
    if a.entry is not None:
        return _changes_entries(a, same, given)
    if not a.variables:
        return False
    if a.is_again:
        return a.name not in parameters
    return any(_says(a.value, v) for v in a.variables) and not _is_local(a, all_of)


def _changes_entries(a: ValueGiven, same: Sequence[ValueGiven], given: Collection[str]) -> bool:
    """Whether an entry is changed of what has a value, or not every entry in the same way."""
    indices = [part.strip() for part in (a.entry or "").split(",")]
    if not all(
        re.fullmatch(r"\d+|end|[A-Za-z]|[\w\s:+-]*:[\w\s:+-]*", part) for part in indices
    ):
        is_mask = re.search(r"[<>=~!&|]", a.entry or "") is not None
        return bool(a.variables) or is_mask or any(b.entry is None for b in same)
    is_each = all(re.fullmatch(r"[A-Za-z]", part) and part not in given for part in indices)
    if is_each and not a.variables and a.name not in given:
        return False
    if a.name in given or any(b.entry is None and not b.is_initial for b in same):
        return True
    if not a.variables:
        is_slice = any(":" in part or part == "end" for part in indices)
        return is_slice or any(b.entry is not None and b.variables for b in same)
    is_whole = all(block.is_whole for block in a.blocks)
    others = [b for b in same if b.entry is not None and b.blocks != a.blocks]
    return not is_whole or sorted(indices) != sorted(a.variables) or bool(others)


def _is_local(a: ValueGiven, all_of: Sequence[ValueGiven]) -> bool:
    """Whether a value of one round is used in that round and nowhere else."""
    users = [b for b in all_of if b is not a and (_says(b.value, a.name) or b.name == a.name)]
    return bool(users) and all(b.blocks == a.blocks and b.name != a.name for b in users)


def _says(text: str, name: str) -> bool:
    return re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", text) is not None
