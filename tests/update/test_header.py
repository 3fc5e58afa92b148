"""The header of a new catalog."""

from __future__ import annotations

from localize.catalogs.plurals import plural_forms
from localize.catalogs.po import parse, serialized
from localize.model import Catalog, Entry, locale
from localize.update.header import new_catalog


def test_new_catalog_has_the_plural_forms_of_cldr():
    made = new_catalog(
        Catalog((Entry("a", msgid_plural="b"),)), locale("ru"), now="2026-11-22 20:17+0000"
    )
    assert made.entries[0].msgstr == ("", "", "")
    text = serialized(made)
    assert "Language: ru" in text
    assert "X-Generator: localize" in text
    assert parse(text).locale == locale("ru")
    expected = {
        "ja": "nplurals=1; plural=0;",
        "hi": "nplurals=2; plural=(n > 1);",
        "de": "nplurals=2; plural=(n != 1);",
    }
    assert {tag: plural_forms(locale(tag)) for tag in expected} == expected
    assert plural_forms(locale("ar")).startswith("nplurals=6;")
