"""python -m handgrad"""

import os
import sys


def start() -> int:
    """Run the command line of this process, interruptible from its first import on."""
    try:
        from handgrad.command import main

        status = main()
    except KeyboardInterrupt:
        if sys.stderr is not None:
            sys.stderr.write("handgrad: interrupted\n")
        status = 130
    import gc
    import signal

    # Nothing is collected any more, for the process ends here.
    gc.freeze()
    # What is left is to go: a second interrupt ends the process at once and says nothing.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    for stream in (sys.stdout, sys.stderr):
        _settle(stream)
    return status


def _settle(stream: object) -> None:
    """What a stream could not deliver goes nowhere, so that Python does not try it again."""
    try:
        stream.flush()  # type: ignore[attr-defined]
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())  # type: ignore[attr-defined]
        os.close(nowhere)
    except AttributeError:  # closed from the start: there is no stream
        return


if __name__ == "__main__":
    sys.exit(start())
