"""handgrad mistakes: the wrong answers to a page that have a name."""

import argparse

from handgrad.command.arguments import json_argument, loaded, model_argument
from handgrad.command.output import say, say_json

HELP = "the wrong answers that have a name"


def declare(command: argparse.ArgumentParser) -> None:
    model_argument(command)
    json_argument(command)


def run(given: argparse.Namespace) -> int:
    from handgrad.testing import mutants

    model = loaded(given)
    known = mutants(model)
    if given.json:
        say_json(
            [{"name": m.name, "formula": m.formula, "hint": m.hint.to_dict()} for m in known]
        )
        return 0
    for mistake in known:
        say(f"{model.derivative_name(mistake.name)} = {mistake.formula}")
        say(f"    {mistake.hint.text} [{mistake.hint.id}]")
    return 0
