"""PDF by both printers: what can be read back from it, and what a hostile text gets into it."""

import difflib
import os
import re
import shutil
import subprocess
import threading
import zlib
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from render_support import ARTICLE, REPOSITORY, write_project
from test_books import letters, of_page
from test_hostile import ATTACKS

from localize.config import load_project
from localize.model import State
from localize.render.pdf import _by_chromium
from localize.workflow.build import build

# How much of a page's text is read back. Poppler moves brackets and percent signs beside numbers.
LEAST = {"en": 0.99, "ja": 0.98, "hi": 0.99, "ar": 0.99}
# Marks over marks, ligatures, joiners, letters that reorder; vowelled verse, scripture, prose.
MARKED = {
    "ar": "بِسْمِ اللَّهِ الرَّحْمَٰنِ الرَّحِيمِ قِفَا نَبْكِ مِنْ ذِكْرَى حَبِيبٍ وَمَنْزِلِ لَا لِأَنَّهُ لأنّ الآن إلى الإنسان أُعجب مؤخرًا",
    "he": "בְּרֵאשִׁית בָּרָא אֱלֹהִים אֵת הַשָּׁמַיִם וְאֵת הָאָרֶץ וָבֹהוּ שְּׁלוֹמְךָ צה״ל",
    "fa": "می‌خواهم کتاب‌های فارسی دربارهٔ خانهٔ تقریباً لایحه اِمروز پژوهش",
    "ur": "ٹیکسٹ گھر بھائی چھوٹا مُحَبَّت پَیغام عِلْم تعالیٰ لا جواب ہیں",
    "hi": "ट्रंप संबंधों प्रतिष्ठा ध्यान स्थिति हृदय शक्तियों क्योंकि रुख",
    "bn": "যুক্তাক্ষর স্ত্রী প্রতিষ্ঠান দৃষ্টি ক্ষমতা জ্ঞান",
    "th": "วรรณยุกต์ ที่มีน้ำ ผู้ใหญ่บ้าน เครื่อง เป็นต้น",
}
MIXED = {
    "ar": "استخدم Python 3.11 مع الأمر pip install في عام 2024، ثم افتح الملف [الأول] (أي ٣٥) و(b) الآن؟",
    "he": "הגרסה 3.11 של Python (מהדורה חדשה) יצאה [טיוטה] בשנת 2022; הסעיף (b) שָׁלוֹם.",
    "fa": "در سال ۱۴۰۳ نسخهٔ Python 3.12 (پایدار) منتشر شد؛ «سلام» به معنای Hello است (a).",
}


def needed(found, hint):
    if not found:
        if os.environ.get("LOCALIZE_CI"):
            pytest.fail(hint)
        pytest.skip(hint)


@pytest.fixture
def weasyprint():
    try:
        import weasyprint  # noqa: F401 - whether Pango is there
    except OSError as error:
        needed(None, f"apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0: {error}")
    from localize.render.weasyprint import printed

    return printed


@pytest.fixture
def chromium():
    program = shutil.which("chromium")
    needed(program, "apt install chromium")
    return lambda page, site: _by_chromium(program, page)


def whole(raw):
    """A PDF with its compressed streams unpacked."""
    found = [raw]
    for match in re.finditer(rb"stream\r?\n(.*?)endstream", raw, re.DOTALL):
        try:
            found.append(zlib.decompressobj().decompress(match[1]))
        except zlib.error:
            continue
    return b"\n".join(found)


def read_back(raw):
    done = subprocess.run(["pdftotext", "-", "-"], input=raw, capture_output=True, check=True)
    return done.stdout.decode()


def share(expected, found):
    matcher = difflib.SequenceMatcher(None, expected, found, autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks()) / len(expected)


def page_of(root, tag, text, state=State.REVIEWED):
    """A page in one locale all of whose texts are this one."""
    project = write_project(root, {"a.md": "# One\n\nTwo.\n"}, (tag,), lambda s, one: (text, state))
    site = build(project).site
    return site / tag / "a/index.html", site


def seen(raw):
    """The first page of a PDF as a gray picture so small that no shift by part of a dot shows."""
    return picture(raw, 30, "-gray")


def picture(raw, dots, *options):
    """The first page of a PDF, `dots` an inch: a byte a dot, or three."""
    done = subprocess.run(
        ["pdftoppm", "-r", str(dots), *options, "-l", "1", "-"],
        input=raw,
        capture_output=True,
        check=True,
    )
    return done.stdout.split(b"\n", 3)[3]


@pytest.mark.slow
def test_text_of_weasyprints_pdf_is_the_text_of_the_edition(tmp_path, weasyprint):
    needed(shutil.which("pdftotext"), "apt install poppler-utils")
    for name in ("content", "locales"):
        shutil.copytree(REPOSITORY / name, tmp_path / name)
    shutil.copy(REPOSITORY / "localize.toml", tmp_path)
    project = load_project(tmp_path, {})
    site = build(project).site
    for page in sorted(site.glob("*/*/index.html")):
        raw = weasyprint(page, site)
        assert share(of_page(page), letters(read_back(raw))) >= LEAST[page.parts[-3]], page
        text = whole(raw)
        for part in (b"/MarkInfo", b"/StructTreeRoot", b"/Outlines", b"/Lang"):
            assert part in text, (page, part)
        assert weasyprint(page, site) == raw


@pytest.mark.slow
@pytest.mark.parametrize("tag", MARKED)
def test_words_with_marks_and_ligatures_are_whole_in_weasyprints_pdf(tmp_path, weasyprint, tag):
    needed(shutil.which("pdftotext"), "apt install poppler-utils")
    words = {
        letters(word)
        for word in read_back(weasyprint(*page_of(tmp_path, tag, MARKED[tag]))).split()
    }
    assert [word for word in MARKED[tag].split() if letters(word) not in words] == []


@pytest.mark.slow
@pytest.mark.parametrize("tag", MIXED)
def test_lines_of_both_directions_are_read_back(tmp_path, weasyprint, tag):
    needed(shutil.which("pdftotext"), "apt install poppler-utils")
    page, site = page_of(tmp_path, tag, MIXED[tag])
    expected, found = of_page(page), letters(read_back(weasyprint(page, site)))
    assert Counter(expected) - Counter(found) == Counter()
    assert share(expected, found) >= 0.9  # poppler moves a bracket where the direction changes


@pytest.mark.slow
@pytest.mark.parametrize("tag", ["ar", "he", "fa", "ur"])
def test_right_to_left_glyph_stands_for_one_letter_on_the_line(tmp_path, weasyprint, tag):
    text = whole(weasyprint(*page_of(tmp_path, tag, MARKED[tag])))
    assert not re.search(rb"[1-9.] Ts\n", text)
    maps = re.findall(rb"^<[0-9a-f]{4}> <([0-9a-f]*)>$", text, re.MULTILINE)
    assert maps
    assert [bytes.fromhex(one.decode()).decode("utf-16-be") for one in maps if len(one) != 4] == []


# Not Urdu: WeasyPrint raises by 1024/1000 of what Pango says, which Nastaliq's slopes show.
@pytest.mark.slow
@pytest.mark.parametrize("tag", [tag for tag in MARKED if tag != "ur"])
def test_page_looks_as_weasyprint_draws_it(tmp_path, weasyprint, tag):
    needed(shutil.which("pdftoppm"), "apt install poppler-utils")
    from weasyprint import HTML

    page, site = page_of(tmp_path, tag, MARKED[tag])
    plain, ours = seen(HTML(filename=str(page)).write_pdf()), seen(weasyprint(page, site))
    assert len(plain) == len(ours)
    changed = sum(abs(a - b) > 64 for a, b in zip(plain, ours, strict=True))
    assert changed <= sum(dot < 192 for dot in plain) / 50


def test_another_version_of_weasyprint_draws_by_itself(tmp_path, weasyprint, monkeypatch, caplog):
    import weasyprint as library

    page, site = page_of(tmp_path, "ar", MARKED["ar"])
    changed = weasyprint(page, site)
    assert "draws by itself" not in caplog.text
    monkeypatch.setattr(library, "__version__", "999.0")
    plain = weasyprint(page, site)
    assert "WeasyPrint 999.0 draws by itself" in caplog.text
    assert plain.startswith(b"%PDF")
    assert whole(plain) != whole(changed)


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize(
    ("printer", "producer"), [("weasyprint", b"WeasyPrint"), ("chromium", b"Skia")]
)
def test_a_project_says_what_prints(tmp_path, printer, producer, request):
    request.getfixturevalue(printer)  # whether it is there
    project = write_project(
        tmp_path, {"a.md": "# One\n"}, ("ja",), None, f'[site]\npdf = true\nprinter = "{printer}"\n'
    )
    build(project)
    assert producer in whole((project.build / "pdf/ja/a.pdf").read_bytes())


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("printer", ["weasyprint", "chromium"])
def test_paragraphs_that_a_machine_wrote_are_marked_on_paper(tmp_path, printer, request):
    needed(shutil.which("pdftoppm"), "apt install poppler-utils")
    printed = request.getfixturevalue(printer)
    marks = {}
    for state in (State.MACHINE, State.REVIEWED):
        (tmp_path / state).mkdir()
        dots = picture(printed(*page_of(tmp_path / state, "ja", "港", state)), 72)
        width = len(dots) // 3 // 842
        marks[state] = sum(
            number % width < 50 and dots[3 * number : 3 * number + 3] == bytes((138, 82, 0))
            for number in range(width * 842)
        )  # the amber of the style sheet, left of the text
    assert marks[State.MACHINE] > 10
    assert not marks[State.REVIEWED]


@pytest.mark.slow
def test_weasyprint_sets_a_reading_behind_its_word(tmp_path, weasyprint):
    needed(shutil.which("pdftotext"), "apt install poppler-utils")
    text = read_back(weasyprint(*page_of(tmp_path, "ja", "港{漢字|かんじ}")))
    assert "港漢字（かんじ）" in "".join(text.split())


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("printer", ["weasyprint", "chromium"])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_hostile_text_runs_nothing_in_a_pdf_and_fetches_nothing(tmp_path, printer, request):
    printed = request.getfixturevalue(printer)
    asked = []

    class Watching(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Watching)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    address = f"http://127.0.0.1:{server.server_address[1]}/x.png"
    attack = " ".join(
        [
            *ATTACKS,
            f'<img src="{address}" alt="x">',
            "![](/etc/hostname)",
            "[x](file:///etc/passwd) ",
            "word and more " * 99,
        ]
    )
    try:
        project = write_project(
            tmp_path, {"a.md": ARTICLE}, ("ja",), lambda s, one: (attack, State.TRANSLATED)
        )
        site = build(project).site
        text = whole(printed(site / "ja/a/index.html", site))
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert not asked
    for part in (
        b"/JavaScript",
        b"/JS",
        b"/Launch",
        b"/EmbeddedFile",
        b"/OpenAction",
        b"/SubmitForm",
        b"/GoToR",
        b"/RichMedia",
    ):
        assert not re.search(part + rb"\b", text), part
    for uri in re.findall(rb"/URI ?\(([^)]*)\)", text):
        assert Path(uri.decode(errors="replace")).parts[0].lower() in {
            "http:",
            "https:",
            "mailto:",
            "file:",
        }
        assert b"passwd" not in uri


@pytest.mark.parametrize("marks", ["\u0301", "\u0f90", "\u0670"])
def test_letter_under_any_number_of_marks_is_printed(tmp_path, weasyprint, marks):
    text = " ".join(f"before {letter}{marks * 300} after" for letter in "ia\u0628\u0f40")
    assert read_back(weasyprint(*page_of(tmp_path, "ar", text))).count("after") == 8  # h1 and p
