r"""What stands around the formula of a gradient and makes it another one, or takes it back.

`The square of $dL/dw = 2x$`, `lr dL/dw = 2x`, `Retracted: dL/dw = 2x`; behind it `# but
halved`, `$$...$$ + c`, a name on a line alone.
"""

from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.spelling.letters import letter_named
from handgrad.reading.text.phrases import phrases
from handgrad.regex import regex

_HEAD = (
    r"[\s$*`]*(?:\\begin\{\w+\*?\}\s*)?(?:\\[dt]?frac\s?\{\s?(?:\\partial|d|∂)|[∂d]\w{0,8}/[∂d]\w"
    r"|\\nabla|∇|\\text\s?\{\s?grad)"
)
_MADE_OF = phrases(
    r"""
    (?:squares?|(?:square )?roots?|norm|absolute value|modulus|exponential) of
    log(?:arithm)? of
    (?:inverse|reciprocal|opposite|half|double|triple|third|negative|transpose) of
    (?:one|two|three|1|2|3) (?:over|times|minus|plus)
    (?:hälfte|quadrat|wurzel|kehrwert|logarithmus|betrag|doppelte|negative) (?:von|der|des)
    (?:moitié|carré|racine|inverse|double|logarithme|opposé) (?:de|du)
    (?:mitad|doble|cuadrado|raíz|inverso|opuesto|metà|doppio|metade|dobro) (?:de|del|di|da|do)
    """
)
_FACTOR = (
    r"(?:\\?(?:log|ln|exp|sqrt|sin|cos|tanh)|lr|eta|alpha|rate|learning rate|step size|minus"
    r"|twice|half)"
)
_TAKEN_BACK = phrases(
    r"""
    ignore(?: this)?|retracted|draft|scratch|struck|buggy|bug|fehler(?:haft)?|falsch|entwurf
    erreur|faux|brouillon|incorrecto|borrador|errato|sbagliato|errado
    неверно|ошибка|черновик|yanlış|間違い|错误|錯誤|错
    """
)
_BEFORE = regex(
    rf"(?im)(?P<said>(?:(?<![\w-])(?:{_MADE_OF})|^[\s$]*{_FACTOR}"
    rf"|(?:^|(?<=[.;!?]\s))[ \t]*(?:{_TAKEN_BACK})\s*[:：—-])){_HEAD}(?![^`]*{_HEAD})"
)
_MADE = r"(?:halved|squared|cubed|doubled|negated|inverted|transposed|scaled|clipped|averaged)"
_ALONE = phrases(
    rf"""
    (?:but |then |now )?(?:to be |it is |is )?{_MADE}
    (?:i |we )?(?:forgot|missed|dropped|left out) [^()\[\]\n]{{1,30}}
    [^()\[\]\n=]{{1,24}} (?:is )?(?:still |yet )?(?:missing|lost|forgotten)
    """
)
_BEHIND = regex(
    rf"(?im)(?P<said>(?:[(\[#]|//|--)\s*(?:{_ALONE})\s*(?:[)\]]|$)"
    r"|(?<![^\W_])(?:nvm|never ?mind|scratch that|forget (?:that|this|the above))(?![^\W_])"
    rf"|(?<=[)\w}}$])\s+but {_MADE}(?!\w)"
    r"|(?:das ganze|alles)\s+(?:halbieren|verdoppeln|quadrieren|negieren)|(?:le )?tout au carré"
    r"|\\forall\s*\\?(?![i-n](?![a-z]))[a-z]\w*\s*(?:[<>≤≥]|\\(?:[gl]eq?|[gl]t)(?![a-z]))\s*\S+\s*$)"
)
_ADDED = regex(
    r"(?:\$\$|\\\]|(?<!\$)\$|\\\))[ \t\n]*"
    r"(?P<said>(?:[+*/·×÷−-]|\\(?:div|times|cdot|odot)(?![A-Za-z]))\s*\\?[\w{}^]{1,12})[\s.,]*$"
)
_ADDED_APART = regex(
    r"=[^\n]*\n\s*(?P<said>(?:\$\$?|\\\[)\s*(?:[*/·×÷]|\\(?:div|times|cdot|odot)(?![A-Za-z]))[^$=\n]{1,24})"
    r"(?:\$\$?|\\\])[\s.,]*$"
)
_LAST = regex(r"(?P<before>[^\n]*=[^\n]*)\n+[\s$]*(?P<name>\\?[A-Za-z]\w*)[\s$.]*$")


def changed_around(text: str, page: Vocabulary) -> str:
    r"""The words or signs around a formula that make it another one, "" where none do.

    >>> page = Vocabulary(dict.fromkeys("wxL", (1, 1)), "L", ("w",), ("x",))
    >>> changed_around("The square of dL/dw = 2x", page), changed_around("So dL/dw = 2x", page)
    ('square of', '')
    """
    for form in (_BEFORE, _BEHIND, _ADDED, _ADDED_APART):
        if found := form.search(text):
            return found["said"].strip()
    last = _LAST.search(text)
    is_factor = last is not None and letter_named(last["name"]) in (
        *page.data,
        *page.parameters,
    )
    return last["name"] if last is not None and is_factor else ""
