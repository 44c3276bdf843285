"""Methods and constructors of arrays in languages with braces: ndarray, Eigen, lists."""

import re

from handgrad.reading.code.dialects.brace_closures import over_entries
from handgrad.reading.code.dialects.brace_expressions import Expressions
from handgrad.reading.code.dialects.brace_tokens import NotBraced
from handgrad.reading.code.dialects.brace_words import (
    ARRAY,
    INTEGER,
    MATRIX,
    NUMBER,
    OPEN,
    Value,
    tight,
)
from handgrad.regex import regex

_ENTRYWISE = {"cwiseProduct": "*", "cwiseQuotient": "/"}
_BETWEEN = {"cwiseMax": "maximum", "cwiseMin": "minimum"}
_MAKERS = {"zeros": "zeros", "ones": "ones", "Zero": "zeros", "Ones": "ones"}
_ARRAYS = regex(r"Array[12]?D?$|Matrix\w*$|(?:PythonRow)?Vector\w*$|DMatrix$|DVector$")
_REDUCED = {"sum": "sum", "mean": "mean", "average": "mean", "Sum": "sum", "Average": "mean"}


def array_made(reader: Expressions, owner: str, word: str) -> Value:
    """`Array1::ones(n)`, `VectorXd::Zero(n)`."""
    while reader.next.text == "<":
        reader.type_arguments()
        reader.accept("::")
    if word in ("f64", "f32") or not _ARRAYS.match(owner) or word not in _MAKERS:
        raise NotBraced
    reader.expect("(")
    places = reader.arguments(")")
    told = ", ".join(place.text for place in places)
    is_shape = told.endswith(".shape") or len(places) == 1
    return Value(f"np.{_MAKERS[word]}({told if is_shape else f'({told})'})", MATRIX)


def given_by_method(reader: Expressions, value: Value, word: str) -> Value:
    """What a method gives of a value, its bracket open."""
    base = tight(value.text)
    if word in ("map", "mapv", "reduce", "zip", "enumerate", "fold"):
        return over_entries(reader, value, word)
    if word in ("colwise", "rowwise"):
        return _along(reader, base, 0 if word == "colwise" else 1)
    places = reader.arguments(")")
    told = [place.text for place in places]
    if not places:
        return _alone(reader, value, base, word)
    if len(places) == 1:
        return _of_one(reader, value, base, word, places[0])
    if word == "select" and len(told) == 2 and reader.is_eigen:
        return Value(f"np.where({value.text}, {told[0]}, {told[1]})", MATRIX)
    if word == "get" and len(told) < 3:
        return Value(f"{base}[{', '.join(told)}]")
    raise NotBraced


def _along(reader: Expressions, base: str, axis: int) -> Value:
    """`m.colwise().sum()` of Eigen."""
    for sign in (")", "."):
        reader.expect(sign)
    word = reader.word()
    if word not in ("sum", "mean"):
        raise NotBraced
    reader.expect("(")
    reader.expect(")")
    return Value(f"np.{word}({base}, axis={axis})", MATRIX)


def _alone(reader: Expressions, value: Value, base: str, word: str) -> Value:
    """A method without arguments."""
    if word in ("array", "matrix") and reader.is_eigen:
        kind = ARRAY if word == "array" else MATRIX
        return Value(base, kind)
    if reader.is_dropped(word):
        return value
    if word in ("t", "transpose", "T"):
        return Value(f"{base}.T", value.kind)
    if word in _REDUCED:
        return Value(f"np.{_REDUCED[word]}({value.text})", NUMBER)
    if word in ("cast", "asDiagonal"):
        if word == "cast":
            return Value(base, ARRAY)
        raise NotBraced
    if word == "squaredNorm":
        return Value(f"np.sum({base}**2)", NUMBER)
    if word == "square":
        return Value(f"{base}**2", value.kind)
    if word in ("nrows", "rows", "ncols", "cols"):
        return Value(f"{base}.shape[{int(word in ('ncols', 'cols'))}]", INTEGER)
    if word == "shape":
        return Value(f"{base}.shape")
    if word in ("raw_dim", "dim"):
        return Value(f"{base}.shape")
    if function := reader.function_named(word):
        if reader.is_eigen and value.kind == MATRIX:
            raise NotBraced
        return Value(reader.applied(function, [value]).text, value.kind)
    raise NotBraced


def _of_one(reader: Expressions, value: Value, base: str, word: str, other: Value) -> Value:
    """A method with one argument."""
    if word == "dot":
        if reader.is_eigen:
            return Value(f"np.sum({base} * {tight(other.text)})", NUMBER)
        return Value(f"np.dot({value.text}, {other.text})", OPEN)
    if word in ("sum_axis", "mean_axis"):
        axis = re.fullmatch(r"Axis\((\d)\)", other.text)
        if axis is None:
            raise NotBraced
        return Value(f"np.{word[:-5]}({value.text}, axis={axis[1]})", OPEN)
    if word in _ENTRYWISE:
        return Value(f"({base} {_ENTRYWISE[word]} {tight(other.text)})", MATRIX)
    if word in _BETWEEN:
        return Value(f"np.{_BETWEEN[word]}({value.text}, {other.text})", MATRIX)
    if word in ("powi", "powf", "pow"):
        return Value(f"({base}**{tight(other.text)})", value.kind)
    if word in ("max", "min") and value.kind in (NUMBER, OPEN, INTEGER):
        return reader.applied(word, [value, other])
    raise NotBraced
