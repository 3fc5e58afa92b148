"""Comment lines of an entry: which kind each is, and what it says."""

import re
from enum import StrEnum
from functools import lru_cache

_FLAG_WORDS = re.compile(r"[a-z-]+(?:[ \t]+[a-z-]+)+")
# xgettext puts a file name with spaces between FSI and PDI.
_REFERENCE = re.compile("\u2068[^\u2069]*\u2069\\S*|\\S+")
_FOREIGN = re.compile("[\udc80-\udcff]")
_STAMP = "localize:"
_WITH_OUT = (["mt"], ["reviewed"], ["edited"], ["draft"])
_ONLY_FIELDS = re.compile(r'\s*(?:[a-z]+=(?:"[^"]*"|\S+)\s*)+')


class CommentKind(StrEnum):
    """The kinds of comment lines, in the order in which gettext writes them."""

    TRANSLATOR = "#"
    EXTRACTED = "#."
    REFERENCES = "#:"
    FLAGS = "#,"
    PREVIOUS = "#|"
    BLANK = ""


_KINDS = {
    ".": CommentKind.EXTRACTED,
    ":": CommentKind.REFERENCES,
    ",": CommentKind.FLAGS,
    "=": CommentKind.FLAGS,  # sticky flags, gettext 0.26
    "!": CommentKind.FLAGS,  # as po-lex reads it
    "|": CommentKind.PREVIOUS,
}


def kind_of(line: str) -> CommentKind:
    """The kind of a line that starts with `#` or is blank."""
    if not line:
        return CommentKind.BLANK
    if line.startswith("#~|"):
        return CommentKind.PREVIOUS
    return _KINDS.get(line[1:2], CommentKind.TRANSLATOR)


def translator_text(line: str) -> str:
    """A translator comment without its marker: `# text` and `#text` are both `text`."""
    return _readable(line[2:] if line.startswith("# ") else line[1:])


def _readable(comment: str) -> str:
    """A comment that can be shown: a byte that is not the charset's is U+FFFD.

    The line keeps the byte as long as the comment stays.
    """
    return comment if comment.isascii() else _FOREIGN.sub("\ufffd", comment)


@lru_cache(maxsize=256)  # a catalog has a few different lines of them
def flags_of(line: str) -> tuple[str, ...]:
    """The flags of a `#,` line. Those that only white space divides are several, as in po-lex."""
    flags: list[str] = []
    for part in line[2:].split(","):
        flag = part.strip()
        if _FLAG_WORDS.fullmatch(flag):
            flags += flag.split()
        elif flag:
            flags.append(flag)
    return tuple(flags)


def _joined_stamps(comments: list[str]) -> list[str]:
    """The comments, each stamp in one: polib and babel wrap long comment lines."""
    joined: list[str] = []
    for comment in comments:
        if joined and _goes_on(joined[-1], comment):
            joined[-1] = f"{joined[-1].rstrip()} {comment.strip()}"
        else:
            joined.append(comment)
    return joined


def _goes_on(stamp: str, comment: str) -> bool:
    """Whether a comment is the rest of the stamp before it.

    A text in quotes is open, a stamp of a text has its `out` still to come, or only fields follow.
    """
    if not stamp.startswith(_STAMP) or comment.startswith(_STAMP):
        return False
    if stamp.replace('\\"', "").count('"') % 2:
        return True
    lacks_out = stamp[len(_STAMP) :].split()[:1] in _WITH_OUT and " out=" not in stamp
    return lacks_out or _ONLY_FIELDS.fullmatch(comment) is not None


Fields = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], tuple[str, ...], str]


def fields(lines: list[str]) -> Fields:
    """Translator comments, extracted comments, references, flags, and the previous strings.

    The last is what came after `#|`, with a line feed a line. Blank lines say nothing.
    """
    comments: list[str] = []
    extracted: list[str] = []
    references: list[str] = []
    flags: list[str] = []
    previous: list[str] = []
    is_stamped = False
    for line in lines:
        mark = line[1:2]
        if mark == " ":
            comments.append(_readable(line[2:]))
            is_stamped = is_stamped or line.startswith(_STAMP, 2)
        elif mark == ":":
            words = line[2:]
            references += _REFERENCE.findall(words) if "\u2068" in words else words.split()
        elif mark == ".":
            extracted.append(_readable(line[3:] if line[2:3] == " " else line[2:]))
        elif mark in {",", "=", "!"} and mark:
            flags += flags_of(line)
        elif mark == "|":
            previous.append(line[2:].lstrip() + "\n")
        elif line:
            comments.append(translator_text(line))
            is_stamped = is_stamped or comments[-1].startswith(_STAMP)
    if is_stamped and len(comments) > 1:
        comments = _joined_stamps(comments)
    return tuple(comments), tuple(extracted), tuple(references), tuple(flags), "".join(previous)
