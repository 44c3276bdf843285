"""What a sentence supposes: that a value of the page is as the data has it.

`With p = y both are zero.` and `Take y_hat = y. Then dL/dw = 0.` give p no other value.
"""

from handgrad.reading.names.vocabulary import Names
from handgrad.reading.spelling.characters import GREEK
from handgrad.regex import regex

_SCRIPTS = r"(?:[ ]?[_^][ ]?(?:\{[^{}=]{0,8}\}|\([a-z]\)|\w))?"
_NAME = (
    r"(?:\\(?:hat|mathbf|bm|boldsymbol|vec|tilde)[ ]?\{?[ ]?)*"
    rf"\\?(?:[A-Za-zα-ω]\w*|ŷ)\u0302?\}}*{_SCRIPTS}\}}?"
)
_EQUATION = (
    rf"\$?[ ]*(?P<value>{_NAME})[ ]*(?:=|\\to|→|≈|\\approx)[ ]*(?P<data>{_NAME})[ ]?\$?"
    r"(?=[\s,.;:)$]|\Z)(?![ ]*[-+*/^(\\@])"
)
_EQUATION_ALONE = regex(rf"[\s(]*{_EQUATION}(?:[\s$]*=[\s$]*0)?[\s,.;:)$]*")
_LETTER = regex(r"(?:\\(?!hat|mathbf|bm|boldsymbol|vec|tilde))?([A-Za-zα-ω]\w*|ŷ)")
_COMMAND = regex(r"\\(?:hat|mathbf|bm|boldsymbol|vec|tilde)")
_SUPPOSING = (
    r"(?<![A-Za-z\\])(?:if|when(?:ever)?|for|with|at|once|case|as|where|"
    r"(?:suppos|assum|tak|sett?|putt?|plugg?|insert|substitut|check|say|imagin)(?:e|ing|s)?"
    r"(?:[ ](?:that|in))?|wenn|falls|bei|mit|für|si|pour|avec|quand|lorsque|con|cuando|se|per"
    r"|当|若|如果)"
)
_BETWEEN = (
    r"(?:[ ,:$]+(?:the|a|an|we|have|that|every|all|each|is|prediction\w*|model|case|perfect\w*"
    r"|fit|everything|exactly))*[ ,:$(]*"
)
_INTRODUCED = regex(rf"(?i){_SUPPOSING}{_BETWEEN}$")
_SUPPOSED = regex(rf"(?i){_SUPPOSING}{_BETWEEN}{_EQUATION}")


def supposes(before: str, equation: str, names: Names) -> bool:
    """Whether an equation only supposes a value, by the words before it."""
    match = _EQUATION_ALONE.fullmatch(equation)
    return (
        match is not None
        and _INTRODUCED.search(before[-80:]) is not None
        and _meets(match["value"], match["data"], names)
    )


def is_supposed(said: str, names: Names) -> bool:
    """Whether words suppose that a value of the page is as the data has it."""
    return any(_meets(m["value"], m["data"], names) for m in _SUPPOSED.finditer(said))


def _meets(one: str, other: str, names: Names) -> bool:
    """Whether one is a value that the page works out, and the other of the data."""
    vocabulary = names.vocabulary
    found = [_named(text, names) for text in (one, other)]
    are_data = [name in vocabulary.data for name in found]
    are_values = [name in vocabulary.forward for name in found]
    return any(are_data) and any(are_values)


def _named(text: str, names: Names) -> str | None:
    """The name of the page that is spelled, `y_hat` for a y with a hat."""
    match = _LETTER.search(_COMMAND.sub(" ", text))
    word = match[1] if match else ""
    has_hat = "\\hat" in text or "\u0302" in text or word == "ŷ"
    if has_hat:
        return names.find(f"{word.replace('ŷ', 'y')}_hat") or names.find("yhat")
    return names.find(GREEK.get(word, word)) or names.find(word.partition("_")[0])
