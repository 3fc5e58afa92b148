"""The preview follows what changes, over a real port."""

import re
import threading
import urllib.error
import urllib.request

import pytest
from render_support import everything, write_project

from localize.errors import DocumentError
from localize.model import State
from localize.workflow.build import build
from localize.workflow.serve import Preview, watched


def read(address):
    with urllib.request.urlopen(address, timeout=30) as answer:
        return answer.read().decode()


@pytest.fixture
def preview(tmp_path):
    folder = tmp_path / "build/site"
    folder.mkdir(parents=True)
    shown = Preview(folder, 0)
    thread = threading.Thread(target=shown.run)
    thread.start()
    yield shown
    shown.close()
    thread.join()


def test_changed_document_is_built_again_and_the_page_told(tmp_path, preview):
    project = write_project(tmp_path, {"a.md": "# A\n\nOld.\n"}, ("ja",), everything(State.MACHINE))
    stop, built, results = threading.Event(), threading.Semaphore(0), []

    def told(found):
        results.append(found)
        preview.turn()
        built.release()

    thread = threading.Thread(
        target=watched, args=(project, told), kwargs={"stop": stop, "every": 0.05}
    )
    thread.start()
    try:
        assert built.acquire(timeout=60)
        page = read(f"{preview.address}en/a/")
        assert "Old." in page
        assert "/.localize/turn" in page
        turn = read(f"{preview.address}.localize/turn?")
        (tmp_path / "content/a.md").write_text("# A\n\nNew.\n", encoding="utf-8")
        assert built.acquire(timeout=60)
        assert read(f"{preview.address}.localize/turn?{turn}") != turn
        assert "New." in read(f"{preview.address}en/a/")
        (tmp_path / "content/a.md").write_bytes(b"\xff")
        assert built.acquire(timeout=60)
        assert isinstance(results[-1], DocumentError)
        assert "New." in read(f"{preview.address}en/a/")
    finally:
        stop.set()
        thread.join()
    assert "/.localize/turn" not in (tmp_path / "build/site/en/a/index.html").read_text()


def test_an_unknown_address_shows_the_sites_own_page(tmp_path):
    project = write_project(
        tmp_path, {"a.md": "# A\n"}, ("ja",), None, '[site]\nurl = "https://example.org/notes"\n'
    )
    shown = Preview(build(project).site, 0, base="/notes/")
    thread = threading.Thread(target=shown.run)
    thread.start()
    try:
        with pytest.raises(urllib.error.HTTPError) as caught:
            read(f"{shown.address}nowhere/at/all")
        page = caught.value.read().decode()
        caught.value.close()
        assert caught.value.code == 404
        assert "Page not found" in page
        for way in re.findall(r'(?:href|src)="(/[^"]*)"', page):
            assert read(shown.address + way[1:])
    finally:
        shown.close()
        thread.join()


def test_preview_answers_no_other_host_and_nothing_outside_its_folder(tmp_path, preview):
    (tmp_path / "secret.html").write_text("secret")
    (tmp_path / "build/site/index.html").write_text("A page.")
    for method, path, host in (
        ("GET", "", "evil.example"),
        ("GET", "", "localhost.evil.example"),  # a name of theirs that leads to this machine
        ("GET", "", "127.0.0.1.evil.example:8000"),
        ("HEAD", "index.html", "evil.example"),
        ("GET", "../../secret.html", "127.0.0.1"),
        ("GET", "..%2f..%2fsecret.html", "localhost:8000"),
        ("GET", "x" * 500, "127.0.0.1"),
    ):
        request = urllib.request.Request(
            preview.address + path, headers={"Host": host}, method=method
        )
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(request, timeout=30)
        assert caught.value.code in {403, 404}
        caught.value.close()
