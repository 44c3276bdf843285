"""The edge of the package: what every public function keeps to, whatever it is given.

It raises nothing but HandgradError (and lets KeyboardInterrupt pass), leaves the decimal
context of the caller as it was, and gives the same answer however deep their stack is.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from decimal import getcontext, localcontext
from functools import wraps
from typing import ParamSpec, TypeVar

from handgrad.arithmetic.contexts import context_of
from handgrad.errors import BudgetError, EvaluationError, Fault, HandgradError, ValuesError
from handgrad.visible import described, in_brief

P = ParamSpec("P")
R = TypeVar("R")

# Frames that the deepest text needs, with the most of everything that is read.
ROOM = 750
DIGITS = 60


def public(call: Callable[P, R]) -> Callable[P, R]:
    """A public function: see the module. A call that Python refuses stays a TypeError."""

    @wraps(call)
    def guarded(*arguments: P.args, **keywords: P.kwargs) -> R:
        def work() -> R:
            with localcontext(context_of(DIGITS)), _errors():
                return call(*arguments, **keywords)

        return work() if _has_room() else _on_a_stack_of_its_own(work)

    return guarded


def calling_back(call: Callable[P, R]) -> Callable[P, R]:
    """A public function that calls functions of the caller, in their context and thread."""

    @wraps(call)
    def guarded(*arguments: P.args, **keywords: P.kwargs) -> R:
        context = context_of(getcontext().prec)
        with localcontext(context), _errors():
            return call(*arguments, **keywords)

    return guarded


@contextmanager
def _errors() -> Iterator[None]:
    """Errors of the machine as errors for people."""
    try:
        yield
    except HandgradError:
        raise
    except RecursionError:
        limit = sys.getrecursionlimit()
        raise BudgetError(f"this takes more than Python's {limit} nested calls") from None
    except MemoryError:
        raise BudgetError("this takes more memory than there is") from None
    except ArithmeticError as error:
        raise EvaluationError(f"a number cannot be held: {described(error)}") from error
    except Exception as error:
        if isinstance(error, TypeError) and _is_of_the_call(error):
            raise
        reason = f"a fault of handgrad itself, please report it: {described(error)}"
        raise Fault(reason) from error


def _has_room() -> bool:
    """Whether the caller has left frames enough of those that Python allows."""
    room = sys.getrecursionlimit()
    frame = sys._getframe()
    while room > ROOM:
        below = frame.f_back
        if below is None:
            return True
        frame, room = below, room - 1
    return False


def _on_a_stack_of_its_own(work: Callable[[], R]) -> R:
    """The result of work done in a thread, which starts with an empty stack.

    An interrupt reaches the caller at once; the work, which is bounded, ends unheard.
    """
    from contextvars import copy_context
    from threading import Thread

    found: list[R] = []
    raised: list[BaseException] = []

    def run() -> None:
        try:
            found.append(work())
        except BaseException as error:
            raised.append(error)

    thread = Thread(target=copy_context().run, args=(run,), daemon=True)
    thread.start()
    thread.join()
    if raised:
        raise raised[0]
    return found[0]


def _is_of_the_call(error: TypeError) -> bool:
    """Whether Python refused the call itself: no frame of ours was entered."""
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename == __file__:
        trace = trace.tb_next
    return trace is None


def whole_number(name: str, value: object, least: int, below: int) -> int:
    """An argument that must be a whole number; raises ValuesError with its name."""
    if type(value) is not int or not least <= value < below:
        end = f" and below {below}" if type(value) is int and value >= below else ""
        raise ValuesError(name, f"a whole number from {least}{end}", in_brief(value))
    return value


def words(name: str, value: object) -> tuple[str, ...]:
    """An argument that must be a list of words; raises ValuesError with its name."""
    if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable):
        raise ValuesError(name, "a list of names, such as ('w', 'b')", in_brief(value))
    found = tuple(value)
    for word in found:
        if not isinstance(word, str):
            raise ValuesError(
                name, "a list of names, such as ('w', 'b')", f"{in_brief(word)} in it"
            )
    return found
