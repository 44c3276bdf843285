"""What a text means by the class of the label, where the labels of a page are one-hot."""

from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.text.class_cases import with_class_cases
from handgrad.reading.text.compared_in_words import with_comparisons
from handgrad.reading.text.label_cases import with_label_cases
from handgrad.reading.text.label_deltas import with_classes_of_values, with_label_deltas
from handgrad.reading.text.target_letters import with_target_letters


def with_labels_meant(text: str, page: Vocabulary) -> str:
    """The text with the label for its letters, deltas, unit vectors and cases in words.

    >>> page = Vocabulary({"z": ("K", 1), "y": ("K", 1)}, "L", ("z",), ("y",))
    >>> with_labels_meant("dL/dz_i = p_i - 1[i = c]", page._replace(one_hot=frozenset("y")))
    'dL/dz_i = p_i - 1[i = y]'
    """
    if not page.one_hot:
        return text
    text = with_comparisons(text)
    values = {*page.forward} - {page.loss} | {"h", "p", "P", "f"}
    text = with_classes_of_values(text, values, page.parameters)
    of_one = [name for name in page.one_hot if page.shapes[name][1:] == (1,)]
    if len(page.one_hot) == 1 and of_one:
        text = with_target_letters(text, of_one[0], page.shapes)
        text = with_class_cases(text, of_one[0].removeprefix("e_"))
    text = with_label_deltas(text, page.one_hot, page.shapes)
    return with_label_cases(text, page.one_hot)
