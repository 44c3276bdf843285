"""A text as a person types it, whatever it was copied from and however it is laid out."""

from collections.abc import Collection, Mapping

from handgrad.language.shape import Shape
from handgrad.reading.code.syntax.recognition import is_code
from handgrad.reading.names.activations_named import with_activations_named
from handgrad.reading.names.capital_functions import with_small_functions
from handgrad.reading.names.loss_slopes import with_parameters_recased, with_slopes_named
from handgrad.reading.names.lost_transposes import with_lost_transposes
from handgrad.reading.names.model_helpers import with_helpers_written_out
from handgrad.reading.names.page_functions import with_page_functions
from handgrad.reading.names.recased import with_small_differentials
from handgrad.reading.names.turned_names import with_scripts_in_order
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.names.words_for_values import with_values_for_words
from handgrad.reading.spelling.algebra_systems import from_algebra_systems, is_printed
from handgrad.reading.spelling.bare_names import with_bare_arrays
from handgrad.reading.spelling.brace_labels import without_brace_labels
from handgrad.reading.spelling.c_sources import without_types
from handgrad.reading.spelling.characters import with_plain_letters
from handgrad.reading.spelling.daggers import without_daggers
from handgrad.reading.spelling.decimal_commas import with_decimal_points
from handgrad.reading.spelling.emphasis import without_emphasis
from handgrad.reading.spelling.extra_braces import without_extra_braces
from handgrad.reading.spelling.font_braces import with_scripts_outside
from handgrad.reading.spelling.hypertext import from_hypertext
from handgrad.reading.spelling.keyword_arguments import with_keywords
from handgrad.reading.spelling.loose_accents import with_accents_in_place
from handgrad.reading.spelling.one_spelling import in_one_spelling
from handgrad.reading.spelling.partial_quotients import in_quotients
from handgrad.reading.spelling.plain_markup import with_signs_for_words
from handgrad.reading.spelling.plain_quotients import in_plain_quotients
from handgrad.reading.spelling.tex_source import from_source
from handgrad.reading.spelling.word_processors import from_word_processors, is_copied
from handgrad.reading.text.announced import with_announcements
from handgrad.reading.text.asides import without_taken_out
from handgrad.reading.text.braced_arrays import with_braced_arrays, without_facts
from handgrad.reading.text.case_lines import with_cases
from handgrad.reading.text.comment_signs import without_comment_signs
from handgrad.reading.text.conclusions import with_conclusions_apart
from handgrad.reading.text.condition_lines import with_conditions
from handgrad.reading.text.counted_entries import with_entries_counted
from handgrad.reading.text.derivative_heads import with_derivative_heads
from handgrad.reading.text.derivative_signs import with_derivative_signs
from handgrad.reading.text.display_heads import with_heads_in_line
from handgrad.reading.text.displays_ended import with_displays_ended
from handgrad.reading.text.drawn_fractions import with_fractions_in_line
from handgrad.reading.text.elisions import without_elisions
from handgrad.reading.text.first_entry import with_first_entry
from handgrad.reading.text.greek_indices import with_latin_indices
from handgrad.reading.text.label_cases import with_label_cases
from handgrad.reading.text.marked_lines import without_marks
from handgrad.reading.text.numbers_in_words import with_numbers_chosen
from handgrad.reading.text.open_indices import with_open_indices
from handgrad.reading.text.parameter_cases import with_parameters_apart
from handgrad.reading.text.pasted_indices import (
    with_indices,
    with_indices_below,
    with_letters_apart,
)
from handgrad.reading.text.pasted_quotients import (
    with_quotients_again,
    with_transposes_raised,
)
from handgrad.reading.text.short_derivatives import with_derivatives_in_full
from handgrad.reading.text.site_marks import without_site_marks
from handgrad.reading.text.sums_said import with_sums_said
from handgrad.reading.text.total_derivatives import with_nabla_for_d
from handgrad.regex import regex

_NABLA = regex(r"(?<![\w\\.])[Nn]abla(?=[ ]*(?:[:=]|[A-Za-z]\w*[ ]*=))")
_NABLA_ALONE = regex(r"(?<![\w\\.])[Nn]abla(?=[\s=:;,)*/+@-]|$)")
_SIGNS_SAID = ("(⊙", "(∘", "(⊗", "(·", "(×", "(*", "(@", "(\\", "($", "（", "'(", "’(", "′(")
_PRODUCT_SAID = regex(r"(?i)wise|hadamard|produ[ck]t|produit|multipli|[乘积]")
_RAISED_NUMBERS = regex(r"(?m)^[ ]{3,}\d[\d ]*$")
_RAISED = regex(r"[\^²³]")
_LONGEST_TYPED = 20_000


def as_typed(text: str, page: Vocabulary) -> str:
    """The text without the marks of what made it, its cases together."""
    is_drawn = any(sign in text for sign in ("──", "--", "━━", "——", "⎯⎯"))
    if (is_drawn or _RAISED_NUMBERS.search(text)) and not is_code(text):
        text = with_fractions_in_line(text)
    text = without_comment_signs(with_plain_letters(with_derivative_signs(text)))
    if not is_code(text):
        text = with_accents_in_place(without_emphasis(from_hypertext(text)))
        text = with_signs_for_words(text, page.shapes)
        text = with_values_for_words(with_decimal_points(text), page)
        text = with_transposes_raised(with_quotients_again(text, page), page)
    text = with_parameters_recased(with_slopes_named(text, page), page)
    text = with_open_indices(text, page)
    if "abla" in text and not {"grad", "nabla", "Nabla"} & page.shapes.keys():
        is_said = "grad" not in text and _NABLA.search(text)
        text = _NABLA_ALONE.sub("grad ", text) if is_said else text
    text = without_daggers(from_source(without_site_marks(_retyped(text, page.shapes))))
    text = text if is_code(text) else without_elisions(text)
    if "$$" in text or "\\[" in text or "\\begin" in text:
        text = with_heads_in_line(with_displays_ended(text))
    if not is_code(text):
        text = with_page_functions(text, page)
        text = with_sums_said(in_plain_quotients(text, page.shapes, page.loss), page)
    text = with_activations_named(with_helpers_written_out(text, page), page)
    if "\\" in text:
        text = _latex(text, page.shapes)
    text = with_indices(without_marks(without_taken_out(text)), page)
    is_program = is_code(text)
    if not is_program:
        text = with_announcements(with_derivative_heads(text, page), page)
        text = with_nabla_for_d(with_conclusions_apart(text), page)
        text = with_derivatives_in_full(
            with_indices_below(with_latin_indices(text, page), page), page
        )
        text = with_small_functions(with_first_entry(text, page), page.shapes)
    text = with_letters_apart(text, page) if "_{" in text else text
    if _RAISED.search(text) and not is_program:
        text = with_scripts_in_order(text, page)
    text = with_entries_counted(text, page)
    text = text if is_program else with_lost_transposes(text, page)
    text = with_small_differentials(text, page.shapes)
    if "|" in text:
        from handgrad.reading.text.tables import without_tables

        text = without_tables(text)
    if "⟼" in text or "↦" in text:
        from handgrad.reading.text.maps_written import with_differentials

        text = with_differentials(text, page.loss)
    if _PRODUCT_SAID.search(text) and not is_code(text):
        from handgrad.reading.text.signs_meant import with_signs_meant

        text = with_signs_meant(text)
    if any(sign in text for sign in _SIGNS_SAID):
        from handgrad.reading.text.signs_said import with_signs_said

        text = with_signs_said(text)
    if ")" in text and not is_program:
        from handgrad.reading.text.unknown_arguments import without_unknown_arguments

        text = without_unknown_arguments(text, page)
    if any(name.startswith(("log", "ln")) for name in page.shapes):
        from handgrad.reading.text.log_names import with_log_names

        text = with_log_names(text, page.shapes, page.forward)
    if "[" in text or ")'" in text:
        from handgrad.reading.text.layers_in_brackets import with_layers_raised

        text = with_layers_raised(text, page.shapes)
    is_told = any(word in text.lower() for word in ("call", "denote", "label", "abbreviate"))
    if (is_told or page.one_hot) and not is_program:
        from handgrad.reading.text.named_results import with_named_results

        text = with_named_results(text, page.shapes, page.loss) if is_told else text
        if page.one_hot:
            text = _with_labels(text, page)
    if not is_program:
        text = with_parameters_apart(with_numbers_chosen(text, page.shapes), page)
    return with_conditions(with_cases(with_braced_arrays(without_facts(text, page.positive))))


def _latex(text: str, shapes: Mapping[str, Shape]) -> str:
    """A text of LaTeX without what is written in several ways, or is only for the eye."""
    is_program = is_code(text)
    text = without_brace_labels(text)
    text = text if is_program else in_one_spelling(text)
    text = without_extra_braces(with_scripts_outside(text))
    return text if is_program else in_quotients(with_bare_arrays(text, shapes), shapes)


def _with_labels(text: str, page: Vocabulary) -> str:
    """The text with what is said of the class that a label is, in the signs of this reader."""
    from handgrad.reading.text.label_deltas import with_classes_of_values, with_label_deltas

    values = [name for name in page.forward if name != page.loss]
    text = with_classes_of_values(text, {*values, "h", "p", "P", "f"}, page.parameters)
    return with_label_cases(with_label_deltas(text, page.one_hot, page.shapes), page.one_hot)


def _retyped(text: str, taken: Collection[str]) -> str:
    """A text with what word processors and algebra systems write as a person types it."""
    if len(text) > _LONGEST_TYPED:
        return text
    if is_copied(text):
        text = from_word_processors(text)
    if is_printed(text):
        text = from_algebra_systems(text, taken)
    return without_types(with_keywords(text))
