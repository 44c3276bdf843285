"""What is said of a special case, of another loss, or of a mistake: it is not the answer.

`For λ = 0 we recover dL/dw = ...`, `without the penalty, dL/dw = ...`, `a common mistake is
dL/dw = ...`, `for the true class, dL/dz_k = p_k - 1`.
"""

import re

from handgrad.reading.names.vocabulary import Names
from handgrad.reading.spelling.characters import GREEK
from handgrad.reading.spelling.needed_signs import in_small_letters
from handgrad.reading.text.denied_below import denied_below
from handgrad.reading.text.supposed import is_supposed, supposes
from handgrad.regex import regex

_UNDER = (
    "(?:for|if|when|case|where|with|at|set|setting|put|putting|taking|take|let|assume|assuming|suppose|supposing|"
    "consider|für|wenn|falls|bei|mit|sei|pour|si|soit|supposons|sea|"
    "avec|para|con|当|若|令)"
)
_NUMBER = r"[-−]?[ ]?\d+(?:\.\d+)?(?:/\d+)?"
_IS_NUMBER = (
    r"\$?[ ]?\\?(?P<name>[A-Za-zα-ω]\w*)[ ]?\$?[ ]?(?:=|\\to|→)[ ]?\$?[ ]?"
    rf"{_NUMBER}(?![\w.]*[A-Za-z(])"
)
# Words between: `for a positive example, y = 1`.
_EXAMPLE = r"(?:(?:an?|the|one|every|each|eine?|un|une|una)[ ]+(?:[^\W\d_]{2,}[ ,]+){1,3})?"
_CASE = regex(rf"(?i)(?<![A-Za-z\\]){_UNDER}[ ]+(?:the[ ]case[ ])?{_EXAMPLE}{_IS_NUMBER}")
_MAY_BE_CASE = regex(rf"(?<![a-z\\]){_UNDER}[ ]")
_CONDITION = regex(rf"[ ]*{_IS_NUMBER}[ ,.:$]*")
_LISTED = _IS_NUMBER.replace("?P<name>", "?:")
_INTRODUCES = regex(
    rf"(?i)(?<![A-Za-z\\]){_UNDER}[ ]+(?:the[ ]case[ ])?{_EXAMPLE}"
    rf"(?:{_LISTED}[ ,$]*(?:and[ ])?){{0,9}}\$?[ ]*$"
)
_OF_NUMBERS = r"\\(?:cdot|times|left|right|approx|[dt]?frac|sqrt|boxed|[,;! ])(?![A-Za-z])"
_NUMBERS = rf"(?:[\s\d.,+\-−*/()^·×$&{{}}\[\]]|{_OF_NUMBERS})*"
_EQUALS = r"(?:=|≈|\\approx)"
_VALUE = regex(rf"[^=]*(?:{_EQUALS}{_NUMBERS})*{_EQUALS}{_NUMBERS}\d[\s\d.)}}\]$]*")
# A value of the page in numbers: `\\hat{y} = 1.5`, `L = (y - a)^2 = (0.1 - 0.7)^2 = 0.36`.
_IN_NUMBERS = regex(
    r"[\s$&*]*(?:\\(?:hat|mathbf|tilde)\{)?\\?([A-Za-z]\w*)\}?[ ]?"
    r"(?:[_^]\{?[(\[]?(\w)[)\]]?\}?)?\s*&?(?:=[^=]*)*?"
    rf"{_EQUALS}(?={_NUMBERS}\d)(?=[^=≈]*\d\.\d){_NUMBERS}(?:[=≈,;]|\\approx|$)"
)
_OTHERWISE = regex(
    r"(?i)(?<![A-Za-z\\])(?:"
    r"without(?:\s+(?:the\s+|any\s+)?"
    r"(?:regulari[sz]\w+|penalty|weight decay|bias|momentum|decay|it)(?=[\s,:.$])|(?=[,:$]))"
    r"|unregulari[sz]ed|data term|in particular|special cases?|reduces? to|recovers?|recovered"
    r"|(?:for )?comparison|(?:^|(?<=[.(] ))compare|compare (?=it|this|that|these|with|to)"
    r"|(?<!answer )(?<!gradient )(?<!derivative )(?<!guess )(?<!result )(?<!I )"
    r"would (?:be|have|give|get)"
    r"|instead of|(?<=\w )instead(?=\s*:)|as opposed to|unlike"
    r"|(?:true|correct|right|target|other) class(?:es)?|otherwise|for all others"
    r"|for (?:squared|absolute|hinge) (?:error|loss)"
    r"|ohne|sonst|andernfalls|zum Vergleich|sans|sinon|sin"
    r")(?![A-Za-z])"
)
_IN_GENERAL = regex(
    r"(?i)(?<![A-Za-z\\])(?:in general|generally|overall|altogether|in total|together|"
    r"allgemein|insgesamt|en général|en general)(?![A-Za-z])"
)
_CASES = regex(r"(?s:(?:\\begin\s?\{cases\}|^)(?:(?!\\begin\s?\{cases).)*\\end\s?\{cases\})")
_END = regex(r"(?:(?<!\d)[.!?]|(?<=\d)\.|[;。；])(?=\s|$)(?!\s+(?:Then|So|Hence)\b)")
# Where something holds only: `if z > 0,`, `Case 2: z ≤ 0.`.
_COMPARED = regex(
    r"(?i)(?<![A-Za-z\\])(?:if|when|case(?:[ ]\d[:.)])?|wenn|falls|当|若|如果)[ $:]+"
    r"(?:[^=<>≤≥]{1,60}(?:[<>≤≥≠]|!=|\\(?:leq?|geq?|lt|gt|neq?)(?![A-Za-z]))"
    r"|[a-z][ ]?=[ ]?[a-z](?![\w(]))"
)
# Where a matrix is symmetric: `If $A$ is symmetric,`, `$A$ 对称时`.
_SYMMETRIC = regex(
    r"(?i)(?<![A-Za-z\\])(?:if|when|for|where|case|falls|wenn|si|se|если)\s[^=.\n]{0,40}?"
    r"(?:symmetri|symétri|sim[eé]tri|симметри)|[对対對]称[^=。\n]{0,8}(?:时|時|とき|場合|则)|대칭[^=.\n]{0,4}(?:이면|때|경우)"
)
_ASYMMETRIC = regex(
    r"(?i)(?<![a-z])(?:not?n?|nicht|pas|even|asym|unsym|anti|skew|never|without|non-?sym|не)(?=[a-z\s-])|n['’]t\b|[不非]"
)
# The derivative at a point: `f_x(1, 2) = 4`, `\\nabla f(x^*) = 0`.
_POINT = rf"(?:{_NUMBER}|[\\A-Za-z{{}}]{{1,16}}_\{{star\}})"
_AT_NUMBERS = regex(rf"[^=]*[A-Za-z}}][ ]?\([ ]?{_POINT}(?:[ ]?,[ ]?{_POINT})*[ ]?\)[ ]*=(?!=)")
# Shapes in the place of what has them: `dL/dW = (3 × 1) × (1 × 2) = (3 × 2)`.
_SHAPE = r"[(\[][ ]?\w{1,6}[ ]?(?:×|\\times|x|by)[ ]?\w{1,6}[ ]?[)\]]"
_OF_SHAPES = regex(
    rf"[^=]*(?:=[\s$&]*{_SHAPE}(?:\s*(?:×|\\times|·|\\cdot|@)?\s*{_SHAPE})*[\s$.]*)+(?:,[^=]*)?"
)

# A case that a line begins with: `When $y = 1$,`, `**Case 2**: $y = 0$`.
_BEGINS_CASE = regex(
    rf"(?i)[\s*•#\-]*(?:(?:[^\W\d_]+[ ]+){{0,3}}?"
    rf"(?:{_UNDER}|lorsque|quand|quando|cuando|se|per|als|voor)"
    rf"[ ]+(?:the[ ]case[ ])?(?:{_EXAMPLE}|(?:[^\W\d_]+[ ]+){{1,4}}\()"
    rf"|(?:case|fall|cas)[ ]?\d[\s*:.)]+|(?:[^\W\d_]+[ ]+){{1,5}}\()"
    rf"{_IS_NUMBER}[\s$*)]*(?=$|[:,.]|(?:[^\W\d_]+[ ,:]*){{1,4}}$)"
)
# One that stands alone before a colon: `y = 1: L = ...`.
_BARE_CASE = regex(rf"[\s*•#\-($]*{_IS_NUMBER}[\s$*)]*[:：](?!=)")

LONGEST_SAID = 400
"""How far back words before an equation are looked for."""

_TAKEN_OUT = regex(r"(?m)^-(?!-)[ ]*([^=\n]*?)[ ]*[-+*/]?=[^\n]*$")
_STRUCK_OUT = regex(
    r"(?i)~~[^~\n]*=[^~\n]*~~|<(s|del|strike)>[^<>]*=[^<>]*</\1>|\\(?:sout|st)\{[^{}]*=(?:[^{}]|\{[^{}]*\})*\}"
)
_PUT_IN = regex(r"(?m)^\+(?!\+)(?=[ ]*([^=\n]*?)[ ]*[-+*/]?=)")


def without_taken_out(text: str) -> str:
    """A text without what is struck out, a diff without the lines for which it puts in others.

    >>> without_taken_out("- dw = 2\\n+ dw = 3")
    '\\n  dw = 3'
    """
    text = _STRUCK_OUT.sub(lambda match: " " * len(match[0]), text)
    taken = {match[1].strip() for match in _TAKEN_OUT.finditer(text)}
    if not taken & {match[1].strip() for match in _PUT_IN.finditer(text)}:
        return text
    return _PUT_IN.sub(" ", _TAKEN_OUT.sub("", text))


def sentence(text: str) -> str:
    """What stands in the last sentence of a text.

    >>> sentence("It is 2. For w = 1.5 we get")
    ' For w = 1.5 we get'
    """
    ends = [match.end() for match in _END.finditer(text)]
    return text[ends[-1] :] if ends and ends[-1] < len(text) else text if not ends else ""


def is_aside(before: str, equation: str, names: Names) -> bool:
    """Whether an equation is about something else by what its sentence says before it.

    So is one whose left side is applied to numbers, a value at a point, and one of shapes.
    """
    if ")" in equation.partition("=")[0] and _AT_NUMBERS.match(equation):
        return True
    if _OF_SHAPES.fullmatch(equation):
        return True
    near = _CASES.sub(" ", before[-LONGEST_SAID:])
    said = _IN_GENERAL.split(sentence(near))[-1] if near.strip() else ""
    is_of_case = said and (
        _OTHERWISE.search(said) or _COMPARED.search(said) or _is_symmetric(said)
    )
    return bool(is_of_case) or is_supposed(said, names) or gives_point(said, names)


def _is_symmetric(said: str) -> bool:
    """Whether a sentence begins with a matrix that is symmetric."""
    return _SYMMETRIC.search(said) is not None and _ASYMMETRIC.search(said) is None


def is_denied(before: str) -> bool:
    """Whether the sentence that an equation stands in says that it is not so."""
    near = before[-LONGEST_SAID:]
    return bool(near.strip()) and denied_below(sentence(near))


def says_when(before: str, formula: str, names: Names) -> bool:
    """Whether an equation only says for which value of a name something holds."""
    if supposes(before, formula, names):
        return True
    match = _CONDITION.fullmatch(formula)
    is_introduced = _INTRODUCES.search(before[-LONGEST_SAID:]) is not None
    return match is not None and is_introduced and _is_given(match["name"], names)


def case_begun(text: str, names: Names) -> str:
    """The case of data that a line begins with, as a sentence has it: `if y = 1, `."""
    match = _BEGINS_CASE.match(text) if "=" in text else None
    name = match["name"].partition("_")[0] if match else ""
    if match is None or names.find(name) not in names.vocabulary.data:
        return ""
    return f"if {match[0][match.start('name') - match.start() :].strip(' $*:,.')}, "


def bare_case(text: str, names: Names) -> tuple[str, int]:
    """The case that a line begins with without a word, as a sentence has it, and its length."""
    match = _BARE_CASE.match(text)
    if match is None or not _is_given(match["name"].partition("_")[0], names):
        return "", 0
    return f"if {match[0][match.start('name') :].strip(' $*:)')}, ", match.end()


def gives_point(text: str, names: Names) -> bool:
    """Whether words give a name of the page a number: `let x = 2`."""
    if not _MAY_BE_CASE.search(in_small_letters(text)):
        return False
    return any(_is_given(match["name"], names) for match in _CASE.finditer(text))


def is_in_numbers(equation: str, names: Names) -> bool:
    """Whether an equation gives the number that a value of the page has at a point."""
    match = _IN_NUMBERS.match(equation) if "." in equation else None
    if match is None:
        return False
    word = GREEK.get(match[1], match[1])
    forward = names.vocabulary.forward
    spelled = (word, word + (match[2] or ""), f"{word}_hat" if "hat" in match[0] else word)
    return any(names.find(name) in forward for name in spelled)


def is_value(equation: str) -> bool:
    """Whether an equation gives something a number: `dL/dw = -4`, `y ≈ 0.5`."""
    return _VALUE.fullmatch(equation) is not None


def _is_given(word: str, names: Names) -> bool:
    vocabulary = names.vocabulary
    known = {*vocabulary.parameters, *vocabulary.data, *vocabulary.forward}
    base = re.sub(r"_[a-z]$", "", word)
    found = {names.find(GREEK.get(name, name)) for name in (word, base)}
    return bool(found & (known - {vocabulary.loss}))
