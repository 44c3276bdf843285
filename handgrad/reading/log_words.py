"""The words of a training log as it is printed, as the few that are known: epoch, loss, grad.

Quotes and brackets of printed tuples and dictionaries go, progress bars count epochs, and
Chinese words and marks are read as the English ones.
"""

import re
import unicodedata

from handgrad.regex import regex

_MARKED = regex(r"['\"`{}%(]")
_QUOTES = str.maketrans("", "", "'\"`{}")
_CHINESE = tuple(
    (regex(pattern), word)
    for pattern, word in (
        (r"第\s*(\d+)\s*(?:个|輪|轮|次|代|步|回合|周期|epoch)+(?:训练|迭代)?", r" epoch \1 "),
        (r"(?:训练|当前)?(?:轮次|轮数|回合|周期|世代|迭代次数|迭代|步数)", " epoch "),
        (r"(?:总|累计|累积)(?:的)?(?:损失函数|损失|误差)值?", " total loss "),
        (r"(?:平均|训练)*(?:损失函数|损失|误差|代价)值?", " loss "),
        (r"权重|斜率|参数", " weight "),
        (r"偏置|截距", " bias "),
        (r"的?梯度", " grad "),
        (r"预测(?:值|结果)?", " predict "),
        (r"进度", " progress "),
    )
)
_BAR = regex(r"\d+%\|[^|]*\|\s*(\d+)/\d+\s*\[[^,\]]*,[^,\]]*")
_TUPLE = regex(r"\s*\((.*)\)\s*")
_RULE = regex(r"[-=+:|\s]*")
_OF_TOTAL = regex(r"(?:total|sum\w*|running|cumulative)[ _]*(?:of )?(?:loss|cost)")

EPOCHS = ("epoch", "step", "iteration", "iter", "it", "ep", "round")
_LOSSES = ("loss", "cost", "mse", "error", "l", "losses")
_OTHER_LOSSES = ("val", "valid", "test", "eval", "dev")
_ONLY = ("weight", "weights", "slope", "theta", "param", "parameter", "coef")
_BIAS = ("bias", "intercept")


def plain_words(row: str) -> str:
    """A row of a log in the known words.

    >>> plain_words("第3轮，损失：0.66").split()
    ['epoch', '3', ',', 'loss', ':0.66']
    >>> plain_words("('grad:', 1.0, 2.0, -2.0)")
    'grad:  1.0  2.0  -2.0'
    """
    if row.isascii() and not _MARKED.search(row):
        return row
    text = unicodedata.normalize("NFKC", row).translate(_QUOTES)
    for pattern, word in _CHINESE:
        text = pattern.sub(word, text)
    counted = " " if "epoch" in text.lower() else r" epoch \1 "
    text = _BAR.sub(counted, text)
    inside = _TUPLE.fullmatch(text)
    return inside[1].replace(",", " ") if inside else text


def cells_of(row: str, heading: tuple[str, ...]) -> list[str]:
    """The cells of a row of a table: by bars, tabs, commas, or by spaces as in its heading.

    >>> cells_of("| 0 | 7.3 |", ()), cells_of("epoch   loss", ())
    (['0', '7.3'], ['epoch', 'loss'])
    """
    text = row.strip().strip("|")
    for mark in ("|", "\t", ",", ";"):
        if mark in text:
            return [cell.strip() for cell in text.split(mark)]
    by_spaces = re.split(r"\s{2,}", text)
    return text.split() if len(by_spaces) < len(heading) else by_spaces


def is_rule(row: str) -> bool:
    """Whether a row is the line under a heading."""
    return _RULE.fullmatch(row) is not None


def is_of_total(text: str) -> bool:
    """Whether a loss is called the sum over the rows."""
    return _OF_TOTAL.search(text.lower()) is not None


def is_loss(name: str) -> bool:
    """Whether a name is one of the training loss."""
    words = re.split(r"[_. /]+", name.lower())
    return words[-1] in _LOSSES and not set(words) & {*_OTHER_LOSSES}


def parameter_of(name: str, parameters: tuple[str, ...]) -> str | None:
    """The parameter that a printed name stands for."""
    last = name.split(".")[-1]
    if last in parameters:
        return last
    if last.lower() in _ONLY and len(parameters) == 1:
        return parameters[0]
    if last.lower() in _BIAS and "b" in parameters:
        return "b"
    lower = [parameter for parameter in parameters if parameter.lower() == last.lower()]
    return lower[0] if len(lower) == 1 else None
