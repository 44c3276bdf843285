"""Steps of descent in programs that name no gradient: `w += X.T.dot(delta)`."""

import re
from collections.abc import Iterator

from handgrad.reading.names.vocabulary import Names, Vocabulary
from handgrad.reading.text.steps_told import OTHER_STEPS
from handgrad.regex import regex

_STEP = regex(
    r"(?P<before>[ \t]*)(?P<name>(?:self\.)?[A-Za-z]\w*)[ \t]*"
    r"(?:\.?(?P<in_place>[-+])=|(?:=|<-|:=)[ \t]*(?P<again>(?:self\.)?[A-Za-z]\w*)"
    r"[ \t]*\.?(?P<sign>[-+]))[ \t]*(?P<change>[^#%=\n]+?)[ \t]*;?[ \t]*(?:[#%].*)?"
)
_RATE = (
    r"(?:self\.)?(?:lr|l_?rate|learning_?rate|learningRate|alpha|eta|rate|step_?size)(?!\w)|"
    r"(?:0\.0\d{0,5}|0\.1|1e-\d)(?![\w.])"
)
_SIGN = r"[ ]*(?:\.?\*(?!\*)|/)"
_RATE_FIRST = regex(rf"(?P<minus>-[ ]*)?(?P<rate>{_RATE})(?P<rest>{_SIGN}.*)")
_RATE_IN_BRACKETS = regex(
    rf"(?P<minus>-[ ]*)?(?P<open>\([ ]*)(?P<rate>{_RATE})"
    rf"(?P<rest>[ ]*(?:/[ ]*\w+[ ]*)?\){_SIGN}.*)"
)
_RATE_LAST = regex(rf"(?P<start>.*\*)[ ]*(?:{_RATE})")
_GIVEN = regex(
    r"[ \t]*(?:self\.)?(?P<name>[A-Za-z]\w*)[ \t]*(?P<sign>[-+*/]?)=(?!=)(?P<value>[^#%\n]*)"
)
# What may be worked out later, with other values of the parameters.
_LATER = regex(r"\blambda\b|\bdef\b")
_RATE_SAID = regex(
    r"(?m)^[ \t]*(?:lr|l_?rate|learning_?rate|learningRate|alpha|eta|rate|step_?size)"
    r"[ \t]*=(?!=)[ \t]*(?P<value>[^#%;\n]*?)[ \t;]*(?:[#%].*)?$"
)
_POSITIVE = regex(r"\d*\.?\d+(?:e-?\d+)?")
# A name that is given a value of its own, as of momentum.
_CARRIED = regex(
    r"(?m)^[ \t]*(?P<name>[A-Za-z]\w*)[ \t]*=(?!=)[^\n#%]*(?<![\w.])(?P=name)(?!\w)"
)
_WORD = regex(r"[A-Za-z_]\w*")
_SLOPE = r"d{0}/d{1}|d_?{1}|grad(?:ient)?_?{1}|{1}_?grad(?:ient)?"


def with_gradients_for_steps(text: str, page: Vocabulary) -> Iterator[str]:
    """The text with a derivative for each step of a parameter, which goes against it.

    None where a line below a step uses what it has changed.

    >>> page = Vocabulary(dict.fromkeys("wxL", (1, 1)), "L", ("w",), ("x",))
    >>> list(with_gradients_for_steps("d = 1 - x\\nw += x*d", page))
    ['d = 1 - x\\ndL_dw = -(x*d)']
    >>> list(with_gradients_for_steps("w = w - lr * x", page))
    ['dL_dw = 1 * x']
    """
    names = Names(page, text)
    carried = {names.find(match["name"]) for match in _CARRIED.finditer(text)}
    if OTHER_STEPS.search(text) or not carried <= {*page.parameters} or _LATER.search(text):
        return
    if any(not _POSITIVE.fullmatch(match["value"]) for match in _RATE_SAID.finditer(text)):
        return
    rows = text.split("\n")
    changed: set[str] = set()
    for n, row in enumerate(rows):
        spoken = {names.find(word) or word for word in _WORD.findall(row)}
        step = _STEP.fullmatch(row)
        name = names.find(step["name"].removeprefix("self.")) if step else None
        if not step or name not in page.parameters or step["again"] not in (None, step["name"]):
            if spoken & changed or _changes_parameter(row, names, page):
                return
            continue
        change = _without_rate(step["change"], {*page.shapes})
        used = {names.find(word) or word for word in _WORD.findall(step["change"])}
        is_named = any(re.fullmatch(_SLOPE.format(page.loss, re.escape(name)), w) for w in used)
        if change is None or is_named or (used | {name}) & changed:
            return
        changed.add(name)
        value = f"-({change})" if (step["in_place"] or step["sign"]) == "+" else change
        rows[n] = f"{step['before']}d{page.loss}_d{name} = {value}"
    if changed:
        yield "\n".join(rows)


def _changes_parameter(row: str, names: Names, page: Vocabulary) -> bool:
    """Whether a row gives a parameter a value made of its own, or another name."""
    given = _GIVEN.match(row)
    if given is None:
        return False
    words = {names.find(word) for word in _WORD.findall(given["value"])}
    own = names.find(given["name"])
    is_alias = names.find(given["value"].strip(" ;")) in page.parameters
    is_changed = own in page.parameters and bool(given["sign"] or own in words)
    return is_changed or is_alias


def _without_rate(change: str, taken: set[str]) -> str | None:
    """What a rate multiplies, with 1 in its place; None where that is not certain.

    >>> _without_rate("(alpha/m) * X.T @ r", set())
    '(1/m) * X.T @ r'
    >>> _without_rate("lr*x + w", set())
    """
    first = _RATE_IN_BRACKETS.fullmatch(change) or _RATE_FIRST.fullmatch(change)
    last = _RATE_LAST.fullmatch(change)
    if first is not None and first["rate"] not in taken:
        opened = first.groupdict().get("open") or ""
        found = f"{opened}1{first['rest']}"
        if _is_sum(first["rest"].lstrip("*/. ") if not opened else found):
            return None
        return f"-{found}" if first["minus"] else found
    if last is not None:
        return None if _is_sum(last["start"]) else f"{last['start']} 1"
    return change


def _is_sum(change: str) -> bool:
    """Whether terms are added outside of brackets."""
    depth = 0
    for place, sign in enumerate(change):
        depth += (sign in "([{") - (sign in ")]}")
        if depth == 0 and sign in "+-" and change[:place].strip():
            return True
    return False
