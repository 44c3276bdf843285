"""The words, names and formulas of a sentence that may say what the gradient is."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from handgrad.reading.names.vocabulary import Vocabulary
from handgrad.reading.spelling.characters import GREEK
from handgrad.reading.text import announcing_words as words
from handgrad.regex import regex

MARKED = regex(
    r"\$\$[^$]+\$\$|\$[^$]+\$|\\\((?:[^\\]|\\(?!\)))+\\\)|\\\[(?:[^\\]|\\(?!\]))+\\\]"
    r"|(?<![^\s(:])\*\*(?=[^\s*])[^\n]*?[^\s*]\*\*(?![\w(*])|`[^`\n]+`"
)
_LETTER = rf"[^\W\d_{words.EAST}]"
_WORD = regex(
    rf"{words.EASTERN}|{_LETTER}+(?:[.'’-](?={_LETTER}){_LETTER}+)*\.?(?![A-Za-z0-9_(])"
    rf"|[A-Za-z0-9_]+|\s+|.",
    re.DOTALL,
)
_LINK = regex(r"\s*(?:->|=>|→|⇒|⟶|:|：|=(?!=))\s*")
_POINTS = frozenset(".,;!?()[] \t\n…*，。；！？、（）")
_FONT = regex(r"\\(?:math\w+|boldsymbol|bm|vec|ell(?![A-Za-z]))|[\s{}\\$`*]")
_ARGUMENTS = regex(r"\([\w,;\s\\]*\)$")
_D = r"(?:\\partial|∂|d)\s?"
# Words inside a formula: `\text{grad}`.
_SAID_IN_MATHS = regex(
    r"\\(?:text|textrm|mathrm|operatorname|mbox)\s?\{([A-Za-z][A-Za-z. ]{2,60})\}"
)


class Item(NamedTuple):
    """A word, a link, a mention of the loss or of a parameter, or a formula."""

    kind: str
    text: str


_ARTICLES = {letter: Item("word", letter.lower()) for letter in "AIO"}


class Pieces:
    """The pieces of sentences, given the names of the page."""

    def __init__(self, page: Vocabulary) -> None:
        self.page = page

    def of(self, sentence: str) -> list[Item] | None:
        """The pieces of a sentence; None where one may say something else."""
        found: list[Item] = []
        whole = MARKED.fullmatch(sentence.strip(" .,"))
        if whole and _SAID_IN_MATHS.search(sentence):
            return self.plain(_SAID_IN_MATHS.sub(r" \1 ", _bare(whole[0])))
        if not MARKED.search(sentence):
            return self.plain(sentence)
        end = 0
        for match in (*MARKED.finditer(sentence), None):
            between = sentence[end : match.start() if match else len(sentence)]
            said = self.words(between)
            if said is None:
                return None
            found += said
            if match:
                found.append(self.mention(match[0]) or Item("formula", _bare(match[0])))
                end = match.end()
        return found

    def words(self, text: str) -> list[Item] | None:
        """Words, signs that link and names apart; None for anything else."""
        found: list[Item] = []
        place = 0
        while place < len(text):
            if link := _LINK.match(text, place):
                found += [Item("link", link[0].strip())]
                place = link.end()
                continue
            token = _token(text, place)
            place = place + len(token)
            if token.strip() and token not in _POINTS:
                is_first = not found and text[place : place + 1] == " "
                article = _ARTICLES.get(token) if is_first else None
                item = article or self.word(token) or self.mention(token)
                if item is None:
                    return None
                found.append(item)
        return found

    def plain(self, sentence: str) -> list[Item] | None:
        """The pieces of a sentence without signs around its formulas."""
        found: list[Item] = []
        run = ""
        place = 0
        depth = 0
        while place < len(sentence):
            link = _LINK.match(sentence, place) if depth <= 0 else None
            token = _token(sentence, place)
            item = Item("link", link[0].strip()) if link else None
            if item is None and depth <= 0:
                item = self.word(token)
            if item is None:
                run += token
                depth += _depth(token)
                place = place + len(token)
                continue
            found += self.run(run)
            run = ""
            found.append(item)
            place = link.end() if link else place + len(token)
        return [*found, *self.run(run)]

    def run(self, run: str) -> Iterator[Item]:
        """What stands between words: names that are mentioned, or a formula."""
        bare = run.strip(" \t.,;!?…")
        if not bare or bare in _POINTS:
            return
        if whole := self.mention(bare):
            yield whole
            return
        inside = bare[1:-1] if bare[0] + bare[-1] in ("()", "[]") else bare
        mentions = [self.mention(part) for part in re.split(r"[,\s]+", inside)]
        if all(mentions) and len(mentions) < 3:
            yield from (item for item in mentions if item)
        else:
            yield Item("formula", bare)

    def word(self, token: str) -> Item | None:
        """A word of such sentences, where the page has no name that is spelled so."""
        word = token.lower().replace("’", "'")
        if token in self.page.shapes or token.rstrip(".") in self.page.shapes:
            return None
        for one in (word, word.rstrip(".")):
            if one in words.PARAMETERS and (name := self.parameter_said(one)):
                return Item("parameter", name)
            if one in words.ALL:
                return Item("word", one)
        return None

    def parameter_said(self, word: str) -> str:
        """The parameter that a word speaks of."""
        names = self.page.parameters
        letters = "b" if word.startswith("bias") else "wW" if word[0] in "wp" else ""
        alike = [name for name in names if name[0] in letters]
        if len(names) == 1 and not word.startswith("bias"):
            return names[0]
        return alike[0] if len(alike) == 1 and len(alike[0]) == 1 else ""

    def mention(self, text: str) -> Item | None:
        """The loss or a parameter by its name, or the derivative of one by the other."""
        bare = _FONT.sub("", _ARGUMENTS.sub("", text.strip(" $*`.,;:")))
        bare = GREEK.get(bare, bare)
        if bare == self.page.loss:
            return Item("loss", bare)
        if bare in self.page.parameters:
            return Item("parameter", bare)
        forms = ((name, self.derivative(name)) for name in self.page.parameters)
        by = next((name for name, form in forms if re.fullmatch(form, text)), "")
        return Item("derivative", by) if by else None

    def derivative(self, name: str) -> str:
        """The derivative of the loss by a parameter, as people type it."""
        loss, below = re.escape(self.page.loss), rf"\\?{re.escape(name)}"
        loss_of = rf"{loss}\s?(?:\([\w,;\\\s]*\))?"
        nabla = r"(?:\\nabla|∇|grad)\s?"
        forms = [
            rf"{nabla}_?\s?\{{?\s?{below}\s?\}}?\s?{loss_of}",
            rf"\\frac\s?\{{\s?{_D}{loss}\s?\}}\s?\{{\s?{_D}{below}\s?\}}",
            rf"{_D}{loss}\s?/\s?{_D}{below}",
        ]
        if len(self.page.parameters) == 1:
            forms += [nabla + loss_of, rf"{_D}/\s?{_D}{below}"]
        return rf"[\s$*`]*(?:{'|'.join(forms)})[\s$*`.,;]*"


def _depth(sign: str) -> int:
    """By how much a sign opens brackets or closes them."""
    return (sign in tuple("([{")) - (sign in tuple(")]}"))


def _token(text: str, place: int) -> str:
    """The word, space or sign at a place."""
    found = _WORD.match(text, place)
    return found[0] if found else text[place]


def _bare(marked: str) -> str:
    return re.sub(r"^(?:\$+|\\[([]|\*\*|`)|(?:\$+|\\[)\]]|\*\*|`)$", "", marked).strip(" \n.,;")
