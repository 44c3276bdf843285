"""The rule book as text: how a derivative goes back through an operator, and the slips there.

Under an operator or a function stand its operands, each with what arrives at it: `g` is what
comes from behind, `wide(g)` the same for every entry, `c` the value. Under these stand the
slips: an id, what arrives instead, and what was done, where `{a}` is the operand as written.
A slip with a question mark needs a second operand that leads back as well. The rules of the
functions stand in their records.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from handgrad.language.functions import FUNCTIONS
from handgrad.language.parser import parse
from handgrad.language.tree import Node

OPERATORS = """
-a
  a: -g
    sign  g  the minus in front is lost

a*b
  a: g*b
    missing-factor  g      the factor {b} is missing
    extra-factor    g*b*b  the factor {b} is there twice
    wrong-variable  g*a    {a} stands where {b} belongs
    wrong-rule      g/b    divided by {b}, not multiplied
    one-path?       0      the way through {a} is missing: add both
  b: g*a
    missing-factor  g      the factor {a} is missing
    extra-factor    g*a*a  the factor {a} is there twice
    wrong-variable  g*b    {b} stands where {a} belongs
    wrong-rule      g/a    divided by {a}, not multiplied
    one-path?       0      the way through {b} is missing: add both

a/b
  a: g/b
    missing-factor  g      the division by {b} is missing
    wrong-rule      g*b    multiplied by {b}, not divided
    wrong-rule      g/b^2  divided by {b} squared
    one-path?       0      the way through {a} is missing: add both
  b: -(g*a/b^2)
    sign            g*a/b^2   the quotient rule subtracts the derivative of the denominator
    missing-factor  -(g*a/b)  the quotient rule divides by the square of the denominator
    missing-factor  -(g/b^2)  the numerator {a} is missing
    wrong-rule      g/(a*b)   the derivative of 1/b is -1/b^2
    one-path?       0         the way through {b} is missing: add both

a @ b
  a: wide(g) @ b.T
    transposed      wide(g) @ b    {b} has to be transposed
    transposed      b @ g.T        the product is transposed
    elementwise     g*b.T          * stands where @ belongs
    elementwise     g*b            * and {b} stand where @ and {b}.T belong
    missing-factor  g              the factor {b}.T is missing
    wrong-variable  wide(g) @ a.T  {a} stands where {b} belongs
    order           b.T @ wide(g)  the two factors of @ are exchanged
    one-path?       0              the way through {a} is missing: add both
  b: a.T @ wide(g)
    transposed      a @ wide(g)    {a} has to be transposed
    transposed      g.T @ a        the product is transposed
    elementwise     a.T*g          * stands where @ belongs
    elementwise     a*g            * and {a} stand where @ and {a}.T belong
    missing-factor  g              the factor {a}.T is missing
    wrong-variable  b.T @ wide(g)  {b} stands where {a} belongs
    order           wide(g) @ a.T  the two factors of @ are exchanged
    one-path?       0              the way through {b} is missing: add both

a.T
  a: wide(g).T
    transposed  g  a transposition is missing

a^b
  a: g*b*a^(b - 1)
    wrong-rule       g*b*c                  the exponent is not lowered
    wrong-rule       g*c                    the power itself, not its derivative
    constant-factor  g*a^(b - 1)            the exponent {b} does not come down as a factor
    missing-factor   g*b                    the factor {a} is missing
    missing-factor   g                      the factors {b} and {a} are missing
    wrong-rule       g*(a^(b + 1)/(b + 1))  the exponent is raised: this integrates
  b: g*log(a)*c
    missing-factor  g*c            the factor log({a}) is missing
    wrong-rule      g*b*a^(b - 1)  the power rule, but the variable is in the exponent

a^2
  a: g*2*a
    wrong-rule  g*sign(a)    the rule of the absolute value, not of the square
    wrong-rule  g*2*sign(a)  only the sign of {a}, not {a}
"""


class LocalSlip(NamedTuple):
    """What arrives after a slip; `if_both` where another operand has to lead back too."""

    id: str
    form: Node
    words: str
    if_both: bool


class Backwards(NamedTuple):
    """What arrives at an operand, and after each slip."""

    right: Node
    slips: tuple[LocalSlip, ...]


LocalRule = Mapping[str, Backwards]


def read_rules(text: str) -> dict[str, LocalRule]:
    """The rules of a table by what they are rules of, then by the letter of the operand."""
    found: dict[str, dict[str, Backwards]] = {}
    head = letter = ""
    for line in filter(None, map(str.strip, text.splitlines())):
        columns = re.split(r"\s{2,}", line)
        if len(columns) == 3:
            id_, form, words = columns
            slip = LocalSlip(id_.rstrip("?"), parse(form), words, id_.endswith("?"))
            right, slips = found[head][letter]
            found[head][letter] = Backwards(right, (*slips, slip))
        elif line[1:2] == ":":
            letter = line[0]
            found[head][letter] = Backwards(parse(line[2:]), ())
        else:
            head = line
            found[head] = {}
    return dict(found)


@cache
def local_rules() -> Mapping[str, LocalRule]:
    """The rules of all operators and functions."""
    texts = (OPERATORS, *(function.backward for function in FUNCTIONS.values()))
    return {head: rule for text in texts for head, rule in read_rules(text).items()}
