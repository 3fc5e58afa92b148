"""Words as the Moses scripts cut and join them: what packages with `bpe.model` were trained on.

Written after sacremoses 0.2 (MIT), which Argos Translate runs there, and held against it by a test.
That package brings five others (12 MB) and takes 0.16 s to import; of it four functions are needed.
Only where it goes wrong (it breaks on some Czech, and cuts no script that is younger than its
tables) this does otherwise. Rules are applied in their order; each sees what the last one left.
"""

import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import TypeAlias

Rules: TypeAlias = "tuple[tuple[re.Pattern[str], str], ...]"


def _rules(*rows: tuple[str, str]) -> Rules:
    return tuple((re.compile(pattern), replacement) for pattern, replacement in rows)


_SPACES = (
    ("\r", ""),
    (r"\(", " ("),
    (r"\)", ") "),
    (" +", " "),
    (r"\) ([.!:?;,])", r")\1"),
    (r"\( ", "("),
    (r" \)", ")"),
    (r"(\d) %", r"\1%"),
    (" :", ":"),
    (" ;", ";"),
)
_MARKS = (
    ("`", "'"),
    ("''", ' " '),
    ("[„“”]", '"'),
    ("–", "-"),
    ("—", " - "),
    (" +", " "),
    ("´", "'"),
    ("[‘‚’]", "'"),
    ("''", '"'),
    ("…", "..."),
    ("\u00a0«\u00a0|«\u00a0?|\u00a0»\u00a0?|»", '"'),
)
_NO_BREAK = (
    ("\u00a0%", "%"),
    ("nº\u00a0", "nº "),
    ("\u00a0:", ":"),
    ("\u00a0ºC", " ºC"),
    ("\u00a0cm", " cm"),
    ("\u00a0([?!;])", r"\1"),
    (",\u00a0", ", "),
    (" +", " "),
)
_COMMA_INTO_QUOTE = (('"([,.]+)', r'\1"'),)
_COMMA_OUT_OF_QUOTE = ((',"', '",'), (r'(\.+)"(\s*[^<])', r'"\1\2'))
_ESCAPES = {
    "&": "&amp;",
    "|": "&#124;",
    "<": "&lt;",
    ">": "&gt;",
    "'": "&apos;",
    '"': "&quot;",
    "[": "&#91;",
    "]": "&#93;",
}
_OLD_ESCAPES = {"&bar;": "|", "&bra;": "[", "&ket;": "]"}
_DOTS = re.compile(r"\.{2,}")
_DOTS_MARK = re.compile("(?:DOT)+MULTI")
_MARK_CLASSES = frozenset({*range(37), 84, 91, 103, 118, 129, 130, 132})
"""Canonical combining classes of vowel signs and the like, which are alphabetic; tones are not."""
_HAN = "\u2e80-\u2fd5\u3005\u3007\u3021-\u3029\u3400-\u9fff\uf900-\ufad9\U00020000-\U0002fa1d"
_HANGUL = "\uac00-\ud7a3"
_STOPS = "\u3001-\u3003\u3008-\u3011\u3013-\u301f\u3030\u3037\u30fb\uff61-\uff65"
_SYLLABLES = {"zh": _HAN + _STOPS, "ja": _HAN + _STOPS, "ko": _HANGUL + _STOPS}
"""What is a letter in some languages only; in the others each is a word of its own."""
_CJK = re.compile(
    "[\u1100-\u11ff\u2e80-\ua4cf\ua840-\ua87f\uac00-\ud7af\uf900-\ufaff\uff65-\uffdc"
    "\U00017000-\U00018aff\U0001b000-\U0001b2ff\U00020000-\U0002ffff]"
)


@cache
def _normal(language: str) -> Rules:
    quoted: tuple[tuple[str, str], ...] = ()
    if language == "en":
        quoted = _COMMA_INTO_QUOTE
    elif language in {"de", "es", "fr"}:
        quoted = _COMMA_OUT_OF_QUOTE
    between = "," if language in {"de", "es", "cs", "fr"} else "."
    digits = (("(\\d)\u00a0(\\d)", rf"\1{between}\2"),)
    return _rules(*_SPACES, *_MARKS, *_NO_BREAK, *quoted, *digits)


def normalized(text: str, language: str) -> str:
    """The text with the punctuation of old keyboards: straight quotes, three dots, no hard spaces.

    `language`: the code of Argos, here and below.
    """
    for pattern, replacement in _normal(language):
        text = pattern.sub(replacement, text)
    return text.strip()


@cache
def _classes() -> tuple[str, str, str, str]:
    """Letters, numbers, currency signs, and digits with number letters, as insides of `[…]`."""
    syllables = re.compile(f"[{_HAN}{_HANGUL}]")
    letters, numbers, currency, digits = [], [], [], []
    for code in range(0x20000):
        character = chr(code)
        kind = unicodedata.category(character)
        if kind[0] == "N":
            numbers.append(code)
        if kind in {"Nd", "Nl"}:
            digits.append(code)
        elif kind == "Sc":
            currency.append(code)
        if kind in {"Mn", "Mc"}:
            is_letter = unicodedata.combining(character) in _MARK_CLASSES
        else:
            is_letter = kind[0] == "L" or kind == "Nl"
        if is_letter and not syllables.match(character):
            letters.append(code)
    return _ranges(letters), _ranges(numbers), _ranges(currency), _ranges(digits)


def _ranges(codes: list[int]) -> str:
    starts = [code for place, code in enumerate(codes) if not place or codes[place - 1] != code - 1]
    ends = [code for code, after in zip(codes, [*codes[1:], -1], strict=True) if after != code + 1]
    return "".join(
        f"{re.escape(chr(start))}-{re.escape(chr(end))}"
        for start, end in zip(starts, ends, strict=True)
    )


@cache
def _letters(language: str) -> re.Pattern[str]:
    return re.compile(f"[{_classes()[0]}{_SYLLABLES.get(language, '')}]")


@cache
def _cuts(language: str) -> Rules:
    _, numbers, _, digits = _classes()
    apostrophes: tuple[tuple[str, str], ...] = (("'", " ' "),)
    letter = _letters(language).pattern[1:-1]
    if language == "en":
        apostrophes = (
            (f"([^{letter}])'([^{letter}])", r"\1 ' \2"),
            (f"([^{letter}{numbers}])'([{letter}])", r"\1 ' \2"),
            (f"([{letter}])'([^{letter}])", r"\1 ' \2"),
            (f"([{letter}])'([{letter}])", r"\1 '\2"),
            (f"([{numbers}])'(s)", r"\1 '\2"),
        )
    elif language in {"fr", "it"}:
        apostrophes = (
            (f"([^{letter}])'([^{letter}])", r"\1 ' \2"),
            (f"([^{letter}])'([{letter}])", r"\1 ' \2"),
            (f"([{letter}])'([^{letter}])", r"\1 ' \2"),
            (f"([{letter}])'([{letter}])", r"\1' \2"),
        )
    return _rules(
        (rf"([^{letter}{digits}\s.'`,\-])", r" \1 "),
        (f"([^{numbers}]),", r"\1 , "),
        (f",([^{numbers}])", r" , \1"),
        (f"([{numbers}]),$", r"\1 , "),
        *apostrophes,
    )


@cache
def _prefixes(language: str) -> tuple[frozenset[str], frozenset[str]]:
    """Abbreviations before anything, and before a number only; the English ones for others."""
    text = (files(__package__) / "moses_prefixes.txt").read_text(encoding="utf-8")
    rows = {line.split(" ", 1)[0]: line.split()[1:] for line in text.splitlines()}
    words = rows.get(language, rows["en"])
    return (
        frozenset(word for word in words if not word.endswith("#")),
        frozenset(word[:-1] for word in words if word.endswith("#")),
    )


def tokens(text: str, language: str) -> list[str]:
    """The words and marks of a sentence, those that Moses writes otherwise escaped."""
    text = re.sub(r"[\0-\x1f]", "", re.sub(r"\s+", " ", text)).strip()
    (other, apart), *rules = _cuts(language)
    text = other.sub(apart, text)
    text = _DOTS.sub(lambda dots: _put_away(dots, len(text)), text)
    for pattern, replacement in rules:
        text = pattern.sub(replacement, text)
    text = " ".join(_full_stops(text.split(), language))
    text = re.sub(r"\.' ?$", " . ' ", text)
    text = _DOTS_MARK.sub(lambda mark: "." * ((len(mark[0]) - 5) // 3), text)
    return "".join(_ESCAPES.get(character, character) for character in text).split()


def _put_away(dots: re.Match[str], end: int) -> str:
    mark = " " + "DOT" * len(dots[0]) + "MULTI"
    return mark + " " if dots.end() < end else mark


def _full_stops(words: list[str], language: str) -> list[str]:
    """The words, a full stop at the end of one cut off unless it belongs to it."""
    always, before_numbers = _prefixes(language)
    letters = _letters(language)
    cut = []
    for word, after in zip(words, [*words[1:], ""], strict=False):
        prefix = word[:-1]
        if (
            not word.endswith(".")
            or not prefix
            or (
                ("." in prefix and letters.search(prefix))
                or prefix in always
                or after[:1].islower()
                or (prefix in before_numbers and re.match("[0-9]", after))
            )
        ):
            cut.append(word)
        else:
            cut += [prefix, "."]
    return cut


@cache
def _joins() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A currency sign or an opening bracket; an apostrophe before or behind a letter."""
    return re.compile(rf"[{_classes()[2]}(\[{{¿¡]+$"), _letters("")


def unescaped(text: str) -> str:
    """The text, the marks that Moses escapes as they are."""
    for mark, plain in _OLD_ESCAPES.items():
        text = text.replace(mark, plain)
    for plain, mark in reversed(_ESCAPES.items()):  # the ampersand last
        text = text.replace(mark, plain)
    return text


def text_of(words: list[str], language: str) -> str:
    """The sentence of words and marks: the inverse of `tokens`, as far as there is one."""
    joined = unescaped(f" {' '.join(words)} ".replace(" @-@ ", "-"))
    pieces: list[str] = []
    space = " "
    quotes = dict.fromkeys(("'", '"', "`", "``", "''"), 0)
    words = joined.split()
    opens, letters = _joins()
    for place, word in enumerate(words):
        before = words[place - 1] if place else ""
        after = words[place + 1] if place + 1 < len(words) else ""
        lead, space_after = space, " "
        if _CJK.match(word) and language != "ko":
            lead = "" if before and _CJK.match(before[-1]) else space
        elif opens.match(word):
            space_after = ""
        elif re.fullmatch(r"[,.?!:;\\%}\])]+", word):
            lead = " " if language == "fr" and word in {*"?!:;\\%"} else ""
        elif language == "en" and place and word[0] == "'" and letters.match(word[1:]):
            lead = ""
        elif language in {"fr", "it", "ga"} and _elided(word, after, letters):
            space_after = ""
        elif re.fullmatch("['\"„“`]+", word):
            kind = '"' if word.strip("„“") == "" else word
            if language == "cs" and word in {"„", "“"}:
                quotes[kind] = int(word == "“")
            if quotes.setdefault(kind, 0) % 2:
                lead = ""
                quotes[kind] += 1
            elif language == "en" and word == "'" and before.endswith("s"):
                lead = ""
            else:
                space_after = ""
                quotes[kind] += 1
        pieces.append(lead + word)
        space = space_after
    return re.sub(" {2,}", " ", "".join(pieces)).strip()


def _elided(word: str, after: str, letters: re.Pattern[str]) -> bool:
    """Whether a word is `l'` before a letter."""
    return word.endswith("'") and bool(letters.match(word[-2:-1])) and bool(letters.match(after))
