"""What is being done, on one line of a terminal, for whoever has to wait."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from handgrad.visible import one_line

PATIENCE, SECONDS_BETWEEN, WIDTH = 2.0, 0.25, 70

Tell = Callable[[str], None]


@contextmanager
def progress(
    doing: str, *, quiet: bool = False, stream: TextIO | None = None
) -> Iterator[Tell | None]:
    """A line on standard error that says what is done and for how long, after two seconds.

    It is given a function that says what is done now; None, and no line, where nobody looks: in
    a pipe, or where `quiet`. The line is gone afterwards.
    """
    terminal = stream or sys.stderr
    if quiet or terminal is None or not terminal.isatty():  # standard error may be closed
        yield None
        return
    said, done = [doing], threading.Event()

    def keep_up_to_date() -> None:
        begin = time.monotonic()
        wait = PATIENCE
        while not done.wait(wait):
            wait = SECONDS_BETWEEN
            text = one_line(f"{said[0]} ({time.monotonic() - begin:.0f} s)", WIDTH)
            print(f"\r{text:<{WIDTH}}", end="", file=terminal, flush=True)
        if wait != PATIENCE:
            print(f"\r{'':{WIDTH}}\r", end="", file=terminal, flush=True)

    def tell(what: str) -> None:
        said[0] = what

    thread = threading.Thread(target=keep_up_to_date, daemon=True)
    thread.start()
    try:
        yield tell
    finally:
        done.set()
        thread.join()
