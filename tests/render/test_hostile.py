"""Whatever a msgstr holds, nothing of it runs in an edition."""

import os
import re
import sys
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from render_pages import _Reader
from render_support import ARTICLE, write_project

from localize.errors import DocumentError
from localize.formats.html import HtmlFormat
from localize.formats.markdown import MarkdownFormat
from localize.formats.sanitize import NAMED, sanitized
from localize.model import Entry, Locale, State
from localize.render.edition import edition
from localize.render.urls import relinked
from localize.workflow.build import build

EN, JA = Locale("en"), Locale("ja")
ATTACKS = [
    *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>"),
    *("[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](java&#10;script:alert(1))"),
    *("[x](data:text/html,<script>alert(1)</script>)", "![x](javascript:alert(1))"),
    *("<a href='vbscript:x'>x</a>", '<a href="&#106;avascript:alert(1)">x</a>'),
    *("<iframe src=//evil.example></iframe>", "<style>*{display:none}</style>"),
    *("<math><mtext><script>alert(1)</script></mtext></math>",),
    *("<p style='position:fixed' onclick=alert(1)>x</p>",),
    *("</p></article></main><form action=//evil.example><input name=q>", "<!-- open"),
    *("<b><i>never closed", "</div></div></body></html>", '" onmouseover="alert(1)'),
    *("{{ 7*7 }}{% include '/etc/passwd' %}",),
    *("<div data-unit='000000000000' data-state='reviewed'>spoof</div>",),
    *("<base href=//evil.example><meta http-equiv=refresh content=0>",),
    *("<object data=x></object><embed src=x>", "]]><!ENTITY x SYSTEM 'file:///etc/passwd'>"),
    *("x <![CDATA[ y ]]> z", "\x01\x08\x0b control", "\u202e reversed \u2066 isolate"),
    *("\ud7ff\ufffe\U0010ffff",),
]
ALLOWED_SCHEMES = ("http:", "https:", "mailto:", "tel:")


def tags(html):
    reader = _Reader()
    reader.feed(html)
    return reader.page.tags


def assert_harmless(html):
    for tag, attributes in tags(html):
        assert tag not in {
            "script",
            "style",
            "iframe",
            "object",
            "embed",
            "base",
            "form",
            "input",
            "svg",
            "math",
            "meta",
            "link",
        }, html
        for name, value in attributes.items():
            assert not name.startswith("on"), html
            assert name != "style", html
            assert re.fullmatch(r"[a-z-]+", name), html
            if name in {"href", "src"} and ":" in value.split("/")[0].split("?")[0].split("#")[0]:
                assert value.lower().startswith(ALLOWED_SCHEMES), html


@pytest.mark.parametrize("attack", ATTACKS)
def test_attack_in_every_kind_of_segment_is_harmless(attack):
    form = MarkdownFormat()
    document = form.parse(ARTICLE, "a.md", {})
    entries = {
        (s.msgctxt, s.msgid): Entry(s.msgid, (attack,), s.msgctxt) for s in document.segments
    }
    made = edition(document, entries, JA, EN, form)
    assert_harmless(made.body + made.title_html + made.lede)
    units = [found["data-unit"] for _, found in tags(made.body) if "data-unit" in found]
    assert set(units) <= {block.unit for block in made.blocks}


fragments = st.lists(
    st.one_of(
        st.sampled_from(ATTACKS),
        st.sampled_from(
            ["<", ">", "</", "<p", "&", "&lt;", "`", "**", "](", "[", "\n\n", "|", '"']
        ),
        st.text(max_size=12),
    ),
    max_size=8,
).map("".join)


@settings(deadline=None, max_examples=60)
@given(fragments)
@example("<a<script>lert(1)</script>")
def test_random_markup_is_harmless_and_cleaning_again_changes_nothing(text):
    html = sanitized(text)
    assert_harmless(html)
    assert sanitized(html) == html


@settings(deadline=None, max_examples=40)
@given(fragments)
def test_translation_never_leaks_out_of_its_paragraph(text):
    form = MarkdownFormat()
    document = form.parse("First.\n\nLast.\n", "a.md", {})
    made = edition(document, {(None, "First."): Entry("First.", (text,))}, JA, EN, form)
    last = made.blocks[1].unit
    assert f'<p data-unit="{last}" data-state="missing" lang="en">Last.</p>\n' in made.body


@pytest.mark.parametrize("words", ["*a <b>[x](y", "</b><i>", "<div>", "<", "{漢|", "a(b "])
def test_endless_paragraph_takes_linear_time(words):
    form = MarkdownFormat()
    document = form.parse("First.\n", "a.md", {})

    def seconds(size):
        text = (words * size)[: size * 10]
        start = time.process_time()
        edition(document, {(None, "First."): Entry("First.", (text,))}, JA, EN, form)
        return time.process_time() - start

    small, large = seconds(2_000), seconds(20_000)
    assert large < 8
    assert large < 30 * max(small, 0.05)


def test_what_is_nested_deeper_than_any_page_is_left_out_and_large_tables_are_not():
    deep = sanitized("<div>" * 6000 + "x" + "</div>" * 6000)
    assert deep.count("<div>") == deep.count("</div>") == 100
    assert "x" in deep
    row = '<tr><td class="end">1</td><td><em>b</em></td></tr>'
    table = f"<table><tbody>{row * 4000}</tbody></table>"
    assert sanitized(table) == table
    items = f"<ul>{'<li>a <b>b</b></li>' * 4000}</ul>"
    assert sanitized(items) == items


def test_every_output_of_a_hostile_project_is_harmless(tmp_path):
    attack = " ".join(ATTACKS[:4]) + " </article> & \x01"
    project = write_project(
        tmp_path,
        {"a.md": ARTICLE},
        ("ja", "ar"),
        lambda s, one: (attack, State.TRANSLATED),
        '[site]\nurl = "https://example.org"\n',
    )
    build(project)
    import xml.dom.minidom

    for path in (project.build / "site").rglob("*.xml"):
        xml.dom.minidom.parseString(path.read_bytes())
    for path in (project.build / "site").rglob("*.html"):
        found = tags(path.read_text(encoding="utf-8"))
        scripts = [attributes for tag, attributes in found if tag == "script"]
        assert all("src" in one or one["type"] == "application/ld+json" for one in scripts)
        assert all(not name.startswith("on") for _, one in found for name in one)


def test_attributes_that_no_checker_takes_are_left_out():
    html = (
        '<p id="a" lang="en_US">x</p><p id="a" lang="pt-BR">y</p><p id="b c">z</p><p id="">z</p>'
        '<img alt="n"><del cite="x" datetime="2020">d</del><code>&lt;a id="a" id="a"&gt;</code>'
    )
    assert sanitized(html) == (
        '<p id="a">x</p><p lang="pt-BR">y</p><p>z</p><p>z</p>'
        '<del>d</del><code>&lt;a id="a" id="a"&gt;</code>'
    )


LOOKALIKES = (
    *('<a title="', '<b title="', "<div data-<img>", ' data-<img src=x">', ' lang="', ' id="'),
    *("q lang=", "q id=", "q src=", "q alt=", "q href=", '">', "'>", '"', "'", ">", "</a>"),
    *("</b>", "</div>", "</h2>", " onmouseover=alert(1)", ' onerror="alert(1)"', " style=z"),
    *("javascript:alert(1)", ' href="', ' src="', "[a](u ", "![a](u ", ")", ' "', "<img", "<a"),
    *("<h2", "## ", "x", " ", "\n\n", "&quot;", "data-unit", "data-state=", "{#x}", "—"),
    *("日米—同盟", "<wbr>", "|", "{漢|か}", "`", "\ufdd0", "<!--", "<script>", "<svg>"),
    *("<details open>", "[^1]", "نص Latin "),
)
lookalikes = st.lists(st.sampled_from(LOOKALIKES), min_size=1, max_size=12).map("".join)


def shown_pages(source, text, locale):
    """The original and its edition, every text of it the same."""
    form = MarkdownFormat()
    document = form.parse(source, "a.md", {})
    entries = {(s.msgctxt, s.msgid): Entry(s.msgid, (text,), s.msgctxt) for s in document.segments}
    return (
        edition(document, None, EN, EN, form),
        edition(document, entries, locale, EN, form),
    )


@settings(deadline=None, max_examples=150)
@given(lookalikes, lookalikes, st.sampled_from(("ja", "ar", "fr")))
@example("x", '[a](u "q lang=") "x" onmouseover=alert(1) style=z', "ja")
@example("x", '[a](u "q id=") "x" onmouseover=alert(1) style=z', "ja")
@example("x", '<b title="q lang="> "x" onmouseover=alert(1) style=z</b>', "ar")
@example("x", '<b title="q id="> "x" onmouseover=alert(1) style=z</b>', "fr")
@example('<b title="q id="> "x" onmouseover=alert(1) style=z</b>', "x", "fr")
@example("<div data-<img> onmouseover=alert(1) y</div>", "x", "ja")
@example("x", '<a title="q href=" href="x.md">y</a> onmouseover=alert(1)', "ja")
@example('## a <a title="日米—同盟">', '<a title="日米—同盟" href="日米—同盟">日米—同盟</a>', "ja")
def test_what_looks_like_an_attribute_within_another_never_runs(source, text, tag):
    original, made = shown_pages(f"First.\n\n{source}\n\n## Heading\n\nLast.\n", text, Locale(tag))
    for one in (original, made):
        moved = relinked(one.body, lambda _: "moved")
        for html in (one.title_html, one.lede, one.body, moved, NAMED.sub(r"\1", one.body)):
            assert_harmless(html)
            assert "\ufdd0unit" not in html
    units = {found["data-unit"] for _, found in tags(made.body) if "data-unit" in found}
    assert units <= {block.unit for block in made.blocks}


@pytest.mark.parametrize(
    "source",
    [
        "<div>We do data-engineering, and set data-state by hand.</div>",
        'Say <b title="data-unit">data-unit and DATA-State</b>.',
        "Go <a href='data-unit.html'>there</a>.",
    ],
)
def test_names_of_marks_in_the_text_stay_the_authors_words(source):
    original, _ = shown_pages(f"{source}\n", "x", JA)
    text = re.sub(r"<[^>]*>", "", source)
    assert text in re.sub(r"<[^>]*>", "", original.body)
    for value in re.findall(r"(?:title|href)=[\"']([^\"']*)", source):
        assert f'="{value}"' in original.body


def test_marks_of_raw_html_are_left_out_of_every_format():
    for form, name, text in (
        (MarkdownFormat(), "a.md", "<p data-unit=0 DATA-STATE=reviewed>a data-unit b</p>\n"),
        (HtmlFormat(), "a.html", "<p data-unit=0>a <b Data-State=reviewed>data-unit</b> b</p>"),
    ):
        document = form.parse(text, name, {})
        made = edition(document, {}, JA, EN, form)
        assert "data-unit b" in re.sub("<[^>]*>", "", made.body)
        assert "reviewed" not in made.body
        assert 'data-unit="0"' not in made.body


def test_an_id_in_the_text_beside_the_original_is_kept():
    source = 'Set `<div id="main">` and write id="x" there <b id="b">now</b>.'
    original, _ = shown_pages(f"# T\n\n## H\n\n{source}\n", "x", JA)
    bare = NAMED.sub(r"\1", original.body)
    assert '&lt;div id="main"&gt;</code> and write id="x" there <b>now</b>.' in bare
    assert all("id" not in found for _, found in tags(bare))


def test_names_that_no_file_can_have_stop_no_build(tmp_path):
    (tmp_path / "content").mkdir()
    (tmp_path / "content/circle.png").symlink_to("circle.png")
    names = ("p%00.png", f"{'x' * 400}.png", "p%1b[31m.png", "circle.png")
    text = "".join(f"![a]({name}) [b]({name}) [c]({name}.md)\n\n" for name in names)
    project = write_project(
        tmp_path, {"a.md": f"# A\n\n{text}"}, ("ja",), None, "[site]\nepub = true\n"
    )
    result = build(project)
    assert len(result.warnings) == len(names)
    assert all(warning.isprintable() for warning in result.warnings)
    assert build(project).changed == 0


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such a name")
def test_document_whose_name_is_not_utf8_is_an_error_that_says_so(tmp_path):
    project = write_project(tmp_path, {"a.md": "# A\n"})
    (tmp_path / "content" / os.fsdecode(b"\xff.md")).write_text("# B\n", encoding="utf-8")
    with pytest.raises(DocumentError, match="not UTF-8"):
        build(project)
