"""Spelled text to raw pieces: numbers, words, signs and the LaTeX commands that need reading.

What LaTeX writes for the eye only (spaces, sizes, fonts) is dropped here; an accent becomes
part of the name: `\\hat{y}` is the word y_hat.
"""

import re
from collections.abc import Iterable, Iterator

from handgrad.errors import FormulaError
from handgrad.language.tokens import LARGEST_EXPONENT, LONGEST_NUMBER
from handgrad.reading.spelling.characters import Spelled
from handgrad.reading.spelling.commands import (
    ACCENTS,
    BLACKBOARD,
    BOLD,
    FONTS,
    FOR_THE_EYE,
    LAYOUTS,
    LETTERS,
    PROSE,
    SIGNS,
    VARIANTS,
    WORDS_OF_COMMANDS,
)
from handgrad.reading.spelling.fractions_written import with_fractions
from handgrad.reading.spelling.open_places import with_open_places
from handgrad.reading.spelling.piece import Piece
from handgrad.reading.spelling.primes import with_primed_indices, with_primes
from handgrad.reading.spelling.transposes_before import with_transposes_behind
from handgrad.regex import regex

_PATTERN = regex(
    r"""(?P<space>(?:[ ]|(?<![ ])~|~(?![ ]))+)
      | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
      | (?P<word>[A-Za-z][A-Za-z0-9]*(?:\\?_+[A-Za-z0-9]+)*)
      | (?P<command>\\(?:operatorname\*|[A-Za-z]+|.))
      | (?P<sign>\*\*|<=|>=|==|!=|:=|\+=|-=|\*=|/=|=>|[-+*/^@()\[\]{},:;.=<>|'_&!?%]
                 |[·•×⊙‖≈←→⇒∂∇⊤∧])
    """,
    re.VERBOSE,
)


# Without these a line has no commands, braces, primes or powers.
_DRESSED = regex(r"[\\{}'^]")
# An indicator has its condition behind the bold 1.
_BEHIND = (["("], ["["], ["{"], ["\\{"])


def pieces(line: Spelled, *, number: int = 1) -> list[Piece]:
    """The raw pieces of a line; words are not looked up yet.

    Raises FormulaError for a character or a number that cannot be read.

    >>> from handgrad.reading.spelling.characters import plain_characters
    >>> [p.text for p in pieces(plain_characters("\\\\hat{y} = \\\\mathbf{w}^T x"))]
    ['y_hat', '=', 'w', '^', 'T', 'x']
    """
    scanned = _scan(line, number)
    if not _DRESSED.search(line.text):
        return list(scanned)
    environments = list(_in_environments(scanned))
    stream = _bare(_with_font_braces(_with_bold(environments)))
    row = list(_merged(_bare(_accented(stream), last=True)))
    row = with_transposes_behind(row) if any(piece.text == "^" for piece in row) else row
    row = list(
        _without_braces(
            list(with_primed_indices(_with_indices(with_open_places(with_primes(row)))))
        )
    )
    return list(with_fractions(with_layers(row)))


def _scan(line: Spelled, number: int) -> Iterator[Piece]:
    text, places = line.text, line.at
    end = 0
    at = 0
    while at < len(text):
        match = _PATTERN.match(text, at)
        if match is None or _is_bad_number(match, text):
            message = _unreadable(text, at, match)
            raise FormulaError(message, text=line.shown, line=number, column=places[at] + 1)
        kind, found = str(match.lastgroup), match.group()
        # A space that the spelling of a Greek letter brought along separates nothing.
        glued = at > 0 and all(p == places[end - 1] for p in places[end:at])
        at = match.end()
        if kind == "space":
            continue
        end = at
        yield from _meaning(Piece(kind, found, places[match.start()], glued))


def _is_bad_number(match: re.Match[str], text: str) -> bool:
    if match.lastgroup != "number":
        return False
    number, after = match.group(), text[match.end() : match.end() + 2]
    exponent = re.split("[eE]", number)[1:]
    too_long = len(number) > LONGEST_NUMBER
    too_far = bool(exponent) and abs(int(exponent[0][:6])) > LARGEST_EXPONENT
    is_raised = text[: match.start()].endswith(("^", "^{"))
    broken = (
        not is_raised
        and bool(re.match(r"\.|_[0-9]|[xXbBoO][0-9]", after))
        and (after[0] in "._" or number == "0")
    )
    return too_long or too_far or (broken and not re.match(r"\.[A-Za-z]", after))


def _unreadable(text: str, at: int, match: re.Match[str] | None) -> str:
    if match is not None:
        number = match.group()
        if len(number) > LONGEST_NUMBER:
            return f"a number has at most {LONGEST_NUMBER} characters, this one {len(number)}"
        if re.search("[eE]", number):
            return f"a number's exponent is at most {LARGEST_EXPONENT}"
        return "this is not a number; write it like 2, 0.5 or 1e-3"
    if text[at] in "\"'`":
        return "quotes are not part of a formula"
    return f"unexpected {text[at]!r}; it is not part of a formula"


def _meaning(piece: Piece) -> Iterator[Piece]:
    """A command as what it means; nothing for one that is for the eye only."""
    if piece.kind != "command":
        is_bare = "\\" not in piece.text
        yield piece if is_bare else piece._replace(text=piece.text.replace("\\", ""))
        return
    name = piece.text[1:]
    name = VARIANTS.get(name, name)
    if name in FOR_THE_EYE:
        return
    if name in SIGNS:
        yield piece._replace(kind="sign", text=SIGNS[name])
    elif name in LETTERS or name in WORDS_OF_COMMANDS:
        yield piece._replace(kind="word", text=WORDS_OF_COMMANDS.get(name, name))
    else:
        yield piece._replace(text=name)


def _in_environments(stream: Iterable[Piece]) -> Iterator[Piece]:
    """`\\begin{cases}` as one piece; environments that only lay lines out are dropped."""
    row = list(stream)
    i = 0
    while i < len(row):
        is_environment = row[i].kind == "command" and row[i].text in ("begin", "end")
        if not is_environment:
            yield row[i]
            i += 1
            continue
        end = next((n for n in range(i, min(i + 5, len(row))) if row[n].text == "}"), i)
        name = "".join(piece.text for piece in row[i + 2 : end])
        if name not in LAYOUTS:
            yield row[i]._replace(text=f"{row[i].text} {name}")
        i = end + 1


def _with_bold(row: list[Piece]) -> Iterator[Piece]:
    """The bold 1 as the vector of ones, the E of \\mathbb{E} as the mean; no indicator."""
    row = _fonts_before_braces(row)
    i = 0
    while i < len(row):
        braced = i + 1 < len(row) and row[i + 1].text == "{"
        texts = [piece.text for piece in row[i + 1 : i + 10]]
        inside, end = texts[braced : braced + 1], 1 + 2 * braced
        is_closed = not braced or texts[2:3] == ["}"]
        is_bold = row[i].kind == "command" and row[i].text in BOLD and is_closed
        behind = texts[end : end + 1]
        below = texts[end : end + 4]
        is_sized = below[:1] == ["_"] and (
            below[1:2] != ["{"] or below[3:4] == ["}"] or below[3:4] in (["×"], ["times"])
        )
        if is_bold and inside == ["E"] and row[i].text in BLACKBOARD and behind != ["_"]:
            yield row[i]._replace(kind="word", text="Expectation")
            i += 1 + end
        elif is_bold and inside == ["1"] and (is_sized or behind not in (*_BEHIND, ["_"])):
            yield row[i]._replace(kind="word", text="Ones")
            i += 1 + end
        elif row[i].text == "11" and _is_transposed(texts):
            yield from (row[i]._replace(kind="word", text="Ones"),) * 2
            i += 1
        else:
            yield row[i]
            i += 1


def _is_transposed(behind: list[str]) -> bool:
    raised = [text for text in behind[:3] if text != "{"]
    return raised[:1] == ["^"] and raised[1:2] in (["T"], ["⊤"], ["top"])


def _fonts_before_braces(row: list[Piece]) -> list[Piece]:
    """`{\\bf 1}` as `\\bf{1}`, where it is no argument."""
    row = list(row)
    for i in range(len(row) - 3):
        brace, font, one, closing = row[i : i + 4]
        is_bold = (brace.text, one.text, closing.text) == ("{", "1", "}") and font.text in BOLD
        is_argument = i > 0 and (row[i - 1].kind == "command" or row[i - 1].text in "_^}")
        if is_bold and font.kind == "command" and not is_argument:
            row[i : i + 2] = [font, brace]
    return row


def _with_font_braces(stream: Iterable[Piece]) -> Iterator[Piece]:
    """Fonts dropped; the braces of their arguments marked, those of prose dropped too."""
    kinds: list[str] = []
    font = ""
    begin: Piece | None = None
    for found in stream:
        piece = found
        if piece.kind == "command" and (piece.text in FONTS or piece.text in PROSE):
            font, begin = piece.text, begin or piece
            continue
        piece, begin = piece._replace(glued=begin.glued) if begin else piece, None
        kind = piece.kind
        if kind == "sign" and piece.text == "{":
            kind = "sign" if not font else "prose" if font in PROSE else "font"
            kinds.append(kind)
        elif kind == "sign" and piece.text == "}" and kinds:
            kind = kinds.pop()
        font = ""
        if kind != "prose":
            yield piece if kind == piece.kind else piece._replace(kind=kind)


def _bare(stream: Iterable[Piece], *, last: bool = False) -> Iterator[Piece]:
    """No font braces round a single piece; at last those that are left become plain ones."""
    row = list(stream)
    dropped: set[int] = set()
    for i in range(len(row) - 2):
        around = row[i].text + row[i + 2].text
        if row[i].kind == row[i + 2].kind == "font" and around == "{}":
            dropped |= {i, i + 2}
            row[i + 1] = row[i + 1]._replace(glued=row[i].glued)
    for i, piece in enumerate(row):
        if i not in dropped:
            yield piece._replace(kind="sign") if last and piece.kind == "font" else piece


def _accented(stream: Iterable[Piece]) -> Iterator[Piece]:
    """`\\hat{y}` and `\\hat y` as the word y_hat."""
    row = list(stream)
    i = 0
    while i < len(row):
        accent = ACCENTS.get(row[i].text) if row[i].kind == "command" else None
        if accent is None:
            yield row[i]
            i += 1
            continue
        braced = i + 1 < len(row) and row[i + 1].text == "{"
        word = row[i + 1 + braced] if i + 1 + braced < len(row) else row[i]
        closed = not braced or (len(row) > i + 3 and row[i + 3].text == "}")
        if word.kind != "word" or not closed:
            yield row[i]
            i += 1
            continue
        base, _, rest = word.text.partition("_")
        text = f"{base}_{accent}_{rest}" if rest else f"{base}_{accent}"
        yield row[i]._replace(kind="word", text=text)
        i += 2 + 2 * braced


def _merged(stream: Iterable[Piece]) -> Iterator[Piece]:
    """A Greek letter and the digits right behind it are one word: δ1 is delta1."""
    waiting: Piece | None = None
    for piece in stream:
        if (
            waiting is not None
            and piece.kind == "number"
            and piece.glued
            and piece.text.isdigit()
            and waiting.text in LETTERS
        ):
            waiting = waiting._replace(text=waiting.text + piece.text)
            continue
        if waiting is not None:
            yield waiting
        waiting = piece
    if waiting is not None:
        yield waiting


def _with_indices(row: list[Piece]) -> list[Piece]:
    """The `if` of `V_{if}` as two indices, not as a condition."""
    texts = [piece.text for piece in row]
    below = {n for n in range(2, len(row)) if texts[n - 2 : n] == ["_", "{"]}
    return [
        piece._replace(text="_".join(piece.text))
        if n in below and piece.text in ("if", "or")
        else piece
        for n, piece in enumerate(row)
    ]


def _without_braces(row: list[Piece]) -> Iterator[Piece]:
    """`{dw}_1` as dw_1, `({X})` as (X), `{{X}}` as {X}."""
    row = _without_empty_scripts(_single_braces(row))
    i = 0
    while i < len(row):
        texts = [piece.text for piece in row[i : i + 4]]
        before = row[i - 1] if i else None
        is_argument = before is not None and (before.kind == "command" or before.text in "_^}]")
        is_braced = texts[:1] + texts[2:3] == ["{", "}"] and (
            row[i + 1].kind == "word" or texts[1] == "∇"
        )
        is_inside = before is not None and before.text == "("
        is_word = is_braced and (texts[3:] == ["_"] or is_inside)
        if is_word and not is_argument:
            yield row[i + 1]._replace(glued=row[i].glued)
            i += 3
        else:
            yield row[i]
            i += 1


def _without_empty_scripts(row: list[Piece]) -> list[Piece]:
    """`\\sum_k^{}` as `\\sum_k`."""
    found: list[Piece] = []
    for piece in row:
        if piece.text == "}" and [p.text for p in found[-2:]] in (["^", "{"], ["_", "{"]):
            del found[-2:]
        else:
            found.append(piece)
    return found


def _single_braces(row: list[Piece]) -> list[Piece]:
    """Without the braces that stand right inside others around the same, or around a norm."""
    opened: list[int] = []
    partner: dict[int, int] = {}
    for n, piece in enumerate(row):
        if piece.text == "{" and piece.kind == "sign":
            opened.append(n)
        elif piece.text == "}" and piece.kind == "sign" and opened:
            partner[opened.pop()] = n
    dropped = {
        place
        for start, end in partner.items()
        if partner.get(start + 1) == end - 1
        for place in (start + 1, end - 1)
    }
    first = {end: start for start, end in partner.items()}
    for start, end in partner.items():
        # The second argument of a fraction stands behind its first.
        before = first.get(start - 1, start)
        if _is_norm(row[start + 1 : end], row[before - 1] if before else None):
            dropped |= {start, end}
    return [piece for n, piece in enumerate(row) if n not in dropped]


def _is_norm(inside: list[Piece], before: Piece | None) -> bool:
    """Whether braces hold bars alone, and are no argument of what stands before."""
    texts = [piece.text for piece in inside]
    if len(texts) < 3 or (before and (before.kind == "command" or before.text in "_^")):
        return False
    bars = 1 + (texts[:2] == ["|", "|"] == texts[-2:])
    return texts[0] in ("|", "‖") and texts[0] == texts[-1] not in texts[bars:-bars]


def with_layers(row: list[Piece]) -> Iterator[Piece]:
    """What is raised beside a layer as a power of its own: `a^{[1]T}` is `a^{[1]}^T`.

    A sample beside a layer is one of its own too: `a^{[1](i)}` is `a^{[1]}^{(i)}`.
    """
    i = 0
    while i < len(row):
        texts = [piece.text for piece in row[i : i + 9]]
        length = _length_of_layer(texts)
        if length == _LENGTH_WITH_SAMPLE:
            yield from row[i : i + 5]
            sign = row[i]._replace(glued=True)
            yield row[i + 8]._replace(glued=True)
            yield from (sign, sign._replace(text="{"), *row[i + 5 : i + 9])
        elif length:
            power = row[i + length - 2]
            yield from row[i : i + 5]
            yield row[i + length - 1]._replace(glued=True)
            yield row[i]._replace(glued=True)
            is_number = power.kind == "number"
            yield power if is_number else power._replace(kind="sign", text="⊤", glued=True)
        else:
            yield row[i]
        i += length or 1


_LENGTH_WITH_SAMPLE = 9


def _length_of_layer(texts: list[str]) -> int:
    """How many pieces `^{[1]T}` has that begin here, 0 where none do."""
    if texts[:2] != ["^", "{"] or len(texts) < 7:
        return 0
    if texts[2] + texts[4] not in ("[]", "()"):
        return 0
    if "".join(texts[5:6] + texts[7:]) == "()}" and texts[6].isalpha():
        return _LENGTH_WITH_SAMPLE
    dot = texts[5] in (".", "^")
    is_power = texts[5 + dot] in ("T", "⊤", "t") or texts[5 + dot].isdecimal()
    return 7 + dot if is_power and texts[6 + dot : 7 + dot] == ["}"] else 0
