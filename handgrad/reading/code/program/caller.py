"""Calls: of NumPy, of methods, and of the functions that a program defines itself."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import replace

from handgrad.language.functions import ELEMENTWISE
from handgrad.reading.code.arrays import numpy_calls
from handgrad.reading.code.arrays.call_arguments import WITHOUT_EFFECT, CallOfNumPy
from handgrad.reading.code.arrays.numpy_shapes import as_integers, copied_value
from handgrad.reading.code.program.assigned_names import loop_names
from handgrad.reading.code.program.conditions import Condition
from handgrad.reading.code.program.objects import Objects
from handgrad.reading.code.program.program_words import functions_in
from handgrad.reading.code.program.slopes import named_slope
from handgrad.reading.code.syntax.in_place import Change, change_of, is_named
from handgrad.reading.code.syntax.nodes import (
    Application,
    Attribute,
    Expression,
    FunctionDefinition,
    Infix,
    Literal,
    NotPython,
    Quoted,
    Row,
    Subscript,
    Table,
    Word,
    dotted,
    parts_within,
)
from handgrad.reading.code.syntax.statements import (
    Assignment,
    Branch,
    Definition,
    Group,
    Return,
    Statement,
)
from handgrad.reading.code.syntax.target_words import base_word, written
from handgrad.reading.code.values import masks
from handgrad.reading.code.values.numpy_arrays import NumPyArray, filled_with, view
from handgrad.reading.code.values.program_values import (
    A_CLASS,
    AN_OBJECT,
    FixedValue,
    Lookup,
    Lost,
    ProgramClass,
    Value,
    memory_of,
)
from handgrad.reading.code.values.scope import Scope
from handgrad.reading.code.values.written_keys import filled_text, text_of
from handgrad.reading.spelling.commands import word_set
from handgrad.regex import regex

_DEEPEST_CALLS = 8
_TRUTHS = ("bool", "bool_", "?")
_MAKERS = word_set(
    "zeros ones empty full array asarray zeros_like ones_like empty_like full_like"
)
_WHOLE = regex(r"u?int(?:8|16|32|64|_|p)?|long|integer|[iu]\d?")
# What methods stand behind that a text uses and does not define.
_OWNERS = regex(r"(?:self|cls|this|ctx)(?:\.\w+)?|[A-Z]\w*|\w*(?:act|activations?|utils?|nn)")


def _type(expression: Expression | None) -> str:
    """The last word of a type: int64 of `np.int64` and `'int64'`."""
    if expression is None:
        return ""
    text = expression.text if isinstance(expression, Quoted) else written(expression)
    return text.rpartition(".")[2]


def _holds_whole_numbers(made: Application) -> bool:
    """Whether a call makes an array of integers: of zeros to add to, or by its type."""
    wanted = dict(made.keywords).get("dtype")
    if wanted is not None:
        return _WHOLE.fullmatch(_type(wanted)) is not None
    is_full = dotted(made.function).endswith("full") and len(made.arguments) > 1
    return bool(made.arguments) and _is_whole_zeros(made.arguments[int(is_full)])


def _is_whole_zeros(expression: Expression) -> bool:
    """`[0]*n`, `[[0, 0], [0, 0]]`."""
    match expression:
        case Infix("*", Row() as row, _) | Infix("*", _, Row() as row):
            return _is_whole_zeros(row)
        case Row(items):
            return bool(items) and all(map(_is_whole_zeros, items))
        case Literal(value, is_float=False):
            return value == 0
    return False


def _may_share(call: Application) -> bool:
    """Whether `astype(float, copy=False)` may be the array itself."""
    copy = dict(call.keywords).get("copy")
    return isinstance(copy, Word) and copy.name == "False"


def is_whole_target(target: Expression) -> bool:
    """Whether a target is a name or what an object holds, and no part of an array."""
    return isinstance(target, Word | Attribute)


# Methods that give back the array whatever stands between their brackets.
_CASTS = word_set("to type cuda cpu double detach numpy contiguous requires_grad_")


class Caller(Objects):
    """Calls what stands before brackets; how a statement runs is said above."""

    def application(self, expression: Application, scope: Scope) -> Value:
        function = expression.function
        name = dotted(function)
        head, _, bare = name.rpartition(".")
        own = self.own_function(function, scope)
        if isinstance(function, Word) and scope.find(function.name) == A_CLASS:
            return AN_OBJECT
        if isinstance(function, Word) and isinstance(
            of := scope.find(function.name), ProgramClass
        ):
            return self.made(of, expression, scope)
        if (asked := self.kind_asked(name, expression, scope)) is not None:
            return asked
        if own is not None:
            return self.called(own, expression, scope)
        is_own_method = bool(expression.arguments) and self.is_own_method(name, scope)
        if (slope := self.slope(bare, function, expression, scope)) is not None:
            return slope
        is_module = is_own_method or self.is_module(head, scope)
        if (change := change_of(expression)) is not None:
            return self.changed_by(change, scope)
        if (text := self.text_made(expression, scope)) is not None:
            return text
        if isinstance(function, Attribute) and not is_module:
            return self.method(function, expression, scope)
        if bare in ("dict", "OrderedDict") and not expression.arguments:
            return Lookup({k: self.value(v, scope) for k, v in expression.keywords})
        is_builtin = name == "sum" and not self.page.has_numpy_sum
        bare = bare.lstrip("_") if is_own_method else bare
        rule = numpy_calls.python_sum if is_builtin else numpy_calls.function(bare)
        if rule is None:
            spelled = self.page.names.function(bare)
            rule = numpy_calls.function(spelled) if spelled else None
        if rule is None:
            raise numpy_calls.not_read(name or "this")
        return rule(self.call(name, (), expression, scope))

    def changed_by(self, change: Change, scope: Scope) -> Value:
        """`a.mul_(b)` in an expression: the array that is changed, or the value made of one."""
        target, sign, value = change
        whole = target.value if isinstance(target, Subscript) and sign == "=" else target
        if not is_named(whole):
            made = value if sign == "=" else Infix(sign[:-1], whole, value)
            return self.value(made, scope)
        statement = self.page.statement
        line = getattr(statement, "line", None)
        if line is None:
            raise NotPython("write what changes an array on a line of its own")
        self.run(Assignment(line, (target,), sign, value), scope)
        self.page.statement = statement
        return self.value(whole, scope)

    def text_made(self, expression: Application, scope: Scope) -> Value | None:
        """str(l) and "W{}".format(l); None for other calls."""
        match expression:
            case Application(Word("str"), (item,), ()):
                text = text_of(self.value(item, scope))
                return None if text is None else FixedValue(text)
            case Application(Attribute(Quoted(pattern), "format"), items, ()):
                return filled_text(pattern, tuple(self.value(i, scope) for i in items))
        return None

    def is_own_method(self, name: str, scope: Scope) -> bool:
        """`self.tanh(z)`, `act.tanh(z)`: a function of the language that is not in the text."""
        head, _, bare = name.rpartition(".")
        root = head.partition(".")[0]
        is_held = bool(_OWNERS.fullmatch(head)) or "." not in head
        is_free = scope.find(root) is None and self.page.names.find(root) is None
        known = (*ELEMENTWISE, "softmax")
        is_known = self.page.names.function(bare.lstrip("_")) in known
        return bool(head) and is_known and is_held and is_free

    def slope(
        self, bare: str, function: Expression, expression: Application, scope: Scope
    ) -> Value | None:
        """`relu_derivative(z)` and `relu_backward(g, z)`, None for other functions."""
        primed = self.page.names.primed(bare)
        head = dotted(function).rpartition(".")[0]
        if primed is None or (head and not _OWNERS.fullmatch(head)) or expression.keywords:
            return None
        found = [self.array(argument, scope) for argument in expression.arguments]
        return named_slope(self.page, primed, bare, found)

    def call(
        self, name: str, before: tuple[Value, ...], expression: Application, scope: Scope
    ) -> CallOfNumPy:
        if name.rpartition(".")[2] in _MAKERS and _holds_whole_numbers(expression):
            told = "an array of whole numbers cuts off digits of what is put into it"
            raise NotPython(told, is_open=True)
        arguments = tuple(self.value(a, scope) for a in expression.arguments)
        keywords = {
            k: self.value(v, scope) for k, v in expression.keywords if k not in WITHOUT_EFFECT
        }
        return CallOfNumPy(self.page, name, (*before, *arguments), keywords)

    def cast(self, value: Value, expression: Application, method: str = "astype") -> Value:
        """`a.astype(float)` is a, `a.astype(bool)` where it is not 0; so `a.to(...)`."""
        given = (*expression.arguments, *dict(expression.keywords).values())
        types = [method, *map(_type, given)]
        if isinstance(value, NumPyArray) and any(t in _TRUTHS for t in types):
            return masks.comparison_mask("!=", value, filled_with(0, ()))
        is_whole = any(_WHOLE.fullmatch(t) for t in types)
        as_int = CallOfNumPy(self.page, "int", (value,), {})
        if is_whole:
            return as_integers(as_int)
        if method != "astype" and isinstance(value, NumPyArray):
            return view(value, value)
        found = copied_value(value)
        return replace(found, is_mask=False) if isinstance(found, NumPyArray) else found

    def method(self, function: Attribute, expression: Application, scope: Scope) -> Value:
        value = self.value(function.value, scope)
        name = function.name
        if name in ("int", "long", "short", "to", "type"):
            return self.cast(value, expression, name)
        if name in _CASTS:
            return view(value, value) if isinstance(value, NumPyArray) else value
        if name == "astype" and expression.keywords and _may_share(expression):
            raise NotPython("whether this is a copy is not known", is_open=True)
        if name == "astype":
            return self.cast(value, expression)
        if name.endswith("_"):
            raise NotPython(
                f".{name}(...) changes an array in place; write it as an assignment"
            )
        if isinstance(value, Lookup) and (part := self.of_lookup(value, name)) is not None:
            return part
        if isinstance(value, Lookup | FixedValue):
            raise NotPython(f".{name}(...) is not read")
        rule = numpy_calls.function(name)
        if rule is None:
            raise numpy_calls.not_read(f".{name}")
        return rule(self.call(name, (value,), expression, scope))

    def own_function(
        self, function: Expression, scope: Scope
    ) -> Definition | FunctionDefinition | None:
        if isinstance(function, FunctionDefinition):
            return function
        if self.page.instances and (of_class := self.class_method(function, scope)):
            return of_class
        word = base_word(function)
        match function:
            case Attribute(Word(name), method) if scope.find(name) == AN_OBJECT:
                word = method
        found = scope.find(self.page.canonical(word)) if word else None
        if found is None and word:
            found = scope.find(word)
        return found if isinstance(found, Definition | FunctionDefinition) else None

    def called(
        self, function: Definition | FunctionDefinition, expression: Application, scope: Scope
    ) -> Value:
        """A function of the program's own, its body read with the arguments put in."""
        inner = self.opened(function, expression, scope)
        if isinstance(function, FunctionDefinition):
            return self.value(function.body, inner)
        found = self.executed(function, inner)
        if found is None:
            raise NotPython("the function returns nothing")
        return found

    def opened(
        self, function: Definition | FunctionDefinition, expression: Application, scope: Scope
    ) -> Scope:
        """The scope of a call, with the arguments bound."""
        outermost = scope
        while outermost.outer is not None:
            outermost = outermost.outer
        inner = Scope(self.page, outermost, caller=scope)
        arguments = [self.argument(a, scope) for a in expression.arguments]
        keywords = {k: self.argument(v, scope) for k, v in expression.keywords}
        if len(arguments) > len(function.parameters):
            raise NotPython("the function takes fewer arguments")
        spoken = {p.name for p in parts_within(function.body) if isinstance(p, Word)}
        for name in function.parameters:
            if self.page.canonical(name) in spoken - {name}:
                raise NotPython(f"{name} is a parameter beside {self.page.canonical(name)}")
        given = [*zip(function.parameters, arguments, strict=False), *keywords.items()]
        handed = [self.page.canonical(name) for name, value in given if value is None]
        for name in handed:
            if self.page.known(name) is not None or outermost.find(name) is not None:
                raise NotPython(f"what stands for {name} in this call has no value here")
        for name, value in given:
            if value is not None:
                inner.bind(self.page.canonical(name), value)
        if isinstance(function, Definition):
            _, changed = loop_names(function.body, self.page)
            for name, default in function.defaults.items():
                if self.page.canonical(name) not in inner.bound:
                    if self.page.canonical(name) in changed and isinstance(
                        default, Row | Table
                    ):
                        raise NotPython(f"the calls share one {name}, and change it")
                    inner.bind(self.page.canonical(name), self.value(default, outermost))
            bound = {*inner.bound, *handed}
            missing = [p for p in function.parameters if self.page.canonical(p) not in bound]
            if missing:
                raise NotPython(f"the function needs a value for {missing[0]}")
        return inner

    def argument(self, expression: Expression, scope: Scope) -> Value | None:
        """The value of an argument; None for a bare word that nobody says anything about."""
        if isinstance(expression, Attribute) and dotted(expression.value) == "self":
            return None if self.is_unknown(expression, scope) else self.value(expression, scope)
        if isinstance(expression, Word):
            name = self.page.canonical(expression.name)
            is_known = scope.find(name) is not None or self.page.known(name) is not None
            if not is_known and self.is_unknown(expression, scope):
                return None
        return self.value(expression, scope)

    def is_unknown(self, word: Expression, scope: Scope) -> bool:
        try:
            self.value(word, scope)
        except NotPython as error:
            return not error.is_lost
        return False

    def executed(self, function: Definition, scope: Scope) -> Value | None:
        """What a function returns."""
        if self.depth >= _DEEPEST_CALLS:
            raise NotPython("functions call each other too deeply")
        self.depth += 1
        try:
            return self.returned(function.body, scope)
        finally:
            self.depth -= 1

    def returned(self, body: Sequence[Statement], scope: Scope) -> Value | None:
        """What the statements of a function return."""
        for statement in body:
            match statement:
                case Return(_, value):
                    return None if value is None else self.result(value, scope)
                case Branch(_, condition, yes, no):
                    flag = self.flag(condition, scope)
                    found = self.returned(yes if flag else no, scope)
                    if found is not None:
                        return found
                case Group(_, inner):
                    found = self.returned(inner, scope)
                    if found is not None:
                        return found
                case Assignment(_, targets) if all(map(is_whole_target, targets)):
                    try:
                        self.run(statement, scope)
                    except NotPython as error:
                        self.lose_targets(statement, error, scope)
                case _:
                    self.run(statement, scope)
        return None

    def result(self, value: Expression, scope: Scope) -> Value:
        """What a function gives back; a name of it that has no value is lost with it."""
        try:
            return self.value(value, scope)
        except NotPython as error:
            if not isinstance(value, Word | Attribute):
                raise
            return Lost(str(error), is_open=error.is_open)

    def lose_targets(self, statement: Assignment, error: NotPython, scope: Scope) -> None:
        """A value of a function that cannot be read, and that may not be needed.

        What calls functions of the text, or draws on a changed loop, is not passed over.
        """
        called = [self.own_function(f, scope) for f in functions_in(statement.value)]
        if statement.operator != "=" or any(called) or not self.page.instances:
            raise error
        spoken = {self.page.canonical(w) for p in parts_within(statement.value)
                  if (w := base_word(p))}  # fmt: skip
        values = [scope.find(name) or self.page.known(name) for name in sorted(spoken)]
        memory = frozenset[object]().union(*map(memory_of, values))
        for target in statement.targets:
            lost = Lost(str(error), is_open=error.is_open, memory=memory)
            self.store(target, lost, scope)

    def flag(self, condition: Expression, scope: Scope) -> bool:
        """A condition that is known without numbers: `if derivative:`."""
        return Condition(self.page, lambda part: self.value(part, scope)).holds(condition)

    @abstractmethod
    def run(self, statement: Statement, scope: Scope) -> None:
        """Bind what a statement binds."""
