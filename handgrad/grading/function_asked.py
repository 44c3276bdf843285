"""Pages whose whole question is the slope of one function."""

from handgrad.language.plain import plain
from handgrad.language.tree import Derivative, names
from handgrad.page.checked_page import CheckedPage
from handgrad.referee.environment import upstreams


def is_function_asked(slope: Derivative, page: CheckedPage) -> bool:
    """Whether f'(z) is all that a page asks: its loss is an upstream times f(z)."""
    *steps, last = page.steps
    is_put_in = plain(slope.by) in page.parameters and [s.tree for s in steps] == [slope.of]
    return is_put_in and (bool(upstreams(page)) or not names(last.tree) & {*page.data})
