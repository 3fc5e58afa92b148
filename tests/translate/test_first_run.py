"""What README promises of a first run and of a full-size model, walked with an index on loopback."""

from __future__ import annotations

import os
import re
import select
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from tests.made.packages import new_layout
from tests.translate.test_install import State, serving

from localize.catalogs.po import read_catalog

ROOT = Path(__file__).parents[2]
SMALL = (ROOT / "models" / "translate-en_ja-0_1.argosmodel").read_bytes()

pytestmark = pytest.mark.skipif(os.name == "nt", reason="pseudo-terminals")


@pytest.fixture
def newcomer(tmp_path, monkeypatch):
    """A home in which nothing is installed, and an index with one package."""
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    monkeypatch.delenv("ARGOS_PACKAGES_DIR", raising=False)
    with serving(State()) as state:
        state.offer("en_ja", "1.1", new_layout(SMALL, "en", "ja", "1.1"))
        monkeypatch.setenv("ARGOS_PACKAGE_INDEX", state.url)
        yield state


def on_a_terminal(words, cwd, answers=b"", *, columns=80, **environment):
    """Everything a command shows on a terminal, and its exit code."""
    import fcntl
    import pty
    import struct
    import termios

    here, there = pty.openpty()
    fcntl.ioctl(there, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "localize", *words],
        cwd=cwd,
        stdin=there,
        stdout=there,
        stderr=there,
        env={**os.environ, "NO_COLOR": "1", "TERM": "xterm", **environment},
        start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(there, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - no threads yet
    )
    os.close(there)
    shown = bytearray()

    def read():
        # As a person does: when nothing moves any more, and again where a key got lost because the
        # program was just changing the mode of the terminal.
        try:
            while True:
                if select.select([here], [], [], 0.3)[0]:
                    block = os.read(here, 1 << 14)
                    if not block:
                        return
                    shown.extend(block)
                elif answers and b"[Y/n]" in shown[-12:]:
                    os.write(here, answers)
        except OSError:  # the other side is closed
            pass

    reader = threading.Thread(target=read)
    reader.start()
    try:
        code = process.wait(timeout=120)
    finally:
        process.kill()
        reader.join()
    os.close(here)
    return shown.decode(), code


def test_a_newcomer_is_asked_once_sees_what_is_fetched_and_has_an_edition(newcomer, tmp_path):
    folder = tmp_path / "new"
    folder.mkdir()
    shown, code = on_a_terminal(["init", "--to", "ja"], folder)
    assert not code, shown
    shown, code = on_a_terminal(["run"], folder, answers=b"\n")
    assert not code, shown
    assert shown.count("[Y/n]") == 1
    size = f"{len(newcomer.files['en_ja-1.1.argosmodel']) / 1e6:.1f} MB"
    assert f"Fetch and install en_ja 1.1, {size} from localhost?" in shown
    assert re.search(rf"en_ja@1\.1 [█░]+ +\d+%  [\d.]+ of {size}  [\d.]+ MB/s", shown)
    assert "installed en_ja@1.1 in " in shown
    page = folder / "build" / "site" / "ja" / "welcome" / "index.html"
    assert "build/site/ja/welcome/index.html" in shown
    assert re.search("[ぁ-ん]", page.read_text(encoding="utf-8"))
    shown, code = on_a_terminal(["run"], folder)
    assert not code, shown
    assert "[Y/n]" not in shown


def test_readme_s_lines_draft_the_article_by_a_full_size_model(newcomer, article):
    """The article in git has drafts of a language model; each of the lines is run as it stands."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = re.findall(r"^    \.venv/bin/localize (.+?)(?:  #.*)?$", readme, re.MULTILINE)
    assert [line.split()[0] for line in lines[:3]] == ["models", "translate", "run"]
    path = article.root / "locales" / "ja" / "LC_MESSAGES" / "us-japan-defense-pact.po"
    before = {entry.msgid: entry for entry in read_catalog(path).live()}
    for line in lines[:3]:
        shown, code = on_a_terminal(line.split(), article.root)
        assert not code, shown
        assert "[Y/n]" not in shown
    after = {entry.msgid: entry for entry in read_catalog(path).live()}
    stamps = [" ".join(entry.comments) for entry in after.values()]
    assert before.keys() == after.keys()
    assert sum("argos/en_ja@1.1" in stamp for stamp in stamps) > 10
    page = article.root / "build" / "site" / "ja" / "us-japan-defense-pact" / "index.html"
    drafted = next(e for e in after.values() if e.msgid.startswith("In a recent statement"))
    assert drafted.msgstr != before[drafted.msgid].msgstr
    text = re.sub("<[^>]+>|\u200b", "", page.read_text(encoding="utf-8"))
    assert drafted.msgstr[0][:10] in text


@pytest.mark.parametrize(("key", "expected"), [(b"\x03", 130), (b"\x04", 5)], ids=["C", "D"])
def test_ctrl_c_at_the_question_ends_the_run_and_ctrl_d_is_a_no(newcomer, tmp_path, key, expected):
    on_a_terminal(["init", "--to", "ja"], tmp_path)
    shown, code = on_a_terminal(["run"], tmp_path, answers=key)
    assert code == expected, shown
    assert "Aborted" not in shown
    assert ("interrupted; " in shown) == (code == 130)
    assert ("editions:" in shown) == (code == 5)


def test_a_progress_bar_fits_a_narrow_terminal_and_a_dumb_one_has_none(newcomer, tmp_path):
    on_a_terminal(["init", "--to", "ja"], tmp_path)
    shown, code = on_a_terminal(["run"], tmp_path, answers=b"\n", columns=40)
    assert not code, shown
    painted = [line.partition("\r")[0] for line in shown.split("\x1b[K")[1:]]
    assert [line for line in painted if line.startswith("en_ja@1.1 ") and "%" in line]
    assert all(len(line) < 40 for line in painted if "%" in line)
    dumb, code = on_a_terminal(["translate", "--redraft"], tmp_path, TERM="dumb", NO_COLOR="")
    assert not code, dumb
    assert "\x1b" not in dumb
