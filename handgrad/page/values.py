"""Values at the boundary: checked once, with the place, what was expected and what came."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import isfinite
from typing import Any

from handgrad.arithmetic import Arithmetic, arithmetic, arithmetic_of
from handgrad.errors import EvaluationError, HandgradError, ValuesError, did_you_mean
from handgrad.language.arrays import Array, Value, as_array
from handgrad.page.domains import REAL, Domain
from handgrad.page.page_text import Declaration
from handgrad.page.structures import allows
from handgrad.visible import described, in_brief

DEEPEST = 2


def plain_value(value: object) -> object:
    """A number or nested list; arrays of other libraries by their `.tolist()`."""
    try:
        convert = getattr(value, "tolist", None)
        return convert() if callable(convert) else value
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # it is the code of somebody else
        raise ValuesError("a value", "a number or a list", described(error)) from error


def leaves(value: object, depth: int = 0) -> Iterator[object]:
    """The numbers of a nested list that is no deeper than a matrix."""
    value = plain_value(value)
    if isinstance(value, list | tuple) and depth < DEEPEST:
        for item in value:
            yield from leaves(item, depth + 1)
    else:
        yield value


def choose_arithmetic(values: Mapping[str, object], name: str | None) -> Arithmetic:
    """The arithmetic of that name, or the one the values ask for."""
    if not isinstance(values, Mapping):
        raise HandgradError(
            f"values must be a mapping of name to number or list, got {in_brief(values)}"
        )
    if name is None:
        name = arithmetic_of(leaf for value in values.values() for leaf in leaves(value))
    return arithmetic(name)


def read_values(
    declarations: Mapping[str, Declaration],
    dimensions: Callable[[str], tuple[int, ...]],
    values: Mapping[str, object],
    numbers: Arithmetic,
    *,
    where: str = "values",
    unbound: Collection[str] = (),
) -> dict[str, Value]:
    """The values of every declared name as arrays; raises ValuesError for what does not fit.

    `where` is what the caller calls them, for the errors; `unbound` are names of matrices that
    need not have the structure they are declared with.
    """
    for name in values:
        if name not in declarations:
            hint = did_you_mean(str(name), declarations) if isinstance(name, str) else ""
            known, what = ", ".join(declarations), f"{where}[{in_brief(name)}]"
            raise HandgradError(f"{what} is not a name of this page{hint} ({known})")
    missing = [name for name in declarations if name not in values]
    if missing:
        raise HandgradError(f"{where} lacks {', '.join(missing)}")
    domains = {
        name: REAL if name in unbound and known.domain.structure else known.domain
        for name, known in declarations.items()
    }
    return {
        name: _read(f"{where}[{name!r}]", domain, dimensions(name), values[name], numbers)
        for name, domain in domains.items()
    }


def _read(
    path: str, domain: Domain, shape: tuple[int, ...], value: object, numbers: Arithmetic
) -> Value:
    value = plain_value(value)
    if not shape:
        value = finite_number(path, value)
        _check_domain(path, domain, [value])
        return _converted(path, value, numbers)
    if len(shape) == 1:
        row = _row(path, _flat(value), shape[0])
        _check_domain(path, domain, row)
        return Array(shape[0], 1, [_converted(path, entry, numbers) for entry in row])
    rows = [
        _row(f"{path}[{i}]", row, shape[1])
        for i, row in enumerate(_list(path, value, shape[0], "rows"))
    ]
    if domain.structure and not allows(domain.kind, rows):
        raise ValuesError(path, domain.describe(), in_brief(rows))
    for i, row in enumerate(rows):
        _check_domain(f"{path}[{i}]", domain, row)
    entries = [_converted(path, entry, numbers) for row in rows for entry in row]
    return Array(shape[0], shape[1], entries)


def _flat(column: object) -> object:
    """A vector given as what it is, a column of n x 1, as a flat list."""
    if not isinstance(column, list | tuple):
        return column
    rows = map(plain_value, column)
    entries = [row[0] for row in rows if isinstance(row, list | tuple) and len(row) == 1]
    return entries if len(entries) == len(column) else column


def _converted(path: str, value: Any, numbers: Arithmetic) -> Any:
    """A number in an arithmetic; raises EvaluationError, which says where, if it has none."""
    try:
        return numbers.convert(value)
    except EvaluationError as error:
        raise type(error)(f"{path}: {error}") from None


def _row(path: str, value: object, length: int) -> list[Any]:
    entries = _list(path, plain_value(value), length, "numbers")
    if all(type(entry) is float and isfinite(entry) for entry in entries):
        return list(entries)
    return [finite_number(f"{path}[{j}]", entry) for j, entry in enumerate(entries)]


def _list(path: str, value: object, length: int, of: str) -> Sequence[object]:
    if not isinstance(value, list | tuple):
        raise ValuesError(path, f"a list of {length} {of}", in_brief(value))
    if len(value) != length:
        raise ValuesError(path, f"a list of {length} {of}", f"{len(value)}")
    return value


def finite_number(path: str, value: object) -> Any:
    """A finite number of a type that Python has; raises ValuesError with its path."""
    value = plain_value(value)
    if isinstance(value, bool) or not isinstance(value, int | float | Fraction | Decimal):
        raise ValuesError(path, "a number", in_brief(value))
    finite = value.is_finite() if isinstance(value, Decimal) else is_finite(value)
    if not finite:
        raise ValuesError(path, "a finite number", in_brief(value))
    return value


def is_finite(value: int | float | Fraction) -> bool:
    return not isinstance(value, float) or isfinite(value)


def _check_domain(path: str, domain: Domain, row: list[Any]) -> None:
    if domain.allows(row):
        return
    if domain.kind in ("one_hot", "distribution"):
        raise ValuesError(path, domain.describe(), in_brief(row))
    for j, entry in enumerate(row):
        if not domain.allows([entry]):
            place = path if len(row) == 1 else f"{path}[{j}]"
            raise ValuesError(place, domain.describe(), in_brief(entry))


def require_finite(values: Mapping[str, Value], names: Iterable[str]) -> None:
    """Raise EvaluationError with the first of these names whose value is not finite."""
    for name in names:
        for index, entry in enumerate(as_array(values[name]).entries):
            if isinstance(entry, float) and not isfinite(entry):
                array = as_array(values[name])
                place = "" if len(array.entries) == 1 else f", entry {index}"
                raise EvaluationError(f"{name} stops being finite here: it is {entry}{place}")
