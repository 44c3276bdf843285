"""Octave and MATLAB as the lines of a program: each statement as Python would write it.

What the two languages do not have in common becomes a call of `octave_calls`: products of
matrices, entries counted from 1, arrays with two axes throughout, values that no other name
shares.
"""

import re
from collections.abc import Collection, Iterator, Sequence

from handgrad.reading.code.dialects.argument_counts import is_around_all, with_counts_known
from handgrad.reading.code.dialects.octave_parser import (
    LEAVING,
    OCTAVE_SIGNS,
    UNREAD,
    OctaveNames,
    OctaveParser,
    OctaveToken,
    bracket_depth,
    octave_tokens,
    octave_word,
)
from handgrad.reading.code.dialects.switches import with_switches_chosen
from handgrad.reading.code.syntax.nodes import NotPython
from handgrad.reading.code.syntax.source import LogicalLine
from handgrad.regex import regex

_COMMENT = regex(r"(?:%|#|\.\.\.).*")
_GOES_ON = regex(r"^[^%#]*\.\.\.")
# `grads.W`, `cache.A1`, `params.W2`: what a structure has.
_FIELD = regex(r"(?<![\w.)\]'])([A-Za-z]\w*)\.([A-Za-z]\w*)")
_HOLDERS = regex(
    r"(?i)(?:cache|params?|parameters|model|net|nn|network|weights|data|self|obj|layer|state|ctx|"
    r"inputs?|batch|opts?|options|config|hyper\w*)$"
)
_ANONYMOUS = regex(r"\s*(\w+)\s*=\s*@\s*\(([\w\s,]*)\)(.*)")
_WHOLE = regex(r"(?i)(d?grads?|gradients?|g|gr|jac|dx|value_)\s*=\s*(\[.*\])'?\s*")
_OF_GRADIENTS = regex(r"(?i)(?:d|grads?|gradients?|dparams?|derivatives?|g)$")
_PASSED = regex(
    r"(?:clear|clc|close|more|pause|hold|figure|plot|disp|f?printf|load|warning|addpath|pkg|"
    r"format|rand\w*|assert|error|global|tic|toc|drawnow|xlabel|ylabel|title|legend)\b"
)
_HEAD = regex(r"function\s+(?:\[?([\w\s,]*?)\]?\s*=\s*)?(\w+)\s*(?:\(([^()]*)\))?\s*(.*)")
_SAID = regex(r"(?m)^\s*function\b(?:[^\n=(]{0,60}=)?\s*(\w+)")
# `W = reshape(params(1:n), 2, 3)`, `b = params{2}`; `grad = [dW(:); db(:)]`.
_UNPACKED = regex(
    r"(\w+)\s*=\s*(?:reshape\s*\(\s*(\w+)\s*[(,].*\)|eye\s*\(\w+\)\s*\(\s*(\w+)\s*,\s*:\s*\)"
    r"|(\w+)\s*(?:\{[^{}]*\}|\(.*:.*\)))"
)
_ALL_ENTRIES = regex(r"(\w+)\(:\)")
_LOSS = regex(r"(?i)(?:j|c|e|f|l|ll|nll|cost|loss|err|error|obj\w*|fval)(?:_?(?:reg|hist\w*))?")
_ENDS = regex(r"(?:end|endif|endfor|endwhile|endfunction|end_try_catch)\b\s*(.*)")


def octave_lines(
    text: str, names: Collection[str], shown: str = "", scalars: Sequence[str] = ()
) -> list[LogicalLine] | None:
    """The lines of a program; None where a line is none that can be told apart.

    `names` are those of the page: brackets behind one of them hold indices. What is `shown` is
    the text as it was written, in another language; `scalars` are the parameters of a
    page that has several numbers for them, whose gradient may be one vector.

    >>> [one] = octave_lines("x(1) = x' * y;", ("x", "y"))
    >>> one.text
    'x = octave_changed(x, octave_times(octave_turned(x), y), 1)'
    """
    found: list[LogicalLine] = []
    reader = _Program([n for n in names if n not in _SAID.findall(text)], scalars)
    words = re.findall(r"(\w+)\s*\(", text)
    reader.called = {word for word in words if words.count(word) > 1}
    rows = text.replace("\r\n", "\n").split("\n")
    try:
        rows = with_switches_chosen(rows)
    except NotPython:
        return None
    reader.is_met = is_around_all(rows)
    waiting, start = "", 0
    written_as = shown.replace("\r\n", "\n").split("\n") if shown else rows
    for number, row in enumerate(rows, 1):
        bare = _without_comment(row)
        if row.strip() in ("%{", "#{"):
            return None
        if waiting and not bare.strip() and row.strip():
            continue
        start = start if waiting else number
        waiting = f"{waiting} {bare}"
        is_open = _GOES_ON.search(row) is not None or bracket_depth(waiting) > 0
        if is_open and number < len(rows):
            continue
        try:
            original = written_as[start - 1].strip()
            for indent, written in reader.statements(_FIELD.sub(reader.field, waiting).strip()):
                found.append(LogicalLine(start, 1, indent, written, original))
        except NotPython:
            return None
        waiting = ""
    for indent, written in reader.close_function():
        found.append(LogicalLine(len(rows), 1, indent, written, written))
    return list(_with_new(found, reader.new))


def _with_new(rows: Sequence[LogicalLine], new: Collection[str]) -> Iterator[LogicalLine]:
    """The lines, with empty arrays for what gets its first value entry by entry."""
    left = set(new)
    for n, row in enumerate(rows):
        if (n == 0 or _opens_part(rows[n - 1], row)) and not row.text.startswith("def "):
            rest = rows[n:]
            ends = (k for k in range(1, len(rest)) if _opens_part(rest[k - 1], rest[k]))
            end = next(ends, len(rest))
            for name in sorted(left):
                if any(r.text.startswith(f"{octave_word(name)} = ") for r in rest[:end]):
                    left.discard(name)
                    yield row._replace(text=f'{octave_word(name)} = octave_new("{name}")')
        yield row


def _opens_part(before: LogicalLine, row: LogicalLine) -> bool:
    """Whether the lines of a function start here, or those that stand below one."""
    is_below = before.text.startswith("return ") and row.indent < before.indent
    return before.text.startswith("def ") or row.text.startswith("def ") or is_below


def _without_comment(row: str) -> str:
    """A row without its comment and without what stands in single quotes."""
    plain = re.sub(r"(?<![\w)\]'.])'[^'\n]*'", '""', row)
    return re.sub(r'"[^"\n]*"', '""', _COMMENT.sub("", plain))


class _Program:
    """The statements of a text, with the blocks that are open around them."""

    def __init__(self, names: Collection[str], scalars: Sequence[str]) -> None:
        self.page = frozenset(names)
        self.variables = OctaveNames(names, scalars)
        self.new: set[str] = set()
        self.blocks: list[str] = []
        self.outputs: list[str] = []
        self.whole: set[str] = set()
        self.assigned: set[str] = set()
        self.unpacked: list[str] = []
        self.function = ""
        self.called: set[str] = set()
        # How many values a function is given, and how many it gives back.
        self.counts: tuple[int | None, int | None] = (None, None)
        self.is_met = False

    def field(self, found: re.Match[str]) -> str:
        """What a structure has, under a name of the page or one of its own."""
        owner, name = found.groups()
        if _OF_GRADIENTS.match(owner) and name in self.page:
            return f"d{name}"
        is_held = _HOLDERS.match(owner) or _OF_GRADIENTS.match(owner)
        is_known = name in self.page or (name[:1] == "d" and name[1:] in self.page)
        return name if is_held and is_known else f"{owner}_{name}"

    def statements(self, line: str) -> Iterator[tuple[int, str]]:
        """A line's statements, each with how far in it stands."""
        for part in _cut(line):
            yield from self.statement(part.strip())

    def statement(self, part: str) -> Iterator[tuple[int, str]]:
        if not part or (_PASSED.match(part) and not re.match(r"\w+\s*=", part)):
            return
        if part.startswith(LEAVING):
            yield (
                4 * len(self.blocks),
                f"return {self.value(octave_tokens(part[len(LEAVING) :]))}",
            )
            return
        if part == "return":
            yield from self.given_back() if len(self.blocks) > 1 else ()
            return
        if head := _HEAD.fullmatch(part):
            yield from self.close_function()
            self.outputs, self.function = re.findall(r"\w+", head[1] or ""), head[2]
            given = re.findall(r"\w+", head[3] or "")
            count = None if "varargin" in given else len(given)
            self.counts = (count, len(self.outputs) or None)
            self.variables |= {*given}
            self.variables.handed |= {*given} - self.page
            yield 4 * len(self.blocks), f"def {head[2]}({', '.join(map(octave_word, given))}):"
            self.blocks.append("function")
            yield from self.statements(head[4])
        elif ends := _ENDS.fullmatch(part):
            if self.blocks and self.blocks[-1] == "function":
                yield from self.close_function()
            elif self.blocks:
                self.blocks.pop()
            yield from self.statements(ends[1])
        elif match := re.match(r"(for|parfor)\b\s*\(?\s*(\w+)\s*=\s*", part):
            source = part[match.end() :].strip()
            is_bracketed = re.match(r"(?:for|parfor)\s*\(", part) and bracket_depth(source) < 0
            self.variables.add(match[2])
            yield from self.head(f"for {match[2]} in octave_rounds", source, is_bracketed)
        elif match := re.match(r"(if|while|elseif)\b", part):
            word = {"elseif": "elif"}.get(match[1], match[1])
            yield from self.head(word, part[match.end() :].strip(), False)
        elif part == "else" or part.startswith("else "):
            if not self.blocks:
                raise NotPython("an else too much")
            yield 4 * len(self.blocks) - 4, "else:"
            yield from self.statements(part[4:])
        elif part in ("break", "continue"):
            yield 4 * len(self.blocks), part
        elif re.match(r"(?:switch|case|otherwise|try|catch|do|until)\b", part):
            raise NotPython("this block is not read")
        else:
            name, source, inside = _unpacked(part)
            is_handed = source in self.variables.handed - self.assigned
            if name in self.page and is_handed and not inside & self.page:
                self.unpacked.append(name)
                return
            self.check_order(part)
            part, held = self.with_values_held(part)
            for written in held + (self.gradients(part) or [self.assignment(part)]):
                if written:
                    yield 4 * len(self.blocks), written

    def head(self, word: str, rest: str, is_bracketed: object) -> Iterator[tuple[int, str]]:
        """The line that opens a block; what stands behind its condition is its body."""
        rest = re.sub(r"^\(?\s*nargout\s*>=?\s*\d\s*\)?", "true ", rest)
        rest = re.sub(r"^\(?\s*nargin\s*<=?\s*\d\s*\)?", "false ", rest)
        rest = with_counts_known(rest, *self.counts, is_met=self.is_met)
        parser = OctaveParser(octave_tokens(rest), self.variables)
        written = parser.level(0)
        if is_bracketed:
            parser.accept(")")
        before = 4 * len(self.blocks) - (4 if word == "elif" else 0)
        loop = f"{word}({written}):" if word.startswith("for") else f"{word} {written}:"
        yield before, loop
        if word != "elif":
            self.blocks.append(word)
        rest_text = " ".join(t.text for t in parser.tokens[parser.position :])
        yield from self.statements(rest_text.lstrip(", "))

    def close_function(self) -> Iterator[tuple[int, str]]:
        """`return` of what the head of a function names."""
        if "function" in self.blocks:
            yield from self.given_back()
            self.blocks, self.outputs = [], []

    def given_back(self) -> Iterator[tuple[int, str]]:
        """What the head of a function names, where it has a value."""
        scalars = [f"d{name}" for name in self.variables.scalars]
        outputs = [name for name in self.outputs if name in self.variables]
        if len(outputs) > 1 and self.function not in self.called:
            outputs = [name for name in outputs if not _LOSS.fullmatch(name)] or outputs
        outputs = [o for name in outputs for o in (scalars if name in self.whole else [name])]
        if outputs:
            yield 4 * len(self.blocks), f"return {', '.join(map(octave_word, outputs))}"

    def with_values_held(self, part: str) -> tuple[str, list[str]]:
        """`f = @(z) k*z` with the value that k has here, under a name of its own."""
        match = _ANONYMOUS.fullmatch(part)
        if match is None:
            return part, []
        held: dict[str, str] = {}
        own = {*re.findall(r"\w+", match[2])}
        for word in re.findall(r"(?<![\w.])[A-Za-z]\w*", match[3]):
            if word in self.assigned - own:
                held[word] = f"{match[1]}_{word}"
        body = match[3]
        for word, name in held.items():
            body = re.sub(rf"(?<![\w.]){word}(?!\w)", name, body)
        self.variables |= {*held.values()}
        written = [f"{name} = {octave_word(word)}" for word, name in held.items()]
        return f"{match[1]} = @({match[2]}){body}", written

    def check_order(self, part: str) -> None:
        """Raises NotPython for gradients laid out in another order than their parameters."""
        pieces = [piece for piece in _ALL_ENTRIES.findall(part) if "=" in part]
        owners = [p for piece in pieces for p in self.unpacked if _is_of(piece, p)]
        if len(owners) == len(pieces) == len(self.unpacked) and owners != self.unpacked:
            raise NotPython("the gradients stand in another order than the parameters")

    def gradients(self, part: str) -> list[str]:
        """`grad = [a; b]` as the derivatives by all the numbers that a page has."""
        scalars = self.variables.scalars
        match = _WHOLE.fullmatch(part) if scalars else None
        if match is None:
            return []
        parser = OctaveParser(octave_tokens(match[2]), self.variables)
        parser.expect("[")
        items = [item for row in parser.items() for item in row]
        if len(items) != len(scalars) or parser.next.kind != "end":
            return []
        self.variables.add(match[1])
        self.whole.add(match[1])
        return [f"d{name} = {item}" for name, item in zip(scalars, items, strict=True)]

    def assignment(self, part: str) -> str:
        tokens = octave_tokens(part)
        place, depth = 0, 0
        for n, token in enumerate(tokens):
            depth += (token.text in ("(", "[", "{")) - (token.text in (")", "]", "}"))
            if token.text in ("=", "+=", "-=", "*=", "/=") and depth == 0:
                place = n
                break
        if not place:
            return OctaveParser(tokens, self.variables).whole()
        left, sign, right = tokens[:place], tokens[place].text, tokens[place + 1 :]
        if left[0].text == "[":
            words = [t.text for t in left if t.kind == "word" or t.text in ("~", "!")]
            targets = [w if w.isidentifier() else "unused_" for w in words]
            self.variables |= {*targets}
            return f"{', '.join(map(octave_word, targets))} = {self.value(right)}"
        name = left[0].text
        if left[1:2] and left[1].text == "{" and left[0].kind == "word":
            return self.cell(left, right)
        if left[0].kind != "word" or (len(left) > 1 and left[1].text != "("):
            raise NotPython("this is not assigned")
        if name not in self.variables and len(left) > 1:
            self.new.add(name)
        if right and right[0].text != "@":
            self.assigned.add(name)
        self.variables.add(name)
        if right and right[0].text == "@":
            self.variables.discard(name)
        value, word = self.value(right), octave_word(name)
        if value.startswith("{1: "):
            listed = OctaveParser(right[1:], self.variables).items("}")
            self.variables.cells[word] = len(listed[0])
        if sign in ("*=", "/="):
            value, sign = f"{OCTAVE_SIGNS[sign[0]]}({word}, {value})", "="
        if len(left) == 1:
            return f"{word} {sign} {value}" if (sign, value) != ("=", word) else ""
        parser = OctaveParser(left[1:], self.variables)
        parser.expect("(")
        try:
            places = ", ".join(parser.places(word))
        except NotPython:
            return f"{word} = {UNREAD}()"
        if sign != "=":
            value = f"octave_part({word}, {places}) {sign[0]} ({value})"
        return f"{word} = octave_changed({word}, {value}, {places})"

    def cell(self, left: Sequence[OctaveToken], right: Sequence[OctaveToken]) -> str:
        """`dW{l} = ...`."""
        parser = OctaveParser(left[2:], self.variables)
        place, word = parser.cell_place(octave_word(left[0].text)), octave_word(left[0].text)
        if parser.next.kind != "end":
            raise NotPython("a part of an entry of a cell is not assigned")
        before = "" if left[0].text in self.variables else f"{word} = {{}}; "
        self.variables.add(left[0].text)
        return f"{before}{word}[{place}] = {self.value(right)}"

    def value(self, tokens: Sequence[OctaveToken]) -> str:
        try:
            return OctaveParser(tokens, self.variables).whole()
        except NotPython:
            return f"{UNREAD}()"


def _unpacked(part: str) -> tuple[str, str, set[str]]:
    """The name that a statement takes out of a vector, this, and the words of the place.

    >>> [*map(sorted, _unpacked("b = params(k + 1:end)")[2:])]
    [['end', 'k']]
    """
    found = _UNPACKED.fullmatch(part)
    begin = part.find("(") if found else -1
    depths = [bracket_depth(part[begin:n]) for n in range(begin + 1, len(part))]
    if found is None or (begin > 0 and not found[3] and 0 in depths):
        return "", "", set()
    source = found[2] or found[3] or found[4]
    return found[1], source, {*re.findall(r"[A-Za-z]\w*", part[begin:])} - {source}


def _is_of(word: str, name: str) -> bool:
    """Whether a gradient is called after a parameter: `W1grad`, `grad_W1`, `dW1`."""
    return re.fullmatch(rf"d{name}|(?:{name}_?(?:grad|bar)|grad_?{name})", word) is not None


def _cut(line: str) -> Iterator[str]:
    """The statements of a line between semicolons and commas that stand in no bracket."""
    depth, begin = 0, 0
    for n, sign in enumerate(line):
        depth += (sign in "([{") - (sign in ")]}")
        if sign in ";," and depth == 0:
            yield line[begin:n]
            begin = n + 1
    yield line[begin:]
