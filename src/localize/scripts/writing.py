"""What is known of writing systems: one entry a script, by its ISO 15924 code.

docs/add-a-language.md says what each field does.
"""

import re
from dataclasses import dataclass, replace
from functools import cache

from localize.model import Locale


@dataclass(frozen=True, slots=True)
class Writing:
    """A writing system."""

    letters: tuple[str, ...] = ()
    """The keys of `LETTERS` that texts are written in; empty: its own."""
    spaced: bool = True
    """Whether words have spaces between them."""
    sentence_gap: str = " "
    """What is between two sentences of a line."""
    phrases: str = ""
    """The model of BudouX that finds its phrases."""
    faces: tuple[str, ...] = ()
    """Noto's serif face, and a second name that it goes by; empty: `Noto Serif`."""
    serif: str = ""
    """The serif faces of systems, as CSS names them."""
    sans: str = ""
    """Its sans serif faces, as CSS names them."""
    faces_first: bool = True
    """Whether Noto's face is preferred to those of systems."""
    leading: float = 1.6
    """The height of a line of running text, in ems."""
    emphasis: str = ""
    """How a text is emphasised where italics are not known: `dots` or `bold`."""
    rtl: bool = False


def _han(code: str, *letters: str, phrases: str, serif: str, sans: str) -> Writing:
    return Writing(
        letters,
        spaced=False,
        sentence_gap="",
        phrases=phrases,
        faces=(f"Noto Serif CJK {code}", f"Noto Serif {code}"),
        serif=serif,
        sans=f'{sans}, "Noto Sans CJK {code}", "Noto Sans {code}"',
        faces_first=False,
        leading=1.9,
        emphasis="dots",
    )


def _noto(name: str, *, leading: float = 1.8, spaced: bool = True, serif: str = "") -> Writing:
    """A script that Noto has a face for and that knows no italics."""
    return Writing(
        spaced=spaced,
        phrases="thai" if name == "Thai" else "",
        faces=(f"Noto Serif {name}",),
        serif=serif,
        sans=f'"Noto Sans {name}"',
        leading=leading,
        emphasis="bold",
    )


def _arabic(
    face: str,
    *,
    leading: float,
    serif: str,
    sans: str = '"Noto Sans Arabic", "Geeza Pro", "Segoe UI"',
) -> Writing:
    return Writing(
        ("Arab",), faces=(face,), serif=serif, sans=sans, leading=leading, emphasis="bold", rtl=True
    )


_RTL = Writing(rtl=True)
WRITINGS = {
    "Jpan": _han(
        "JP",
        *("Hira", "Kana", "Hani"),
        phrases="japanese",
        serif='"Hiragino Mincho ProN", "Yu Mincho"',
        sans='"Hiragino Sans", "Yu Gothic UI"',
    ),
    "Hans": _han(
        *("SC", "Hani"),
        phrases="simplified_chinese",
        serif='"Songti SC"',
        sans='"PingFang SC", "Microsoft YaHei UI"',
    ),
    "Hant": _han(
        *("TC", "Hani"),
        phrases="traditional_chinese",
        serif='"Songti TC"',
        sans='"PingFang TC", "Microsoft JhengHei UI"',
    ),
    "Kore": Writing(
        ("Hang", "Hani"),
        faces=("Noto Serif CJK KR", "Noto Serif KR"),
        serif="AppleMyungjo",
        sans='"Apple SD Gothic Neo", "Malgun Gothic", "Noto Sans CJK KR"',
        faces_first=False,
        leading=1.8,
        emphasis="bold",
    ),
    "Thai": _noto("Thai", spaced=False, serif="Thonburi"),
    "Laoo": _noto("Lao", spaced=False),
    "Khmr": _noto("Khmer", spaced=False),
    "Mymr": _noto("Myanmar", spaced=False),
    "Tibt": _noto("Tibetan", spaced=False),
    "Arab": _arabic(
        "Noto Naskh Arabic",
        leading=1.9,
        serif='"Geeza Pro", "Sakkal Majalla", "Traditional Arabic"',
    ),
    "Aran": _arabic(
        "Noto Nastaliq Urdu", leading=2.3, serif='"Urdu Typesetting", "Noto Naskh Arabic"', sans=""
    ),
    "Hebr": replace(_noto("Hebrew", leading=1.7, serif='"Frank Ruehl CLM", "David"'), rtl=True),
    **dict.fromkeys(("Thaa", "Syrc", "Nkoo", "Adlm"), _RTL),
    "Deva": _noto(
        "Devanagari", serif='"Tiro Devanagari Hindi", "Kohinoor Devanagari", "Nirmala UI"'
    ),
    "Beng": _noto("Bengali"),
    "Gujr": _noto("Gujarati"),
    "Guru": _noto("Gurmukhi"),
    "Knda": _noto("Kannada"),
    "Mlym": _noto("Malayalam"),
    "Sinh": _noto("Sinhala"),
    "Taml": _noto("Tamil"),
    "Telu": _noto("Telugu"),
    "Armn": Writing(faces=("Noto Serif Armenian",), sans='"Noto Sans Armenian"'),
    "Ethi": _noto("Ethiopic"),
    "Geor": Writing(faces=("Noto Serif Georgian",), sans='"Noto Sans Georgian"'),
}
_PLAIN = Writing()
UNSPACED = frozenset(code for code, writing in WRITINGS.items() if not writing.spaced)
"""Scripts that put no space between words."""

LETTERS = {
    "Latn": (
        r"a-zA-Z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
        r"\uff21-\uff3a\uff41-\uff5a"
    ),
    "Hira": r"\u3041-\u309f",
    "Kana": r"\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f",
    "Hani": r"\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff",
    "Deva": r"\u0900-\u0963\u0970-\u097f\ua8e0-\ua8ff",
    "Cyrl": r"\u0400-\u052f\u1c80-\u1c8f",
    "Arab": (
        r"\u0610-\u065f\u066e-\u06d3\u06d5-\u06ef\u06fa-\u06ff\u0750-\u077f\u08a0-\u08ff"
        r"\ufb50-\ufdff\ufe70-\ufeff"
    ),
    "Hang": r"\u1100-\u11ff\u3130-\u318f\uac00-\ud7af",
    "Grek": r"\u0370-\u03ff\u1f00-\u1fff",
    "Hebr": r"\u0591-\u05f4\ufb1d-\ufb4f",
    "Beng": r"\u0980-\u09e3\u09f0-\u09ff",
    "Guru": r"\u0a00-\u0a65\u0a70-\u0a7f",
    "Gujr": r"\u0a80-\u0ae5\u0af0-\u0aff",
    "Orya": r"\u0b00-\u0b65\u0b70-\u0b7f",
    "Taml": r"\u0b80-\u0be5\u0bf0-\u0bff",
    "Telu": r"\u0c00-\u0c65\u0c70-\u0c7f",
    "Knda": r"\u0c80-\u0ce5\u0cf0-\u0cff",
    "Mlym": r"\u0d00-\u0d65\u0d70-\u0d7f",
    "Sinh": r"\u0d80-\u0de5\u0df0-\u0dff",
    "Thai": r"\u0e01-\u0e4e",
    "Laoo": r"\u0e81-\u0ecd\u0edc-\u0eff",
    "Tibt": r"\u0f00\u0f18-\u0f1f\u0f34-\u0fff",
    "Mymr": r"\u1000-\u103f\u1050-\u109f",
    "Geor": r"\u10a0-\u10ff\u1c90-\u1cbf",
    "Ethi": r"\u1200-\u135f\u1380-\u139f",
    "Khmr": r"\u1780-\u17d3\u17dc-\u17df",
    "Armn": r"\u0531-\u0587",
    "Thaa": r"\u0780-\u07bf",
}
"""Of scripts: letters and the marks that belong to them, as the inside of a character class."""
MARKS = (
    r"\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    r"\u06d6-\u06dc\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u0981-\u0df3\u0e31-\u0e4e"
    r"\u0eb1-\u0ecd\u0f71-\u0f84\u102b-\u103e\u17b4-\u17d3\u1ab0-\u1aff\u200c\u200d"
)
"""Marks and joiners that belong to words and are not `\\w` to Python."""
NO_SPACES = "".join(
    LETTERS[name]
    for name in sorted({name for code in UNSPACED for name in WRITINGS[code].letters or [code]})
)
"""Letters that have no space between words, as the inside of a character class."""
SINGLE = NO_SPACES + LETTERS["Hang"]
"""Letters that are a token each: Korean writes its particles to the end of the word."""
CJK = r"\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef"
"""Letters and signs of Chinese and Japanese, as the inside of a character class."""


def writing(locale: Locale) -> Writing:
    """The writing system of a locale. Urdu is set in Nastaliq."""
    code = "Aran" if locale.language == "ur" and locale.script == "Arab" else locale.script
    return WRITINGS.get(code, _PLAIN)


@cache
def own_scripts(locale: Locale) -> frozenset[str]:
    """The keys of `LETTERS` that a text of the locale is written in."""
    return frozenset(writing(locale).letters or {locale.script})


@cache
def known_script(locale: Locale) -> bool:
    """Whether letters of the locale's script can be counted here."""
    return own_scripts(locale) <= LETTERS.keys()


@cache
def letter_of(locale: Locale) -> re.Pattern[str] | None:
    """A letter of the locale's script; none: its letters are not known here."""
    if not known_script(locale):
        return None
    return re.compile("[" + "".join(LETTERS[name] for name in sorted(own_scripts(locale))) + "]")
