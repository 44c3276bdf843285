"""The functions of the language: the records of all of them, and what is looked up there."""

from collections.abc import Mapping

from handgrad.language.elementwise import ELEMENTWISE as OF_ONE_NUMBER
from handgrad.language.function import Function
from handgrad.language.matrices import MATRICES
from handgrad.language.primitives import PRIMITIVES, number_arguments
from handgrad.language.reductions import REDUCTIONS
from handgrad.language.shape import Dimension, Misfit, product_of_dimensions, sum_of_dimensions
from handgrad.language.statistics import STATISTICS
from handgrad.language.tree import Call, Name, Node, Number, Product, Sum

FUNCTIONS: Mapping[str, Function] = {
    function.name: function
    for function in (*OF_ONE_NUMBER, *REDUCTIONS, *STATISTICS, *PRIMITIVES, *MATRICES)
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


def elsewhere(name: str) -> str:
    """The name here of a function that is called otherwise elsewhere, else the same.

    >>> elsewhere("sigma"), elsewhere("ln"), elsewhere("cube")
    ('sigmoid', 'log', 'cube')
    """
    return "sigmoid" if name == "sigma" else SPELLINGS.get(name, name)


def is_reserved(name: str) -> bool:
    """Whether a page may not give this name to a value of its own.

    >>> is_reserved("exp"), is_reserved("var")
    (True, False)
    """
    return name in FUNCTIONS and not FUNCTIONS[name].yields


def pairs_up(name: str) -> bool:
    """Whether a function is of all entries of one argument, or of two, entry by entry."""
    return name in FUNCTIONS and FUNCTIONS[name].pairs_up


def function_of(call: Call) -> Function | None:
    """The function a call means, None if there is none of that name.

    Raises Misfit where the number of arguments is not its own.
    """
    found = FUNCTIONS.get(call.function)
    if found is None:
        return None
    _check_arguments(found, len(call.arguments))
    if found.sized is not None:
        rule, arrays = found.sized, found.arrays
        sizes = tuple(dimension(found.name, a) for a in call.arguments[arrays:])
        return found._replace(shape=lambda shapes, axis: rule(shapes[:arrays], sizes))
    if found.numbered is None:
        return found
    shape, value = found.numbered(number_arguments(found.name, call.arguments[1:]))
    return found._replace(shape=shape, value=value)


def dimension(function: str, tree: Node) -> Dimension:
    """The dimension that an argument of `eye`, `ones` and the like says; raises Misfit."""
    match tree:
        case Number(value) if value.denominator == 1 and value > 0:
            return int(value)
        case Name(name) if "/" not in name:
            return name
        case Product(first, rest) if all(sign == "*" for sign, _ in rest):
            joined = product_of_dimensions
        case Sum(first, rest) if all(sign == "+" for sign, _ in rest):
            joined = sum_of_dimensions
        case _:
            raise Misfit(f"{function} takes sizes: a whole number, n, n*m or n + m")
    found = dimension(function, first)
    for _, other in rest:
        found = joined(found, dimension(function, other))
    return found


def _check_arguments(function: Function, given: int) -> None:
    if function.arguments[0] <= given <= function.most:
        return
    if given not in function.arguments:
        plural = "" if function.arguments == (1,) else "s"
        wanted = " or ".join(map(str, function.arguments))
        wanted += f" to {function.most}" if function.most else ""
        raise Misfit(f"{function.name} takes {wanted} argument{plural}, not {given}")
