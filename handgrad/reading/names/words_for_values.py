r"""Words in formulas for what a loss compares: `(predicted - actual) * input`.

A word is read where signs of a formula stand beside it, the page has one value and one label
that are compared, and neither the page nor the text gives the word another meaning.
"""

import re
from collections.abc import Callable, Collection, Iterator

from handgrad.language.tree import names as names_in
from handgrad.reading.names.compared import labels_of
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.spelling.needed_signs import has_one, in_small_letters
from handgrad.regex import regex

_ENGLISH_NOUN = r"(?:[ _](?:values?|outputs?|labels?|targets?|y|probabilit(?:y|ies)))?"
_PREDICTED = (
    rf"(?:model[ _])?(?:predicted|estimated){_ENGLISH_NOUN}|(?:model[ _])?predictions?"
    rf"|preds?|guess(?:es)?"
    r"|(?:model|predicted)[ _]outputs?|probabilit(?:y|ies)|estimates?"
    r"|y[ _]?(?:pred(?:icted|iction)?|est)"
    r"|y[ -]hat|预测值?|模型输出|估计值|予測値?|推定値|예측값?"
    r"|vorhergesagt(?:e[rn]?)?(?: Werte?)?|Vorhersagen?|Vorhersagewerte?|Prognose|Schätzwert"
    r"|(?:valeurs? )?prédite?s?|prédictions?|(?:valor(?:es)? )?predichos?|predicción"
    r"|predicciones|previsão|predição"
    r"|(?:valor(?:es)? )?previstos?|predizion[ei]|previsione|(?:valore )?predetto"
    r"|предсказани[ея]|прогноз"
    r"|предсказанн(?:ое|ый)(?: (?:значение|ответ))?|voorspelling|voorspelde waarde"
)
_LABEL = (
    rf"(?:actual|true|real|observed|target|desired|ground[ _-]?truth){_ENGLISH_NOUN}|actuals"
    rf"|targets?|tgt|labels?"
    r"|truth|y[ _]?(?:true|actual|real|target|obs)|(?:真实|实际|目标)值?|真值"
    r"|(?:真实)?标签|正解|真値|実測値|목표값|실제값|정답"
    r"|tatsächlich(?:er)?(?: Werte?)?|wahrer Wert|Zielwerte?|Sollwert|Soll|Ziel|cibles?"
    r"|valeurs? réelles?"
    r"|vraies? valeurs?|(?:valor(?:es)? )?reales|(?:valor )?real|valor verdad(?:ero|eiro)"
    r"|objetivo|etiqueta|alvo"
    r"|rótulo|valore (?:vero|reale)|obiettivo|etichetta|истин(?:а|ное|ный)(?: (?:значение"
    r"|ответ))?|метка|цель"
    r"|реальное(?: значение)?|правильный ответ|werkelijke waarde|doel"
)
_OUTPUT = r"outputs?|out|Ausgabe|sortie|salida|saída|uscita|выход|输出|出力|출력"
_INPUT = (
    r"inputs?(?:[ _]value)?|Eingabe|entrée|entrada|ingresso|вход|输入值?|入力値?|입력값?|invoer"
)
_SIGN = r"[-+−–—*×·⋅∗⊙∘]|\\(?:cdot|times|odot)(?![A-Za-z])"
_BEFORE = regex(rf"(?:(?P<sign>{_SIGN})|=|[\d)\]])[\s$({{\[]*$|(?P<bracket>[({{\[])\s*$")
_BEHIND = regex(
    rf"(?:_(?:\w|\{{\w\}})|\^\{{?\(\w\)\}}?|[₀-₉ᵢⱼ]|⁽ⁱ⁾)?[\s$)}}\]]*(?:(?P<sign>{_SIGN})|/"
    rf"|(?P<end>[,;.)\]}}$]|\Z|(?=\n)))"
)
# A part of every such word, in small letters.
_PARTS = (
    "pred", "est", "guess", "out", "probab", "y hat", "y-hat", "préd", "previs", "vorher",
    "prognose", "schätzwert", "voorspel", "предсказ", "прогноз", "预测", "模型输出", "估计值",
    "予測", "推定値", "예측", "act", "tru", "real", "obs", "target", "desired", "tgt", "label",
    "tatsäch", "wahr", "ziel", "soll", "cible", "réelle", "vraie", "verdad", "objetivo",
    "etiqueta", "alvo", "rótulo", "valor", "obiettivo", "etichetta", "werkelijke", "doel",
    "истин", "метка", "цель", "реальн", "правильн", "真", "实际", "目标", "标签", "正解",
    "実測値", "목표값", "실제값", "정답", "ausgabe", "sortie", "salida", "saída", "uscita",
    "выход", "输", "出力", "출력", "input", "eingabe", "entrée", "entrada", "ingresso", "вход",
    "入力", "입력", "invoer",
)  # fmt: skip
_COMPARES = regex(rf"(?i)(?:{_PREDICTED}|{_LABEL}|{_OUTPUT}|{_INPUT})")
_BESIDE_MINUS = regex(r"(?i)[a-z](?:_?[ph]|')[ ]?[-−–]|[-−–][ ]?[a-z](?:_?[ph]|')(?!\w)")
WHOLE = regex(rf"(?i)(?<![^\W\d_])(?:{_PREDICTED}|{_LABEL}|{_OUTPUT}|{_INPUT})(?![^\W_])")
_GIVEN = (
    r"(?i)(?<![^\W_]){}[)}}\]$]*(?:[ ]?(?:&?:?=(?!=)|←|<-)|[ ]+(?:is|be|means?|denotes?"
    r"|being|ist|sei|est|es)[ ]+"
    r"(?!(?:the|an?|our|der|die|das|la|le|el)[ ]+(?:true|actual|observed|desired|correct"
    r"|predict\w*|network|model|neuron)))"
)


def with_values_for_words(text: str, page: Vocabulary) -> str:
    """The text with the names of the page for the words that stand for its values.

    >>> from handgrad.language.parser import parse
    >>> forward = {"p": parse("w*x"), "L": parse("(p - y)^2")}
    >>> shapes = dict.fromkeys(("w", "x", "y", "p", "L"), (1, 1))
    >>> page = Vocabulary(shapes, "L", ("w",), ("x", "y"), forward=forward)
    >>> with_values_for_words("dL/dw = 2 * (predicted - actual) * input", page)
    'dL/dw = 2 * (p - y) * x'
    """
    if "=" not in text or not _compares(text):
        return text
    words = dict(_words(page))
    if not words:
        return text
    taken = {name.lower() for name in page.shapes}
    for pattern, name in words.items():
        found = regex(
            rf"(?i)(?P<text>\\(?:text|mathrm|mbox|textrm|operatorname|textit|mathit)\s?\{{\s?)?"
            rf"(?<![^\W\d_])(?<!_)(?P<word>{pattern})(?![^\W_])(?(text)\s?\}})"
        )
        text = found.sub(_put(name, taken, text), text)
    return text


def _compares(text: str) -> bool:
    """Whether a text has one of the words, or a letter with a mark beside a minus."""
    if _BESIDE_MINUS.search(text):
        return True
    return has_one(in_small_letters(text), _PARTS) and _COMPARES.search(text) is not None


def gives_words(text: str, formula: str) -> bool:
    """Whether a text gives a word of one of its formulas a value or a meaning.

    >>> gives_words("where target is -y: dw = (p - target) x", "dw = (p - target) x")
    True
    """
    words = {match[0] for match in WHOLE.finditer(formula)}
    return any(re.search(_GIVEN.format(re.escape(word)), text) for word in words)


def _words(page: Vocabulary) -> Iterator[tuple[str, str]]:
    """The words for each value of a page; those for outputs and inputs of its only layer."""
    labels = labels_of(page.forward, page.data, page.one_hot)
    beside = [tree for tree in page.forward.values() if {*labels} & {*names_in(tree)}]
    values = {name for tree in beside for name in names_in(tree) if name in page.forward}
    if len(labels) != 1 or len(beside) != 1 or len(values) != 1:
        return
    layers = [
        tree
        for name, tree in page.forward.items()
        if name != page.loss and {*page.parameters} & {*names_in(tree)}
    ]
    is_only = len(layers) == 1
    [prediction], [label] = values, labels
    if len(label) == 1 and page.shapes.keys().isdisjoint(_beside(label)):
        yield from _compared(label, prediction)
    yield (f"{_PREDICTED}|{_OUTPUT}" if is_only else _PREDICTED), prediction
    yield _LABEL, labels[0]
    entering = {name for tree in layers for name in names_in(tree) if name in page.data}
    if is_only and len(entering) == 1:
        yield _INPUT, entering.pop()


def _beside(label: str) -> tuple[str, ...]:
    return tuple(f"{label}{sign}" for sign in ("p", "h", "_p", "_h", "t", "_t"))


def _compared(label: str, prediction: str) -> Iterator[tuple[str, str]]:
    """`yp`, `y_h` and `y'` beside the label: `yp - y`, `y_p - y_t`, `y - y'`."""
    minus, own = r"[ ]?[-−–][ ]?", rf"{label}(?:_?t)?(?![\w'])"
    for sign in ("_?p", "_?h", "'"):
        beside = rf"{label}{sign}(?={minus}{own})|(?<={label} [-−–] ){label}{sign}"
        yield beside, prediction
    yield rf"{label}_?t(?={minus}{prediction})|(?<={prediction} [-−–] ){label}_?t", label


def _put(name: str, taken: Collection[str], whole: str) -> Callable[[re.Match[str]], str]:
    given: dict[str, bool] = {}

    def put(match: re.Match[str]) -> str:
        word = match["word"]
        if word not in given:
            own = re.search(_GIVEN.format(re.escape(word)), whole)
            given[word] = own is not None or word.lower() in taken
        return match[0] if given[word] or not _is_in_formula(match) else _spelled(name, match)

    return put


def _is_in_formula(match: re.Match[str]) -> bool:
    """Whether signs stand beside a word, one of them a sign of calculation."""
    start = match.string.rfind("\n", 0, match.start()) + 1
    above = match.string[start : match.start()]
    if above.rstrip()[-2:] in ("_{", "^{"):
        return False
    is_begun = "=" in above or (above.strip() and not above.strip(" \t([{$&"))
    before = _BEFORE.search(above) if is_begun else None
    behind = _BEHIND.match(match.string, match.end())
    return before is not None and behind is not None and bool(before["sign"] or behind["sign"])


def _spelled(name: str, match: re.Match[str]) -> str:
    base, _, accent = name.partition("_")
    is_accented = accent in ("hat", "bar", "tilde") and "\\" in match.string
    return rf"\{accent}{{{base}}}" if is_accented else name
