"""PDF by both printers: what can be read back from it, and what a hostile text gets into it."""

import difflib
import os
import re
import shutil
import subprocess
import threading
import zlib
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

# What is still read of a page's text. Poppler takes raised vowel marks for lines of their own.
LEAST = {"en": 0.99, "ja": 0.98, "hi": 0.98, "ar": 0.94}


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
        done = subprocess.run(["pdftotext", "-", "-"], input=raw, capture_output=True, check=True)
        expected, found = of_page(page), letters(done.stdout.decode())
        matcher = difflib.SequenceMatcher(None, expected, found, autojunk=False)
        same = sum(block.size for block in matcher.get_matching_blocks())
        assert same / len(expected) >= LEAST[page.parts[-3]], page
        text = whole(raw)
        for part in (b"/MarkInfo", b"/StructTreeRoot", b"/Outlines", b"/Lang"):
            assert part in text, (page, part)
        assert weasyprint(page, site) == raw


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
    attack = " ".join([*ATTACKS, f'<img src="{address}" alt="x">', "![](/etc/hostname)",
                       "[x](file:///etc/passwd) ", "word and more " * 99])  # fmt: skip
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
    for part in (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/OpenAction", b"/SubmitForm",
                 b"/GoToR", b"/RichMedia"):  # fmt: skip
        assert not re.search(part + rb"\b", text), part
    for uri in re.findall(rb"/URI ?\(([^)]*)\)", text):
        assert Path(uri.decode(errors="replace")).parts[0].lower() in {
            "http:",
            "https:",
            "mailto:",
            "file:",
        }
        assert b"passwd" not in uri
