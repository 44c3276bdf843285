"""Files of gradients as people save them, and what is said of those that are none."""

import json
from pathlib import Path

import pytest

from handgrad.command import main

POINT = {"w1": 1, "w2": 2, "b": 3, "x": 4, "y": 5}
RIGHT = {"w1": 704.0, "w2": 176.0, "b": 44.0}


def status(tmp_path: Path, name: str, content: str | bytes) -> int:
    point, file = tmp_path / "at.json", tmp_path / name
    point.write_text(json.dumps(POINT))
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return main(["check", "quadratic", "--at", str(point), "--values", str(file)])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("v.json", json.dumps(RIGHT)),
        ("columns.json", json.dumps({k: [[v]] for k, v in RIGHT.items()})),
        ("names.json", json.dumps({f"d{k}": v for k, v in RIGHT.items()})),
        ("leibniz.json", json.dumps({f"dL/d{k}": v for k, v in RIGHT.items()})),
        ("torch.json", json.dumps({f"{k}.grad": v for k, v in RIGHT.items()})),
        ("v.csv", "w1,w2,b\n704.0,176.0,44.0\n"),
        ("spaces.csv", " w1 , w2, b\n\n704.0, 176.0 ,44.0\n"),
        ("lines.csv", "w1,704.0\nw2,176.0\nb,44.0\n"),
    ],
)
def test_a_right_gradient_is_right_in_every_file(
    tmp_path: Path, name: str, content: str
) -> None:
    assert status(tmp_path, name, content) == 0
    assert status(tmp_path, name, content.replace("176.0", "175.0")) == 1


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        (
            "v.json",
            '{"w1": NaN, "w2": 176, "b": 44}',
            "gradient['w1'] has an entry that is nan",
        ),
        ("v.json", '{"w1": 1e999, "w2": 176, "b": 44}', "has an entry that is inf"),
        ("v.json", '{"w1": "x"}', "a number was expected, got 'x'"),
        ("v.json", '{"w1": [[1, 2], [3]]}', "rows of one length were expected"),
        ("v.json", '{"W1": 1}', "has no 'W1' (w1, w2, b)"),
        ("v.json", '{"w1": 704, "dw1": 1}', "that by w1 is given twice"),
        ("v.json", "{}", "no gradient was given for w1, w2, b"),
        ("v.json", "[1, 2, 3]", "an object of names and values was expected"),
        ("v.json", '{"w1": 1', "is not JSON"),
        ("v.csv", "w1,w2\n1,x\n", "'x' is not a number"),
        ("v.csv", "", "a heading of names and a row of numbers were expected"),
        ("v.npz", b"PK\x03\x04", "arrays are read as JSON"),
        ("v.csv", b"\xff\xfe", "is not UTF-8 text"),
    ],
)
def test_what_is_no_gradient_is_said(
    tmp_path: Path, name: str, content: str | bytes, said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """One line, with the name and what was expected."""
    assert status(tmp_path, name, content) == 2
    streams = capsys.readouterr()
    assert said in streams.out + streams.err
    assert "Traceback" not in streams.err
