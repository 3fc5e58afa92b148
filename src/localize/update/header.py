"""The header of a catalog: its fields, and a new one for a locale."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from localize.model import Catalog, Entry, Locale

_TAGS = ("zero", "one", "two", "few", "many", "other")
# The way translators know them, where it says the same as CLDR.
_IDIOMS = (
    "0",
    "n != 1",
    "n > 1",
    "n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5",
    "n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2",
    "n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2",
    "n==1 ? 0 : n>=2 && n<=4 ? 1 : 2",
    "n==1 ? 0 : n==2 ? 1 : 2",
    "n%100==1 ? 0 : n%100==2 ? 1 : n%100==3 || n%100==4 ? 2 : 3",
    "n%10==1 && n%100!=11 ? 0 : n%10>=2 && (n%100<10 || n%100>=20) ? 1 : 2",
)


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


@lru_cache(maxsize=256)
def plural_forms(locale: Locale) -> str:
    """The `Plural-Forms` of a locale, by CLDR's rules for whole numbers.

    Categories that only fractions or whole millions reach are left out, as gettext does.
    """
    import gettext

    import babel
    from babel.plural import PluralRule, to_gettext, to_python

    try:
        rule = babel.Locale.parse(locale.posix).plural_form
    except (babel.UnknownLocaleError, ValueError):
        rule = PluralRule({})
    category = to_python(rule)
    samples = [category(n) for n in range(1000)]
    tags = [tag for tag in _TAGS if tag in samples]
    wanted = [tags.index(tag) for tag in samples]
    for idiom in _IDIOMS:
        form = gettext.c2py(idiom)
        if [int(form(n)) for n in range(1000)] == wanted:
            expression = idiom if idiom == "0" else f"({idiom})"
            return f"nplurals={len(tags)}; plural={expression};"
    kept = {tag: text for tag, text in rule.rules.items() if tag in tags[:-1]}
    return to_gettext(PluralRule(kept)).replace("0 == 0", "1")


def form_count(header: Entry | None) -> int:
    """`nplurals` of a header, whatever its field is called, as in gettext; 2 where it has none."""
    match = re.search(r"nplurals\s*=\s*(\d+)", header.text if header else "")
    return max(1, min(int(match[1]), 10)) if match else 2


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
