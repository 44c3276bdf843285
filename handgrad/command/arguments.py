"""Arguments that several commands share, and what they become."""

import argparse
import os
import re
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from handgrad.command.output import complain
from handgrad.errors import FormulaError, HandgradError
from handgrad.page.checked_page import CheckedPage
from handgrad.page.loading import catalogue, load_page, read_text
from handgrad.verdict import INVALID, KEY_WRONG, RIGHT, UNDECIDED, WRONG
from handgrad.visible import one_line

EXIT = {RIGHT: 0, WRONG: 1, INVALID: 2, UNDECIDED: 3, KEY_WRONG: 4}
MISUSED, FAULTY, INTERRUPTED, NOBODY_READS = EXIT[INVALID], 70, 130, 141
STATUSES = (
    "exit status: 0 right, 1 wrong, 2 invalid or misused, 3 undecided, "
    "4 a page's key is wrong, 70 a fault of handgrad, 130 interrupted"
)
LONGEST_TEXT = 1_000_000


def model_argument(command: argparse.ArgumentParser) -> None:
    command.add_argument("model", metavar="MODEL", help="a catalogue name or a page's path")
    set_argument(command)


def set_argument(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE",
        help="a size of the page or an option of the family, such as n=2 or activation=tanh",
    )  # fmt: skip


def json_argument(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="print JSON and nothing else")


def seed_argument(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--seed", type=whole_number_argument, help="the seed of the test points"
    )


def whole_number_argument(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,20}", text):
        raise argparse.ArgumentTypeError(f"{text.strip()!r} is not a whole number from 0")
    return int(text)


def word_list(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def settings(given: argparse.Namespace) -> dict[str, Any]:
    """The NAME=VALUE pairs of --set, whole numbers and truth values as such."""
    found: dict[str, Any] = {}
    for pair in given.set:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise HandgradError(f"--set takes NAME=VALUE, such as n=2, not {pair!r}")
        found[name.strip()] = _setting(value.strip())
    return found


def _setting(value: str) -> Any:
    if value in ("true", "false"):
        return value == "true"
    return int(value) if re.fullmatch(r"[0-9]{1,9}", value) else value


def loaded(given: argparse.Namespace) -> CheckedPage:
    return page_of(given.model, settings(given))


def page_of(name: str, options: Mapping[str, Any]) -> CheckedPage:
    """A page; what is wrong with the text of one is told with the name of its file."""
    try:
        return load_page(name, **options)
    except FormulaError as error:
        raise HandgradError(f"{one_line(name)}: {one_line(str(error))}") from None


def warn_of_key(given: argparse.Namespace, model: CheckedPage) -> None:
    """Say on standard error what is wrong of a key that is used as it is written."""
    from handgrad.referee.check_model import check_model

    if given.model in catalogue():
        return
    for failure in check_model(model).failures:
        complain(f"the page's own {failure.name} is wrong: {failure}")


def seeded(given: argparse.Namespace) -> dict[str, Any]:
    return {} if given.seed is None else {"seed": given.seed}


def text_of_file(name: str) -> str:
    """The text of a file; raises HandgradError for what is no readable text file."""
    return read_text(name, most=LONGEST_TEXT)


def text_given(words: Sequence[str]) -> str:
    """The text of the command line, a word a line, or of standard input for a lone -."""
    if list(words) == ["-"]:
        return standard_input()
    return "\n".join(_decoded(word).strip() for word in words)


def _decoded(word: str) -> str:
    """A formula as UTF-8, whatever the locale took its bytes for."""
    try:
        return os.fsencode(word).decode("utf-8") if not word.isascii() else word
    except UnicodeError:
        return word


def standard_input() -> str:
    if sys.stdin is None:
        raise HandgradError("standard input is closed")
    content = sys.stdin.buffer.read(LONGEST_TEXT + 1)
    if len(content) > LONGEST_TEXT:
        raise HandgradError(f"standard input has more than {LONGEST_TEXT} bytes")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise HandgradError(f"standard input is not UTF-8 (byte {error.start})") from None
