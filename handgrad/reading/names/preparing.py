"""Raw pieces in one form, before words are looked up.

`X^TX` is cut behind the T, `d\\beta` is one differential, the δ of `δL/δw` is ∂, and σ² is the
name that a page has for a variance.
"""

import re
from collections.abc import Iterator, Sequence

from handgrad.reading.names.derivative_words import derivative_word
from handgrad.reading.names.differential_signs import (
    begins_differential,
    group_end,
    is_of_quotient,
    is_partial,
)
from handgrad.reading.names.entries import indexed_name, with_scripts
from handgrad.reading.names.layered_slopes import with_labels_behind
from handgrad.reading.names.name_spellings import function_spelled
from handgrad.reading.names.transposed_words import is_transposed
from handgrad.reading.names.units import ONES
from handgrad.reading.names.vocabulary import ACTIVATION_LETTERS, Names
from handgrad.reading.spelling.characters import GREEK
from handgrad.reading.spelling.commands import word_set
from handgrad.reading.spelling.piece import Piece

# What a sum may be said to be over, in words: those of the rows of a matrix.
ROWS = word_set("rows samples batch examples data instances points observations minibatch")
_END = Piece("end", "", 0)
# What the signs with a point in front are in Octave and Julia.
_ENTRY_BY_ENTRY = {"*": "⊙", "/": "/", "^": "**"}
_GREEK_LETTERS = frozenset(GREEK.values())


def with_small_deltas(raw: list[Piece], names: Names) -> list[Piece]:
    """`δ c` as `dc`, in a text that says so what δ c is."""
    found: list[Piece] = []
    for piece in raw:
        is_delta = bool(found) and found[-1].text == "delta"
        if is_delta and piece.text.partition("_")[0] in names.small_deltas:
            found[-1] = piece._replace(text=f"d{piece.text}", at=found[-1].at, glued=False)
        else:
            found.append(piece)
    return found


def with_sums_over(raw: Sequence[Piece]) -> list[Piece]:
    """`Σ_rows`, `\\sum_{\\text{batch}}` as one word, sum_rows."""
    found: list[Piece] = []
    n = 0
    while n < len(raw):
        texts = [piece.text for piece in raw[n : n + 5]]
        is_braced = texts[2:3] + texts[4:] == ["{", "}"]
        below = texts[2 + is_braced : 3 + is_braced]
        is_over = texts[0] in ("sum", "Sum", "mean") and texts[1:2] == ["_"]
        if is_over and ROWS.intersection(below):
            found.append(raw[n]._replace(kind="word", text=f"{texts[0].lower()}_{below[0]}"))
            n += 3 + 2 * is_braced
        elif texts[:2] in (["sum", "over"], ["Sum", "over"], ["mean", "over"]) and (
            skipped := _index_said(raw, n + 2)
        ):
            word = f"{texts[0].lower()}_{raw[skipped - 1].text}"
            found.append(raw[n]._replace(kind="word", text=word))
            n = skipped + (raw[skipped].text == "of" if skipped < len(raw) else 0)
        else:
            found.append(raw[n])
            n += 1
    return found


def _index_said(raw: Sequence[Piece], n: int) -> int:
    """Behind the i of `sum over i` or `sum over all i`, at a place; 0 where none stands."""
    n += n < len(raw) and raw[n].text == "all"
    is_index = n < len(raw) and len(raw[n].text) == 1 and raw[n].text.isalpha()
    return n + 1 if is_index else 0


def _with_hadamard(raw: list[Piece], names: Names) -> list[Piece]:
    """A small o between two factors as the sign ∘ that it is typed for: `(P - Y) o A`."""
    if all(p.text != "o" for p in raw) or names.find("o"):
        return raw
    found = list(raw)
    for n in range(1, len(raw) - 1):
        before, piece, behind = raw[n - 1 : n + 2]
        is_apart = piece.text == "o" and not piece.glued and not behind.glued
        ends = before.kind in ("word", "number") or before.text in (")", "]", "}", "⊤", "'")
        begins = behind.kind in ("word", "number", "command") or behind.text in ("(", "[", "{")
        if is_apart and piece.kind == "word" and ends and begins:
            found[n] = piece._replace(kind="sign", text="⊙")
    return found


def _with_dots(raw: list[Piece], names: Names) -> list[Piece]:
    """A point between two factors as the dot of a product: `w_1.x_1`; `.*` as ⊙, `./` as /."""
    if names.language:
        return raw
    found, entrywise = list(raw), set[int]()
    for n in range(1, len(raw) - 1):
        before, piece, behind = raw[n - 1 : n + 2]
        if piece.text == "." and behind.text in _ENTRY_BY_ENTRY and behind.glued:
            found[n + 1] = behind._replace(text=_ENTRY_BY_ENTRY[behind.text])
            entrywise.add(n)
        if piece.text != "." or piece.kind != "sign" or before.text == ".":
            continue
        is_apart = not piece.glued and not behind.glued
        is_turned = n > 1 and before.text in ("T", "⊤") and raw[n - 2].text == "^"
        is_value = before.text in (")", "]", "}") or is_turned or _is_named(raw, n - 1, names)
        is_value |= is_apart and before.kind == "number"
        is_factor = (
            behind.text == "("
            or (is_apart and (behind.kind == "number" or behind.text == "sum"))
            or behind.text.endswith("frac")
            or (behind.kind == "command" and behind.text == "sum")
            or (_is_named(raw, n + 1, names) and function_spelled(behind.text) is None)
        )
        if is_value and is_factor and behind.text not in ("T", "t"):
            found[n] = piece._replace(text="·")
    return [piece for n, piece in enumerate(found) if n not in entrywise]


def _is_named(raw: list[Piece], n: int, names: Names) -> bool:
    """Whether a name of the text or its page stands at a place, or an entry or differential."""
    if raw[n].kind != "word":
        return False
    word, _ = with_scripts(raw, n, names)
    return bool(names.find(word) or indexed_name(word, names) or derivative_word(word, names))


def _with_ones_apart(raw: list[Piece], names: Names) -> list[Piece]:
    """`λ1`, a number times ones, as λ: beside arrays that is the same; `1_n` as n ones."""
    found = list(raw)
    for n, piece in enumerate(raw if names.has_arrays else []):
        below = [p.text for p in raw[n + 1 : n + 5] if p.text not in "{}"][:2]
        is_one = (piece.kind, piece.text, below[:1]) == ("number", "1", ["_"])
        is_above = n > 0 and raw[n - 1].text == "^"
        if is_one and not is_above and below[-1] in names.vocabulary.sizes:
            found[n] = piece._replace(kind="word", text=ONES)
    for n, piece in enumerate(raw if names.has_arrays else []):
        name = names.find(piece.text[:-1]) if piece.text[:-1] in _GREEK_LETTERS else None
        following = raw[n + 1].text if n + 1 < len(raw) else ""
        is_ones = piece.text[-1:] == "1" and following in ("", "+", "-", "=", ")", "]", ",")
        if is_ones and name and not names.rank(name) and names.find(piece.text) is None:
            found[n] = piece._replace(text=piece.text[:-1])
    return found


def prepared(raw: list[Piece], names: Names) -> list[Piece]:
    """The raw pieces with `X^TX` cut, `d\\beta` joined, σ² as a name, the δ of `δL/δw` as ∂."""
    raw = _without_loss_arguments(_without_constants(raw, names), names)
    if any(piece.text.startswith("sigma") for piece in raw):
        from handgrad.reading.names.log_variances import with_log_variance

        raw = with_log_variance(raw, names)
    raw = _with_products_of_d(raw, names)
    raw = _with_hadamard(_with_dots(_without_bracketed_terms(raw), names), names)
    raw = _with_ones_apart(raw, names)
    raw = list(_with_parameter_apart(raw, names))
    raw = _with_variance(_without_layers(with_labels_behind(raw, names), names), names)
    found: list[Piece] = []
    has_delta = names.find("delta") is not None
    has_d = names.find("d") is not None
    i = 0
    while i < len(raw):
        piece, following = raw[i], raw[i + 1] if i + 1 < len(raw) else _END
        is_word = piece.kind == "word"
        is_operator = is_word and piece.text == "d" and has_d and following.text == "}"
        is_delta = is_word and piece.text == "delta" and not has_delta and is_partial(raw, i)
        if is_delta or (is_operator and is_of_quotient(raw, i, names)):
            found.append(piece._replace(kind="sign", text="∂"))
        elif is_word and piece.text == "d" and begins_differential(raw, i, names):
            found.append(
                following._replace(text=f"d{following.text}", at=piece.at, glued=piece.glued)
            )
            i += 1
        elif (
            is_word
            and piece.text[0] == "T"
            and i
            and raw[i - 1].text == "^"
            and (len(piece.text) > 1 and names.find(piece.text) is None)
            and not is_transposed(piece.text)
        ):
            rest = piece._replace(text=piece.text[1:].lstrip("_"), at=piece.at + 1, glued=True)
            found.append(piece._replace(text="T"))
            found.append(rest._replace(kind="number") if rest.text.isdigit() else rest)
        elif is_word and i and raw[i - 1].text == "^" and _is_cut(piece.text, names):
            head, _, below = piece.text.partition("_")
            found.append(piece._replace(text=head))
            found.append(piece._replace(kind="sign", text="_", at=piece.at + 1, glued=True))
            found.append(piece._replace(text=below, at=piece.at + 2, glued=True))
        else:
            found.append(piece)
        i += 1
    return found


def _without_constants(raw: list[Piece], names: Names) -> list[Piece]:
    r"""`(\\frac{\\partial p}{\\partial T})_V` without what is held constant."""
    texts = [piece.text for piece in raw]
    for n in range(len(raw) - 3):
        is_derivative = texts[n] == "(" and (
            texts[n + 1].endswith("frac") or texts[n + 1][:1] in ("∂", "d")
        )
        end = group_end(texts, n, "(", ")") if is_derivative else 0
        behind = end + 1 + (texts[end + 1 : end + 2] == ["|"])
        if not end or texts[behind : behind + 1] != ["_"] or behind + 1 >= len(raw):
            continue
        stop = behind + 2
        if texts[behind + 1] == "{":
            stop = group_end(texts, behind + 1) + 1
        below = [p for p in raw[behind + 1 : stop] if p.text not in "{},;"]
        if below and all(_is_number_given(piece, names) for piece in below):
            kept = raw[:n] + raw[n + 1 : end] + raw[stop:]
            return _without_constants(kept, names)
    return raw


def _with_products_of_d(raw: list[Piece], names: Names) -> list[Piece]:
    """`dv` as d times v where both are names, and no differential is said."""
    differential = rf"(?:\bd|∂|\\partial|\\mathrm\{{?d\}}?)\s*\\?{names.vocabulary.loss}\s*&?="
    vocabulary = names.vocabulary
    known = (*vocabulary.parameters, *vocabulary.data, *vocabulary.forward)
    name = names.find("d")
    is_number = name in known and not names.rank(name or "d")
    if not is_number or re.search(differential, names.text):
        return raw
    found: list[Piece] = []
    for n, piece in enumerate(raw):
        before, after = (raw[m].text if 0 <= m < len(raw) else "" for m in (n - 1, n + 1))
        is_raised = n > 1 and raw[n - 2].text == "^"
        is_quotient = "/" in (before, after) or (before + after == "{}" and not is_raised)
        is_product = (
            piece.kind == "word"
            and piece.text[:1] == "d"
            and indexed_name(piece.text, names) is None
        )
        is_product = is_product and indexed_name(piece.text[1:], names) is not None
        if is_product and n and not is_quotient and piece.text not in names.left_sides:
            rest = piece._replace(text=piece.text[1:], at=piece.at + 1, glued=True)
            found += [piece._replace(text="d"), rest]
        else:
            found.append(piece)
    return found


def _is_number_given(piece: Piece, names: Names) -> bool:
    name = names.find(piece.text) if piece.kind == "word" else None
    given = (*names.vocabulary.parameters, *names.vocabulary.data)
    return name in given and not names.rank(name or "")


def _without_loss_arguments(raw: list[Piece], names: Names) -> list[Piece]:
    """The loss `E_{(w, b)}` without the parameters below it."""
    texts = [piece.text for piece in raw]
    for n in range(len(raw) - 4):
        is_loss = raw[n].kind == "word" and names.find_loss(texts[n].lstrip("d∂") or "-")
        if is_loss and texts[n + 1 : n + 4] == ["_", "{", "("]:
            end = group_end(texts, n + 2)
            inside = [p for p in raw[n + 3 : end] if p.text not in "(),;"]
            if end and all(names.find(p.text) for p in inside if p.kind == "word"):
                return _without_loss_arguments(raw[: n + 1] + raw[end + 1 :], names)
    return raw


def _without_bracketed_terms(raw: list[Piece]) -> list[Piece]:
    """`x (+ λ w)` as x + λ w: a bracket that begins with + is no factor."""
    texts = [piece.text for piece in raw]
    dropped: set[int] = set()
    for n in range(1, len(raw) - 1):
        is_value = raw[n - 1].kind in ("word", "number") or texts[n - 1] in (")", "]", "}")
        if texts[n] in ("(", "[") and texts[n + 1] == "+" and is_value:
            end = group_end(texts, n, "([", ")]")
            dropped |= {n, end} if end else set()
    return [piece for n, piece in enumerate(raw) if n not in dropped]


def _with_parameter_apart(raw: list[Piece], names: Names) -> Iterator[Piece]:
    """`∇_wJ` as ∇_w J, `∂(w)_{ij}` without its brackets."""
    texts = [piece.text for piece in raw]
    dropped: set[int] = set()
    for n, piece in enumerate(raw):
        word = piece.text
        is_below = texts[max(0, n - 2) : n] == ["∇", "_"] and piece.kind == "word"
        if is_below and names.find(word) is None and "_" not in word:
            ends = [k for k in range(1, len(word)) if names.find(word[:k])]
            ends = [k for k in ends if names.find_loss(word[k:])]
            if ends:
                yield piece._replace(text=word[: ends[-1]])
                yield piece._replace(text=word[ends[-1] :], at=piece.at + ends[-1])
                continue
        if texts[n : n + 2] == ["∂", "("] and ")" in texts[n : n + 7]:
            end = texts.index(")", n)
            if texts[end + 1 : end + 2] == ["_"]:
                dropped |= {n + 1, end}
        if n not in dropped:
            yield piece


def _is_cut(word: str, names: Names) -> bool:
    """Whether `i_j` behind ^ is what LaTeX makes of it: i above, j below."""
    head, _, below = word.partition("_")
    return len(head) == 1 and below.isalnum() and indexed_name(word, names) is None


def _without_layers(raw: list[Piece], names: Names) -> list[Piece]:
    """The activation `g^{[1]}'(z)` or `f_1(z)` without its layer: the argument says which."""
    found: list[Piece] = []
    i = 0
    while i < len(raw):
        piece = raw[i]
        found.append(piece)
        i += 1
        letter, _, below = piece.text.partition("_")
        is_letter = piece.kind == "word" and letter in ACTIVATION_LETTERS
        if not is_letter or names.find(letter) is not None or names.find(piece.text):
            continue
        primes = [p for p in raw[i : i + 1] if p.text == "'"]
        start = i + len(primes)
        texts = [p.text for p in raw[start : start + 8]]
        if below.isdecimal() and texts[:1] in (["("], ["'"]):
            found[-1] = piece._replace(text=letter)
        elif _is_power(texts, names):
            continue
        elif (length := _length_of_script(texts)) and not _is_numbered(letter, texts, names):
            found += primes
            found += [p for p in raw[start : start + length] if p.text == "'"]
            i = start + length
    return found


def _is_power(texts: Sequence[str], names: Names) -> bool:
    """Whether a number stands above, and the page has no layers that it might be one of."""
    above = [text for text in texts[1:3] if text not in "{"][:1] if texts[:1] == ["^"] else []
    return any(map(str.isdecimal, above)) and not any(
        name[-1:].isdecimal() for name in names.vocabulary.forward
    )


def _is_numbered(letter: str, texts: Sequence[str], names: Names) -> bool:
    """Whether a letter with the number behind it is a name of the page: `\\phi_1` for phi1."""
    numbers = [text for text in texts if text.isdecimal()]
    return names.find(letter + "".join(numbers[:1])) is not None


def _length_of_script(texts: list[str]) -> int:
    """How many pieces a layer above or below has, with what is applied right behind it."""
    if texts[:1] not in (["^"], ["_"]):
        return 0
    inside, end = (texts[1:2], 2) if texts[1:2] != ["{"] else (texts[2:], 0)
    if not end:
        end = texts.index("}") + 1 if "}" in texts else 0
        inside = [t for t in texts[2 : max(0, end - 1)] if t not in "()[]^'"]
    is_layer = len(inside) == 1 and inside[0].isdecimal()
    is_applied = texts[end : end + 1] in (["("], ["'"]) or "'" in texts[2:end]
    return end if is_layer and end and is_applied else 0


def _with_variance(raw: list[Piece], names: Names) -> list[Piece]:
    """σ² as the name of the page that it is, σ⁴ as its square."""
    if names.variance is None:
        return raw
    found: list[Piece] = []
    i = 0
    while i < len(raw):
        piece = raw[i]
        word, end = with_scripts(raw, i, names) if piece.kind == "word" else ("", i)
        base, _, below = word.partition("_")
        texts = [p.text for p in raw[end : end + 4]]
        braced = texts[1:2] == ["{"] and texts[3:4] == ["}"]
        power = texts[1 + braced : 2 + braced]
        if base == names.variance and piece.text == "sigma":
            found.append(piece._replace(text=word))
            i = end
            continue
        is_even = bool(power) and power[0].isdecimal() and int(power[0]) % 2 == 0
        if base == "sigma" and texts[:1] == ["^"] and is_even and int(power[0]) < 10:
            name = f"{names.variance}_{below}" if below.islower() else names.variance
            found.append(piece._replace(text=name))
            if power != ["2"]:
                found.append(piece._replace(kind="sign", text="^", glued=True))
                found.append(piece._replace(kind="number", text=str(int(power[0]) // 2)))
            i = end + 2 + 2 * braced
        else:
            found.append(piece)
            i += 1
    return found
