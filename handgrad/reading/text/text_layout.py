r"""What only arranges a text: boxes, colours, tags, words in `\text`; blanked, places kept.

`\boxed{A = B} \tag{3}` is `A = B`, `\text{for all } k` is `for all k`. The lexer drops what
stands inside a formula without an argument (spaces, sizes, fonts).
"""

import re

from handgrad.regex import regex

# Commands whose argument, or whose first argument, says nothing about the value.
_DROPPED = [
    "tag",
    "tag*",
    "label",
    "ref",
    "eqref",
    "cite",
    "hspace",
    "mspace",
    "hspace*",
    "vspace",
    "vspace*",
    "phantom",
    "hphantom",
    "vphantom",
    "color",
    "footnote",
    "intertext",
    "notag",
    "nonumber",
]
# Commands whose last argument is shown in some dress; the number of arguments before it.
_DRESSED = {
    "boxed": 0, "fbox": 0, "framebox": 0, "underline": 0, "eqalign": 0, "displaylines": 0,
    "text": 0, "mbox": 0, "hbox": 0, "textrm": 0, "textbf": 0, "textit": 0, "textnormal": 0,
    "emph": 0, "ensuremath": 0, "tcboxmath": 0, "highlight": 0, "cssId": 1, "class": 1,
    "style": 1, "bbox": 0, "textcolor": 1, "colorbox": 1, "fcolorbox": 2, "underset": 1,
    "overset": 1, "stackrel": 1, "mathcolor": 1,
}  # fmt: skip
_COMMAND = regex(
    rf"\\(?:(?P<dropped>{'|'.join(map(re.escape, sorted(_DROPPED, reverse=True)))})"
    rf"|(?P<dressed>{'|'.join(sorted(_DRESSED, reverse=True))}))(?![A-Za-z])\*?"
)
_SIGN = regex(r"\s*[=≈]")
_NOTHING = regex(
    r"(?:(?<=\\rangle)|(?<=⟩))\s*_\s*(?:F(?![A-Za-z])|\{\s*(?:F|\\(?:mathrm|text)\{\s*F\s*\})\s*\})"
    r"|(?<![\\A-Za-z_^}])\{\}(?!\s?\^)|\\(?:left|right)\s*\.|\\(?:blacksquare|square|Box|qed|qedhere|qedsymbol|blacktriangleleft|hline|"
    r"allowbreak|newline|scriptstyle|scriptscriptstyle|small|large|Large|LARGE|huge|Huge|tiny|Tiny|normalsize|"
    r"footnotesize|rm(?=\s*\{)|centering|noindent|smallskip|medskip|bigskip|break)(?![A-Za-z])"
    r"|\\checkmark(?![A-Za-z])|\\l?eqno\s?(?:\{[^{}]{0,12}\}|\([^()]{1,8}\))"
    r"|\\q?quad\s?\(\s?\\(?:star|ast|dagger|ddagger|diamond|clubsuit|heartsuit)\s?\)(?=[\s.,$]*$)"
    r"|\$\s*(?:\\[lc]?dots|…)\s*\$(?=\s*[A-Za-z]{2})"
    r"|\\m?kern\s*[-+]?[\d.]+\s*(?:mu|em|ex|pt)"
    r"|[∎□■◻▪]|\\begin\{array\}(?:\[\w\])?\{[^{}]*\}|\\end\{array\}"
    r"|(?:<-+|←|⟵|⇐)\s*(?:my |the |final )*(?:answer|result|solution|done)\b.*$"
    r"|(?<=\})\[[tbc]\](?=\s)|\\(?:begin|end)\{(?:proof|solution|center|quote|itemize|"
    r"enumerate|subequations|framed|mdframed|tcolorbox|empheq|dmath|IEEEeqnarray)\*?\}"
)
# An inner product with a bar: `⟨G | dX⟩`.
_BARRED = regex(
    r"((?:⟨|\\langle)[^⟨⟩|∣=]{1,200}?)(?:[|∣]|\\mid(?![A-Za-z]))"
    r"(?=[^⟨⟩|∣=]{1,200}?(?:⟩|\\rangle))"
)
# `x \in R^n`, `∀ k`: what something is, behind a formula.
_MEMBERSHIP = regex(
    r"(?:\\in\b|∈)\s*(?:\\mathbb\s*\{?\s*R\s*\}?|\\R\b|\\Re\b|ℝ|R(?=[\s^]))"
    r"(?:\s*\^\s*(?:\{(?:[^{}]|\{[^{}]*\})*\}|\([^()]*\)|\\?\w+)|[ⁿᵐᵏᵈ×ᴺᴰ²³]+)?"
)
_UNEQUAL = r"(?:[<>≤≥≠]|!=|\\(?:l(?:eq?|t|eqslant)|g(?:eq?|t|eqslant)|neq?)(?![A-Za-z]))"
_RELATED = rf"(?:\\in\b|[∈=]|{_UNEQUAL})"
_RANGE = (
    rf"(?:\s*{_RELATED}\s*(?:\\?\{{[^{{}}]*\}}|\[[^\[\]]*\]|\([^()]*\)|\\mathbb\s?\{{?\w\}}?"
    r"|[\w\\][\w.\\, ]*))"
)
_FROM_FIRST = r"(?:[01]\s*(?:[<≤]|\\l(?:eq?|t|eqslant)(?![A-Za-z]))\s*)?"
_QUANTIFIED = regex(
    rf"(?:,\s*)?(?:\\forall\b|∀)(?![^=$:]*:[^=$]*{_UNEQUAL})(?:\s|\\[,;: ])*{_FROM_FIRST}"
    rf"[A-Za-z](?:\s*,\s*[A-Za-z])*(?![A-Za-z/]){_RANGE}?(?!\s*(?:{_RELATED}|[-−+*/^]))[:,]?"
    r"|\(\s*(?:\\forall\b|∀)[^()=]*\)"
)
# The number of an equation stands far from it; one that stands near may be a factor.
_NUMBER = regex(
    r"(?:(?:\\q?quad|\\hfill|\t|(?<! ) {3,}(?! )|\s(?=\.{3}|…|\\[lc]?dots)|-{3,})\s*"
    r"(?P<far>(?:(?:\.{3,}|…|\\[lc]?dots)\s*)?[(\[](?:\d[\d.\-]{0,6}[a-z]?|[A-Z]\d?)[)\]])"
    r"|(?<!\\)[.,;]\s*(?P<near>[(\[]\d[\d.\-]{0,6}[a-z]?[)\]]))(?=(?:[\s.,;$]|\\\\|\\[\])]|\\end\{\w+\*?\})*$)"
)
# A shape in words behind a formula: `shape: (N, n)`, `，维度(b,s,h)`.
_SHAPE_SAID = regex(
    r"(?i)(?:[,，;；]\s*|\s{2,}|\[)(?:(?:of\s+)?shapes?|dim(?:ension)?s?|维度|形状|shape\s+is)\s*[:：=]?\s*"
    r"[(\[（][\w\s,，×*/'’]{1,60}[)\]）]\]?(?=[\s.$]*$)"
)
# Shapes behind a formula: `(k, N) @ (N, 1) → (k, 1)`, `(k×N)(N×1) = k×1`.
_SHAPES = r"(?:[(\[][ ]?\w{1,6}[ ]?(?:[,×x]|\\times)[ ]?\w{1,6}[ ]?[)\]])"
_SHAPES_FIT = regex(
    rf"(?<=[\w)\]}}ᵀ²])[ \t]+{_SHAPES}(?:[ ]?(?:[@·*×]|\\times|\\cdot)?[ ]?{_SHAPES})*"
    rf"[ ]?(?:→|->|=>|=|\\to)[ ]?(?:{_SHAPES}|\w{{1,6}}[ ]?[×x][ ]?\w{{1,6}})(?=[\s.$]*$)"
)
# An accent over a name with what stands below or above it: `\\hat{y_t}`.
_OVER_SCRIPT = regex(
    r"(\\(?:hat|widehat|bar|overline|tilde)[ ]?\{[ ]?\\?[A-Za-z]+)[ ]?"
    r"([_^](?:\{[^{}]{1,12}\}|\w))[ ]?\}"
)
# A layer with its transpose: `X^{{(2)}^T}`.
_RAISED_TWICE = regex(r"\^\{\{([(\[]?\w[)\]]?)\}[ ]?\^[ ]?\{?(T|\\top)\}?[ ]?\}")
# A variance with its letter behind the square: `\\sigma^2_{\\mathcal{B}}`, `σ²_B`.
_VARIANCE_OF = regex(
    r"(\\sigma|σ)([ ]?\^[ ]?\{?2\}?|²)"
    r"([ ]?_[ ]?(?:\{(?:[^{}]|\{[^{}]*\})*\}|\\mathcal[ ]?\{?\w\}?|\w))"
)
# A column or a row with a dot for all entries, rows without their sign, `a dot b`.
_ALL_OF = regex(
    r"_[ ]?\{[ ]?(?:\\(?:cdot|bullet)[ ]?,[ ]?(\w)|(\w)[ ]?,[ ]?\\(?:cdot|bullet))[ ]?\}"
)
_ROWS_BESIDE = regex(r"([Σ∑])(rows|batch)[ ]")
_DOT_SAID = regex(r"(?<=[\w)\]}])[ ]dot[ ](?=[A-Za-z(\\])")
# Octave's product entry by entry, and Σ for a sum, in formulas of mathematics.
_DOTTED = regex(r"(?<=[\s}\])])\.\*(?=[\s\\({a-zA-Z])")
_SIGMA = regex(r"\\Sigma(?=\s*\{?\s*(?:d[A-Za-z]|\\delta))\s?")
# Markdown's stars around something that begins a side of an equation.
_EMPHASIS = regex(
    r"((?:^|[=:])\s*\*{1,2})(?=[^\s*])([^*\n]+)(?<=\S)(\*{1,2})(?=\s*(?:=|\(|\.|$))"
)
_MARKED = regex(
    r"\*{1,2}[(\[]\s*\d+(?:[.,]\d+)?\s*[A-Za-z]{1,8}\.?\s*[)\]]\*{1,2}"
    r"|[(\[]\s*\d+(?:[.,]\d+)?\s*(?:marks?|points?|pts?|Punkte?|Pkte?|punti|puntos|分)\.?\s*[)\]]|[(\[]\s*(?:eq(?:uation|n)?s?\.?\s*\(?\d[\d.]*\)?|[*†‡]+)\s*[)\]]|[①-⑳❶-❿]",
    re.IGNORECASE,
)


# Equations below each other behind a brace: a system of them, no cases of a value.
_SYSTEM = regex(
    r"^(?P<before>[^=]*?)(?P<begin>(?:\\left\s*)?\\?\\\{\s*(?=\\begin\{(?:array|aligned))|\\begin\{cases\})"
    r"(?P<inside>.*?)(?P<end>\\end\{cases\}|$)"
)


# A reason above or below a sign of equality: `\\underset{\\text{linearity}}=`.
_REASON_AT_SIGN = regex(
    r"\\(?:underset|overset|stackrel)\s*\{(?:[^{}=]|\{[^{}=]*\}){0,60}\}(?=\s*=)"
)

# A sum said in words: `sum over i of (p_i - y_i)`.
_SUM_OVER = regex(
    r"(?i)\bsum(?:ming|med)?\s+over\s+(?:all\s+|every\s+|each\s+)?([a-z])"
    r"(?:\s*=\s*\d+\s*(?:\.{2,3}|to)\s*\w+)?\s+of\s+(?:the\s+)?"
)

# A sum of rows said in words: `sum over the rows of G`, `column sums of G`.
_SUM_OF_ROWS = regex(
    r"(?i)\b(?:sum(?:ming|med)?\s+(?:over|of|across)\s+(?:all\s+)?(?:the\s+)?(?:rows|samples|batch)"
    r"|(?:column|col|row)[-\s]?(?:wise\s+)?sums?)\s+of\s+(?:the\s+)?"
)

# A range said in words: `Σ(i=1 to m)`, `sum from i = 1 to m of`, `Σ_{i=1..m}`.
_SUM_RANGE = regex(
    r"(?i)(Σ|∑|\\sum|(?<![A-Za-z_])sum)[ ]?_?[ ]?[({\[]?[ ]?(?:from[ ]|for[ ])?"
    r"([a-z])[ ]?=[ ]?1[ ]?(?:to|bis|à|al?|hasta|até|до|到|\.{2,3}|…|→|\\to|,)[ ]?"
    r"(?!\2(?![a-z]))([a-z])(?![a-z0-9])"
    r"(?:[ ]?[)}\]])?(?:[ ]of(?![a-z]))?"
)
# A name in upright letters, with something below or above it.
_UPRIGHT = regex(r"\\(?:text|textrm|mbox|mathrm|textit)[ ]?\{[ ]?([A-Za-z]\w*)[ ]?\}(?=[_^'(])")

# A column of reasons beside a derivation.
_REASON = regex(
    r"&&\s*\\(?:text|mbox|textrm)\{(?![^{}]*(?:half|twice|negative|minus|times))[^{}=]*\}"
)


# A bracket that holds words: `(\text{treat } y \text{ as constant})`.
_ASIDE = regex(
    r"(?<![A-Za-z'])(?:\\left\s*)?\(\s*\\(?:text|mbox|textrm)\{(?![^{}]*(?:half|twice|negative|minus|times|plus|divided))"
    r"[^{}=]*[A-Za-z]{2}[^{}=]*\}(?:[^()=+*/^<>{}\\]|\\(?:text|mbox|textrm)\{[^{}=]*\}|\\[a-z]+)*(?:\\right\s*)?\)"
)

# A reason in words behind a formula: `\\quad \\text{(softmax + cross-entropy)}`.
_REASON_BEHIND = regex(
    r"\\q?quad\s*\\(?:text|mbox|textrm)\{\s*\("
    r"(?![^{}]*(?<![a-z])(?:if|for|when|where|only|each|all|half|twice|times|minus|negative)(?![a-z]))"
    r"[^{}=<>≠≤≥]*[A-Za-z]{3}[^{}=<>≠≤≥]*\)\s*\}(?=[\s.,;$]*(?:\\\\|\\\]|$))"
)
# The word of a condition in other languages: `\\text{falls } z > 0`.
_IF_SAID = regex(
    r"\\(?:text|mbox|textrm|mathrm)\{\s*(?i:falls|wenn|für|bei|si|pour|quando|cuando|se|als|jeśli|"
    r"eğer|если|при|当|若|如果|のとき)\s*:?\s*\}"
)
_ELSE_SAID = regex(
    r"\\(?:text|mbox|textrm|mathrm)\{\s*(?i:sonst|andernfalls|sinon|altrimenti|en otro caso|"
    r"caso contrário|senão|anders|иначе|否则|其他|其它|その他)[\s.,]*\}"
)
# A remark in words that ends a formula: `\\text{, note that } * \\text{ is entry by entry}`.
_NOTED = regex(
    r"\\(?:text|mbox|textrm)\{\s*,\s*(?:note|notice|where|since|because|recall)(?![a-z])[^=$\n]*(?=\$|$)"
)
# What something is, in a sentence: `$\frac{\partial z}{\partial W}$ is a tensor`.
_SHOWN = r"(?:\$(?!\$)[^$=\n]{1,120}\$|\\\((?:(?!\\\))[^$=\n]){1,120}\\\))"
_KIND = (
    r"(?:(?:row|column|real|big|large)[ -])?(?:tensor|matri[xz]|matrice|vec?ktor|vector|vecteur"
    r"|scalar|escalar|number|constant|Jacobian)(?![A-Za-z])"
)
_AN = r"(?:an?|una?|eine?|une?)\s+"
_OF_KIND = regex(
    rf"(?:,?\s*(?:(?:where|here|and)\s+)?){_SHOWN}\s+(?:is|es|ist|est|è)\s+"
    rf"(?:{_AN}{_KIND}|(?:the\s+)?(?:element|component|entry|point)-?\s?wise\s+\w+|(?:a\s+)?(?:symmetric|diagonal|orthogonal|invertible|positive|known|fixed)(?![A-Za-z]))"
    rf"(?:\s+(?:and|und|et|y)\s+{_SHOWN}\s+(?:is\s+)?{_AN}{_KIND})?(?=[ ,.;:)]|$)"
)
# A sample below in brackets: `y_{(i)}`; the column of a feature, `x_{(j)}`.
_SAMPLE_BELOW = regex(r"_\{\(\s*([A-Za-z])\s*\)\}")
_COLUMN_BELOW = regex(r"(?<=[\w}])_\{\(\s*j\s*\)\}(?=\s*(?:\^|'))")
# A sum that has its last index first, `\\sum^n_{i=1}`, also where the sign below is forgotten.
_TURNED_SUM = regex(
    r"((?:\\(?:sum|prod)(?![A-Za-z])|[∑∏Σ])\s*(?:\\limits)?)\s*(\^\s*(?:\w|\{[^{}]*\}))\s*"
    r"(_\s*(?:\w|\{[^{}]*\})|\{\s*[a-z]\s*=\s*\d\s*\})"
)


def _turned_sum(match: re.Match[str]) -> str:
    return f"{match[1]}_{match[3].removeprefix('_')}{match[2]}".ljust(len(match[0]))


def _with_range(match: re.Match[str]) -> str:
    return f"{match[1]}_{{{match[2]}=1}}^{match[3]}".ljust(len(match[0]))


def _with_colon(match: re.Match[str]) -> str:
    place = f"_{{:,{match[1]}}}" if match[1] else f"_{{{match[2]},:}}"
    return place.ljust(len(match[0]))


def _without_frame(match: re.Match[str]) -> str:
    """A system of equations without its brace, cases of one value as they are."""
    rows = re.split(r"\\\\", match["inside"])
    if not all("=" in row.partition("&")[0] or re.search(r"&\s*=", row) for row in rows):
        return match[0]
    return (
        match["before"] + " " * len(match["begin"]) + match["inside"] + " " * len(match["end"])
    )


def unarranged(text: str) -> str:
    r"""The text with spaces in place of everything that only arranges it.

    >>> unarranged(r"\boxed{dw = 2x} \tag{1}")
    '       dw = 2x          '
    """
    if "$" in text or "\\(" in text:
        text = _OF_KIND.sub(lambda match: " " * len(match[0]), text)
    if "⟨" in text or "\\langle" in text:
        text = _BARRED.sub(lambda m: f"{m[1]},".ljust(len(m[0])), text)
    if "\\" in text or "^" in text:
        text = _DOTTED.sub("⊙ ", text)
    if "\\" in text:
        text = _OVER_SCRIPT.sub(lambda m: f"{m[1]}}}{m[2]}".ljust(len(m[0])), text)
        text = _ALL_OF.sub(_with_colon, text)
        text = _RAISED_TWICE.sub(lambda m: f"^{{{m[1]}{m[2]}}}".ljust(len(m[0])), text)
        text = _SIGMA.sub(r"\\sum  ", text)
        for pattern in (_REASON, _ASIDE, _REASON_AT_SIGN, _REASON_BEHIND, _NOTED):
            text = pattern.sub(lambda match: " " * len(match[0]), text)
        text = _IF_SAID.sub(lambda match: "if".ljust(len(match[0])), text)
        text = _ELSE_SAID.sub(lambda match: "otherwise".ljust(len(match[0])), text)
        text = _UPRIGHT.sub(lambda match: match[1].rjust(len(match[0])), text)
        text = _without_commands(_SYSTEM.sub(_without_frame, text))
    if "σ" in text or "sigma" in text:
        text = _VARIANCE_OF.sub(r"\1\3\2", text)
    text = _TURNED_SUM.sub(_turned_sum, _COLUMN_BELOW.sub("_{:,j}", text))
    text = _DOT_SAID.sub(" ·   ", _ROWS_BESIDE.sub(r"\1_\2", text))
    text = _SAMPLE_BELOW.sub(lambda match: f"_{{{match[1]}}}".ljust(len(match[0])), text)
    text = text.replace("=:", "= ")
    text = _SUM_RANGE.sub(_with_range, text)
    text = _SUM_OVER.sub(lambda match: f"sum_{match[1]} ".ljust(len(match[0])), text)
    text = _SUM_OF_ROWS.sub(lambda match: "sum_rows ".ljust(len(match[0])), text)
    text = _EMPHASIS.sub(lambda m: m[1].replace("*", " ") + m[2] + m[3].replace("*", " "), text)
    for pattern in (_SHAPES_FIT, _SHAPE_SAID, _NOTHING, _MARKED, _MEMBERSHIP, _QUANTIFIED):
        text = pattern.sub(lambda match: " " * len(match.group()), text)
    if match := _NUMBER.search(text):
        text = blanked(text, *match.span("far" if match["far"] else "near"))
    return text


def blanked(text: str, start: int, end: int) -> str:
    """The text with spaces from one place to another."""
    return text[:start] + " " * (end - start) + text[end:]


def _without_commands(text: str) -> str:
    place = 0
    while match := _COMMAND.search(text, place):
        place = match.end()
        spans = _arguments(text, match)
        if spans is None:
            continue
        for start, end in spans:
            text = blanked(text, start, end)
    return text


def _arguments(text: str, match: re.Match[str]) -> list[tuple[int, int]] | None:
    """What to blank of a command: its name, and what its arguments have that is not shown."""
    name, place = match.group()[1:].rstrip("*"), match.end()
    if match["dropped"]:
        end = _end_of_group(text, place)
        return [(match.start(), end or place)] if end or name.startswith("no") else None
    for _ in range(_DRESSED[name]):
        end = _end_of_group(text, place)
        if end is None:
            return None
        place = end
    start = _start_of_group(text, place)
    end = _end_of_group(text, place)
    if start is None or end is None:
        return None
    if name in ("underset", "overset", "stackrel") and not _SIGN.match(text, start + 1):
        return [(match.start(), start + 1), (end - 1, end)] if name != "stackrel" else None
    return [(match.start(), start + 1), (end - 1, end)]


def _start_of_group(text: str, place: int) -> int | None:
    """Where the brace opens that comes next, behind an optional argument in brackets."""
    match = re.compile(r"\s*(?:\[[^\[\]]*\]\s*)?\{").match(text, place)
    return match.end() - 1 if match else None


def _end_of_group(text: str, place: int) -> int | None:
    """The place behind the brace that closes the group that comes next."""
    start = _start_of_group(text, place)
    if start is None:
        return None
    depth = 0
    for i in range(start, len(text)):
        if text[i] in "{}" and text[i - 1] != "\\":
            depth += 1 if text[i] == "{" else -1
            if depth == 0:
                return i + 1
    return None
