"""What words and values of languages with braces are: functions, casts, kinds of values."""

import re
from typing import NamedTuple

from handgrad.regex import regex

INTEGER, NUMBER, ARRAY, MATRIX, OPEN = "integer", "number", "array", "matrix", ""

FUNCTIONS = {
    **{w: w for w in ("exp", "log", "sqrt", "tanh", "sin", "cos", "tan", "abs", "sign", "sinh",
                      "cosh", "max", "min", "pow")},
    "fabs": "abs", "ln": "log", "signum": "sign", "sgn": "sign", "fmax": "max", "fmin": "min",
    **{f"{w}f": w for w in ("exp", "log", "sqrt", "tanh", "sin", "cos", "pow")},
    "fabsf": "abs", "fmaxf": "max", "fminf": "min",
}  # fmt: skip
MODULES = {"Math", "math", "MathF", "std", "f64", "f32", "kotlin"}
CASTS = {"float64", "float32", "Double", "Float", "double", "float"}
CAST_TYPES = {*CASTS, "f64", "f32"}
DROPPED = {
    "view", "clone", "to_owned", "into_owned", "eval", "array", "matrix", "copy", "unwrap",
    "noalias", "toDouble", "toFloat", "iter", "into_iter", "copied", "cloned", "detach",
    "slice", "to_vec", "collect", "as_ref", "to_array", "toArray",
}  # fmt: skip
LENGTHS = {"length", "size", "len", "Length", "Count", "count"}
GRADIENTS = regex(r"(?i)d?(?:grads?|gradients?)|dparams?")
HOLDERS = regex(r"(?i)params?|parameters|model|net|network|layer|cache|weights")
COMPARED = {"<": "<", ">": ">", "<=": "<=", ">=": ">=", "==": "==", "!=": "!=", "===": "==",
             "!==": "!="}  # fmt: skip
CONTINUING = {".", "?", ":", "&&", "||", ")", "]", "}", ",", "="}


class Value(NamedTuple):
    """An expression as Python writes it, and what kind of value it has."""

    text: str
    kind: str = OPEN


def tight(text: str) -> str:
    """An expression in a bracket, without another one where it stands in one already.

    >>> tight("(a)*(b)"), tight("(a + b)"), tight("np.exp(z)")
    ('((a)*(b))', '(a + b)', 'np.exp(z)')
    """
    if re.fullmatch(r"[\w.]+(?:\([^()]*\)|\[[^\[\]]*\])*", text):
        return text
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            is_whole = sign == ")" and place == len(text) - 1
            return text if is_whole else f"({text})"
    return f"({text})"
