"""What a command prints: text that a terminal shows as it is, and JSON."""

import sys
from typing import Any

from handgrad.errors import HandgradError
from handgrad.visible import visible


def say(text: str = "", *, end: str = "\n") -> None:
    """Print a text on standard output, everything escaped that a terminal would act on."""
    if sys.stdout is None:
        raise HandgradError("standard output is closed")
    sys.stdout.write("\t".join(map(visible, text.split("\t"))) + end)


def complain(message: str) -> None:
    """One line on standard error, if there is one to be read."""
    try:
        if sys.stderr is not None:
            sys.stderr.write(f"handgrad: {message}\n")
            sys.stderr.flush()
    except (OSError, ValueError):
        return


def no_report(problem: str) -> dict[str, Any]:
    """The report, as data, of what could not be judged at all, and why."""
    from handgrad.grading.report import Report
    from handgrad.verdict import INVALID

    return Report("", INVALID, 0.0, problem=problem).to_dict()


def say_json(value: Any) -> None:
    """Print a value as JSON: UTF-8, no NaN, and no character that does not show."""
    import json

    text = json.dumps(value, allow_nan=False, ensure_ascii=False, indent=2)
    say("".join(c if c.isprintable() or c == "\n" else json.dumps(c)[1:-1] for c in text))
