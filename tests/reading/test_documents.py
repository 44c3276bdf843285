"""What people save: each kind of file, each encoding, one question out of several."""

import json
from pathlib import Path
from typing import Any

import pytest

import handgrad
from handgrad.command import main
from handgrad.errors import HandgradError
from handgrad.reading.documents.decoding import decoded
from handgrad.reading.documents.document import document_text
from handgrad.reading.documents.markdown import plain_markdown
from handgrad.reading.documents.tex import plain_tex
from tests.helpers.pages import model_of

SAVED = json.loads((Path(__file__).parents[1] / "cases" / "documents.json").read_text("utf-8"))
RIGHT, WRONG = "dL/dw = 2*(w*x - y)*x", "dL/dw = (w*x - y)*x"
PROSE = "# 线性回归的梯度：先求误差 — et voilà"

MARKDOWN = f"""# Homework 3

Some words first.

## Question 1: linear

> The derivative is **important**.

1. First the chain rule.
2. Then:

```python
# the gradient
g = 2*(w*x - y)
dw = g*x
```

## Question 2: linear again

- `{WRONG}`

## Question 3

$$\\frac{{\\partial L}}{{\\partial w}} = 2(wx - y)x$$
"""

TEX = r"""\documentclass{article}
\usepackage{amsmath}
\newcommand{\res}{(w x - y)}
\newcommand{\pd}[2]{\frac{\partial #1}{\partial #2}}
\title{Homework}
\begin{document}
\maketitle
\section{First question} % easy
We use the chain rule.
\begin{itemize}
\item $\pd{L}{w} = 2\res x$
\end{itemize}
\section*{Second question}
\begin{align*}
\frac{\partial L}{\partial w} &= 2(wx - y) \\
\end{align*}
\section{Code}
\begin{verbatim}
# here it is
dw = 2*(w*x - y)*x
\end{verbatim}
\end{document}
dL/dw = 0
"""

PYTHON = '''"""Homework."""
import numpy as np


# %% Question 1
def gradient(w, x, y):
    # two times the residual
    return 2*(w*x - y)*x


# %% Question 2
def other(w, x, y):
    dw = (w*x - y)*x
    return dw
'''

CELLS = [
    {"cell_type": "markdown", "source": ["# Linear\n", "The **gradient** is"]},
    {"cell_type": "code", "source": ["%matplotlib inline\n", "!pip list\n", "g = 2*(w*x - y)"],
     "outputs": [{"text": ["dL/dw = 0\n"]}]},
    {"cell_type": "raw", "source": "dL/dw = 1"},
    {"cell_type": "code", "source": "# the last step\ndw = np.multiply(g, x)\ndw"},
    {"cell_type": "markdown", "source": "# Again\n$dL/dw = (wx - y)x$"},
]  # fmt: skip


def saved(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    ("name", "content", "section", "verdict"),
    [
        ("a.txt", RIGHT, None, "right"),
        ("a.txt", f"Question 1:\n{RIGHT}\nQuestion 2:\n{WRONG}\n", "question 1", "right"),
        ("a.txt", f"Question 1:\n{RIGHT}\nQuestion 2:\n{WRONG}\n", "Question 2", "wrong"),
        ("a.txt", f"--- one ---\n{WRONG}\n--- two ---\n{RIGHT}\n", "two", "right"),
        ("a.md", MARKDOWN, "Question 1", "right"),
        ("a.md", MARKDOWN, "linear again", "wrong"),
        ("a.md", MARKDOWN, "question 3", "right"),
        ("a.md", f"linear\n======\n{RIGHT}\n\nquadratic\n---------\n{WRONG}", None, "right"),
        ("a.tex", TEX, "First question", "right"),
        ("a.tex", TEX, "Second question", "wrong"),
        ("a.tex", TEX, "Code", "right"),
        ("a.py", PYTHON, "Question 1", "right"),
        ("a.py", PYTHON, "question 2", "wrong"),
        ("a.py", PYTHON, "gradient", "right"),
        ("a.ipynb", json.dumps({"cells": CELLS}), "Linear", "right"),
        ("a.ipynb", json.dumps({"cells": CELLS}), "again", "wrong"),
        ("a.ipynb", json.dumps({"cells": CELLS[:4]}), None, "right"),
    ],
)
def test_a_document_is_graded(
    tmp_path: Path, name: str, content: str, section: str | None, verdict: str
) -> None:
    """Both line ends; other sections, outputs and preambles are no part of the answer."""
    for text in (content, content.replace("\n", "\r\n")):
        report = handgrad.grade("linear", saved(tmp_path, name, text), section=section)
        assert verdict == report.verdict, report


@pytest.mark.parametrize("row", SAVED["documents"], ids=lambda row: row["name"])
def test_what_students_and_instructors_save_is_graded(
    tmp_path: Path, row: dict[str, Any]
) -> None:
    """By the path, and by its name on the command line; half of them have a mistake."""
    page = saved(tmp_path, "page.txt", SAVED["pages"][row["page"]])
    path = saved(tmp_path, row["name"], row["content"].encode(row.get("encoding", "utf-8")))
    options, section = row.get("options", {}), row.get("section")
    model = handgrad.load(page)
    report = handgrad.grade(model, path, section=section, **options)
    assert report.verdict == row["verdict"], report
    words = ["--section", section] if section else []
    words += ["--wanted", options["wanted"]] if options else []
    status = main(["check", str(page), "-f", str(path), *words])
    assert status == {"right": 0, "wrong": 1}[row["verdict"]]


@pytest.mark.parametrize("row", SAVED["without a w"], ids=lambda row: row["name"])
def test_every_document_is_told_which_name_was_meant(
    tmp_path: Path, row: dict[str, Any]
) -> None:
    """A derivative by w, in whatever notation, on a page with w1 and w2."""
    report = handgrad.grade("quadratic", saved(tmp_path, row["name"], row["content"]))
    assert report.verdict == "invalid"
    assert "quadratic has no w; did you mean dL/dw1?" in str(report)


@pytest.mark.parametrize("page", SAVED["pages"].values(), ids=SAVED["pages"])
def test_the_keys_of_the_pages_of_documents_are_right(page: str) -> None:
    """By finite differences: the verdicts on the documents rest on them."""
    assert handgrad.check_model(model_of(page)).verdict == "right"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gbk", "gb18030"]
)
def test_every_usual_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    """With a mark and without one."""
    text = f"{PROSE if encoding != 'gbk' else PROSE[:16]}\n{RIGHT}\n"
    assert decoded(text.encode(encoding)) == text
    assert handgrad.grade("linear", saved(tmp_path, "a.txt", text.encode(encoding)))


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.txt", b"\xff\xff\xff\x00\x80", "no text"),
        ("a.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xff", "no text"),
        ("a.ipynb", b"{", "is no notebook: it is not JSON"),
        ("a.ipynb", b"[1]", "no list of cells"),
        ("a.ipynb", b"[" * 100_000, "is no notebook"),
    ],
)
def test_what_is_no_document_is_said(name: str, content: bytes, message: str) -> None:
    with pytest.raises(HandgradError, match=message):
        document_text(content, name)


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ("Question 9", "no section is called 'Question 9'; the headings are: Homework 3,"),
        ("linear", "2 sections are called 'linear'"),
    ],
)
def test_a_section_that_is_not_the_only_one_is_said(section: str, message: str) -> None:
    with pytest.raises(HandgradError, match=message):
        document_text(MARKDOWN.encode(), "a.md", section=section)


def test_lines_keep_their_numbers() -> None:
    """Errors point into the file that was handed in."""
    for plain, text in ((plain_markdown, MARKDOWN), (plain_tex, TEX)):
        assert len(plain(text).split("\n")) == len(text.split("\n"))
    [line] = handgrad.grade(
        "linear", document_text(TEX.encode(), "a.tex", section="Code")
    ).lines
    assert line.number == 20


def test_powers_between_names_are_no_bold_text() -> None:
    """`a**2 + b**2` stays as it is."""
    assert plain_markdown("dw = w**2 + x**2") == "dw = w**2 + x**2"
    assert plain_markdown("so **dw = x** is it") == "so dw = x is it"


@pytest.mark.parametrize(
    ("page", "text", "message"),
    [
        ("quadratic", "dL/dw = 2*(y_hat - y)*x", "quadratic has no w; did you mean dL/dw1?"),
        ("quadratic", "∂L/∂w = 2(ŷ - y)x", "quadratic has no w; did you mean dL/dw1?"),
        ("quadratic", r"\frac{\partial L}{\partial w} = x", "quadratic has no w; did you mean"),
        ("linear", "dL/dw1 = 2*(y_hat - y)*x", "linear has no w1; did you mean dL/dw?"),
        ("linear", "dL/dtheta = x", "linear has no theta; write dL/dw"),
        (
            "softmax_regression",
            "dL/dw1 = 2",
            "has no w1; did you mean dL/dW?",
        ),
    ],
)
def test_a_name_that_the_page_does_not_have_is_said(page: str, text: str, message: str) -> None:
    """Which page, which name, and the nearest one."""
    report = handgrad.grade(page, text)
    assert report.verdict == "invalid"
    assert message in str(report)
