"""What a child process takes from itself before it runs a stranger's program.

Limits of time, memory and files by `resource`; no new privileges, Landlock and a filter of
system calls by `ctypes`, where the kernel has them (linux/landlock.h, linux/seccomp.h). Run in
the child only; it imports the standard library and nothing of handgrad.
"""

import ctypes
import os
import platform
import struct
import sys
from collections.abc import Mapping, Sequence

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 38, 22, 2
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_EXECUTE, _WRITE, _READ_FILE, _READ_DIR = 1, 2, 4, 8
_ALL_BY_VERSION = {1: 0x1FFF, 2: 0x3FFF, 3: 0x7FFF, 4: 0x7FFF, 5: 0xFFFF}
_TCP = 3
_SCOPED = 3  # abstract sockets, and signals to processes outside
_READ = _EXECUTE | _READ_FILE | _READ_DIR

# Of x86-64: sockets, the memory of others, new sessions and groups, forks other than threads.
_ARCHITECTURE, _FOREIGN = 0xC000003E, 0x40000000
_REFUSED = (41, 42, 53, 57, 58, 101, 109, 112, 310, 311)
_CLONE, _CLONE3, _CLONE_THREAD = 56, 435, 0x10000
_ALLOW, _EPERM, _ENOSYS = 0x7FFF0000, 0x00050001, 0x00050026
_LOAD, _EQUAL, _ABOVE, _HAS, _GIVE = 0x20, 0x15, 0x35, 0x45, 0x06


def confine(limits: Mapping[str, int], readable: Sequence[str]) -> list[str]:
    """Apply every layer that this machine has; which ones held.

    `limits` are cpu (seconds), memory, file (bytes), files and processes; `readable` are the
    paths that may be read. The working directory may be written.
    """
    held = []
    if _limited(limits):
        held.append("limits")
    library = _library()
    if library is None or library.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return held
    held.append("no new privileges")
    if _landlocked(library, readable):
        held.append("landlock")
    if _filtered(library):
        held.append("seccomp")
    return held


def _limited(limits: Mapping[str, int]) -> bool:
    try:
        import resource
    except ImportError:
        return False
    wanted = {
        resource.RLIMIT_CPU: (limits["cpu"], limits["cpu"] + 1),
        resource.RLIMIT_AS: (limits["memory"],) * 2,
        resource.RLIMIT_FSIZE: (limits["file"],) * 2,
        resource.RLIMIT_NOFILE: (limits["files"],) * 2,
        resource.RLIMIT_CORE: (0, 0),
    }
    if os.getuid() != 0:
        wanted[resource.RLIMIT_NPROC] = (limits["processes"],) * 2
    for kind, pair in wanted.items():
        try:
            resource.setrlimit(kind, pair)
        except (ValueError, OSError):
            return False
    return True


def _library() -> ctypes.CDLL | None:
    if not sys.platform.startswith("linux"):
        return None
    try:
        return ctypes.CDLL(None, use_errno=True)
    except OSError:
        return None


def _landlocked(library: ctypes.CDLL, readable: Sequence[str]) -> bool:
    """Reading only what is listed, writing only in the working directory, no TCP."""
    version = library.syscall(_LANDLOCK_CREATE, None, ctypes.c_size_t(0), 1)
    if version < 1:
        return False
    handled = _ALL_BY_VERSION[min(version, 5)]
    parts = [handled, _TCP, _SCOPED][: 1 if version < 4 else 2 if version < 6 else 3]
    ruleset = struct.pack(f"{len(parts)}Q", *parts)
    descriptor = library.syscall(_LANDLOCK_CREATE, ruleset, ctypes.c_size_t(len(ruleset)), 0)
    if descriptor < 0:
        return False
    rights = [(path, _READ) for path in readable] + [(os.getcwd(), handled)]
    for path, allowed in rights:
        if not _allowed(library, descriptor, path, allowed & handled):
            os.close(descriptor)
            return False
    restricted = library.syscall(_LANDLOCK_RESTRICT, descriptor, 0) == 0
    os.close(descriptor)
    return bool(restricted)


def _allowed(library: ctypes.CDLL, ruleset: int, path: str, rights: int) -> bool:
    """Add a path to what is allowed; one that is not there needs no rule."""
    try:
        opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return True
    try:
        if not os.path.isdir(path):
            rights &= _EXECUTE | _WRITE | _READ_FILE
        rule = struct.pack("=Qi", rights, opened)
        return bool(library.syscall(_LANDLOCK_ADD, ruleset, 1, rule, 0) == 0)
    finally:
        os.close(opened)


def _filtered(library: ctypes.CDLL) -> bool:
    """Sockets, processes and the memory of others answer EPERM; threads are allowed."""
    if platform.machine() != "x86_64":
        return False
    program = b"".join(struct.pack("HBBI", *step) for step in _steps())
    buffer = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HxxxxxxQ", len(program) // 8, ctypes.addressof(buffer))
    return bool(library.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, header, 0, 0) == 0)


def _steps() -> list[tuple[int, int, int, int]]:
    """The filter: an operation, how far to jump where it holds and where not, its operand."""
    tests = [(_EQUAL, call) for call in _REFUSED]
    after = len(tests)
    steps = [(_LOAD, 0, 0, 4), (_EQUAL, 1, 0, _ARCHITECTURE), (_GIVE, 0, 0, _EPERM)]
    steps += [(_LOAD, 0, 0, 0), (_ABOVE, after + 5, 0, _FOREIGN)]
    steps += [(kind, after - i + 4, 0, call) for i, (kind, call) in enumerate(tests)]
    steps += [(_EQUAL, 5, 0, _CLONE3), (_EQUAL, 0, 2, _CLONE), (_LOAD, 0, 0, 16)]
    steps += [(_HAS, 0, 1, _CLONE_THREAD)]
    return [*steps, (_GIVE, 0, 0, _ALLOW), (_GIVE, 0, 0, _EPERM), (_GIVE, 0, 0, _ENOSYS)]
