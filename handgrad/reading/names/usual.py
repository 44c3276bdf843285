r"""What people call predictions, samples and arrays where a page calls them otherwise.

`\hat y` is the value that the loss compares with the label, `m` the number of samples that the
loss is a mean over; a text that gives such a word a value of its own means that.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from unicodedata import normalize

from handgrad.language import functions
from handgrad.language.shape import SCALAR, Shape
from handgrad.language.tree import Call, Name, Node, walk
from handgrad.language.tree import names as names_in
from handgrad.reading.names.compared import USUAL_LABELS, labels_of
from handgrad.reading.names.recased import recased
from handgrad.reading.names.said_otherwise import is_said_otherwise
from handgrad.reading.spelling.characters import ACCENTS, GREEK
from handgrad.regex import regex

_SPELLED = {
    "sigma": r"(?:\\sigma(?![A-Za-z])|σ|\bsigma\b)(?=[ ]?(?:\([ ]?\w[ ]?\)[ ]?)?[_ᵢⱼₖ])",
    "Sigma": r"(?:\\Sigma(?![A-Za-z])|Σ|\bSigma\b)",
}
_SCRIPTS = (
    r"(?:\s*[_^]\s*(?:\{[^{}]*\}|\([^()]*\)|\w)|[ᵢⱼₙ₁₂])*\s*(?:\([^()=]*\))?\s*&?\s*:?=(?!=)"
)
_CODE = regex(
    r"^\s*(?:def|return|import|from)\b|(?<!\\)\blambda\b[^:\n]{0,40}:"
    r"|^\s*for\b.*\bin\b.*:\s*$",
    re.MULTILINE,
)
_TURNED = regex(r"\^\s*(?:t(?![A-Za-z_])|\{\s*(?:\\math\w+\s*\{?\s*)?t\s*\}?\s*\})")
_PRODUCT = regex(r"\\prod|∏|Π|\bprod\b|\blikelihood")
_UP_TO = regex(
    r"(?:\\sum|\\prod|[∑∏Σ]|\bsum)[ ]?(?:\\limits)?[ ]?"
    r"_[ ]?(?:\{[^{}]{1,20}\}|\w)[ ]?\^[ ]?\{?[ ]?([mnN])\b"
)
_NUMBERED = regex(r"([A-Za-z])_?\d")
_DRESSED = regex(r"(?<![A-Za-z\\_^{])([A-Za-z])_\{?([a-hp-rv-z])\}?(?![\w,])")
_BELOW = regex(r"(?:_[A-Za-z0-9]{1,2})+$")
_NUMBERED_ACCENT = regex(r"([A-Za-z]+?)_?(\d*)_?(hat|bar|tilde)_?(\d*)")
_PROBABILITIES = ("sigmoid", "softmax")


def usual_names(
    forward: Mapping[str, Node],
    data: Collection[str],
    shapes: Mapping[str, Shape],
    known: Collection[str],
    text: str,
    one_hot: Collection[str] = (),
) -> dict[str, str]:
    """The name of the page that each usual word of a text stands for."""
    if _CODE.search(text):
        return {}
    labels = labels_of(forward, data, one_hot)
    predictions, samples = _predictions(forward, labels), _samples(forward, data, shapes)
    words = dict(
        (
            *_capitals(shapes),
            *_normalized(shapes),
            *_counted(data, shapes, text),
            *predictions,
            *samples,
            *layers_zero(forward, data),
            *_unnumbered(forward, shapes, text),
            *_labels([name for name in labels if name in (*USUAL_LABELS, *one_hot)], shapes),
            *_outputs(forward),
        )
    )
    if shapes.get("S", (1, 1))[0] == shapes.get("S", (0, 1))[1] != 1:
        words["Sigma"] = "S"
    if any(shape != SCALAR for shape in shapes.values()) and _is_transposed(text):
        words.pop("t", None)
    below = {label.rpartition("_")[2] for label in labels if "_" in label}
    taken = {*known, *below}
    used = {w: name for w, name in words.items() if w not in taken and _is_used(w, text)}
    others = (*recased(shapes, text), *_dressed(shapes, text))
    return used | {w: name for w, name in others if w not in known}


# `we get a residual`, `on a dL/dw = ...`.
_ARTICLE = regex(
    r"\ba\s+(?:[a-z]{2}|\$?\s*(?:∂|∇|d[A-Z]\w*\s*/|\\(?:partial|nabla)|\\[dt]?frac\s*\{\s*(?:d|\\partial)))"
    r"|\b[Oo]n\s+a\b"
)


def accented(name: str) -> Iterator[str]:
    """Other spellings of a name with an accent, which may stand first, or beside a number.

    >>> list(accented("hat_y")), list(accented("Y_hat2")), list(accented("t1_hat"))
    (['yhat'], ['Y2hat'], ['that1'])
    """
    accent, _, letter = name.partition("_")
    if letter and accent in ACCENTS.values():
        name = letter + accent
        yield name
    if numbered := _NUMBERED_ACCENT.fullmatch(name):
        letter, inner, accent, outer = numbered.groups()
        if inner or outer:
            yield letter + outer + accent + inner


def base(word: str) -> str:
    """A word without the indices below it.

    >>> base("y_hat_i")
    'y_hat'
    """
    return _BELOW.sub("", word)


def _is_used(word: str, text: str) -> bool:
    """Whether a text uses a word as a sign for something, and does not say for what."""
    if word[1:].isdigit():
        return _is_layer_used(word[0], word[1:], text)
    if word == "T" and re.search(r"\^\s*\{?\s*T(?![A-Za-z])", text):
        return False
    hatted = _with_hat(word.removesuffix("hat")) if word.endswith("hat") else None
    sign = hatted or _SPELLED.get(word, rf"(?<![A-Za-z\\_]){word}(?![A-Za-z])")
    if not re.search(sign, text) or is_said_otherwise(sign, text):
        return False
    if re.search(rf"(?<![\^∂])(?<!\^\{{)(?<!partial )(?<!hat )(?<!/d){sign}{_SCRIPTS}", text):
        return False
    if word in ("f", "h") and re.search(rf"{sign}\s*\(\s*[^()\w\\]", text):
        return False
    if word == "f":
        return not re.search(rf"(?:∂|\\partial|∇|\\nabla)\s*f\b|{sign}\s*'", text)
    if re.search(rf"(?:_\s*\{{?(?:\w*,)?|\^\s*\{{?\()\s*{word}(?![A-Za-z])", text):
        return False
    if word == "t" and re.search(r"(?<!e)\^\s*\{?\s*t(?!\w)", text):
        return False
    is_article = word == "a" and _ARTICLE.search(text)
    is_divisor = rf"(?:/|\}}\s*\{{)\s*[({{]?\s*2?\s*[*·]?\s*{sign}\s*[)}}]?"
    is_step = re.search(rf"[+-]\s*{sign}\s*\)", text) and (
        re.search(r"lim|\\to(?![A-Za-z])|→|approx", text) or re.search(is_divisor, text)
    )
    return not is_article and not is_step


def _with_hat(label: str) -> str:
    """How a text writes a label with a hat: `\\hat y`, `ŷ`, `y_hat`, `y_pred`."""
    letters = [label, *(letter for letter, word in GREEK.items() if word == label)]
    signs = "|".join(normalize("NFC", f"{c}\u0302") + rf"|{c}\u0302" for c in letters)
    inside = rf"\\(?:wide)?hat\s*\{{?\s*\\?(?:{'|'.join(letters)})(?![A-Za-z])\s*\}}?"
    return rf"(?:{inside}|{signs}|\b{label}_?(?:hat|pred))"


def _is_transposed(text: str) -> bool:
    """Whether t stands alone above something that is turned, and nowhere as a value."""
    turned = _TURNED.sub("", text)
    is_value = re.search(r"(?<![A-Za-z\\])t(?![A-Za-z])", turned) or _PRODUCT.search(text)
    return turned != text and not is_value


def is_doubtful_above(text: str) -> bool:
    """Whether the t of labels raised in a text may be the transpose.

    A likelihood, `p^t (1 - p)^{1-t}`, has the label.
    """
    return not _PRODUCT.search(text) and not re.search(r"1\s?[-−]\s?t(?!\w)", text)


def _is_layer_used(letter: str, number: str, text: str) -> bool:
    """Whether a text speaks of a layer of a letter, and does not say what that is."""
    above = rf"(?<![A-Za-z\\]){letter}\s*(?:[_^][\s{{(\[]*)?"
    raised, lowered = "⁰¹²³⁴⁵"[int(number)], "₀₁₂₃₄₅"[int(number)]
    is_used = re.search(
        rf"{above}(?:{number}(?!\d)|(?:\\ell|[lL])(?![A-Za-z]))"
        rf"|(?<![A-Za-z\\]){letter}(?:{raised}|{lowered}|ˡ|ₗ|ᴸ)",
        text,
    )
    said = rf"{above}{number}[\s}})\]]*=(?!=)|{letter}[{raised}{lowered}]\s*="
    return bool(is_used) and not re.search(said, text)


def _predictions(
    forward: Mapping[str, Node], labels: Collection[str]
) -> Iterator[tuple[str, str]]:
    """The only value that stands in one formula with the labels, by what it is called."""
    yield from _activations(forward)
    beside = [tree for tree in forward.values() if set(labels) & set(names_in(tree))]
    values = {n for tree in beside for n in names_in(tree) if n in forward}
    if len(labels) != 1 or len(beside) != 1 or len(values) != 1:
        return
    [prediction] = values
    yield from ((f"{label}hat", prediction) for label in ("y", "Y", *labels))
    calls = [n.function for tree in forward.values() for n in walk(tree) if isinstance(n, Call)]
    bent = [f for f in calls if f in functions.ACTIVATIONS or f == "softmax"]
    if len(bent) > 1:
        return
    last = forward[prediction]
    if not bent or (isinstance(last, Call) and last.function in bent):
        yield "h", prediction
    match last:
        case Call(function) if function in _PROBABILITIES:
            yield from ((word, prediction) for word in ("a", "p", "phat", "P", "Pr"))
    yield "f", prediction


def _capitals(shapes: Mapping[str, Shape]) -> Iterator[tuple[str, str]]:
    """The capital letter of an array that a page calls by the small one: X for x."""
    for name, shape in shapes.items():
        if len(name) == 1 and name.islower() and shape != SCALAR:
            yield name.upper(), name


def _unnumbered(
    forward: Mapping[str, Node], shapes: Collection[str], text: str
) -> Iterator[tuple[str, str]]:
    """The letter of the only value of a page that has it with a number: z for z1.

    In a text that has layers of it, it is none of them.
    """
    letters = [(match[1], name) for name in forward if (match := _NUMBERED.fullmatch(name))]
    for letter, name in letters:
        layers = (
            rf"(?<![A-Za-z\\]){letter}\s*(?:\^\s*(?:\{{?\s*[(\[]|\{{?[lL])|_\s*\{{?[lL\d]|\d)"
        )
        others = (m[1] for n in shapes if n != name and (m := _NUMBERED.fullmatch(n)))
        is_only = letter not in others
        if is_only and not re.search(layers, text):
            yield letter, name


def _dressed(shapes: Mapping[str, Shape], text: str) -> Iterator[tuple[str, str]]:
    """An array with a letter below that counts nothing: `v_c` for the v of a page."""
    for name, letter in set(_DRESSED.findall(text)):
        counts = rf"(?:\\sum|[∑Σ]|\bsum)\s*_?\s*\{{?\s*{letter}\b"
        is_own = re.search(rf"{counts}|(?<!partial ){name}_\{{?{letter}\}}?\s*&?=(?!=)", text)
        is_apart = re.search(rf"(?<!{name})_(?:{letter}|\{{[^{{}}]*{letter})", text) is None
        is_vector = 1 in shapes.get(name, SCALAR) and shapes.get(name, SCALAR) != SCALAR
        if is_vector and letter not in shapes and is_apart and not is_own:
            yield name + letter, name


def _labels(labels: Sequence[str], shapes: Collection[str]) -> Iterator[tuple[str, str]]:
    """What people call the labels, where a page has one array of labels.

    A small letter is none of them where the page has its capital: `y` is an entry of Y.
    """
    if len(labels) == 1:
        words = (word for word in ("y", "t") if {word.upper()} & {*shapes} <= {labels[0]})
        yield from ((word, labels[0]) for word in (*words, "ytrue"))


def _normalized(shapes: Mapping[str, Shape]) -> Iterator[tuple[str, str]]:
    """What a normalised array with a hat is called in code: x_norm."""
    for name in ("xhat", "x_hat", "Xhat", "X_hat"):
        if name in shapes:
            yield from ((f"{name[0]}{word}", name) for word in ("norm", "normalized", "n"))


def layers_zero(
    forward: Mapping[str, Node], data: Collection[str]
) -> Iterator[tuple[str, str]]:
    """What enters the first layer, by the number before it: `a^{[0]}`, or a1 of `z2`."""
    numbers = sorted(n[-1] for n in forward if re.fullmatch(r"[A-Za-z]+_?[12]", n))
    if not numbers:
        return
    numbered = (n for n in forward if re.fullmatch(rf"[A-Za-z]+_?{numbers[0]}", n))
    found = sorted(set(data) & set(names_in(forward[next(numbered)])))
    if len(found) == 1:
        letters = (*"aAhHo", *_letters_of_layers(forward, numbers[0]))
        before = str(int(numbers[0]) - 1)
        yield from ((letter + before, found[0]) for letter in letters)


def _letters_of_layers(forward: Mapping[str, Node], number: str) -> list[str]:
    """What a page calls what leaves this layer and enters the next: the a of `z2 = w2*a1`."""
    following = str(int(number) + 1)
    entering = [
        n for name, tree in forward.items() if name[1:] == following for n in names_in(tree)
    ]
    return [name[0] for name in entering if name[1:] == number and name in forward]


def _outputs(forward: Mapping[str, Node]) -> Iterator[tuple[str, str]]:
    """What a page calls by a name of its own, as its last layer: `a^{(L)}` for y_hat."""
    numbered = {name.replace("_", ""): name for name in forward}
    for name, tree in forward.items():
        match tree:
            case Call(_, (Name(before),)) if before[-1:].isdigit() and before[-1] in "2345":
                number = before[-1]
                below = str(int(number) - 1)
                letters = {*"aAhH", *_letters_of_layers(forward, below)}
                words = (letter + number for letter in sorted(letters))
                lower = {letter + below for letter in letters}
                if not name[-1:].isdigit() and lower & numbered.keys():
                    yield from ((word, name) for word in words if word not in numbered)


def _activations(forward: Mapping[str, Node]) -> Iterator[tuple[str, str]]:
    """What a softmax or a sigmoid that a page ends with is called."""
    if len(forward) == 1:
        [(name, tree)] = forward.items()
        if isinstance(tree, Call) and tree.function in _PROBABILITIES:
            yield from (
                (word, name) for word in ("s", "S", "yhat", "a", "p", "q", "y", "sigma")
            )
    calls = [n for tree in forward.values() for n in walk(tree) if isinstance(n, Call)]
    bent = [call for call in calls if call.function in functions.ACTIVATIONS]
    if len(bent) == 1 and bent[0].function == "softmax":
        yield from (("sigma", name) for name, tree in forward.items() if tree == bent[0])


def _samples(
    forward: Mapping[str, Node], data: Collection[str], shapes: Mapping[str, Shape]
) -> Iterator[tuple[str, str]]:
    """The size of the labels, where the loss is a mean over it."""
    sizes = {shapes[name][0] for name in data if name in USUAL_LABELS}
    loss = [*forward.values()][-1:]
    if not sizes:
        yield from _batch(forward, shapes)
    if len(sizes) != 1 or not loss:
        return
    [size] = sizes
    is_mean = any(isinstance(n, Call) and n.function == "mean" for n in walk(loss[0]))
    if isinstance(size, str) and (is_mean or size in names_in(loss[0])):
        yield from ((word, size) for word in ("m", "n", "N"))


def _counted(
    data: Collection[str], shapes: Mapping[str, Shape], text: str
) -> Iterator[tuple[str, str]]:
    """The letter up to which a text sums, where the data have one size alone."""
    sizes = {size for name in data for size in shapes[name] if isinstance(size, str)}
    if len(sizes) == 1:
        [size] = sizes
        yield from ((letter, size) for letter in _UP_TO.findall(text))


def _batch(
    forward: Mapping[str, Node], shapes: Mapping[str, Shape]
) -> Iterator[tuple[str, str]]:
    """The size that the means of a page go over, as in batch norm."""
    nodes = [node for tree in forward.values() for node in walk(tree)]
    means = [n for n in nodes if isinstance(n, Call) and n.function == "mean" and n.axis == 0]
    inside = {name for n in means for name in names_in(n) if name in shapes}
    over = {shapes[name][0] for name in inside if 1 not in shapes[name]}
    if len(over) == 1:
        yield from (("m", size) for size in over if isinstance(size, str))
