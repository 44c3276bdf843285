r"""Octave, MATLAB, R and Julia: `X' * (sigmoid(X*theta) - y) ./ m`, `t(X) %*% (h - y) / m`.

Such a text is mathematics in other signs: `*` is the matrix product and `.*` the product entry
by entry in Octave and Julia, `%*%` and `*` in R; vectors are columns, entries count from 1.
What only frames a program (comments, `function`, `end`, a value set to zero) is blanked.
"""

import re
from collections.abc import Iterator, Sequence

from handgrad.language.shape import is_column
from handgrad.reading.names.vocabulary import Names
from handgrad.reading.spelling.characters import GREEK
from handgrad.reading.spelling.needed_signs import sought
from handgrad.reading.spelling.piece import Piece
from handgrad.reading.text.lines import LONGEST_ANSWER
from handgrad.regex import regex

OCTAVE, R = "Octave", "R"

_FOREIGN = regex(
    r"\\[A-Za-z]|\b(?:np|torch|tf|jnp)\.|\bdef\b|\.T\b|\*\*|[\w)\]][ ]*@|"
    r"@(?!\(|\.[ ]|(?:inbounds|views?|simd|fastmath|time|show|assert|printf)\b)|"
    r"\bimport\b|\bpow[ ]?\(|[⊙∂]"
)
# `∂θ` and `∂J_∂θ` are names of Julia.
_PARTIAL = regex(r"∂(?=\w+(?:_∂\w+)?[ ]*(?:[.(]|[-+*/]?=))")
_END = regex(r"(?m)^[ \t]*end[ \t]*$")
_REMARK = regex(r"(?m)(?:^[ \t]{0,40}|;[ \t]{0,40})%[^%\n]*$|(?:^|[ \t])#.*$|\"[^\"\n]*\"")
_R = sought(
    r"%\*%|%o%|\bcrossprod\s*\("
    r"|(?m:^[ \t]{0,20}[\w.$]{1,40}(?:\[[^\]\n]*\])?[ \t]{0,9}<-(?:\s|[A-Za-z][\w.]{0,20}\()"
    r"|^[ \t]{0,20}\w{1,40}[ ]?=[ ]?c\([^\n]*,[^\n]*\)[ ]*;?$"
    r"|^[ \t]{0,20}[\w.]{1,40}[ ]{0,4}=[ ]{0,4}function[ ]?\()",
    ("%", "crossprod", "<-", "c(", "function"),
)
_OF_R = regex(
    r"%\*%|%o%|crossprod|\bt\s*\(|col(?:Sum|Mean)s|rowSums|\bfor\s*\(\w+ in "
    r"|(?:<-|=)\s*function\s*\("
    r"|\bc\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*,|\b(?:list|rep|numeric|s?apply|ifelse|pmax)\s*\("
)
_POINTED = sought(r"[\w)\]'\s]\.[*/^+<>-]=?(?=[\s\w(.-])|[^\W\d]\.\(|[\w)\]]\.'", ".")
# A loop over all samples, a row, a column.
_OCTAVE = sought(
    r"(?m:^\s{0,40}for[ ]{1,9}[A-Za-z][ ]{0,9}=[ ]{0,9}1[ ]{0,9}:)"
    r"|(?m:^\s{0,40}for[ ]{1,9}\w{1,9}[ ]{1,9}(?:in|∈)[ ]{1,9}"
    r"(?:\d{1,3}[ ]?:[ ]?[^:\n]{1,60}(?:,[^\n]{1,60})?"
    r"|(?:eachindex|axes)\([^()\n]{1,40}\))[ ]{0,9}$)"
    r"|(?m:^[ \t]{0,40}(?:function\b[^\n(=]{1,40}=[ ]?\w+[ ]?\("
    r"|\w{1,20}[ ]?=[ ]?\[[^\]\n]{1,200};[^\]\n]{1,200}\][ ]*;?$))"
    r"|(?m:\b(?:sum|mean)\([^\n]{1,90},[ ]?[12]\)"
    r"(?:[^\n]{0,30}\)?'|[^'\n]{0,60};[ ]*(?:%[^\n]*)?$))"
    r"|\w\([ ]?\w{1,9}[ ]?,[ ]?:[ ]?\)|\w\([ ]?:[ ]?,[ ]?\w{1,9}[ ]?\)|\bbsxfun\(",
    ("for", "function", "[", "sum(", "mean(", ":", "bsxfun("),
)
# An entry or a part of an array that gets a value, `2:end`, a loop from 2.
_ENTRIES = sought(
    r"\w\([^()\n]{0,20}:[ ]?(?:end|numel|length)\b"
    r"|(?m:(?:^|;)[ \t]{0,20}[A-Za-z]\w{0,40}\((?:\d{1,3}|end|\w{0,6}:\w{1,6})\)"
    r"[ ]?[-+*/]?=(?!=)[^\n]*;)"
    r"|(?m:^[ \t]{0,20}for[ ]\(?\w{1,20}[ ]?=[ ]?[\w()]{1,20}[ ]?:)",
    ":;",
)
_ASSIGNS = regex(r"(?m)^[ \t]*[\w.]+[ \t]*<-(?!\d)|^[^\n=]*=[^\n]*;[ \t]*$")
_DOTS = regex(r"\.\.\..*$")
_BSXFUN = regex(r"\bbsxfun\s*\(\s*@(times|minus|plus|rdivide)\s*,")
_OF_BSXFUN = {"times": ".*", "minus": "-", "plus": "+", "rdivide": "./"}
_TURNED = sought(
    r"(\b[A-Za-z]\w{0,40}|[)\]])'[ ]{0,9}\.?\*[ ]{0,9}[\w(]"
    r"|\*[ ]{0,9}([A-Za-z]\w{0,40})'(?![\w(])",
    "'",
)
_SAID = regex(
    r"(?m)^[ \t]*(?:function\b(?:[^\n=(]{1,60}=)?[ ]*([^\W\d]\w*)!?[ ]*\("
    r"|([^\W\d][\w.]*)[ ]*(?:<-|=)[ ]*(?:@[ ]?\(|function\b)"
    r"|([^\W\d]\w*)\([\w ,]{1,60}\)[ ]*=(?!=))"
)
_FRAME = regex(
    r"\s*(?:function\b[^\n]*\)|end(?:function|for|if|while)?|[}]|[\w.]+\s*(?:<-|=)\s*function\s*\([^()]*\)"
    r"\s*\{|clear|clc|close all|more off|if\s*\(?\s*nargout\b[^\n]*"
    r"|disp\(.*\)|printf\(.*\)|fprintf\(.*\))\s*[;}]*\s*"
)
_LOOP = regex(
    r"\s*for[ ]{0,9}\(?[ ]{0,9}([A-Za-z])[ ]{0,9}(?:=|in|∈)[ ]{0,9}1[ ]{0,9}:"
    r"[^;{]{0,80}(?:\{|do)?\s*"
)
_ZEROS = regex(r"\s*(\w+)\s*(?:=|<-)\s*(?:0|zeros\s*\(.*\)|rep\s*\(0.*\))\s*;?\s*")
_ROWS = ("nrow", "rows", "length", "numel", "size")
_COLUMNS = ("ncol", "columns", "cols")
_PLAIN = ("as", "vec", "drop", "collect")
# What gives back the numbers of its argument.
_SAME = ("drop", "collect", "float", "Float64", "Float32")
_DROPPED = (*_SAME, "vector", "numeric", "matrix", "double")
_POINTED_SIGNS = (*"*/^+-'(", "<", ">", "<=", ">=", "==")
_OF_JULIA = regex(r"[\w)\]]\.\(|\bdims[ ]?=|[\w)\]'][ ]?\.[+<>-]|(?m:^[ ]*using[ ])")
_NAMES = {"ifelse": "where", "plogis": "sigmoid", "t": "transpose", "colSums": "sum",
          "rowSums": "sum", "colMeans": "mean", "rowMeans": "mean"}  # fmt: skip
_ALONG = {"colSums": 0, "colMeans": 0, "rowSums": 1, "rowMeans": 1}


def language_of(text: str, names: Names) -> str:
    """Octave (also for MATLAB and Julia), R, or nothing for any other text.

    A prime is a transposition where an array stands under it and a `*` beside it.
    """
    language = _spelled_language(text, names) if len(text) <= LONGEST_ANSWER else ""
    bare = _BSXFUN.sub("", _REMARK.sub("", text))
    is_foreign = language and _FOREIGN.search(
        _PARTIAL.sub("d", bare) if _END.search(bare) else bare
    )
    return "" if is_foreign else language


def assigns_as_languages(text: str) -> bool:
    """Whether a text has the arrow of R, or a line that ends in a semicolon.

    >>> assigns_as_languages("db <- sum(d)"), assigns_as_languages("db = sum(d)")
    (True, False)
    """
    return _ASSIGNS.search(text) is not None


def has_signs_of_language(text: str) -> bool:
    """Whether a text has anything by which one of these languages is known."""
    return any(sign.search(text) for sign in (_R, _OCTAVE, _ENTRIES, _POINTED, _TURNED))


def _spelled_language(text: str, names: Names) -> str:
    if _R.search(text):
        return R if _OF_R.search(text) else ""
    if _OCTAVE.search(text) or _ENTRIES.search(text):
        return OCTAVE
    if _POINTED.search(re.sub(r"\d\.[*/^]", "", text)):
        return OCTAVE
    for before, behind in _TURNED.findall(text):
        word = before or behind
        name = names.find(word)
        is_array = name is not None and names.rank(name) > 0
        if is_array or word in (")", "]") or (name is None and names.has_arrays):
            return OCTAVE
    return ""


def without_comments(text: str, language: str) -> str:
    """The text without comments and words of Julia that change no value, line by line.

    >>> without_comments("J = 0; % first\\n# then", OCTAVE).split("\\n")
    ['J = 0; ', '']
    """
    words = r"%.*|#.*|//.*|^\s*@(?:inbounds|views?|simd)\b" if language == OCTAVE else r"#.*"
    comment = re.compile(words)
    rows = [comment.sub("", line) for line in text.split("\n")]
    bare = "\n".join(_with_joined(rows) if language == OCTAVE else rows)
    return _without_bsxfun(bare)


def _with_joined(rows: Sequence[str]) -> list[str]:
    """The lines, those that end in three dots with the next, and as many as before.

    >>> _with_joined(["g = a ...", "  + b;", "h = c"])
    ['g = a   + b;', '', 'h = c']
    """
    found: list[str] = []
    whole = 0
    for n, row in enumerate(rows):
        if n == 0 or not _DOTS.search(rows[n - 1]):
            whole = n
        found.append("")
        found[whole] += _DOTS.sub("", row)
    return found


def functions_said(text: str) -> set[str]:
    """The names of the functions that a program says itself.

    >>> sorted(functions_said("f = @(z) z;\\nfunction h = k(z)\\nq(z) = 1"))
    ['f', 'k', 'q']
    """
    return {GREEK.get(word, word) for words in _SAID.findall(text) for word in words if word}


def unframed(text: str) -> str:
    """The text with what only frames a program blanked, line by line.

    >>> unframed("J = 0;\\nJ = x;").split("\\n")
    ['      ', 'J = x;']
    """
    lines = text.split("\n")
    later = [re.match(r"\s*(\w+)(?:\(.*?\))?\s*(?:=|<-)", line) for line in lines]
    found: list[str] = []
    for n, line in enumerate(lines):
        zeros = _ZEROS.fullmatch(line)
        is_first = zeros and any(m and m[1] == zeros[1] for m in later[n + 1 :])
        is_frame = _FRAME.fullmatch(line) or _LOOP.fullmatch(line) or is_first
        found.append(" " * len(line) if is_frame else line)
    return "\n".join(found)


def _without_bsxfun(text: str) -> str:
    """`bsxfun(@times, A, B)` as `((A) .* (B))`.

    >>> _without_bsxfun("bsxfun(@times, X, f(1, 2))")
    '(( X) .* ( f(1, 2)))'
    """
    while match := _BSXFUN.search(text):
        depth, comma = 0, 0
        for end in range(match.end(), len(text)):
            depth += (text[end] in "([{") - (text[end] in ")]}")
            if text[end] == "," and depth == 0:
                comma = end
            if depth < 0 and comma:
                break
        else:
            return text
        left, right = text[match.end() : comma], text[comma + 1 : end]
        whole = f"(({left}) {_OF_BSXFUN[match[1]]} ({right}))"
        text = text[: match.start()] + whole + text[end + 1 :]
    return text


def in_signs_of_mathematics(row: Sequence[Piece], names: Names) -> list[Piece]:
    """The pieces of a line with the signs and calls of its language as mathematics has them."""
    is_octave = names.language == OCTAVE
    crossed, closings = _products(row)
    found: list[Piece] = []
    i = 0
    while i < len(row):
        piece, texts = row[i], [p.text for p in row[i : i + 5]]
        size = _size(row, i, names)
        if size is not None:
            found.append(size[0])
            i += size[1]
            continue
        step, meant = 1, piece
        is_pointed = is_octave and texts[:1] == ["."] and bool(texts[1:2])
        if is_pointed and texts[1] in _POINTED_SIGNS:
            signs = {"*": "⊙", "'": "⊤", "(": ""}
            step, meant = 2, piece._replace(kind="sign", text=signs.get(texts[1], texts[1]))
            if texts[1] == "(":
                step, meant = 1, piece._replace(text="")
        elif is_octave and piece.text == "*":
            meant = piece._replace(text="·")
        elif is_octave and piece.text == "'":
            is_slope = bool(i) and names.is_slope(row[i - 1].text) and texts[1:2] == ["("]
            meant = piece if is_slope else piece._replace(text="⊤")
        elif texts[:3] in (["%", "*", "%"], ["%", "o", "%"]):
            step, meant = 3, piece._replace(kind="sign", text="·")
        elif piece.text in _PLAIN and texts[1:2] == ["."] and texts[3:4] == ["("]:
            step, meant = 3, piece._replace(text="")
        elif piece.text in _SAME and (texts[1:2] == ["("] or texts[1:3] == [".", "("]):
            meant = piece._replace(text="")
        elif piece.text == "crossprod" and texts[1:2] == ["("]:
            found += _crossed(row, i)
            i += 2
            continue
        elif piece.text == "," and i in crossed:
            found += [piece._replace(kind="sign", text=sign) for sign in (")", "·", "(")]
            i += 1
            continue
        elif i in closings:
            found.append(piece)
        elif piece.text in (",", ";") and texts[1:3] == ["dims", "="]:
            step, meant = 3, piece._replace(text=",")
        elif (
            piece.kind == "word"
            and (texts[1:2] == ["("] or texts[1:3] == [".", "("])
            and piece.text in _NAMES
        ):
            meant = piece._replace(text=_NAMES[piece.text])
        if meant.text:
            is_first = bool(i) and row[i - 1].text in _DROPPED and piece.text == "("
            found.append(meant._replace(glued=False) if is_first else meant)
        i += step
    return list(_with_entries(list(_with_axes(found, row)), names))


def _crossed(row: Sequence[Piece], i: int) -> list[Piece]:
    """The start of R's `crossprod(A, B)`, which is t(A) times B."""
    word, opening = row[i]._replace(text="transpose"), row[i + 1]
    return [opening._replace(glued=False), word, opening]


def _products(row: Sequence[Piece]) -> tuple[set[int], set[int]]:
    """Where the two arguments of each `crossprod` are parted, and where it is closed."""
    commas: set[int] = set()
    closings: set[int] = set()
    waiting: list[bool] = []
    for i, piece in enumerate(row):
        if piece.text in ("(", "[", "{"):
            waiting.append(i > 0 and row[i - 1].text == "crossprod")
        elif piece.text in (")", "]", "}") and waiting:
            closings |= {i} if waiting.pop() else set()
        elif piece.text == "," and waiting and waiting[-1]:
            commas.add(i)
    return commas, closings


def _size(row: Sequence[Piece], i: int, names: Names) -> tuple[Piece, int] | None:
    """`length(y)`, `size(X, 1)`, `nrow(X)` as a size, and how many pieces it has."""
    word = row[i].text
    if word not in (*_ROWS, *_COLUMNS):
        return None
    texts = [p.text for p in row[i + 1 : i + 6]]
    name = names.find(texts[1]) if len(texts) > 2 and texts[0] == "(" else None
    if name is None:
        return None
    shape = names.shapes[name]
    if texts[2] == ")" and (word != "size"):
        axis, length = int(word in _COLUMNS), 4
        if word in ("length", "numel") and 1 not in shape:
            return None
        axis = axis if word not in ("length", "numel") or is_column(shape) else 1
    elif texts[2] == "," and texts[4:5] == [")"] and texts[3] in ("1", "2"):
        axis, length = int(texts[3]) - 1, 6
    else:
        return None
    size = str(shape[axis])
    kind = "number" if size.isdigit() else "word"
    return row[i]._replace(kind=kind, text=size), length


def _with_axes(row: list[Piece], written: Sequence[Piece]) -> Iterator[Piece]:
    """`sum(A, 2)` as `sum(A, axis=1)`, `colSums(A)` as `sum(A, axis=0)`."""
    by_name = {piece.at: _ALONG[piece.text] for piece in written if piece.text in _ALONG}
    waiting: list[int | None] = []
    for i, piece in enumerate(row):
        before = row[i - 1] if i else None
        if piece.text in ("(", "[", "{"):
            is_sum = before is not None and before.text in ("sum", "mean", "max", "min")
            along = by_name.get(before.at, -1) if before is not None and is_sum else None
            waiting.append(along)
        elif piece.text in (")", "]", "}") and waiting:
            along = waiting.pop()
            if along is not None and along >= 0:
                yield from _axis(piece, along)
        follows = [p.text for p in row[i + 1 : i + 3]]
        is_last = follows[1:] == [")"] and follows[0] in ("1", "2")
        if piece.text == "," and waiting and waiting[-1] == -1 and is_last:
            waiting[-1] = int(follows[0]) - 1
            continue
        is_number = before is not None and before.text == "," and piece.text in ("1", "2")
        if is_number and waiting and waiting[-1] is not None and waiting[-1] >= 0:
            continue
        yield piece


def _axis(at: Piece, along: int) -> Iterator[Piece]:
    yield at._replace(kind="sign", text=",")
    yield at._replace(kind="word", text="axis")
    yield at._replace(kind="sign", text="=")
    yield at._replace(kind="number", text=str(along))


def _with_entries(row: list[Piece], names: Names) -> Iterator[Piece]:
    """`X(:, j)` and `grad(j)` as entries counted from 1: `X_{:,j}`."""
    i = 0
    while i < len(row):
        piece = row[i]
        opening = row[i + 1].text if i + 1 < len(row) else ""
        closing = "]" if opening == "[" else ")"
        end = next((n for n in range(i + 2, min(i + 6, len(row))) if row[n].text == closing), 0)
        inside = row[i + 2 : end]
        is_name = piece.kind == "word" and names.function(piece.text) is None
        yield piece
        i += 1
        if opening not in ("(", "[") or not is_name or not _are_entries(inside):
            continue
        sign = row[i]._replace(kind="sign", glued=True)
        yield sign._replace(text="_")
        yield sign._replace(text="{")
        is_row = inside[-1].text == ","
        yield from inside[:-1] if is_row else inside
        yield sign._replace(text="}")
        i = end + 1


def _are_entries(inside: Sequence[Piece]) -> bool:
    """Whether a bracket holds indices: letters, numbers, colons between commas."""
    return bool(inside) and all(
        p.text in (":", ",") or p.text.isdigit() or (p.text.isalpha() and len(p.text) == 1)
        for p in inside
    )


def is_julia(text: str) -> bool:
    """Whether a text is in Julia, where the sum of a matrix is one number.

    >>> is_julia("db = sum(dZ, dims=2)"), is_julia("db = sum(dZ .* A, 2)")
    (True, False)
    """
    return _OF_JULIA.search(text) is not None
