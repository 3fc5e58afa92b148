"""Entries that are only looked at: what tells their state and their identity, and no more.

A catalog of a million entries is counted in a few seconds so, and compared without being held.
"""

from typing import NamedTuple

from localize.catalogs.comments import fields
from localize.catalogs.reader import LIVE, block_text, usual_entry
from localize.catalogs.strings import EscapeError
from localize.model import Entry, Key, State
from localize.model.state import Stamp, standing

HEADER_KEY: Key = (None, "")


class Glance(NamedTuple):
    """A live entry of one form, without previous strings, as it stands in a file."""

    key: Key
    text: str
    """Its msgstr."""
    comments: str
    """Its comment lines, and the blank lines before it."""
    raw: str
    """All its lines, as `Entry.raw`."""

    @property
    def msgstr(self) -> tuple[str, ...]:
        """As `Entry.msgstr`."""
        return (self.text,)

    @property
    def obsolete(self) -> bool:
        """Never: an obsolete entry is read whole."""
        return False


def glance(
    text: str, offset: int, line: int, length: int, charset: str
) -> tuple[Entry | Glance | None, int]:
    """The entry at an offset, and its end, as `reader.usual_entry`; read only where it must be."""
    match = LIVE.match(text, offset)
    if match is None:
        return usual_entry(text, offset, line, length, charset)
    comments, msgctxt, msgid, msgstr, _, _ = match.groups()
    if msgstr is None or "#|" in comments:
        return usual_entry(text, offset, line, length, charset)
    try:
        context = None if msgctxt is None else block_text(msgctxt, charset)
        key = context, block_text(msgid, charset)
        said = block_text(msgstr, charset)
    except EscapeError:
        return None, offset
    end = match.end()
    return Glance(key, said, comments, text[offset : min(end, length)]), end


def standing_of(seen: Entry | Glance) -> tuple[State, Stamp | None]:
    """As `model.state.standing`: the state of an entry, and the stamp of the draft that it is."""
    if isinstance(seen, Entry):
        return standing(seen)
    key, text, block, _ = seen
    if "localize:" not in block and "fuzzy" not in block:
        return (State.TRANSLATED if text else State.MISSING), None
    comments, _, _, flags, _ = fields(block.split("\n")[:-1])
    msgctxt, msgid = key
    return standing(Entry(msgid, (text,), msgctxt, comments=comments, flags=flags))
