"""What must hold of every call, whatever it is given."""

import decimal
import json
import locale
import os
import random
import signal
import sys
import warnings
from collections.abc import Callable
from typing import Any
from unicodedata import category

from handgrad import HandgradError
from handgrad.errors import Fault

HIDDEN = ("Cc", "Cf", "Cs", "Co")


def state() -> tuple[object, ...]:
    """What a call may not change."""
    context = decimal.getcontext()
    return (
        context.prec, context.rounding, context.Emin, context.Emax,
        tuple(context.traps.values()), tuple(context.flags.values()),
        random.getstate(), sys.getrecursionlimit(), sys.get_int_max_str_digits(),
        sys.getswitchinterval(), tuple(sys.path), locale.setlocale(locale.LC_ALL),
        list(warnings.filters), os.getcwd(), dict(os.environ), signal.getsignal(signal.SIGINT),
    )  # fmt: skip


def hidden(text: str) -> set[str]:
    """The characters of a text that a terminal would act on or not show."""
    return {c for c in text if c not in "\n\t" and category(c) in HIDDEN}


def keeps_its_promises(call: Callable[[], Any]) -> Any:
    """The result of a call, None for an error of ours; an AssertionError for anything else."""
    before = state()
    found = error = None
    try:
        found = call()
    except HandgradError as raised:
        error = raised
    if error is not None:
        assert not isinstance(error, Fault), f"{error} from {error.__cause__!r}"
        assert len(str(error).splitlines()) <= 1
        assert not hidden(str(error))
    if hasattr(found, "to_dict"):
        assert not hidden(str(found))
        assert repr(found)
        json.dumps(found.to_dict(), allow_nan=False, ensure_ascii=False).encode("utf-8")
    assert state() == before
    return found
