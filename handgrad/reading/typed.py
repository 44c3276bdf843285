"""A text as a person types it, whatever it was copied from and however it is laid out.

The passes stand here in their order, each with the signs or words without which it has nothing
to do: copied characters, what printers and sources write, displays, functions, LaTeX, the marks
of lines, names, and cases.
"""

import re

from handgrad.reading.code.syntax.recognition import is_code
from handgrad.reading.names.activations_named import with_activations_named
from handgrad.reading.names.applied_values import (
    with_entries_of_values,
    with_sigmoids_applied,
    with_sigmoids_beside_a_number,
)
from handgrad.reading.names.attribute_gradients import with_gradients_named
from handgrad.reading.names.capital_functions import with_small_functions
from handgrad.reading.names.capital_sigmas import with_sigmas_named
from handgrad.reading.names.diagonal_parts import with_diagonals
from handgrad.reading.names.entries_applied import with_entries_named
from handgrad.reading.names.gamma_letters import with_digamma
from handgrad.reading.names.hatted_numbers import with_accented_numbers
from handgrad.reading.names.hatted_parameters import without_parameter_hats
from handgrad.reading.names.letters_below import with_letters_below
from handgrad.reading.names.letters_said import with_functions_said
from handgrad.reading.names.loss_slopes import with_parameters_recased, with_slopes_named
from handgrad.reading.names.lost_transposes import with_lost_transposes
from handgrad.reading.names.model_helpers import with_helpers_written_out
from handgrad.reading.names.normal_densities import with_normal_densities
from handgrad.reading.names.number_pi import with_number_pi
from handgrad.reading.names.page_functions import with_page_functions
from handgrad.reading.names.primed_values import with_primed_values
from handgrad.reading.names.recased import with_small_differentials
from handgrad.reading.names.rows_as_columns import with_rows_as_columns
from handgrad.reading.names.turned_names import with_scripts_in_order
from handgrad.reading.names.updated_gradients import with_updated_gradients
from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.names.words_above import with_words_below
from handgrad.reading.names.words_for_values import with_values_for_words
from handgrad.reading.passes import Stage, alone, by_shapes, every, maths, through
from handgrad.reading.spelling.algebra_systems import PRINTED, from_algebra_systems
from handgrad.reading.spelling.bare_names import with_bare_arrays
from handgrad.reading.spelling.brace_labels import without_brace_labels
from handgrad.reading.spelling.c_sources import without_types
from handgrad.reading.spelling.characters import with_plain_letters
from handgrad.reading.spelling.copied_signs import with_signs_for_copies
from handgrad.reading.spelling.daggers import without_daggers
from handgrad.reading.spelling.decimal_commas import with_decimal_points
from handgrad.reading.spelling.drawn_boxes import without_boxes
from handgrad.reading.spelling.emphasis import without_emphasis
from handgrad.reading.spelling.extra_braces import without_extra_braces
from handgrad.reading.spelling.font_braces import with_scripts_outside
from handgrad.reading.spelling.hypertext import from_hypertext
from handgrad.reading.spelling.keyword_arguments import with_keywords, with_plain_calls
from handgrad.reading.spelling.loose_accents import with_accents_in_place
from handgrad.reading.spelling.lost_backslashes import with_backslashes
from handgrad.reading.spelling.marked_down import with_markdown_undone
from handgrad.reading.spelling.named_axes import with_lettered_axes
from handgrad.reading.spelling.needed_signs import has_one
from handgrad.reading.spelling.one_spelling import in_one_spelling
from handgrad.reading.spelling.partial_quotients import in_quotients
from handgrad.reading.spelling.plain_markup import with_signs_for_words
from handgrad.reading.spelling.plain_quotients import in_plain_quotients
from handgrad.reading.spelling.printed_sums import with_sums_as_signs
from handgrad.reading.spelling.row_sums import with_row_sums
from handgrad.reading.spelling.square_brackets import with_lengths, with_round_logarithms
from handgrad.reading.spelling.sums_by_axis import with_usual_sums
from handgrad.reading.spelling.tex_source import from_source
from handgrad.reading.spelling.tex_spaces import with_usual_spaces
from handgrad.reading.spelling.word_processors import COPIED, from_word_processors
from handgrad.reading.text.announced import with_announcements
from handgrad.reading.text.approximations import without_approximations
from handgrad.reading.text.arguments_of_values import without_conditions, without_said_arguments
from handgrad.reading.text.asides import without_taken_out
from handgrad.reading.text.braced_arrays import with_braced_arrays, without_facts
from handgrad.reading.text.case_lines import with_cases
from handgrad.reading.text.cases_in_words import with_cases_in_lines
from handgrad.reading.text.chains_taken_up import with_chains_taken_up
from handgrad.reading.text.colon_products import without_colon_product
from handgrad.reading.text.comment_signs import without_comment_signs
from handgrad.reading.text.conclusions import with_conclusions_apart
from handgrad.reading.text.condition_lines import (
    CONDITION_SIGNS,
    ELSE_WORDS,
    with_conditions,
)
from handgrad.reading.text.constants_said import without_constants_said
from handgrad.reading.text.counted_entries import with_entries_counted
from handgrad.reading.text.derivative_heads import with_derivative_heads, with_nabla_of_loss
from handgrad.reading.text.derivative_signs import with_derivative_signs
from handgrad.reading.text.deviations import with_deviations
from handgrad.reading.text.display_rows import with_rows_in_line
from handgrad.reading.text.displays_ended import with_displays_ended
from handgrad.reading.text.dotted_terms import with_dots_written_out
from handgrad.reading.text.drawn_fractions import with_fractions_in_line
from handgrad.reading.text.elisions import without_elisions
from handgrad.reading.text.exclamations import without_joy
from handgrad.reading.text.first_entry import with_first_entry
from handgrad.reading.text.gate_names import with_gates_named
from handgrad.reading.text.greek_indices import with_latin_indices
from handgrad.reading.text.headed_cases import with_headed_cases
from handgrad.reading.text.labels_meant import with_labels_meant
from handgrad.reading.text.layers_in_brackets import with_layers_raised
from handgrad.reading.text.likelihood_signs import with_negative_likelihood
from handgrad.reading.text.log_names import with_log_names, with_logarithms_of_data
from handgrad.reading.text.losses_asked import with_losses_apart
from handgrad.reading.text.maps_written import with_differentials
from handgrad.reading.text.marked_lines import without_marks
from handgrad.reading.text.named_results import with_named_results
from handgrad.reading.text.names_alone import (
    with_names_in_line,
)
from handgrad.reading.text.numbers_in_scripts import with_numbers_in_names
from handgrad.reading.text.numbers_in_words import with_numbers_chosen
from handgrad.reading.text.open_indices import with_open_indices
from handgrad.reading.text.parameter_cases import with_parameters_apart
from handgrad.reading.text.pasted_indices import (
    with_factors_apart,
    with_indices,
    with_indices_below,
    with_letters_apart,
)
from handgrad.reading.text.pasted_quotients import (
    with_quotients_again,
    with_transposes_raised,
)
from handgrad.reading.text.points_named import with_points_in_words
from handgrad.reading.text.ranges_in_front import with_ranges_behind
from handgrad.reading.text.reasons_behind import without_reasons
from handgrad.reading.text.sets_said import with_sets_written_out
from handgrad.reading.text.short_derivatives import with_derivatives_in_full
from handgrad.reading.text.signs_meant import with_signs_meant
from handgrad.reading.text.signs_said import with_signs_said
from handgrad.reading.text.site_marks import without_site_marks
from handgrad.reading.text.solutions_said import without_solutions
from handgrad.reading.text.spaces_named import without_spaces
from handgrad.reading.text.summed_letters import with_summed_letters
from handgrad.reading.text.sums_said import with_sums_said
from handgrad.reading.text.tables import without_tables
from handgrad.reading.text.total_derivatives import with_nabla_for_d
from handgrad.reading.text.totals_said import with_totals_named
from handgrad.reading.text.trace_rule import without_trace_rule
from handgrad.reading.text.unknown_arguments import without_unknown_arguments
from handgrad.regex import regex

_NABLA = regex(r"(?<![\w\\.])[Nn]abla(?=[ ]*(?:[:=]|[A-Za-z]\w*[ ]*=))")
_NABLA_ALONE = regex(r"(?<![\w\\.])[Nn]abla(?=[\s=:;,)*/+@-]|$)")
_BARS = ("──", "--", "━━", "——", "⎯⎯")
_RAISED_NUMBERS = regex(r"(?m)^[ ]{3,}\d[\d ]*$")
_COMMAND = regex(r"\\[A-Za-z]")
_LEFT_OUT = (
    r"(?:\\left\s?)?\(\s?(?:\\[lc]?dots|\\cdots?|\.\.\.|…|·)(?![A-Za-z])\s?(?:\\right\s?)?\)"
)
_LONGEST_TYPED = 20_000


def as_typed(text: str, page: Vocabulary) -> str:
    """The text without the marks of what made it, its cases together."""
    return through(STAGES, text, page)


def as_source(text: str) -> str:
    """The text with the backslashes that it lost on its way, and LaTeX spaced as usual."""
    text = with_backslashes(without_boxes(text))
    return with_usual_spaces(text) if _COMMAND.search(text) and not is_code(text) else text


def _with_drawings_in_line(text: str, page: Vocabulary) -> str:
    is_drawn = has_one(text, _BARS) or _RAISED_NUMBERS.search(text)
    return with_fractions_in_line(text) if is_drawn else text


def _with_grad_for_nabla(text: str, page: Vocabulary) -> str:
    """`nabla = 2x` with the other word for it, where neither is a name."""
    if "grad" in text or {"grad", "nabla", "Nabla"} & page.shapes.keys():
        return text
    return _NABLA_ALONE.sub("grad ", text) if _NABLA.search(text) else text


def _with_loss_arguments(text: str, page: Vocabulary) -> str:
    r"""`J_{(w)}` as J(w), of the loss at its parameters; `J(\dots)` as J."""
    loss = rf"(?<![A-Za-z\\]){re.escape(page.loss)}\s?"
    text = re.sub(rf"{loss}{_LEFT_OUT}", page.loss, text)
    names = "|".join(map(re.escape, sorted(page.parameters, key=len, reverse=True)))
    one = rf"\\?(?:{names})"
    below = rf"_\s?\{{\s?(\(\s?{one}(?:\s?,\s?{one})*\s?\))\s?\}}"
    return re.sub(loss + below, rf"{page.loss}\1", text)


_CHARACTERS = Stage(
    (
        maths(_with_drawings_in_line, *_BARS, "   "),
        every(alone(with_markdown_undone), "===", "$[", "\\$", "\\f", "\\["),
        every(alone(with_derivative_signs), *"&@#%~!?$"),
        every(alone(with_plain_letters)),
        every(alone(without_comment_signs), "#", "//", "%", "/*"),
        maths(alone(with_round_logarithms), "["),
        every(alone(with_plain_calls), "{np.", "{axis", "{keepdim", "{torch."),
        maths(by_shapes(with_lengths), "len("),
        every(with_nabla_of_loss, "∇"),
        every(with_updated_gradients, "grad"),
    )
)
_MARKUP = Stage(
    (
        maths(with_points_in_words, "|", "vert", " at ", "(", "'"),
        maths(alone(from_hypertext), "<", "&"),
        maths(alone(without_emphasis), "*", "_", "=="),
        maths(alone(with_accents_in_place), "^", "ˆ", "* "),
        maths(
            by_shapes(with_signs_for_words),
            *("(del", "( del", "bold(", "upright(", "dot.", " times ", " minus ", " plus "),
        ),
        maths(alone(with_decimal_points), ","),
        maths(alone(with_ranges_behind), "for ", "For "),
        maths(lambda text, page: with_digamma(text, page.forward), "psi", "ψ"),
        maths(with_values_for_words, "="),
        maths(with_quotients_again),
        maths(with_transposes_raised, "T"),
        every(with_slopes_named, "d"),
        every(with_parameters_recased, "="),
        every(with_open_indices, "(", "["),
        every(_with_grad_for_nabla, "abla"),
    )
)
_PRINTED = Stage(
    (
        every(alone(from_word_processors), *COPIED),
        every(by_shapes(from_algebra_systems), *PRINTED),
        maths(alone(with_sums_as_signs), "Sum("),
        every(alone(with_signs_for_copies), "copysign("),
        every(alone(with_keywords), words=("keep",)),
        every(alone(with_lettered_axes), "einsum("),
        every(alone(without_types), "::", "_cast", "(float)", "(double)"),
    ),
    longest=_LONGEST_TYPED,
)
_SOURCES = Stage(
    (
        every(alone(without_site_marks), "\\", "{%", "{{", "**"),
        every(alone(from_source), "\\", "~~", "</", *"▽▿▼𝛁𝛻𝜵𝝯𝞩"),
        every(alone(without_daggers), "†", "\\dagger"),
    )
)
_DISPLAYS = Stage(
    (
        maths(alone(without_elisions), "'", "’"),
        maths(alone(without_joy), "!", "！"),
        maths(without_parameter_hats, "hat", "\u0302"),
        maths(
            lambda text, page: with_negative_likelihood(text, page.loss), words=("negative",)
        ),
        maths(alone(without_colon_product), ":", "\\colon"),
        maths(alone(without_approximations), *"≈≃≠", "\\approx", "\\simeq", "\\ne", "!="),
        maths(with_sets_written_out, "\\in", "∈", " in "),
        maths(without_spaces, "\\in", "∈", " in "),
        maths(without_constants_said, "="),
        maths(alone(without_reasons), "$", "\\]", "\\)"),
        every(alone(with_displays_ended), "$$", "\\[", "\\begin"),
        maths(with_letters_below, *"δΔεζηνξρτχω"),
        maths(alone(with_headed_cases), "/", "∇", "nabla"),
        maths(alone(with_cases_in_lines), "$", "\\[", "\\begin"),
        every(alone(with_rows_in_line), "$", "\\[", "\\begin"),
        maths(alone(with_names_in_line), "="),
    )
)
_FUNCTIONS = Stage(
    (
        maths(_with_loss_arguments, "{(", "{ (", "(...", "(…", "(·)", "dots", "(\\cdot"),
        maths(with_functions_said, words=("function",)),
        maths(without_said_arguments, ";", ","),
        maths(without_conditions, "|", "\\mid", "\\vert"),
        maths(with_deviations, "sigma", "σ"),
        maths(with_normal_densities, "|", ";", "\\mid", "\\vert"),
        maths(with_number_pi, "\\pi", "π"),
        maths(by_shapes(with_diagonals), "I"),
        maths(with_entries_named, ")"),
        maths(alone(with_dots_written_out), "dots", "...", "…"),
        maths(with_primed_values, "'", "′", "’", "prime"),
        maths(with_sigmas_named, "Σ", "\\Sigma"),
        maths(with_accented_numbers, *"0123456789"),
        maths(with_entries_of_values, ")_", ")^", ") _", ") ^"),
        maths(with_sigmoids_applied, "sigma", "σ"),
        maths(with_sigmoids_beside_a_number, "sigma", "σ"),
        maths(alone(with_rows_as_columns), "_"),
        maths(with_page_functions, "("),
        maths(
            lambda text, page: in_plain_quotients(text, page.shapes, page.loss),
            *(")", "d/d", "∂/∂", "grad_", ":="),
        ),
        maths(alone(with_row_sums), *("row", "Row", "col", "Col", "axis", "dim")),
        maths(with_sums_said, "delta", "sum", *"0123456789"),
        every(with_helpers_written_out, "softmax", "sigmoid", "tanh", "relu", "plus"),
        every(with_activations_named, "_", "normali"),
    )
)
_LATEX = Stage(
    (
        every(alone(without_brace_labels), "\\underb", "\\overb"),
        maths(alone(in_one_spelling)),
        maths(alone(with_usual_sums), "\\sum"),
        every(alone(with_scripts_outside), "\\"),
        every(alone(without_extra_braces), "{{", "}_", "}^", "}(", "}\\left"),
        maths(by_shapes(with_bare_arrays), "\\"),
        maths(by_shapes(in_quotients), "\\", "∂"),
    ),
    signs=("\\",),
)
_LINES = Stage(
    (
        every(alone(without_taken_out), "~~", "<", "\\sout{", "\\st{", "+"),
        every(alone(without_marks), "#", ">", "\n", "^", "\\_", " - ", *"✓✔☑✅🎉👍–—"),
        maths(with_factors_apart, "^"),
        every(with_indices, "Σ", "∑", "sum"),
        maths(alone(with_chains_taken_up), "\\frac", "∂", "∇", "nabla", "d/d"),
        maths(without_trace_rule, "tr(", "tr (", "tr\\left", "trace(", "Tr("),
        maths(
            without_solutions,
            words=(
                "zero",
                " 0",
                "mle",
                "estimat",
                "solv",
                "solution",
                "optim",
                "minim",
                "maxim",
            ),
        ),
    )
)
_NAMES = Stage(
    (
        maths(with_gradients_named, ".g"),
        maths(with_losses_apart, "="),
        maths(with_derivative_heads, "="),
        maths(with_announcements),
        maths(alone(with_conclusions_apart), "gradient"),
        maths(with_nabla_for_d, "D"),
        maths(with_gates_named, "_"),
        maths(with_latin_indices, "_"),
        every(with_summed_letters, "sum", "∑", "Σ"),
        maths(with_indices_below, "i", "j", "k", "l"),
        maths(with_derivatives_in_full, "_", "di ", "dj ", "dk "),
        maths(with_totals_named, "0", "₀"),
        maths(with_first_entry, "0", "1", "₀"),
        maths(by_shapes(with_small_functions), "(", "[", "_"),
        every(by_shapes(with_numbers_in_names), "_{", *"₁₂₃₄₅₆₇₈₉"),
        every(with_letters_apart, "_{"),
        maths(with_words_below, "^"),
        maths(with_scripts_in_order, "^", "²", "³"),
        every(with_entries_counted, "["),
        maths(with_lost_transposes, "T"),
        every(by_shapes(with_small_differentials), "D"),
        every(alone(without_tables), "|"),
        every(lambda text, page: with_differentials(text, page.loss), "⟼", "↦"),
    )
)
_CASES = Stage(
    (
        maths(
            alone(with_signs_meant),
            *"乘积",
            words=("wise", "hadamard", "product", "produkt", "produit", "multipli"),
        ),
        every(
            alone(with_signs_said),
            *("(⊙", "(∘", "(⊗", "(·", "(×", "(*", "(@", "(\\", "($", "（", "'(", "’(", "′("),
        ),
        maths(without_unknown_arguments, *(f"({letter}" for letter in "uvxzUVXZ")),
        every(with_logarithms_of_data, "log", "ln"),
        every(lambda text, page: with_log_names(text, page.shapes, page.forward), "log", "ln"),
        every(by_shapes(with_layers_raised), "[", ")'"),
        maths(
            lambda text, page: with_named_results(text, page.shapes, page.loss),
            words=("call", "denote", "label", "abbreviate"),
        ),
        maths(with_labels_meant, "=", "≠", "_", "delta", "chi", *"δχ"),
        maths(by_shapes(with_numbers_chosen), words=ELSE_WORDS),
        maths(with_parameters_apart, "\\begin", "if", "for", "when", "where"),
        every(lambda text, page: without_facts(text, page.positive), "\\begin"),
        every(alone(with_braced_arrays), "\\begin{"),
        every(alone(with_cases), "_"),
        every(alone(with_conditions), *CONDITION_SIGNS, "(", "0", "1", words=ELSE_WORDS),
    )
)
STAGES = (
    _CHARACTERS,
    _MARKUP,
    _PRINTED,
    _SOURCES,
    _DISPLAYS,
    _FUNCTIONS,
    _LATEX,
    _LINES,
    _NAMES,
    _CASES,
)
