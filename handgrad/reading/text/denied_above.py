"""What a sentence denies of the formula above it: `which is wrong`, `That can't be right.`"""

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

_RIGHT = phrases(
    rf"""
    right|correct|true|valid|accurate
    it(?=\W*$)
    what (?:we|i|you|one) (?:really )?(?:want|need|expect)(?:s|ed)?
    (?:the|our|my|a) (?:(?:right|correct|actual|true) )?{WHAT}
    """
)
_THE = r"(?:the|my|our|this|that|these|all)(?:\s+(?:above|last|previous|first|final))?"
_IT = phrases(
    rf"""
    (?:this|that|it|which|these|those|both|everything|the above)(?: (?:here|above))?
    what (?:i|we) (?:wrote|have|had|did)
    {_THE} (?:above|lines?|{WHAT})(?: (?:here|above|i got|i wrote))?
    all of (?:this|that|it|the above)
    the (?:first|second|third|last|former|latter|other)(?: (?:one|line|{WHAT}))?
    the (?:\$?\w{1, 2}\$?|bias|weights?) {WHAT}
    """
)
_OF_SOME = r"(?!\s+(?:that|for|at|when|if|where|unless|in)\b)"
_SURE = (
    r"(?:(?:i|we)\s+(?:think|believe|know|suspect|guess|fear|see|reali[sz]e)\s+(?:that\s+)?)?"
)
_LEADING = phrases(
    r"""
    but|however|and|so|wait|hmm+|no|nope|oops|unfortunately|clearly|obviously|well|sadly|alas
    actually|edit|note|careful|warning|hold on|yet|still|though|of course|because|sorry|then
    correction|update|remark|nb|ps|here|argh|damn
    aber|doch|leider|mais|hélas|pero|ma|però|purtroppo|mas|но
    """
)
_SEEMS = phrases(
    r"""
    is|was|are|were|must|will|would|can|has|have|gives?|yields?|contains?
    looks?|seems?|appears?|feels?
    turn(?:s|ed) out
    """
)
_IS_FALSE = (
    rf"(?:\s+{_SEEMS}|['’](?:s|re))(?:\s+to)?(?:\s+be)?(?:\s+{ADVERB})*\s+"
    rf"(?:(?:an?\s+|the\s+)?(?:{FALSE}\b(?!\s+(?:to|that)\b)|opposite\s+sign\b)|{AN_ERROR})"
)
_NOT = (
    r"(?:\s+(?:is|was|are|were|do|does|did|ca|can|could|would|wo|must|should|may|might)"
    r"(?:\s+not|n['’]?t|not)|['’]s\s+not)"
)
_GOES_WELL = phrases(
    rf"""
    (?:be )?{_RIGHT}\b{_OF_SOME}
    (?:match|agree|hold|work|pass|add up|check out|make sense)\b{_OF_SOME}
    (?:look|seem) {_RIGHT}\b
    """
)
_SOME_SLIP = rf"(?:an?|some)\s+(?:\w+\s+){{0,2}}(?:{SLIP}|error(?!\s+(?!in\b|here|above)\w))"
_DENIAL = phrases(
    rf"""
    {_SURE}{_IT}{_IS_FALSE}
    {_SURE}{_IT}{_NOT}(?: {ADVERB})* {_GOES_WELL}
    {_IT} (?:contradicts|disagrees|fails(?! to)|violates)\b
    i (?:do not|don['’]?t|can['’]?t|cannot) (?:think|believe) (?:that )?{_IT} (?:is|can be)
    i doubt (?:that )?{_IT} (?:is|can be)
    (?:neither|none)(?: of \w+)? (?:is|are|was) {_RIGHT}
    the (?:\w+ ){{0,2}}(?:check|test)s? (?:fails?|failed|disagrees?|does(?:n['’]?t| not) pass)\b
    the (?:shapes|dimensions|numbers|units) do(?:n['’]?t| not) (?:match|agree|fit|work|add up)
    the signs? (?:is|are)(?:n['’]?t| not) (?:right|correct)
    there(?:['’]s| is| are| must be| has to be) {_SOME_SLIP}
    (?:i|we) (?:(?:must have|have|probably|seem to have) )?(?:made|did) {_SOME_SLIP}
    (?:i|we) (?:strongly |totally |completely )?disagree(?: with {_IT})?(?=\W*$)
    (?:i|we) (?:do not|don['’]?t) agree(?: with {_IT})?(?=\W*$)
    (?:i|we) (?:do not|don['’]?t) believe (?:it|this|that|him|her|them)(?=\W*$)
    {_IT} (?:cannot|can['’]?t|can not) be(?=\W*$)
    (?:probably|maybe|perhaps) (?:it (?:is|should be) )?(?:the )?(?:negative|minus)(?=\W*$)
    (?:is )?what (?:nobody|no one) \w+
    (?:i|we) (?:messed|screwed|mixed) (?:\w+ ){{0,2}}up\b
    """
)
_BARE = phrases(
    rf"""
    (?:{FALSE}|{FALSE_ELSEWHERE})(?=\W*$|\s+(?:because|since|as)\b)
    (?:not (?:right|correct|true)|(?:wrong|flipped) sign|sign (?:wrong|flipped))(?=\W*$)
    wait,? no(?=\W*$)
    not (?:this|that|so)(?: (?:one|way|line))?(?=\W*$)
    (?:buggy|broken|obsolete|deprecated|does(?:n['’]?t| not) work)(?=\W*$)
    (?:错误?|不对|間違い|誤り|틀림)(?=\W*$)
    """
)
_THIS_ELSEWHERE = phrases(
    r"""
    das|dies(?:es)?|es|was|dit|dat|det|detta|dette|ce|cela|ça|ceci|est[oa]|eso|quest[oa]
    lo (?:cual|que)|ciò|il che|isto|isso|o que|to|co|это|что|эта|bu|o
    (?:die|der|das|le|la|el|il|o|a|de|het) \w+
    """
)
_NOT_RIGHT_ELSEWHERE = phrases(
    r"""
    (?:ist|kann|sind|war) (?:\w+ )?nicht (?:richtig|korrekt|wahr|stimmen)|stimmt (?:\w+ )?nicht
    n['’](?:est|était) pas (?:correct|juste|vrai|exact|bon)e?
    no (?:es|está|puede ser) (?:correct\w|ciert\w|bien)
    non (?:è|può essere) (?:corrett\w|giust\w|ver\w)
    não (?:é|está|pode ser) (?:corret\w|cert\w)
    klopt niet|is niet (?:juist|correct|goed)|stämmer inte
    не (?:верно|правильно|так)|doğru değil
    """
)
_DENIAL_ELSEWHERE = phrases(
    rf"""
    {_THIS_ELSEWHERE}(?: \w+){{0,3}}?(?: [-–—])? {FALSE_ELSEWHERE}(?!\w)
    c['’]est {FALSE_ELSEWHERE}(?!\w)
    {_THIS_ELSEWHERE}(?: \w+){{0,2}}? {_NOT_RIGHT_ELSEWHERE}
    """
)
_OF_CHARACTERS = regex(
    r"[^\w]*(?:所以|但是?|然而|而|しかし|그러나|하지만)?[，,、\s]*"
    r"(?:这|那|此|上|该|以上|結果|结果|答案|公式|式|これ|それ|この|이|그|위)"
    r"(?!.{0,8}(?:容易|不要|别|没))[^，。,.;；]{0,8}?"
    r"(?:错(?!开|位)|错误|錯|不对|不正确|不成立|有误|間違|誤り|誤って|正しくな|틀렸|틀린|틀립|잘못)"
)
_CROSSED = regex(r"[✗✘❌🚫]")
_DENIES = regex(
    rf"(?i)[\s\W]*(?:{_LEADING}\b[\s,:.!–—-]*)*(?:{_DENIAL}|{_BARE}|{_DENIAL_ELSEWHERE})"
)
# Where words may begin behind a formula without a point between.
_BEHIND = regex(
    r"(?i)(?:[^\w\s(\[{\\]|\d|(?<![^\W\d_])[^\W\d_])\s+(?=[^\W\d_])"
    r"|\s(?=(?:which|but|however|and\s+(?:this|that|it))\b)"
)
OF_FORMULA = regex(
    r"(?i)(?:(?:by|from|via|using|with|per)\s+(?:the\s+)?(?:\w+\s+){1,3}?)?"
    rf"(?:is|was|would\s+be|ist|est|es|è|é)(?:\s+{ADVERB})*\s+"
    rf"(?:{FALSE}|{FALSE_ELSEWHERE}|{AN_ERROR})(?=\W*$|\s*[,;.]|\s+(?:because|since|as)\b)"
    r"|(?:no|nope)(?=\W*$)"
)
_UNDER_CONDITION = regex(
    r"(?i)\b(?:if|unless|when(?:ever)?|where|without|forget\w*|omit\w*|drop\w*|leav\w+\s+out|"
    r"wenn|falls|si|se|если)\b"
    r"(?!\s+(?:i|we|you|one)\s+(?:check|test|comput|compar|plug|try|look|run))"
)
_MENDED = regex(
    r"(?i)\b(?:now|fixed|corrected|mended|first(?<!in the first)|earlier|initially|used\s+to)\b"
)
_CLAUSES = regex(r"[,;:]\s|[，；：]|\s[-–—]+\s|。")
_LONGEST = 600


def denied_above(said: str, *, is_behind: bool = False) -> bool:
    """Whether a sentence says that the formula above it is not so.

    `is_behind` is one that begins with what is left of the formula.

    >>> denied_above("But that can't be right"), denied_above("So nothing went wrong")
    (True, False)
    >>> denied_above("2*x which is wrong", is_behind=True)
    True
    """
    said = said[-_LONGEST:]
    if _MENDED.search(said):
        return False
    if _CROSSED.search(said):
        return True
    starts = [0, *(match.end() for match in _CLAUSES.finditer(said))]
    behind = [match.end() for match in _BEHIND.finditer(said)] if is_behind else []
    return any(
        _denies(said[start:], may_be_of_formula=start in behind)
        for start in (*starts, *behind)
        if not _UNDER_CONDITION.search(said[:start])
    )


def _denies(said: str, *, may_be_of_formula: bool) -> bool:
    """Whether words begin with a denial, maybe one that has the formula for its subject."""
    clause = _CLAUSES.split(said, maxsplit=1)[0]
    is_denial = _DENIES.match(said) or _DENIES.match(clause) or _OF_CHARACTERS.match(clause)
    return bool(is_denial or (may_be_of_formula and OF_FORMULA.match(said)))
