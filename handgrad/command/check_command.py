"""handgrad check: judge formulas, numbers, arrays, a program or a log."""

import argparse
import os
import sys
from pathlib import Path

from handgrad.command import handed_in
from handgrad.command.arguments import (
    EXIT,
    LONGEST_TEXT,
    json_argument,
    model_argument,
    seed_argument,
)
from handgrad.command.output import say, say_json
from handgrad.errors import HandgradError

HELP = "judge formulas, a derivation, numbers, arrays, a program or a log"


def declare(command: argparse.ArgumentParser) -> None:
    model_argument(command)
    command.add_argument("formulas", nargs="*", metavar="FORMULA", help="dL/dNAME = ..., or -")
    command.set_defaults(more="formulas")
    command.add_argument("-f", "--file", help="a file: .txt, .md, .tex, .py or .ipynb")
    command.add_argument("--section", metavar="NAME", help="the heading of the part to judge")
    handed_in.declare(command)
    seed_argument(command)
    json_argument(command)


def run(given: argparse.Namespace) -> int:
    if handed_in.is_file_alone(given):
        report = handed_in.graded_file(given)
    else:
        report = handed_in.graded_text(given, _answer(given))
    if given.json:
        say_json(report.to_dict())
    else:
        say(str(report))
    return EXIT[report.verdict]


def _answer(given: argparse.Namespace) -> str | Path:
    """The answer: the formulas on the command line, a file, or standard input."""
    if given.file is not None and given.formulas:
        raise HandgradError("give formulas or -f FILE, not both")
    if given.file == "-" or given.formulas == ["-"]:
        return _standard_input()
    if given.file is not None:
        return Path(given.file)
    if not given.formulas:
        raise HandgradError(
            'an answer is missing: handgrad check MODEL "dL/dw = ...", -f FILE, or - for '
            "standard input"
        )
    return "\n".join(_decoded(formula).strip() for formula in given.formulas)


def _decoded(word: str) -> str:
    """A formula as UTF-8, whatever the locale took its bytes for."""
    try:
        return os.fsencode(word).decode("utf-8") if not word.isascii() else word
    except UnicodeError:
        return word


def _standard_input() -> str:
    if sys.stdin is None:
        raise HandgradError("standard input is closed")
    content = sys.stdin.buffer.read(LONGEST_TEXT + 1)
    if len(content) > LONGEST_TEXT:
        raise HandgradError(f"standard input has more than {LONGEST_TEXT} bytes")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise HandgradError(f"standard input is not UTF-8 (byte {error.start})") from None
