"""Backward passes as students write them are read as what NumPy computes from them."""

import pytest

from tests.helpers.code_values import values_of
from tests.helpers.everyday_code import Case, computed, points_in_floats
from tests.helpers.everyday_corpus import CASES
from tests.helpers.everyday_parts import PARTS
from tests.helpers.everyday_unseen import UNSEEN
from tests.helpers.pages import model_of

np = pytest.importorskip("numpy")

TEXTS = [(case, text) for case in (*CASES, *PARTS, *UNSEEN) for text in case.texts()]


@pytest.mark.parametrize(("case", "text"), TEXTS, ids=[case.page for case, _ in TEXTS])
def test_a_text_is_read_as_what_numpy_computes(case: Case, text: str) -> None:
    """Right or wrong: every answer has, entry by entry, the value that the program gives it."""
    model = model_of(case.page)
    for values in points_in_floats(model)[:2]:
        read = values_of(model, text, values)
        for name, value in computed(case, text, values).items():
            wanted = np.ravel(np.asarray(value, dtype=float))
            assert read[model.derivative_name(name)] == pytest.approx(
                wanted, rel=1e-9, abs=1e-12
            )
