"""What a sentence makes of the formula above it: `Then double it`, `Add 2 lambda w`."""

from handgrad.reading.text.changes_said import HAS_SUM
from handgrad.reading.text.phrases import phrases
from handgrad.regex import regex

_ANSWER = r"(?:gradient|derivative|answer|result)"
_WORD_OF_IT = r"(?:this|that|it|which|the\s+(?:above|result|answer|formula)(?:\s+above)?)"
_OBJECT = (
    r"(?:it|this|that|both|them|each|the(?!\s+(?:step|update|data|features?|inputs?)\b)"
    r"|d\w+|everything|all)"
)
_MUST = r"(?:should|must|has\s+to|needs\s+to)"
_SOME = r"(?:an?\s+|the\s+)?(?:\w+\s+)?"
_AT_LAST = phrases(
    r"""
    now|then|finally|next|lastly|it (?:only )?remains to|left to do|what is left is to
    (?:you|we|one) (?:(?:also|still|then|finally) )*(?:need to|have to|must|should)
    """
)
_LEADING = phrases(
    rf"""
    and|also|first|actually|oops|sorry|edit|correction|no|but
    remember to|do(?:n['’]?t| not) forget to
    (?:you|we|one)(?: (?:also|still|finally))+
    (?:we )?then
    to get (?:the|our) (?:\w+ )?{_ANSWER}
    """
)
# What can be added to a formula: another formula, or a term by its name.
_OWN = r"(?:the|an?|its|their)(?:\s+\w+){0,3}"
_TERM = phrases(
    rf"""
    (?:the (?:\w+ )?|an? )?(?:\\?\w+ ?[*·^_/]|[-−\d\\$(λαμβ]|[a-zA-Z]\b(?! \w{{3}})|lam\w*\b)
    {_OWN} (?:terms?|gradients?|derivatives?|regulari[sz]\w+|penalty|constant|two)
    {_OWN} (?:decay|momentum|mean|contributions?|factor)
    (?:one|two|weight decay|momentum|noise)\b
    """
)
_CHANGED = phrases(
    rf"""
    (?:add|subtract) {_TERM}
    (?:plus|minus|times) (?=\S)
    (?:multiply|double|halve|negate|flip|transpose|square) (?:{_OBJECT}|by|of)\b
    (?:scale|rescale|normali[sz]e|clip|round|raise|truncate) (?:{_OBJECT}|by|to)\b
    (?:double|halve|negate|transpose|square)(?=\W*$)
    (?:flip|change|reverse|turn|invert|drop|remove|omit) (?:the|its|both|all) (?:\w+ )?signs?
    (?:drop|remove|omit|leave out|cancel) (?:the|its|a) (?:factor|constant|leading|minus|\d)
    (?:replace|substitute) \S+ (?:by|with|for) \S+\W*$
    (?:swap|exchange|interchange) (?:\S+ (?:and|with) \S+|them|both|the two)
    use \S.{{0,30}} (?:instead|in place) of
    take the negative\b
    take (?:the|its) (?:\w+ )?(?:negative|transpose|absolute|inverse|root|log\w*|exp\w*)\b
    take (?:the|its) (?:sign|real|imaginary|positive|norm|square)\b
    apply (?:the|an?) (?:mask|sign|clip\w*|activation|softmax|sigmoid|relu|sqrt|square|log)\b
    (?:then )?apply (?:softmax|sigmoid|relu|tanh|sign|dropout)\b
    set (?:it|this|that|them) to (?:zero|0|one|1) (?:for|where|on)\b
    """
)
_SPREAD = phrases(
    rf"""
    divide (?:by|over|{_OBJECT})\b
    average (?:by|over|across|{_OBJECT})\b
    divided by\b
    sum over\b
    take the (?:mean|average|sum)\b
    """
)
_OUGHT = phrases(
    r"""
    should (?:be|read|say|have (?:been|read|said))
    (?:has|have|needs?|ought) to (?:be|read)
    must be
    """
)
# A formula in place of another: `1 + s`, `$y - p$`, `x²`, `minus`, `a plus sign`, `(s - t)`.
_NAME = r"\\?[A-Za-zα-ω]{1,2}\d?(?:_\w|')?(?![A-Za-zα-ω])"
_OPERATOR = r"(?:\s*[-−](?=\s|\\?\w\b)|\s*[+*/·]|[\^²³ᵀ])"
_NEW = (
    r"(?:\s+(?:an?\s+|the\s+)?(?:(?:minus|plus|times|squared)\b"
    r"|\$?\s*(?:[-−]\s*[\w(\\]|\\[dt]?frac|½|\d+\s*\(|\d+[^\W\d_]\b(?<!d)"
    rf"|(?:\d+|{_NAME}){_OPERATOR})))"
)
_OTHER_FORMULA = (
    rf"(?!.*(?:shape|size|dimension)).{{0,80}}\b"
    rf"(?P<ought>{_OUGHT}{_NEW}|should\s+(?:read|have\s+been|have\s+read)\b)"
)
_SAID = phrases(
    rf"""
    (?:i )?(?:forgot|missed|dropped) (?:the|a) (?:factor|minus|sign|half|transpose|\d)
    (?:it['’]s |is )?(?:twice|half|double) (?:that|this|the above)\b
    (?:everything|all) (?:of it )?above (?:is|has)\b
    with the (?:opposite|wrong) sign\b
    the sign (?:should|must|has to) be\b
    (?:{_WORD_OF_IT} )?{_MUST} be (?:multiplied|divided|negated|scaled)\b
    (?:{_WORD_OF_IT} )?{_MUST} be (?:halved|doubled|transposed|half|twice)\b
    {_OTHER_FORMULA}
    there(?:['’]s| is) an? [^.]{{1,15}} missing\b
    (?:multiplied|scaled|weighted) by (?=\S)
    (?:up to|modulo|ignoring|except for|apart from) {_SOME}(?:factors?|constants?|signs?)\b
    """
)
_GRADIENT_IS = phrases(
    rf"""
    (?:(?:so|hence|thus) )?(?:the|our) (?:\w+ )?{_ANSWER} is (?:(?:therefore|then) )?{{what}}
    """
).replace(
    "{what}",
    phrases(
        r"""
        (?:half|twice|double|minus|the negative|[-−]?\d+(?:/\d+)? (?:times|of))\b
        (?:this|that|it) (?:times|plus|minus|divided|multiplied|over|with)\b
        """
    ),
)
_SO = phrases(
    r"""
    (?:das|dies|es|man|hier) (?:muss|müsste|ist|sollte)(?: man)?(?: noch| nun| jetzt| dann)
    (?:dann|danach|noch|nun|jetzt|zum schluss|zuletzt|schließlich|puis|ensuite|enfin|il faut)
    (?:il reste à|luego|después|finalmente|hay que|falta|poi|infine|bisogna|depois|por fim)
    (?:затем|потом|осталось|нужно|надо|теперь)
    """
)
_CHANGED_ELSEWHERE = phrases(
    r"""
    (?:multipli[zc]\w+|moltiplic\w+|multiplier|addier\w+|subtrahier\w+)
    mal [-−]?\d\S*|somma \d\S*|some \d\S*
    (?:verdopp\w+|halbier\w+|negier\w+|transponier\w+|umdreh\w+|umkehr\w+)
    (?:ajout\w+|soustra\w+|doubl(?:er|e[zr]?)|transpose[rz]?|chang\w+ (?:le|de) signe)
    (?:sumar|súm\w+|restar|réstal\w+|añad\w+|cambi\w+ (?:el|il|di) s[ie]gno|sommare)
    (?:aggiung\w+|sottra\w+|somar|subtra[ií]\w*|troc\w+ o sinal)
    das vorzeichen (?:ist|muss)\b
    (?:le|el|il|o) (?:sign[eo]|segno|sinal) (?:est?|[èé]s?|doit|de[bv]e)\b
    (?:умнож\w+|добав\w+|приба\w+|вычест\w+|вычита\w+|транспонир\w+)
    """
)
_SPREAD_ELSEWHERE = r"(?:teilen|teile|dividier\w+|divi[sd]\w+|раздел\w+|делим|делить)"
_ELSEWHERE = (
    rf"(?:{_SO}(?:\s+[^\s=]+){{0,4}}?\s+(?:{_CHANGED_ELSEWHERE}|{_SPREAD_ELSEWHERE})"
    rf"|{_CHANGED_ELSEWHERE}|(?P<spread_elsewhere>{_SPREAD_ELSEWHERE}))(?!\w)"
)
_OF_CHARACTERS = (
    r"(?:前面|后面|外面|整体|上式|结果)?(?:[再又还]要?|然后|最后|接着|需要|别忘了?|記得|记得|最後に|次に|さらに|그\s*다음|마지막으로)[^，。]{0,10}?"
    r"(?:乘|加上?|减去?|取负|取反|变号|转置|翻倍|平方|掛け|足す|引く|反転|転置|곱|더하|더한|빼|뺀"
    r"|除|平均|求和|割|나누|나눈)"
    r"|(?:マイナス|負号|符号)を?(?:付け|つけ|反転)|(?:取负号?|变号)[。\s]*$"
    r"|(?:正负)?[符负負][号號](?:[是应應]|相?反|错|錯|不对|が逆|は逆)|[少差漏]了?一?[个個]?(?:负|因子|系数|符)"
)
_MADE_ANOTHER = regex(
    rf"(?i)(?P<said>(?:(?:{_LEADING}|{_AT_LAST})\b[\s,:]*)*)"
    rf"(?:{_CHANGED}|(?P<spread>{_SPREAD})|{_SAID}|{_GRADIENT_IS})|{_ELSEWHERE}|{_OF_CHARACTERS}"
)
# A reason, a condition, or what has been done already.
_EXPLAINED = regex(
    r"(?i)\b(?:now|fixed|corrected|mended|added|because|since|earlier|first(?!\s+(?:minus|plus|term|factor|sign)\b)|if|when|would|weil"
    r"|wenn|parce|car|porque|poiché|потому|если|from\s+(?:w|the\s+(?:weights?|parameters?))"
    r"|to\s+(?:check|verify|see|descend|find|minimi[sz]e|update))\b|因为|由于|如果|から|ので|때문"
)
_LAST = regex(rf"(?i)\b{_AT_LAST}\b")
_NOW = regex(r"(?i)^now\b")


def made_another(said: str, formula: str) -> bool:
    """Whether a sentence makes another formula of the one above.

    One that averages or adds up says what a formula with a sum or a quotient has already, but
    for what is still to do.

    >>> made_another("Then double it", "2*x"), made_another("Divide by N", "x/N")
    (True, False)
    """
    found = _MADE_ANOTHER.match(said)
    if found is None:
        return False
    told = said[: found.end()] if found["ought"] else said
    if _EXPLAINED.search(_NOW.sub("", told)):
        return False
    spreads = found["spread_elsewhere"] or found["spread"]
    is_at_last = _LAST.search(found["said"] or "") is not None
    return is_at_last or not (spreads and HAS_SUM.search(formula))
