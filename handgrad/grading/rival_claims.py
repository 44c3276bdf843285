"""Two different claims of one derivative with words between them: which counts is not known.

A derivation says a derivative again as it goes on, and the last of them is the answer. `It is
B rather than G`, `Mine: B. Solution: G` and their like in any language are no derivations.
"""

from collections.abc import Collection, Iterator, Sequence

from handgrad.grading.execution import Execution
from handgrad.grading.marks import Mark, Result, leave_open
from handgrad.grading.program import Chain
from handgrad.language import functions
from handgrad.language.tree import Call, Derivative, Name, walk
from handgrad.reading.spelling.commands import word_set
from handgrad.reading.text.english import WORDS
from handgrad.regex import regex
from handgrad.verdict import RIGHT, WRONG

_COMMAND = regex(r"\\(?:begin|end)\{[a-z]+\*?\}|\\[A-Za-z]+\*?")
# What stands below a sign of mathematics: `\\sum_{w \\in Vocab}`.
_BELOW = regex(r"_\s*\{[^{}]*\}")
_WORD = regex(
    r"(?<![A-Za-z_'])[^\W\d_]{3,}(?![\w'(])|[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]+"
    r"|(?i:(?<!\w)(?:no|ni|or|ou|vs|if|so)(?![\w(]))"
)
# They set one claim against another, or say of one that it holds elsewhere.
_AGAINST = word_set(
    "not neither nor or other otherwise another some wrong false if said says say would note "
    "no notes mine my solution guess might may but however whether original initially their vs"
)
# How a derivation goes on, in other languages too.
_FURTHER = word_set(
    "grad decay sums identify recognise recognize rewrite rewriting rewritten collect gather "
    "gathering expand expanding express expressed expressing stack stacking compactly "
    "reads insert per training dataset minibatch mini across entire aggregate "
    "accumulate accumulated "
    "所以 因此 故 则 于是 即 由 对 有 得 得到 可得 代入 其中 also daher damit "
    "somit folgt wir erhalten ergibt ist und mit dann donc ainsi alors obtient est par avec "
    "luego entonces por tanto con que quindi allora dunque"
)
# They say that what follows is put in the place of what stands above.
_CORRECTING = word_set(
    "actually attempt better corrected correcting correction correct correctly edit final "
    "finally fix fixed oops revised second sorry try wait"
)
# Words on -ing that are no step of a derivation.
_NO_STEPS = word_set(
    "nothing anything something everything missing according omitting ignoring forgetting "
    "neglecting comparing assuming supposing replacing correcting"
)
# What sets one claim against another in scripts that do not part their words.
_AGAINST_IN_CHARACTERS = regex(
    r"不|错|錯|误|誤|正解|正し|正确|正確|答案|参考|參考|标准|應該|应该|但|我的|你的|或|另|其他|他の|別|"
    r"間違|しかし|ただし|だが|なく|ない|または|もし|아니|틀리|틀린|정답|하지만|그러나|올바|또는|않|만약|다른"
)
_CHARACTERS = regex(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]+")
_REPLACING = word_set("instead should")


def doubt_rivals(execution: Execution, text: str) -> None:
    """Leave open what a text claims in two ways, one right and one wrong, among words."""
    results = [(chain, result) for chain, result in execution.run()]
    rows = text.splitlines()
    for key in {key for _, result in results for key in result.answers if "/d" in key}:
        said = list(_claims(results, key))
        _doubt_code_below(results, key, said)
        unread = _unread_beside(execution, key, said[-1]) if said else None
        leaning = {chain.line.number for chain, _ in results if _is_leaning(chain)}
        others = [
            line
            for line, mark in said
            if mark.verdict != said[-1][1].verdict and line not in leaning
        ]
        if not others and unread is None:
            continue
        below, last = said[-1]
        above = others[-1] if others else below
        if unread is not None or _sets_apart(rows[above - 1 : below], execution):
            note = (
                f"lines {above} and {below} say {key} in two ways, one right and one wrong; "
                "leave only the one that is the answer"
            )
            if unread is not None:
                note = f"line {below} says {key} twice, and once in a way that is not read"
            leave_open([result for _, result in results], last, note)


def _is_leaning(chain: Chain) -> bool:
    """Whether a chain ends with derivatives that the lines below it work out."""
    last = chain.expressions[-1].tree if chain.expressions else None
    nodes = walk(last) if last is not None else ()
    return any(
        (isinstance(node, Name) and "/d" in node.name)
        or (isinstance(node, Derivative) and not isinstance(node.of, Call))
        for node in nodes
    )


def _doubt_code_below(
    results: Sequence[tuple[Chain, Result]], key: str, said: Sequence[tuple[int, Mark]]
) -> None:
    """Leave open right code where the mathematics of the same text says something wrong."""
    coded = list(_claims(results, key, in_code=True))
    if said and coded and (said[-1][1].verdict, coded[-1][1].verdict) == (WRONG, RIGHT):
        note = (
            f"line {said[-1][0]} says {key} in mathematics, and line {coded[-1][0]} in code "
            "something else; leave only the one that is the answer"
        )
        leave_open([result for _, result in results], coded[-1][1], note)


def _claims(
    results: Sequence[tuple[Chain, Result]], key: str, *, in_code: bool = False
) -> Iterator[tuple[int, Mark]]:
    """What mathematics, or code, says that a derivative is, from top to bottom, by lines."""
    for chain, result in results:
        mark = result.answers.get(key)
        is_plain = not (chain.is_change or chain.line.is_aside)
        is_plain = is_plain and chain.line.is_numpy == in_code
        if mark is not None and is_plain and mark.verdict in (RIGHT, WRONG):
            yield chain.line.number, mark


def _unread_beside(execution: Execution, key: str, last: tuple[int, Mark]) -> Chain | None:
    """What else the line of the last claim says of a derivative, where it cannot be read."""
    chains = (version.chain for version in execution.program.versions.get(key, ()))
    return next((c for c in chains if c.line.number == last[0] and c.ends_unread), None)


def _sets_apart(rows: Sequence[str], execution: Execution) -> bool:
    """Whether words in these lines do not just go on with a derivation."""
    known = {*execution.model.shapes, *functions.NAMES, *functions.SPELLINGS}
    found = [_words(row) - known for row in rows]
    behind = set[str]().union(*found[1:])
    if behind & _CORRECTING or {"wrong", "so"} <= behind or found[0] & _REPLACING:
        return False
    flow = (WORDS | _FURTHER) - _AGAINST
    return any(not _flows(word, flow) for words in found for word in words)


def _flows(word: str, flow: Collection[str]) -> bool:
    """Whether a word stands in derivations as they go on."""
    if _CHARACTERS.fullmatch(word):
        return word in flow or _AGAINST_IN_CHARACTERS.search(word) is None
    return word in flow or (word.endswith("ing") and word not in _NO_STEPS)


def _words(row: str) -> set[str]:
    bare = _COMMAND.sub(" ", _BELOW.sub(" ", row))
    return {word.lower() for word in _WORD.findall(bare)}
