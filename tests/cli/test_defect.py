"""What nobody foresaw: one line, a log, a way to report it."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

# A command that fails as a defect of ours would, put beside the real ones.
BROKEN = """
import sys
from localize.cli import app
@app.app.command("broken")
def broken():
    {}
sys.argv = ["localize", *sys.argv[1:]]
app.main()
"""


# The command with the streams of a Windows pipe.
FEW = """
import sys
sys.stdout.reconfigure(encoding="cp1252", errors="strict")
from localize.cli import app
sys.argv = ["localize", *sys.argv[1:]]
app.main()
"""


@pytest.fixture
def broken(tmp_path: Path):
    def run(body: str, *words: str, **environment: str):
        return subprocess.run(
            [sys.executable, "-c", BROKEN.format(body), *(words or ("broken",))],
            env={
                **os.environ,
                "XDG_CACHE_HOME": str(tmp_path / "cache"),
                "NO_COLOR": "1",
                "TMPDIR": str(tmp_path),
                **environment,
            },
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    return run


def logs(folder: Path) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted(folder.glob("localize-*.log"))]


def test_a_defect_is_a_line_and_a_log_with_the_traceback(broken, tmp_path):
    done = broken("{}['no such key']")
    assert done.returncode == 70
    assert "Traceback" not in done.stderr
    first, second, third = done.stderr.splitlines()
    assert first == "error: a defect of localize: KeyError: 'no such key' (<string>:6)"
    assert str(tmp_path / "cache" / "localize" / "errors") in second
    assert "docs/exit-codes.md" in third
    [log] = logs(tmp_path / "cache" / "localize" / "errors")
    assert "Traceback (most recent call last)" in log
    assert "KeyError: 'no such key'" in log
    assert "localize broken\n" in log


def test_vv_shows_the_traceback_at_once(broken):
    done = broken("{}['no such key']", "broken", "-vv")
    assert done.returncode == 70
    assert "Traceback (most recent call last)" in done.stderr


def test_no_key_and_no_password_is_in_the_log(broken, tmp_path):
    body = 'raise ValueError(f\'{__import__("os").environ["SOME_API_KEY"]} http://me:hush@h/\')'
    done = broken(body, SOME_API_KEY="sk-12345678")
    [log] = logs(tmp_path / "cache" / "localize" / "errors")
    for text in (log, done.stderr):
        assert "ValueError" in text
        assert "sk-12345678" not in text
        assert "hush" not in text


def test_where_the_cache_is_no_folder_the_log_is_with_the_temporary_files(broken, tmp_path):
    (tmp_path / "cache").write_text("")
    done = broken("1 / 0")
    assert done.returncode == 70
    [log] = logs(tmp_path)
    assert "ZeroDivisionError" in log


def test_old_logs_go(broken, tmp_path):
    folder = tmp_path / "cache" / "localize" / "errors"
    folder.mkdir(parents=True)
    for number in range(30):
        (folder / f"localize-20200101T0000{number:02}-aaaaaa.log").write_text("old")
    broken("1 / 0")
    kept = logs(folder)
    assert len(kept) == 20
    assert "ZeroDivisionError" in kept[-1]


def test_a_file_that_the_system_refuses_is_named(broken):
    done = broken("open('/no/such/file')")
    assert done.returncode == 1
    assert done.stderr.startswith("error: /no/such/file: No such file or directory\n")


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_a_console_of_few_characters_ends_no_command(project, encoding):
    project.write("content/庭.md", "# Pa\u00df\n")
    few = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    for words in (["run"], ["status"], ["check"], ["tm", "stats"], ["doctor"], ["engines"]):
        done = subprocess.run(
            [sys.executable, "-m", "localize", *words],
            cwd=project.root,
            env=few,
            capture_output=True,
            check=False,
        )
        assert done.returncode in {0, 4}, done.stderr  # 4: the drafts of pseudo have findings
        assert b"Traceback" not in done.stderr
        if words == ["status"]:
            assert b" ? " in done.stdout


def test_a_pipe_is_utf8_in_a_locale_of_few_characters(project):
    project("run")
    project.write("content/庭.md", "# Pa\u00df\n")
    plain = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": ""}
    done = project("extract", "--json", LC_ALL="C.UTF-8", **plain)
    assert "庭" in done.stdout
    few = subprocess.run(
        [sys.executable, "-X", "utf8=0", "-c", FEW, "run"],
        cwd=project.root,
        env={**os.environ, **plain, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        check=False,
    )
    assert few.returncode == 0, few.stderr
    assert "庭" in few.stdout.decode("utf-8")


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="names are Unicode there")
def test_a_file_name_that_is_no_text_ends_no_command(project):
    name = os.fsdecode(b"caf\xe9.md")
    project.write(f"content/{name}", "# Coffee\n")
    done = project("run", code=None)
    assert done.returncode != 70, done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="a POSIX shell")
def test_a_closed_standard_output_ends_no_command(project):
    project("run")
    for words in ("status", "check", "--version", "doctor"):
        line = f'"{sys.executable}" -m localize {words} >&-'
        done = subprocess.run(
            ["sh", "-c", line], cwd=project.root, capture_output=True, text=True, check=False
        )
        assert done.returncode in {0, 4}, done.stderr
        assert "defect" not in done.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names are UTF-8 in any locale")
def test_a_name_that_this_locale_cannot_read_is_not_called_wrong(project):
    project.write("content/庭.md", "# Garden\n")
    plain = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": ""}
    done = project("extract", LC_ALL="C", code=1, **plain)
    assert "the locale of this shell says ascii" in done.stderr
    project("extract", LC_ALL="C", **plain | {"PYTHONUTF8": "1"})


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_ctrl_c_while_the_command_line_is_imported_shows_no_traceback(tmp_path):
    """The first import of the command line is where Ctrl-C comes in."""
    (tmp_path / "typer.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGINT)\n")
    done = subprocess.run(
        [sys.executable, "-m", "localize", "--help"],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 130
    assert done.stderr == "interrupted; everything finished so far is kept\n"
