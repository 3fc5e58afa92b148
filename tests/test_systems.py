"""What Windows and macOS do otherwise, simulated: there is neither of them here."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import unicodedata
from pathlib import PureWindowsPath

import pytest

from localize.config import Project
from localize.render.urls import slugs

# As on Windows: none of what its Python lacks, msvcrt instead, names that are looked up there. What
# other packages chose when they were imported stays.
MACOS = """
import sys, sysconfig, urllib.request
sysconfig.get_config_vars()
sys.platform = "darwin"
from localize.cli.app import main
main()
"""
WINDOWS = """
import asyncio, fcntl, multiprocessing, os, shutil, socket, sqlite3, subprocess, sys, tempfile, types
import concurrent.futures.process, getpass, sysconfig, starlette.applications, typer, uvicorn
sysconfig.get_config_vars()
flock, LOCK = fcntl.lockf, fcntl.LOCK_EX | fcntl.LOCK_NB
def locking(descriptor, mode, size):
    flock(descriptor, LOCK)
sys.modules["msvcrt"] = types.SimpleNamespace(locking=locking, LK_NBLCK=2, LK_UNLCK=0)
for name in ("fcntl", "pwd", "grp", "resource", "termios"):
    sys.modules[name] = None
for name in ("fchmod", "fchown", "geteuid", "getuid", "fork", "register_at_fork", "getpgid",
             "sched_getaffinity", "O_DIRECTORY", "O_NOFOLLOW", "O_CLOEXEC"):
    if hasattr(os, name):
        delattr(os, name)
for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
    os.environ.pop(name, None)
sys.platform = "win32"
real = os.replace
tries = {}
def replace(source, target):  # the first two tries of every file find it open
    tries[str(target)] = tries.get(str(target), 0) + 1
    if tries[str(target)] < 3:
        raise PermissionError(13, "Access is denied", str(source))
    return real(source, target)
if sys.argv[1] == "busy":
    os.replace = replace
from localize.cli.app import main
sys.argv[:2] = ["localize"]
main()
"""


def windows(project, *words: str, kind: str = "calm", code: int | None = 0):
    done = subprocess.run(
        [sys.executable, "-c", WINDOWS, kind, *words],
        cwd=project.root,
        env={**os.environ, "NO_COLOR": "1", "GIT_CONFIG_GLOBAL": os.devnull},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert "Traceback" not in done.stderr, done.stderr
    if code is not None:
        assert done.returncode == code, done.stderr
    return done


def test_windows_lacks_calls_that_no_command_makes(project):
    windows(project, "run")
    windows(project, "check", code=4)
    for words in (
        ["status"],
        ["review", "--export", "pages"],
        ["tm", "stats"],
        ["export"],
        ["doctor"],
        ["engines"],
        ["build", "--epub"],
        ["update"],
        ["terms", "list"],
    ):
        windows(project, *words)


def test_a_file_that_is_open_elsewhere_is_tried_again(project):
    windows(project, "run", kind="busy")
    assert project.read("locales/ja/LC_MESSAGES/garden.po")
    assert not list(project.root.rglob("*.tmp"))


def test_what_is_written_there_is_what_is_written_here(project, tmp_path):
    windows(project, "run")
    theirs = project.tree("locales", "build")
    for folder in ("locales", "build", ".localize"):
        (tmp_path / "theirs").mkdir(exist_ok=True)
        (project.root / folder).rename(tmp_path / "theirs" / folder)
    project("run")
    ours = project.tree("locales", "build")
    dated = {name for name in ours if name.endswith(".po")}
    assert ours.keys() == theirs.keys()
    assert all(ours[name] == theirs[name] for name in ours.keys() - dated)


def test_many_documents_are_built_where_nothing_forks(project):
    for number in range(30):
        project.write(f"content/more-{number}.md", f"# Flower {number}\n")
    done = subprocess.run(
        [sys.executable, "-c", MACOS, "run"],
        cwd=project.root,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
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
