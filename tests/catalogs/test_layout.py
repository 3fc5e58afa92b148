"""Where catalogs stand."""

from __future__ import annotations

import pytest

from localize.catalogs.layout import layout
from localize.config import Project
from localize.model import locale


def project(root, domain="document", content=("content/**/*",)):
    return Project(
        root, locale("en"), (), content=content, catalogs=root / "locales", domain=domain
    )


@pytest.mark.parametrize(
    ("domain", "path", "expected"),
    [
        ("document", "content/guide/a.md", "guide/a"),
        ("document", "content/a.b.md", "a.b"),
        ("folder", "content/guide/deep/a.md", "guide/deep"),
        ("folder", "content/a.md", "content"),
        ("site", "content/guide/a.md", "site"),
    ],
)
def test_domain_of_a_document(tmp_path, domain, path, expected):
    assert layout(project(tmp_path, domain)).domain(path) == expected


def test_root_of_a_document_is_the_longest_fixed_part_of_its_glob(tmp_path):
    where = project(tmp_path, content=("*.md", "docs/*.md", "docs/guide/**/*.md"))
    assert layout(where).domain("README.md") == "README"
    assert layout(where).domain("docs/a.md") == "a"
    assert layout(where).domain("docs/guide/b/c.md") == "b/c"


def test_posix_names_are_made_and_other_spellings_found(tmp_path):
    where = project(tmp_path)
    assert (
        layout(where).catalog(locale("pt-BR"), "a/b")
        == tmp_path / "locales/pt_BR/LC_MESSAGES/a/b.po"
    )
    assert layout(where).template("a/b") == tmp_path / "locales/a/b.pot"
    assert layout(where).catalogs(locale("zh-Hant")) == []
    found = tmp_path / "locales/zh-Hant/LC_MESSAGES/x/a.po"
    found.parent.mkdir(parents=True)
    found.touch()
    assert layout(where).catalogs(locale("zh-Hant")) == [found]
    assert layout(where).catalog(locale("zh-Hant"), "x/a") == found
