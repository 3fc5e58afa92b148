"""PO strings: quoted, escaped and wrapped lines on one side, text on the other.

GNU gettext manual, "The Format of PO Files": a string is one or more quoted pieces, with C
escapes. Octal and hexadecimal escapes are bytes in the file's charset, so a run of them is decoded
together; bytes that are no text there become lone surrogates and are written as octal again.
"""

import re
import unicodedata

PIECE = r'"[^"\\\n]*(?:\\[^\n][^"\\\n]*)*"'
_SIMPLE = dict(zip('ntr"\\abfv', '\n\t\r"\\\a\b\f\v', strict=True))
_ESCAPES = {value: "\\" + name for name, value in _SIMPLE.items()}
_ESCAPED = re.compile(r"((?:\\(?:[0-7]{1,3}|x[0-9a-fA-F]+))+)|\\(.)")
_NUMBER = re.compile(r"\\(?:([0-7]{1,3})|x([0-9a-fA-F]+))")
_TO_ESCAPE = re.compile('["\\\\\\n\\t\\r\\a\\b\\f\\v\udc80-\udcff]')
# Where a line may be broken: after white space, and on either side of a wide character.
_NOT_AT_LINE_START = frozenset(
    "、。，．・：；？！゛゜ヽヾゝゞ々ー’”）〕］｝〉》」』】〙〗〟｠»…‥ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ"
    ",.:;?!)]}%"
)
_NOT_AT_LINE_END = frozenset("‘“（〔［｛〈《「『【〘〖〝｟«([{")


class EscapeError(ValueError):
    """A string has an escape that gettext does not know. `args[0]` is the escape."""


def unescaped(text: str, charset: str = "utf-8") -> str:
    """The text that the inside of quoted pieces means.

    Raises:
        EscapeError: a backslash comes before something it cannot escape.
    """
    if "\\" not in text:
        return text

    def plain(match: re.Match[str]) -> str:
        if match[1] is None:
            character = _SIMPLE.get(match[2])
            if character is None:
                raise EscapeError(match[0])
            return character
        numbers = _NUMBER.finditer(match[1])
        raw = bytes(int(n[1], 8) & 255 if n[1] else int(n[2], 16) & 255 for n in numbers)
        return raw.decode(charset, "surrogateescape")

    return _ESCAPED.sub(plain, text)


def escaped(text: str) -> str:
    """The text with C escapes, as gettext writes it."""
    if _TO_ESCAPE.search(text) is None:
        return text
    return _TO_ESCAPE.sub(lambda m: _ESCAPES.get(m[0]) or f"\\{ord(m[0]) - 0xDC00:03o}", text)


def columns(text: str) -> int:
    """The columns a text takes: two for a wide character (UAX #11), none for a combining one."""
    if text.isascii():
        return len(text)
    return sum(_column(one) for one in text)


def _column(character: str) -> int:
    if character < "\u0300":
        return 1
    if unicodedata.east_asian_width(character) in "WF":
        return 2
    return 0 if unicodedata.category(character) in {"Mn", "Me", "Cf"} else 1


def quoted_lines(keyword: str, text: str, *, wrap: int, prefix: str = "") -> str:
    """The lines of a keyword with its string, ended by line feeds.

    `wrap`: the last column that may be used, quotes and prefix included; 0: break at line feeds
    only. A string that needs more than one line starts on the line after its keyword, as gettext,
    polib and babel write it.
    """
    whole = escaped(text)
    one_line = f'{prefix}{keyword} "{whole}"\n'
    inner = "\\n" in whole[:-2]
    if not inner and (not wrap or columns(one_line) - 1 <= wrap):
        return one_line
    pieces: list[str] = []
    for line in re.findall(r"[^\n]*\n|[^\n]+", text):
        pieces += _wrapped(escaped(line), wrap - 2 - len(prefix)) if wrap else [escaped(line)]
    if len(pieces) <= 1:
        # A single long word: gettext puts it below its keyword, which gives it more room.
        return f'{prefix}{keyword} ""\n{prefix}"{whole}"\n' if wrap else one_line
    return f'{prefix}{keyword} ""\n' + "".join(f'{prefix}"{piece}"\n' for piece in pieces)


def _wrapped(text: str, room: int) -> list[str]:
    """An escaped line in pieces of at most `room` columns where it can be broken."""
    lines: list[str] = []
    current, used = "", 0
    for word in _breakable(text):
        width = columns(word)
        if current and used + width > room and used + columns(word.rstrip(" ")) > room:
            lines.append(current)
            current, used = "", 0
        current += word
        used += width
    if current:
        lines.append(current)
    return lines


def _breakable(text: str) -> list[str]:
    """The text cut at every place where a line may be broken."""
    if text.isascii():
        return re.findall(r"[^ ]* +|[^ ]+", text)
    words: list[str] = []
    start = 0
    for at in range(1, len(text)):
        before, after = text[at - 1], text[at]
        if before == " ":
            may = after != " "
        elif after == " " or before == "\\":
            may = False
        else:
            wide = _is_wide(before) or _is_wide(after)
            may = wide and after not in _NOT_AT_LINE_START and before not in _NOT_AT_LINE_END
        if may:
            words.append(text[start:at])
            start = at
    words.append(text[start:])
    return words


def _is_wide(character: str) -> bool:
    return character >= "\u1100" and unicodedata.east_asian_width(character) in "WF"
