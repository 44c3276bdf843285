"""The graph of a worked example for drawing: Mermaid and Graphviz."""

from collections.abc import Iterator
from dataclasses import dataclass

from handgrad.language.plain import plain
from handgrad.language.tree import names
from handgrad.teaching.columns import in_rows
from handgrad.teaching.example import Example
from handgrad.teaching.graph import Graph, Quantity, has_graph
from handgrad.teaching.short_numbers import short
from handgrad.teaching.worked_page import example_graph

Edge = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Node:
    """`lines` are its label; `given` whether it is a parameter or data."""

    lines: tuple[str, ...]
    given: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """Nodes by name, and edges (from, to, label)."""

    nodes: dict[str, Node]
    edges: tuple[Edge, ...]

    def identifiers(self) -> dict[str, str]:
        return {name: f"n{i}" for i, name in enumerate(self.nodes)}


def drawing(example: Example) -> Drawing:
    """The operations of a page of scalars with their local derivatives, else its formulas."""
    with example.numbers.working():
        if has_graph(example.model):
            return _operations(example, example_graph(example))
        return _formulas(example)


def mermaid_text(found: Drawing) -> str:
    """The drawing as a Mermaid flowchart."""
    ids = found.identifiers()
    lines = ["flowchart LR"]
    for name, node in found.nodes.items():
        label = "<br/>".join(map(_in_mermaid, node.lines))
        left, right = ("([", "])") if node.given else ("[", "]")
        lines.append(f'    {ids[name]}{left}"{label}"{right}')
    for start, end, label in found.edges:
        arrow = f'-->|"{_in_mermaid(label)}"|' if label else "-->"
        lines.append(f"    {ids[start]} {arrow} {ids[end]}")
    return "\n".join(lines)


def dot_text(found: Drawing) -> str:
    """The drawing as a Graphviz digraph."""
    ids = found.identifiers()
    lines = ["digraph {", "    rankdir=LR", "    node [shape=box]"]
    for name, node in found.nodes.items():
        label = r"\n".join(map(_in_dot, node.lines))
        style = ", style=rounded" if node.given else ""
        lines.append(f'    {ids[name]} [label="{label}"{style}]')
    for start, end, label in found.edges:
        shown = f' [label="{_in_dot(label)}"]' if label else ""
        lines.append(f"    {ids[start]} -> {ids[end]}{shown}")
    return "\n".join([*lines, "}"])


def _in_mermaid(text: str) -> str:
    """Text inside the quotes of a label, with Mermaid's own entities."""
    return "".join(f"#{ord(c)};" if c in '#"<>&`\\' else c for c in text)


def _in_dot(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _operations(example: Example, graph: Graph) -> Drawing:
    """A node for each quantity; an edge carries the local derivative where one is asked for."""
    quantities = [*graph.given.values(), *graph.results]
    return Drawing(
        {q.name: _quantity(example, graph, q) for q in quantities},
        tuple(edge for result in graph.results for edge in _edges_into(result, graph)),
    )


def _quantity(example: Example, graph: Graph, q: Quantity) -> Node:
    formula = f"{q.name} = {q.formula}" if q.operation else q.name
    back = graph.derivative.get(q)
    lines = [f"{formula} = {short(q.value)}"]
    if back is not None:
        lines.append(f"{example.model.derivative_name(q.name)} = {short(back)}")
    return Node(tuple(lines), q.name in graph.given)


def _edges_into(result: Quantity, graph: Graph) -> Iterator[Edge]:
    for operand in dict.fromkeys(result.operands):
        uses = [use for use in graph.uses.get(operand, ()) if use.result is result]
        for use in uses:
            local = f"d{result.name}/d{operand.name} = {short(use.local)}"
            yield operand.name, result.name, local
        if not uses and not operand.constant:
            yield operand.name, result.name, ""


def _formulas(example: Example) -> Drawing:
    """A node for everything declared and each forward formula; edges to where it is used."""
    model = example.model
    nodes = {n: Node((n, *_value_rows(example, n)), True) for n in model.declarations}
    for step in model.steps:
        formula = f"{step.name} = {plain(step.tree)}"
        nodes[step.name] = Node((formula, *_value_rows(example, step.name)), False)
    edges = tuple(
        (name, step.name, "")
        for step in model.steps
        for name in nodes
        if name in names(step.tree)
    )
    return Drawing(nodes, edges)


def _value_rows(example: Example, name: str) -> list[str]:
    return in_rows(example.environment[name], example.model.rank(name))
