"""The derivatives of the elementwise functions, right and as people get them wrong.

Formulas are in terms of the argument `z` and the value `a = f(z)`.
"""

from collections.abc import Iterator, Mapping
from functools import cache

from handgrad.language.parser import parse
from handgrad.language.tree import Call, Node, names, substitute

DERIVATIVES: Mapping[str, str] = {
    "exp": "a",
    "log": "1/z",
    "sqrt": "1/(2*a)",
    "tanh": "1 - a^2",
    "sin": "cos(z)",
    "cos": "-sin(z)",
    "tan": "1 + a^2",
    "sinh": "cosh(z)",
    "cosh": "sinh(z)",
    "erf": "2/sqrt(pi)*exp(-z^2)",
    "sigmoid": "a*(1 - a)",
    "softplus": "sigmoid(z)",
    "log1p": "1/(1 + z)",
    "expm1": "exp(z)",
    "abs": "sign(z)",
    "relu": "step(z)",
}

ACTIVATIONS = ("sigmoid", "tanh", "relu", "softplus", "erf")

# What is written for the derivative, beside the mistakes that every function shares.
MISTAKES: Mapping[str, tuple[str, ...]] = {
    "exp": ("z*exp(z - 1)", "z*a", "1/a"),
    "log": ("z", "-1/z^2", "1/a"),
    "sqrt": ("1/a", "2*a", "a/2", "1/2*z", "1/(2*z)"),
    "tanh": ("1 - a", "1 + a^2", "1 + a", "a^2", "1/(1 + z^2)", "(1 - a)^2", "1 - 2*a"),
    "sigmoid": ("1 - a", "1 - a^2", "a*(1 + a)", "a^2", "a^2*(1 - a)", "a*(1 - a)^2"),
    "softplus": ("exp(z)", "1/(1 + exp(z))", "exp(z)/(1 + exp(z))^2", "a*(1 - a)"),
    "sin": ("-cos(z)",),
    "cos": ("sin(z)",),
    "tan": ("1/cos(z)", "1 - a^2"),
    "cosh": ("-sinh(z)",),
    "sinh": ("-cosh(z)",),
    "erf": ("exp(-z^2)", "1/sqrt(pi)*exp(-z^2)", "2/sqrt(pi)*exp(z^2)"),
    "abs": ("z", "step(z)", "1/a"),
    "relu": ("z", "1 - a", "sign(z)"),
    "log1p": ("1/z", "1 + z"),
    "expm1": ("a",),
}


@cache
def _template(text: str) -> Node:
    return parse(text)


def _filled(text: str, argument: Node, value: Node) -> Node:
    return substitute(_template(text), {"z": argument, "a": value})


def derivative(call: Call, value: Node | None = None) -> Node | None:
    """The derivative of a function at its argument, None for a function that is not here.

    `value` is what stands for the call itself: the name of the value, where it has one.
    """
    text = DERIVATIVES.get(call.function)
    return _filled(text, call.arguments[0], value or call) if text else None


def softmax_diagonal(p: Node) -> Node:
    return substitute(_template("a*(1 - a)"), {"a": p})


def mistaken(call: Call) -> Iterator[tuple[str, Node]]:
    """Wrong derivatives of a call, each with what was done."""
    function, (argument,) = call.function, call.arguments
    right = DERIVATIVES[function]
    where = f" where a = {function}(z)" if "a" in names(_template(right)) else ""
    for text in MISTAKES.get(function, ()):
        yield f"{right}{where}, not {text}", _filled(text, argument, call)
    yield f"{right}{where}, not {function} itself", call
    if where and right != "a":
        yield f"{right}{where}, not with z for a", _filled(right, argument, argument)
    if function != "abs":
        at_value = _filled(right, call, Call(function, (call,)))
        yield f"taken at the argument of {function}, not at its value", at_value
    for other in ACTIVATIONS if function in ACTIVATIONS else ():
        if other != function:
            theirs = _filled(DERIVATIVES[other], argument, call)
            yield f"{right}{where}; {DERIVATIVES[other]} belongs to {other}", theirs
