"""The commands that judge: check, verify, mistakes."""

import argparse
import sys
from collections.abc import Iterator

from handgrad.command.arguments import (
    EXIT,
    LONGEST_TEXT,
    Command,
    json_argument,
    loaded,
    model_argument,
    print_json,
    seed_argument,
    seeded,
    set_argument,
    settings,
    text_of_file,
    word_list,
)
from handgrad.errors import HandgradError
from handgrad.page.checked_page import CheckedPage
from handgrad.page.loading import catalogue, load, variants
from handgrad.verdict import WRONG


def _check(given: argparse.Namespace) -> int:
    from handgrad.grading.grade import grade

    answer, model = _answer(given), loaded(given)
    report = grade(model, answer, wanted=given.wanted, accept=given.accept, **seeded(given))
    if given.json:
        print_json(report.to_dict())
    else:
        print(report)
    return EXIT[report.verdict]


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
    return "\n".join(formula.strip() for formula in given.formulas)


def _standard_input() -> str:
    try:
        return sys.stdin.buffer.read(LONGEST_TEXT).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise HandgradError(f"standard input is not UTF-8 (byte {error.start})") from None


def _declare_check(command: argparse.ArgumentParser) -> None:
    model_argument(command)
    command.add_argument("formulas", nargs="*", metavar="FORMULA", help="dL/dNAME = ..., or -")
    command.set_defaults(more="formulas")
    command.add_argument("-f", "--file", help="a file that holds the answer")
    command.add_argument("--wanted", type=word_list, help="names that must be answered: w,b")
    command.add_argument(
        "--accept", type=word_list, default=(), help="conventions that count: half,transpose"
    )
    seed_argument(command)
    json_argument(command)


def _verify(given: argparse.Namespace) -> int:
    from handgrad.referee.check_model import check_model

    checks = []
    for label, model in _pages(given):
        check = check_model(model, **seeded(given))
        checks.append((label, check))
        if not given.json:
            print(f"{label:<54} {check.verdict:<9} {check.agreement:>9}  {check.points} points")
            for line in (*map(str, check.failures), *check.unreached):
                print(f"    {line}")
    if given.json:
        print_json([{**check.to_dict(), "page": label} for label, check in checks])
    return 0 if all(check for _, check in checks) else EXIT[WRONG]


def _pages(given: argparse.Namespace) -> Iterator[tuple[str, CheckedPage]]:
    """The pages to verify: every variant of the catalogue's, or of those named."""
    chosen = settings(given)
    for name in given.models or catalogue():
        if chosen or name not in catalogue():
            yield name, load(name, **chosen)
            continue
        for options in variants(name):
            shown = "".join(f" {key}={value}" for key, value in options.items())
            yield f"{name}{shown}", load(name, **options)


def _declare_verify(command: argparse.ArgumentParser) -> None:
    command.add_argument("models", nargs="*", metavar="MODEL", help="the catalogue if none")
    command.set_defaults(more="models")
    set_argument(command)
    seed_argument(command)
    json_argument(command)


def _mistakes(given: argparse.Namespace) -> int:
    from handgrad.testing import mutants

    model = loaded(given)
    known = mutants(model)
    if given.json:
        print_json(
            [{"name": m.name, "formula": m.formula, "hint": m.hint.to_dict()} for m in known]
        )
        return 0
    for mistake in known:
        print(f"{model.derivative_name(mistake.name)} = {mistake.formula}")
        print(f"    {mistake.hint.text} [{mistake.hint.id}]")
    return 0


def _declare_mistakes(command: argparse.ArgumentParser) -> None:
    model_argument(command)
    json_argument(command)


COMMANDS: dict[str, Command] = {
    "check": ("judge formulas or a derivation", _check, _declare_check),
    "mistakes": ("the wrong answers that have a name", _mistakes, _declare_mistakes),
    "verify": ("hold pages against finite differences", _verify, _declare_verify),
}
