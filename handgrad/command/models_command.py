"""handgrad models: the catalogue, a line each."""

import argparse
from collections.abc import Iterator

from handgrad.command.output import say, say_json
from handgrad.page.loading import catalogue, grouped, load_page, options_of

HELP = "the catalogue, a line each"


def declare(command: argparse.ArgumentParser) -> None:
    form = command.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print JSON and nothing else")
    form.add_argument("--markdown", action="store_true", help="the table of the README")


def run(given: argparse.Namespace) -> int:
    if given.json:
        models = {name: load_page(name) for name in catalogue()}
        say_json([{"name": n, "title": m.title, "group": m.group} for n, m in models.items()])
        return 0
    for line in _table() if given.markdown else _listing():
        say(line)
    return 0


def _listing() -> Iterator[str]:
    for group, models in grouped().items():
        yield group
        for name, model in models.items():
            options = ", ".join(options_of(name))
            yield f"  {name:<25} {model.title}{f'  ({options})' if options else ''}"
        yield ""
    yield "handgrad show NAME prints a page; --set OPTION=VALUE chooses a variant."


def _table() -> Iterator[str]:
    """The catalogue as a Markdown table, a bar in a title escaped."""
    yield "| model | what it is | options |"
    yield "|---|---|---|"
    for group, models in grouped().items():
        yield f"| **{group}** | | |"
        for name, model in models.items():
            title = model.title.replace("|", "\\|")
            yield f"| `{name}` | {title} | {', '.join(options_of(name))} |"
