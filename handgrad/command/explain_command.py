"""handgrad explain: the worked example of a page, number by number, or its graph."""

import argparse

from handgrad.command.arguments import loaded, model_argument
from handgrad.command.handed_in import point_given
from handgrad.command.output import complain, say
from handgrad.errors import HandgradError
from handgrad.page.checked_page import CheckedPage

HELP = "the worked example, number by number"


def declare(command: argparse.ArgumentParser) -> None:
    model_argument(command)
    command.add_argument("--at", help="the values: w=1,x=[2,3]")
    form = command.add_mutually_exclusive_group()
    form.add_argument("--mermaid", action="store_true", help="the graph, for Mermaid")
    form.add_argument("--blank", action="store_true", help="a worksheet with gaps to fill in")
    form.add_argument("--dot", action="store_true", help="the graph, for Graphviz")


def run(given: argparse.Namespace) -> int:
    from handgrad import teaching

    model = with_draft(loaded(given))
    values = None if given.at is None else point_given(given.at)
    forms = {"mermaid": teaching.mermaid, "dot": teaching.dot, "blank": teaching.worksheet}
    chosen = next((form for name, form in forms.items() if getattr(given, name)), None)
    say((chosen or teaching.explain)(model, values))
    return 0


def with_draft(page: CheckedPage) -> CheckedPage:
    """The page with a draft of the derivatives that it lacks, which is said."""
    from handgrad.mistakes.draft import drafted

    wanted = map(page.derivative_name, page.parameters)
    lacking = [name for name in wanted if name not in page.shapes]
    if not lacking:
        return page
    said = f"{page.name} does not say what {', '.join(lacking)} is"
    try:
        found = drafted(page)
    except HandgradError as error:
        complain(f"{said}, and there is no draft: {error}")
        return page
    complain(f"{said}: the way back is that of handgrad draft")
    return found
