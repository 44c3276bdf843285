"""What a person hands in - formulas, numbers, arrays, a program, a log - to a report."""

import argparse
import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from handgrad.command.arguments import loaded, seeded, text_of_file, word_list
from handgrad.command.loop_arguments import loop_arguments, rows_given, start_given
from handgrad.errors import HandgradError
from handgrad.regex import regex
from handgrad.verdict import INVALID, UNDECIDED
from handgrad.visible import in_brief, one_line

if TYPE_CHECKING:
    from handgrad.grading.report import Report

LONGEST_LOG = 4_000_000
# What is written as the name of a file: `point.json`, `data/point`.
_FILE = regex(r"[/\\]|\.[A-Za-z]\w*$")
FEEDBACK = ("verdict", "hint", "full")


def declare(command: argparse.ArgumentParser) -> None:
    command.add_argument("--at", help="numbers at a point: w=1,x=[2,3], a JSON or a CSV file")
    command.add_argument(
        "--values", metavar="FILE", help="the gradient that a program computed: JSON or CSV"
    )
    command.add_argument("--code", metavar="FILE", help="a program, to be run and judged")
    command.add_argument("--loop", action="store_true", help="the program prints a log")
    command.add_argument("--function", metavar="NAME", help="which function of the program")
    command.add_argument("--time", type=_seconds, default=10.0, help="seconds for the program")
    command.add_argument(
        "--require-isolation", action="store_true", help="refuse to run it with limits only"
    )
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
        "--feedback", choices=FEEDBACK, default="full", help="what is shown of a wrong answer"
    )


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 3600:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds up to 3600")
    return seconds


def is_file_alone(given: argparse.Namespace) -> bool:
    """Whether the answer is a file of its own kind: arrays, a program, a log."""
    kinds = [name for name in ("values", "code", "log") if getattr(given, name) is not None]
    if len(kinds) > 1 or (kinds and (given.formulas or given.file is not None)):
        raise HandgradError("give one answer: formulas, -f, --values, --code or --log")
    return bool(kinds)


def graded_file(given: argparse.Namespace) -> "Report":
    """The report on arrays, a program or a log."""
    if given.log is not None:
        from handgrad.grading.grade_log import grade_log

        return grade_log(
            loaded(given),
            text_of_file(given.log),
            rows=rows_given(given) or None,
            start=start_given(given),
            learning_rate=given.rate,
            feedback=given.feedback,
        )
    if given.code is not None and given.loop:
        return _graded_loop(given)
    if given.code is not None:
        from handgrad.grading.grade_code import grade_code

        return grade_code(
            loaded(given),
            given.code,
            function=given.function,
            accept=given.accept,
            feedback=given.feedback,
            seconds=given.time,
            require_isolation=given.require_isolation,
        )
    from handgrad.command.value_files import mapping_of_file
    from handgrad.grading.grade_values import grade_values

    if given.at is None:
        raise HandgradError("--values needs --at: the point where they were computed")
    return grade_values(
        loaded(given),
        point_given(given.at),
        mapping_of_file(given.values),
        wanted=_all_or(given.wanted),
        accept=given.accept,
        feedback=given.feedback,
    )


def _graded_loop(given: argparse.Namespace) -> "Report":
    """The report on what a program prints while it trains."""
    from handgrad.grading.grade_log import grade_log
    from handgrad.isolation.process import program_of, run_program

    run = run_program(
        program_of(given.code),
        {"points": []},
        seconds=given.time,
        require_isolation=given.require_isolation,
        most_output=LONGEST_LOG,
    )
    if run.problem:
        where = "" if run.line is None else f" (line {run.line})"
        raise HandgradError(f"the program: {one_line(run.problem)}{where}")
    return grade_log(
        loaded(given),
        run.printed,
        rows=rows_given(given) or None,
        start=start_given(given),
        learning_rate=given.rate,
        feedback=given.feedback,
    )


def graded_text(given: argparse.Namespace, answer: str | Path) -> "Report":
    """The report on formulas, a derivation, or numbers at a point."""
    from handgrad.grading.grade import grade

    report = grade(
        loaded(given),
        answer,
        section=given.section,
        wanted=_all_or(given.wanted),
        given=_all_or(given.given) or (),
        accept=given.accept,
        feedback=given.feedback,
        at=None if given.at is None else point_given(given.at),
        **seeded(given),
    )
    is_document = isinstance(answer, Path) and given.section is None
    if is_document and report.verdict in (INVALID, UNDECIDED):
        return replace(report, notes=(*report.notes, *_of_sections(Path(answer))))
    return report


def _of_sections(path: Path) -> Iterator[str]:
    """That a document has several parts, one of which may be meant."""
    from handgrad.reading.documents.document import headings_of

    headings = headings_of(path.read_bytes(), os.fspath(path))
    if len(headings) > 1:
        listed = one_line(", ".join(headings), 300)
        yield f"the file has the parts {listed}: --section NAME judges one of them"


def _all_or(names: tuple[str, ...] | None) -> tuple[str, ...] | str | None:
    """Names, or the word that stands for all of them."""
    return "all" if names == ("all",) else names


def point_given(text: str) -> Mapping[str, Any]:
    """The values of a point: typed, or in a file of JSON or of columns."""
    from handgrad.command.value_files import mapping_of_file
    from handgrad.teaching import read_at

    if not os.path.isfile(text):
        if "=" not in text and _FILE.search(text):
            raise HandgradError(
                f"--at: there is no file {in_brief(text)}; --at takes a point, as in w=1,x=2, "
                "or a JSON or CSV file of one"
            )
        return read_at(text)
    return mapping_of_file(text)
