"""What Windows and macOS do otherwise, simulated: there is neither of them here."""

from __future__ import annotations

import socket
import subprocess
import sys
import unicodedata
from pathlib import PureWindowsPath

import pytest

from localize.config import Project
from localize.render.urls import slugs

MACOS = """
import sys, sysconfig, urllib.request
sysconfig.get_config_vars()
sys.platform = "darwin"
from localize.cli.app import main
main()
"""


def test_many_documents_are_built_where_nothing_forks(project):
    for number in range(30):
        project.write(f"content/more-{number}.md", f"# Flower {number}\n")
    done = subprocess.run(
        [sys.executable, "-c", MACOS, "run"],
        cwd=project.root, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert len(list((project.root / "build" / "site").rglob("index.html"))) > 60


def test_a_windows_path_is_named_with_slashes():
    root = PureWindowsPath("C:\\Users\\Mika\\garden")
    project = Project.__new__(Project)
    object.__setattr__(project, "root", root)
    assert project.relative(root / "content" / "spring" / "a.md") == "content/spring/a.md"
    assert project.relative(PureWindowsPath("c:\\users\\mika\\garden\\a.md")) == "a.md"


def test_a_drive_in_content_leads_out_of_the_project(project):
    project.write(
        "localize.toml", project.read("localize.toml").replace("content/**", "/content/**")
    )
    assert "leads out of the project" in project("extract", code=2).stderr


def test_macos_decomposes_names_and_the_catalog_is_the_same(project, monkeypatch):
    root = project.root
    composed = "content/caf\u00e9.md"
    decomposed = unicodedata.normalize("NFD", composed)
    named = Project.__new__(Project)
    object.__setattr__(named, "root", root)
    monkeypatch.setattr(sys, "platform", "darwin")
    assert named.relative(root / decomposed) == composed
    monkeypatch.setattr(sys, "platform", "linux")
    assert named.relative(root / decomposed) == decomposed  # another file, which ext4 may have


@pytest.mark.parametrize(
    "names",
    [("a.md", "A.txt"), ("caf\u00e9.md", "cafe\u0301.txt"), ("CAFE\u0301.md", "caf\u00e9.txt")],
)
def test_no_two_pages_are_one_on_a_disk_that_folds_names(names):
    places = slugs([f"content/{name}" for name in names], ["content/*"]).values()
    assert len({unicodedata.normalize("NFC", place).casefold() for place in places}) == 2


def test_a_port_is_not_shared_on_windows(monkeypatch):
    from localize.review.web.server import listening_socket

    monkeypatch.setattr(sys, "platform", "win32")
    bound = listening_socket("127.0.0.1", 0)
    try:
        assert not bound.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR)
    finally:
        bound.close()


def test_an_editor_of_windows_is_a_path_with_backslashes(monkeypatch):
    from localize.errors import UsageError
    from localize.review import terminal

    monkeypatch.setattr(sys, "platform", "win32")
    editor = {"EDITOR": r'"C:\Program Files\Notepad++\notepad++.exe" -multiInst'}
    with pytest.raises(UsageError) as caught:
        terminal.edited_text("a text", editor, name="unit")
    assert r"C:\Program Files\Notepad++\notepad++.exe" in str(caught.value)
