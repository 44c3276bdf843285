"""The commands of LaTeX: what each is to a reader of formulas."""

from handgrad.reading.spelling.characters import GREEK


def word_set(text: str) -> frozenset[str]:
    """The words of a text, for tables."""
    return frozenset(text.split())


FOR_THE_EYE = word_set(
    r"left right mleft mright big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr "
    r"middle quad qquad displaystyle textstyle limits nolimits nonumber notag "
    r"hfill thinspace mathstrut strut displaylimits scriptstyle qty quantity pqty bqty Bqty "
    r"space enspace , ; : ! > $ / ( ) [ ]"
) | {" "}
FONTS = word_set(
    "mathrm mathbf mathit mathsf mathtt mathcal mathscr mathbb mathfrak boldsymbol bm pmb "
    "textbf textit textrm textsf texttt textup mathup operatorname "
    "operatorname* mathop mathord mathbin mathrel ensuremath rm "
    "bf it tt sf sl cal bold Bbb frak boldmath underline vec vv overrightarrow "
    "mathnormal mathrsfs mathbbm mathds "
    "vb va vu symbf symbfit symup differentialD"
)
BLACKBOARD = word_set("mathbb mathbbm mathds Bbb")
BOLD = BLACKBOARD | word_set("mathbf boldsymbol bm vec pmb symbf vb bf bold tt mathtt")
LAYOUTS = word_set(
    "align align* aligned equation equation* gather gather* gathered split multline eqnarray "
    "displaymath math flalign flalign* multline* eqnarray* alignat alignat* document"
)
PROSE = frozenset(("text", "mbox", "textnormal", "intertext"))
ACCENTS = {
    "hat": "hat", "widehat": "hat", "bar": "bar", "overline": "bar", "tilde": "tilde",
    "widetilde": "tilde", "dot": "dot",
}  # fmt: skip
SIGNS = {
    "cdot": "·", "cdotp": "·", "centerdot": "·", "bullet": "•",
    "times": "×", "odot": "⊙", "circ": "⊙", "boxdot": "⊙",
    "bigodot": "⊙", "circledcirc": "⊙", "ast": "*", "star": "*",
    "div": "/", "oslash": "/", "le": "<=", "leq": "<=", "leqslant": "<=",
    "ge": ">=", "geq": ">=", "geqslant": ">=",
    "ne": "!=", "neq": "!=", "lt": "<", "gt": ">", "approx": "≈",
    "simeq": "≈", "cong": "≈", "doteq": "=", "equiv": "=", "coloneqq": ":=", "triangleq": "=",
    "gets": "←",
    "leftarrow": "←", "to": "→", "rightarrow": "→", "implies": "⇒", "Rightarrow": "⇒",
    "Longrightarrow": "⇒", "iff": "⇒", "Leftrightarrow": "⇒", "therefore": "⇒", "vert": "|",
    "lvert": "|", "rvert": "|", "mid": "|", "Vert": "‖", "lVert": "‖", "rVert": "‖", "|": "‖",
    "parallel": "‖",
    "top": "⊤", "intercal": "⊤", "prime": "'", "lbrace": "{", "rbrace": "}", "{": "{", "}": "}",
    "lbrack": "[", "rbrack": "]", "lparen": "(", "rparen": ")", "partial": "∂", "nabla": "∇",
    "grad": "∇", "gradient": "∇", "triangledown": "∇", "bigtriangledown": "∇",
    "&": "&", "_": "_", "%": "%", "colon": ":", "wedge": "∧", "land": "∧",
}  # fmt: skip
VARIANTS = {"varepsilon": "epsilon", "varphi": "phi", "vartheta": "theta", "varsigma": "sigma",
             "varrho": "rho", "ell": "ell"}  # fmt: skip
WORDS_OF_COMMANDS = {
    "ell": "ell",
    "exponentialE": "e",
    "differentialD": "d",
    "dd": "d",
    "ee": "e",
}
DERIVATIVES = word_set("pdv pderiv pd dv deriv odv derivative partialderivative diffp diff")
LETTERS = (frozenset(GREEK.values()) - {"sum"}) | {"Sigma"}
