"""The command line: what to run for which words, what to print, and the exit status."""

import argparse
import re
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from types import ModuleType
from typing import NoReturn

from handgrad import __version__
from handgrad.command.arguments import FAULTY, INTERRUPTED, MISUSED, NOBODY_READS, STATUSES
from handgrad.command.output import complain, no_report, say, say_json
from handgrad.errors import Fault, HandgradError, did_you_mean
from handgrad.visible import described, in_brief, one_line

COMMANDS = (
    "models",
    "notation",
    "show",
    "check",
    "verify",
    "draft",
    "mistakes",
    "explain",
    "explain-error",
    "train",
    "replay",
)


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints are errors of ours, one line, and whose help is our output."""

    def error(self, message: str) -> NoReturn:
        raise HandgradError(f"{message} ({self.prog} --help tells more)")

    def print_help(self, file: object = None) -> None:
        say(self.format_help(), end="")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit status.

    0 right, 1 wrong, 2 invalid or misused, 3 undecided, 4 a page's key is wrong, 70 a fault of
    handgrad itself, 130 interrupted, 141 nobody reads the output any more. Every failure is one
    line on standard error, and with --json a report that holds it as its problem.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _finished(_run(words))
    except Fault as error:
        return _failed(words, str(error), FAULTY)
    except HandgradError as error:
        return _failed(words, str(error), MISUSED)
    except BrokenPipeError:
        return NOBODY_READS
    except OSError as error:
        return _failed(words, one_line(str(error.strerror or error)), MISUSED)
    except KeyboardInterrupt:
        complain("interrupted")
        return INTERRUPTED
    except Exception as error:
        fault = f"a fault of handgrad itself, please report it: {described(error)}"
        return _failed(words, fault, FAULTY)


def _failed(words: Sequence[str], problem: str, status: int) -> int:
    """The status of what could not be done, once it is told, as JSON too where asked to."""
    complain(problem)
    if any(len(word) > 2 and "--json".startswith(word) for word in words):
        with suppress(OSError, HandgradError):
            say_json(no_report(problem))
            _finished(status)
    return status


def _finished(status: int) -> int:
    """The status, once everything printed has arrived."""
    if sys.stdout is not None:
        sys.stdout.flush()
    return status


def _run(words: list[str]) -> int:
    named = words[0] if words else ""
    parser = _parser((named,) if named in COMMANDS else COMMANDS)
    if named and not named.startswith("-") and named not in COMMANDS:
        meant = did_you_mean(named, COMMANDS)
        parser.error(f"no command {in_brief(named)}{meant} ({', '.join(COMMANDS)})")
    try:
        given, rest = parser.parse_known_args([_not_an_option(word) for word in words])
    except SystemExit:  # help was asked for, and printed
        return 0
    if given.version:
        say(f"handgrad {__version__}")
        return 0
    unknown = [word for word in rest if word.startswith("-")]
    if unknown or (rest and "more" not in given):
        parser.error(f"unrecognized: {' '.join(unknown or rest)}")
    if "run" not in given:
        parser.error(f"a command is missing: {', '.join(COMMANDS)}")
    if rest:
        # argparse ends a list of words at the first option; these came after one.
        getattr(given, given.more).extend(rest)
    status: int = given.run(given)
    return status


def _not_an_option(word: str) -> str:
    """A formula that starts with a minus sign, so that it is not taken for an option."""
    return f" {word}" if re.match(r"-[^-]", word) and word not in ("-f", "-h") else word


def _parser(names: Sequence[str]) -> _Parser:
    """The parser of these commands: of the one that is run, or of all, to tell of them."""
    description = "The answer key for gradients derived by hand."
    parser = _Parser(prog="handgrad", description=description, epilog=STATUSES)
    parser.add_argument("--version", action="store_true", help="the version of handgrad")
    commands = parser.add_subparsers(metavar="COMMAND", parser_class=_Parser)
    for name in names:
        module = _module(name)
        command = commands.add_parser(
            name, help=module.HELP, description=module.HELP, epilog=STATUSES
        )
        command.set_defaults(run=module.run)
        module.declare(command)
    return parser


def _module(name: str) -> ModuleType:
    """What a command does, imported when it is asked for."""
    return import_module(f"handgrad.command.{name.replace('-', '_')}_command")
