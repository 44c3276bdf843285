"""The functions of the language: the records of all of them, and what is looked up there."""

from collections.abc import Mapping
from dataclasses import replace

from handgrad.language.elementwise import ELEMENTWISE as OF_ONE_NUMBER
from handgrad.language.function import Function
from handgrad.language.primitives import PRIMITIVES, whole_numbers
from handgrad.language.reductions import REDUCTIONS
from handgrad.language.shape import Misfit
from handgrad.language.tree import Call

FUNCTIONS: Mapping[str, Function] = {
    function.name: function for function in (*OF_ONE_NUMBER, *REDUCTIONS, *PRIMITIVES)
}
NAMES = tuple(FUNCTIONS)
ELEMENTWISE = tuple(function.name for function in OF_ONE_NUMBER)
ACTIVATIONS = tuple(name for name, function in FUNCTIONS.items() if function.is_activation)
CONSTANTS = ("pi",)

# What functions are called elsewhere, and by which name here.
SPELLINGS: Mapping[str, str] = {
    spelling: name
    for name, function in FUNCTIONS.items()
    for spelling in function.spellings.split()
}


def pairs_up(name: str) -> bool:
    """Whether a function is of all entries of one argument, or of two, entry by entry."""
    return name in FUNCTIONS and FUNCTIONS[name].arguments == (1, 2)


def function_of(call: Call) -> Function | None:
    """The function a call means, None if there is none of that name.

    Raises Misfit where the number of arguments is not its own.
    """
    found = FUNCTIONS.get(call.function)
    if found is None:
        return None
    _check_arguments(found, len(call.arguments))
    if found.numbered is None:
        return found
    shape, value = found.numbered(whole_numbers(found.name, call.arguments[1:]))
    return replace(found, shape=shape, value=value)


def _check_arguments(function: Function, given: int) -> None:
    if given not in function.arguments:
        plural = "" if function.arguments == (1,) else "s"
        wanted = " or ".join(map(str, function.arguments))
        raise Misfit(f"{function.name} takes {wanted} argument{plural}, not {given}")
