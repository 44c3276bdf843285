"""The answer key for gradients derived by hand."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from handgrad.errors import HandgradError
    from handgrad.grading.grade import grade
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
    "load",
    "train",
]


def __getattr__(name: str) -> Any:
    """A public name, imported when it is first asked for: importing handgrad costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'handgrad' has no attribute {name!r}")
    return getattr(import_module(f"handgrad.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted((*globals(), *_HOMES))
