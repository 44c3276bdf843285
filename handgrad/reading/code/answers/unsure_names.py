"""Why a program that comes out wrong may be right: words that may mean something else."""

from collections.abc import Collection, Sequence

from handgrad.reading.code.answers.saved_words import is_saved_value
from handgrad.reading.code.syntax.nodes import (
    Expression,
    Literal,
    Row,
    Subscript,
    Word,
    parts_of,
)
from handgrad.reading.code.syntax.source import logical_lines
from handgrad.reading.code.syntax.statement_blocks import statements_of
from handgrad.reading.code.syntax.statements import (
    Assignment,
    Definition,
    ForLoop,
    Statement,
    all_statements,
)
from handgrad.reading.code.syntax.target_words import base_word
from handgrad.regex import regex

_FENCED = regex(r"(?ms)^[ \t]*```\w*[ \t]*\n(.*?)^[ \t]*```")
_FORWARD = regex(r"(?i)\w*(?:forward|fwd)\w*|__call__")
_TAKEN = "line {} takes {} from what was saved, and the page has a size of that name"
_HELD = "line {} takes {} out of {}, and what that holds is said nowhere"
_AGAIN = "line {} adds to {} once more, which code above has worked out already"


def why_unsure(text: str, sizes: Collection[str], known: Collection[str] = ()) -> str:
    """What speaks against a verdict of wrong, "" for nothing.

    A norm that is called n as a size of the page is, without the forward pass that saves it; a
    loop of a second block that adds to a gradient which the first one has; names that are
    taken out of what neither the page, by the names `known`, nor the program says.
    """
    statements = statements_of(list(logical_lines(text)))
    return (
        _saved_size(statements, sizes)
        or _held_together(statements, known)
        or _added_again(text)
    )


def _saved_size(statements: Sequence[Statement], sizes: Collection[str]) -> str:
    inside = list(all_statements(statements))
    if any(isinstance(s, Definition) and _FORWARD.fullmatch(s.name) for s in inside):
        return ""
    for one in inside:
        match one:
            case Assignment(line, (Row(items),), "=", value) if is_saved_value(value):
                taken = [i.name for i in items if isinstance(i, Word) and i.name in sizes]
                if taken:
                    return _TAKEN.format(line.number, taken[0])
    return ""


def _held_together(statements: Sequence[Statement], known: Collection[str]) -> str:
    """What one word holds, taken out by `x = inputs[0]` and `slope = inputs[1]`."""
    inside = list(all_statements(statements))
    given = {base_word(t) for s in inside if isinstance(s, Assignment) for t in s.targets}
    taken: dict[str, set[str]] = {}
    for one in inside:
        match one:
            case Assignment(line, (Word(name),), "=", Subscript(Word(word), (Literal(),))) if (
                name in known and word not in known and word not in given
            ):
                taken.setdefault(word, set()).add(name)
                if len(taken[word]) > 1:
                    return _HELD.format(line.number, name, word)
    return ""


def _added_again(text: str) -> str:
    blocks = _FENCED.findall(text)
    had: set[str] = set()
    for block in blocks if len(blocks) > 1 else ():
        statements = statements_of(list(logical_lines(block)))
        inside = list(all_statements(statements))
        given = {w for s in inside if isinstance(s, Assignment) and s.operator == "="
                 for t in s.targets for p in parts_of(t) if (w := base_word(p))}  # fmt: skip
        loops = [s for s in statements if isinstance(s, ForLoop)]
        for one in (s for loop in loops for s in all_statements(loop.body)):
            if isinstance(one, Assignment) and one.operator in ("+=", "-="):
                word = base_word(_owner(one.targets[0])) or ""
                if word in had - given:
                    return _AGAIN.format(one.line.number, word)
        had |= given
    return ""


def _owner(target: Expression) -> Expression:
    return target.value if isinstance(target, Subscript) else target
