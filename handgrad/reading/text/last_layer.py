"""Words that say whether a layer `l` is the last one, or any: "for the output layer"."""

from handgrad.regex import regex

_LAST_SAID = regex(
    r"(?i)(?:last|output|final|top|outer(?:most)?)[ -]+(?:\w+[ -]+)?(?:layer|step)"
    r"|输出层|最后一层|(?-i:\b(?:l\s*=\s*L|t\s*=\s*T|layer\s+\$?L)\b)"
)
_ALL_SAID = regex(
    r"(?i)\\forall|∀|\b(?:all|every|each|any)\s+(?:of\s+the\s+)?layers?"
    r"|\b(?:all|every|each|any)\s+\$?(?:\\ell|(?-i:l))\b|\b(?-i:l)\s*=\s*1\b"
)
_OTHERS_SAID = regex(
    r"(?i)\b(?:and|also|as\s+well\s+as|or|both|likewise)\s+(?:(?:for|in|of)\s+)?"
    r"(?:(?:the|any|an?|each|our)\s+)?(?:hidden|other|remaining|inner|earlier|lower|first|input)\s+"
    r"(?:layers?|ones)|\b(?:und|sowie|auch)\s+(?:für\s+)?(?:die\s+)?"
    r"(?:versteckten|verborgenen|anderen|übrigen)\s+schichten|[和及与]隐藏层"
)
_NUMBER_SAID = regex(r"\b(?:l\s*=|[Ll]ayer)\s*(\d{1,2})\b(?!\s*,\s*\d)")


def is_last_said(text: str, last: int) -> bool:
    """Whether words of a text say that `l` is the last layer.

    >>> is_last_said("dW^l = (a^l - y) a^{l-1} for the output layer", 2)
    True
    >>> is_last_said("for all layers, the last layer too: dW^l = ...", 2)
    False
    """
    numbers = [said[1] for said in _NUMBER_SAID.finditer(text)]
    is_last = bool(_LAST_SAID.search(text)) or numbers == [str(last)]
    return is_last and not is_all_said(text) and not _OTHERS_SAID.search(text)


def is_all_said(text: str) -> bool:
    r"""Whether words of a text say that `l` is any layer: "for all l".

    >>> is_all_said(r"dW^l = d^l a^{l-1} \quad \forall l"), is_all_said("for l = 2")
    (True, False)
    """
    return bool(_ALL_SAID.search(text))
