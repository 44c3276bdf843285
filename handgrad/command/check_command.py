"""handgrad check: judge formulas or a derivation."""

import argparse
import os
import sys
from typing import TYPE_CHECKING

from handgrad.command.arguments import (
    EXIT,
    LONGEST_TEXT,
    json_argument,
    loaded,
    model_argument,
    seed_argument,
    seeded,
    text_of_file,
    word_list,
)
from handgrad.command.loop_arguments import loop_arguments, rows_given, start_given
from handgrad.command.output import say, say_json
from handgrad.errors import HandgradError

if TYPE_CHECKING:
    from handgrad.grading.report import Report

HELP = "judge formulas or a derivation"


def declare(command: argparse.ArgumentParser) -> None:
    model_argument(command)
    command.add_argument("formulas", nargs="*", metavar="FORMULA", help="dL/dNAME = ..., or -")
    command.set_defaults(more="formulas")
    command.add_argument("-f", "--file", help="a file that holds the answer")
    command.add_argument("--log", metavar="FILE", help="the log of a training loop, to replay")
    loop_arguments(command)
    command.add_argument("--wanted", type=word_list, help="what must be answered: w,b or all")
    command.add_argument(
        "--given", type=word_list, help="derivatives to lean on: dL/dz1,dL/dz2 or all"
    )
    command.add_argument(
        "--accept", type=word_list, default=(), help="conventions that count: half,transpose"
    )
    command.add_argument(
        "--feedback", choices=("verdict", "hint", "full"), default="full",
        help="what is shown of a wrong answer",
    )  # fmt: skip
    seed_argument(command)
    json_argument(command)


def run(given: argparse.Namespace) -> int:
    report = _graded_log(given) if given.log is not None else _graded(given)
    if given.json:
        say_json(report.to_dict())
    else:
        say(str(report))
    return EXIT[report.verdict]


def _graded(given: argparse.Namespace) -> "Report":
    from handgrad.grading.grade import grade

    answer, model = _answer(given), loaded(given)
    return grade(
        model,
        answer,
        wanted=_all_or(given.wanted),
        given=_all_or(given.given) or (),
        accept=given.accept,
        feedback=given.feedback,
        **seeded(given),
    )


def _all_or(names: tuple[str, ...] | None) -> tuple[str, ...] | str | None:
    """Names, or the word that stands for all of them."""
    return "all" if names == ("all",) else names


def _graded_log(given: argparse.Namespace) -> "Report":
    from handgrad.grading.grade_log import grade_log

    if given.formulas or given.file is not None:
        raise HandgradError("give an answer or --log FILE, not both")
    return grade_log(
        loaded(given),
        text_of_file(given.log),
        rows=rows_given(given) or None,
        start=start_given(given),
        learning_rate=given.rate,
        feedback=given.feedback,
    )


def _answer(given: argparse.Namespace) -> str:
    """The answer: the formulas on the command line, a file, or standard input."""
    if given.file is not None and given.formulas:
        raise HandgradError("give formulas or -f FILE, not both")
    if given.file == "-" or given.formulas == ["-"]:
        return _standard_input()
    if given.file is not None:
        return text_of_file(given.file)
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
