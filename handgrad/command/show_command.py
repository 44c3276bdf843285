"""handgrad show: a page in plain notation, as LaTeX or as a Python module."""

import argparse

from handgrad.command.arguments import loaded, model_argument, warn_of_key
from handgrad.command.output import say

HELP = "a page, or the page as LaTeX or Python"


def declare(command: argparse.ArgumentParser) -> None:
    model_argument(command)
    form = command.add_mutually_exclusive_group()
    form.add_argument("--latex", action="store_true", help="as LaTeX")
    form.add_argument("--python", action="store_true", help="as a Python module")
    command.add_argument("--document", action="store_true", help="with --latex: a document")


def run(given: argparse.Namespace) -> int:
    model = loaded(given)
    if given.latex:
        from handgrad.teaching import latex_page as latex

        say(latex.document([model]) if given.document else latex.latex_document(model))
    elif given.python:
        from handgrad.page.compiled.standalone import source

        warn_of_key(given, model)
        say(source(model), end="")
    else:
        say(model.text.strip("\n"))
    return 0
