"""What was found, as data for JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from decimal import Decimal
from fractions import Fraction
from math import isfinite
from typing import Any, cast

from handgrad.language.arrays import Array
from handgrad.language.wording import json_number
from handgrad.visible import visible


class Record:
    """A dataclass of something that was found."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """The same as data for JSON, field by field."""
        return {
            field.name: as_data(getattr(self, field.name)) for field in fields(cast(Any, self))
        }


def as_data(value: object) -> Any:
    """A value as JSON has it: texts without what a terminal would act on, arrays as lists.

    Numbers are whole, or floats, or text where no float can hold them; a float that is not
    finite becomes None.

    >>> as_data({"w": (Fraction(1, 4), Fraction(3), float("nan"))}), as_data("x\\x07")
    ({'w': [0.25, 3, None]}, 'x\\\\u0007')
    """
    if isinstance(value, Record):
        return value.to_dict()
    if isinstance(value, Array):
        rows = [as_data(value.row(i)) for i in range(value.rows)]
        return as_data(value.entries) if value.columns == 1 else rows
    if isinstance(value, str):
        return visible(value)
    if isinstance(value, Mapping):
        return {visible(str(name)): as_data(item) for name, item in value.items()}
    if isinstance(value, Sequence):
        return [as_data(item) for item in value]
    if isinstance(value, float):
        return value if isfinite(value) else None
    return json_number(value) if isinstance(value, Fraction | Decimal) else value
