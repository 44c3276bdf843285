"""handgrad draft: propose, and verify, the gradient section of a page."""

import argparse

from handgrad.command.arguments import loaded, model_argument
from handgrad.command.output import say

HELP = "propose, and verify, the gradient section of a page"


def declare(command: argparse.ArgumentParser) -> None:
    model_argument(command)


def run(given: argparse.Namespace) -> int:
    from handgrad.mistakes.draft import draft

    section = draft(loaded(given))
    say(section or "# the page gives all its derivatives")
    return 0
