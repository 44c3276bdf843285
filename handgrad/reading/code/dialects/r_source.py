"""R as Octave: `grad[j] <- sum((h - y) * X[, j]) / m`, functions, loops, lists of gradients."""

import re
from collections.abc import Sequence

from handgrad.language import functions
from handgrad.reading.code.dialects.matrix_dialect import (
    Dialect,
    FunctionHead,
    Tokens,
    dialect_tokens,
    end_of,
    is_named_part,
    split_at,
)
from handgrad.reading.code.dialects.octave_parser import UNREAD
from handgrad.reading.code.dialects.r_tokens import (
    applied_to_each,
    ends_of_range,
    one_statement,
    parts_of_list,
    value_returned,
)
from handgrad.reading.code.syntax.nodes import NotPython
from handgrad.regex import regex

# What a list has under a name, a name in quotes, a sign in quotes, a string, a comment.
_ITEM = regex(r"\[\[\s*[\"'](\w+)[\"']\s*\]\]")
_QUOTED = regex(
    r"""["'](\w+)["'](?=\s*=[^=])|(["'][-+*/]["'])|"[^"\n]*"|'[^'\n]*'|\#.*""", re.VERBOSE
)
_PACKAGE = regex(r"\b(?:stats|base|Matrix|methods):::?(?=[A-Za-z])")
_DOTS = regex(r"(?<=[A-Za-z])\.(?=[A-Za-z])")
_FUNCTION = regex(r"\s*(\w+)\s*(?:<-|=)\s*function\b")
_PASSED = ("library", "require", "print", "cat", "stopifnot", "message", "set_seed", "rm",
           "plot", "head", "str", "summary", "source")  # fmt: skip
_SIGNS = {"%*%": "<*>", "*": ".*", "/": "./", "^": ".^", "<-": "="}
_KEPT = ("+", "-", "<", ">", "<=", ">=", "==", "!=", "&", "|", "&&", "||", "!", ":")
_LEAVING = {"next": "continue", "break": "break"}
_CONSTANTS = {"TRUE": "true", "FALSE": "false"}
_SMOOTH = regex(r"(?:sigmoid|exp)\([^()]*\)|1\./\(1\+exp\(.*\)\)")
_LABELS = ("names", "rownames", "colnames", "dimnames", "class", "attr")
_SAME = (*functions.ELEMENTWISE,)
_FILLED = (["0"], ["1"], ["NA"])
_OF_ONE = {
    "nrow": "size({}, 1)", "ncol": "size({}, 2)", "NROW": "size({}, 1)", "NCOL": "size({}, 2)",
    "t": "({})'", "sum": "total({})", "mean": "average({})", "colSums": "(sum({}, 1))'",
    "rowSums": "sum({}, 2)", "colMeans": "(mean({}, 1))'", "rowMeans": "mean({}, 2)",
    "numeric": "zeros({}, 1)", "as_vector": "column({})", "as_numeric": "column({})",
    "c": "column({})", "drop": "({})", "invisible": "({})", "return": "({})",
    "plogis": "sigmoid({})",
    "crossprod": "(({0})' * ({0}))", "tcrossprod": "(({0}) * ({0})')", "as_matrix": "({})",
    "seq_len": "1:({})", "seq_along": "1:numel({})", "length": "numel({})", "var": "var({})",
    "max": "max(column({}))", "min": "min(column({}))",
    "sd": "std({})", "dim": "size({})", "which": "find({})", "any": "any({})", "all": "all({})",
}  # fmt: skip
_OF_TWO = {
    "crossprod": "(({})' * ({}))", "tcrossprod": "(({}) * ({})')", "outer": "(({}) * ({})')",
    "pmax": "max({}, {})", "pmin": "min({}, {})",
    "max": "max(max(column({})), max(column({})))",
    "min": "min(min(column({})), min(column({})))",
}  # fmt: skip
_APPLIED = {("2", "sum"): "(sum({}, 1))'", ("2", "mean"): "(mean({}, 1))'",
            ("1", "sum"): "sum({}, 2)", ("1", "mean"): "mean({}, 2)",
            ("1", "max"): "max({}, [], 2)", ("2", "max"): "(max({}, [], 1))'"}  # fmt: skip


def r_as_octave(text: str, *, is_run: bool = False) -> str:
    """A program of R in Octave, line by line; raises NotPython for what is not known.

    >>> r_as_octave("grad <- numeric(n)\\nfor (j in 1:n) grad[j] <- sum(r * X[, j])")
    'grad = zeros(n, 1)\\nfor j = 1:n; grad(j) = total(r.*X(:, j)); end'
    """
    return _R(is_run=is_run).written(text)


class _R(Dialect):
    function_said = _FUNCTION

    def __init__(self, *, is_run: bool) -> None:
        super().__init__()
        # No row meets a matrix by itself in R: those that sweep(...) lays down are laid out.
        self.is_run = is_run
        # What stands in the lists that functions of the text give.
        self.lists: dict[str, list[str]] = {}
        # What has no value twice: `p[p == 0] <- eps` says nothing of its gradient.
        self.smooth: set[str] = set()

    def bare(self, row: str) -> str:
        row = _QUOTED.sub(_unquoted, _ITEM.sub(r"$\1", _PACKAGE.sub("", row)))
        return _DOTS.sub("_", row)

    def word(self, text: str) -> str:
        return _CONSTANTS.get(text, text)

    def sign(self, text: str) -> str:
        if text == "$":
            return "."
        if text in _SIGNS or text in _KEPT:
            return _SIGNS.get(text, text)
        raise NotPython(f"{text} is not read")

    def group(self, opening: str, inside: Tokens) -> str:
        if opening != "(":
            raise NotPython("this bracket is not read")
        return f"({self.expression(inside)})"

    def entry(self, owner: str, indices: Sequence[Tokens], inside: Tokens) -> str:
        """`X[i, ]`, a plain vector in R, as a column; `v[-1]` as all but the first."""
        listed = list(indices)
        keeps = [part for part in listed if [t.text for t in part[:2]] == ["drop", "="]]
        listed = [part for part in listed if part not in keeps] if keeps else listed
        places = [self.place(part) for part in listed]
        if shape := re.fullmatch(r"size\((\w+)\)", owner):
            return f"size({shape[1]}, {places[0]})"
        return f"{owner}({', '.join(places)})" if keeps else self.row_of(owner, places)

    def place(self, tokens: Tokens) -> str:
        texts = [t.text for t in tokens]
        if not texts:
            return ":"
        if texts[0] == "-":
            return f"others({self.expression(tokens[1:])}, end)"
        ends_of_range(tokens)
        return self.expression(tokens)

    def call(self, name: str, arguments: Sequence[Tokens]) -> str:
        named = {part[0].text: part[2:] for part in arguments if is_named_part(part)}
        plain = [part for part in arguments if not is_named_part(part)]
        ordered = self.in_order(name, plain, named) if name in self.functions else None
        if ordered is not None:
            return f"{name}({', '.join(map(self.expression, ordered))})"
        if name == "matrix":
            return self.matrix(plain, named)
        if name == "rep" and [t.text for t in (plain[0] if plain else ())] in _FILLED:
            count = plain[1] if plain[1:] else named.get("times", named.get("length_out", ()))
            kind = "ones" if plain[0][0].text == "1" else "zeros"
            return f"{kind}({self.expression(count)}, 1)"
        if name == "apply" and len(plain) == 3:
            key = (self.expression(plain[1]), self.expression(plain[2]))
            if key in _APPLIED:
                return _APPLIED[key].format(self.expression(plain[0]))
        if named:
            raise NotPython(f"{name} with these arguments is not read")
        given = [self.expression(part) for part in plain]
        if name == "drop" and len(given) == 1 and self.is_run:
            return f"repmat({given[0]}, 1, 1)"
        if name in _OF_ONE and len(given) == 1:
            return _OF_ONE[name].format(given[0])
        if name in _OF_TWO and len(given) == 2:
            return _OF_TWO[name].format(*given)
        if name == "c":
            return f"[{'; '.join(given)}]"
        if name == "cbind":
            return f"[{', '.join(given)}]"
        if name == "rbind":
            return f"[{'; '.join(f'lying({one})' for one in given)}]"
        if name == "sweep" and 3 <= len(given) <= 4:
            return self.swept(plain)
        if name == "ifelse" and len(given) == 3:
            return f"where({', '.join(given)})"
        if name in _SAME and len(given) == 1:
            return f"{name}({', '.join(given)})"
        raise NotPython(f"the function {name} is not read")

    def in_order(
        self, name: str, plain: Sequence[Tokens], named: dict[str, Tokens]
    ) -> list[Tokens] | None:
        """What a function of the text is given in its order; None where nothing says which."""
        if not named:
            return list(plain)
        parameters = self.parameters.get(name, [])
        free = [p for p in parameters if p not in named]
        if len(free) != len(plain) or len(free) + len(named) != len(parameters):
            return None
        rest = iter(plain)
        return [named[p] if p in named else next(rest) for p in parameters]

    def matrix(self, plain: list[Tokens], named: dict[str, Tokens]) -> str:
        keys = ("nrow", "ncol")
        sizes = [named[key] for key in keys if key in named] or plain[1:3]
        filled, *given = (self.expression(part) for part in (*plain[:1], *sizes))
        if filled in ("0", "1") and len(given) == 2:
            return f"{'ones' if filled == '1' else 'zeros'}({', '.join(given)})"
        is_by_row = [t.text for t in named.get("byrow", ())] in (["TRUE"], ["T"])
        if is_by_row and given[1:] == [f"numel({filled})"]:
            return f"repmat(column({filled})', {given[0]}, 1)"
        raise NotPython("this matrix is not read")

    def swept(self, plain: Sequence[Tokens]) -> str:
        """`sweep(A, 2, b, "+")`: A with b in each row, or with 1 in each column."""
        a, along, b = map(self.expression, plain[:3])
        sign = plain[3][0].text.strip("\"'") if plain[3:] else "-"
        if along not in ("1", "2") or sign not in ("+", "-", "*", "/"):
            raise NotPython("this sweep is not read")
        turned = "'" if along == "2" else ""
        if turned and self.is_run:
            laid = f"repmat(column({b})', size({a}, 1), 1)"
            return f"(({a}) {_SIGNS.get(sign, sign)} {laid})"
        return f"(({a}) {_SIGNS.get(sign, sign)} column({b}){turned})"

    def row(self, text: str) -> None:
        tokens: Tokens = dialect_tokens(text)
        while tokens:
            tokens = self.statement(tokens)

    def statement(self, tokens: Tokens) -> Tokens:
        """Write the first statement; what stands behind it."""
        texts = [t.text for t in tokens[:5]]
        if texts[0] in (";",):
            return tokens[1:]
        if texts[0] == "}":
            return self.closed(tokens)
        if texts[0] in ("for", "while", "if"):
            end = end_of(tokens, 1)
            self.opened(texts[0])
            self.say(self.head(texts[0], tokens[2:end]))
            return self.body(tokens[end + 1 :], texts[0])
        if texts[:2] == ["function", "("] and self.blocks:
            end = end_of(tokens, 1)
            if tokens[end + 1].text != "{":
                raise NotPython("this function is not read")
            self.blocks.append("inner")
            return tokens[end + 2 :]
        if texts[1:3] in (["<-", "function"], ["=", "function"]) and tokens[0].kind == "word":
            return self.function(tokens)
        parts = one_statement(tokens)
        self.simple(parts)
        return tokens[len(parts) :]

    def head(self, word: str, inside: Tokens) -> str:
        if word != "for":
            return f"{word} {self.value(inside)}"
        if len(inside) < 3 or inside[1].text != "in":
            raise NotPython("this loop is not read")
        self.counted.add(inside[0].text)
        source = inside[2:]
        parts = ends_of_range(source)
        if len(parts) == 2 and [t.text for t in parts[1]] == ["1"]:
            return f"for {inside[0].text} = {self.expression(parts[0])}:-1:1"
        return f"for {inside[0].text} = {self.source(source)}"

    def body(self, tokens: Tokens, word: str) -> Tokens:
        """The block behind a head: in braces, or one statement."""
        if tokens and tokens[0].text == "{":
            self.blocks.append(word)
            return tokens[1:]
        if not tokens:
            raise NotPython("the block of this line is not read")
        if tokens[0].text == "return":
            parts = one_statement(tokens)
            self.leave(value_returned(parts))
            tokens = tokens[len(parts) :]
        else:
            tokens = self.statement(tokens)
        if word in ("if", "else") and tokens and tokens[0].text == "else":
            self.say("else")
            return self.body(tokens[1:], "else")
        self.say("end")
        return tokens

    def closed(self, tokens: Tokens) -> Tokens:
        if not self.blocks:
            raise NotPython("a brace too much")
        block = self.blocks.pop()
        behind = [t.text for t in tokens[1:3]]
        if isinstance(block, FunctionHead):
            self.close_function(block)
        elif block == "if" and behind == ["else", "if"]:
            end = end_of(tokens, 3)
            self.say(f"elseif {self.value(tokens[4:end])}")
            return self.body(tokens[end + 1 :], "if")
        elif block == "if" and behind[:1] == ["else"]:
            self.say("else")
            return self.body(tokens[2:], "else")
        elif block != "inner":
            self.say("end")
        return tokens[1:]

    def function(self, tokens: Tokens) -> Tokens:
        end = end_of(tokens, 3)
        parameters = split_at(tokens[4:end], ",")
        defaults = [part for part in parameters if is_named_part(part)]
        names = [part[0].text for part in parameters if part not in defaults]
        self.parameters[tokens[0].text] = [] if defaults else names
        head = self.open_function(tokens[0].text, names)
        for part in defaults:
            self.say(f"{part[0].text} = default({self.expression(part[2:])})")
        rest = tokens[end + 1 :]
        if rest and rest[0].text == "{":
            return rest[1:]
        parts = one_statement(rest)
        self.simple(parts)
        self.blocks.pop()
        self.close_function(head)
        return rest[len(parts) :]

    def simple(self, tokens: Tokens) -> None:
        """An assignment, or a value: the last one of a function is what it gives."""
        sides = split_at(tokens, "<-", "=")
        head = next((block for block in reversed(self.blocks) if block != "inner"), None)
        function = head if isinstance(head, FunctionHead) else None
        if any(t.text == "return" for t in tokens) and function is None:
            self.leave(value_returned(tokens))
            return
        if len(sides) == 1 and tokens[0].text in (*_PASSED, *_LEAVING):
            self.say(_LEAVING.get(tokens[0].text, ""))
            return
        is_other = any(t.text in ("<<-", "->", "assign") for t in tokens)
        if len(sides) > 2 or not sides[0] or is_other:
            raise NotPython("this assignment is not read")
        given: tuple[str, ...] = ()
        if len(sides) == 2 and (said := applied_to_each(sides[1])):
            self.gathered(sides[0][0].text, *said)
        elif len(sides) == 2:
            self.assigned(*sides)
            given = (sides[0][0].text,) if len(sides[0]) == 1 else ()
        else:
            given = self.returned(value_returned(tokens))
        if function is not None:
            function.gives(given)

    def returned(self, value: Tokens) -> tuple[str, ...]:
        if [t.text for t in value[:2]] == ["list", "("]:
            parts = parts_of_list(value)
            if all(map(is_named_part, parts)) and isinstance(
                head := self.blocks[0], FunctionHead
            ):
                self.lists[head.name] = [part[0].text for part in parts]
            return self.given(parts)
        if self.blocks:
            return self.given([value])
        self.say(self.value(value))
        return ()

    def assigned(self, left: Tokens, right: Tokens) -> None:
        texts = [t.text for t in right[:2]]
        if texts == ["list", "("] and len(left) == 1:
            for part in parts_of_list(right):
                if not is_named_part(part):
                    raise NotPython("a list without names is not read")
                self.say(f"{left[0].text}.{part[0].text} = {self.value(part[2:])}")
            return
        if len(left) == 1 and texts[1:] == ["("] and texts[0] in self.lists:
            listed = ", ".join(f"{left[0].text}.{name}" for name in self.lists[texts[0]])
            self.say(f"[{listed}] = {self.value(right)}")
            return
        name, opening = left[0].text, [t.text for t in left[1:2]]
        if opening == ["("]:
            # `diag(A) <- 0` changes A; `names(g) <- ...` no number.
            if name not in _LABELS:
                self.say(f"{left[2].text} = {UNREAD}()")
            return
        if [t.text for t in left[1:4]] == ["[", name, "=="] and name in self.smooth:
            return
        value = self.value(right)
        if not opening:
            self.smooth.discard(name)
            self.smooth |= {name} if _SMOOTH.fullmatch(value) else set()
        try:
            target = self.expression(left)
        except NotPython:
            target, value = name, f"{UNREAD}()"
        if target.startswith("dropped("):
            target, value = name, f"{UNREAD}()"
        if target.endswith("'"):
            target, value = target[:-1], f"({value})'"
        self.say(f"{target} = {value}")


def _unquoted(found: re.Match[str]) -> str:
    sign = f'"{found[2][1]}"' if found[2] else ""
    return found[1] or sign or ("" if found[0][0] == "#" else '""')
