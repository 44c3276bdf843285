"""Jupyter notebooks: the cells that people write, in their order, without the outputs."""

import json
from collections.abc import Iterator
from typing import Any

from handgrad.errors import HandgradError
from handgrad.reading.documents.markdown import plain_markdown, without_comment
from handgrad.regex import regex

_MAGIC = regex(r"(?m)^[ \t]*(?:[%!?]|.*\?{1,2}$).*$")
_OTHER_LANGUAGE = regex(r"\s*%%(?!time\b|timeit\b|capture\b|python3?\b)\w+")


def plain_notebook(text: str, name: str = "the notebook") -> str:
    """Markdown and code cells, one after the other; raises HandgradError for no notebook."""
    try:
        notebook = json.loads(text)
    except (ValueError, RecursionError):
        raise HandgradError(f"{name} is no notebook: it is not JSON") from None
    return "\n".join(_cells(notebook, name))


def _cells(notebook: Any, name: str) -> Iterator[str]:
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list):
        raise HandgradError(f"{name} is no notebook: it has no list of cells")
    for cell in cells:
        if not isinstance(cell, dict):
            continue
        source = cell.get("source", "")
        if isinstance(source, list):
            source = "".join(part for part in source if isinstance(part, str))
        if not isinstance(source, str):
            continue
        if cell.get("cell_type") == "markdown":
            yield plain_markdown(source)
        elif cell.get("cell_type") == "code" and not _OTHER_LANGUAGE.match(source):
            yield "\n".join(map(without_comment, _MAGIC.sub("", source).splitlines()))
