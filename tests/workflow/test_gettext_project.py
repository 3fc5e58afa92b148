"""A gettext project as a kind of project: recognised, updated, drafted, checked, compiled."""

from __future__ import annotations

import gettext
import subprocess

import polib
import pytest
from tests.conftest import Project

from localize.catalogs.patterns import PatternLayout
from localize.config import load_project
from localize.model import locale

HEADER = (
    'msgid ""\nmsgstr ""\n{}"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
)
ENTRY = '\n#: app.c:{line}\nmsgid "{source}"\nmsgstr "{target}"\n'


def catalog(language, *pairs):
    head = HEADER.format(f'"Language: {language}\\n"\n' if language else "")
    return head + "".join(
        ENTRY.format(line=line, source=source, target=target)
        for line, (source, target) in enumerate(pairs, 1)
    )


FR = catalog("fr", ("Open", "Ouvrir"), ("Old", "Vieux"))
POT = catalog("", ("Open", ""), ("Close the window", ""))


@pytest.fixture
def folder(tmp_path):
    return Project(tmp_path)


@pytest.mark.parametrize(
    ("kind", "others", "files", "pattern", "template"),
    [
        (
            "Django",
            ["manage.py"],
            ["shop/locale/fr/LC_MESSAGES/django.po"],
            "shop/locale/{locale}/LC_MESSAGES/{domain}.po",
            "shop/locale/{domain}.pot",
        ),
        (
            "Babel",
            ["babel.cfg", "messages.pot"],
            ["app/translations/fr/LC_MESSAGES/messages.po"],
            "app/translations/{locale}/LC_MESSAGES/{domain}.po",
            "{domain}.pot",
        ),
        (
            "Sphinx",
            ["docs/conf.py", "docs/_build/gettext/library/os.pot"],
            ["docs/locale/fr/LC_MESSAGES/library/os.po", "docs/locale/fr/LC_MESSAGES/index.po"],
            "docs/locale/{locale}/LC_MESSAGES/{domain}.po",
            "docs/_build/gettext/{domain}.pot",
        ),
        ("mdBook", ["book.toml"], ["po/fr.po"], "po/{locale}.po", "po/messages.pot"),
        (
            "GNU gettext",
            ["po/POTFILES.in", "po/editor.pot"],
            ["po/fr.po"],
            "po/{locale}.po",
            "po/editor.pot",
        ),
        (
            "WordPress",
            ["plugin.php"],
            ["languages/plugin-fr_FR.po"],
            "languages/plugin-{locale}.po",
            "languages/plugin.pot",
        ),
        ("gettext", [], ["help/fr/fr.po"], "help/{locale}/{locale}.po", "help/{domain}.pot"),
        ("gettext", [], ["po/fr/app.po"], "po/{locale}/{domain}.po", "po/{domain}.pot"),
    ],
)
def test_init_recognises_whose_project_it_is(folder, kind, others, files, pattern, template):
    for name in others:
        folder.write(name, POT if name.endswith(".pot") else "")
    for name in files:
        folder.write(name, FR)
    before = folder.tree(".")
    folder("init")
    config = load_project(folder.root)
    assert f"({kind})" in folder.read("localize.toml")
    assert [(each.files, each.template) for each in config.patterns] == [(pattern, template)]
    assert [each.language for each in config.locales] == ["fr"]
    assert {file.path for file in PatternLayout.of(config).files()} == {
        folder.root / name for name in files
    }
    after = folder.tree(".")
    assert {name: after[name] for name in before} == before
    assert after.keys() - before.keys() == {"localize.toml", ".gitignore"}


def gnu(folder):
    folder.write("po/LINGUAS", "# all\nfr ja\n")
    folder.write("po/POTFILES.in", "app.c\n")
    folder.write("po/editor.pot", POT)
    folder.write("po/fr.po", FR)
    folder("init", "--to", "hi", "--engine", "pseudo")


def test_run_updates_from_the_template_and_makes_what_is_new(folder):
    gnu(folder)
    folder("run")
    assert folder.read("po/editor.pot") == POT
    french = polib.pofile(str(folder.root / "po/fr.po"))
    assert french.find("Open").msgstr == "Ouvrir"
    assert [entry.msgid for entry in french.obsolete_entries()] == ["Old"]
    assert french.find("Close the window").fuzzy
    hindi = polib.pofile(str(folder.root / "po/hi.po"))
    assert hindi.metadata["Language"] == "hi"
    assert hindi.metadata["Plural-Forms"].startswith("nplurals=2")
    assert (folder.root / "po/ja.po").exists()
    before = folder.tree("po")
    folder("run")
    assert folder.tree("po") == before
    folder("update", "--frozen")


def test_a_new_catalog_passes_gettexts_own_check(folder, tool):
    msgfmt = tool("msgfmt", "gettext")
    gnu(folder)
    folder("run")
    for name in ("hi", "ja", "fr"):
        path = folder.root / "po" / f"{name}.po"
        subprocess.run([msgfmt, "-c", "-o", "/dev/null", str(path)], check=True)


def test_run_compiles_what_people_accepted_beside_the_catalogs(folder):
    folder.write("manage.py", "")
    folder.write("locale/django.pot", POT)
    folder.write("locale/fr/LC_MESSAGES/django.po", FR)
    folder("init", "--engine", "pseudo")
    assert "compiled: 1 catalog" in folder("run").stdout
    path = folder.root / "locale/fr/LC_MESSAGES/django.mo"
    with path.open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    assert compiled.gettext("Open") == "Ouvrir"
    assert compiled.gettext("Close the window") == "Close the window"  # a draft is in no program


def test_without_a_template_update_says_whose_it_is_and_run_goes_on(folder):
    folder.write("po/POTFILES.in", "app.c\n")
    folder.write("po/fr.po", catalog("fr", ("Open", ""), ("Close", "Fermer")))
    folder("init", "--engine", "pseudo")
    assert "your own tool makes it" in folder("update", code=2).stderr
    folder("run")
    assert "localize: mt engine=pseudo" in folder.read("po/fr.po")


def test_every_command_finds_the_catalogs_of_a_gettext_project(folder):
    gnu(folder)
    assert "po/fr.po" in folder("status").stdout
    assert "of 1 file" in folder("check").stderr
    folder("translate", "po/fr.po")
    folder("export", "--format", "csv", "--to", "fr")
    assert "Ouvrir" in folder.read("build/exchange/fr.csv")
    folder("review", "export", "pages")
    assert "Ouvrir" in folder.read("pages/fr.html")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ('files = "po/fr.po"', "{locale}"),
        ('files = "../{locale}.po"', "leads out of the project"),
        ('files = "po/{locale}.po"\ntemplates = ""', "unknown key 'templates'"),
        ('files = "po/{locale}.po"\ncompile = "no"', "must be bool"),
        ('files = "po/{locale}.po"', "no catalog is where [[catalogs]] says"),
    ],
)
def test_a_wrong_table_says_what_is_wrong_and_where(folder, row, said):
    folder.write("localize.toml", f'source = "en"\n\n[[catalogs]]\n{row}\n')
    error = folder("status", code=2).stderr
    assert said in error
    assert "localize.toml:" in error


def test_catalogs_without_a_locale_in_their_path_need_no_project(folder):
    folder.write("library/os.po", catalog("ja", ("Open", "開く")))
    assert "need no localize.toml" in folder("init", code=2).stderr
    assert not (folder.root / "content").exists()


def test_a_new_catalog_goes_where_its_pattern_says(folder):
    folder.write("manage.py", "")
    for app in ("shop", "blog"):
        folder.write(f"{app}/locale/fr/LC_MESSAGES/django.po", FR)
        folder.write(f"{app}/locale/django.pot", POT)
    folder("init")
    layout = PatternLayout.of(load_project(folder.root))
    assert sorted(layout.by_domain()) == ["blog/locale/django", "shop/locale/django"]
    assert (
        layout.catalog(locale("pt-BR"), "shop/locale/django")
        == folder.root / "shop/locale/pt_BR/LC_MESSAGES/django.po"
    )
