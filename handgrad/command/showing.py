"""The commands that show: models, show, explain."""

import argparse

from handgrad.command.arguments import (
    Command,
    json_argument,
    loaded,
    model_argument,
    print_json,
)
from handgrad.page.loading import catalogue, grouped, load, options_of


def _models(given: argparse.Namespace) -> int:
    if given.json:
        models = {name: load(name) for name in catalogue()}
        print_json([{"name": n, "title": m.title, "group": m.group} for n, m in models.items()])
        return 0
    for group, models in grouped().items():
        print(group)
        for name, model in models.items():
            options = ", ".join(options_of(name))
            print(f"  {name:<25} {model.title}{f'  ({options})' if options else ''}")
        print()
    print("handgrad show NAME prints a page; --set OPTION=VALUE chooses a variant.")
    return 0


def _show(given: argparse.Namespace) -> int:
    model = loaded(given)
    if given.latex:
        from handgrad.teaching import latex_page as latex

        print(latex.document([model]) if given.document else latex.page(model))
    elif given.python:
        from handgrad.page.compiled.standalone import source

        print(source(model), end="")
    else:
        print(model.text.strip("\n"))
    return 0


def _declare_show(command: argparse.ArgumentParser) -> None:
    model_argument(command)
    form = command.add_mutually_exclusive_group()
    form.add_argument("--latex", action="store_true", help="as LaTeX")
    form.add_argument("--python", action="store_true", help="as a Python module")
    command.add_argument("--document", action="store_true", help="with --latex: a document")


def _explain(given: argparse.Namespace) -> int:
    from handgrad import teaching as explaining

    model = loaded(given)
    values = None if given.at is None else explaining.read_at(given.at)
    draw = explaining.mermaid if given.mermaid else explaining.dot if given.dot else None
    print((draw or explaining.explain)(model, values))
    return 0


def _declare_explain(command: argparse.ArgumentParser) -> None:
    model_argument(command)
    command.add_argument("--at", help="the values: w=1,x=[2,3]")
    form = command.add_mutually_exclusive_group()
    form.add_argument("--mermaid", action="store_true", help="the graph, for Mermaid")
    form.add_argument("--dot", action="store_true", help="the graph, for Graphviz")


COMMANDS: dict[str, Command] = {
    "models": ("the catalogue, a line each", _models, json_argument),
    "show": ("a page, or the page as LaTeX or Python", _show, _declare_show),
    "explain": ("the worked example, number by number", _explain, _declare_explain),
}
