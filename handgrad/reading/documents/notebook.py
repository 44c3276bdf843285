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
    cells = _listed(notebook)
    if not isinstance(cells, list):
        raise HandgradError(f"{name} is no notebook: it has no list of cells")
    for cell in cells:
        if not isinstance(cell, dict):
            continue
        source = cell.get("source", cell.get("input", ""))
        if isinstance(source, list):
            source = "".join(part for part in source if isinstance(part, str))
        if not isinstance(source, str):
            continue
        if cell.get("cell_type") == "markdown":
            yield plain_markdown(source)
        elif cell.get("cell_type") == "heading":
            yield f"{'#' * min(int(cell.get('level', 1)), 6)} {source}"
        elif cell.get("cell_type") == "code" and not _OTHER_LANGUAGE.match(source):
            yield "\n".join(map(without_comment, _MAGIC.sub("", source).splitlines()))


def _listed(notebook: Any) -> Any:
    """The cells of a notebook; those of the third version of the format stand in sheets."""
    if not isinstance(notebook, dict):
        return None
    sheets = notebook.get("worksheets")
    if "cells" in notebook or not isinstance(sheets, list):
        return notebook.get("cells")
    found = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
    return [cell for cells in found if isinstance(cells, list) for cell in cells]
