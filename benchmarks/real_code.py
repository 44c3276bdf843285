"""Real code before the judge: numpy-ml, PyTorch, and mistakes found in published code.

Every implementation is held against differences of its own loss by `check_gradient`, and,
where a page of the catalogue covers it, against that page's loss and gradient at its test
points. A package that is not installed is skipped.
"""

import warnings
from collections.abc import Callable, Iterator, Mapping

from benchmarks.real import arrays, mistakes, numpy_ml, pytorch
from benchmarks.real.answers import ANSWERS, as_expected, graded, hints
from benchmarks.real.case import Case, Outcome, evidence, judged
from handgrad.verdict import WRONG

PACKAGES: Mapping[str, Callable[[], Iterator[Case]]] = {
    mistakes.PACKAGE: mistakes.cases,
    arrays.PACKAGE: numpy_ml.cases,
    pytorch.PACKAGE: pytorch.cases,
}


def run(quick: bool) -> None:
    """Judge everything and print a table; AssertionError where a verdict is not as expected."""
    surprises = []
    for package, cases in PACKAGES.items():
        try:
            found = list(outcomes(cases, quick=quick))
        except ImportError as error:
            print(f"{package}: skipped: {error}\n")
            continue
        print(f"{package}: {len(found)} implementations")
        for outcome in found:
            print(
                _row(
                    outcome.case.name,
                    outcome.check.verdict,
                    outcome.case.expected,
                    evidence(outcome),
                )
            )
        print()
        surprises += [f"{package}, {o.case.name}" for o in found if not o.as_expected]
    print("the mistakes as answers to the pages")
    for answer in ANSWERS:
        report = graded(answer)
        print(_row(answer.name, report.verdict, WRONG, "; ".join(hints(report)) or "no hint"))
        if not as_expected(answer, report):
            surprises.append(answer.name)
    print()
    assert not surprises, surprises


def outcomes(cases: Callable[[], Iterator[Case]], *, quick: bool = False) -> Iterator[Outcome]:
    """The outcome of every case, one after the other; ImportError without the package."""
    for case in cases():
        with warnings.catch_warnings():
            # A package may warn of the numbers it is tried with.
            warnings.simplefilter("ignore")
            yield judged(case, quick=quick)


def _row(name: str, verdict: str, expected: str, words: str) -> str:
    surprise = "" if verdict == expected else f", not {expected}"
    return f"  {name:48} {verdict + surprise:10} {words}"
