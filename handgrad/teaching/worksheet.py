"""A page's worked example with gaps for a person to fill in."""

from collections.abc import Iterator, Mapping

from handgrad.language.wording import point_text
from handgrad.page.checked_page import CheckedPage
from handgrad.teaching.example import example

GAP = "____"


def worksheet(model: CheckedPage, values: Mapping[str, object] | None = None) -> str:
    """Every forward value and every derivative of a page, to be worked out at a point.

    `check MODEL --at POINT -f FILE` marks it when the gaps are filled in; lines after a `#` are
    not read. Without `values` small ones are drawn.

    >>> from handgrad.page.loading import load_page
    >>> print(worksheet(load_page("linear"), {"w": 1, "x": 2, "y": 4}))
    # linear: a line through the origin, squared error
    # at w=1, x=2, y=4
    y_hat = w*x = ____
    L = (y_hat - y)^2 = ____
    dL/dy_hat = ____
    dL/dw = ____
    """
    return "\n".join(_lines(model, values))


def _lines(model: CheckedPage, values: Mapping[str, object] | None) -> Iterator[str]:
    point = example(model, values)
    given = point_text({name: point.environment[name] for name in model.declarations})
    yield f"# {model.name}: {model.title}"
    yield f"# at {given}"
    for step in model.steps:
        yield f"{step.name} = {step.text} = {GAP}"
    for derivative in model.derivatives:
        yield f"{derivative.name} = {GAP}"
