"""The command line: what to run for which words, what to print, and the exit status."""

import argparse
import re
import sys
from collections.abc import Sequence
from typing import NoReturn

from handgrad.command import judging, running, showing
from handgrad.command.arguments import MISUSED
from handgrad.errors import HandgradError

INTERRUPTED = 130

COMMANDS = {**showing.COMMANDS, **judging.COMMANDS, **running.COMMANDS}


class _Parser(argparse.ArgumentParser):
    """A parser whose complaints are errors of ours: one line."""

    def error(self, message: str) -> NoReturn:
        raise HandgradError(f"{message} ({self.prog} --help tells more)")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line and return its exit status.

    0 right, 1 wrong, 2 invalid or misused, 3 undecided.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        status = _run(words)
        sys.stdout.flush()
        return status
    except HandgradError as error:
        print(f"handgrad: {str(error).splitlines()[0]}", file=sys.stderr)
        return MISUSED
    except BrokenPipeError:
        # Whoever read our output has gone; nothing more can be said to them.
        sys.stderr.close()
        return MISUSED
    except OSError as error:
        print(f"handgrad: {error.strerror or error}", file=sys.stderr)
        return MISUSED
    except KeyboardInterrupt:
        print("handgrad: interrupted", file=sys.stderr)
        return INTERRUPTED


def _run(words: list[str]) -> int:
    parser = _parser()
    if not words:
        parser.print_help(sys.stderr)
        return MISUSED
    given, rest = parser.parse_known_args([_not_an_option(word) for word in words])
    unknown = [word for word in rest if word.startswith("-")]
    if unknown or (rest and "more" not in given):
        parser.error(f"unrecognized: {' '.join(unknown or rest)}")
    if rest:
        # argparse ends a list of words at the first option; these came after one.
        getattr(given, given.more).extend(rest)
    status: int = given.run(given)
    return status


def _not_an_option(word: str) -> str:
    """A formula that starts with a minus sign, so that it is not taken for an option."""
    return f" {word}" if re.match(r"-[^-]", word) and word not in ("-f", "-h") else word


def _parser() -> _Parser:
    description = "The answer key for gradients derived by hand."
    parser = _Parser(prog="handgrad", description=description)
    commands = parser.add_subparsers(metavar="COMMAND", parser_class=_Parser)
    for name, (help_text, run, declare) in COMMANDS.items():
        command = commands.add_parser(name, help=help_text, description=help_text)
        command.set_defaults(run=run)
        declare(command)
    return parser
