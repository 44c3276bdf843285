"""The lines of an answer without comments; one that is not finished goes on in the next."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from handgrad.errors import FormulaError
from handgrad.language.tokens import LONGEST_FORMULA
from handgrad.reading.names.vocabulary import Names
from handgrad.reading.text import continued
from handgrad.reading.text.brackets import depth_of_brackets
from handgrad.reading.text.list_items import begins_item, is_remark
from handgrad.reading.text.prose import Prose
from handgrad.reading.text.remarks import without_remark
from handgrad.regex import regex

MOST_LINES = 200
DERIVATIVE = regex(r"d\w*/d|∂|\\partial|\\nabla|∇|'|grad|\bd[A-Za-z]")
# What has rows of its own, parted by the line ends of LaTeX.
ARRAYS = regex(
    r"\\begin\{(?:cases|[pbBvV]?matrix|smallmatrix)\}|\\\{\s*\\begin\{array\}|\\left\s*\\\{\s*$"
)
_ARRAYS_END = regex(r"\\end\{(?:cases|[pbBvV]?matrix|smallmatrix|array)\}")
# The number of a layer that stands above a name.
_RAISED_NUMBER = regex(r"\s?\^\s?\{?\s?[(\[]\s?(\d)\s?[)\]]\s?\}?")
_WORDS = regex(r"[A-Za-z_]\w*|[^\W\d_]")
# In Python // divides and % is a remainder: they start a comment only where words follow.
_COMMENT = regex(
    r"^\s*(?:-{3,}|_{3,}|\*{3,}|={3,}|(?:- ){2,}-|(?:`{3,}|~{3,})[ ]?\w*)\s*$"
    r"|^\s*\\(?:(?:sub)*section|(?:sub)?paragraph)\*?\{[^=]*\}|\\begin\{tcolorbox\}\[[^\]]*\]"
    r"|#.*|(?:^|\s)//(?=\s*[A-Za-z∂\u3040-\u9fff]|\s*$).*|^\s*%.*"
)
# `[words](address)` and addresses alone.
_LINK = regex(
    r"!?\[([^\[\]]*)\]\((?:https?:|www\.|[/#.]|[\w-]+(?:/|\.(?:html?|md|pdf|org|com)))[^()\s]*(?:\([^()\s]*\)[^()\s]*)?\)"
    r"|<?https?://[^\s<>)\]]+>?"
)
# The sign of a heading in Markdown that has a formula in it.
_HEADED = regex(r"^\s*#{1,6}\s+(?=[^$]*(?:\$[^$=]*\$[^$]*)*\$\$?[^$=]*=[^$]*\$)")
# What marks a text in HTML, and the headings and options of a document in LaTeX.
_TAG = regex(
    r"</?(?:t[rdh]|table|tbody|thead|p|div|span|strong|em|br|li|ul|ol|h[1-6]|details|summary)"
    r"(?:\s[^<>]*)?/?>"
)
_DIFFERENTIAL = regex(
    r"(?:^|[\s$&{}])(?:d|∂|\\partial\s|\\mathrm\s*\{?d\}?)\s*\\?([A-Za-z]\w*)\s*&?\s*="
)
# What cannot end a formula, and what begins another factor.
_OPEN_END = regex(
    r"(?:[-+*/=^·×@−⊙]|\\(?:cdot|times|odot))(?:\s|\\[,;:! ]|\\q?quad(?![A-Za-z]))*$"
)
# A name that Python gives a value, and what only Python writes.
_OF_PYTHON = regex(r"[A-Za-z_]\w*[ ]?=[^\\$&]*$")
_PRODUCTS = regex(r"@|\*\*|\.T\b")
_DISPLAY = regex(r"\\\[")
_CASES = regex(r"\\begin\{cases\}|\\left\s*\\\{|\\right\s*\.|\\\{\s*\\begin\{array\}")


class Raw(NamedTuple):
    """A line, or several joined: `text` without comments, `original` as written.

    At its `joints` a line begins that belongs to what stands above it, or stands alone, as it
    does in Python where `is_parted`.
    """

    number: int
    text: str
    original: str
    joints: tuple[int, ...] = ()
    is_parted: bool = False


def joined_lines(text: str, prose: Prose) -> Iterator[Raw]:
    """Lines without comments; one that is not finished goes on in the next."""
    lines = re.split(r"\r\n|[\n\r\u2028\u2029\x85]", text)
    if len(lines) > MOST_LINES:
        raise FormulaError(f"an answer has at most {MOST_LINES} lines, this one {len(lines)}")
    for n, line in enumerate(lines, 1):
        if len(line) > LONGEST_FORMULA:
            message = f"the line has {len(line)} characters, at most {LONGEST_FORMULA} are read"
            raise FormulaError(message, line=n)
    n = 0
    in_display = continued.displays(lines)
    bare = [without_remark(_without_comment(line), prose) for line in lines]
    while n < len(lines):
        last = n
        joints: list[int] = []
        is_parted = False
        while last + 1 < len(lines):
            if _may_stand_alone(bare, n, last, prose.names):
                if prose.names.language:
                    break
                is_parted = True
                joints.append(last + 1)
            elif not (_goes_on(bare, n, last) or _is_of_loss(bare[n], bare[last + 1], prose)):
                if not _is_factor(bare, n, last, None if in_display[last + 1] else prose.names):
                    break
                joints += [] if in_display[last + 1] else [last + 1]
            last += 1
        original = " ".join(lines[n : last + 1])
        parts = bare[n : last + 1]
        for joint in joints:
            above = parts[joint - n - 1]
            upper, lower = continued.without_dollars(
                continued.without_ends(above), parts[joint - n]
            )
            parts[joint - n - 1], parts[joint - n] = upper.ljust(len(above)), lower
        whole = " ".join(parts)
        places = (sum((len(part) + 1 for part in parts[: joint - n]), 0) for joint in joints)
        if whole.strip():
            yield Raw(n + 1, whole, original, tuple(places), is_parted)
        n = last + 1


def _may_stand_alone(lines: Sequence[str], first: int, last: int, names: Names) -> bool:
    """Whether a line that begins with a sign is a statement of its own in a program.

    So it is in Octave and R where nothing above is open; in Python where it stands no further
    in than a line without a sign of mathematics.
    """
    following = lines[last + 1].lstrip()
    text = "".join(lines[first : last + 1])
    if following[:1] not in ("+", "-") or not text.strip() or _OPEN_END.search(text):
        return False
    if depth_of_brackets(text) > 0 or continued.has_relation(following):
        return False
    is_python = bool(_OF_PYTHON.match(lines[first])) and following == lines[last + 1]
    return bool(names.language) or (is_python and bool(_PRODUCTS.search(text + following)))


def _is_of_loss(line: str, following: str, prose: Prose) -> bool:
    """Whether a line that begins with = goes on with a differential of the loss."""
    if not continued.without_starts(following).startswith("="):
        return False
    match = _DIFFERENTIAL.match(line.lstrip(" $&"))
    return match is not None and prose.names.find_loss(match[1]) is not None


def with_whole_differentials(text: str, names: Names) -> str:
    r"""A line without the line ends of LaTeX inside a chain for a differential of the loss.

    So `dL &= E : dE \\\\ &= EX^T : dW` is one equation.
    """
    if "\\\\" not in text:
        return text
    found, is_chain = "", False
    for part, end in re.findall(r"(.*?)(\\\\|\Z)", text, re.DOTALL):
        if not re.match(r"[\s&]*=", part):
            match = _DIFFERENTIAL.search(part)
            is_chain = match is not None and names.find_loss(match[1]) is not None
        elif is_chain:
            found = found.removesuffix("\\\\") + "  "
        found += part + end
    return found


def _goes_on(lines: Sequence[str], first: int, last: int) -> bool:
    """Whether a bracket or cases are open, or an operator ends the line or starts the next."""
    text = continued.without_ends("".join(lines[first : last + 1]))
    following = continued.without_starts(lines[last + 1])
    if begins_item(lines[last + 1], lines) and depth_of_brackets(text) <= 0:
        return False
    has_relation = continued.has_relation(following)
    shown = (line for line in lines[last + 1 : last + 4] if line.strip(" $\\[]"))
    if continued.is_asking(text, next(shown, "=")):
        return True
    if len(text) + len(following) > LONGEST_FORMULA or not text.strip():
        return False
    if opened := ARRAYS.findall(text):
        return len(opened) > len(_ARRAYS_END.findall(text))
    if _OPEN_END.search(text) and following:
        return not has_relation or text.rstrip().endswith("=")
    if _CASES.match(following) and continued.has_relation(text):
        return not continued.is_finished(text)
    if re.match(r"[+*/·×@⊙]|\\cdot|\\times|\\odot", following):
        return not has_relation or continued.is_term_of_chain(text, following)
    if is_remark(following):
        return False
    is_closed = text.rstrip().endswith(("\\]", "$$"))
    is_term = not has_relation or continued.is_term_of_chain(text, following)
    if following[:1] in ("-", "−", "–") and is_term and "=" in text and not is_closed:
        is_inside = lines[last + 1][:1].isspace() or lines[last + 1].lstrip()[:1] == "&"
        return is_inside or bool(DERIVATIVE.search(text.partition("=")[0]))
    if following[:1] == "=" and continued.ends_with_head(text):
        return True
    below = lines[last + 1 : last + 12]
    return _is_closed_below(text, below) or (
        "\\[" in text and _is_closed_below(_DISPLAY.sub(" ", text), below)
    )


def _is_closed_below(text: str, lines: Sequence[str]) -> bool:
    """Whether a bracket that is open in a text is closed in one of the lines below."""
    depth = depth_of_brackets(text)
    if depth <= 0:
        return False
    for line in lines:
        depth += depth_of_brackets(line)
        if depth <= 0:
            return True
    return False


def _is_factor(lines: Sequence[str], first: int, last: int, names: Names | None) -> bool:
    """Whether the next line only multiplies what stands above it; `names` outside a display."""
    text = "".join(lines[first : last + 1])
    following = continued.without_starts(lines[last + 1])
    if len(text) + len(following) > LONGEST_FORMULA:
        return False
    if continued.is_next_in_chain(text, following):
        return True
    if names is None:
        return continued.is_unfinished(text, following)
    left = _WORDS.findall(_RAISED_NUMBER.sub(r"\1", text.partition("=")[0]))
    by = [names.find(word) or names.find(word.removeprefix("d")) for word in left]
    is_below = _indent(lines[last + 1]) > _indent(lines[first])
    goes_on = is_below and text.lstrip()[:1] == "="
    if not (goes_on or set(by) & set(names.vocabulary.parameters)):
        return False
    behind = continued.without_starts(lines[last + 2]) if last + 2 < len(lines) else ""
    return behind[:1] != "=" and continued.may_multiply(text, following, is_below=is_below)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _without_comment(line: str) -> str:
    if "](" in line or "://" in line:
        line = _LINK.sub(lambda match: f" {match[1] or ''}".ljust(len(match[0])), line)
    if "#" in line and "$" in line:
        line = _HEADED.sub(lambda match: " " * len(match[0]), line)
    if "<" in line:
        line = _TAG.sub(lambda match: " " * len(match[0]), line)
    return continued.without_joint(_COMMENT.sub(lambda match: " " * len(match[0]), line))
