"""What a page remembers stays within bounds, however many answers are judged."""

import random

from handgrad import grade, load
from handgrad.mistakes.bench import MOST_BENCHES
from handgrad.referee.environment import MOST_KNOWN, common_places
from handgrad.referee.points import SEED
from handgrad.referee.recent import Recent


def test_the_first_of_many_makes_room() -> None:
    known: Recent[int, str] = Recent(2)
    for key in (1, 2, 1, 3):
        known[key] = str(key)
    assert known == {2: "2", 3: "3"}


def test_a_page_forgets_the_digits_of_answers_long_past() -> None:
    """There are more answers, to more digits and at points of more seeds, than it keeps."""
    model, generator = load("quadratic"), random.Random(1)
    for k, (name, key) in enumerate(4 * list(model.gradient_formulas.items())):
        for seed in (SEED, 1 + k % 4):
            answer = f"{name} = {key}*(1 + exp(-{generator.randint(9, 300)})/3)"
            grade(model, answer, given="all", seed=seed)
    assert max(len(place.known) for place in common_places(model, SEED)) == MOST_KNOWN
    assert len(model.cache["benches"]) == MOST_BENCHES
