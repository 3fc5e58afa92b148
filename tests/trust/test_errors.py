"""What cannot be read or written is an error with its place, and never a traceback."""

from __future__ import annotations

import errno
import fcntl
import os
import sqlite3
import subprocess
import sys
import time

import pytest

from localize.storage.lock import locked
from localize.storage.write import write_pieces

from .conftest import CATALOG, COMMANDS, KEYS

ALL = (*COMMANDS, ("translate",), ("tm", "search", "gull"), ("review", "invite", "A"), ("doctor",))


def told(checkout, *, code=None, words=ALL):
    """Every command ends, without a traceback (`Checkout` looks), and some of them with an error."""
    done = [checkout(*each, code=code) for each in words]
    assert any(each.returncode and "error" in each.stderr for each in done)
    return done


def test_state_folder_that_is_a_file(checkout):
    checkout.write(".localize", "")
    for done in told(checkout, words=ALL[:-1]):
        assert done.returncode == 1
        assert ".localize" in done.stderr


def test_state_folder_that_is_a_link(checkout):
    (checkout.root / ".localize").symlink_to(checkout.outside)
    for done in told(checkout, words=ALL[:-1]):
        assert done.returncode == 7
        assert ".localize" in done.stderr


def test_state_folder_that_may_only_be_read(checkout, tool):
    """Reading goes on; what has to be written says that it cannot."""
    checkout("update", code=0)
    folders = [checkout.root / ".localize"]
    # Root may write everywhere, unless it lets go of that.
    bare = [tool("setpriv", "util-linux"), "--bounding-set=-all", "--inh-caps=-all"]
    start = [*(bare if not os.geteuid() else ()), sys.executable, "-m", "localize"]
    for folder in folders:
        folder.chmod(0o555)
    try:
        for words in (("status",), ("check",), ("review", "invite", "A"), ("update",), ("build",)):
            done = subprocess.run(
                [*start, *words],
                cwd=checkout.root,
                capture_output=True,
                text=True,
                timeout=120,
                env=checkout.environment(),
                check=False,
            )
            assert "Traceback" not in done.stderr, done.stderr
            assert "defect" not in done.stderr, done.stderr
            if words[0] in {"status", "check"}:
                assert done.returncode in {0, 4}, done.stderr
            if words[0] == "review":
                assert done.returncode == 1, done.stderr
                assert "not yours to write" in done.stderr
    finally:
        for folder in reversed(folders):
            folder.chmod(0o755)


@pytest.mark.parametrize("charset", ["rot13", "hex", "zip", "base64", "undefined", "idna"])
def test_catalog_in_a_charset_that_is_none(checkout, charset):
    text = CATALOG.replace("charset=UTF-8", f"charset={charset}")
    checkout.write("locales/ja/LC_MESSAGES/harbour.po", text)
    told(checkout, words=COMMANDS)


def test_xliff_with_twenty_thousand_elements_in_each_other(checkout):
    deep = "<g id='1'>" * 20_000 + "x" + "</g>" * 20_000
    checkout.write(
        "a.xlf",
        '<xliff version="1.2"><file original="a" source-language="en" target-language="ja"><body>'
        f'<trans-unit id="1"><source>x</source><target>{deep}</target></trans-unit>'
        "</body></file></xliff>",
    )
    (done,) = told(checkout, words=[("import", "--to", "ja", "a.xlf")])
    assert "nested" in done.stderr


@pytest.mark.parametrize("encoding", ["utf-7", "rot13", "cp037", "shift_jis"])
def test_memory_in_an_encoding_that_no_xml_has(checkout, encoding):
    checkout.write("a.tmx", f'<?xml version="1.0" encoding="{encoding}"?><tmx version="1.4"></tmx>')
    checkout("tm", "import", "a.tmx")


@pytest.mark.parametrize(
    "pattern", ["**[", "**a/**", "[", "/etc/*", "../*", "a\\u0000b", "~/*", ""]
)
def test_glob_that_is_none(checkout, pattern):
    checkout.config(f'[tm]\nfiles = "{pattern}"', f'content = ["{pattern}"]')
    with checkout.unharmed():
        for done in told(checkout, words=COMMANDS):
            assert done.returncode in {0, 2}


def test_configuration_with_five_thousand_brackets(checkout):
    checkout.write("localize.toml", "a = " + "[" * 5_000)
    for done in told(checkout, words=COMMANDS):
        assert done.returncode == 2
        assert "localize.toml" in done.stderr


BOMB = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10)
)


@pytest.mark.parametrize("name", ["content/bomb.md", "content/bomb.yaml"])
def test_aliases_that_grow_without_bound(checkout, name):
    checkout.write(name, f"---\n{BOMB}---\n\n# A\n" if name.endswith("md") else BOMB)
    checkout.config("", 'content = ["content/*"]')
    before = time.monotonic()
    told(checkout, words=[("update",)])
    assert time.monotonic() - before < 20


def test_file_system_without_locks(tmp_path, monkeypatch, caplog):
    """Some network file systems refuse `flock`: the work goes on, and it is told."""

    def refused(_descriptor, _operation):
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", refused)
    with locked(tmp_path):
        pass
    assert "no locks" in caplog.text


def test_temporary_files_are_gone_after_a_full_disk(tmp_path):
    """A quota of the process stands for the disk's: the write fails in the middle."""
    code = (
        "import resource, signal, sys; from pathlib import Path\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "from localize.storage.write import write_file\n"
        "write_file(Path(sys.argv[1]), b'x' * 1_000_000)\n"
    )
    path = tmp_path / "a.po"
    path.write_bytes(b"old")
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False
    )
    assert done.returncode
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_pieces_that_end_in_an_error_leave_nothing(tmp_path):
    def pieces():
        yield b"x" * 1_000_000
        raise sqlite3.OperationalError("database or disk is full")

    with pytest.raises(sqlite3.OperationalError):
        write_pieces(tmp_path / "a", pieces())
    assert list(tmp_path.iterdir()) == []


def test_keys_are_blanked_in_every_message(checkout):
    """Also where what is wrong has a key in it. `Checkout` looks for them in what is said."""
    key = KEYS["OPENAI_API_KEY"]
    checkout.write("content/new.md", "# Words that nobody translated\n")
    checkout("update", code=0)
    checkout.config(f'[engines.libretranslate]\nurl = "http://127.0.0.1:1/{key}"')
    done = checkout("translate", "--engine", "libretranslate")
    assert done.returncode
    assert "…" in done.stderr
    checkout.config(f'[tm]\nurl = "postgresql://me:{key}@127.0.0.1:1/tm"')
    checkout("tm", "search", "gull")
    checkout.write("localize.toml", f'source = "{key}"\n')
    assert "…" in checkout("status", code=2).stderr
