"""Fonts that a site brings along: real Noto files, cut down, in a real browser."""

import io
import os
import shutil
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from render_support import write_project

from localize.errors import ConfigError
from localize.model import Locale, State
from localize.render.fonts import FOLDERS, Cut, faces, family_names, is_of, unicode_range
from localize.workflow.build import build

NOTO = Path("/usr/share/fonts/truetype/noto")
CJK = Path("/usr/share/fonts/opentype/noto")
TEXT = "# Harbour\n\nThe tide came in *twice*.\n"
WORDS = {
    "hi": {"Harbour": "क्षत्रिय बंदरगाह", "The tide came in *twice*.": "ज्वार *द्विगुणित* NATO 3 मी०।"},
    "ar": {"Harbour": "ميناء", "The tide came in *twice*.": "جاء المد *مرتين*، لا إله NATO ٣."},
}


def needed(found, hint):
    if not found:
        if os.environ.get("LOCALIZE_CI"):
            pytest.fail(hint)
        pytest.skip(hint)


def made(root, locales):
    needed(NOTO.is_dir(), "apt install fonts-noto-core")
    return write_project(
        root,
        {"a.md": TEXT},
        locales,
        lambda s, one: (WORDS[one.tag][s.msgid], State.REVIEWED),
        '[site]\nfonts = "subset"\n',
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A site in Hindi and Arabic, built once: to cut its fonts takes seconds."""
    project = made(tmp_path_factory.mktemp("fonts"), ("hi", "ar"))
    assert not build(project).warnings
    return project.build / "site"


@pytest.fixture
def project(tmp_path):
    return made(tmp_path, ("hi",))


def opened(path):
    from fontTools.ttLib import TTFont

    return TTFont(io.BytesIO(path.read_bytes()))


def test_fonts_of_a_site_have_its_characters_its_shaping_and_their_licence(built):
    assets = built / "assets"
    style = (assets / "fonts.css").read_text(encoding="utf-8")
    names = {path.name.rpartition("-")[0] for path in assets.glob("*.woff2")}
    assert names == {
        f"{family}-{weight}"
        for family in ("noto-serif", "noto-serif-devanagari", "noto-naskh-arabic")
        for weight in ("regular", "bold")
    } | {"noto-serif-italic"}
    for path in assets.glob("*.woff2"):
        assert f'url("{path.name}")' in style
        assert path.stat().st_size < 60_000
    devanagari = opened(next(assets.glob("noto-serif-devanagari-regular-*")))
    assert set(map(ord, "क्षत्रियबंदगह०।")) <= set(devanagari.getBestCmap())
    features = {one.FeatureTag for one in devanagari["GSUB"].table.FeatureList.FeatureRecord}
    assert {"half", "akhn", "rkrf"} <= features
    arabic = opened(next(assets.glob("noto-naskh-arabic-regular-*")))
    features = {one.FeatureTag for one in arabic["GSUB"].table.FeatureList.FeatureRecord}
    assert {"init", "medi", "fina"} <= features
    licence = (assets / "OFL.txt").read_text(encoding="utf-8")
    assert "Noto Naskh Arabic: Copyright" in licence
    assert "SIL OPEN FONT LICENSE" in licence
    page = (built / "hi/a/index.html").read_text(encoding="utf-8")
    assert 'href="../../assets/fonts.css"' in page


def test_same_pages_have_the_same_fonts_byte_for_byte(project):
    build(project)
    before = {p: p.read_bytes() for p in (project.build / "site").rglob("*") if p.is_file()}
    assert build(project).changed == 0
    shutil.rmtree(project.build)
    build(project)
    assert {p: p.read_bytes() for p in (project.build / "site").rglob("*") if p.is_file()} == before
    font = next((project.build / "site/assets").glob("*.woff2"))
    font.write_bytes(b"damaged")
    assert build(project).changed == 1
    assert font.read_bytes() == before[font]


def test_font_that_a_newer_one_replaces_is_removed_though_no_page_changed(tmp_path):
    needed(NOTO.is_dir(), "apt install fonts-noto-core")
    folder = tmp_path / "fonts"
    folder.mkdir()
    for path in NOTO.glob("NotoSerif-*"):
        shutil.copy(path, folder)
    project = write_project(
        tmp_path,
        {"a.md": "# Harbour\n"},
        ("fr",),
        lambda s, one: ("Port", State.REVIEWED),
        '[site]\nfonts = "subset"\nfont_folder = "fonts"\n',
    )
    build(project)
    assets = project.build / "site/assets"
    before = set(assets.glob("*.woff2"))
    upgraded = folder / "NotoSerif-Regular.ttf"
    upgraded.write_bytes(upgraded.read_bytes() + b"\0\0\0\0")
    build(project)
    now = set(assets.glob("*.woff2"))
    assert len(now) == len(before)
    assert len(now - before) == 1


def test_font_that_is_not_there_or_lacks_a_letter_is_an_error_that_says_so(project, tmp_path):
    folder = tmp_path / "fonts"
    folder.mkdir()
    config = project.root / "localize.toml"
    text = config.read_text(encoding="utf-8")
    from localize.config import load_project

    config.write_text(text.replace("[site]\n", '[site]\nfont_folder = "fonts"\n'), encoding="utf-8")
    project = load_project(project.root, {})
    with pytest.raises(ConfigError, match="no font Noto"):
        build(project)
    for one in ("NotoSerif-Regular.ttf", "NotoNaskhArabic-Regular.ttf"):
        shutil.copy(NOTO / one, folder)
    shutil.copy(NOTO / "NotoSerif-Regular.ttf", folder / "NotoSerifDevanagari-Regular.ttf")
    from localize.render.fonts import _files

    _files.cache_clear()
    with pytest.raises(ConfigError, match=r"cannot set \d+ characters of the pages in hi: ँ|ं"):
        build(project)


def test_character_of_a_foreign_script_is_left_to_the_reader_with_a_word(project):
    (project.root / "content/a.md").write_text("# Harbour\n\n港 and 🙂\n", encoding="utf-8")
    told = " ".join(build(project).warnings)
    assert "港" in told
    assert "🙂" in told


def test_face_of_a_collection_is_cut_with_its_vertical_forms():
    needed(CJK.is_dir(), "apt install fonts-noto-cjk")
    found = faces(FOLDERS, family_names(Locale("ja"))[0])
    assert set(found) == {"Regular", "Bold"}
    cut = Cut(found["Regular"], frozenset("港の記録、「」"))
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(cut.woff2()))
    assert {one.FeatureTag for one in font["GSUB"].table.FeatureList.FeatureRecord} >= {"vert"}
    assert set(font.getBestCmap()) == set(map(ord, "港の記録、「」"))
    assert "JP" in font["name"].getBestFamilyName()


def test_ranges_are_written_as_css_wants_them():
    assert unicode_range("abcé\u3042") == "U+61-63,U+e9,U+3042"


@pytest.mark.parametrize(
    ("tag", "mine"), [("ja", "港かカ"), ("hi", "क"), ("ar", "ع"), ("ko", "한")]
)
def test_scripts_of_a_locale(tag, mine):
    assert all(is_of(Locale(tag), one) for one in mine)
    assert not any(is_of(Locale(tag), one) for one in "aЖ🙂、")


@pytest.mark.browser
def test_browser_sets_the_whole_text_in_the_fonts_of_the_site(built, browser):

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=built))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        page = browser.new_page()
        for tag, family in (
            ("hi", "Noto Serif Devanagari"),
            ("ar", "Noto Naskh Arabic"),
            ("en", "Noto Serif"),
        ):
            page.goto(f"http://127.0.0.1:{server.server_address[1]}/{tag}/a/index.html")
            page.evaluate("document.fonts.ready")
            used = fonts_of(page, "article h1") + fonts_of(page, "article > p")
            assert family in {one["familyName"] for one in used}
            assert all(one["isCustomFont"] for one in used), (tag, used)
        page.close()
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def fonts_of(page, selector):
    """The fonts that the text of an element is really set in."""
    protocol = page.context.new_cdp_session(page)
    protocol.send("DOM.enable")
    protocol.send("CSS.enable")
    root = protocol.send("DOM.getDocument")["root"]["nodeId"]
    node = protocol.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
    return protocol.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
