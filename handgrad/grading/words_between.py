"""Chains with a word among them that is no name: `dL/dw = 2x leadsto x = 1`.

What stands behind it may be an equation of its own.
"""

import re
from collections.abc import Iterator

from handgrad.grading.execution import Execution
from handgrad.grading.marks import leave_open
from handgrad.grading.program import Chain
from handgrad.regex import regex
from handgrad.verdict import WRONG

_UNKNOWN = regex(r"unknown name '(?P<word>[^\W\d_]{3,})'")
_NOTE = "'{}' is no name here; where it parts two equations, write each on its own line"


def doubt_words_between(execution: Execution) -> None:
    """Leave open what is wrong behind such a word."""
    run = list(execution.run())
    results = [result for _, result in run]
    for chain, result in run:
        for line, word in _words(chain):
            for mark in result.marks:
                if mark.line == line and mark.verdict == WRONG:
                    leave_open(results, mark, _NOTE.format(word))


def _words(chain: Chain) -> Iterator[tuple[int, str]]:
    """The unknown words that stand between two formulas, and the lines they are on."""
    for unread in chain.unread:
        found = _UNKNOWN.match(unread.error.message)
        word = found["word"] if found else ""
        alone = rf"[\w)\]}}'²³ᵀ] +{re.escape(word)} +[\w(\\∂∇\[{{]"
        if word and re.search(alone, unread.source.text):
            yield unread.line, word
