"""The command line, as a process and within this one: status, what is printed, and misuse."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from handgrad import __version__
from handgrad.command import main
from handgrad.page.loading import catalogue

ROOT = Path(__file__).parents[2]
RIGHT = "dL/dw = 2*(w*x - y)*x"


def process(*words: str, stdin: str = "", **environment: str) -> tuple[int, str, str]:
    """Status, standard output and standard error of a command run as a process."""
    done = subprocess.run(
        [sys.executable, "-m", "handgrad", *words],
        cwd=ROOT, input=stdin, capture_output=True, encoding="utf-8", check=False,
        env={**os.environ, **environment},
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


def handgrad(*words: str, stdin: str = "") -> tuple[int, str, str]:
    """The same of a command that is run in this process, with streams of its own."""
    texts = (stdin.encode("utf-8", "surrogateescape"), b"", b"")
    streams = [io.TextIOWrapper(io.BytesIO(text), "utf-8") for text in texts]
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(ROOT)
        for name, stream in zip(("stdin", "stdout", "stderr"), streams, strict=True):
            patched.setattr(sys, name, stream)
        status = main(words)
    out, err = (stream.detach().getvalue().decode() for stream in streams[1:])
    return status, out, err


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("check", "linear", RIGHT), 0),
        (("check", "linear", "dL/dw = (w*x - y)*x"), 1),
        (("check", "linear", "dL/dw = 2*(w*x - "), 2),
        (("check", "linear", "dL/dw = 1/(x - x)"), 3),
        (("check", "linear", "-2*x*(y - w*x)"), 0),
        (("check", "linear", "-x"), 1),
        (("check", "linear", "-"), 2),
        (("check", "quadratic", "dL/db = 2*(y_hat - y)", "--wanted", "b,w1"), 2),
        (("check", "two_layer", "--set", "activation=relu", "dL/db2 = 2*(y_hat - y)"), 0),
        (("check", "two_layer", "--set", "n=2", "--set", "m=5", "dL/db1 = dL/dz1"), 3),
        (("check", "two_layer", "dL/db1 = dL/dz1", "--given", "dL/dz1"), 0),
        (("check", "two_layer", "dL/db1 = dL/dz1", "--given", "all", "--wanted", "all"), 2),
        (("check", "tests/pages/rocket.txt", "dL/dv = 2*(height - h)*t"), 0),
        (("verify", "linear", "quadratic"), 0),
        (("explain", "linear", "--at", "w=1,x=2,y=4"), 0),
        (("explain", "linear", "--mermaid"), 0),
        (("show", "linear"), 0),
        (("show", "linear", "--latex"), 0),
        (("show", "linear", "--python"), 0),
        (("models",), 0),
        (("train", "linear", "--epochs", "2"), 0),
        (("train", "two_layer", "--epochs", "2", "--batch", "--arithmetic", "float32"), 0),
        (("replay", "linear"), 0),
    ],
)
def test_status_and_streams(words: tuple[str, ...], status: int) -> None:
    """A verdict goes to standard output, whatever it is."""
    found, out, err = process(*words)
    assert found == status
    assert out
    assert err == ""
    assert handgrad(*words) == (found, out, err)


MISUSE = [
    (),
    ("chek", "linear"),
    ("check",),
    ("check", "linear"),
    ("check", "linea", RIGHT),
    ("check", "linear", RIGHT, "--seed", "x"),
    ("check", "linear", RIGHT, "--seed", "-1"),
    ("check", "linear", RIGHT, "--seed", "99999999999999999999"),
    ("check", "linear", RIGHT, "--wanted", "v"),
    ("check", "linear", RIGHT, "-f", "README.md"),
    ("check", "linear", "-f", "no such file"),
    ("check", "linear", "-f", "tests"),
    ("check", "two_layer", "--set", "n", RIGHT),
    ("check", "two_layer", "--set", "q=2", RIGHT),
    ("check", "two_layer", "--set", "n=0", RIGHT),
    ("check", "two_layer", "--set", "n=x", RIGHT),
    ("check", "two_layer", "--set", "n=999999999", RIGHT),
    ("check", "two_layer", "--set", "activation=cube", RIGHT),
    ("check", "README.md", RIGHT),
    ("check", "tests", RIGHT),
    ("check", "linear", RIGHT, "--accept", "haf"),
    ("show", "linear", "--latex", "--python"),
    ("verify", "linea"),
    ("explain", "linear", "--at", "w"),
    ("explain", "linear", "--at", "w=1"),
    ("explain", "linear", "--at", "w=1,x=2,y=4,z=5"),
    ("explain", "linear", "--at", "w=nan,x=2,y=4"),
    ("train", "linear", "--rate", "0"),
    ("train", "linear", "--rate", "inf"),
    ("train", "linear", "--rate", "-0.1"),
    ("train", "linear", "--epochs", "1.5"),
    ("train", "linear", "--row", "x=1"),
    ("train", "linear", "--arithmetic", "float16"),
    ("train", "linear", "--rate", "10"),
    ("replay", "cubic"),
]


@pytest.mark.parametrize("words", MISUSE, ids=lambda w: " ".join(w) or "nothing")
def test_misuse_is_one_line_on_standard_error(words: tuple[str, ...]) -> None:
    """Exit status 2, nothing on standard output, no traceback."""
    status, out, err = handgrad(*words)
    assert status == 2
    assert out == ""
    assert "Traceback" not in err
    if words:
        assert len(err.splitlines()) == 1
        assert err.startswith("handgrad: ")


def test_an_answer_comes_from_a_file_or_standard_input(tmp_path: Path) -> None:
    file = tmp_path / "answer.txt"
    file.write_text("﻿r = w*x - y\r\ndL/dw = 2*r*x\r\n", encoding="utf-8")
    assert handgrad("check", "linear", "-f", str(file))[0] == 0
    assert process("check", "linear", "-", stdin=RIGHT)[0] == 0
    assert handgrad("check", "linear", "-f", "-", stdin=RIGHT)[0] == 0


def test_the_parts_of_a_document_that_is_not_judged_as_a_whole_are_told(tmp_path: Path) -> None:
    """Two exercises about two pages in one file."""
    file = tmp_path / "homework.md"
    file.write_text("# Line\ndL/dw = 2*(w*x - y)*x\n# Ridge\ndL/dw = 2*X.T @ r\n", "utf-8")
    status, printed, _ = handgrad("check", "linear", "-f", str(file))
    assert status == 2
    assert "note: the file has the parts Line, Ridge: --section NAME judges one of" in printed
    assert handgrad("check", "linear", "-f", str(file), "--section", "Line")[0] == 0


@pytest.mark.parametrize("content", [b"\xff\xfe\x00x", b"", b"\x00" * 50])
def test_a_file_that_is_no_answer(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "answer.txt"
    file.write_bytes(content)
    status, out, err = process("check", "linear", "-f", str(file))
    assert status == 2
    assert "Traceback" not in out + err


@pytest.mark.parametrize("answer", [RIGHT, "dL/dw = x", "dL/dw = (", "dL/dw = 1/(x-x)"])
def test_json_is_all_that_is_printed(answer: str) -> None:
    status, out, err = handgrad("check", "linear", answer, "--json")
    data = json.loads(out)
    assert err == ""
    assert {"right": 0, "wrong": 1, "invalid": 2, "undecided": 3}[data["verdict"]] == status


@pytest.mark.parametrize(
    "words",
    [
        ("check", "nosuch", RIGHT),
        ("check", "linear", "-f", "no such file"),
        ("check", "linear"),
        ("check", "linear", RIGHT, "--seed", "x"),
        ("train", "nosuch"),
        ("mistakes", "nosuch"),
    ],
    ids=" ".join,
)
def test_misuse_as_json_is_a_report_of_its_problem(words: tuple[str, ...]) -> None:
    """In the form of every report, beside the line on standard error."""
    status, out, err = handgrad(*words, "--json")
    data = json.loads(out)
    report = json.loads(handgrad("check", "linear", "dL/dw = (", "--json")[1])
    assert (status, data["verdict"], data.keys()) == (2, "invalid", report.keys())
    assert err == f"handgrad: {data['problem']}\n"


def test_a_page_that_cannot_be_read_is_a_row_of_verify_as_json() -> None:
    status, out, err = handgrad("verify", "nosuch", "linear", "--json")
    rows = json.loads(out)
    assert status == 2
    assert [(row["page"], row["verdict"]) for row in rows] == [
        ("nosuch", "invalid"),
        ("linear", "right"),
    ]
    assert rows[0].keys() == rows[1].keys()
    assert err == f"handgrad: {rows[0]['problem']}\n"


def test_models_and_verify_as_json() -> None:
    assert [m["name"] for m in json.loads(handgrad("models", "--json")[1])] == list(catalogue())
    (row,) = json.loads(handgrad("verify", "linear", "--json")[1])
    assert (row["verdict"], row["exact"]) == ("right", True)


def test_a_wrong_page_is_reported_by_verify_and_check(tmp_path: Path) -> None:
    page = tmp_path / "wrong.txt"
    text = (ROOT / "tests" / "pages" / "rocket.txt").read_text("utf-8")
    page.write_text(text.replace("dL/dheight * t\n", "dL/dheight * t^2\n"), encoding="utf-8")
    status, out, err = handgrad("verify", str(page))
    assert (status, err) == (4, "")
    assert "key-wrong" in out
    assert "dL/dv" in out
    status, out, err = handgrad("check", str(page), "dL/dv = 2*(height - h)*t")
    assert (status, err) == (0, "")
    assert "note: the page's own dL/dv is wrong" in out


def test_output_that_nobody_reads_is_no_traceback() -> None:
    words = [sys.executable, "-m", "handgrad", "replay", "quadratic"]
    process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr is not None
    errors = process.stderr.read()
    process.wait()
    process.stderr.close()
    assert b"Traceback" not in errors


def test_a_plain_locale_and_hostile_text() -> None:
    """Control and bidirectional characters are shown escaped, in any locale."""
    text = "dL/dw = 2*x\x1b[31m + \u202e y"
    status, out, err = process("check", "linear", text, LC_ALL="C", LANG="C")
    assert status == 2
    assert "Traceback" not in out + err
    assert "\x1b" not in out + err
    assert "\u202e" not in out + err


@pytest.mark.parametrize("name", ["\x1f", "\n", "a\nb", "\u202e"])
def test_a_hostile_name_of_a_page_is_one_visible_line(name: str) -> None:
    status, out, err = handgrad("verify", name)
    assert (status, out) == (2, "")
    assert err.endswith("\n")
    assert err[:-1].isprintable()


def test_the_same_command_prints_the_same_whatever_the_hash_seed() -> None:
    words = ("check", "two_layer", "dL/dW1 = dL/dz1 @ x.T", "dL/db1 = dL/da1")
    runs = {process(*words, PYTHONHASHSEED=seed) for seed in ("0", "1", "2")}
    assert len(runs) == 1


@pytest.mark.parametrize("words", [("check", "linear", "x"), ("models",), ("--help",)])
def test_output_that_cannot_be_written_is_one_line(words: tuple[str, ...]) -> None:
    """A full disk and a closed stream are misuse; they are never the status of wrong."""
    shell = f"{sys.executable} -m handgrad {' '.join(words)}"
    for redirected in (">/dev/full", ">&-"):
        done = subprocess.run(
            ["sh", "-c", f"{shell} {redirected}"], cwd=ROOT, capture_output=True, check=False
        )
        assert done.returncode == 2
        assert len(done.stderr.splitlines()) == 1
    unheard = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m handgrad train linear --epochs 2 2>&-"],
        cwd=ROOT, capture_output=True, check=False,
    )  # fmt: skip
    assert unheard.returncode == 0
    nobody = subprocess.run(
        ["sh", "-c", f"{{ {shell}; echo $? >&2; }} | true"],
        cwd=ROOT, capture_output=True, check=False,
    )  # fmt: skip
    assert nobody.stderr.strip() in (b"141", b"0", b"1")


def test_a_fault_of_handgrad_has_a_status_of_its_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise LookupError("\x1b[2J\nsecond line")

    monkeypatch.setattr("handgrad.grading.grade.grade", broken)
    assert main(["check", "linear", "x"]) == 70
    out, err = capsys.readouterr()
    assert out == ""
    assert err.endswith("LookupError: \\u001b[2J\n")


INTERRUPTED_IMPORT = """
import sys
from handgrad import __main__

class Finder:
    left = int(sys.argv.pop(1))
    def find_spec(self, *_):
        self.left -= 1
        if not self.left:
            raise KeyboardInterrupt

sys.meta_path.insert(0, Finder())
sys.exit(__main__.start())
"""


@pytest.mark.parametrize("imports", [1, 2, 5, 10, 20, 40])
def test_an_interrupt_while_modules_are_imported_is_one_line(imports: int) -> None:
    words = [sys.executable, "-c", INTERRUPTED_IMPORT, str(imports), "check", "linear", "x"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (130, b"handgrad: interrupted\n")


@pytest.mark.parametrize("key", ["name", "page", "self", "options", "cls", "kind", "text"])
def test_no_size_is_taken_for_an_argument(key: str) -> None:
    for model in ("linear", "two_layer", "tests/pages/rocket.txt"):
        status, out, err = handgrad("show", model, "--set", f"{key}=3")
        assert (status, out) == (2, "")
        assert "has no size" in err


def test_a_page_that_cannot_be_read_does_not_stop_the_others() -> None:
    status, out, err = handgrad("verify", "linear", "nosuch", "quadratic")
    assert status == 2
    assert len(out.splitlines()) == 2
    assert len(err.splitlines()) == 1


def test_the_version_is_that_of_the_package() -> None:
    assert process("--version") == (0, f"handgrad {__version__}\n", "")


def test_a_log_is_checked_with_the_words_that_train_takes(tmp_path: Path) -> None:
    """What `train` prints is right with the same rows, start and rate, else wrong."""
    rows, log = tmp_path / "rows.csv", tmp_path / "log.txt"
    rows.write_text("x,y\n1,3\n2,5\n", "utf-8")
    loop = ("--rows", str(rows), "--start", "w=1/2", "--learning-rate", "0.02")
    status, printed, _ = handgrad("train", "linear", *loop, "--epochs", "30", "--steps")
    assert status == 0
    log.write_text(printed, "utf-8")
    assert handgrad("check", "linear", "--log", str(log), *loop)[0] == 0
    other = (*loop[:-1], "0.03")
    status, report, _ = handgrad("check", "linear", "--log", str(log), *other, "--json")
    assert status == 1
    assert "learning-rate" in [hint["id"] for hint in json.loads(report)["hints"]]
    assert handgrad("check", "linear", "--log", str(log), "dL/dw = x")[0] == 2


@pytest.mark.parametrize("text", ["x,y\n1,a\n", "[1, 2", "{}"])
def test_rows_that_cannot_be_read_are_one_line(tmp_path: Path, text: str) -> None:
    rows = tmp_path / "rows"
    rows.write_text(text, "utf-8")
    status, _, error = handgrad("train", "linear", "--rows", str(rows))
    assert (status, error.count("\n")) == (2, 1)


def test_the_manual_of_notations_is_printed_and_as_json() -> None:
    """By kind, or the kinds whose titles have the words asked for."""
    status, out, _ = handgrad("notation", "formula", "fields")
    assert status == 0
    assert out.startswith("What formula fields write\n")
    assert r"\exponentialE^{-wx}x" in out
    status, _, error = handgrad("notation", "esperanto")
    assert (status, error.count("\n")) == (2, 1)
    rows = json.loads(handgrad("notation", "--json")[1])["rows"]
    assert len(rows) > 250
    assert {"kind", "page", "written", "read"} == set(rows[0])


def test_numbers_arrays_and_programs_are_checked(tmp_path: Path) -> None:
    """By --at, --values and --code, with the statuses of their verdicts."""
    at = ("check", "linear", "--at", "w=1,x=2,y=4")
    assert handgrad(*at, "y_hat = 2", "dL/dw = -8")[0] == 0
    assert handgrad(*at, "y_hat = 2", "dL/dw = -4")[0] == 1
    values, point, code = tmp_path / "g.json", tmp_path / "at.csv", tmp_path / "answer.py"
    values.write_text('{"w": -8.0}', "utf-8")
    point.write_text("w,x,y\n1,2,4\n", "utf-8")
    assert handgrad(*at, "--values", str(values))[0] == 0
    assert handgrad("check", "linear", "--at", str(point), "--values", str(values))[0] == 0
    code.write_text("def grad(w, x, y):\n    return 2*(w*x - y)*x\n", "utf-8")
    assert handgrad("check", "linear", "--code", str(code))[0] == 0
    code.write_text("def grad(w, x, y):\n    return (w*x - y)*x\n", "utf-8")
    status, report, _ = handgrad("check", "linear", "--code", str(code), "--json")
    assert (status, json.loads(report)["verdict"]) == (1, "wrong")
    assert handgrad("check", "linear", "--code", str(code), "dL/dw = x")[0] == 2
    assert handgrad("check", "linear", "--values", str(values))[0] == 2


TRACEBACK = """Traceback (most recent call last):
  File "loop.py", line 9, in <module>
    w = w - 0.01*w.grad
TypeError: unsupported operand type(s) for *: 'float' and 'NoneType'
"""


def test_an_error_message_of_a_loop_is_explained() -> None:
    """By the causes it may have, in words; another message is said to be unknown."""
    status, printed, _ = handgrad("explain-error", "-", stdin=TRACEBACK)
    assert status == 0
    assert "[rebind]" in printed
    assert "w -= lr*w.grad" in printed
    assert "not one" in handgrad("explain-error", "SyntaxError: invalid syntax")[1]
    known = json.loads(handgrad("mistakes", "--loops", "--json")[1])
    cases = json.loads((ROOT / "tests" / "cases" / "loops.json").read_text("utf-8"))
    assert {e["id"] for e in known["code"]} == {e["id"] for e in cases["only_in_code"]}
    assert handgrad("mistakes")[0] == 2


LOOP = """w = 1.0
for epoch in range(40):
    for x, y in ((1.0, 2.0), (2.0, 4.0), (3.0, 6.0)):
        grad = 2*(w*x - y)*x
        w {sign}= 0.01*grad
        print("grad:", x, y, grad)
    print("progress:", epoch, (w*x - y)**2 if {late} else (grad/(2*x))**2)
"""


def test_a_loop_as_a_program_is_its_log(tmp_path: Path) -> None:
    """Run as a script; what it prints is replayed, and its error is one line."""
    path = tmp_path / "loop.py"
    check = ("check", "linear", "--code", str(path), "--loop")
    path.write_text(LOOP.format(sign="-", late=False), "utf-8")
    assert handgrad(*check)[0] == 0
    path.write_text(LOOP.format(sign="+", late=False), "utf-8")
    status, report, _ = handgrad(*check)
    assert (status, "[ascent]" in report) == (1, True)
    path.write_text(LOOP.format(sign="-", late=True), "utf-8")
    assert "[loss-after-update]" in handgrad(*check)[1]
    path.write_text("print(1/0)", "utf-8")
    status, _, error = handgrad(*check)
    assert (status, error.count("\n"), "line 1" in error) == (2, 1, True)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("chek", "linear"), "no command 'chek'; did you mean 'check'?"),
        (("check",), "the following arguments are required: MODEL ("),
        (("explain-error",), "a message is missing"),
        (("check", "softmax", "--code", "no.py"), "there is no file 'no.py'"),
        (("show", "two_layer", "--set", "activation=relux"), "sigmoid, tanh, relu; did you"),
        (("show", "two_layer", "--set", "act=tanh"), "no size or option 'act' (activation, n"),
        (("check", "linear", "--at", "no.json", RIGHT), "--at: there is no file 'no.json'"),
        (("check", "linear", "--at", "data/no", RIGHT), "or a JSON or CSV file of one"),
        (("check", "linear", "-f", "no.tex"), "there is no file no.tex"),
        (("check", "linear", "-f", "tests"), "tests is a folder: give one of its files"),
        (("train", "linear", "--row", "1,2"), "--row: write NAME=NUMBER"),
        (("train", "linear", "--start", "w"), "--start: '=' was expected after w"),
        (("train", "linear", "--start", "w=a"), "--start: the value of w must be a number"),
        (("train", "linear", "--epochs", "-1"), "'-1' is not a whole number from 0"),
        (("show", "mlp", "--set", "sizes=2,x"), "sizes are numbers from 1, as in 2-16-16-1"),
        (
            ("check", "linear", "--code", "x.py", "--time", "0"),
            "'0' is not a number of seconds",
        ),
        (
            ("check", "linear", "--code", "x.py", "--time", "soon"),
            "number of seconds up to 3600",
        ),
        (("check", "linear", "--log", "x", "--rate", "fast"), "'fast' is not a number"),
        (("train", "linear", "--rate", "fast"), "'fast' is not a number"),
        (("train", "linear", "--momentum", "most"), "'most' is not a number"),
        (("train", "linear", "--row", "x=1,y=2", "--rows", "f"), "by --row or by --rows FILE"),
        (("train", "linear", "--epochs", "0", "--plot", "x.svg"), "--plot needs an epoch"),
        (("train", "linear", "--plot", "x.gif"), "--plot writes FILE.svg or FILE.png"),
        (("check", "sigmoid", "--log", "README.md"), "sigmoid is no lesson: give rows"),
    ],
)
def test_a_slip_on_the_command_line_is_told_with_what_was_meant(
    words: tuple[str, ...], told: str
) -> None:
    status, printed, error = handgrad(*words)
    assert (status, printed, error.count("\n")) == (2, "", 1)
    assert told in error


@pytest.mark.parametrize(
    ("given", "told"),
    [("dL/dw = \udcff", "is not UTF-8 (byte 8)"), ("x" * 30_000_000, "has more than")],
    ids=["no UTF-8", "too long"],
)
def test_what_cannot_be_read_from_standard_input_is_told(given: str, told: str) -> None:
    status, printed, error = handgrad("check", "linear", "-", stdin=given)
    assert (status, printed, error.count("\n")) == (2, "", 1)
    assert told in error


def test_the_mistakes_of_a_loop_are_listed() -> None:
    """Those that a log shows, and those that only its code does with what to write."""
    status, printed, error = handgrad("mistakes", "--loops")
    assert (status, error) == (0, "")
    known = json.loads(handgrad("mistakes", "--loops", "--json")[1])
    for row in (*known["logs"], *known["code"]):
        assert f"[{row['id']}]" in printed
    assert printed.count("write: ") == len(known["code"])


def test_a_page_that_cannot_be_read_is_told_with_its_file(tmp_path: Path) -> None:
    """By every command that takes a page; a colon behind a section's name is no fault."""
    path = tmp_path / "typo.txt"
    path.write_text("model m\nparameters w\nforward:\n    L = w*ww\ngradient:\n    dL/dw = 1\n")
    for command in ("show", "verify", "explain"):
        status, _, error = handgrad(command, str(path))
        assert (status, error.count(str(path))) == (2, 1)
        assert "line 4, column 11: unknown name 'ww'" in error


def test_a_derivative_by_a_name_that_is_not_there_is_told_once() -> None:
    """Without a verdict on the loss itself, which nobody asked for."""
    status, printed, _ = handgrad("check", "quadratic", "dL/dw = 2*(y_hat - y)*x")
    assert (status, printed.count("quadratic has no w; did you mean dL/dw1?")) == (2, 1)
    assert "dL/dL" not in printed
    _, printed, _ = handgrad("check", "quadratic", "dL/dw = 1", "dL/db = 2*(y_hat - y)")
    assert "             dL/dw = 1\n                ^\n" in printed


def test_the_sizes_of_a_network_are_written_with_commas_or_hyphens() -> None:
    shown = [handgrad("show", "mlp", "--set", f"sizes={s}")[1] for s in ("2,3,1", "2-3-1")]
    assert shown[0] == shown[1]
    assert "n2 = 1" in shown[0]


PROGRAM = """import numpy as np

def loss_and_gradient(W, b, X, Y):
    scores = X @ W + b
    P = np.exp(scores - scores.max(axis=1, keepdims=True))
    P /= P.sum(axis=1, keepdims=True)
    d = (P - Y)/len(X)
    return {result}
"""


@pytest.mark.parametrize(
    ("result", "status"),
    [
        ("-np.mean(np.sum(Y*np.log(P), 1)), X.T @ d, d.sum(0)", 0),
        ("-np.mean(np.sum(Y*np.log(P), 1)), X.T @ d*2, d.sum(0)", 1),
        ("-np.mean(np.sum(Y*np.log(P), 1)), d.sum(0), X.T @ d", 1),
        ("X.T @ d, d.sum(0), d @ W.T", 2),
    ],
)
def test_a_program_may_give_the_loss_before_its_gradients(
    tmp_path: Path, result: str, status: int
) -> None:
    """In one tuple, as much code does; in the page's order, and nothing else behind it."""
    pytest.importorskip("numpy")
    path = tmp_path / "homework.py"
    path.write_text(PROGRAM.format(result=result), "utf-8")
    found, printed, _ = handgrad("check", "softmax_regression", "--code", str(path))
    assert found == status, printed
    assert status != 2 or "tuple of W, b, got a tuple of 3" in printed


def test_a_wrong_key_is_told_where_it_is_used_as_it_is_written(tmp_path: Path) -> None:
    """By training and by the Python module; a page whose key is right is used in silence."""
    text = "model linear\nparameters w\ndata x, y\nforward\n    L = (w*x - y)^2\n"
    path = tmp_path / "linear"
    for command in (("train", str(path), "--epochs", "1"), ("show", str(path), "--python")):
        path.write_text(f"{text}gradient\n    dL/dw = 2*(w*x - y)\n", "utf-8")
        status, printed, error = handgrad(*command)
        assert (status, printed != "", error.count("\n")) == (0, True, 1)
        assert "the page's own dL/dw is wrong" in error
        path.write_text(f"{text}gradient\n    dL/dw = 2*(w*x - y)*x\n", "utf-8")
        assert handgrad(*command)[2] == ""


def test_a_number_for_a_formula_is_told_where_to_give_its_point() -> None:
    """The lesson's own exercise: -8 at w=1, x=2, y=4."""
    status, printed, _ = handgrad("check", "linear", "dL/dw = -8")
    assert (status, "note: -8 is a number" in printed, "--at" in printed) == (1, True, True)
    for answer in ("dL/dw = 0", "dL/dw = 2*x", RIGHT):
        assert "is a number" not in handgrad("check", "linear", answer)[1]
    assert handgrad("check", "linear", "--at", "w=1,x=2,y=4", "dL/dw = -8")[0] == 0


def test_verify_goes_on_after_a_page_that_cannot_be_read(tmp_path: Path) -> None:
    """The status is the first of 2, 4 and 3 that one of the pages has; no key leaves it."""
    head = "model a: one\nparameters w\nforward\n    L = w^2"
    pages = {
        "right": f"{head}\ngradient\n    dL/dw = 2*w\n",
        "bad": f"{head} +\n",
        "wrong": f"{head}\ngradient\n    dL/dw = w\n",
        "keyless": f"{head}\n",
    }
    for name, text in pages.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")

    def verify(*names: str) -> tuple[int, str, str]:
        return handgrad("verify", *(str(tmp_path / f"{name}.txt") for name in names))

    status, out, err = verify("right", "wrong", "bad", "keyless")
    assert status == 2
    assert "key-wrong" in out
    assert "no key" in out
    assert f"handgrad draft {tmp_path / 'keyless.txt'}" in out
    assert "bad.txt: line 4, column" in err
    assert verify("right", "wrong", "keyless")[0] == 4
    assert verify("right", "keyless")[0] == 0
