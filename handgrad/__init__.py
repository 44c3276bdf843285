"""The answer key for gradients derived by hand.

A model is a page of formulas: what is given, the forward formulas, the gradient formulas. An
answer is a program in the same language, and every claim in it is judged. One referee, finite
differences with enough digits, holds pages and answers alike; it trusts no key.

The folders, in the order of the house; each imports only from those below it:

- `command`: the command line, a subcommand a file.
- `testing`: for other people's test suites: strategies, assertions, the mistakes of a page.
- `model`: the public `Model`, a checked page with all that the folders below can do with it.
- `grading`: an answer to a report: reading, claims, comparison, report.
- `mistakes`: what a wrong answer looks like: facts, conventions, the rule book, edits.
- `isolation`: a stranger's program in a process of its own.
- `teaching`: the worked example, the computational graph, pages as LaTeX.
- `training`: gradient descent, walked and compiled; the two lessons.
- `referee`: is this the derivative? of a page, of a function; differences; test points.
- `page`: text to a checked page: declarations, values, domains, loading, code generation.
- `models`: the catalogue, one page a file.
- `reading`: what a person wrote, in any notation, to statements and trees.
- `hints`: what is known of a wrong answer.
- `language`: the tree; its functions, one record each; shapes, evaluation, writers.
- `boundary`: what every public function keeps to, whatever it is given.
- `arithmetic`: the number systems, and arithmetics that measure degrees and branches.
- `verdict`, `errors`, `visible`, `regex`: the ground: what is said, how it is shown and found.

The words:

- page: a model's text; key: its gradient formulas; referee: what decides without the key.
- point: values for everything a page declares; branch: the side taken at relu, max, abs or a
  comparison.
- claim: an equation of an answer about something the page knows; step: whether a claim follows
  from the lines above it, wrong ones included.
- verdict: right, wrong, undecided or invalid; evidence: how it is known; counterexample: a
  point where two values differ.
- mistake: what people do; suspect: a formula that a mistake leads to; trap: a mistake that a
  page names; hint: what is said of one; convention: another definition of the same loss or
  layout, under which an answer is right.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from handgrad.errors import HandgradError
    from handgrad.grading.grade import grade
    from handgrad.grading.grade_code import grade_code
    from handgrad.grading.grade_log import grade_log
    from handgrad.grading.grade_values import grade_values
    from handgrad.grading.report import Report
    from handgrad.model import Model, load
    from handgrad.page.loading import catalogue
    from handgrad.referee.check_model import check_model
    from handgrad.referee.function import Check, check_gradient
    from handgrad.training.train import History, train

__version__ = "0.1.0"

_HOMES = {
    "Check": "referee.function",
    "HandgradError": "errors",
    "History": "training.train",
    "Model": "model",
    "Report": "grading.report",
    "catalogue": "page.loading",
    "check_gradient": "referee.function",
    "check_model": "referee.check_model",
    "grade": "grading.grade",
    "grade_code": "grading.grade_code",
    "grade_log": "grading.grade_log",
    "grade_values": "grading.grade_values",
    "load": "model",
    "train": "training.train",
}

__all__ = [
    "Check",
    "HandgradError",
    "History",
    "Model",
    "Report",
    "catalogue",
    "check_gradient",
    "check_model",
    "grade",
    "grade_code",
    "grade_log",
    "grade_values",
    "load",
    "train",
]


def __getattr__(name: str) -> Any:
    """A public name, imported when it is first asked for: importing handgrad costs nothing."""
    if name == "testing":
        return import_module("handgrad.testing")
    if name not in _HOMES:
        raise AttributeError(f"module 'handgrad' has no attribute {name!r}")
    return getattr(import_module(f"handgrad.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES, "testing"})
