"""Bad input: a clear error with file and line, a documented exit code, and nothing lost."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

CATALOG = "locales/ja/LC_MESSAGES/garden.po"


def assert_no_traceback(done):
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("error: ") or "\nerror: " in done.stderr


def test_catalog_with_a_syntax_error_is_named_with_its_line_and_kept(project):
    project("run")
    text = project.read(CATALOG)
    broken = text.replace('msgid "Tulips', "msgid Tulips", 1)
    line = next(n for n, one in enumerate(broken.splitlines(), 1) if "msgid Tulips" in one)
    project.write(CATALOG, broken)
    done = project("run", code=1)
    assert_no_traceback(done)
    assert f"{CATALOG}:{line}" in done.stderr
    assert project.read(CATALOG) == broken


def test_catalog_that_ends_inside_a_string_is_refused_and_kept(project):
    project("run")
    broken = project.read(CATALOG).rstrip().removesuffix('"')
    project.write(CATALOG, broken)
    done = project("run", code=1)
    assert_no_traceback(done)
    assert f"{CATALOG}:{len(broken.splitlines())}" in done.stderr
    assert project.read(CATALOG) == broken


def test_duplicate_msgid_is_named_with_both_lines(project):
    project("run")
    text = project.read(CATALOG)
    twice = text.rstrip("\n") + '\n\nmsgid "Tulips bloom in April."\nmsgstr "二つ目"\n'
    project.write(CATALOG, twice)
    done = project("run", code=1)
    assert_no_traceback(done)
    assert CATALOG in done.stderr
    assert "duplicate" in done.stderr.lower()
    assert project.read(CATALOG) == twice


def test_catalog_in_latin_1_without_saying_so_is_refused_and_kept(project):
    project("run")
    path = project.root / CATALOG
    raw = path.read_bytes().rstrip(b"\n") + b'\n\n#~ msgid "caf\xe9"\n#~ msgstr "caf\xe9"\n'
    path.write_bytes(raw)
    done = project("run", code=1)
    assert_no_traceback(done)
    assert CATALOG in done.stderr
    assert "UTF-8" in done.stderr
    assert path.read_bytes() == raw


def test_catalog_that_declares_latin_1_is_read_and_not_converted_in_silence(project):
    project("run")
    path = project.root / CATALOG
    text = path.read_text(encoding="utf-8")
    head = text.split("\n\n", 1)[0].replace("charset=UTF-8", "charset=ISO-8859-1")
    entry = '\n\nmsgid "Tulips bloom in April."\nmsgstr "Les tulipes fleurissent en avril, déjà."\n'
    path.write_bytes((head + entry).encode("latin-1"))
    project("update")
    assert "déjà" in path.read_bytes().decode("latin-1")


def test_front_matter_that_is_not_yaml_is_named_with_its_line(project):
    project.write("content/garden.md", "---\ntitle: [open\nlang: en\n---\n\nText.\n")
    done = project("run", code=1)
    assert_no_traceback(done)
    assert "content/garden.md:" in done.stderr


def test_content_that_is_not_utf_8_is_named_with_its_line(project):
    (project.root / "content/garden.md").write_bytes(b"# Caf\xc3\xa9\n\nPlain.\n\nCaf\xe9.\n")
    done = project("run", code=1)
    assert_no_traceback(done)
    assert "content/garden.md:5" in done.stderr
    assert "UTF-8" in done.stderr


def test_unknown_locale_is_a_usage_error(project):
    done = project("run", "--to", "xx-ZZ-foo", code=2)
    assert_no_traceback(done)
    assert "unknown locale 'xx-ZZ-foo'" in done.stderr


def test_locale_that_the_project_does_not_have_is_named(project):
    done = project("run", "--to", "fr", code=2)
    assert "fr is not in the project" in done.stderr


def test_corrupt_package_is_refused_and_nothing_is_installed(project, tmp_path_factory):
    folder = tmp_path_factory.mktemp("packages")
    package = folder / "translate-en_ja-9_9.argosmodel"
    package.write_bytes(b"PK\x03\x04 this is no archive")
    installed = folder / "installed"
    done = project(
        "models",
        "install",
        "--from-file",
        str(package),
        code=5,
        ARGOS_PACKAGES_DIR=str(installed),
    )
    assert_no_traceback(done)
    assert package.name in done.stderr
    assert not installed.exists() or not any(installed.iterdir())


def test_package_without_a_model_is_refused(project, tmp_path_factory):
    folder = tmp_path_factory.mktemp("packages")
    package = folder / "empty.argosmodel"
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("translate-en_ja/metadata.json", '{"from_code": "en", "to_code": "ja"}')
    installed = folder / "installed"
    done = project(
        "models",
        "install",
        "--from-file",
        str(package),
        code=5,
        ARGOS_PACKAGES_DIR=str(installed),
    )
    assert_no_traceback(done)
    assert not installed.exists() or not any(installed.iterdir())


def test_missing_model_names_pair_and_ways_out_and_still_builds(project, tmp_path_factory):
    nowhere = str(tmp_path_factory.mktemp("nowhere"))
    done = project(
        "run",
        "--engine",
        "argos",
        code=5,
        ARGOS_PACKAGES_DIR=nowhere,
        ARGOS_PACKAGE_INDEX="http://127.0.0.1:9/index.json",
        HOME=nowhere,
        XDG_DATA_HOME=nowhere,
    )
    assert_no_traceback(done)
    assert "en" in done.stderr
    assert "ja" in done.stderr
    for way in ("localize models install en ja", "--from-file", "--engine"):
        assert way in done.stderr
    assert (project.root / CATALOG).is_file()
    assert list((project.root / "build").rglob("*.html"))


def test_read_only_locales_is_named_and_nothing_is_lost(project, tool):
    project("run")
    before = project.tree("locales")
    project.write("content/garden.md", "# Another\n\nA new paragraph.\n")
    # Root ignores permissions; without capabilities even root is bound by them.
    bound = [tool("setpriv", "util-linux"), "--bounding-set=-all", "--inh-caps=-all"]
    folder = (project.root / CATALOG).parent
    folder.chmod(0o555)
    try:
        done = subprocess.run(
            [*(bound if os.geteuid() == 0 else []), sys.executable, "-m", "localize", "run"],
            cwd=project.root,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
    finally:
        folder.chmod(0o755)
    assert done.returncode == 1, done.stderr
    assert_no_traceback(done)
    assert "locales/ja/LC_MESSAGES" in done.stderr
    assert project.tree("locales")[CATALOG] == before[CATALOG]


def test_full_disk_is_named_and_nothing_is_lost(project):
    # RLIMIT_FSIZE makes a write fail as a full disk does: in the middle of the file.
    project("run")
    before = project.tree("locales")
    longer = "\n\n".join(f"Paragraph {n} is new. " + "It is long. " * 40 for n in range(200))
    project.write("content/garden.md", longer)
    code = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (40000, 40000));"
        "sys.argv = ['localize', 'update']; from localize.cli.app import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=project.root,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert done.returncode == 1, done.stderr
    assert_no_traceback(done)
    after = project.tree("locales")
    assert {name: after[name] for name in before} == before
    assert not [name for name in after if name not in before], "a temporary file was left"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full")
def test_output_that_cannot_be_written_is_told(project):
    project("extract")
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "localize", "-C", str(project.root), "status"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert_no_traceback(done)
    assert "the output cannot be written: No space left on device" in done.stderr
    assert done.returncode == 1


def test_doctor_counts_what_can_be_read_and_what_cannot(project):
    project("run")
    project.write(CATALOG, project.read(CATALOG).rstrip().removesuffix('"'))
    done = project("doctor", code=1)
    assert "catalogs ja: 0 can be read" in done.stdout
    assert "catalogs hi: 1 can be read" in done.stdout
    assert "error: 1 problem\n" in done.stderr
