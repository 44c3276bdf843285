"""The edits: each makes the judge or the referee blind in one way."""

from typing import NamedTuple


class Mutant(NamedTuple):
    """In `file`, `old` becomes `new`; one of `tests` must fail then."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


VERDICT = ("tests/grading/test_verdict.py",)
SEEN = ("tests/grading/test_adversary.py",)
NUMBERS = ("tests/grading/test_judge_numbers.py",)

MUTANTS = (
    Mutant(
        "a comparison that was not decided counts as right",
        "verdict.py",
        "if comparisons and all(c.agrees is True",
        "if comparisons and all(c.agrees is not False",
        VERDICT,
    ),
    Mutant(
        "no comparison at all is right",
        "verdict.py",
        "if comparisons and all(",
        "if all(",
        VERDICT,
    ),
    Mutant(
        "one difference is not enough",
        "verdict.py",
        "if any(c.agrees is False for c in comparisons)",
        "if comparisons and all(c.agrees is False for c in comparisons)",
        VERDICT,
    ),
    Mutant(
        "the best verdict of the parts is the whole",
        "verdict.py",
        "return min(verdicts, key=_WORST_FIRST.index",
        "return max(verdicts, key=_WORST_FIRST.index",
        VERDICT,
    ),
    Mutant(
        "gates of an answer are not looked for",
        "grading/doubts.py",
        "    if not own_gates:",
        "    if own_gates or not own_gates:",
        SEEN,
    ),
    Mutant(
        "what was never reached is no doubt",
        "grading/doubts.py",
        "        *search.unseen,\n",
        "",
        SEEN,
    ),
    Mutant(
        "far edges are not looked for",
        "referee/crossings.py",
        "        self.stretch([*points",
        "        self.stretch([] and [*points",
        SEEN,
    ),
    Mutant(
        "nothing is compared beside an edge",
        "referee/crossings.py",
        "        self.go_beside()\n",
        "",
        SEEN,
    ),
    Mutant(
        "gates are not seen together",
        "referee/crossings.py",
        "        if not self.gates or several < 2:",
        "        if self.gates or several < 2:",
        SEEN,
    ),
    Mutant(
        "gates are not looked at with each label",
        "referee/crossings.py",
        "        beside = (*few.items(), *_choices(self.model, point))",
        "        beside = (*few.items(),)",
        SEEN,
    ),
    Mutant(
        "a norm has no edge",
        "referee/edges.py",
        '        case Call("norm", (argument,)):',
        '        case Call("norms", (argument,)):',
        SEEN,
    ),
    Mutant(
        "an even root has no edge",
        "referee/edges.py",
        "        case Power(base, Number(exponent)) if exponent % 2 == 0:",
        "        case Power(base, Number(exponent)) if exponent % 2 == 3:",
        SEEN,
    ),
    Mutant(
        "few digits are enough for all",
        "referee/spans.py",
        "    if width <= PLAIN:",
        "    if width <= 10_000:",
        SEEN,
    ),
    Mutant(
        "no square of the smallest is looked for",
        "referee/spans.py",
        "(DIGITS + 2 * width)",
        "(DIGITS + width)",
        NUMBERS,
    ),
    Mutant(
        "what saturates hides nothing",
        "arithmetic/magnitude.py",
        "                for special in (Decimal(1), Decimal(-1), x):",
        "                for special in ():",
        SEEN,
    ),
    Mutant(
        "own points are known",
        "referee/points.py",
        "GRID if large else unknown_denominator(generator)",
        "GRID",
        NUMBERS,
    ),
    Mutant(
        "own points do not follow the text",
        "referee/points.py",
        'random.Random(f"{seed} {place} {visible(text)}")',
        'random.Random(f"{seed} {place}")',
        NUMBERS,
    ),
    Mutant(
        "one set of sizes is enough",
        "grading/comparison.py",
        "    if other is not None:\n",
        "    if other is None and other is not None:\n",
        SEEN,
    ),
    Mutant(
        "rounding may cost forty digits",
        "grading/comparison.py",
        "\nLOST = 20\n",
        "\nLOST = 40\n",
        NUMBERS,
    ),
    Mutant(
        "rounding may cost no digits",
        "grading/comparison.py",
        "\nLOST = 20\n",
        "\nLOST = 1\n",
        NUMBERS,
    ),
    Mutant(
        "any gap is a difference",
        "grading/comparison.py",
        "\nSETTLED = 100\n",
        "\nSETTLED = 1\n",
        NUMBERS,
    ),
    Mutant(
        "few digits decide alone",
        "grading/comparison.py",
        "    if max(before) <= _rounding(span, few) and max(after) <= _rounding(span, many):",
        "    if max(before) <= _rounding(span, few):",
        NUMBERS,
    ),
    Mutant(
        "a page with a branch never seen is right",
        "referee/check_model.py",
        "    if verdict == RIGHT and unreached:",
        "    if verdict == RIGHT and not unreached:",
        NUMBERS,
    ),
    Mutant(
        "the key is checked to few digits",
        "referee/check_model.py",
        "    return MORE_DIGITS if span.width <= PLAIN else MORE_DIGITS + 4 * span.width",
        "    return MORE_DIGITS",
        NUMBERS,
    ),
    Mutant(
        "a difference past the key's digits counts",
        "grading/comparison.py",
        "    if agrees is False and digits > SURE_DIGITS and key_digits(place.model) is None:",
        "    if agrees is False and digits > 900 and key_digits(place.model) is None:",
        NUMBERS,
    ),
    Mutant(
        "the bound counts every point",
        "grading/evidence.py",
        "sum((o.unknown and o.digits is None for o in outcomes), 0)",
        "sum((o.digits is None for o in outcomes), 0)",
        NUMBERS,
    ),
    Mutant(
        "the bound holds for gates",
        "grading/evidence.py",
        "    if gates_of(model) or gates(",
        "    if gates_of(model) and gates(",
        NUMBERS,
    ),
    Mutant(
        "what is proposed is not confirmed",
        "referee/proposed.py",
        "return bool(shown <= min(sizes, default=numbers.convert(0)))",
        "return True",
        ("tests/referee/test_proposed.py",),
    ),
    Mutant(
        "what is proposed exactly is not confirmed",
        "referee/proposed.py",
        "return bool(gap == 0)",
        "return True",
        ("tests/referee/test_proposed.py",),
    ),
)
