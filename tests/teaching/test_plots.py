"""Plots of training: what an SVG says, what a file may replace, and who draws a PNG."""

import math
import os
import xml.etree.ElementTree as ElementTree
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handgrad.command import main
from handgrad.teaching.line_plot import LEFT, RIGHT, WIDTH, PlotPanel, PlottedLine, svg_plot
from handgrad.teaching.training_plot import training_panels
from tests.helpers.effort import examples

SVG = "{http://www.w3.org/2000/svg}"
TRAIN = ["train", "linear", "--epochs", "5"]


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in parsed(svg).iter(f"{SVG}text")]


def polylines(svg: str) -> list[list[tuple[float, float]]]:
    found = parsed(svg).iter(f"{SVG}polyline")
    pairs = [line.get("points", "").split() for line in found]
    return [[(float(x), float(y)) for x, y in (p.split(",") for p in line)] for line in pairs]


def test_the_plot_of_the_lesson(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Loss and parameter by epoch; the log is printed all the same."""
    file = tmp_path / "plot.svg"
    assert main([*TRAIN, "--plot", str(file)]) == 0
    assert "w = " in capsys.readouterr().out
    svg = file.read_text("utf-8")
    assert {"linear: loss", "parameters", "epoch", "epochs done", "loss", "w"} <= {*texts(svg)}
    loss, parameter = polylines(svg)
    assert len(loss) == 5  # an epoch each
    assert len(parameter) == 6  # the start, and after each epoch
    ups = [y for _, y in loss]
    assert ups == sorted(ups)  # down the screen, as a loss should go
    assert list(tmp_path.iterdir()) == [file]


def test_a_file_is_replaced_only_where_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It says so before anything is trained."""
    file = tmp_path / "plot.svg"
    file.write_text("mine")
    assert main([*TRAIN, "--plot", str(file)]) == 2
    assert "--force replaces it" in capsys.readouterr().err
    assert file.read_text() == "mine"
    assert main([*TRAIN, "--plot", str(file), "--force"]) == 0
    assert file.read_text().startswith("<svg")
    assert os.stat(file).st_mode & 0o777 == 0o666 & ~_mask()


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("plot.pdf", "FILE.svg or FILE.png"),
        ("nowhere/plot.svg", "there is no folder"),
        ("plot", "FILE.svg or FILE.png"),
    ],
)
def test_what_cannot_be_written_is_said_at_once(
    name: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*TRAIN, "--plot", str(tmp_path / name)]) == 2
    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_png_by_matplotlib_or_a_plain_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where it is not installed the error says what to do."""
    file = tmp_path / "plot.png"
    status = main([*TRAIN, "--plot", str(file)])
    if find_spec("matplotlib"):
        assert status == 0
        assert file.read_bytes().startswith(b"\x89PNG")
    else:
        assert status == 2
        assert "give FILE.svg" in capsys.readouterr().err


def test_names_are_text_in_an_svg() -> None:
    """Whatever a page or a file is called."""
    hostile = "</text><script>alert(1)</script>\x00&"
    panel = PlotPanel(hostile, hostile, [PlottedLine(hostile, [(0, 1.0), (1, 2.0)])])
    root = parsed(svg_plot([panel]))
    assert not list(root.iter(f"{SVG}script"))
    assert any((element.text or "").startswith("</text><script>") for element in root.iter())


numbers = st.floats() | st.sampled_from([0.0, 5e-324, 1e308, -1e308, 1.0, 1.0 + 2**-52])


@examples(200)
@given(st.lists(st.lists(numbers, max_size=5), max_size=3), st.booleans())
def test_any_numbers_have_a_plot(lines: list[list[float]], logarithmic: bool) -> None:
    """Within its frame; what is not finite is a gap."""
    if logarithmic:
        lines = [[abs(y) for y in line if y] for line in lines]
    plotted = [PlottedLine(f"l{i}", list(enumerate(line))) for i, line in enumerate(lines)]
    svg = svg_plot([PlotPanel("any", "x", plotted, logarithmic)])
    drawn = [point for line in polylines(svg) for point in line]
    assert len(drawn) == sum(math.isfinite(y) for line in lines for y in line)
    assert all(LEFT <= x <= WIDTH - RIGHT and 0 <= y <= WIDTH for x, y in drawn)
    assert "nan" not in svg
    assert "inf" not in svg


def test_many_parameters_are_shown_by_their_norms() -> None:
    """A line an entry where there are few."""
    few = training_panels({0: 1.0}, {0: {"w": [3.0, 4.0], "b": 1.0}}, "t")[1]
    assert [line.name for line in few.lines] == ["w[0]", "w[1]", "b"]
    many = training_panels({0: 1.0}, {0: {"W": [[3.0, 4.0]] * 4 + [[0.0, 0.0]]}}, "t")[1]
    assert [(line.name, line.points) for line in many.lines] == [("norm(W)", [(0.0, 10.0)])]
