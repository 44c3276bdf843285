"""handgrad mistakes: the wrong answers to a page that have a name."""

import argparse

from handgrad.command.arguments import json_argument, loaded, set_argument
from handgrad.command.output import say, say_json
from handgrad.errors import HandgradError

HELP = "the wrong answers that have a name"


def declare(command: argparse.ArgumentParser) -> None:
    command.add_argument("model", nargs="?", metavar="MODEL", help="a catalogue name or a path")
    set_argument(command)
    command.add_argument("--loops", action="store_true", help="those of a training loop")
    json_argument(command)


def run(given: argparse.Namespace) -> int:
    if given.loops:
        return _loops(given)
    if given.model is None:
        raise HandgradError("mistakes needs a MODEL, or --loops")
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


def _loops(given: argparse.Namespace) -> int:
    """The mistakes in a loop: those that its log shows, and those that only its code does."""
    from handgrad.page.loading import load_page
    from handgrad.training.loop_errors import LOOP_ERRORS
    from handgrad.training.loop_mistakes import loop_mistakes

    page = load_page("quadratic") if given.model is None else loaded(given)
    logs = {(mistake.id, mistake.text): None for mistake in loop_mistakes(page)}
    if given.json:
        shown = [{"id": id, "text": text, "change": None} for id, text in logs]
        say_json({"logs": shown, "code": [error.hint().to_dict() for error in LOOP_ERRORS]})
        return 0
    say("In the log (handgrad check MODEL --log FILE names them):")
    for id, text in logs:
        say(f"  {text} [{id}]")
    say()
    say("In the code only (handgrad explain-error MESSAGE names them):")
    for error in LOOP_ERRORS:
        say(f"  {error.code} [{error.id}]")
        say(f"      {error.why}")
        say(f"      write: {error.change}")
    return 0
