"""Patterns of what people say, one a line, and the words for what is wrong."""


def phrases(text: str) -> str:
    """A pattern for any of the lines of a text; a space in them is any space.

    >>> phrases('''
    ...     this is
    ...     that was
    ... ''')
    '(?:this\\\\s+is|that\\\\s+was)'
    """
    lines = (line.strip().replace(" ", r"\s+") for line in text.splitlines())
    return f"(?:{'|'.join(line for line in lines if line)})"


FALSE = phrases(
    r"""
    wrong|incorrect|false|erroneous|mistaken|bogus|flawed|faulty|invalid|nonsense
    flipped|backwards|misleading|naive
    """
)
FALSE_ELSEWHERE = phrases(
    r"""
    falsch|fehlerhaft|inkorrekt|unrichtig|fout|verkeerd|onjuist|fel|felaktig\w*|forkert|feil
    faux|fausse|erroné\w*|incorrect\w*|incorret\w+|erróne\w+|equivocad\w+|fals[oa]|errad[oa]
    sbagliat[oa]|errat[oa]|scorrett[oa]|błędn\w+|źle|nieprawidłow\w+|yanlış|hatalı
    неверн\w*|неправильн\w*|ошибочн\w*
    """
)
WHAT = phrases(
    r"""
    (?:way|answer|result|version|formula|gradient|derivative|solution|attempt|expression)s?
    (?:method|derivation|calculation|computation|equation|code|claim|statement|step)s?
    (?:approach|sign|factor|one|form|line|guess)s?
    """
)
SLIP = r"(?:mistakes?|pitfalls?|misconceptions?|fallac(?:y|ies)|typos?|slips?|bugs?)"
_USUAL = r"(?:common|typical|frequent|usual|classic(?:al)?|popular|easy|standard)"
AN_ERROR = phrases(
    rf"""
    {_USUAL} (?:{SLIP}|errors?|traps?)
    (?:an?|my|your|the|this|his|her|our) {SLIP}
    an error(?=[\s.,;!)]*$|\s+(?:as|because|since|here|above)\b)
    """
)
ADVERB = phrases(
    r"""
    clearly|still|actually|obviously|simply|just|also|really|quite|all|both|so|very|plainly
    completely|totally|definitely|certainly|probably|unfortunately
    of course|not only
    """
)
