"""Call a program's gradient function at given values; imported here, run alone in a child.

As a child it reads one request as JSON from standard input, shuts itself in, runs the program
and writes one reply, length first, to the file descriptor it was given. It imports the standard
library only, and nothing of handgrad.
"""

import inspect
import json
import math
import os
import runpy
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

MOST_ENTRIES = 200_000
LONGEST_MESSAGE = 500
WORDS = ("grad", "back", "loss")
PARAMETERS = ("params", "parameters", "weights", "theta", "model", "p")
GRADIENTS = ("grads", "gradients", "grad", "gradient")
CACHES = ("cache", "caches", "memory", "ctx", "saved", "forward_cache")
TARGETS = ("y", "Y", "t", "target", "targets", "labels", "y_true")


class NoGradient(Exception):
    """A program that cannot be called, or answers with what is no gradient."""


def chosen(names: Mapping[str, Any], wanted: str | None) -> Callable[..., Any]:
    """The function of that name, else the only likely one: grad before back before loss.

    Where there is no such function, the only class that has such a method.
    """
    own = {
        name: value
        for name, value in names.items()
        if callable(value) and not name.startswith("_")
        and getattr(value, "__module__", None) in (None, "__main__", "answer", "<run_path>")
    }  # fmt: skip
    functions = {name: value for name, value in own.items() if not inspect.isclass(value)}
    classes = [value for value in own.values() if inspect.isclass(value) and methods(value)]
    if wanted is not None:
        if wanted not in names:
            raise NoGradient(f"there is no function {wanted!r} ({_listed(functions)})")
        if not callable(names[wanted]):
            raise NoGradient(f"{wanted!r} is not a function")
        found: Callable[..., Any] = names[wanted]
        return found
    for word in WORDS:
        likely = [name for name in functions if word in name.lower()]
        if len(likely) > 1:
            raise NoGradient(f"which function is meant: {', '.join(likely)}? Name it")
        if likely:
            only: Callable[..., Any] = functions[likely[0]]
            return only
    if len(classes) == 1:
        return classes[0]
    if len(functions) == 1:
        single: Callable[..., Any] = next(iter(functions.values()))
        return single
    raise NoGradient(f"no function has grad, back or loss in its name ({_listed(functions)})")


def methods(of: type) -> list[str]:
    """The methods that a class itself has for gradients: grad before back before loss."""
    own = [name for name, value in vars(of).items() if inspect.isfunction(value)]
    return [name for word in WORDS for name in own if word in name.lower()]


def _listed(functions: Mapping[str, Any]) -> str:
    return f"functions: {', '.join(functions)}" if functions else "it defines no function"


def call_arguments(
    function: Callable[..., Any],
    values: Mapping[str, Any],
    parameters: Sequence[str],
    data: Sequence[str],
    forward: Callable[..., Any] | None = None,
) -> dict[str, Any] | list[Any]:
    """What to call a function with: the page's values by the names of its arguments.

    `values` are the parameters, the data, the sizes and the forward values.
    """
    try:
        wanted = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return [values[name] for name in (*parameters, *data)]
    found: dict[str, Any] = {}
    for argument in wanted:
        if argument.kind in (argument.VAR_KEYWORD, argument.VAR_POSITIONAL):
            continue
        value = _argument(argument.name, values, parameters, data, forward)
        if value is not None:
            found[argument.name] = value
        elif argument.default is argument.empty:
            known = ", ".join((*parameters, *data))
            raise NoGradient(
                f"{function.__name__} takes {argument.name!r}, which is no name of the page "
                f"({known})"
            )
    return found


def _argument(
    name: str,
    values: Mapping[str, Any],
    parameters: Sequence[str],
    data: Sequence[str],
    forward: Callable[..., Any] | None,
) -> Any:
    if name in values:
        return values[name]
    lower = {key.lower(): key for key in values}
    if name.lower() in lower:
        return values[lower[name.lower()]]
    if name.lower() in PARAMETERS:
        return {key: values[key] for key in parameters}
    if name.lower() in CACHES:
        return _cache(values, parameters, data, forward)
    if name in TARGETS and data:
        return values[data[-1]]
    if name.lower() == "x" and len(data) == 2:
        return values[data[0]]
    if name.lower() == "w" and len(parameters) == 1:
        return values[parameters[0]]
    return None


def _cache(
    values: Mapping[str, Any],
    parameters: Sequence[str],
    data: Sequence[str],
    forward: Callable[..., Any] | None,
) -> Any:
    """What the program's own forward function returns last, else the page's forward values."""
    if forward is None:
        return dict(values)
    result = called(forward, call_arguments(forward, values, parameters, data))
    return result[-1] if isinstance(result, tuple) else result


def result_of(
    function: Callable[..., Any],
    values: Mapping[str, Any],
    parameters: Sequence[str],
    data: Sequence[str],
    forward: Callable[..., Any] | None,
) -> Any:
    """What a function returns, or the gradients it leaves: as `.grad`, or in its object.

    An object is made from the values of the page, is given those of the parameters that it has
    names for, goes forward where it can, and then back.
    """
    if not inspect.isclass(function):
        given = call_arguments(function, values, parameters, data, forward)
        left = {name: values[name] for name in parameters}
        return _or_left(called(function, given), _grads(left))
    thing = called(function, call_arguments(function, values, parameters, data))
    held = vars(thing)
    for name in parameters:
        for holder in (held, *(held[key] for key in PARAMETERS if key in held)):
            if isinstance(holder, dict) and name in holder:
                holder[name] = values[name]
    if callable(getattr(thing, "forward", None)):
        called(thing.forward, call_arguments(thing.forward, values, parameters, data))
    back = getattr(thing, methods(function)[0])
    returned = called(back, call_arguments(back, values, parameters, data))
    named = {_parameter(key, parameters): held[key] for key in held if key not in parameters}
    kept: Any = next((held[key] for key in GRADIENTS if isinstance(held.get(key), dict)), named)
    return _or_left(returned, {**_grads(held), **kept})


def _grads(values: Mapping[str, Any]) -> dict[str, Any]:
    """What PyTorch has left in the `.grad` of tensors."""
    found = {name: getattr(value, "grad", None) for name, value in values.items()}
    return {name: grad for name, grad in found.items() if grad is not None}


def _or_left(returned: Any, left: Mapping[Any, Any]) -> Any:
    """What was returned; where that is nothing, or the loss alone, what was left behind."""
    left = {name: value for name, value in left.items() if name is not None}
    if not left or not (returned is None or _is_number(returned)):
        return returned
    return left if returned is None else (returned, left)


def called(function: Callable[..., Any], given: Mapping[str, Any] | Sequence[Any]) -> Any:
    return function(**given) if isinstance(given, Mapping) else function(*given)


def answer(result: Any, parameters: Sequence[str]) -> dict[str, Any]:
    """The gradients by name, and the loss where it comes along, as `loss`."""
    loss = None
    if (
        isinstance(result, tuple)
        and len(result) == 2
        and _is_loss_and_gradients(result, parameters)
    ):
        loss, result = result
    elif _is_loss_before_arrays(result, parameters):
        loss, *result = result
    if isinstance(result, Mapping):
        found = {_parameter(key, parameters): value for key, value in result.items()}
        named = {name: value for name, value in found.items() if name is not None}
        if not named:
            raise NoGradient(f"the result has none of the names {', '.join(parameters)}")
    elif len(parameters) == 1:
        named = {parameters[0]: result[0] if _is_single(result) else result}
    elif isinstance(result, tuple | list) and len(result) == len(parameters):
        named = dict(zip(parameters, result, strict=True))
    else:
        wanted = ", ".join(parameters)
        kind = type(result).__name__
        many = f" of {len(result)}" if isinstance(result, tuple | list) else ""
        raise NoGradient(f"expected a dictionary or a tuple of {wanted}, got a {kind}{many}")
    if loss is not None:
        named["loss"] = loss
    return named


def _is_single(result: Any) -> bool:
    return isinstance(result, tuple) and len(result) == 1


def _is_loss_and_gradients(result: tuple[Any, ...], parameters: Sequence[str]) -> bool:
    """Whether a pair is the loss and the gradients: the second holds several, or is the one."""
    first, second = result
    if isinstance(second, Mapping | tuple):
        return True
    if len(parameters) == 1:
        return _is_number(first)
    return isinstance(second, list) and len(second) == len(parameters) and len(parameters) != 2


def _is_loss_before_arrays(result: Any, parameters: Sequence[str]) -> bool:
    """Whether a loss comes first and a gradient for each parameter behind it, none a number."""
    if not isinstance(result, tuple) or len(result) != len(parameters) + 1:
        return False
    return _is_number(result[0]) and not any(map(_is_number, result[1:]))


def _is_number(value: Any) -> bool:
    listed = value.tolist() if hasattr(value, "tolist") else value
    return isinstance(listed, int | float)


def _parameter(key: Any, parameters: Sequence[str]) -> str | None:
    """The parameter that a key of a result stands for: W1, dW1, grad_W1, W1_grad, dL/dW1."""
    name = str(key)
    for prefix in ("", "d", "grad_", "grad", "d_", "dL/d", "dL_d", "dLd", "dJ_d", "dloss_d"):
        for parameter in parameters:
            if name in (prefix + parameter, f"{parameter}_grad", f"{parameter}.grad"):
                return parameter
    return None


def json_numbers(value: Any, most: int = MOST_ENTRIES) -> Any:
    """A result as JSON can hold it: floats as hexadecimal text, nested lists of them.

    Raises Misfit for what is no array of numbers.
    """
    for method in ("detach", "cpu"):
        if callable(getattr(value, method, None)):
            value = getattr(value, method)()
    dtype = str(getattr(value, "dtype", ""))
    listed = value.tolist() if callable(getattr(value, "tolist", None)) else value
    count = [0]
    return {"dtype": dtype, "value": _numbers(listed, count, most, 0)}


def _numbers(value: Any, count: list[int], most: int, depth: int) -> Any:
    if depth > 4:
        raise NoGradient("the result is nested deeper than a matrix")
    if type(value) in (list, tuple):
        return [_numbers(v, count, most, depth + 1) for v in value]
    if callable(getattr(value, "tolist", None)):
        return _numbers(value.tolist(), count, most, depth + 1)
    count[0] += 1
    if count[0] > most:
        raise NoGradient(f"the result has more than {most} numbers")
    if type(value) not in (int, float):
        raise NoGradient(f"a number was expected, got {type(value).__name__}")
    number = float(value)
    return number.hex() if math.isfinite(number) else str(number)


def error_text(error: BaseException) -> str:
    """An exception in words, cut, and what its own text does contained."""
    try:
        text = str(error)[:LONGEST_MESSAGE]
    except BaseException:
        text = "(its message cannot be shown)"
    return f"{type(error).__name__[:64]}: {text}" if text else type(error).__name__[:64]


def line_of(error: BaseException, name: str) -> int | None:
    """The last line of a file that an exception passed through."""
    found, trace = None, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.endswith(name):
            found = trace.tb_lineno
        trace = trace.tb_next
    if found is None and isinstance(error, SyntaxError):
        found = error.lineno
    return found


FORMS = ("flat", "column")
TORCH_FORMS = (*FORMS, "flat leaf", "column leaf", "flat leaf single", "column leaf single")


def forms_of(names: Mapping[str, Any]) -> tuple[str, ...]:
    """The forms in which a program may want its values, the likeliest first."""
    return TORCH_FORMS if "torch" in _libraries(names) else FORMS


def _libraries(names: Mapping[str, Any]) -> set[str]:
    return {str(getattr(value, "__name__", "")).partition(".")[0] for value in names.values()}


def maker(names: Mapping[str, Any], form: str) -> Callable[[Any], Any]:
    """What a program's values are made of: its torch or NumPy, else lists; vectors by form."""
    used = _libraries(names)

    def shaped(value: Any) -> Any:
        is_vector = isinstance(value, list) and value and not isinstance(value[0], list)
        return [[entry] for entry in value] if "column" in form and is_vector else value

    def array(value: Any) -> Any:
        if "torch" in used:
            torch = sys.modules["torch"]
            dtype = torch.float32 if "single" in form else torch.float64
            return torch.tensor(shaped(value), dtype=dtype)
        if "numpy" in used and isinstance(value, list):
            return sys.modules["numpy"].array(shaped(value), dtype=float)
        return shaped(value)

    return array


def outcome(
    names: Mapping[str, Any], request: Mapping[str, Any], point: Mapping[str, Any], form: str
) -> dict[str, Any]:
    """The gradients of one call, or what went wrong and where."""
    try:
        function = chosen(names, request["function"])
        make = maker(names, form)
        values = {
            name: make(value) if name not in request["sizes"] else value
            for name, value in point.items()
        }
        forward = next(
            (f for n, f in names.items() if "forward" in n.lower() and callable(f)), None
        )
        parameters = request["parameters"]
        if "leaf" in form:
            for name in parameters:
                values[name].requires_grad_()
        result = result_of(function, values, parameters, request["data"], forward)
        found = answer(result, parameters)
        return {"values": {name: json_numbers(value) for name, value in found.items()}}
    except NoGradient as error:
        return {"misfit": str(error)}
    except BaseException as error:
        return {"error": error_text(error), "line": line_of(error, "answer.py")}


def outcomes(names: Mapping[str, Any], request: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The outcome at each point, in the first form of values that the program takes."""
    points, forms = request["points"], forms_of(names)
    taken = (form for form in forms if "values" in outcome(names, request, points[0], form))
    form = next(taken, forms[0])
    return [outcome(names, request, point, form) for point in points]


def answer_request() -> None:
    """Run as a child: standard input, and the descriptor named on the command line."""
    reply = int(sys.argv[1])
    request = json.loads(sys.stdin.buffer.read())
    tools = runpy.run_path(os.path.join(request["tools"], "confinement.py"))
    held = tools["confine"](request["limits"], request["readable"])
    try:
        is_loop = request["points"] == []
        names = runpy.run_path(request["path"], run_name="__main__" if is_loop else "answer")
        found: dict[str, Any] = {"outcomes": [] if is_loop else outcomes(names, request)}
    except BaseException as error:
        found = {"error": error_text(error), "line": line_of(error, "answer.py")}
    frame = json.dumps({"nonce": request["nonce"], "held": held, **found}).encode("ascii")
    sys.stdout.flush()
    os.write(reply, len(frame).to_bytes(8, "big"))
    view = memoryview(frame)
    while view:
        view = view[os.write(reply, view) :]
    os._exit(0)


if __name__ == "__main__":
    answer_request()
