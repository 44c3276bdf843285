"""handgrad check: judge formulas, numbers, arrays, a program or a log."""

import argparse
from pathlib import Path

from handgrad.command import handed_in
from handgrad.command.arguments import (
    EXIT,
    json_argument,
    model_argument,
    seed_argument,
    standard_input,
    text_given,
)
from handgrad.command.output import say, say_json
from handgrad.command.waiting import progress
from handgrad.errors import HandgradError

HELP = "judge formulas, a derivation, numbers, arrays, a program or a log"


def declare(command: argparse.ArgumentParser) -> None:
    model_argument(command)
    command.add_argument(
        "formulas", nargs="*", default=[], metavar="FORMULA", help="dL/dNAME = ..., or -"
    )
    command.set_defaults(more="formulas")
    command.add_argument("-f", "--file", help="a file: .txt, .md, .tex, .py or .ipynb")
    command.add_argument("--section", metavar="NAME", help="the heading of the part to judge")
    handed_in.declare(command)
    seed_argument(command)
    json_argument(command)


def run(given: argparse.Namespace) -> int:
    alone = handed_in.is_file_alone(given)
    answer = "" if alone else _answer(given)
    with progress("judging", quiet=given.json):
        report = handed_in.graded_file(given) if alone else handed_in.graded_text(given, answer)
    if given.json:
        say_json(report.to_dict())
    else:
        say(str(report))
    return EXIT[report.verdict]


def _answer(given: argparse.Namespace) -> str | Path:
    """The answer: the formulas on the command line, a file, or standard input."""
    if given.file is not None and given.formulas:
        raise HandgradError("give formulas or -f FILE, not both")
    if given.file == "-":
        return standard_input()
    if given.file is not None:
        return Path(given.file)
    if not given.formulas:
        raise HandgradError(
            'an answer is missing: handgrad check MODEL "dL/dw = ...", -f FILE, or - for '
            "standard input"
        )
    return text_given(given.formulas)
