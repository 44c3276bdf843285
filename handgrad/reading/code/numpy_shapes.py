"""NumPy's functions that make arrays, shape them and count them."""

from collections.abc import Callable, Mapping
from fractions import Fraction

from handgrad.language.tree import Call, Name
from handgrad.reading.code import values
from handgrad.reading.code.call_arguments import CallOfNumPy, as_numpy, dimension
from handgrad.reading.code.scope import (
    ClassNumbers,
    Counter,
    Items,
    Pairs,
    Value,
)
from handgrad.reading.code.syntax import NotPython
from handgrad.reading.code.values import (
    Misshapen,
    NumPyArray,
    array,
    described,
    flattened,
    operation,
    reduced,
    reshaped,
    scalar,
    size_of,
    transposed,
)
from handgrad.reading.commands import words

MOST_ROUNDS = 32


def _filled(value: int) -> Callable[[CallOfNumPy], Value]:
    def rule(call: CallOfNumPy) -> Value:
        call.check(("shape", "size"))
        return values.filled(value, call.known_dimensions(0))

    return rule


def _filled_like(value: int) -> Callable[[CallOfNumPy], Value]:
    def rule(call: CallOfNumPy) -> Value:
        call.check()
        return values.filled(value, call.array(0).dimensions)

    return rule


def _full(call: CallOfNumPy) -> Value:
    call.check(("fill_value", "shape"))
    shape = CallOfNumPy(call.page, call.name, call.arguments[:1], call.keywords)
    number = call.array(1, "fill_value")
    return values.spread(number, shape.known_dimensions(0))


def _identity(call: CallOfNumPy) -> Value:
    call.check()
    size = dimension(call.arguments[0])
    if size is None or (len(call.arguments) > 1 and dimension(call.arguments[1]) != size):
        raise NotPython("np.eye is read with one size")
    return array(values.identity(size), (size, size))


def _diagonal(call: CallOfNumPy) -> Value:
    call.check()
    a = call.array(0)
    if a.ndim == 1:
        return array(Call("diag", (a.tree,)), (a.dimensions[0], a.dimensions[0]))
    if a.ndim == 2 and a.dimensions[0] == a.dimensions[1]:
        return array(Call("diag", (a.tree,)), a.dimensions[:1])
    raise Misshapen(f"the diagonal of {described(a.dimensions)} is not read")


def _trace(call: CallOfNumPy) -> Value:
    diagonal = _diagonal(call)
    return reduced("sum", as_numpy(diagonal, "trace"), None)


def _reshape(call: CallOfNumPy) -> Value:
    call.check(("newshape", "shape"))
    return reshaped(call.array(0), call.dimensions(1))


def _flatten(call: CallOfNumPy) -> Value:
    call.check()
    return flattened(call.array(0))


def _expanded(call: CallOfNumPy) -> Value:
    """np.expand_dims(x, 1), x.unsqueeze(1)."""
    call.check(("axis", "dim"))
    a, axis = call.array(0), call.axis()
    if axis is None or a.ndim > 1:
        raise Misshapen("an axis is added to a 1-D array only")
    sizes = list(a.dimensions)
    sizes.insert(axis % (a.ndim + 1), 1)
    return reshaped(a, sizes)


def _squeezed(call: CallOfNumPy) -> Value:
    call.check(("axis", "dim"))
    a = call.array(0)
    return reshaped(a, [size for size in a.dimensions if size != 1])


def _transposed(call: CallOfNumPy) -> Value:
    call.check(("axes",))
    axes = [call.whole(n) for n in range(1, len(call.arguments))
            if not isinstance(call.arguments[n], Items)]  # fmt: skip
    if axes and sorted(a % 2 for a in axes if a is not None) != [0, 1]:
        raise NotPython("only two axes change places: x.transpose(0, 1)")
    return transposed(call.array(0))


def _unchanged(call: CallOfNumPy) -> Value:
    value = call.given(0, "a", "object")
    if value is None:
        raise NotPython(f"{call.name} needs an argument")
    return value


def whole_numbers(call: CallOfNumPy) -> Value:
    """int(...), which changes nothing in a mask, a size and class numbers."""
    value = call.arguments[0] if call.arguments else None
    match value:
        case ClassNumbers() | NumPyArray(is_mask=True) | NumPyArray(Name(), ()):
            return value
    raise NotPython("int(...) cuts off digits; this is not read")


def _length(call: CallOfNumPy) -> Value:
    value = call.arguments[0] if call.arguments else None
    match value:
        case ClassNumbers(rows):
            return size_of(rows.dimensions[0])
        case Items(found):
            return scalar(len(found))
        case NumPyArray(_, dimensions) if dimensions:
            return size_of(dimensions[0])
    raise NotPython("len needs an array")


def _count(call: CallOfNumPy) -> Value:
    """np.size(x), and x.size(0) of PyTorch."""
    a = call.array(0)
    axis = call.axis()
    if axis is None:
        return entries_of(a)
    return size_of(a.dimensions[axis])


def entries_of(a: NumPyArray) -> NumPyArray:
    found = scalar(1)
    for size in a.dimensions:
        found = operation("*", found, size_of(size))
    return found


def _product_of_sizes(call: CallOfNumPy) -> Value:
    """np.prod(a.shape), the only product of entries that is read."""
    call.check()
    match call.arguments:
        case (Items(sizes),):
            found = scalar(1)
            for size in sizes:
                found = operation("*", found, as_numpy(size, "prod"))
            return found
    raise NotPython("np.prod is read of a shape only: np.prod(x.shape)")


def shape_of(a: NumPyArray) -> Items:
    return Items(tuple(map(size_of, a.dimensions)))


def _range(call: CallOfNumPy) -> Value:
    call.check()
    given = list(call.arguments)
    numbers = [a.fill for a in given if isinstance(a, NumPyArray) and not a.ndim]
    if given and len(numbers) == len(given) and all(_is_whole(n) for n in numbers):
        steps = range(*(int(n) for n in numbers if n is not None))
        if len(steps) <= MOST_ROUNDS:
            return Items(tuple(map(scalar, steps)))
    if len(given) == 2 and given[0] == scalar(0):
        given.pop(0)
    size = dimension(given[0]) if len(given) == 1 else None
    if size is None:
        raise NotPython("a loop or a range runs over a whole size: range(N)")
    return Counter(size)


def _is_whole(number: Fraction | None) -> bool:
    return number is not None and number.denominator == 1


def _pairs(call: CallOfNumPy) -> Value:
    lists = [a.values for a in call.arguments if isinstance(a, Items)]
    if len(lists) == len(call.arguments):
        return Items(tuple(map(Items, zip(*lists, strict=False))))
    return Pairs(call.arguments)


def _reversed(call: CallOfNumPy) -> Value:
    value = _unchanged(call)
    return Items(value.values[::-1]) if isinstance(value, Items) else value


def _enumerated(call: CallOfNumPy) -> Value:
    if call.arguments and isinstance(call.arguments[0], Items):
        pairs = enumerate(call.arguments[0].values)
        return Items(tuple(Items((scalar(n), value)) for n, value in pairs))
    size = _length(call)
    return Pairs((Counter(dimension(size) or 1), call.arguments[0]))


def _one_hot(call: CallOfNumPy) -> Value:
    numbers = call.page.as_class_numbers(call.arguments[0])
    if numbers is None:
        raise NotPython("one_hot takes class numbers: the labels of the page, an argmax")
    return numbers.rows


def _arg_max(call: CallOfNumPy) -> Value:
    numbers = call.page.as_class_numbers(call.arguments[0])
    return numbers if numbers is not None else _largest(call)


def _largest(call: CallOfNumPy) -> Value:
    """Where the largest entry of each row stands, as one-hot rows."""
    call.check(("axis", "dim", "keepdim"))
    a, axis = call.array(0), call.axis()
    if a.ndim != 1 and not (a.ndim == 2 and axis in (1, -1)):
        raise NotPython("argmax is read along the rows: np.argmax(Z, axis=1)")
    largest = values.reduced("max", a, axis, keepdims=True)
    return ClassNumbers(values.compared(">=", a, largest))


_THE_SAME = words(
    "array asarray ascontiguousarray copy clone tensor as_tensor from_numpy float float32 "
    "float64 double detach item numpy contiguous cpu cuda to type tolist list deepcopy "
    "tqdm Variable"
)
SHAPING: Mapping[str, Callable[[CallOfNumPy], Value]] = {
    "zeros": _filled(0), "ones": _filled(1), "full": _full,
    "zeros_like": _filled_like(0), "ones_like": _filled_like(1),
    "eye": _identity, "identity": _identity, "diag": _diagonal, "diagflat": _diagonal,
    "diagonal": _diagonal, "trace": _trace,
    "reshape": _reshape, "view": _reshape, "ravel": _flatten, "flatten": _flatten,
    "expand_dims": _expanded, "unsqueeze": _expanded, "squeeze": _squeezed,
    "transpose": _transposed, "swapaxes": _transposed, "t": _transposed,
    "len": _length, "size": _count, "shape": lambda call: shape_of(call.array(0)),
    "range": _range, "arange": _range, "xrange": _range, "prange": _range,
    "zip": _pairs, "enumerate": _enumerated, "one_hot": _one_hot, "argmax": _arg_max,
    **dict.fromkeys(("numel", "nelement"), lambda call: entries_of(call.array(0))),
    **dict.fromkeys(_THE_SAME, _unchanged),
    "reversed": _reversed, "prod": _product_of_sizes,
    **dict.fromkeys(words("int int_ int32 int64 long"), whole_numbers),
}  # fmt: skip
