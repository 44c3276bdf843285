"""A name that is called after a derivative and first means a factor of another one.

`grad_s = s'(x)`, then `grad_s = upstream*grad_s`: the second is the derivative by x, not by s.
"""

import re
from collections.abc import Callable, Sequence

from handgrad.grading.execution import Execution
from handgrad.grading.marks import leave_open
from handgrad.language.plain import plain
from handgrad.language.tree import Derivative, Name, walk
from handgrad.reading.text.line import Line
from handgrad.verdict import RIGHT, WRONG

NOTE = "a name used again has the value of another derivative: write "
_WARNING = "what is returned is read as {asked}"

Execute = Callable[[Sequence[Line]], Execution]


def used_again(lines: Sequence[Line]) -> int | None:
    """The last line that says what a derivative is by what the same name was above."""
    said = [n for n, line in enumerate(lines) if "/d" in line.name and _speaks_of_itself(line)]
    is_again = said and any(line.name == lines[said[-1]].name for line in lines[: said[-1]])
    return said[-1] if is_again else None


def with_names_used_again(
    lines: Sequence[Line], place: int, execution: Execution, execute: Execute, text: str
) -> Execution:
    """The lines carried out with such a name for the derivative that it has the value of.

    That is where it is returned, by the only parameter, and where it is right so and wrong
    by its name; where it is not returned it is left open.
    """
    page, line = execution.model, lines[place]
    asked = page.derivative_name(next(iter(page.parameters), ""))
    is_open = len(page.parameters) == 1 and asked not in {other.name for other in lines}
    results = [result for _, result in execution.run()] if is_open else []
    wrong = [
        mark for result in results for mark in result.marks
        if mark.line == place and mark.verdict == WRONG
    ]  # fmt: skip
    if not wrong or not line.members:
        return execution
    before = Name(line.name)
    loss, by = Name(page.loss_name), Name(next(iter(page.parameters)))
    claim = line._replace(
        target=Derivative(loss, by),
        members=tuple(line.composed(member, before) for member in line.members),
        operator="=",
        warnings=(*line.warnings, _WARNING.format(asked=asked)),
        alternatives=(),
    )
    other = execute((*lines[:place], claim, *lines[place + 1 :]))
    marks = [m for _, result in other.run() for m in result.marks if m.line == place]
    if not marks or any(mark.verdict != RIGHT for mark in marks):
        return execution
    word = re.match(r"\s*(\w+)\s*[-+*/]?=", line.text)
    if word and re.search(rf"(?m)^\s*return\s*\(?\s*{word[1]}\b(?!\s*[-+*/@.([])", text):
        return other
    for mark in wrong:
        leave_open(results, mark, f"{NOTE}{asked} = ... if that is meant")
    return execution


def _speaks_of_itself(line: Line) -> bool:
    spoken = (plain(n) for tree in line.members for n in walk(tree) if _is_name(n))
    return line.operator != "=" or line.name in spoken


def _is_name(node: object) -> bool:
    return isinstance(node, Name | Derivative)
