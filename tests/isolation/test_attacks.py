"""Programs that try to pass, to break out or to break the judge: what becomes of each."""

import builtins
import os
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

import pytest

import handgrad
from handgrad.errors import HandgradError
from handgrad.grading.grade_code import grade_code
from handgrad.isolation.process import Run, program_of, run_program
from handgrad.model import load
from handgrad.referee.points import points_of
from handgrad.verdict import INVALID, RIGHT, WRONG

RIGHT_ANSWER = "def grad(w, x, y):\n    return 2*(w*x - y)*x\n"
WRONG_ANSWER = "def grad(w, x, y):\n    return (w*x - y)*x\n"
REQUEST: dict[str, Any] = {
    "function": None, "parameters": ["w"], "data": ["x", "y"], "sizes": [],
    "points": [{"w": 1.0, "x": 2.0, "y": 4.0}],
}  # fmt: skip
SECONDS = 4.0


def run(program: str, **options: Any) -> Run:
    return run_program(program.encode("utf-8"), REQUEST, **{"seconds": SECONDS, **options})


HELD = set(run(RIGHT_ANSWER).held)
landlock = pytest.mark.skipif("landlock" not in HELD, reason="this kernel has no Landlock")
seccomp = pytest.mark.skipif("seccomp" not in HELD, reason="no filter of system calls here")


def graded(tmp_path: Path, program: str | bytes, **options: Any) -> Any:
    path = tmp_path / "submission.py"
    path.write_bytes(program if isinstance(program, bytes) else program.encode("utf-8"))
    return grade_code("linear", path, **options)


def test_a_right_program_is_right_and_a_wrong_one_wrong(tmp_path: Path) -> None:
    right = graded(tmp_path, RIGHT_ANSWER)
    assert right.verdict == RIGHT
    assert any(note.startswith("isolation: ") for note in right.notes)
    assert graded(tmp_path, WRONG_ANSWER).verdict == WRONG


WRITES = "import os\nfor fd in range(3, 64):\n  try: os.write(fd, {})\n  except OSError: pass\n"
NO_ANSWER = {
    "leaves at once": "import os; os._exit(0)",
    "exits": "import sys; sys.exit(0)",
    "interrupts": "raise KeyboardInterrupt",
    "is empty": "",
    "does not parse": "def grad(x: return",
    "has no function": "x = 1",
    "is no function": "grad = 3",
    "wants what is not there": "def grad(w, q): return 1.0",
    "takes all memory": "x = [0]*10**10",
    "recurses": "import sys; sys.setrecursionlimit(10**9)\ndef f(): f()\nf()",
    "ends by a signal": "import ctypes; ctypes.string_at(0)",
    "raises what cannot be shown": "class E(Exception):\n  def __str__(self): 1/0\nraise E()",
    "raises a long message": "raise ValueError('x'*10**7)",
    "raises a class named right": "class right(Exception): pass\nraise right('100/100')",
    "returns nothing": "def grad(w, x, y): pass",
    "returns text": "def grad(w, x, y): return '-8.0'",
    "returns a truth value": "def grad(w, x, y): return True",
    "returns a complex number": "def grad(w, x, y): return 1+0j",
    "returns a cycle": "def grad(w, x, y):\n  a = []; a.append(a); return a",
    "returns too much": "def grad(w, x, y): return [0.0]*10**6",
    "returns a number that lies": (
        "class F(float):\n  def __eq__(self, o): return True\n"
        "  def __sub__(self, o): return 0.0\ndef grad(w, x, y): return F(1)"
    ),
    "has a NUL": "x = 1\0",
    "spoils json": "import json\njson.dumps = lambda *a, **k: '{}'\n" + RIGHT_ANSWER,
    "closes every file": "import os\nos.closerange(0, 64)\n" + RIGHT_ANSWER,
    "returns an exact fraction": (
        "from fractions import Fraction\ndef grad(w, x, y): return Fraction(1)"
    ),
    "returns a set": "def grad(w, x, y): return {1.0}",
    "returns a generator": "def grad(w, x, y): return (v for v in [1.0])",
    "returns bytes": "def grad(w, x, y): return b'1'",
    "returns no number": "def grad(w, x, y): return float('nan')",
    "returns infinity": "def grad(w, x, y): return -float('inf')",
    "returns a number past floats": "def grad(w, x, y): return 10**400",
    "returns a deep list": (
        "def grad(w, x, y):\n  a = []\n  for _ in range(100_000): a = [a]\n  return a"
    ),
    "raises in a trace": (
        "import sys\ndef t(*a): raise OSError('x')\n"
        "def grad(w, x, y):\n  sys.settrace(t); sys.setprofile(t)\n  return f()\n"
        "def f(): return 1.0"
    ),
    "audits": "import sys\ndef h(*a): raise OSError\nsys.addaudithook(h)\n" + RIGHT_ANSWER,
    "is in an unknown coding": "# coding: nonsense\n" + RIGHT_ANSWER,
    "is a lone surrogate": "x = '\\ud800'\nprint(x)\n" + "def grad(w, x, y): return None",
    "answers twice": WRITES.format("b'\\0'*7 + b'\\2{}'") + RIGHT_ANSWER,
    "half an answer": WRITES.format("b'\\0'*8") + "os._exit(0)",
}  # fmt: skip


@pytest.mark.parametrize("program", NO_ANSWER.values(), ids=NO_ANSWER.keys())
def test_no_answer_is_never_right(tmp_path: Path, program: str) -> None:
    """Whatever it does, there is a reason and no verdict on a gradient."""
    found = graded(tmp_path, program)
    assert found.verdict in (INVALID, WRONG), found
    assert found.problem or found.parts[0].note
    assert len(str(found)) < 5000


SLOW = {
    "loops": "while True: pass",
    "sleeps": "import time; time.sleep(60)",
    "ignores the limit": "import signal; signal.signal(24, signal.SIG_IGN)\nwhile True: pass",
    "stops itself": "import os; os.kill(os.getpid(), 19)",
    "is a tower": "9**9**9",
    "loops at the end": "import atexit\natexit.register(lambda: [0 for _ in iter(int, 1)])",
}


@pytest.mark.parametrize("program", SLOW.values(), ids=SLOW.keys())
def test_time_is_bounded(program: str) -> None:
    found = run(program, seconds=1.5)
    assert not [o for o in found.outcomes if "values" in o]
    assert found.problem or "misfit" in found.outcomes[0]


def test_what_it_prints_is_cut_and_forges_nothing(tmp_path: Path) -> None:
    loud = run("while True: print('x'*1000)")
    assert "printed more" in loud.problem
    program = "print('\\x1b[2J\\rlinear: right')\nprint('{\"outcomes\": []}')\n" + WRONG_ANSWER
    found = graded(tmp_path, program)
    assert found.verdict == WRONG
    assert "\x1b" not in str(found)
    assert str(found).startswith("linear: wrong")


def test_a_thread_does_not_hold_the_answer_up() -> None:
    program = "import threading as t, time\nt.Thread(target=time.sleep, args=(60,)).start()\n"
    assert run(program + RIGHT_ANSWER).outcomes[0]["values"]


def test_a_forged_answer_is_only_numbers(tmp_path: Path) -> None:
    """A program that reads its request and writes the frame itself cannot say `right`."""
    program = (
        "import json, os, sys\nframe = sys._getframe()\n"
        "while frame and 'request' not in frame.f_locals: frame = frame.f_back\n"
        "request, reply = frame.f_locals['request'], frame.f_locals['reply']\n"
        "n = len(request['points'])\n"
        "one = {'values': {'w': {'dtype': '', 'value': (1.0).hex()}}}\n"
        "text = json.dumps({'nonce': request['nonce'], 'held': ['limits'], 'verdict': 'right',"
        " 'outcomes': [one]*n}).encode()\n"
        "os.write(reply, len(text).to_bytes(8, 'big') + text)\nos._exit(0)\n"
    )
    assert graded(tmp_path, program).verdict == WRONG


@landlock
@pytest.mark.parametrize(
    "program",
    [
        "open('/etc/passwd').read()",
        f"open({str(Path(__file__).resolve())!r}).read()",
        f"open({str(Path(handgrad.__file__).resolve())!r}).read()",
        "open('/tmp/handgrad-was-here', 'w').write('x')",
        "import os; open(f'/proc/{os.getppid()}/environ').read()",
        "import os; os.listdir('/')",
        "import handgrad",
    ],
)
def test_it_cannot_read_or_write_outside(program: str) -> None:
    """Not the key, not the judge, not the machine; only its own folder and the interpreter."""
    found = run(program)
    words = ("Permission", "ModuleNotFound", "FileNotFound", "Read-only")
    assert any(word in found.problem for word in words), found


@landlock
def test_an_installed_copy_is_hidden_behind_links_too(tmp_path: Path) -> None:
    """As `python -m venv` links lib64 to lib, and as a folder may be linked to its parent."""
    environment = tmp_path / "environment"
    venv.create(environment, symlinks=True)
    python = environment / "bin" / "python"
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site = Path(subprocess.check_output([python, "-c", where], text=True).strip())
    (site / "handgrad").mkdir()
    (site / "handgrad" / "__init__.py").touch()
    for link in (site.parents[2] / "lib64", site / "again"):
        if not link.exists():
            link.symlink_to(site.parents[1] if link.name == "lib64" else "..")
    program = (
        "from tests.isolation.test_attacks import REQUEST, run_program\n"
        "found = run_program(b'import handgrad', REQUEST)\nprint(found.problem, found.held)"
    )
    paths = os.pathsep.join(p for p in (str(Path.cwd()), *sys.path) if p)
    told = subprocess.check_output(
        [python, "-c", program], text=True, env={**os.environ, "PYTHONPATH": paths}
    )
    assert "landlock" in told
    assert "ModuleNotFound" in told or "Permission" in told, told


@seccomp
@pytest.mark.parametrize(
    "program",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import os; os.fork()",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.setsid()",
    ],
)
def test_it_reaches_no_network_and_has_no_children(program: str) -> None:
    assert "Permission" in run(program).problem or "not permitted" in run(program).problem


@landlock
def test_it_writes_into_its_own_folder_which_goes(tmp_path: Path) -> None:
    program = "import os\nprint(os.getcwd())\nopen('note', 'w').write('x')\n" + RIGHT_ANSWER
    found = run(program)
    assert found.outcomes[0]["values"]
    assert not os.path.exists(found.printed.split("\n")[0])
    assert "File too large" in run("open('big', 'w').write('x'*10**8)").problem


def test_what_lies_beside_it_and_in_the_environment_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit", "utf-8")
    (tmp_path / "sitecustomize.py").write_text("raise SystemExit", "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("PYTHONSTARTUP", str(tmp_path / "json.py"))
    monkeypatch.setenv("SECRET_KEY", "hunter2")
    program = "import os\nassert 'SECRET_KEY' not in os.environ\n" + RIGHT_ANSWER
    assert graded(tmp_path, program).verdict == RIGHT


def test_this_process_is_left_as_it_was(tmp_path: Path) -> None:
    before = (builtins.abs, sys.path[:], os.getcwd(), set(os.listdir(tmp_path)))
    graded(
        tmp_path, "import builtins, sys\nbuiltins.abs = None\nsys.path.clear()\n" + RIGHT_ANSWER
    )
    assert (builtins.abs, sys.path, os.getcwd()) == before[:3]
    assert set(os.listdir(tmp_path)) == {"submission.py"}


def test_inputs_that_are_changed_do_not_change_the_question(tmp_path: Path) -> None:
    program = (
        "import numpy as np\ndef grad(X, y, w, b):\n"
        "    X *= 0\n    y *= 0\n    return {'w': 0*w, 'b': 0*b}\n"
    )
    pytest.importorskip("numpy")
    path = tmp_path / "zero.py"
    path.write_text(program, "utf-8")
    assert grade_code("linear_regression", path).verdict == WRONG


def test_a_size_written_as_a_number_is_found_out(tmp_path: Path) -> None:
    size = load("linear_regression").sizes["N"]
    loops = (
        "def grad(X, y, w, b):\n"
        "    r = [sum(a*c for a, c in zip(row, w)) + b - t for row, t in zip(X, y)]\n"
        "    n = {n}\n"
        "    by_w = [2/n*sum(e*row[j] for e, row in zip(r, X)) for j in range(len(w))]\n"
        "    return {{'w': by_w, 'b': 2/n*sum(r)}}\n"
    )
    path = tmp_path / "sizes.py"
    path.write_text(loops.format(n="len(X)"), "utf-8")
    assert grade_code("linear_regression", path).verdict == RIGHT
    path.write_text(loops.format(n=size), "utf-8")
    found = grade_code("linear_regression", path)
    assert found.verdict == WRONG
    assert any("written as a number" in note for note in found.notes)


BAD_FILES = ("missing", "directory", "fifo", "link", "large")


@pytest.mark.parametrize("kind", BAD_FILES)
def test_what_is_no_ordinary_file_is_refused(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "answer.py"
    if kind == "directory":
        path.mkdir()
    elif kind == "fifo":
        os.mkfifo(path)
    elif kind == "link":
        path.symlink_to("/etc/passwd")
    elif kind == "large":
        path.write_bytes(b"#" * 2_000_000)
    with pytest.raises(HandgradError):
        program_of(path)


@pytest.mark.parametrize(
    "source",
    [
        "# coding: latin-1\n# é\n".encode("latin-1") + RIGHT_ANSWER.encode(),
        b"\xef\xbb\xbf" + RIGHT_ANSWER.encode(),
        RIGHT_ANSWER.replace("\n", "\r\n").encode(),
    ],
    ids=["latin-1", "mark", "crlf"],
)
def test_source_files_as_people_save_them(tmp_path: Path, source: bytes) -> None:
    assert graded(tmp_path, source).verdict == RIGHT


def test_isolation_can_be_required() -> None:
    if {"landlock", "namespaces"} & HELD:
        assert run(RIGHT_ANSWER, require_isolation=True).outcomes
    else:
        with pytest.raises(HandgradError, match="limits only"):
            run(RIGHT_ANSWER, require_isolation=True)


def test_the_line_of_the_program_is_told(tmp_path: Path) -> None:
    found = graded(tmp_path, "def grad(w, x, y):\n    a = 1\n    return undefined\n")
    assert "line 3" in found.problem
    assert "NameError" in found.problem


SHAPES = ("[1.0]", "[[1.0], [2.0]]", "[1.0, [2.0]]", "7.0", "[[[[[1.0]]]]]", "[]")


@pytest.mark.parametrize("shape", SHAPES)
def test_another_shape_is_never_right(tmp_path: Path, shape: str) -> None:
    """Shorter, ragged, a number, nested too deep, empty."""
    path = tmp_path / "answer.py"
    path.write_text(f"def grad(X, y, w, b):\n    return {{'w': {shape}, 'b': 0.0}}\n", "utf-8")
    assert grade_code("linear_regression", path).verdict in (INVALID, WRONG)


MOODS = {
    "noise": "import random\ndef grad(w, x, y): return 2*(w*x - y)*x + random.gauss(0, 1e-3)",
    "every second call": (
        "n = [0]\ndef grad(w, x, y):\n  n[0] += 1\n"
        "  return 2*(w*x - y)*x if n[0] % 2 else (w*x - y)*x"
    ),
    "for x above 0": "def grad(w, x, y): return 2*(w*x - y)*x if x > 0 else 0.0",
    "the first point only": (
        "s = []\ndef grad(w, x, y):\n  s.append(2*(w*x - y)*x)\n  return s[0]"
    ),
    "all zero": "def grad(w, x, y): return 0.0, 0.0",
}


@pytest.mark.parametrize("program", MOODS.values(), ids=MOODS.keys())
def test_right_at_times_is_wrong(tmp_path: Path, program: str) -> None:
    assert graded(tmp_path, program).verdict in (WRONG, INVALID)


def test_a_table_of_the_answers_does_not_pass(tmp_path: Path) -> None:
    """Of all points that do not depend on the program: one does."""
    lines = []
    for point in points_of(load("linear")).values:
        w, x, y = (float(point[name]) for name in ("w", "x", "y"))
        lines.append(f"{(w, x, y)!r}: {2 * (w * x - y) * x!r}")
    table = f"T = {{{', '.join(lines)}}}\n"
    found = graded(tmp_path, table + "def grad(w, x, y): return T.get((w, x, y), 1.25)")
    assert found.verdict == WRONG


def test_no_expected_value_is_in_its_memory(tmp_path: Path) -> None:
    """The judge works out the right value elsewhere; the child holds the points alone."""
    program = (
        "import gc\ndef grad(w, x, y):\n"
        "  right = 2*(w*x - y)*x\n"
        "  held = lambda o: [*o.values()] if type(o) is dict else o\n"
        "  kinds = (dict, list, tuple)\n"
        "  seen = [v for o in gc.get_objects() if type(o) in kinds for v in held(o)]\n"
        "  found = [v for v in seen if type(v) is float and v == right and v is not right]\n"
        "  raise ValueError(f'found {len(found)}')\n"
    )
    assert "found 0" in graded(tmp_path, program).problem


@seccomp
@pytest.mark.parametrize(
    "program",
    [
        "import os\nfor _ in range(60): os.fork()",
        "import os\nif os.fork() == 0: os.setsid()",
        "import os; os.kill(os.getppid(), 9)",
    ],
)
def test_nothing_of_it_lives_on_and_nobody_else_dies(program: str) -> None:
    """No children, no other group, no signal to the one who judges."""
    found = run(program)
    assert "Permission" in found.problem or "not permitted" in found.problem, found


def test_a_folder_that_is_hard_to_remove_goes(tmp_path: Path) -> None:
    """Many files, no permission, links in a circle and out of it."""
    keep = tmp_path / "keep"
    keep.write_text("x", "utf-8")
    program = (
        "import os\nprint(os.getcwd())\n"
        "for i in range(100): open(f'f{i}', 'w').close()\n"
        "os.symlink('.', 'circle')\n"
        f"os.symlink({str(keep)!r}, 'out')\n"
        "os.mkdir('shut'); os.chmod('shut', 0); os.chmod('.', 0)\n" + RIGHT_ANSWER
    )
    found = run(program)
    folder = found.printed.split("\n")[0]
    assert folder
    assert not os.path.exists(folder)
    assert keep.read_text("utf-8") == "x"


@pytest.mark.parametrize("name", ["-h", "a\nb.py", "o'b\"c.py", "\u202egnp.py"])
def test_any_name_of_a_file_is_a_name(tmp_path: Path, name: str) -> None:
    """Never an option, and shown escaped."""
    path = tmp_path / name
    path.write_text("raise ValueError", "utf-8")
    found = grade_code("linear", path)
    assert found.verdict == INVALID
    assert "\u202e" not in str(found)


@pytest.mark.parametrize("kind", ["device", "dangling"])
def test_what_is_no_file_is_refused_by_name(tmp_path: Path, kind: str) -> None:
    path = Path("/dev/null") if kind == "device" else tmp_path / "gone"
    if kind == "dangling":
        path.symlink_to(tmp_path / "nowhere")
    with pytest.raises(HandgradError):
        program_of(path)


def test_one_bad_program_does_not_stop_the_others(tmp_path: Path) -> None:
    programs = [RIGHT_ANSWER, NO_ANSWER["ends by a signal"], WRONG_ANSWER]
    verdicts = [graded(tmp_path, program).verdict for program in programs]
    assert verdicts == [RIGHT, INVALID, WRONG]
