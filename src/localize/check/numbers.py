"""Numbers in a text, in any script and notation, and the values that each can mean.

`1.234` is one thousand or one and a bit, by where one reads it; both are kept, and a number is
only missed where none of its meanings is found. Tables follow CLDR's number formats and names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

# A run of digits of any script (`\d` and `int` know all of them) with separators inside. A space
# groups only three digits of a number that begins with one to three.
_NUMBER = re.compile(
    r"\d+(?:[.,٫٬·．，'’]\d+)*(?:(?<![.,]\d{3}\d)(?:[ \u00a0\u202f]\d{3})+(?!\d))?"
)
_DIGIT = re.compile(r"\d")
_SEPARATOR = re.compile(r"[.,٫٬·．，'’ \u00a0\u202f]")
_SCALES: dict[float, str] = {
    1e1: "十",
    1e2: "hundred hundert 百 सौ शे ร้อย honderd hundra cent cien ciento cento сто сотн sto stovk hundruð hundrað백 백",
    1e3: "thousand k tausend tsd mil mille mila 千 천 हज़ार हजार тыс тис тысяч тисяч tis tisíc þúsund tusen duizend tysiąc tysięc tys พัน ألف آلاف bin ezer ribu nghìn ngàn thousands tuhat tuhatta tuhansia אלף हजारो",
    1e4: "万 萬 만 หมื่น",
    1e5: "lakh lakhs लाख লাখ แสน",
    1e6: "million millions m mn mio millionen millón millones milhão milhões milione milioni миллион млн мільйон mil milion milionů milionu miliony mln milljón milljónir milljóna miljoen miljoner milyon juta triệu ล้าน مليون ملايين मिलियन 百万 백만 miljoona miljoonaa מיליון",
    1e7: "crore crores करोड़ करोड কোটি",
    1e8: "億 亿 억",
    1e9: "billion billions b bn mrd milliarde milliarden milliard milliards miliardo miliardi bilhão bilhões миллиард млрд мільярд miliarda miliard miliardy miliardů mld milljarður milljarðar milljarða miljard miljarder milyar miliar tỷ พันล้าน مليار مليارات अरब बिलियन 十亿 十億 십억 мільярдів",
    1e12: "trillion trillions tn billionen billones биллион трлн trilion bilion bilionů biljoen biljoner 兆 조 खरब ट्रिलियन triliun万亿",
}
# Longest first, so that 百万 is not read as 百.
_BY_WORD = {word: scale for scale, row in _SCALES.items() for word in row.split()}
_EAST = re.compile(
    "|".join(sorted((w for w in _BY_WORD if ord(w[0]) > 0x2E80), key=len, reverse=True))
)
_SCALE_WORD = re.compile(r"[ \u00a0\u202f-]?([^\W\d_][^\s\d,.;:!?()\[\]。、，]*)")
_KANJI_DIGITS = dict(zip("〇零一二三四五六七八九両", (0, 0, *range(1, 10), 2), strict=True))
_KANJI = re.compile("[〇零一二三四五六七八九十百千万萬億亿兆]+")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written, and what it can mean."""

    text: str
    start: int
    end: int
    digits: str
    """Its digits in ASCII, without separators and leading zeros."""
    values: frozenset[float]
    """All readings, scaled by a word behind it (`1.5 million`, `150万`) and not."""
    scaled: float
    """The largest reading."""

    @property
    def significant(self) -> bool:
        """Whether it is a year, or has three digits or more: it is not written in words."""
        return len(self.digits) >= 3 or self.scaled >= 100


def _ascii(digits: str) -> str:
    return digits if digits.isascii() else "".join(str(int(one)) for one in digits)


@lru_cache(maxsize=4096)
def _readings(text: str) -> tuple[str, frozenset[float]]:
    parts = [_ascii(part) for part in _SEPARATOR.split(text)]
    joined = "".join(parts)
    if len(joined) > 30:  # no number that anyone reads; a long integer takes quadratic time
        return joined, frozenset()
    values: set[float] = set()
    if len(parts) == 1 or len(parts[-1]) == 3:
        values.add(float(joined))
    if len(parts) > 1:
        values.add(float(f"{''.join(parts[:-1])}.{parts[-1]}"))
    return joined.lstrip("0") or "0", frozenset(values)


def _scale(text: str, end: int) -> tuple[float, int]:
    """The factor of the word at a position, and where it ends; 1 without one."""
    match = _SCALE_WORD.match(text, end)
    if match is None:
        return 1, end
    word = match[1].lower()
    east = _EAST.match(text, match.start(1))
    if east:
        scale, position = _BY_WORD[east[0]], east.end()
        further = _EAST.match(text, position)
        while further and _BY_WORD[further[0]] >= 1e4:  # 3千万
            scale, position = scale * _BY_WORD[further[0]], further.end()
            further = _EAST.match(text, position)
        return scale, position
    for size in range(len(word), max(len(word) - 4, 0), -1):  # endings: миллионов, milliónů
        scale = _BY_WORD.get(word[:size], 0)
        if scale and (size >= 3 or size == len(word)):
            return scale, match.end()
    return 1, end


def numbers(text: str) -> list[Number]:
    """The numbers written with digits, in order. `1億2345万` is one."""
    read: list[Number] = []
    if not _DIGIT.search(text):
        return read
    running = 0.0
    running_end = -1
    for match in _NUMBER.finditer(text):
        digits, values = _readings(match[0])
        factor, end = _scale(text, match.end())
        own = max(values, default=0.0)
        if factor > 1:
            values |= {round(value * factor, 4) for value in values}
        if match.start() == running_end:  # 1億2345万: what follows is added
            values |= {running + own * factor}
            running += own * factor
        else:
            running = own * factor
        running_end = end if factor > 1 else -1
        read.append(Number(match[0], *match.span(), digits, values, max(values, default=0.0)))
    return read


def spelled(text: str) -> frozenset[float]:
    """The numbers written in Han characters: 三百, 二〇二四, 千二百万."""
    if not _KANJI.search(text):
        return frozenset()
    return frozenset(value for match in _KANJI.finditer(text) for value in _kanji(match[0]))


@lru_cache(maxsize=1024)
def _kanji(text: str) -> tuple[float, ...]:
    if len(text) > 24:
        return ()
    if all(sign in _KANJI_DIGITS for sign in text):
        return (float("".join(str(_KANJI_DIGITS[sign]) for sign in text)),)
    total = section = digit = 0.0
    for sign in text:
        if sign in _KANJI_DIGITS:
            digit = digit * 10 + _KANJI_DIGITS[sign]
        elif (scale := _BY_WORD[sign]) >= 1e4:
            total += (section + digit or 1) * scale
            section = digit = 0
        else:
            section += (digit or 1) * scale
            digit = 0
    return (total + section + digit,)


_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty "
    "ninety hundred thousand million billion trillion"
)
_AMOUNTS = (
    "hundreds thousands millions billions trillions dozen dozens half quarter score couple decade "
    "decades century centuries noon midnight percent"
)
_VAGUE = frozenset(f"{_UNITS} {_AMOUNTS}".split())


_MONTHS = "january february march april may june july august september october november december"
_NAMED = {word: float(number) for number, word in enumerate(_MONTHS.split(), 1)}
_NAMED |= {word[:3]: number for word, number in _NAMED.items()} | {"sept": 9.0}
_NAMED |= {"binary": 2.0, "octal": 8.0, "decimal": 10.0, "decimals": 10.0}
_NAMED |= dict.fromkeys(("hexadecimal", "hex", "hexdigits"), 16.0)


def named(words: list[str]) -> frozenset[float]:
    """The numbers that English words are written with elsewhere: 10月, 16進数."""
    return frozenset(_NAMED[word] for word in map(str.lower, words) if word in _NAMED)


def vague(words: list[str]) -> bool:
    """Whether an English text speaks of amounts in words, which a translation may put in digits."""
    return not _VAGUE.isdisjoint(map(str.lower, words))


def names_scale(value: float, text: str) -> bool:
    """Whether a text has the word for the power of ten of a round number: thousand for 3000."""
    if len(f"{value:.0f}".rstrip("0")) > 1:
        return False
    lower = text.lower()
    scales = [scale for scale in _SCALES if scale >= 100 and value % scale == 0]
    return any(
        _bounded(word, lower)
        for scale in scales
        for word in _SCALES[scale].split()
        if len(word) > 2 or ord(word[0]) > 0x2E80
    )


def _bounded(word: str, text: str) -> bool:
    """Whether a word begins there, and not behind digits, whose factor it is."""
    at = text.find(word)
    if at <= 0:
        return at == 0
    if text[:at].rstrip()[-1:].isdigit():
        return False
    return ord(word[0]) > 0x2E80 or not text[at - 1].isalpha()
