r"""What is said stays what it is, however it is spelled: `\dfrac` is `\frac`.

The texts are those of `written_texts.json`; the truth of a respelled one is that of the text.
"""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from handgrad import grade
from tests.helpers.pages import model_of

KINDS = json.loads(
    (Path(__file__).parents[1] / "cases" / "written_texts.json").read_text("utf-8")
)["kinds"]
MOST = 30
NAME = r"(?:\\[A-Za-z]+|[A-Za-z])(?:_(?:\{\w+\}|\w))?"
QUOTIENT = re.compile(rf"\\frac\{{\\partial\s?({NAME})\}}\{{\\partial\s?({NAME})\}}")
GREEK = {"theta": "θ", "sigma": "σ", "delta": "δ", "beta": "β", "gamma": "γ", "mu": "μ"}


def fraction(make: Callable[[str, str], str]) -> Callable[[str], str]:
    """A derivative in another form."""
    return lambda text: QUOTIENT.sub(lambda match: make(match[1], match[2]), text)


def respelled(pattern: str, other: str) -> Callable[[str], str]:
    return lambda text: re.sub(pattern, other, text)


PLAIN_QUOTIENT = re.compile(r"(?<![\w/])d([A-Z])/d([A-Za-z]\w*)(?![\w\[{(^'])")
ESCAPES = {"f": "\f", "t": "\t", "n": "\n", "b": "\b", "a": "\a", "v": "\v", "r": "\r"}


def escaped(text: str) -> str:
    """The text as a program has it that writes it in a string which is not raw."""
    return re.sub(r"\\([\\ftnbavr])", lambda match: ESCAPES.get(match[1], match[1]), text)


def in_greek(text: str) -> str:
    letters = "|".join(GREEK)
    return re.sub(rf"\\({letters})(?![A-Za-z])", lambda match: GREEK[match[1]], text)


TEX: dict[str, Callable[[str], str]] = {
    "dfrac": respelled(r"\\frac(?![A-Za-z])", r"\\dfrac"),
    "over": fraction(lambda above, below: rf"{{\partial {above} \over \partial {below}}}"),
    "slash": fraction(lambda above, below: rf"\partial {above}/\partial {below} "),
    "below": fraction(lambda above, below: rf"\partial_{{{below}}} {above}"),
    "upright": fraction(
        lambda above, below: rf"\frac{{\mathrm{{d}}{above}}}{{\mathrm{{d}}{below}}}"
    ),
    "total": fraction(lambda above, below: rf"\frac{{d {above}}}{{d {below}}}"),
    "prime": respelled(r"(?<=[A-Za-z}])'(?=\()", r"^{\\prime}"),
    "transpose": respelled(r"\^(?:\\top|T|\{T\}|\{\\top\})(?![A-Za-z])", r"^{\\mathsf{T}}"),
    "sized": respelled(r"\(([^()\n$\\]{1,40})\)", r"\\left( \1 \\right)"),
    "big": respelled(r"\(([^()\n$\\]{1,40})\)", r"\\bigl(\1\\bigr)"),
    "spaced": respelled(r"\s*(?<![&<>!:\\=])=(?!=)\s*", r"\\, =\\, "),
    "bold": respelled(r"(?<![A-Za-z\\{_^])([XWVUxw])(?![A-Za-z])(?!\})", r"\\mathbf{\1}"),
    "greek": in_greek,
    "limits": respelled(r"\\sum(?=_)", r"\\sum\\limits"),
    "escaped": escaped,
}
PLAIN: dict[str, Callable[[str], str]] = {
    "brackets": lambda text: PLAIN_QUOTIENT.sub(r"(d\1)/(d\2)", text),
    "curly": lambda text: PLAIN_QUOTIENT.sub(r"(∂\1)/(∂\2)", text),
    "defined": respelled(r"(?m)^(d[A-Z]/d\w+) = ([^=\n]*)$", r"\1 := \2"),
}
CODE: dict[str, Callable[[str], str]] = {
    "minus": respelled(r" - ", " − "),
    "listing": lambda text: "\n".join(
        f"{n}  {line}" for n, line in enumerate(text.split("\n"), 1)
    ),
    "fence": lambda text: f"Here is what I have:\n```python\n{text}\n```\nIs that fine?",
    "module": respelled(r"\bnp\.", "jnp."),
}


def written(how: str) -> tuple[str, Callable[[str], str]]:
    """A sign of the texts that a change is for, and the change."""
    kinds = {"\\": TEX, "/d": PLAIN, "np.": CODE}
    return next((sign, changes[how]) for sign, changes in kinds.items() if how in changes)


def rows(sign: str, change: Callable[[str], str], verdict: str) -> Iterator[tuple[Any, ...]]:
    """Pages, respelled answers and options of texts with one verdict, spread over all kinds."""
    found = []
    for kind in KINDS:
        for case in kind["cases"]:
            text, page = case["answer"], kind["pages"][case["page"]]
            is_whole = sign != "np." or not re.search(r"import|^\s*\d|\"\"\"|```|[$\\]", text)
            other = change(text)
            is_plain = sign == "/d" and ("\\" in text or "np." in text)
            is_other = not is_plain and other != text and not re.search(r"\\text|\\tt", text)
            if case["fine"] == [verdict] and sign in text and is_whole and is_other:
                found.append((page, other, case.get("options", {})))
    yield from found[:: max(1, len(found) // MOST)][:MOST]


def verdicts(sign: str, change: Callable[[str], str], verdict: str) -> list[tuple[str, str]]:
    """What respelled texts get, with the texts that do not keep their verdict."""
    got = []
    for page, text, options in rows(sign, change, verdict):
        model = page.removeprefix("catalogue:") if page.startswith("catalogue:") else None
        got.append((grade(model or model_of(page), text, **options).verdict, text))
    return got


@pytest.mark.parametrize("how", [*TEX, *PLAIN, *CODE])
def test_right_texts_stay_right(how: str) -> None:
    """None becomes wrong, and nine in ten are read as before."""
    got = verdicts(*written(how), "right")
    assert len(got) >= 8
    assert [text for verdict, text in got if verdict == "wrong"] == []
    lost = [text for verdict, text in got if verdict != "right"]
    assert len(lost) <= len(got) // 10, lost


@pytest.mark.parametrize("how", [*TEX, *PLAIN, *CODE])
def test_wrong_texts_do_not_become_right(how: str) -> None:
    got = verdicts(*written(how), "wrong")
    assert got
    assert [text for verdict, text in got if verdict == "right"] == []
