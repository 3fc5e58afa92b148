"""The locale of a catalog that no layout tells."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from localize.catalogs.named import header_locales, locale_of_name, locale_of_path


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("ja", "ja"),
        ("pt_BR", "pt-BR"),
        ("zh-hans", "zh-Hans"),
        ("zh_Hant_TW", "zh-Hant-TW"),
        ("sr@latin", "sr-Latn"),
        ("sr@ijekavianlatin", "sr-Latn"),
        ("uz@cyrillic", "uz-Cyrl"),
        ("ca@valencia", "ca-valencia"),
        ("de_DE.UTF-8", "de-DE"),
        ("de_DE@euro", "de-DE"),
        ("de_DE_formal", "de-DE"),
        ("en@quot", "en"),
        ("messages", None),
        ("LANGUAGE", None),
        ("", None),
    ],
)
def test_names_as_gettext_writes_them(name, tag):
    told = locale_of_name(name)
    assert (told and told.tag) == tag


@pytest.mark.parametrize(
    ("path", "tag"),
    [
        ("po/fr.po", "fr"),
        ("po/pt_BR.po", "pt-BR"),
        ("locale/ja/LC_MESSAGES/django.po", "ja"),
        ("locale/ja/LC_MESSAGES/library/os.po", "ja"),
        ("weblate/locale/zh_Hant/LC_MESSAGES/djangojs.po", "zh-Hant"),
        ("po/ja/os.po", "ja"),
        ("po/sr@latin/kcm_style.po", "sr-Latn"),
        ("languages/akismet-de_DE.po", "de-DE"),
        ("languages/plugin-de_DE_formal.po", "de-DE"),
        ("i18n/app.ja.po", "ja"),
        ("bin/de.po", "de"),
        ("po/hne/kate.po", "hne"),
        ("po/messages.po", None),
    ],
)
def test_paths_of_the_known_layouts(path, tag):
    told = locale_of_path(PurePosixPath(path))
    assert (told and told.tag) == tag


def test_the_header_wins_and_what_it_leaves_open_is_the_paths(tmp_path):
    path = tmp_path / "po" / "fr.po"
    path.parent.mkdir()
    path.write_text('msgid ""\nmsgstr ""\n"Language: pt_BR\\n"\n"X-Source-Language: de\\n"\n')
    assert [str(tag) for tag in header_locales(path)] == ["pt-BR", "de"]
    for unsaid in ("", "LANGUAGE", "Français"):
        path.write_text(f'msgid ""\nmsgstr "Language: {unsaid}\\n"\n\nmsgid "Language: de\\n"\n')
        assert header_locales(path)[0] is None
    assert str(locale_of_path(path)) == "fr"
