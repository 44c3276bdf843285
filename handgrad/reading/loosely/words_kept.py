"""Words that may make another thing of the formulas beside them, so that they stay there."""

import re

from handgrad.reading.text.denied_above import denied_above
from handgrad.reading.text.denied_below import denied_below, denies_next
from handgrad.reading.text.last_formula import may_be_another
from handgrad.regex import regex

MARKED = regex(
    r"```\w*\n.*?```|\$\$.*?\$\$|\\\[.*?\\\]|\\\(.*?\\\)|\$[^$]+\$|`[^`\n]+`|\\begin\s?\{(\w+\*?)\}.*?\\end\s?\{\1\}",
    re.DOTALL,
)
_ADDED = regex(r"(?:\$\$?|\\\[|\\\(|`)\s*(?:[+*/·×]|\\(?:cdot|times|odot|pm))")
_SIGN = regex(r"[+*/=<>^×·÷|²³\\]|(?<!\w)-|\d(?![.)])|(?<![^\W_])[B-HJ-Zb-z](?![^\W_])")
_PARTS = regex(r"[^.:;!?\n]+")
_PHRASE = regex(r"[^\W\d_]{2,}(?:[ ,]+[^\W\d_]+)+|[^\W\d_]{4,}")
_SAYS = regex(
    r"(?i)(?<![^\W\d_])(?:is|are|be|where|let|with|for|as|by|denot\w+|call\w*|ist|est|es|sei|soit"
    r"|log\w*|likelihood|ascent|maxim\w+|squar\w+|root|power\w*|average\w*|mean)"
    r"(?![^\W\d_])"
)


# Words that say where a formula holds, which it does everywhere if it is right.
_WHERE = regex(
    r"(?i)(?<![^\W\d_])(?:if|when|provided|each|every|any|cases?|si|wenn|falls|quando|cuando|pour"
    r"|für|если|при)(?![^\W\d_])|[≤≥<>≠]|\\(?:[lg]eq?|neq?|[lg]t)(?![A-Za-z])"
)


def may_change(words: str) -> bool:
    """Whether words may change a formula beside them, where it is right as it stands.

    >>> may_change("for every x > 0"), may_change("but halve it")
    (False, True)
    """
    return may_be_another(_WHERE.sub(" ", words))


def may_matter(words: str) -> bool:
    """Whether words may say what a letter is, change a formula or take it back.

    >>> may_matter("where g is softsign"), may_matter("we get")
    (True, False)
    """
    return may_be_another(words) or _SAYS.search(words) is not None


def says_more(text: str) -> bool:
    """Whether words or signs beside the formulas of a text may make other ones of them.

    >>> says_more("$dL/dw = 2x$ / 2"), says_more("so we get $dL/dw = 2x$")
    (True, False)
    """
    formulas = [match[0] for match in MARKED.finditer(text)]
    if formulas:
        beside = MARKED.sub(" ", text)
        is_added = any(map(_ADDED.match, formulas))
        is_said = may_matter(beside) or denies(text)
        return is_added or _SIGN.search(beside) is not None or is_said
    return may_matter("; ".join(match[0] for match in _PHRASE.finditer(text)))


def denies(text: str) -> bool:
    """Whether words beside the formulas of a text deny one of them.

    >>> denies("This is not true: $dL/dw = 2x$"), denies("This is true: $dL/dw = 2x$")
    (True, False)
    """
    return any(
        denied_below(f"{part[0]}: ") or denies_next(part[0]) or denied_above(part[0])
        for part in _PARTS.finditer(MARKED.sub(" ", text))
    )
