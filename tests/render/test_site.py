"""What search engines and readers find: addresses, languages, links, structured data."""

import xml.etree.ElementTree as ET
from collections import Counter
from urllib.parse import unquote, urlsplit

import pytest
from render_pages import read_page
from render_support import ARTICLE, everything, write_project

from localize.errors import ConfigError
from localize.model import State
from localize.workflow.build import build

URL = "https://example.org/notes"
LOCALES = ("ja", "hi", "ar", "de")
NAMES = {
    "s": "{http://www.sitemaps.org/schemas/sitemap/0.9}",
    "x": "{http://www.w3.org/1999/xhtml}",
}


def partly(segment, locale):
    """ja reviewed, hi translated in the first half, ar drafted, de missing most of it."""
    first = len(segment.msgid) % 2 == 0
    if locale.tag == "ja":
        return f"訳 {segment.msgid}", State.REVIEWED
    if locale.tag == "hi":
        return f"अनु {segment.msgid}", State.TRANSLATED if first else State.MACHINE
    if locale.tag == "ar":
        return f"ترجمة {segment.msgid}", State.MACHINE
    return ("Übersetzung", State.TRANSLATED) if first else None


@pytest.fixture(params=[False, True], ids=["review", "publish"])
def built(request, tmp_path):
    documents = {
        "harbour.md": ARTICLE,
        "other.md": "# Other notes\n\n## When\n\nBack to [the harbour](harbour.md).\n",
        "deep/index.md": "---\ntitle: Deep\n---\n\nDown here. ![A map](map.png)\n",
    }
    project = write_project(
        tmp_path,
        documents,
        LOCALES,
        partly,
        f'[site]\ntitle = "Notes & more"\nurl = "{URL}"\n[publish]\nminimum = "machine"\n',
    )
    (tmp_path / "content/deep/map.png").write_bytes(b"\x89PNG")
    return project, build(project, publish=request.param), request.param


def pages(result):
    return {path: read_page(path) for path in sorted(result.site.rglob("*.html"))}


def address(result, path):
    place = path.relative_to(result.site).as_posix()
    return f"{URL}/{place.removesuffix('index.html')}"


def sitemap(result):
    root = ET.parse(result.site / "sitemap.xml").getroot()
    found = {}
    for row in root.iter(f"{NAMES['s']}url"):
        links = {one.get("hreflang"): one.get("href") for one in row.iter(f"{NAMES['x']}link")}
        found[row.find(f"{NAMES['s']}loc").text] = links
    return found


def test_languages_of_a_page_name_each_other_and_only_what_is_published(built):
    _, result, publish = built
    by_address = {address(result, path): page for path, page in pages(result).items()}
    named = {where: page.alternates for where, page in by_address.items() if page.alternates}
    assert named
    for where, alternates in named.items():
        assert where in alternates.values()
        assert alternates["x-default"] == alternates["en"]
        for tag, href in alternates.items():
            assert named[href] == alternates, f"{where} -> {href} is not answered"
            assert tag in {"x-default", by_address[href].lang}
            assert not publish or by_address[href].robots == ""
    articles = {one for one in named if one.removeprefix(URL).strip("/").count("/")}
    assert sitemap(result) == {one: named[one] for one in articles}


def test_publishing_build_leaves_out_what_the_gate_holds_back(built):
    project, result, publish = built
    assert bool(result.withheld) is publish
    assert {one.locale.tag for one in result.withheld} <= {"de"}
    for one in result.withheld:
        assert not one.page.exists()
        assert not (project.build / "markdown/de/harbour.md").exists()
    for one in result.editions:
        assert one.page.exists() is one.published


def test_unreviewed_editions_ask_not_to_be_indexed(built):
    _, result, _ = built
    for path, page in pages(result).items():
        if path.parent.name == "harbour":
            hidden = page.lang not in {"en", "ja"}
            assert (page.robots == "noindex") is hidden, path


def test_every_link_and_anchor_leads_somewhere(built):
    _, result, _ = built
    found = pages(result)
    for path, page in found.items():
        assert Counter(page.ids).most_common(1)[0][1] == 1
        for href in (*page.links, *page.sources):
            parts = urlsplit(href)
            if parts.scheme:
                continue
            way = unquote(parts.path)
            if path.name == "404.html":
                assert href[0] == "#" or way.startswith("/notes/"), href
                target = result.site / way.removeprefix("/notes/") if way else path
            else:
                target = (path.parent / way).resolve() if way else path
            target = target / "index.html" if target.is_dir() else target
            assert target.is_file(), f"{path}: {href}"
            if parts.fragment:
                assert unquote(parts.fragment) in found[target].ids, f"{path}: {href}"


def test_link_to_another_document_stays_in_its_language(built):
    _, result, _ = built
    page = read_page(result.site / "ja/harbour/index.html")
    other = next(one for one in page.links if "other" in one)
    assert other.startswith("../other/")
    assert other.endswith("#when")


def test_structured_data_says_what_is_translated_from_what(built):
    _, result, _ = built
    for path, page in pages(result).items():
        if path.parent.name != "harbour":
            continue
        data = page.structured
        assert data["@type"] == "Article"
        assert data["inLanguage"] == page.lang
        assert data["url"] == page.canonical == address(result, path)
        assert data["headline"]
        assert data["datePublished"] == "2026-10-03"
        assert data["author"]["name"] == "A. Writer"
        if page.lang == "en":
            listed = {one["inLanguage"]: one["url"] for one in data.get("workTranslation", [])}
            assert listed == {
                k: v for k, v in page.alternates.items() if k not in {"en", "x-default"}
            }
        else:
            assert data["translationOfWork"]["url"] == f"{URL}/en/harbour/"
            assert data["translationOfWork"]["inLanguage"] == "en"


def test_page_says_language_direction_and_names_itself(built):
    _, result, _ = built
    for path, page in pages(result).items():
        tag = path.relative_to(result.site).parts[0]
        assert page.lang == (tag if tag in {*LOCALES, "en"} else "en")
        assert page.direction == ("rtl" if page.lang == "ar" else "ltr")
        assert "Notes & more" in page.title


def test_feed_has_the_dated_articles_of_its_language(built):
    _, result, _ = built
    atom = "{http://www.w3.org/2005/Atom}"
    root = ET.parse(result.site / "ja/feed.xml").getroot()
    assert [one.find(f"{atom}id").text for one in root.iter(f"{atom}entry")] == [
        f"{URL}/ja/harbour/"
    ]
    assert root.find(f"{atom}updated").text == "2026-10-03T00:00:00Z"


def test_page_without_fonts_weighs_little(built):
    _, result, _ = built
    style = next((result.site / "assets").glob("*.css")).stat().st_size
    script = next((result.site / "assets").glob("*.js")).stat().st_size
    page = (result.site / "ja/harbour/index.html").stat().st_size
    assert page + style + script < 30_000


def test_notice_is_gone_when_a_person_stands_behind_every_paragraph(built):
    _, result, _ = built

    def has_notice(tag):
        page = read_page(result.site / tag / "harbour/index.html")
        return any(found.get("class") == "notice" for _, found in page.tags)

    assert [has_notice(tag) for tag in ("en", "ja", "hi", "ar")] == [False, False, True, True]


def test_localized_markdown_names_its_language(built):
    project, _, _ = built
    text = (project.build / "markdown/ja/harbour.md").read_text(encoding="utf-8")
    assert "\nlang: ja\n" in text
    assert "訳 Harbour notes" in text


def test_own_theme_replaces_a_template_and_adds_to_the_style(tmp_path):
    project = write_project(
        tmp_path,
        {"a.md": "# A\n"},
        ("ja",),
        everything(State.MACHINE),
        '[site]\ntheme = "look"\n' if (tmp_path / "look").mkdir() is None else "",
    )
    (tmp_path / "look/notice.html").write_text("<aside>ours: {{ notice.text }}</aside>")
    (tmp_path / "look/extra.css").write_text("h1 { color: teal }")
    result = build(project)
    assert "<aside>ours: " in (result.site / "ja/a/index.html").read_text(encoding="utf-8")
    assert next((result.site / "assets").glob("*.css")).read_text().endswith("teal }")


@pytest.mark.parametrize(
    ("table", "word"),
    [
        ('[site]\nurl = "ftp://x"', "url"),
        ('[site]\ntitles = "x"', "titles"),
        ('[site]\nlayout = "word"', "layout"),
        ('[publish]\nminimum = "good"', "minimum"),
        ("[publish]\nshare = 2", "share"),
        ("[publish.ja]\nshares = 1", "shares"),
    ],
)
def test_wrong_setting_is_refused_with_its_line(tmp_path, table, word):
    project = write_project(tmp_path, {"a.md": "# A\n"}, ("ja",), None, f"{table}\n")
    with pytest.raises(ConfigError, match=word) as caught:
        build(project)
    assert caught.value.line == 5


def test_boxes_of_site_generators_have_titles_in_the_readers_language(tmp_path):
    text = '# Harbour\n\n:::danger\nDeep.\n:::\n\n??? info\n    Tide.\n\n!!! tip "Wind"\n    Up.\n'
    project = write_project(tmp_path, {"a.md": text}, ("ja", "ar"), everything(State.TRANSLATED))
    build(project)
    html = (project.build / "site/ar/a/index.html").read_text(encoding="utf-8")
    assert '<p class="label">خطر</p>' in html
    html = (project.build / "site/ja/a/index.html").read_text(encoding="utf-8")
    assert '<p class="label">危険</p>' in html
    assert '<summary class="label">情報</summary>' in html
    assert "ja: Wind</p>" in html
    assert "<title>ja: Harbour" in html  # not the title of a box


def test_what_is_not_translated_is_marked_as_the_sources_language_in_lists_too(tmp_path):
    text = "---\ntitle: Tides\ndescription: Read C++ (2nd ed.).\n---\n\n# Tides\n\n!!! tip\n    Wait.\n"
    project = write_project(
        tmp_path,
        {"a.md": text},
        ("ar", "ja", "ur"),
        lambda s, one: (
            ("نص C++ (2nd ed.).", State.TRANSLATED)
            if one.tag == "ar" and s.key == "description"
            else None
        ),
    )
    site = build(project).site
    arabic = (site / "ar/index.html").read_text(encoding="utf-8")
    assert '<a href="a/index.html" lang="en" dir="ltr">Tides</a>' in arabic
    assert '<p>نص <bdi dir="ltr">C++ (2nd ed.)</bdi>.</p>' in arabic
    japanese = (site / "ja/index.html").read_text(encoding="utf-8")
    assert '<a href="a/index.html" lang="en">Tides</a>' in japanese
    assert '<p lang="en">Read C++ (2nd ed.).</p>' in japanese
    urdu = (site / "ur/a/index.html").read_text(encoding="utf-8")  # no words of its own yet
    assert '<p class="label"><span lang="en" dir="ltr">Tip</span></p>' in urdu
    assert "shown in English" in urdu
    urdu = (site / "ur/index.html").read_text(encoding="utf-8")
    assert '<h1 lang="en" dir="ltr">Articles</h1>' in urdu
    assert '<p class="shares" lang="en" dir="ltr">' in urdu
    english = (site / "en/index.html").read_text(encoding="utf-8")
    assert '<a href="a/index.html">Tides</a>' in english
    assert "<p>Read C++ (2nd ed.).</p>" in english


def test_links_and_pictures_of_a_heading_lead_from_its_page_and_stay_out_of_lists(tmp_path):
    heading = '# See [*other* things](../b.md#q), ![a > map](p.png)[^1] and <a id="z">more</a>'
    documents = {"g/a.md": f"{heading}\n\nText.\n\n[^1]: Note.\n", "b.md": "# B\n"}
    project = write_project(
        tmp_path, documents, ("ja",), everything(State.REVIEWED), "[site]\nbilingual = true\n"
    )
    (tmp_path / "content/g/p.png").write_bytes(b"picture")
    site = build(project).site
    (name,) = (path.name for path in (site / "assets").glob("p-*.png"))
    for page, up in (("ja/g/a", "../.."), ("ja/g/a/bilingual", "../../..")):
        html = (site / page / "index.html").read_text(encoding="utf-8")
        title = html[html.index("<h1") : html.index("</h1>")]
        assert f'href="{up}/b/index.html#q"' in title
        assert f'src="{up}/../assets/{name}"' in title
    html = (site / "ja/index.html").read_text(encoding="utf-8")
    link = '<a href="g/a/index.html">ja: See <em>other</em> things, a &gt; map and more</a>'
    assert f"<h2>{link}</h2>" in html
