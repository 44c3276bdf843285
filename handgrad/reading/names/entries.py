"""Words with what stands below and above them: `w_1`, `W_{jk}`, `W^{[1]}`."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from handgrad.reading.names.layer_words import layer_words
from handgrad.reading.names.row_indices import is_row
from handgrad.reading.names.vocabulary import Names
from handgrad.reading.spelling.characters import ACCENTS
from handgrad.reading.spelling.letters import capital_of
from handgrad.reading.spelling.piece import Piece
from handgrad.regex import regex

LONGEST_WORD = 200
_INDEX = r"(\d+|[A-Za-z]|:)"
_INDICES = {
    1: (regex(rf"_+{_INDEX}"),),
    2: (regex(rf"_+{_INDEX}_+{_INDEX}"), regex(r"_+(\d|[A-Za-z])(\d|[A-Za-z])"),
        regex(rf"_+{_INDEX}")),
}  # fmt: skip


def name_options(word: str, p: int, end: int, names: Names) -> Iterator[tuple[Piece, int]]:
    """The name at word[p:end], with the indices that follow it, as a factor."""
    name = names.find(word[p:end])
    if name is None or name in names.vocabulary.sizes:
        name = _matrix_of(word[p:end], word[end : end + 1], names) or name
    if name is None:
        return
    after = word[end : end + 1]
    if after != "_" and not after.isdigit():
        yield Piece("name", name, p), end
        return
    subscripts = word[end:] if after == "_" else "_" + word[end:]
    shift = 0 if after == "_" else 1
    # One index of a normalised matrix could be a row, or an entry of one row.
    is_entry_alone = names.find(word[p:end]) is None and "_" in word[p:end]
    for pattern in _INDICES.get(names.rank(name), ()):
        match = pattern.match(subscripts)
        if match and is_entry_alone and match.re.groups < names.rank(name):
            match = match if is_row(match[1], name, names) else None
        if match:
            indices = tuple(match.groups())
            yield Piece("name", name, p, False, indices), end + match.end() - shift


def _matrix_of(word: str, after: str, names: Names) -> str | None:
    """X for x_i, W2 for w2_jk, X_hat: the entries of an array go by its small letter."""
    letter = word.partition("_")[0].rstrip("0123456789")
    rest = word[len(letter) :].removeprefix("_")
    is_accented = rest in ACCENTS.values()
    is_entry = after == "_" and (not rest or rest.isdigit() or is_accented)
    capital = capital_of(letter) + rest if is_entry and capital_of(letter) else ""
    capital = (names.find(capital) or "") if is_accented else capital
    return capital if capital in names.shapes and names.rank(capital) else None


def indexed_name(word: str, names: Names) -> Piece | None:
    """A word that is one name, with its indices if it has any."""
    if name := names.find(word):
        return Piece("name", name, 0, False, names.entry_letters.get(name, ()))
    for end in range(len(word), 0, -1):
        for piece, stop in name_options(word, 0, end, names):
            if stop == len(word):
                return piece
    return None


def is_entry(word: str, names: Names) -> bool:
    """Whether a word is an entry of a vector that is known, such as x_1."""
    base, _, below = word.partition("_")
    name, letters = names.find(base), below.replace("_", "")
    is_word = (letters.isalpha() and len(letters) > 2) or is_array_below(below, names)
    is_own = is_word or below.partition("_")[0] in ACCENTS.values()
    return bool(name and below and not is_own and names.rank(name))


def is_array_below(below: str, names: Names) -> bool:
    """Whether what stands below a name is an array of the page: `G_A`, no entry of G."""
    name = names.find(below) if below.isupper() else None
    return name is not None and names.rank(name) > 0


def with_scripts(raw: Sequence[Piece], i: int, names: Names) -> tuple[str, int]:
    """A word with the subscripts and bracketed superscripts behind it, and where it ends."""
    word, layer = raw[i].text, ""
    i += 1
    for _ in range(3):
        found = _subscript(raw, i)
        if found:
            word += found[0]
        elif found := _label([p.text for p in raw[i : i + 6]], word, names):
            base, _, below = word.partition("_")
            word = base + found[0] + (f"_{below}" if below else "")
        elif layer.isdecimal() and (found := _sample([p.text for p in raw[i : i + 6]])):
            word += f"_{found[0]}"
        elif not layer and (found := _layer([p.text for p in raw[i : i + 6]], word, names)):
            layer = found[0]
        elif found := _words_below(raw, i, word, names):
            pass
        else:
            break
        i += found[1]
    word = _layered(word, layer, names) if layer else names.told_apart(word)
    return names.of_sample(_unlabelled(_of_last_layer(word, names), names)), i


def _of_last_layer(word: str, names: Names) -> str:
    """`δ_L` as a name of its own and `z_L` as z, where L is the loss and numbers no layer."""
    base, _, below = word.partition("_")
    layer, _, indices = below.partition("_")
    if not below or layer != names.vocabulary.loss or names.find(word) or len(layer) > 1:
        return word
    tail = f"_{indices}" if indices else ""
    if names.find(base) in names.vocabulary.forward:
        return base + tail
    return f"{base}_last{tail}" if base == "delta" and names.find(base) is None else word


def _unlabelled(word: str, names: Names) -> str:
    """A value of the page without the capital below it that only says of what: `σ²_B`."""
    base, _, below = word.partition("_")
    is_label = len(below) == 1 and below.isupper() and names.find(below) is None
    return base if is_label and names.find(base) in names.vocabulary.forward else word


def _subscript(raw: Sequence[Piece], i: int) -> tuple[str, int] | None:
    """`_1`, `_i`, `_{jk}`, `_{j,k}` as part of a word, and how many pieces it has."""
    if i + 1 >= len(raw) or raw[i].text != "_":
        return None
    inside = raw[i + 1 : i + 10]
    if inside[0].text != "{":
        is_plain = inside[0].kind in ("word", "number") and _is_plain(inside[0].text)
        return (f"_{inside[0].text}", 2) if is_plain else None
    parts: list[str] = []
    for n, piece in enumerate(inside[1:], 1):
        if piece.text == "}":
            return ("_" + "_".join(parts), n + 2) if parts else None
        if piece.text != ",":
            if piece.kind == "command" or not (_is_plain(piece.text) or piece.text == ":"):
                return None
            parts.append(piece.text)
    return None


def _label(texts: list[str], word: str, names: Names) -> tuple[str, int] | None:
    """The word above a name of the writer's own that says which it is: `δ^{out}`."""
    match texts:
        case ["^", "{", "(" | "[", label, ")" | "]", "}", *_]:
            length = 6
        case ["^", "{", label, "}", *_] | ["^", "(" | "[", label, ")" | "]", *_]:
            length = 4
        case ["^", label, *_]:
            length = 2
        case _:
            return None
    base = word.partition("_")[0]
    of_page = label in layer_words(names.vocabulary)
    is_free = of_page or names.find(label) is None
    is_own = base not in NO_INDEX and names.find(base) is None and is_free
    of_errors = base == "delta" and label in _LABELS_OF_ERRORS
    is_label = of_page or label in _LABELS or of_errors
    return (label, length) if is_own and is_label else None


_LABELS_OF_ERRORS = ("a", "c", "h", "o", "s", "x", "y", "z")
_LABELS = (
    "out", "output", "hid", "hidden", "in", "input", "top", "last", "up", "upstream", "down",
)  # fmt: skip


def _sample(texts: list[str]) -> tuple[str, int] | None:
    """The i of a sample behind a layer: `a^{[1](i)}`."""
    match texts:
        case ["^", "{", "(", index, ")", "}", *_] if len(index) == 1 and index.isalpha():
            return index, 6
    return None


def _words_below(
    raw: Sequence[Piece], i: int, word: str, names: Names
) -> tuple[str, int] | None:
    """The subscript of a loss that only says which one it is: `J_{naive-softmax}`."""
    if names.find_loss(word) is None or [p.text for p in raw[i : i + 2]] != ["_", "{"]:
        return None
    for n, piece in enumerate(raw[i + 2 : i + 12]):
        if piece.text == "}":
            return "", n + 3
        if piece.kind != "word" and piece.text not in "-":
            return None
    return None


def _is_plain(text: str) -> bool:
    return text.replace("_", "").isalnum()


def _layer(texts: list[str], word: str, names: Names) -> tuple[str, int] | None:
    """The number or index in `^{(1)}`, `^{[1]}`, `^(i)`, `^i`, and how many pieces it has."""
    match texts:
        case ["^", "{", "(" | "[", index, ")" | "]", "}", *_]:
            is_layer = True
        case ["^", "[", index, "]", *_]:
            is_layer = True
        case ["^", "(", index, ")", *_] if index.isdecimal():
            return (
                (index, 4) if _is_numbered(word.removeprefix("d"), word, index, names) else None
            )
        case ["^", "(", index, ")", *_]:
            is_layer = index.isalpha() and not names.find(index)
        case ["^", "{", index, "}", *_] | ["^", index, *_]:
            return _bare_layer(texts, index, word, names)
        case _:
            return None
    is_index = index.isdecimal() or (len(index) == 1 and index.isalpha())
    if not is_layer or not is_index:
        return None
    return index, 4 + 2 * (texts[1] == "{")


def _bare_layer(
    texts: list[str], index: str, word: str, names: Names
) -> tuple[str, int] | None:
    """The i of `x^i` over an array, the 2 of `w^2` where only w2 is a name."""
    length = 2 + 2 * (texts[1] == "{")
    base, _, below = (word, "", "") if _array(word, names) else word.partition("_")
    is_name = names.find(base) is None and index.isalpha() and base not in NO_INDEX
    if is_name and (names.find(base + index) or names.find(f"{base}_{index}")):
        return index, length
    if index.isdecimal():
        return (index, length) if _is_numbered(base, word, index, names) else None
    if word == "delta" and index == names.vocabulary.loss and names.find(word) is None:
        return index, length
    name = _array(base, names)
    if name is None or not index.isalpha() or names.find(index) or index in ("T", "t", "tr"):
        return None
    fits = len(index) + len(below.replace("_", "")) <= names.rank(name)
    return (index, length) if fits and index.isascii() and index not in NO_INDEX else None


def _is_numbered(base: str, word: str, number: str, names: Names) -> bool:
    """Whether a name is known only with a number above it, here or where the text says it."""
    own, _, below = word.partition("_")
    matrix = base.capitalize()
    is_entry = len(base) == 1 and base.islower() and names.find(matrix) is None
    is_entry = is_entry and matrix + number in names.shapes and names.rank(matrix + number) == 2
    is_known = (
        names.find(base + number) is not None or own + number in names.layered or is_entry
    )
    is_index = len(below.replace("_", "")) <= 2 and (below.replace("_", "") + "a").isalpha()
    is_free = names.find(base) is None or (base in names.usual and not below)
    return is_known and is_free and is_index and base != "e"


NO_INDEX = ("e", "d", "H", "C")


def _array(word: str, names: Names) -> str | None:
    """The vector or matrix that a word names, its rows by the small letter too."""
    name = names.find(word) or _matrix_of(word, "_", names)
    return name if name is not None and names.rank(name) else None


def _layered(word: str, layer: str, names: Names) -> str:
    """W^{[1]} as W1 where that is a name, else as the sample 1 of W."""
    base, _, subscripts = word.partition("_")
    joined = next((n for n in (base + layer, f"{base}_{layer}") if names.find(n)), None)
    if joined and not layer.isdecimal() and names.find(base) is None:
        return f"{joined}_{subscripts}" if subscripts else joined
    accent, _, below = subscripts.partition("_")
    is_accented = accent in ACCENTS.values() and not layer.isdecimal()
    if is_accented and below:
        return f"{base}_{accent}_{layer}_{below}"
    if is_accented or (names.find(word) and not names.find(base + layer)):
        return f"{word}_{layer}"
    tail = f"_{subscripts}" if subscripts else ""
    is_sample = not names.find(base) and not names.find(base + layer) and _array(base, names)
    if is_sample and layer.isdecimal() and base.capitalize() + layer not in names.shapes:
        return f"{base}_{layer}{tail}"
    if layer.isdecimal() and (names.find(base + layer) or not names.find(base)):
        is_own = names.find(base + layer) is not None
        capital = base.capitalize() + layer if len(base) == 1 and not is_own else ""
        is_matrix = capital in names.shapes and names.rank(capital) == 2
        return (capital if is_matrix else base + layer) + tail
    return f"{base}_{'_'.join(layer)}{tail}"


def below_bracket(left: Sequence[Piece]) -> Iterator[str]:
    """The indices of a left side in brackets: the i and j of `(∇_X L)_{ij}`."""
    texts = [piece.text for piece in left if piece.kind != "end"]
    if not texts or texts[0] not in ("(", "["):
        return
    for n in range(len(texts) - 1, 0, -1):
        if texts[n] in (")", "]"):
            rest = "".join(texts[n + 1 :])
            match = re.fullmatch(r"_(?:\{([a-z]),?([a-z]?)\}|([a-z])([a-z]?))", rest)
            yield from (letter for letter in match.groups() if letter) if match else ()
            return


def before_sums(left: Sequence[Piece], letters: tuple[str, ...]) -> tuple[str, ...]:
    r"""The indices of a left side before its first sum: k of `\partial_k \sum_i f_i`."""
    sums = [n for n, p in enumerate(left) if p.kind == "function" and p.text == "sum"]
    before = (
        {index for piece in left[: sums[0]] for index in piece.indices} if sums else letters
    )
    return tuple(letter for letter in letters if letter in before)


INDEXED = ("name", "derivative", "differential", "gradient")


def in_code_brackets(found: Sequence[Piece], names: Names) -> Iterator[str]:
    """The indices of code on the left: the i of `dS[i, :]`."""
    is_open = False
    for before, piece in pairwise(found):
        is_open = piece.text != "]" and (
            is_open or (piece.text == "[" and piece.glued and before.kind in INDEXED)
        )
        is_letter = len(piece.text) == 1 and piece.text.isalpha()
        if is_open and is_letter and names.find(piece.text) is None:
            yield piece.text
