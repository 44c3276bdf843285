"""Words for values that a text gives a meaning of its own: `the labels are negated`."""

import re

from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.names.words_for_values import WHOLE, with_values_for_words
from handgrad.reading.spelling.commands import word_set
from handgrad.reading.text.phrases import phrases
from handgrad.regex import regex

_MADE = phrases(
    r"""
    negated|negative|scaled|rescaled|normali[sz]ed|standardi[sz]ed|flipped|inverted|shifted|centered
    squared|doubled|halved|smoothed|clipped|sigmoid|tanh|softmax|relu|log|logarithmic|bootstrapped
    """
)
_BEHIND = regex(
    rf"(?i)s?\s+(?:is|are|was|were|has\s+been|have\s+been|gets?)\s+(?:\w+\s+)?(?:{_MADE}\b|[-−]|minus\b|twice\b|half\b)"
    r"|(?:_\{?\w\}?|\s?\(\w+\))?\s*(?:=(?!=)|:=|→|->|≡|~|∼)\s*(?!\w{1,2}\s*(?:[,.;)]|$))\\?[\w(−-]"
    r"|s?\s+is\s+(?:the|our)\s+(?:model|network|predict\w*)\b"
)
_OWN = regex(r"\s*=\s*[A-Za-z]")
_ACTIVATION = regex(r"(?i)(?<![A-Za-z])(?:sigmoid|tanh|softmax|relu)(?![A-Za-z])")
_SAID = regex(r"(?i)s?\s*(?:\(|:(?!=))\s*(?P<said>[^)\n=]{3,80}?)(?:\)|\n|$)")
_QUANTITY = (
    r"(?:inputs?|outputs?|features?|targets?|labels?|errors?|residuals?|predict(?:ed|ions?)|actuals?"
    r"|weights?|activations?|(?:learning\s+)?rate|momentum|upstream|eta|alpha|lr|Eingabe|Fehler"
    r"|entrada|entrée|erreur|error)"
)
_MADE_OF_IT = (
    r"(?:log|exp|softmax|sigmoid|relu|tanh|dropout|inverse|loss|penalty|mask|"
    r"(?!(?:deriv|need|requir|desir|obtain|comput|solv|finish|simplifi|prov|want|expect|check"
    r"|verifi|correct|fix|complet|assum)ed)[a-z]{3,}ed)"
)
# A word for a quantity right behind a number or a bracket, or before a bracket.
_FACTOR = regex(
    rf"(?im)(?:[)\]}}²³]|(?<![\w^])\d|(?<![^\W_])[^\W\d_])[*`$]{{0,3}}"
    rf"(?:[ ]+|[ ]*\\text\{{[ ]*)"
    rf"(?P<behind>{_QUANTITY})(?:[ ]+{_QUANTITY})*\}}?(?=[ $.,;]*(?:$|#)|[.,;][ ]|[ ]*[(\[*·×])"
    rf"|[*·×][ ]*(?P<before>{_QUANTITY})[ ]+(?=[(\[])"
    rf"|[)\]}}$²³][*`$]{{0,3}}[ ]+(?P<last>{_MADE_OF_IT})(?=[ $.]*$)"
    r"|[A-Za-z][ ]\^[ ]?[-−][ ]\w"
)
_SHAPE = regex(r"(?<![\w}\])])[ ]?\(\s*\w{1,5}(?:\s*,\s*\w{1,5})+\s*\)")
_USUAL = word_set(
    """
    the true actual observed real value values label labels target targets output outputs of our
    model models network predicted prediction predictions ground truth correct desired feature
    features input inputs data from for scalar each sample samples example and one number vector
    what that expected result this given known measured
    """
)
_WORDS = regex(r"[A-Za-z]{3,}")


def meaning_given(text: str, page: Vocabulary) -> str:
    """What a text says of such a word that gives it another meaning, if it does.

    >>> from handgrad.language.parser import parse
    >>> forward = {"p": parse("w*x"), "L": parse("(p - y)^2")}
    >>> shapes = dict.fromkeys(("w", "x", "y", "p", "L"), (1, 1))
    >>> page = Vocabulary(shapes, "L", ("w",), ("x", "y"), forward=forward)
    >>> meaning_given("the labels are negated: dL/dw = 2(p - label)x", page)
    'labels are negated'
    >>> meaning_given("where target is the true value: dw = (p - target) x", page)
    ''
    """
    if with_values_for_words(text, page) == text:
        return ""
    other = _ACTIVATION.search(text)
    if other and other[0].lower() not in page.functions:
        return other[0]
    taken = {name.lower() for name in page.shapes}
    words = {match[0].lower() for match in WHOLE.finditer(text)} - taken
    for word in sorted(words):
        bare = word.removesuffix("s")
        for match in re.finditer(rf"(?i)(?<![\w\\]){re.escape(bare)}", text):
            is_used = len(re.findall(rf"(?i)(?<![\w\\]){re.escape(bare)}", text)) > 1
            if is_used and _OWN.match(text, match.end()):
                continue
            if found := _given(text, match.start(), match.end()):
                return found
    return ""


def _given(text: str, start: int, end: int) -> str:
    before = re.search(rf"(?i)\b{_MADE}[ ]$", text[:start])
    behind = _BEHIND.match(text, end)
    if before or behind:
        return text[before.start() if before else start : behind.end() if behind else end]
    said = _SAID.match(text, end)
    if said is None or said["said"].lstrip()[:1] in "$\\":
        return ""
    strange = {word.lower() for word in _WORDS.findall(said["said"])} - _USUAL
    is_only_said = strange and not re.search(r"=\s*$", text[:start])
    return said[0].strip() if is_only_said else ""


def factor_in_words(text: str, page: Vocabulary) -> str:
    """A factor in words that may have been taken for prose, or a hat for a power.

    >>> factor_in_words("dL/dw = (predicted - actual) input", Vocabulary({}))
    ') input'
    """
    for line in _SHAPE.sub(lambda shape: "#" * len(shape[0]), text).splitlines():
        sign = line.find("=")
        for found in _FACTOR.finditer(line, max(sign, 0)):
            word = found["behind"] or found["before"] or found["last"] or ""
            is_own = re.search(rf"(?<!\w){re.escape(word)}\s*(?::?=(?!=)|(?:is|be)\b)", text)
            if not word or not (is_own or word in page.shapes):
                return found[0].strip()
    return ""
