"""The text of a sheet, whatever a spreadsheet saved it as."""

import codecs
import re

from localize.errors import CatalogError, UsageError
from localize.model import Locale, locale

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The code pages in which Windows saves "CSV", by language (Microsoft, "NLS information").
_CODE_PAGES = {
    "cp932": "ja",
    "cp949": "ko",
    "gb18030": "zh-Hans",
    "big5hkscs": "zh-Hant",
    "cp874": "th",
    "cp1250": "bs cs hr hu pl ro sk sl sq",
    "cp1251": "be bg kk ky mk mn ru sr tg uk",
    "cp1252": "af ca da de en es et eu fi fr ga gl id is it ms nb nl nn no pt sv sw",
    "cp1253": "el",
    "cp1254": "az tr uz",
    "cp1255": "he yi",
    "cp1256": "ar fa ps ug ur",
    "cp1257": "lt lv",
    "cp1258": "vi",
}
_TAG = re.compile(rb"^\"?([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*)\"?[,;\t|]", re.MULTILINE)


def sheet_text(raw: bytes, path: str, wanted: Locale | None) -> tuple[str, str]:
    """The text of a sheet, and its encoding where that was found out.

    `wanted`: the locale it is for, by whose code page it is read if it is not Unicode; else the
    one that its first column names.

    Raises:
        CatalogError: with the line of the first byte that is not understood.
    """
    for mark, name in _MARKS:
        if raw.startswith(mark):
            return _decoded(raw, name, path), ""
    if name := _wide(raw):
        return _decoded(raw, name, path), name
    try:
        return raw.decode("utf-8"), ""
    except UnicodeDecodeError as error:
        name = "" if _is_cut(error, raw) else _code_page(wanted or _named(raw))
        text = _in_code_page(raw, name) if name else None
        if text is None:
            raise _undecodable(error, raw, path) from error
    return text, name


def _decoded(raw: bytes, name: str, path: str) -> str:
    try:
        return raw.decode(name)
    except UnicodeDecodeError as error:
        raise _undecodable(error, raw, path, name.upper().removesuffix("-SIG")) from error


def _wide(raw: bytes) -> str:
    """UTF-16 without a mark, by the zeros that Latin letters have in it."""
    head = raw[:512]
    if len(head) < 8 or b"\0" not in head:
        return ""
    odd, even = head[1::2].count(0), head[::2].count(0)
    if max(odd, even) * 4 < len(head):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _named(raw: bytes) -> Locale | None:
    match = _TAG.search(raw, raw.find(b"\n") + 1)
    try:
        return locale(match[1].decode("ascii")) if match else None
    except UsageError:
        return None


def _code_page(wanted: Locale | None) -> str:
    if wanted is None:
        return ""
    names = {wanted.language, f"{wanted.language}-{wanted.script}"}
    pages = (name for name, tags in _CODE_PAGES.items() if names & set(tags.split()))
    return next(pages, "")


def _in_code_page(raw: bytes, name: str) -> str | None:
    try:
        text = raw.decode(name)
    except UnicodeDecodeError:
        return None
    # Of another code page: controls and characters of nobody's.
    odd = any("\x7f" <= char <= "\x9f" or "\ue000" <= char <= "\uf8ff" for char in text)
    return None if odd else text


def _is_cut(error: UnicodeDecodeError, raw: bytes) -> bool:
    return error.end == len(raw) and error.reason == "unexpected end of data"


def _undecodable(
    error: UnicodeDecodeError, raw: bytes, path: str, name: str = "UTF-8"
) -> CatalogError:
    line = raw.count(b"\n", 0, error.start) + 1
    if error.end >= len(raw) and error.reason in {"unexpected end of data", "truncated data"}:
        return CatalogError(
            "ends in the middle of a character: the file was cut short",
            path=path,
            line=line,
            hint="get it whole, or save it again",
        )
    return CatalogError(
        f"not {name}: byte {raw[error.start]:#04x}",
        path=path,
        line=line,
        hint="save it as CSV UTF-8, or say its locale: --to LOCALE",
    )
