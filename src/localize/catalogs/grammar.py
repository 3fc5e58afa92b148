"""The grammar of a PO file, token by token: what the fast path of `po` leaves, and every error.

Follows gettext's own po-lex.c and po-gram.y: white space is free, several pieces and keywords may
share a line, comments come before their message, `#~` and `#|` hold for the rest of their line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn

from localize.catalogs.strings import PIECE, EscapeError, unescaped
from localize.errors import CatalogError

_TOKEN = re.compile(
    rf"""(?P<space>[ \t\r\f\v]+)
      | (?P<newline>\n)
      | (?P<mark>\#~\||\#~|\#\|)
      | (?P<comment>\#[^\n]*)
      | (?P<string>{PIECE})
      | (?P<index>msgstr\s*\[\s*\d+\s*\])
      | (?P<word>[A-Za-z_]+)""",
    re.VERBOSE,
)
_HINT = "`msgfmt --check FILE` names every such place"
_EXPECTED = 'expected a comment, msgctxt, msgid or a quoted "…" piece'


@dataclass(slots=True)
class Message:
    """One message as read; the strings are still escaped and joined."""

    comments: list[str] = field(default_factory=list)
    """Whole lines, with `#` and marker, without `#|`."""
    strings: dict[str, str] = field(default_factory=dict)
    """By keyword; `msgstr[0]` … for plural forms; `|msgid` … for previous ones."""
    obsolete: bool = False
    line: int = 0
    """1-based, of its first token."""
    keyword_line: int = 0
    """1-based, of its msgid or msgctxt."""
    end: int = 0
    """Offset behind its last line."""


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    line: int
    obsolete: bool
    previous: bool
    end: int


def _tokens(text: str, offset: int, line: int, path: str) -> Iterator[_Token]:
    obsolete = previous = False
    while offset < len(text):
        match = _TOKEN.match(text, offset)
        if match is None:
            _refuse(text, offset, line, path)
        kind, value, offset = str(match.lastgroup), match[0], match.end()
        if kind == "newline":
            line += 1
            obsolete = previous = False
        elif kind == "mark":
            obsolete = obsolete or "~" in value
            previous = "|" in value
        elif kind != "space":
            yield _Token(kind, value, line, obsolete, previous, offset)
            line += value.count("\n")


def _refuse(text: str, offset: int, line: int, path: str) -> NoReturn:
    end = text.find("\n", offset)
    rest = text[offset : end if end >= 0 else len(text)]
    if rest.startswith('"'):
        raise CatalogError(
            f"unterminated string: expected a closing quote on this line: {_short(rest)}",
            path=path or None,
            line=line,
            hint=_HINT,
        )
    raise CatalogError(
        f"{_EXPECTED}, found {_short(rest)}", path=path or None, line=line, hint=_HINT
    )


def _short(text: str) -> str:
    text = text.strip()
    return repr(text if len(text) <= 40 else text[:39] + "…")


def message(text: str, offset: int, line: int, path: str) -> Message | None:
    """The message that starts at an offset, comments first; None: only comments and blanks follow.

    `line`: 1-based line of the offset. The end is behind the line feed of its last line.

    Raises:
        CatalogError: with line and what was expected.
    """
    result = Message()
    reader = _Reader(result, path)
    for token in _tokens(text, offset, line, path):
        if not reader.take(token):
            break
        result.end = token.end
    if not reader.finish():
        return None
    rest = re.compile(r"[ \t\r]*(?:\n|\Z)").match(text, result.end)
    if rest is not None:
        result.end = rest.end()
    elif text[result.end] not in " \t":
        _refuse(text, result.end, line + text.count("\n", offset, result.end), path)
    return result


class _Reader:
    """What has been read of a message, and what may follow."""

    def __init__(self, message: Message, path: str) -> None:
        self.message = message
        self.path = path
        self.keyword = ""
        self.has_piece = False
        self.domain = False
        self.last_line = 0

    def fail(self, problem: str, line: int) -> NoReturn:
        raise CatalogError(problem, path=self.path or None, line=line, hint=_HINT)

    def take(self, token: _Token) -> bool:
        """Take a token; False: it belongs to the next message."""
        strings = self.message.strings
        done = any(name.startswith("msgstr") for name in strings) and self.has_piece
        if token.kind == "string":
            self._piece(token)
        elif token.kind == "comment":
            if done:
                return False
            if self.keyword and not self.keyword.startswith("|") and not self.domain:
                self.fail(f"expected msgstr before this comment: {_short(token.text)}", token.line)
            self.message.comments.append(token.text)
        else:
            name = re.sub(r"\s", "", token.text)
            starts = name in {"msgctxt", "msgid", "domain"} or token.previous
            if done and starts:
                return False
            self._keyword(token, name)
        self.message.line = self.message.line or token.line
        self.last_line = token.line
        return True

    def _piece(self, token: _Token) -> None:
        if not self.keyword:
            self.fail(f"expected msgid before this string: {_short(token.text)}", token.line)
        if not self.domain and token.obsolete != self.message.obsolete:
            self.fail("expected #~ on every line of an obsolete entry, or on none", token.line)
        if not self.domain:
            self.message.strings[self.keyword] += token.text[1:-1]
        self.has_piece = True

    def _keyword(self, token: _Token, name: str) -> None:
        strings = self.message.strings
        if self.keyword and not self.has_piece:
            self.fail(f'expected a quoted "…" piece after {self.keyword.strip("|")}', token.line)
        self.domain = name == "domain"
        if self.domain:
            self.keyword, self.has_piece = name, False
            return
        plural = re.fullmatch(r"msgstr\[(\d+)\]", name)
        if plural:
            name = f"msgstr[{int(plural[1])}]"
        elif name not in {"msgctxt", "msgid", "msgid_plural", "msgstr"}:
            self.fail(f"{_EXPECTED}, found {_short(token.text)}", token.line)
        key = "|" + name if token.previous else name
        self._order(key, token.line)
        if not token.previous and not self.message.keyword_line:
            self.message.keyword_line = token.line
        if not any(not one.startswith("|") for one in strings):
            self.message.obsolete = token.obsolete
        elif token.obsolete != self.message.obsolete:
            self.fail("expected #~ on every line of an obsolete entry, or on none", token.line)
        self.keyword, self.has_piece = key, False
        strings[key] = ""

    def _order(self, key: str, line: int) -> None:
        strings = self.message.strings
        if key in strings:
            self.fail(f"{key.strip('|')} occurs twice in an entry: expected msgstr", line)
        bar, name = ("|", key[1:]) if key.startswith("|") else ("", key)
        if bar and any(not one.startswith("|") for one in strings):
            self.fail("expected the previous msgid (#|) before msgid", line)
        if bar and name.startswith("msgstr"):
            self.fail("expected msgctxt, msgid or msgid_plural after #|", line)
        if name == "msgctxt" and bar + "msgid" in strings:
            self.fail("expected msgctxt before msgid", line)
        if name not in {"msgctxt", "msgid"} and bar + "msgid" not in strings:
            self.fail(f"expected msgid before {name}", line)
        forms = [one for one in strings if one.startswith("msgstr")]
        if name == "msgid_plural" and forms:
            self.fail("expected msgid_plural before msgstr", line)
        if name.startswith("msgstr["):
            if bar + "msgid_plural" not in strings:
                self.fail(f"expected msgid_plural before {name}", line)
            if name != f"msgstr[{len(forms)}]":
                self.fail(f"expected msgstr[{len(forms)}], found {name}", line)
        elif name == "msgstr" and "msgid_plural" in strings:
            self.fail("expected msgstr[0] after msgid_plural, found msgstr", line)

    def finish(self) -> bool:
        """Whether a message was read. Raises: it is not whole."""
        strings = self.message.strings
        if self.keyword and not self.has_piece:
            self.fail(
                f'expected a quoted "…" piece after {self.keyword.strip("|")}', self.last_line
            )
        if not strings:
            return False
        if not any(name.startswith("msgstr") for name in strings):
            missing = "msgstr" if "msgid" in strings else "msgid"
            self.fail(f"the entry ends here: expected {missing}", self.last_line)
        return True


def decoded(message: Message, keyword: str, charset: str, path: str) -> str | None:
    """A string of a message, unescaped; None where it has no such keyword.

    Raises:
        CatalogError: it has an escape that gettext does not know.
    """
    text = message.strings.get(keyword)
    if text is None:
        return None
    try:
        return unescaped(text, charset)
    except EscapeError as error:
        raise CatalogError(
            f"unknown escape {error.args[0]} in {keyword.strip('|')}: "
            r"expected \n, \t, \r, \", \\, \a, \b, \f, \v, \ooo or \xhh",
            path=path or None,
            line=message.keyword_line or message.line,
            hint=_HINT,
        ) from error
