"""What Octave does otherwise than NumPy, on numbers: two axes throughout, entries from 1."""

from collections.abc import Callable, Sequence
from typing import Any

from handgrad.reading.code.syntax.nodes import NotPython, Unfitting
from handgrad.reading.run import along_axes as axes
from handgrad.reading.run import array_products, new_arrays
from handgrad.reading.run.entrywise import Calculator, kind_of, listed_entries
from handgrad.reading.run.ndarray import NDArray, from_entries

Rule = Callable[..., Any]


def _two(value: Any) -> NDArray:
    """A value with two axes: a number as 1 x 1, a range as a row."""
    if not isinstance(value, NDArray):
        return from_entries([value], (1, 1), kind_of([value]))
    if value.ndim == 2:
        return value
    if value.ndim > 2:
        raise NotPython("arrays of more than two axes are not run")
    return value.reshaped((1, value.size))


def _plain(value: Any) -> Any:
    """A number for what is 1 x 1."""
    if isinstance(value, NDArray) and value.size == 1:
        return value.entries()[0]
    return value


def _size_text(a: Any) -> str:
    return " x ".join(map(str, _two(a).shape))


def _matrix_product(calc: Calculator, a: Any, b: Any) -> Any:
    """The product of two matrices, of which the number of columns and of rows must be one."""
    a, b = _two(a), _two(b)
    if a.shape[1] != b.shape[0]:
        raise Unfitting(f"{_size_text(a)} and {_size_text(b)} arrays have no matrix product")
    return _plain(array_products.matrix_product_of(calc, a, b))


def _product(calc: Calculator, a: Any, b: Any) -> Any:
    a, b = _plain(a), _plain(b)
    if not (isinstance(a, NDArray) and isinstance(b, NDArray)):
        return calc.operate("*", a, b)
    return _matrix_product(calc, a, b)


def _matched(calc: Calculator, a: Any, b: Any) -> Any:
    """R's %*%: a vector is taken as the row or the column that fits."""
    a, b = _two(a), _two(b)
    if a.shape[1] != b.shape[0]:
        if a.shape[1] == 1 and a.shape[0] == b.shape[0]:
            a = a.transposed()
        elif b.shape[1] == 1 and a.shape[1] == 1:
            b = b.transposed()
    found = _matrix_product(calc, a, b)
    if isinstance(found, NDArray):
        found.is_product = calc.sites.recycles
    return found


def _quotient(calc: Calculator, a: Any, b: Any) -> Any:
    if isinstance(b := _plain(b), NDArray):
        if 1 in _two(b).shape:
            raise Unfitting(f"a {_size_text(b)} array divides nothing with /")
        raise NotPython("the division by a matrix is not run; write ./ for single entries")
    return calc.operate("/", a, b)


def _solution(calc: Calculator, a: Any, b: Any) -> Any:
    if not isinstance(a := _plain(a), NDArray):
        return calc.operate("/", b, a)
    return _plain(new_arrays.solved(calc, _two(a), _two(b)))


def _power(calc: Calculator, a: Any, exponent: Any) -> Any:
    a, exponent = _plain(a), _plain(exponent)
    if not isinstance(a, NDArray) and not isinstance(exponent, NDArray):
        return calc.operate("**", a, exponent)
    whole = _two(a).shape
    if not isinstance(exponent, NDArray) and whole[0] != whole[1]:
        raise Unfitting(f"a {_size_text(a)} array has no power with ^")
    if exponent == 2 and not isinstance(exponent, NDArray):
        return array_products.matrix_product_of(calc, _two(a), _two(a))
    raise NotPython("this power of a matrix is not run; write .^ for single entries")


def _reduction(function: Rule) -> Rule:
    """sum(A), sum(A, 2), max(a, b): along the first axis of more than one entry."""

    def rule(calc: Calculator, a: Any, *given: Any) -> Any:
        whole = _two(a)
        if given and isinstance(given[0], str):
            return _plain(function(calc, whole, None))
        axis = _whole(given[0]) - 1 if given else 0 if whole.shape[0] != 1 else 1
        return _plain(function(calc, whole, axis, keepdims=True))

    return rule


def _extreme(sign: int) -> Rule:
    along = _reduction(
        lambda calc, a, axis, **said: axes.largest_along(calc, a, axis, sign=sign, **said)
    )

    def rule(calc: Calculator, a: Any, *given: Any) -> Any:
        if not given or (isinstance(given[0], NDArray) and not given[0].size):
            return along(calc, a, *given[1:])
        if len(given) > 1:
            raise NotPython("max and min are run of one array, or of two")
        side = calc.larger if sign > 0 else calc.smaller
        return _plain(calc.broadcast(side, a, given[0], kind=kind_of([a, given[0]])))

    return rule


def _holding(every: bool) -> Rule:
    def along(calc: Calculator, a: Any, axis: Any, *, keepdims: bool = False) -> Any:
        found = axes.holds_for(calc, a, axis, every=every)
        if not isinstance(found, NDArray) or not keepdims:
            return found
        return new_arrays.with_axis(found, axis)

    return _reduction(along)


def _whole(value: Any) -> int:
    value = _plain(value)
    if isinstance(value, bool | NDArray | str | list) or value != int(value):
        raise NotPython("an index is a whole number")
    return int(value)


def _sizes(given: Sequence[Any]) -> list[int]:
    parts = [x for value in given if not isinstance(value, str) for x in listed_entries(value)]
    sizes = [_whole(x) for x in parts]
    return [1, 1] if not sizes else sizes * 2 if len(sizes) == 1 else sizes


def _filled(number: int) -> Rule:
    return lambda calc, *given: _plain(
        new_arrays.filled(calc, _sizes(given), calc.real(number))
    )


def _truths(holds: bool) -> Rule:
    return lambda calc, *given: _plain(new_arrays.filled(calc, _sizes(given), holds, "bool"))


def _identity(calc: Calculator, *given: Any) -> Any:
    return _plain(new_arrays.identity(calc, *_sizes(given)))


def _size(calc: Calculator, a: Any, axis: Any = None) -> Any:
    shape = list(_two(a).shape)
    return shape if axis is None else shape[_whole(axis) - 1]


def _span(calc: Calculator, start: Any, last: Any, step: Any = 1) -> Any:
    # Of a size that has two numbers, `1:size(v)` takes the first.
    last = last[0] if isinstance(last, list) and last else last
    first, end, by = _whole(start), _whole(last), _whole(step)
    if not by or abs(end - first) > calc.left:
        raise NotPython("this range is not run")
    found = range(first, end + (1 if by > 0 else -1), by)
    return from_entries(found, (1, len(found)), "i")


def _rounds(calc: Calculator, value: Any) -> list[Any]:
    """What a loop runs through: the numbers of a row."""
    row = _two(value)
    if row.shape[0] != 1:
        raise NotPython("a loop runs through the numbers of a row")
    return row.entries()


def _last(calc: Calculator, a: Any, axis: int) -> int:
    shape = _two(a).shape
    return shape[0] * shape[1] if axis == 0 and 1 in shape else shape[axis]


def _along(index: Any, size: int) -> list[int]:
    """The places that an index picks along an axis, from 0."""
    if isinstance(index, str):
        return list(range(size))
    listed = _two(index)
    if 1 not in listed.shape:
        raise NotPython("an index is a number, or a row or a column of them")
    if listed.kind == "b":
        if listed.size > size:
            raise NotPython("the mask is longer than what it picks from")
        return [n for n, holds in enumerate(listed.entries()) if holds]
    found = [_whole(x) - 1 for x in listed.entries()]
    if any(n < 0 for n in found):
        raise NotPython("entries are counted from 1")
    return found


def _places(a: NDArray, given: Sequence[Any]) -> tuple[list[int], list[int]]:
    """The rows and the columns that an index picks; one index runs along a vector."""
    rows, columns = a.shape
    if len(given) == 2:
        return _along(given[0], rows), _along(given[1], columns)
    if len(given) != 1 or 1 not in a.shape:
        raise NotPython("an array has two indices")
    along = _along(given[0], rows * columns)
    return ([0], along) if rows == 1 else (along, [0])


def _part(calc: Calculator, a: Any, *given: Any) -> Any:
    """`A(i, j)`, `v(2:end)`, `A(:)`, `A(mask)`, `X(idx, :)`."""
    whole = _two(a)
    if len(given) == 1 and isinstance(given[0], str):
        return whole.transposed().copied().reshaped((whole.size, 1))
    rows, columns = whole.shape
    mask = given[0]
    if len(given) == 1 and 1 not in whole.shape and isinstance(mask, NDArray):
        if mask.kind != "b" or mask.shape != whole.shape:
            raise NotPython("one index of a matrix is not run; write two")
        pairs = zip(mask.transposed().entries(), whole.transposed().entries(), strict=True)
        found = [x for holds, x in pairs if holds]
        return from_entries(found, (len(found), 1), whole.kind)
    down, across = _places(whole, given)
    if any(n >= rows for n in down) or any(n >= columns for n in across):
        raise NotPython("an index is past the last entry")
    entries = whole.entries()
    picked = [entries[i * columns + j] for i in down for j in across]
    calc.spend(len(picked) + 1)
    return _plain(from_entries(picked, (len(down), len(across)), whole.kind))


def _changed(calc: Calculator, before: Any, value: Any, *given: Any) -> Any:
    """The array with a part given new values, grown where the part is past its end."""
    whole = _two(before) if listed_entries(before) else from_entries((), (0, 0), "f")
    new = _two(_plain(value))
    mask = given[0]
    if len(given) == 1 and isinstance(mask, NDArray) and mask.kind == "b":
        if mask.shape != whole.shape:
            raise NotPython("the mask has another shape than what it picks from")
        at = [n for n, holds in enumerate(mask.transposed().entries()) if holds]
        laid = _laid(new, len(at))
        entries = whole.transposed().entries()
        for n, x in zip(at, laid, strict=True):
            entries[n] = x
        return _of_reals(calc, entries, whole.shape[::-1]).transposed().copied()
    if len(given) == 1 and isinstance(mask, str):
        laid = _laid(new, whole.size)
        return _of_reals(calc, laid, whole.shape[::-1]).transposed().copied()
    whole, down, across = _grown(calc, whole, new, given)
    columns = whole.shape[1]
    wanted = (len(down), len(across))
    if new.size > 1 and new.shape != wanted:
        if new.shape[::-1] != wanted or 1 not in wanted:
            raise NotPython("the parts on both sides of = have not one shape")
        new = new.transposed()
    listed = new.entries() if new.size > 1 else new.entries() * (wanted[0] * wanted[1])
    entries = whole.entries()
    for (i, j), x in zip([(i, j) for i in down for j in across], listed, strict=True):
        entries[i * columns + j] = x
    return _of_reals(calc, entries, whole.shape)


def _of_reals(calc: Calculator, entries: Sequence[Any], shape: tuple[int, ...]) -> NDArray:
    calc.spend(len(entries) + 1)
    return from_entries([calc.real(x) for x in entries], shape, "f")


def _laid(new: NDArray, count: int) -> list[Any]:
    """A value for so many places, column by column."""
    if new.size not in (1, count):
        raise NotPython("the parts on both sides of = have not one size")
    return new.entries() * count if new.size == 1 else new.transposed().entries()


def _grown(
    calc: Calculator, whole: NDArray, new: NDArray, given: Sequence[Any]
) -> tuple[NDArray, list[int], list[int]]:
    """An array with room for what an index picks, zero where nothing was, and the places."""
    shape = whole.shape if whole.size else (1, 0) if len(given) == 1 else (0, 0)
    if not whole.size and len(given) == 2:
        shape = (
            new.shape[0] if isinstance(given[0], str) else 0,
            new.shape[1] if isinstance(given[1], str) else 0,
        )
    frame = from_entries([calc.real(0)] * (shape[0] * shape[1]), shape, "f")
    down, across = _places(frame if not whole.size else whole, given)
    rows = max([shape[0], *(n + 1 for n in down)])
    columns = max([shape[1], *(n + 1 for n in across)])
    if (rows, columns) == whole.shape:
        return whole, down, across
    calc.spend(rows * columns)
    entries, old = [calc.real(0)] * (rows * columns), whole.entries()
    for i in range(whole.shape[0]):
        for j in range(whole.shape[1]):
            entries[i * columns + j] = old[i * whole.shape[1] + j]
    return from_entries(entries, (rows, columns), "f"), down, across


def _joined(axis: int) -> Rule:
    def rule(calc: Calculator, *parts: Any) -> Any:
        if len(parts) == 1:
            return parts[0]
        listed = [_two(p) for p in parts if not isinstance(p, NDArray) or p.size]
        return _plain(new_arrays.concatenated(calc, listed, axis))

    return rule


def _found(calc: Calculator, a: Any) -> NDArray:
    """Where the entries are not zero: a row for a row, else a column."""
    whole = _two(a)
    at = [n + 1 for n, x in enumerate(whole.transposed().entries()) if calc.truth(x)]
    shape = (1, len(at)) if whole.shape[0] == 1 else (len(at), 1)
    return from_entries(at, shape, "i")


def _dot(calc: Calculator, a: Any, b: Any) -> Any:
    return _reduction(axes.sum_along)(calc, calc.operate("*", _two(a), _two(b)))


def _lying(calc: Calculator, a: Any) -> Any:
    whole = _two(a)
    return _plain(whole.transposed() if whole.shape[1] == 1 else whole)


def _others(calc: Calculator, left_out: Any, last: Any) -> NDArray:
    """The places from 1 to a last one that are not left out."""
    out = {_whole(x) for x in listed_entries(left_out)}
    places = range(1, _whole(last) + 1)
    if not out <= {*places}:
        raise NotPython("what is left out is no entry")
    found = [place for place in places if place not in out]
    return from_entries(found, (1, len(found)), "i")


def _norm(calc: Calculator, a: Any) -> Any:
    whole = _two(a)
    if 1 not in whole.shape:
        raise NotPython("the norm of a vector is run only")
    return calc.apply("sqrt", axes.sum_along(calc, calc.operate("*", whole, whole)))


def _repeated(calc: Calculator, a: Any, *given: Any) -> Any:
    return _plain(new_arrays.tiled(calc, _two(a), _sizes(given)))


def _slope_of_sigmoid(calc: Calculator, a: Any) -> Any:
    value = calc.apply("sigmoid", a)
    return calc.operate("*", value, calc.operate("-", 1, value))


OF_OCTAVE: dict[str, Rule] = {
    "octave_times": _product, "octave_over": _quotient, "octave_solved": _solution,
    "octave_power": _power,
    "octave_squared": lambda calc, a: calc.operate("*", a, a),
    "octave_turned": lambda calc, a: _plain(_two(a).transposed()),
    "octave_sum": _reduction(axes.sum_along), "octave_mean": _reduction(axes.mean),
    "octave_prod": _reduction(axes.product_along), "octave_max": _extreme(1),
    "octave_min": _extreme(-1),
    "octave_any": _holding(False), "octave_all": _holding(True), "octave_find": _found,
    "octave_logical": lambda calc, a: calc.compared("!=", a, 0),
    "octave_double": lambda calc, a: calc.operate("*", a, 1), "octave_true": _truths(True),
    "octave_false": _truths(False), "octave_zeros": _filled(0), "octave_ones": _filled(1),
    "octave_eye": _identity,
    "octave_size": _size,
    "octave_length": lambda calc, a: max(_two(a).shape),
    "octave_numel": lambda calc, a: _two(a).size,
    "octave_isempty": lambda calc, a: not _two(a).size,
    "octave_rows": lambda calc, a: _two(a).shape[0],
    "octave_columns": lambda calc, a: _two(a).shape[1],
    "octave_span": _span, "octave_rounds": _rounds, "octave_last": _last, "octave_part": _part,
    "octave_new": lambda calc, name: [], "octave_changed": _changed,
    "octave_beside": _joined(1), "octave_below": _joined(0), "octave_matched": _matched,
    "octave_lying": _lying,
    "octave_total": lambda calc, a: _plain(axes.sum_along(calc, a)),
    "octave_average": lambda calc, a: _plain(axes.mean(calc, a)),
    "octave_column": lambda calc, a: _part(calc, a, ":"),
    "octave_dropped": lambda calc, a, place: (
        a if isinstance(place, NDArray) else _plain(_two(a).transposed())
    ),
    "octave_default": lambda calc, value: value,
    "octave_others": _others, "octave_dot": _dot, "octave_norm": _norm,
    "octave_repmat": _repeated, "octave_sigmoid_slope": _slope_of_sigmoid,
}  # fmt: skip
