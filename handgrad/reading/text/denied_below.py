"""What words deny of the formula behind them: `A common mistake is to write dL/dw = ...`."""

from handgrad.reading.text.phrases import (
    ADVERB,
    AN_ERROR,
    FALSE,
    FALSE_ELSEWHERE,
    SLIP,
    WHAT,
    phrases,
)
from handgrad.regex import regex

_TO_THE_END = r"[\s:：,$`*_(\[{]*$"
_LABEL = r"(?:\W*[:：]\W*$|\W*$)"
_COLON = r"[*_`\s]*[:：][\s*_`$]*$"
_SAYS = phrases(
    r"""
    writ(?:e|es|ing|ten)|wrote|think(?:s|ing)?|thought|gets?|getting|got|says?|saying|said|put
    use[sd]?|using|conclud(?:e|es|ing)|claim(?:s|ing)?|believ(?:e|es|ing)|assum(?:e|es|ing)
    have|compute[sd]?|computing|obtain\w*|answer\w*|guess\w*|expect\w*
    tempted to \w+
    do(?:ing)?(?: (?:this|that|it|so))?
    """
)
_ENDS = rf"(?:\s+(?:that|it\s+as|down|simply|just|only|something\s+like))*{_TO_THE_END}"
_PEOPLE = phrases(
    r"""
    students?|people|beginners?|learners|novices?|many|others|most|everyone|textbooks|they
    some(?: \w+)?
    """
)
_MAY = phrases(
    r"""
    often|commonly|sometimes|usually|frequently|always|then|just|simply|might|may|will|would
    could|tend to|like to
    forget\s[^=]{0,30}\sand
    """
)
_MUST_NOT = phrases(
    r"""
    don['’]?t|do not|never|cannot|can['’]t|can not|(?:should|must|may)(?:n['’]?t| not)
    avoid|refrain from|beware of
    """
)
_IS = rf"(?:is|be|it['’]s|was|are)\s+(?:{ADVERB}\s+)?"
_RULE = r"(?:rule|derivative|factor|sign|constant)"
_GETS = r"(?:(?:one|you|we|i|it)\s+)?(?:would\s+)?(?:gets?|obtains?|gives?|yields?|finds?)"
_DENIAL = phrases(
    rf"""
    {FALSE}\s*\W?\s*(?:first )?{WHAT}\b
    {FALSE}(?={_LABEL})
    (?:not|don['’]?ts?|bad|traps?|{SLIP}|nope?|old|buggy|broken|obsolete|deprecated)(?={_COLON})
    not like (?:this|that|so)(?={_COLON})
    (?:do|does|did|will|would)(?: not|n['’]?t) (?:work|hold)(?={_COLON})
    (?:instead of|previously|formerly)(?={_LABEL})
    {AN_ERROR}
    (?:wrong|incorrect|mistaken|erroneous|false|naive)ly\b(?! (?:classif|predict|label))
    {_IS}{FALSE}(?=\s+(?:to|that)\b|{_LABEL})
    {_IS}not (?:true|right|correct|ok)(?=\s+(?:to|that)\b|{_LABEL})
    tempt(?:ed|ing) to \w+(?={_ENDS})
    it is easy to {_SAYS}(?={_ENDS})
    what not to \w+
    (?:is not|isn['’]t|wasn['’]t)(?: quite| really)? (?:right|correct|true)(?: yet)?(?={_LABEL})
    (?:{FALSE}|failed|rejected|discarded)\){_COLON}
    (?:by (?:mistake|accident)|mistakenly|accidentally)\b
    without (?:the |an? |its )?(?:\w+ )?{_RULE} {_GETS}{_TO_THE_END}
    (?:suppose|assume)\w* (?:for|towards?) (?:a |the sake of )?contradiction
    if [^=.\n]{{1,60}} (?:were|had)(?! to\b| wonder| ask)
    (?:nobody|no one|none of \w+)(?: (?:ever|{_MAY}|should|can))* {_SAYS}{_ENDS}
    (?:niemand|keiner|personne ne|nadie|nessuno|никто не) \w+{_TO_THE_END}
    i (?:do not|don['’]?t|can['’]?t|cannot) (?:agree|believe|think)(?: that)?{_TO_THE_END}
    (?:disagree|deny|denie[sd]|doubt|disputes?|rejects?)(?: that)?{_TO_THE_END}
    not the case(?: that)?{_TO_THE_END}
    (?:isn['’]t|is not|not) (?:true|so) that{_TO_THE_END}
    {_MUST_NOT}(?: (?:just|simply))?(?: {_SAYS})?(?={_ENDS})
    {_PEOPLE}(?: {_MAY})* {_SAYS}(?={_ENDS})
    (?:one|you|we) (?:might|may|could) (?:\w+ )?(?:think|believe|expect|guess|assume)(?={_ENDS})
    one (?:often|sometimes) {_SAYS}(?={_ENDS})
    often one (?:sees|{_SAYS})(?={_ENDS})
    (?:forget|overlook)\w*\s[^=.]{{1,60}}\s(?:gives?|gets?|yields?|obtains?)(?={_ENDS})
    (?:forget|overlook)\w*\s[^=.]{{1,60}}\s(?:leads to|results in)(?={_ENDS})
    """
)
_THEY_SAY = r"(?:schreib|denk|glaub|mein|bekomm|sag|rechn)en"
_DENIAL_ELSEWHERE = phrases(
    rf"""
    (?:häufig|typisch|üblich|beliebt)e[rsn]? fehler
    falsche?[rsn]?(?:\s*(?=(?:ist|wäre|sind)?{_LABEL})| (?:weg|lösung|antwort|ergebnis|ansatz))
    (?:fälschlich|irrtümlich)(?:erweise)?|błędnie
    (?:ошибочно|неправильно|неверно)(?=\s+\w|{_COLON})
    (?:nicht|faux|mal|falso|incorrecto|incorreto|sbagliato|errato|errado)(?={_COLON})
    (?:fout|źle|błąd|yanlış)(?={_COLON})
    erreurs? (?:fréquente|courante|classique|typique|commune)s?|à tort
    (?:mauvaise|fausse)s? (?:réponse|formule|méthode|façon)
    n['’]écri\w+ (?:pas|jamais)|ne pas écrire|no escrib\w+|non scriv\w+|não escrev\w+
    err(?:or|ores|ore|ori|o|os) (?:com[uú]n\w*|comum|fre[qc]u\w+|típic\w+|tipic\w+|habitual)
    (?:errónea|equivocada|incorrecta|errada|erronea)mente
    (?:respuesta|fórmula|resposta|risposta|formula) (?:incorrecta|equivocada|errónea)
    (?:respuesta|fórmula|resposta|risposta|formula) (?:errada|incorreta|sbagliata|errata)
    (?:veelgemaakte|częsty|typowy|vanlig\w*) (?:fout|błąd|fel|feil)
    (?:частая|типичная|распростран[её]нная) ошибка|не пиш\w+|нельзя писать
    (?:ist|sind|wäre|gilt|lautet) nicht{_TO_THE_END}
    (?:viele|manche|einige|die meisten|leute|studenten|studierende)(?: \w+)? {_THEY_SAY}
    man (?:könnte|würde|möchte) (?:\w+ )?(?:meinen|denken|glauben|annehmen)(?=\W)
    (?:beaucoup|certains|les étudiants|les gens|on pourrait) (?:écri|pens|croi)\w+
    (?:n['’]est pas|no es|non è|não é|не равн[оа]){_TO_THE_END}
    (?:muchos|algunos|molti|alcuni|muitos) (?:escrib|piensa|cree|scriv|pensa|cred|escrev)\w+
    (?:многие|некоторые) (?:пишут|думают|считают)
    (?:w[äa]re|wenn) [^=.\n]{{1,60}} wäre{_TO_THE_END}
    (?<!nicht\s)vergiss\w*[^=.\n]{{0,30}} (?:erhält|bekommt|ergibt|kommt)(?: \w+)?{_TO_THE_END}
    ohne (?:die |den )?\w+(?: \w+)? (?:erhält|bekommt|ergibt)(?: \w+)?{_TO_THE_END}
    versehentlich|aus versehen|par erreur|por error|per sbaglio|por engano
    如果[^=。]{{0,12}}(?:忘|漏)[^=。]{{0,14}}[得到成会]|假设[^=。]{{0,12}}(?:另一|别的|不同)
    常见的?错误|误(?:写|认)为?|(?:不要|不能|不应|别)写成?|容易[^=，。]{{0,6}}(?:写成|误)
    (?:错误|錯誤)的?(?:写法|答案|做法|结果|公式|解法|推导)?(?=\W*$|[是为])
    (?:很多|许多|有些)人[^=]{{0,8}}(?:写|认为)
    よくある間違い|間違い|間違った|誤り(?=\W*$)|誤って|흔한\s*실수|틀린|잘못된?
    """
)
_TRUE = r"(?<!not\s)(?<!n't\s)(?<!un)(?:right|correct|true|proper|actual|instead)"
_AFFIRMED = phrases(
    rf"""
    {_TRUE}(?:ly)? (?:\w+ ){{0,2}}(?:is|are|would)\b
    {_TRUE} {WHAT}
    {_TRUE}(?:ly)?(?=\W*$)
    [,;:—–-]\s*(?:(?:but|so|hence|thus|and) )?(?:the|our) (?:\w+ )?{WHAT} (?:is|equals)
    [,;]\s*(?:so|hence|therefore|thus)\b
    should be(?=\W*$)
    (?:but|rather) (?:it is|we (?:get|have))
    sondern|richtig|correcto|correct\s*:|corretto|正确|正しく|правильно
    """
)
_UNDONE = "".join(
    rf"(?<!{word}\s)"
    for word in ("nothing", "nothing is", "not go", "not", "no", "n't", "not the", "not a",
                 "avoid a", "avoids a")
)  # fmt: skip
_BEGINS = r"(?<![\w\\])(?=[^\W\d_]|[,;:—–-])"
_WHERE = regex(r"(?i)[:：]\s+(?:for|if|when|where|at|für|wenn|pour|si|para)\b[^=:.]*$")
_SAID = regex(
    rf"(?i){_BEGINS}(?:{_UNDONE}(?P<denied>{_DENIAL}|{_DENIAL_ELSEWHERE})|{_AFFIRMED})"
)


_FOLLOWING = phrases(
    r"""
    (?:the |what )?(?:following|follows|next|below|underneath)
    (?:das )?(?:folgende|nächste|untenstehende)\w*
    (?:ce qui suit|la suite|le suivant|lo siguiente|la siguiente|quanto segue|il seguente)
    (?:o seguinte|следующее|следующая)
    """
)
_FOLLOWS_FALSE = regex(
    rf"(?i)(?<![^\W_]){_FOLLOWING}(?![^\W_])[^=.\n]{{0,50}}?(?<![^\W_])"
    rf"(?:{FALSE}|{FALSE_ELSEWHERE}|{SLIP}|(?:not|nicht|pas|no|non) (?:\w+ )?"
    r"(?:right|correct|true|richtig|korrekt|correcto?|juste|vrai|giusto|corretto))(?![^\W_])"
    r"|(?:下面|以下|下列|下式|次)[^=。\n]{0,10}(?:错误?|不对|不正确|不成立|間違|誤)"
    r"|\b(?:do(?:n['’]t| not)|never)\s+(?:ever\s+)?"
    r"(?:do|use|write|copy|believe|trust|submit)\s+"
    r"(?:this|that|it|the\s+following|what\s+follows)[\s:]*$"
    r"|\bhow\s+not\s+to\b|\bwhat\s+not\s+to\b|\bso\s+(?:\w+\s+){1,3}nicht\b"
    rf"|^\W*(?:an?\s+|the\s+)?(?:{AN_ERROR}|{SLIP}|(?:{FALSE})\s+(?:{WHAT}))\W*$"
)
_BUT = regex(
    r"(?i)\b(?:unless|if|when|whether|why|nothing|don['’]t\s+(?:think|believe|know)|may|might|not(?:hing)?\s+(?:wrong|false)|before|above|first)\b"
    r"|(?<!how )(?<!what )\bnot\s+(?:\w+\s+)?(?:wrong|false|incorrect|a\s)"
)


def denies_next(said: str, behind: str = "") -> bool:
    """Whether a sentence says of what stands below it that it is not so.

    >>> denies_next("The following is false."), denies_next("The following is true.")
    (True, False)
    """
    is_asked = behind.lstrip()[:1] in ("?", "？")
    return not is_asked and bool(_FOLLOWS_FALSE.search(said)) and not _BUT.search(said)


_ANNOUNCING = regex(
    r"(?i)\s*(?:\bthat\s+)?\b(?:the|our|its)\s+(?:\w+\s+)?(?:gradient|derivative|slope|answer|result)"
    r"[^.,;:]{0,40}?\b(?:is|equals|be|becomes|was)\s*:?\s*$"
)
_FORMULA = regex(r"\$|(?<!\S)[^\s$]*[\w)][*^(][^\s]*")
_SENTENCE = regex(r"[^\n.!?]+")


def denied_announced(text: str) -> str:
    """The words of a text without equations that deny the gradient which they announce.

    >>> denied_announced("I disagree that the gradient is 2x(wx - y).")
    'I disagree'
    >>> denied_announced("I think that the gradient is 2x(wx - y).")
    ''
    """
    for match in _SENTENCE.finditer(text) if "=" not in text else ():
        found = _FORMULA.search(match[0])
        before = match[0][: found.start()] if found else ""
        bare = _ANNOUNCING.sub("", before).strip()
        if bare != before.strip() and bare and denied_below(bare):
            return bare
    return ""


def denied_below(before: str) -> bool:
    """Whether the words of a sentence say that the formula behind them is not so.

    What stands last counts.

    >>> denied_below("A common mistake is to write "), denied_below("Don't forget the rule: ")
    (True, False)
    >>> denied_below("A common mistake is to forget x, the right gradient is ")
    False
    """
    before = _WHERE.sub(":", before)
    found = list(_SAID.finditer(before))
    return bool(found) and found[-1]["denied"] is not None
