"""Names by which a function has what the page has: rows of a table, parameters before a step.

`x = points[i, 0]` within `for i in range(len(points))` is the x of sample i; `w_current` is w
where the text has no w; `w_new = w - rate*dw`, which is only given back, is a step of w;
`w_grad = w`, with its first entry set to 0, is what a penalty is made of, and no answer;
`J_ableitung_w` is a function of the derivative by w, as `grad_w` is.
"""

import re
from collections.abc import Collection

from handgrad.language.shape import SCALAR
from handgrad.reading.code.answers.kept_gradients import without_kept
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.regex import regex

_LOOP = regex(
    r"(?m)^(?P<gap>[ \t]*)for (?P<i>[A-Za-z]\w*) in range\("
    r"(?:0,\s*)?len\((?P<table>[A-Za-z]\w*)\)\):"
)
_PARAMETERS = regex(r"(?m)^[ \t]*def \w+\(([^()]*)\)")
_FUNCTION = regex(r"(?m)^[ \t]*def (\w+)\(")
_GRADIENT_OF = (
    r"(?i:(?:{loss}|cost|loss|error|compute|calc|calculate|get)_)*"
    r"(?:(?i:grad(?:ient)?|deriv(?:ative)?|partial|ableitung|abl|derivada|derivata|derivee|gradiente|"
    r"pochodna)(?i:_(?:of|by|wrt|nach|de|en|di|with_respect_to))?_|(?<=_)d)(?P<by>\w+)"
)
_BEFORE_STEP = r"{name}_(?:current|curr|cur|now|old|prev)|(?:current|curr|cur|old)_{name}"
_COPIED = (
    r"(?:{name}(?:\.copy\(\)|\.clone\(\)|\[:\])?|(?:np\.)?(?:copy|array|deepcopy)\({name}\))"
)
_AFTER_STEP = r"{name}_?\w+|\w+_{name}"


def with_names_of_page(text: str, page: Vocabulary) -> str:
    """A program with the names of the page for these; line by line as it was."""
    text = _with_gradient_functions(_with_parameters(without_kept(text), page), page)
    for loop in list(_LOOP.finditer(text)):
        text = _with_rows(text, loop, page)
    return _with_penalties(_with_steps(text, page), page)


def _words(text: str, word: str) -> int:
    return len(re.findall(rf"(?<![\w.]){re.escape(word)}(?!\w)", text))


def _renamed(text: str, word: str, name: str) -> str:
    return re.sub(rf"(?<![\w.]){re.escape(word)}(?!\w)", name, text)


def _with_parameters(text: str, page: Vocabulary) -> str:
    """The parameters of functions that are called `w_current` by their own names."""
    given = {word for found in _PARAMETERS.findall(text) for word in re.findall(r"\w+", found)}
    for name in page.parameters:
        pattern = _BEFORE_STEP.format(name=re.escape(name))
        found = [word for word in given if re.fullmatch(pattern, word)]
        is_free = not _words(text, name) and found[:1] != [] and found[0] not in page.shapes
        if len(found) == 1 and is_free and not _is_assigned(text, found[0]):
            text = _renamed(text, found[0], name)
    return text


def _with_gradient_functions(text: str, page: Vocabulary) -> str:
    """The functions that compute derivatives by parameters under the names `grad_w`."""
    pattern = re.compile(_GRADIENT_OF.format(loss=re.escape(page.loss)))
    for word in _FUNCTION.findall(text):
        match = pattern.fullmatch(word)
        plain = f"grad_{match['by']}" if match and match["by"] in page.parameters else word
        if plain != word and not _words(text, plain):
            text = _renamed(text, word, plain)
    return text


def _is_assigned(text: str, word: str) -> bool:
    return re.search(rf"(?m)^[ \t]*{re.escape(word)}\s*(?:[-+*/]|)=(?!=)", text) is not None


def _with_rows(text: str, loop: re.Match[str], page: Vocabulary) -> str:
    """The columns of a row of a table that nobody else knows as entries of the page's data."""
    table, index, gap = loop["table"], loop["i"], loop["gap"]
    is_given = any(table in re.findall(r"\w+", found) for found in _PARAMETERS.findall(text))
    if table in page.shapes or not is_given or _is_assigned(text, table):
        return text
    place = rf"{table}\s*\[\s*{index}\s*(?:,|\]\s*\[)\s*(?P<column>[0-9])\s*\]"
    column = re.compile(rf"(?P<gap>[ \t]+)(?P<name>[A-Za-z]\w*)\s*=\s*{place}[ \t]*")
    lines = text.split("\n")
    start = text.count("\n", 0, loop.start()) + 1
    end = start
    while end < len(lines) and (not lines[end].strip() or lines[end].startswith(gap + " ")):
        end += 1
    vectors = {n for n in page.data if page.shapes[n] != SCALAR and 1 in page.shapes[n]}
    found = {n: match for n in range(start, end) if (match := column.fullmatch(lines[n]))}
    names = [match["name"] for match in found.values()]
    columns = {match["column"] for match in found.values()}
    if (
        not names
        or not len(set(names)) == len(columns) == len(found)
        or not {*names} <= vectors
    ):
        return text
    lines[start:end] = [
        "" if n in found else _with_entries(lines[n], names, index) for n in range(start, end)
    ]
    found_text = re.sub(rf"len\({table}\)", f"len({names[0]})", "\n".join(lines))
    return found_text if _words(found_text, table) == 1 else text


def _with_entries(line: str, names: Collection[str], index: str) -> str:
    for name in names:
        line = _renamed(line, name, f"{name}[{index}]")
    return line


def _with_steps(text: str, page: Vocabulary) -> str:
    """A step under another name, which is then given back, under that of its parameter."""
    for name in page.parameters:
        word = re.escape(name)
        after = _AFTER_STEP.format(name=word)
        step = re.compile(rf"(?m)^[ \t]+(?P<new>{after})\s*=\s*{word}\s*-[^\n]*\*[^\n]*$")
        found = list(step.finditer(text))
        new = found[0]["new"] if len(found) == 1 else ""
        if not new or new in page.shapes:
            continue
        below = text[found[0].end() :]
        given_back = "".join(re.findall(r"(?m)^[ \t]*return\b[^\n]*", below))
        is_only_returned = _words(below, new) == _words(given_back, new) == 1
        if is_only_returned and _words(text, new) == 2 and not _words(below, name):
            text = _renamed(text, new, name)
    return text


def _with_penalties(text: str, page: Vocabulary) -> str:
    """A copy of a parameter without its intercept, by a name that is none of a derivative."""
    for name in page.parameters:
        copied = _COPIED.format(name=re.escape(name))
        for word in (f"{name}_grad", f"grad_{name}", f"d{name}", f"d_{name}"):
            made = re.findall(rf"(?m)^[ \t]*{word}\s*=\s*{copied}[ \t]*;?[ \t]*$", text)
            cut = (
                rf"(?m)^[ \t]*{word}\s*(?:\[[^]]*\]|\([^)]*\))\s*=\s*0(?:\.0*)?[ \t]*;?[ \t]*$"
            )
            sums = re.findall(r"(?m)^[ \t]*(?:grad|gradient)\s*=[ \t]*([^\n;]+)", text)
            is_used = any(_words(found, word) and found.strip() != word for found in sums)
            spoken = _words(text, word) - len(made) - len(re.findall(cut, text))
            if len(made) == 1 and is_used and spoken == 1 and word not in page.shapes:
                text = _renamed(text, word, f"{name}_penalised")
    return text
