"""Whether a full stop, or a mark that wants white space behind it, ends a sentence."""

import re
from dataclasses import dataclass, field

from localize.scripts.languages import Language

_REACH = 40
"""Characters looked at on either side of a mark."""
_WORD = re.compile(r"[^\s()\[\]{}<>\"“”‘«»„/|*_,;:!?…]*\Z")
# "z. B", "т. е", "J. R. R", "बी. सी": letters with full stops, spaces between them or none.
_LETTERS = r"(?:[^\W\d_]{1,2}|[\u0900-\u0dff]{1,3})"
_CHAIN = re.compile(rf"(?:(?<![\w\u0900-\u0dff]){_LETTERS}\.\s?)+{_LETTERS}\Z")
_NUMBER = re.compile(r"[^\W_]?\d+(?:[.,]\d+)*\)?")
_ROMAN = re.compile(r"[IVXLC]+")
_AFTER_NUMBER = re.compile(r"\d[\d°º%’'-]*[\s\u00a0\u202f]*(?:-?[^\W\d_]{1,2}[\s\u00a0])?\Z")
_NEXT = re.compile(r"\s*(?P<opening>[^\w\s]*\s?)(?P<word>[^\W\d_]*)(?P<rest>\S{0,20})")
# A small letter begins a sentence where it is a name of programs: `camelCase`, `a_b`, `os.path`.
_IDENTIFIER = re.compile(r"[A-Z_(]|\.\w|::")
_CLOSING_QUOTES = frozenset("\"'”’“»›")
# They stand between two parts of one sentence.
_JOINS = tuple("/°=+%&;:,)]}|→")


@dataclass(slots=True)
class FullStop:
    """A mark with what is on both sides of it."""

    line: str
    begin: int
    """Where the sentence begins."""
    match: re.Match[str]
    """Groups `mark` and `behind`: closing quotes and the like."""
    cased: bool
    before: str = field(init=False)
    """The end of the sentence up to the mark."""
    token: str = field(init=False)
    """The last word before the mark."""
    opening: str = field(init=False)
    """Quotes, brackets and dashes before the next word."""
    word: str = field(init=False)
    """The letters that follow."""
    rest: str = field(init=False)
    """What is joined to these."""

    def __post_init__(self) -> None:
        start, end = self.match.span()
        self.before = self.line[max(self.begin, start - _REACH) : start]
        word, following = _WORD.search(self.before), _NEXT.match(self.line, end, end + _REACH)
        assert word is not None
        assert following is not None  # both match nothing as well
        self.token = word[0].strip("'’.-")
        self.opening, self.word, self.rest = following.groups()

    @property
    def small(self) -> bool:
        """Whether what follows begins with a small letter and is a word."""
        return (
            self.cased
            and self.word[:1].islower()
            and not set(self.opening) & set("`¿¡")
            and not _IDENTIFIER.search(self.word[1:] + self.rest)
        )

    @property
    def digit(self) -> bool:
        """Whether a number follows."""
        return not self.word and self.rest[:1].isdigit()

    @property
    def caseless(self) -> bool:
        """Whether a letter follows that is neither small nor capital."""
        first = self.word[:1]
        return bool(first) and not first.islower() and not first.isupper()

    @property
    def after_number(self) -> bool:
        """Whether the token comes after a number: "1916 г", "5 m"."""
        return bool(_AFTER_NUMBER.search(self.before.removesuffix(self.token)))

    @property
    def first(self) -> bool:
        """Whether the token is all of the sentence."""
        before = self.match.start() - len(self.token)
        return before - self.begin < _REACH and not self.line[self.begin : before].strip(" \t(>#*-")


def ends_sentence(stop: FullStop, known: Language) -> bool:
    """Whether a sentence ends at the mark."""
    mark, behind = stop.match["mark"], stop.match["behind"]
    if stop.small or (stop.opening + stop.rest if not stop.word else stop.opening).startswith(
        _JOINS
    ):
        return False
    if mark[0] not in ".…":
        quoted = behind[-1:] in _CLOSING_QUOTES
        return not (quoted and stop.caseless and not stop.opening.strip())
    if len(mark) > 1 or mark == "…":
        return not stop.digit
    if not stop.token:
        return True
    if _NUMBER.fullmatch(stop.token):
        return _after_number(stop, known)
    return _after_word(stop, known)


def _after_number(stop: FullStop, known: Language) -> bool:
    if stop.first:
        return False  # "1. Open the door."
    if known.ordinals and len(stop.token) <= 2 and stop.before[-len(stop.token) - 1] not in ":,.":
        return _starts(stop, known)
    return True


def _after_word(stop: FullStop, known: Language) -> bool:
    token = stop.token
    chain = _CHAIN.search(stop.before)
    key = re.sub(r"\s", "", chain[0] if chain else token).casefold()
    if key in known.titles or _goes_on(stop, key, known):
        return False
    if stop.digit and (key in known.before_numbers or key in known.abbreviations):
        return False
    if key in known.units and stop.after_number:
        return not stop.digit
    if key in known.abbreviations or key in known.units:
        return _starts(stop, known)
    if len(token) == 1 and not chain:
        return _after_letter(stop, known)
    if chain or (known.ordinals and _ROMAN.fullmatch(token)):
        return _starts(stop, known)
    return "-" not in token or token.rsplit("-", 1)[1].casefold() not in known.titles


def _goes_on(stop: FullStop, key: str, known: Language) -> bool:
    """Whether the next word is of the same abbreviation: "v. Chr.", "EE. UU."."""
    if stop.rest[:1] != ".":
        return False
    longer = f"{key}.{stop.word.casefold()}"
    return longer in known.abbreviations or longer in known.titles


def _after_letter(stop: FullStop, known: Language) -> bool:
    """Whether a sentence ends behind a single letter: an initial, a unit, the number of a list."""
    if stop.first or stop.digit:
        return False
    word = stop.token.casefold() in known.letters and stop.before[-2:-1] == " "
    if word or stop.after_number or stop.before[-2:-1] in _CLOSING_QUOTES:  # אחה"צ
        return True
    if stop.token.isalpha() and (not stop.caseless or "\u0590" <= stop.token <= "\u08ff"):
        return _starts(stop, known)
    return True


def _starts(stop: FullStop, known: Language) -> bool:
    """Whether the word that follows begins sentences; with a small letter it is none."""
    if stop.word[:1].islower():
        return False
    elided = len(stop.word) <= 2 and stop.rest[:1] in tuple("'’")
    return elided or stop.word.casefold() in known.starters
