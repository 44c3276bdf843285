"""Run a stranger's program in a child of its own, and take back numbers, nothing else.

The child is killed with all its group when it has answered, when it is gone, or when it has
taken or printed too much; it is never waited for. What it answers is one JSON frame on a pipe
that was opened before it began, read strictly; what it prints cannot be taken for it.
"""

import json
import os
import selectors
import shutil
import signal
import stat
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from handgrad.errors import HandgradError

LONGEST_PROGRAM, LONGEST_REPLY, LONGEST_OUTPUT = 1_000_000, 8_000_000, 64 * 1024
SECONDS = 10.0
LIMITS = {"memory": 4 * 2**30, "file": 2**20, "files": 64, "processes": 64}
_SYSTEM = (
    "/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/dev/null", "/dev/urandom",
    "/proc/self", "/proc/cpuinfo", "/proc/meminfo", "/sys/devices/system/cpu",
)  # fmt: skip
_MOUNTED = ("/proc", "/dev/")
_QUIET = {
    "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0", "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Run:
    """What came of a program: its outcomes, or why there are none, and what it printed.

    `held` names the layers that shut it in.
    """

    outcomes: tuple[Mapping[str, Any], ...] = ()
    problem: str = ""
    line: int | None = None
    printed: str = ""
    held: tuple[str, ...] = ()


def program_of(path: str | os.PathLike[str]) -> bytes:
    """The bytes of a program's file; raises HandgradError for what is no ordinary file."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        descriptor = os.open(path, flags)
    except FileNotFoundError:
        raise HandgradError(f"there is no file {os.fspath(path)!r}") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise HandgradError(f"{os.fspath(path)!r} cannot be opened: {why}") from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise HandgradError(f"{os.fspath(path)!r} is not a file")
    with os.fdopen(descriptor, "rb") as stream:
        source = stream.read(LONGEST_PROGRAM + 1)
    if len(source) > LONGEST_PROGRAM:
        raise HandgradError(f"the program has more than {LONGEST_PROGRAM} bytes")
    return source


def run_program(
    source: bytes,
    request: Mapping[str, Any],
    *,
    seconds: float = SECONDS,
    require_isolation: bool = False,
    most_output: int = LONGEST_OUTPUT,
) -> Run:
    """Run a program for a request of the runner's, within so many seconds.

    A request without points runs it as a script, for what it prints.

    Raises HandgradError where isolation is required and this machine cannot give it.
    """
    folder = tempfile.mkdtemp(prefix="handgrad-")
    try:
        Path(folder, "answer.py").write_bytes(source)
        found = _run(folder, request, seconds, most_output)
    finally:
        _remove(folder)
    if require_isolation and not {"namespaces", "landlock"} & set(found.held):
        raise HandgradError("this machine offers limits only: no namespaces, no Landlock")
    return found


def _remove(folder: str) -> None:
    """Remove a folder whatever permissions it was left with; no link is followed."""
    with suppress(OSError):
        os.chmod(folder, stat.S_IRWXU)
        for place, folders, _ in os.walk(folder):
            for name in folders:
                path = os.path.join(place, name)
                if not os.path.islink(path):
                    os.chmod(path, stat.S_IRWXU)
    shutil.rmtree(folder, ignore_errors=True)


def _run(folder: str, request: Mapping[str, Any], seconds: float, most: int) -> Run:
    nonce = os.urandom(8).hex()
    tools = os.path.dirname(os.path.abspath(__file__))
    bubble = _bubblewrap()
    message = {
        **request,
        "nonce": nonce,
        "tools": tools,
        "path": "answer.py",
        "limits": {**LIMITS, "cpu": max(1, int(seconds))},
        "readable": _readable(),
    }
    reading, writing = os.pipe()
    command = [sys.executable, "-I", "-B", os.path.join(tools, "runner.py"), str(writing)]
    try:
        child = subprocess.Popen(  # noqa: S603
            [*(_wrapped(folder, tools) if bubble else ()), *command],
            cwd=folder,
            env=_QUIET,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=(writing,),
            start_new_session=True,
        )
    finally:
        os.close(writing)
    try:
        reply, printed, why = _watched(
            child, json.dumps(message).encode("ascii"), reading, seconds, most
        )
    finally:
        os.close(reading)
        _killed(child)
    return _read(reply, printed, why or _how_ended(child), nonce, is_bubble=bubble)


def _watched(
    child: subprocess.Popen[bytes], message: bytes, reading: int, seconds: float, most: int
) -> tuple[bytes, str, str]:
    """The reply, what was printed, and why the watching ended before a reply."""
    deadline = time.monotonic() + seconds
    pieces: dict[str, list[bytes]] = {"reply": [], "out": [], "err": []}
    with selectors.DefaultSelector() as selector:
        for stream, name in ((child.stdout, "out"), (child.stderr, "err"), (reading, "reply")):
            if stream is not None:
                selector.register(stream, selectors.EVENT_READ, name)
        if child.stdin is not None:
            os.set_blocking(child.stdin.fileno(), False)
            selector.register(child.stdin, selectors.EVENT_WRITE, "in")
        left = memoryview(message)
        while not _is_complete(pieces["reply"]):
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                return b"", _text(pieces, most), f"it took more than {seconds:g} seconds"
            for key, _ in selector.select(min(remaining, 0.05)):
                if key.data == "in":
                    left = _fed(child, left)
                    if not left:
                        selector.unregister(key.fileobj)
                        _closed(child)
                    continue
                data = os.read(key.fd, 65536)
                if not data:
                    selector.unregister(key.fileobj)
                    continue
                pieces[key.data].append(data)
            if sum(map(len, pieces["reply"]), 0) > LONGEST_REPLY:
                return b"", _text(pieces, most), "its answer is too large"
            if sum(map(len, (*pieces["out"], *pieces["err"])), 0) > most:
                return b"", _text(pieces, most), f"it printed more than {most} bytes"
            if child.poll() is not None and not selector.select(0):
                break
    return b"".join(pieces["reply"]), _text(pieces, most), ""


def _fed(child: subprocess.Popen[bytes], left: memoryview) -> memoryview:
    """What of the message is still to be written."""
    if child.stdin is None:
        return memoryview(b"")
    try:
        return left[os.write(child.stdin.fileno(), left) :]
    except BlockingIOError:
        return left
    except OSError:
        return memoryview(b"")


def _closed(child: subprocess.Popen[bytes]) -> None:
    if child.stdin is not None:
        with suppress(OSError):
            child.stdin.close()


def _is_complete(pieces: Sequence[bytes]) -> bool:
    whole = b"".join(pieces)
    return len(whole) >= 8 and len(whole) >= 8 + int.from_bytes(whole[:8], "big")


def _text(pieces: Mapping[str, Sequence[bytes]], most: int) -> str:
    printed = b"".join((*pieces["out"], *pieces["err"]))[:most]
    return printed.decode("utf-8", "replace")


def _killed(child: subprocess.Popen[bytes]) -> None:
    """End the child and its group, without waiting for what it left open."""
    with suppress(OSError):
        os.killpg(child.pid, signal.SIGKILL)
    for stream in (child.stdin, child.stdout, child.stderr):
        if stream is not None:
            with suppress(OSError):
                stream.close()
    with suppress(subprocess.TimeoutExpired):
        child.wait(5)


def _how_ended(child: subprocess.Popen[bytes]) -> str:
    code = child.returncode
    if code is None or code == -signal.SIGKILL:
        return "it gave no answer"
    number = -code if code < 0 else code - 128 if code > 128 else 0
    if number == signal.SIGXCPU:
        return "it took too much processor time"
    if number:
        with suppress(ValueError):
            return f"it ended by the signal {signal.Signals(number).name}"
    return f"it ended with status {code} and gave no answer"


def _read(reply: bytes, printed: str, why: str, nonce: str, *, is_bubble: bool) -> Run:
    """The reply, read strictly: one frame, of this run, with the fields that belong there."""
    if not reply:
        return Run(problem=why or "it gave no answer", printed=printed)
    size, body = int.from_bytes(reply[:8], "big"), reply[8:]
    try:
        if len(body) != size:
            raise ValueError("the frame has another length")
        found = json.loads(body)
        held = [str(name) for name in found["held"]]
        if found["nonce"] != nonce:
            raise ValueError("the answer is not of this run")
        held += ["namespaces"] if is_bubble else []
        if "error" in found:
            line = found["line"] if isinstance(found.get("line"), int) else None
            return Run((), str(found["error"]), line, printed, tuple(held))
        outcomes = tuple(dict(one) for one in found["outcomes"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return Run(problem="its answer does not keep to the protocol", printed=printed)
    return Run(outcomes, "", None, printed, tuple(held))


def _readable() -> list[str]:
    """What a child may read: the interpreter and its libraries, but for handgrad itself."""
    roots = [*_SYSTEM, *sorted({sys.prefix, sys.base_prefix, sys.exec_prefix})]
    return [path for root in roots for path in _without_handgrad(root)]


@cache
def _without_handgrad(root: str) -> tuple[str, ...]:
    """A path, or, where a handgrad lies below what it leads to, everything beside that."""
    place = os.path.realpath(root)
    hidden = [path for path in _installed() if path == place or path.startswith(place + os.sep)]
    if not hidden:
        return (root,)
    if place in hidden:
        return ()
    entries = sorted(
        entry.path for entry in os.scandir(place) if not _leads_above(entry, hidden)
    )
    return tuple(path for entry in entries for path in _without_handgrad(entry))


def _leads_above(entry: os.DirEntry[str], hidden: Sequence[str]) -> bool:
    """Whether an entry is a link to a folder that one of the hidden paths lies in."""
    place = os.path.realpath(entry.path) + os.sep
    return entry.is_symlink() and any((path + os.sep).startswith(place) for path in hidden)


@cache
def _installed() -> tuple[str, ...]:
    """Every folder that `import handgrad` could find: this package and installed copies."""
    own = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    prefixes = {sys.prefix, sys.base_prefix}
    roots = {sysconfig.get_path("purelib", vars={"base": p}) for p in prefixes} | {*sys.path}
    found = {os.path.realpath(os.path.join(root, "handgrad")) for root in roots if root}
    return tuple(sorted({own, *(path for path in found if os.path.isdir(path))}))


@cache
def _bubblewrap() -> bool:
    """Whether bubblewrap is installed, and one run of it succeeds."""
    if not shutil.which("bwrap"):
        return False
    with tempfile.TemporaryDirectory(prefix="handgrad-") as folder:
        tools = os.path.dirname(os.path.abspath(__file__))
        command = [*_wrapped(folder, tools), sys.executable, "-I", "-S", "-c", "pass"]
        try:
            done = subprocess.run(command, capture_output=True, timeout=5)  # noqa: S603
        except (OSError, subprocess.SubprocessError):
            return False
    return done.returncode == 0


def _wrapped(folder: str, tools: str) -> list[str]:
    """The words before a command that shut it into namespaces of its own."""
    own = [os.path.join(tools, name) for name in ("runner.py", "confinement.py")]
    bound = [p for p in (*_readable(), *own) if os.path.exists(p) and p[:5] not in _MOUNTED]
    return [
        "bwrap",
        *("--unshare-all", "--die-with-parent", "--new-session", "--clearenv"),
        *[word for name, value in _QUIET.items() for word in ("--setenv", name, value)],
        *[word for path in bound for word in ("--ro-bind-try", path, path)],
        *("--proc", "/proc", "--dev", "/dev"),
        *("--bind", folder, folder, "--chdir", folder, "--"),
    ]
