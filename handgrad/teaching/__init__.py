"""A page worked through at a point, number by number, for a student with a pencil."""

from collections.abc import Mapping

from handgrad.page.checked_page import CheckedPage
from handgrad.teaching import drawing
from handgrad.teaching.example import example
from handgrad.teaching.typed_point import read_at
from handgrad.teaching.worked_page import explained
from handgrad.teaching.worksheet import worksheet

__all__ = ["dot", "explain", "mermaid", "read_at", "worksheet"]


def explain(model: CheckedPage, values: Mapping[str, object] | None = None) -> str:
    """The worked example of a page: forward, backward, the gradient and what to beware of.

    Without `values` small ones are drawn, always the same. Raises ValuesError for values that
    do not fit the page, EvaluationError where it has no value.
    """
    return explained(example(model, values))


def mermaid(model: CheckedPage, values: Mapping[str, object] | None = None) -> str:
    """The graph of the worked example as a Mermaid flowchart."""
    return drawing.mermaid_text(drawing.drawing(example(model, values)))


def dot(model: CheckedPage, values: Mapping[str, object] | None = None) -> str:
    """The graph of the worked example as a Graphviz digraph."""
    return drawing.dot_text(drawing.drawing(example(model, values)))
