"""handgrad replay: a lesson, exactly as a framework in float32 prints it."""

import argparse

from handgrad.command.output import say

HELP = "a lesson as a framework prints it in float32"


def declare(command: argparse.ArgumentParser) -> None:
    command.add_argument("lesson", metavar="LESSON", help="linear or quadratic")


def run(given: argparse.Namespace) -> int:
    from handgrad.training.lessons import replay

    for line in replay(given.lesson):
        say(line)
    return 0
