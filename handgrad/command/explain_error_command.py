"""handgrad explain-error: what an error message of a training loop means."""

import argparse

from handgrad.command.arguments import json_argument, text_given
from handgrad.command.output import say, say_json
from handgrad.errors import HandgradError

HELP = "what an error message of a training loop means"


def declare(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "message", nargs="*", default=[], help="the message or traceback, or - for input"
    )
    command.set_defaults(more="message")
    json_argument(command)


def run(given: argparse.Namespace) -> int:
    from handgrad.training.loop_errors import loop_mistakes_of

    if not given.message:
        raise HandgradError(
            "a message is missing: handgrad explain-error MESSAGE, or - for input"
        )
    found = loop_mistakes_of(text_given(given.message))
    if given.json:
        say_json([error.hint().to_dict() for error in found])
        return 0
    if not found:
        say("this message is not one of a training loop that handgrad knows;")
        say("handgrad mistakes --loops lists those it knows")
    for error in found:
        say(f"{error.code} [{error.id}]")
        say(f"    {error.why}")
        say(f"    write: {error.change}")
    return 0
