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
    model, generator = load("rnn"), random.Random(1)
    derivatives = sorted(model.gradient_formulas.items())
    for k in range(24):
        name, key = derivatives[k % len(derivatives)]
        grade(model, f"{name} = {key}*(1 + exp(-{generator.randint(9, 300)})/3)", given="all")
    assert all(len(place.known) <= MOST_KNOWN for place in common_places(model, SEED))
    assert len(model.cache["benches"]) <= MOST_BENCHES
