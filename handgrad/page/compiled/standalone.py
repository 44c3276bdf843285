"""A page as a stand-alone Python module."""

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence

from handgrad.arithmetic import FLOAT64
from handgrad.page.checked_page import CheckedPage
from handgrad.page.compiled.codegen import Block, block
from handgrad.page.compiled.straight_line import Traced, nested_text
from handgrad.page.compiled.templates import HELPERS
from handgrad.page.compiled.trace import Symbol

WIDTH = 88
INDENT = "    "

_SUMMARIES = {
    "loss": "The loss {0}.",
    "gradient": "The derivative of {0} by each parameter.",
}


def source(page: CheckedPage) -> str:
    """The text of a module with the functions `loss` and `gradient`; it imports only `math`.

    Both take the page's parameters and data by name: numbers, flat lists for vectors, lists of
    rows for matrices. `gradient` answers {parameter: number or nested list}. The results are
    those of the page in float64, to the last bit. Raises BudgetError for a page too large to
    be written out, HandgradError for one that does not give its gradient.
    """
    page.require_gradient()
    traced = Traced(page, FLOAT64)
    loss = _block(traced, traced.entries([page.loss_name]))
    gradient = _block(traced, traced.gradient())
    results = iter(gradient.outputs)
    derivatives = [
        f'{INDENT}"{name}": {nested_text(shape, results)},'
        for name, shape in page.parameters.items()
    ]
    used = loss.helpers | gradient.helpers
    return "\n\n".join(
        [
            _heading(page),
            *(text.lstrip() for name, text in HELPERS.items() if name in used),
            _function(traced, "loss", loss, [f"return {loss.outputs[0]}"]),
            _function(traced, "gradient", gradient, ["return {", *derivatives, "}"]),
        ]
    )


def _block(traced: Traced, outputs: Sequence[Symbol]) -> Block:
    return block(traced.graph, outputs, traced.names.scope(), traced.variables)


def _heading(page: CheckedPage) -> str:
    notes = [line for note in page.notes for line in textwrap.wrap(note, WIDTH)]
    layout = "A vector is a flat list, a matrix is a list of rows."
    title = f"{page.name}: {page.title}".rstrip(": ")
    text = "\n".join([title, "", *notes, layout, *sizes_told(page.sizes)])
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"""{escaped}\n"""\n\nimport math\n'


def sizes_told(sizes: Mapping[str, int]) -> list[str]:
    """The line of a module that says for which sizes it is written out, if there are any.

    >>> sizes_told({"m": 2, "n": 3})
    ['Written out for m = 2, n = 3.']
    """
    told = ", ".join(f"{name} = {size}" for name, size in sizes.items())
    return textwrap.wrap(f"Written out for {told}.", WIDTH) if sizes else []


def _function(traced: Traced, name: str, code: Block, result: Iterable[str]) -> str:
    summary = f'"""{_SUMMARIES[name].format(traced.page.loss_name)}"""'
    unpacked = [
        f"{nested_text(traced.shape(given), iter(entries))} = {traced.arguments[given]}"
        for given, entries in traced.unpacked.items()
    ]
    assigned = [f"{line.variable} = {line.expression}" for line in code.assignments]
    heading = f"def {name}({', '.join(traced.arguments.values())}):"
    body = (INDENT + line for line in (summary, *unpacked, *assigned, *result))
    return "\n".join(line for long in (heading, *body) for line in _wrapped(long)) + "\n"


def _wrapped(line: str) -> Iterator[str]:
    """A line broken at spaces within brackets, which it gets where it has none."""
    if len(line) <= WIDTH:
        return iter([line])
    target, equals, value = line.partition(" = ")
    if equals and "[" not in line:
        value = f"({value})"
    # Not before or after the sign, which stands outside the brackets.
    unbroken = f"{target}{equals}{value}".replace(" = ", "\0=\0")
    indent = line[: len(line) - len(line.lstrip())] + INDENT
    wrapper = textwrap.TextWrapper(
        WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
    return (part.replace("\0", " ") for part in wrapper.wrap(unbroken))
