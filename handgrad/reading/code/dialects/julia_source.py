"""Julia as Octave: `g .+= r[i] .* X[i, :]`, functions with `return`, loops over ranges."""

import re
from collections.abc import Sequence
from unicodedata import decomposition

from handgrad.language import functions
from handgrad.reading.code.dialects.julia_tokens import comprehension, values_listed
from handgrad.reading.code.dialects.matrix_dialect import (
    VALUE,
    Dialect,
    FunctionHead,
    Tokens,
    dialect_tokens,
    end_of,
    split_at,
)
from handgrad.reading.code.dialects.octave_parser import UNREAD
from handgrad.reading.code.syntax.nodes import NotPython
from handgrad.reading.spelling.characters import ACCENTS, GREEK
from handgrad.regex import regex

_STRING = regex(r"\"[^\"\n]*\"")
_PASSED = regex(
    r"\s*(?:using|import|println|print|@show|@assert|@printf|@info|display|@time|@test|@btime)\b.*"
)
_SIGN_WORDS = {"∇": "grad_", "∂": "d", "∈": "in"}
_LONE_NABLA = regex(r"∇(?!\w)")
_DOTTED = regex(r"@\.[ ]")
_FILLING = ("fill!", "copy!", "copyto!")
_RECORD = regex(r"\s*(?:mutable\s+)?struct\b")
_BARE = regex(
    r"@time\b(?=\s*(?:for|begin)\b)|@(?:inbounds|views|view|simd|fastmath)\b|\b(?:global|local|const)\b"
)
_TYPE = regex(r"::\s*[A-Z]\w*(?:\{[^{}]*\})?|\bwhere\s+(?:\{[^{}]*\}|\w+(?:\s*<:\s*\w+)?)")
_SAID = regex(r"\s*(?:function\s+(\w+)!?\s*\(|(\w+)\s*\(.*\)\s*=(?!=))")
_UPDATES = {f"{dot}{sign}=": sign for sign in "+-*/" for dot in ("", ".")}
_SIGNS = {".+": "+", ".-": "-", ".==": "==", ".<": "<", ".>": ">", ".<=": "<=", ".>=": ">="}
_KEPT = ("+", "-", "*", "/", "^", ".", ".*", "./", ".^", "'", "<", ">", "<=", ">=", "==",
         "!=", ":", "&&", "||", "!")  # fmt: skip
# What Octave calls as Julia does, besides the functions of one number.
_SAME = ("max", "min", "size", "dot", "norm")
_OF_ONE = {
    "zeros": "zeros({}, 1)", "ones": "ones({}, 1)", "similar": "zeros(size({}))",
    "zero": "zeros(size({}))", "transpose": "({})'", "adjoint": "({})'", "vec": "column({})",
    "sum": "total({})", "mean": "average({})", "eachindex": "1:numel({})", "copy": "({})",
    "float": "({})", "collect": "({})", "findall": "find({})", "any": "any({})",
    "all": "all({})", "isempty": "isempty({})", "length": "numel({})",
}  # fmt: skip


def julia_as_octave(text: str) -> str:
    """A program of Julia in Octave, line by line; raises NotPython for what is not known.

    >>> julia_as_octave("g = zeros(d)\\nfor i in 1:n\\n    g .+= r[i] .* X[i, :]\\nend")
    "g = zeros(d, 1)\\nfor i = 1:n\\ng = g + (r(i).*X(i, :)')\\nend"
    """
    return _Julia().written(text)


class _Julia(Dialect):
    """The expressions; within a function that is called with a dot they work by entries."""

    function_said = _SAID

    def __init__(self) -> None:
        super().__init__()
        self.is_pointed = False
        self.known: set[str] = set()
        # Names that may stand for one array.
        self.sharing: list[set[str]] = []
        self.pointed: set[str] = set()

    def written(self, text: str) -> str:
        self.pointed = set(re.findall(r"(\w+)\.\(", text))
        self.pointed |= {GREEK.get(word, word) for word in self.pointed}
        return super().written(text)

    def bare(self, row: str) -> str:
        bare = _TYPE.sub("", _BARE.sub("", _STRING.sub('""', row).partition("#")[0]))
        bare = _LONE_NABLA.sub("grad", "".join(map(_accented, bare)))
        for sign, word in _SIGN_WORDS.items():
            bare = bare.replace(sign, word)
        return "".join(GREEK.get(sign, sign) for sign in bare)

    def expression(self, tokens: Tokens) -> str:
        """An expression of Octave; `c ? a : b` is a where the condition holds."""
        sides = split_at(tokens, "?")
        if len(sides) != 2:
            return super().expression(tokens)
        yes, *no = split_at(sides[1], ":")
        parts = (sides[0], yes, [t for part in no for t in part])
        if len(no) != 1:
            raise NotPython("this condition is not read")
        return f"where({', '.join(map(super().expression, parts))})"

    def opens_call(self, tokens: Tokens, n: int) -> int:
        behind = [t.text for t in tokens[n + 1 : n + 3]]
        return 1 if behind[:1] == ["("] else 2 if behind == [".", "("] else 0

    def beside_number(self, before: str) -> str:
        if before in ("/", "./", "^", ".^"):
            raise NotPython("a number beside a name binds more tightly than this")
        return "*"

    def word(self, text: str) -> str:
        return text

    def sign(self, text: str) -> str:
        if self.is_pointed and text in ("*", "/", "^"):
            return f".{text}"
        if text in _SIGNS or text in _KEPT:
            return _SIGNS.get(text, text)
        raise NotPython(f"{text} is not read")

    def group(self, opening: str, inside: Tokens) -> str:
        """`[a, b]` is a column, `[a b]` a row."""
        if opening == "(":
            if len(split_at(inside, ",")) > 1:
                raise NotPython("this tuple is not read")
            return f"({self.expression(inside)})"
        rows = split_at(inside, ",", ";")
        if opening != "[" or any(t.text == "for" for t in inside):
            raise NotPython("this bracket is not read")
        return f"[{'; '.join(map(self.expression, rows))}]"

    def entry(self, owner: str, indices: Sequence[Tokens], inside: Tokens) -> str:
        """`X[i, :]`, which is a plain vector in Julia, as a column."""
        places = [self.expression(part) for part in indices]
        if size := re.fullmatch(r"size\((\w+)\)", owner):
            return f"size({size[1]}, {places[0]})"
        return self.row_of(owner, places)

    def call(self, name: str, arguments: Sequence[Tokens]) -> str:
        along = [part for part in arguments if [t.text for t in part[:2]] == ["dims", "="]]
        plain = [part for part in arguments if part not in along]
        if plain and plain[0] and plain[0][0].text in ("Float64", "Float32", "abs2"):
            kind, plain = plain[0][0].text, plain[1:]
            if kind == "abs2" and name == "sum" and len(plain) == 1 and not along:
                return f"total(({self.expression(plain[0])}).^2)"
            if kind == "abs2":
                raise NotPython("abs2 is not read here")
        given = [self.expression(part) for part in plain]
        if name in self.functions and not along:
            return f"{name}({', '.join(given)})"
        if name in ("var", "std") and len(given) == 1:
            return f"{name}({', '.join([given[0], '0', *(part[2].text for part in along)])})"
        if along:
            if name not in ("sum", "mean", "maximum", "minimum") or len(given) != 1:
                raise NotPython(f"{name} along dims is not read")
            axis = along[0][2].text
            is_extreme = name in ("maximum", "minimum")
            return (
                f"{name[:3]}({given[0]}, [], {axis})"
                if is_extreme
                else f"{name}({given[0]}, {axis})"
            )
        is_shape = len(given) == 1 and re.fullmatch(r"size\(\w+\)", given[0]) is not None
        if name in ("zeros", "ones") and is_shape:
            return f"{name}({given[0]})"
        if name in _OF_ONE and len(given) == 1:
            return _OF_ONE[name].format(given[0])
        if name in ("zeros", "ones") and len(given) == 2:
            return f"{name}({', '.join(given)})"
        if name in ("vcat", "hcat"):
            return f"[{('; ' if name == 'vcat' else ', ').join(given)}]"
        if name == "ifelse" and len(given) == 3:
            return f"where({', '.join(given)})"
        if name in (*functions.ELEMENTWISE, *_SAME):
            return f"{name}({', '.join(given)})"
        raise NotPython(f"the function {name} is not read")

    def row(self, text: str) -> None:
        if _RECORD.match(text):
            self.blocks.append("record")
        elif self.blocks[-1:] == ["record"]:
            del self.blocks[-int(text.strip() == "end") or len(self.blocks) :]
        elif not _PASSED.fullmatch(text):
            is_pointed, (text, dots) = self.is_pointed, _DOTTED.subn("", text)
            self.is_pointed = is_pointed or dots > 0
            for part in filter(None, split_at(dialect_tokens(text), ";")):
                self.statement(part)
            self.is_pointed = (self.is_pointed and not dots) or is_pointed

    def statement(self, tokens: Tokens) -> None:
        word, rest = tokens[0].text, tokens[1:]
        if word == "end" and len(tokens) == 1:
            self.closed()
        elif word == "for":
            loops = split_at(rest, ",")
            self.opened(word)
            self.blocks.append("; ".join(["end"] * len(loops)))
            for loop in loops:
                self.say(self.loop(loop))
        elif word in ("if", "elseif", "while"):
            if word != "elseif":
                self.opened(word)
                self.blocks.append(word)
            self.say(f"{word} {self.value(rest)}")
        elif word == "else" and not rest:
            self.say("else")
        elif word == "function":
            self.function(rest)
        elif len(sides := split_at(tokens, "&&")) == 2 and not _is_value(sides[1]):
            self.say(f"if {self.value(sides[0])}")
            self.blocks.append("if")
            self.statement(sides[1][1:-1] if sides[1][0].text == "(" else sides[1])
            self.closed()
        elif len(split_at(tokens, "||")) > 1 and not _is_value(split_at(tokens, "||")[-1]):
            raise NotPython("what this line does is not known")
        elif word in ("break", "continue") and not rest:
            self.say(word)
        elif word in ("return", "begin", "let", "do", "try", "struct"):
            self.returned(word, rest)
        else:
            self.simple(tokens)

    def loop(self, tokens: Tokens) -> str:
        if len(tokens) < 3 or tokens[1].text not in ("=", "in"):
            raise NotPython("this loop is not read")
        texts = [t.text for t in tokens]
        self.counted.add(texts[0])
        if texts[2:4] == ["axes", "("]:
            return f"for {texts[0]} = 1:size({', '.join(texts[4 : texts.index(')')][::2])})"
        return f"for {texts[0]} = {self.source(tokens[2:])}"

    def function(self, tokens: Tokens) -> None:
        if len(tokens) < 2 or tokens[1].text != "(" or end_of(tokens, 1) != len(tokens) - 1:
            raise NotPython("this head of a function is not read")
        parts = split_at(tokens[2:-1], ",", ";")
        name = tokens[0].text
        self.open_function(name.rstrip("!"), [part[0].text for part in parts])
        self.is_pointed = name in self.pointed

    def returned(self, word: str, value: Tokens) -> None:
        head = self.blocks[-1] if self.blocks else None
        if word == "return" and head is None:
            return
        if word == "return" and isinstance(head, str):
            self.leave(value)
            return
        if word != "return" or not isinstance(head, FunctionHead) or not value:
            raise NotPython(f"{word} is not read here")
        head.gives(self.given(values_listed(value)))

    def closed(self) -> None:
        if not self.blocks:
            return
        block = self.blocks.pop()
        if isinstance(block, FunctionHead):
            self.close_function(block)
            self.is_pointed = False
        else:
            self.say(block if block.startswith("end") else "end")

    def simple(self, tokens: Tokens) -> None:
        place = next((n for n in _outside(tokens) if tokens[n].text in _ASSIGNING), 0)
        head = self.blocks[-1] if self.blocks else None
        if [t.text for t in tokens[1:2]] == ["("] and tokens[0].text in _FILLING:
            array, *values = split_at(tokens[2:-1], ",")
            if len(values) != 1:
                raise NotPython("what this call changes is not known")
            self.assigned(array, ".=", values[0])
            if isinstance(head, FunctionHead) and len(array) == 1:
                head.gives((array[0].text,))
            return
        if not place:
            if tokens[0].text in ("push!", "append!"):
                self.say(f"{tokens[2].text} = {UNREAD}()")
                return
            if any(t.text.endswith("!") for t in tokens if t.kind == "word"):
                raise NotPython("what this call changes is not known")
            if isinstance(head, FunctionHead):
                head.gives(self.given(values_listed(tokens)))
            elif head in ("if", "else"):
                self.say(f"{VALUE} = {self.value(tokens)}")
            elif head is None and len(tokens) == 1:
                self.say(tokens[0].text)
            return
        left, sign, right = tokens[:place], tokens[place].text, tokens[place + 1 :]
        if right and left[1:2] and left[1].text == "(" and sign == "=":
            self.short(left, right)
            return
        self.assigned(left, sign, right)
        if isinstance(head, FunctionHead) and len(left) == 1:
            head.gives((left[0].text,))

    def short(self, left: Tokens, right: Tokens) -> None:
        """`f(x) = ...`."""
        parts = split_at(left[2:-1], ",")
        if any(len(part) != 1 or part[0].kind != "word" for part in parts):
            raise NotPython("this is no function")
        names = [part[0].text for part in parts]
        self.is_pointed = left[0].text in self.pointed
        self.say(
            f"function [{VALUE}] = {left[0].text}({', '.join(names)}); "
            f"{VALUE} = {self.expression(right)}; end"
        )
        self.is_pointed = False

    def assigned(self, left: Tokens, sign: str, right: Tokens) -> None:
        targets = split_at(left, ",")
        if len(targets) > 1:
            self.unpacked(targets, right)
            return
        name = left[0].text
        if len(right) == 1 and right[0].kind == "word" and len(left) == 1 and sign == "=":
            self.sharing.append({name, right[0].text})
        if len(left) > 1 or sign not in ("=", *"+-*/"):
            others = set().union(*(words for words in self.sharing if name in words)) - {name}
            self.say(*(f"{other} = {UNREAD}()" for other in sorted(others)))
        if listed := comprehension(right):
            item, letter, source = listed
            self.gathered(name, letter, source, item)
            return
        target, value = self.expression(left), self.value(right)
        if target.startswith("dropped("):
            target, value, sign = name, f"{UNREAD}()", "="
        if value == f"{UNREAD}()":
            self.may_share(name, right)
        turned = "'" if target.endswith("'") else ""
        target = target[: len(target) - len(turned)]
        if operator := _UPDATES.get(sign):
            dotted = f".{operator}" if sign[0] == "." and operator in "*/" else operator
            value = f"{target} {dotted} ({value}){turned}"
        elif sign == ".=" and len(left) == 1 and name in self.known:
            value = f"0*{name} + ({value})"
        elif turned:
            value = f"({value})'"
        self.known |= {name}
        self.say(f"{target} = {value}")

    def may_share(self, name: str, unread: Tokens) -> None:
        """Note that what a name is may be an array of what it is made of."""
        if any(t.text.endswith("!") for t in unread):
            raise NotPython("what this call changes is not known")
        behind = [*(t.text for t in unread[1:]), ""]
        pairs = zip(unread, behind, strict=True)
        words = {t.text for t, then in pairs if t.kind == "word" and then not in ("(", ".")}
        self.sharing.append({name, *words})

    def unpacked(self, targets: Sequence[Tokens], right: Tokens) -> None:
        """`m, n = size(X)`, and `a, b = x, y` one by one."""
        names = [target[0].text for target in targets]
        values = split_at(right, ",")
        if len(values) == 1 and all(len(target) == 1 for target in targets):
            whole = self.value(right)
            if whole == f"{UNREAD}()":
                for name in names:
                    self.may_share(name, right)
            self.say(f"[{', '.join(names)}] = {whole}")
            return
        words = {t.text for value in values[1:] for t in value}
        is_part = any(len(target) > 1 for target in targets)
        if len(values) != len(names) or words & set(names) or is_part:
            raise NotPython("these assignments depend on each other")
        for name, value in zip(names, values, strict=True):
            self.say(f"{name} = {self.expression(value)}")


def _accented(sign: str) -> str:
    """`ŷ` as y_hat."""
    letter, accent = decomposition(sign)[:4], decomposition(sign)[5:]
    word = ACCENTS.get(chr(int(accent, 16))) if accent.isalnum() and letter.isalnum() else None
    return f"{chr(int(letter, 16))}_{word}" if word else sign


_ASSIGNING = ("=", ".=", *_UPDATES)


def _outside(tokens: Tokens) -> list[int]:
    """The places of the tokens that are in no bracket."""
    found, n = [], 0
    while n < len(tokens):
        found.append(n)
        is_open = tokens[n].kind == "sign" and tokens[n].text in ("(", "[", "{")
        n = end_of(tokens, n) + 1 if is_open else n + 1
    return found


def _is_value(tokens: Tokens) -> bool:
    """Whether what stands behind `&&` only says whether something holds."""
    words = [t.text for t in tokens]
    is_control = words[:1] in (["return"], ["break"], ["continue"], ["error"], ["throw"])
    return not is_control and not any(word in _ASSIGNING for word in words)
