"""Brackets, quotation marks, spacing of the locale, and letters that only look right."""

import re
from collections.abc import Iterator

from localize.check.pair import Pair
from localize.check.rule import Hit, Rule
from localize.model import Severity
from localize.scripts import UNSPACED, language, own_scripts

# Families: full and half width of one bracket are one, since Japanese mixes them.
_ROWS = "(（ )） [［ ]］ 「 」 『 』 【 】 《 》 〈 〉 {｛ }｝"
_FAMILIES = {family[0]: family for family in _ROWS.split()}
_FAMILY = {character: family for family, row in _FAMILIES.items() for character in row}
_PAIRS = tuple(zip("([「『【《〈{", ")]」』】》〉}", strict=True))
_ANY = re.compile("[" + re.escape("".join(_FAMILIES.values())) + "]")
_QUOTES = frozenset("「『《〈")
# :-( opens nothing; :-), 1) and a) close nothing where nothing is open.
_EYES = re.compile(r"[:;=8xX>][o'^*-]?$")
_LIST_MARK = re.compile(r"(?:^|[\s,;、。])[0-9０-９a-zA-Zａ-ｚа-яА-Я]{1,3}$")
_LAUGH = re.compile(r"[wｗ笑^_]$")
_STRAIGHT = '"'


def _brackets(pair: Pair) -> Iterator[Hit]:
    target = pair.target_plain
    mark = language(pair.locale.language).quotes
    if not _ANY.search(target) and _STRAIGHT not in target and not any(q in target for q in mark):
        return
    source = pair.source_plain
    here, there = _balance(source), _balance(target)
    for opening, closing in _PAIRS:
        bad = opening if there.get(opening) else closing
        if not there.get(bad) or here.get(opening) or here.get(closing):
            continue
        if opening in _QUOTES and _odd_quotes(source):
            continue  # a quotation of several paragraphs
        yield Hit(f"{bad} has no partner", _last(pair.target_plain, _FAMILIES[bad]))
        return
    if mark and target.count(mark[0]) != target.count(mark[1]) and not _odd_quotes(source):
        if mark[0] in target or pair.locale.language in ("fr", "ru", "uk", "zh"):
            yield Hit(f"{mark[0]} and {mark[1]} do not pair")
    elif target.count(_STRAIGHT) % 2 and not _odd_quotes(source) and "″" not in source:
        yield Hit('one " is missing', _last(target, _STRAIGHT))


def _odd_quotes(source: str) -> bool:
    if source.count(_STRAIGHT) % 2 or source.count("“") != source.count("”"):
        return True
    # 'A quotation in single marks' is told from an apostrophe by the space before it.
    return len(re.findall(r"(?:^|\s)['‘]\w", source)) != len(
        re.findall(r"[\w.,!?…]['’](?=\s|$|[.,!?])", source)
    )


def _balance(text: str) -> dict[str, int]:
    """How many of each bracket have no partner."""
    if _ANY.search(text) is None:
        return {}
    partner = {closing: opening for opening, closing in _PAIRS}
    counts: dict[str, int] = {}
    for match in _ANY.finditer(text):
        family, before = _FAMILY[match[0]], text[max(match.start() - 5, 0) : match.start()]
        opening = partner.get(family)
        if opening is None:
            if not _EYES.search(before):
                counts[family] = counts.get(family, 0) + 1
            if counts.get(family, 0) > 50:
                break
        elif counts.get(opening, 0):
            counts[opening] -= 1
        elif not any(mark.search(before) for mark in (_EYES, _LIST_MARK, _LAUGH)):
            counts[family] = counts.get(family, 0) + 1
            if counts[family] > 20:
                break  # no prose; enough is known
    return counts


def _last(text: str, characters: str) -> tuple[int, int] | None:
    at = max(text.rfind(one) for one in characters)
    return (at, at + 1) if at >= 0 else None


_FRENCH = re.compile(r"(?<=[\w»)]) (?=[;!?»])|(?<=\w)[;!?](?=\s|$)|« |«(?=\w)|(?<=\w)»")
_DOUBLE = re.compile(r"(?<=\S)  +(?=\S)")
_FULL_IN_LATIN = re.compile(r"[\uff01-\uff5e\u3000-\u3002]")
_SPACE_BEFORE = re.compile(r"(?<=\w) +(?=[,.](?:\s|$))")


def _spacing(pair: Pair) -> Iterator[Hit]:
    target, own = pair.target_plain, own_scripts(pair.locale)
    if not own & {"Hani", "Hira", "Hang"}:
        match = _FULL_IN_LATIN.search(target)
        if match and match[0] not in pair.source:
            yield Hit(f"full-width {match[0]!r} in a text of {pair.locale.script}", match.span())
            return
    if pair.locale.language == "fr" and pair.locale.territory != "CA":
        match = _FRENCH.search(target)
        if match and (match[0] != " " or "\u202f" in target or "\u00a0" in target):
            yield Hit("French sets a narrow no-break space here (U+202F)", match.span())
            return
    if pair.source_pieces or pair.target_pieces:
        return  # what was there is blanked
    match = _DOUBLE.search(target)
    if match and not _DOUBLE.search(pair.source) and pair.locale.script not in UNSPACED:
        yield Hit("two spaces in a row", match.span())
    match = _SPACE_BEFORE.search(target)
    if match and not _SPACE_BEFORE.search(pair.source):
        yield Hit("a space before a comma or full stop", match.span())


# Letters that look like Latin ones inside a word of Latin, and the other way round.
_CYRILLIC_LOOKS = "аеорсухіјѕԁһԛАВЕКМНОРСТХІЈЅ"
_WORD = re.compile(r"\w+")
_LATIN_LETTER = re.compile("[a-zA-Z]")
_LOOK = re.compile(f"[{_CYRILLIC_LOOKS}]|[αοΑΒΕΖΗΙΚΜΝΟΡΤΥΧ]")
_LATIN_LOOKS = re.compile("[aeopcyxiABEKMHOPCTXI]")


def _homoglyphs(pair: Pair) -> Iterator[Hit]:
    target = pair.target_plain
    if target.isascii() or not _LATIN_LETTER.search(target) or not _LOOK.search(target):
        return
    for match in _WORD.finditer(target):
        word = match[0]
        if word.isascii() or not _LATIN_LETTER.search(word) or not _LOOK.search(word):
            continue
        # USB-ключ and 5G-сеть are joined on purpose; one look-alike inside a word is not.
        latin = len(_LATIN_LETTER.findall(word))
        other = len(word) - latin
        lone = min(latin, other)
        if (
            lone <= 2
            and word not in pair.source
            and ((latin < other and _LATIN_LOOKS.search(word)) or other < latin)
        ):
            yield Hit(f"{word!r} mixes letters that look alike", match.span())
            return


BRACKETS = Rule(
    "brackets",
    Severity.WARNING,
    "A bracket or quotation mark that the source closes stays open.",
    _brackets,
)
SPACING = Rule(
    "spacing",
    Severity.WARNING,
    "Full-width marks, French spaces and doubled spaces show on the page.",
    _spacing,
)
HOMOGLYPHS = Rule(
    "homoglyphs",
    Severity.WARNING,
    "A Latin letter inside a Cyrillic word is not found by a search.",
    _homoglyphs,
)
RULES = (BRACKETS, SPACING, HOMOGLYPHS)
