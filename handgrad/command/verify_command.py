"""handgrad verify: hold pages against finite differences."""

import argparse
from collections.abc import Iterator
from typing import Any

from handgrad.command.arguments import (
    EXIT,
    MISUSED,
    json_argument,
    page_of,
    seed_argument,
    seeded,
    set_argument,
    settings,
)
from handgrad.command.output import complain, say, say_json
from handgrad.command.waiting import progress
from handgrad.errors import HandgradError
from handgrad.page.loading import catalogue, variants
from handgrad.verdict import INVALID, KEY_WRONG, RIGHT, UNDECIDED
from handgrad.visible import one_line

HELP = "hold pages against finite differences"

# What the command says of several pages: the first of these that one of them has.
GRAVEST = (MISUSED, EXIT[KEY_WRONG], EXIT[UNDECIDED])


def declare(command: argparse.ArgumentParser) -> None:
    command.add_argument("models", nargs="*", metavar="MODEL", help="the catalogue if none")
    command.set_defaults(more="models")
    set_argument(command)
    seed_argument(command)
    json_argument(command)


def run(given: argparse.Namespace) -> int:
    """Every page in turn; one that cannot be read does not stop the others."""
    from handgrad.referee.check_model import NO_KEY, KeyCheck, check_model
    from handgrad.referee.points import SEED

    found: list[dict[str, Any]] = []
    statuses: set[int] = set()
    for label, name, options in _pages(given):
        try:
            with progress(f"verifying {label}", quiet=given.json):
                check = check_model(page_of(name, options), **seeded(given))
        except HandgradError as error:
            said = str(error)
            problem = one_line(said if label in said else f"{label}: {said}")
            complain(problem)
            statuses.add(MISUSED)
            unread = KeyCheck(label, INVALID, 0, given.seed or SEED, None, (), (), problem)
            found.append({**unread.to_dict(), "page": label})
            continue
        statuses.add(EXIT[RIGHT if check.problem else check.verdict])
        found.append({**check.to_dict(), "page": label})
        if not given.json:
            if check.problem:
                say(f"{label:<54} {check.problem}")
                if check.problem == NO_KEY:
                    say(f"    handgrad draft {name} proposes its gradient section")
            else:
                shown = f"{check.verdict:<9} {check.agreement:>9}  {check.points} points"
                say(f"{label:<54} {shown}")
            for line in (*map(str, check.failures), *check.unreached):
                say(f"    {line}")
    if given.json:
        say_json(found)
    return next((status for status in GRAVEST if status in statuses), max(statuses))


def _pages(given: argparse.Namespace) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """The pages to verify: every variant of the catalogue's, or of those named."""
    chosen = settings(given)
    for name in given.models or catalogue():
        if chosen or name not in catalogue():
            yield name, name, chosen
            continue
        for options in variants(name):
            shown = "".join(f" {key}={value}" for key, value in options.items())
            yield f"{name}{shown}", name, options
