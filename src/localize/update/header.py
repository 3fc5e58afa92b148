"""The header of a catalog: its fields, and a new one for a locale."""

import re
from dataclasses import replace

from localize.catalogs.plurals import form_count, plural_forms
from localize.model import Catalog, Entry, Locale


def fields(header: Entry | None) -> dict[str, str]:
    """The header's fields, in file order."""
    lines = header.text.split("\n") if header else []
    parts = (line.partition(":") for line in lines if ":" in line)
    return {name.strip(): value.strip() for name, _, value in parts}


def with_field(header: Entry, name: str, value: str) -> Entry:
    """The header with a field set in its place, or as the last one."""
    if fields(header).get(name) == value:
        return header
    line = re.compile(rf"^{re.escape(name)}[ \t]*:[^\n]*", re.MULTILINE | re.IGNORECASE)
    text = header.text
    if line.search(text):
        text = line.sub(lambda _: f"{name}: {value}", text, count=1)
    else:
        text = text + ("" if not text or text.endswith("\n") else "\n") + f"{name}: {value}\n"
    return replace(header, msgstr=(text,))


def new_header(template: Entry | None, locale: Locale, *, now: str = "") -> Entry:
    """The header of a catalog made from a template.

    `now` is `YYYY-MM-DD HH:MM+ZZZZ`; the clock is the caller's.
    """
    old = fields(template)
    values = {
        # msgfmt -c asks for these three by name; "none" is what GNU's tools write for no team.
        "Project-Id-Version": old.get("Project-Id-Version") or "localize",
        "Report-Msgid-Bugs-To": old.get("Report-Msgid-Bugs-To", ""),
        "POT-Creation-Date": old.get("POT-Creation-Date", ""),
        "PO-Revision-Date": now,
        "Last-Translator": "none",
        "Language-Team": "none",
        "Language": locale.posix,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": plural_forms(locale),
        "X-Generator": "localize",
    }
    known = {name.lower() for name in values}
    values.update({name: text for name, text in old.items() if name.lower() not in known})
    always = {"Language", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"}
    text = "".join(
        f"{name}: {value}\n" for name, value in values.items() if value or name in always
    )
    comments = template.comments if template else ()
    return Entry("", (text,), comments=tuple(one for one in comments if "PACKAGE" not in one))


def new_catalog(template: Catalog, locale: Locale, *, now: str = "") -> Catalog:
    """A catalog of a locale with the template's entries, all untranslated."""
    header = new_header(template.header, locale, now=now)
    count = form_count(header)
    entries = tuple(blank(entry, count) for entry in template.live())
    style = replace(template.style, charset="utf-8", bom=False, tail="", header_at=0)
    return Catalog(entries, header, locale, "", style)


def blank(entry: Entry, count: int) -> Entry:
    """A template's entry, untranslated, with `count` plural forms if it has any."""
    forms = ("",) * count if entry.msgid_plural is not None else ("",)
    return replace(entry, msgstr=forms, origin=None)
