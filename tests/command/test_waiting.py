"""The line on a terminal that says what is being done."""

import io
import time

import pytest

from handgrad.command.waiting import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_line_is_kept_up_to_date_and_gone_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is done, what is told, for how long; no second line."""
    monkeypatch.setattr("handgrad.command.waiting.PATIENCE", 0.01)
    monkeypatch.setattr("handgrad.command.waiting.SECONDS_BETWEEN", 0.001)
    terminal = Terminal()
    with progress("training", stream=terminal) as tell:
        assert tell is not None
        _until(terminal, "\rtraining (0 s)")
        tell("epoch 1 of 2\x1b[31m")
        _until(terminal, "\repoch 1 of 2\\u001b[31m (0 s)")
    assert terminal.getvalue().endswith(" \r")
    assert "\n" not in terminal.getvalue()


def _until(terminal: Terminal, text: str) -> None:
    end = time.monotonic() + 30
    while text not in terminal.getvalue():
        assert time.monotonic() < end, terminal.getvalue()
        time.sleep(0.001)


def test_nothing_is_said_of_what_is_quick() -> None:
    """Within two seconds nobody waits."""
    terminal = Terminal()
    with progress("training", stream=terminal):
        pass
    assert terminal.getvalue() == ""


@pytest.mark.parametrize(("stream", "quiet"), [(io.StringIO(), False), (Terminal(), True)])
def test_nobody_is_told_in_a_pipe_or_beside_json(stream: io.StringIO, quiet: bool) -> None:
    """No function to tell, nothing written."""
    with progress("training", quiet=quiet, stream=stream) as tell:
        assert tell is None
    assert stream.getvalue() == ""
