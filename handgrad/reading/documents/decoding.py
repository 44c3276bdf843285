"""Bytes to text: UTF-8, UTF-16 and GBK, with or without a mark."""

import codecs

from handgrad.errors import HandgradError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LOOKED_AT = 2_000
_MANY = 0.2


def decoded(content: bytes, name: str = "the document") -> str:
    """The text in a file's bytes; raises HandgradError for what is no text.

    >>> decoded("dL/dw = x".encode("utf-16-le"))
    'dL/dw = x'
    """
    for encoding in _candidates(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise HandgradError(f"{name} is no text: it is not UTF-8, UTF-16 or GBK")


def _candidates(content: bytes) -> list[str]:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return [encoding]
    start = content[:_LOOKED_AT]
    even, odd = (start[first::2].count(0) / max(1, len(start) / 2) for first in (0, 1))
    if odd > _MANY > even:
        return ["utf-16-le"]
    if even > _MANY > odd:
        return ["utf-16-be"]
    return ["utf-8", "gb18030"]
