"""`localize translate` as people use it, with the real packages."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from http.server import ThreadingHTTPServer

import pytest
from tests.translate.test_packages import Faulty, Handler

from localize.catalogs.po import read_catalog
from localize.model import State, state
from localize.model.state import machine_stamp

HEADER = 'msgid ""\nmsgstr ""\n"Language: {0}\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
CONFIG = 'source = "en"\nlocales = ["ja", "hi"]\ncontent = ["content/**/*.md"]\n{}\n'


def entry(msgid, msgstr="", before=""):
    return f'\n{before}msgid "{msgid}"\nmsgstr "{msgstr}"\n'


@pytest.fixture
def small(project, models, monkeypatch):
    pytest.importorskip("ctranslate2", reason="pip install ctranslate2 sentencepiece numpy")
    monkeypatch.setenv("XDG_DATA_HOME", str(project.root / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(project.root / "cache"))
    shutil.copytree(models, project.root / "models")
    project.write("localize.toml", CONFIG.format('[engines.argos]\npackages = ["models"]'))
    return project


def catalog(project, tag, *entries, name="book"):
    path = f"locales/{tag}/LC_MESSAGES/{name}.po"
    return project.write(path, HEADER.format(tag) + "".join(entries))


def test_missing_and_stale_are_drafted_and_a_persons_words_are_left(small):
    stale = '# localize: mt engine=argos/x src=0 out=0\n#, fuzzy\n#| msgid "Old"\n'
    path = catalog(
        small,
        "ja",
        entry("Who is she?"),
        entry("Take a bus.", "バスで", "# mine\n"),
        entry("I am a boy.", "僕", stale),
    )
    before = path.read_text(encoding="utf-8")
    small("translate", "--to", "ja")
    found = {one.msgid: one for one in read_catalog(path).live()}
    assert found["Who is she?"].text == "彼女は誰ですか。"
    assert state(found["Who is she?"]) is State.MACHINE
    assert machine_stamp(found["Who is she?"]).get("engine") == "argos/en_ja@0.1"
    assert found["Take a bus."].text == "バスで"
    assert found["I am a boy."].text == "僕"
    assert before.split("# mine")[1] == path.read_text(encoding="utf-8").split("# mine")[1]
    again = path.read_bytes()
    assert "nothing to draft" in small("translate", "--to", "ja").stdout
    assert path.read_bytes() == again


def test_a_dry_run_counts_and_writes_nothing(small):
    path = catalog(small, "ja", entry("Who is she?"), entry("Take a bus.", "バスで"))
    before = path.read_bytes()
    done = small("translate", "--dry-run", "--json", "--to", "ja")
    assert '"drafted": 1' in done.stdout
    assert '"characters": 11' in done.stdout
    assert path.read_bytes() == before
    assert not (small.root / ".localize" / "packages").exists()


def test_a_missing_package_is_exit_5_and_what_could_be_drafted_is_kept(small):
    small.write("localize.toml", small.read("localize.toml").replace('"hi"]', '"de"]'))
    path = catalog(small, "ja", entry("Who is she?"))
    other = catalog(small, "de", entry("Who is she?"))
    before = other.read_bytes()
    done = small("translate", code=5)
    assert "no Argos package translates en to de" in done.stderr
    assert "localize models install en de" in done.stderr
    assert read_catalog(path).live()[0].text
    assert other.read_bytes() == before


def test_engines_tells_which_pairs_are_installed(small):
    shown = small("engines").stdout
    assert "en→hi, en→ja" in shown
    small.write("localize.toml", CONFIG.format(""))
    shown = small("engines").stdout
    assert "no package: localize models install" in shown
    assert "→" not in shown
    small.write("localize.toml", CONFIG.format('[engines.argos]\npackages = ["nowhere"]'))
    assert "no such folder" in small("engines").stdout


def test_no_engine_is_loaded_when_nothing_is_to_draft(small, monkeypatch):
    catalog(small, "ja", entry("Take a bus.", "バスで"))
    monkeypatch.setenv("PYTHONPROFILEIMPORTTIME", "1")
    done = small("translate")
    assert "ctranslate2" not in done.stderr
    assert "sentencepiece" not in done.stderr


def test_a_fallback_engine_takes_over(small):
    small.write("localize.toml", CONFIG.format('[engines.route]\nja = ["argos", "pseudo"]'))
    path = catalog(small, "ja", entry("Hello there"))
    small("translate", "--to", "ja")
    assert "Ĥéļļö" in read_catalog(path).live()[0].text


@pytest.mark.parametrize("key", ["pt_BR", "pt-br", "pb", "pt"])
def test_a_route_is_found_however_its_locale_is_spelled(project, key):
    project.write("localize.toml", f'locales = ["pt-BR"]\n[engines.route]\n{key} = "pseudo"\n')
    project("update")
    assert "pseudo" in project("translate", "--dry-run").stdout


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ('[engines.route]\njapanese = "pseudo"', "localize.toml:4: [engines.route] unknown locale"),
        ("[engines.pseud]\nexpand = 1", "did you mean 'pseudo'?"),
        ("[engines.pseudo]\nexpnd = 1", "did you mean 'expand'?"),
        ('[engines.argos]\nquality = "best"', "unknown key 'quality' in [engines.argos]"),
        ('[engines.argos]\nrerank = "no"', "rerank must be true or false"),
        ('[engines.argos]\npackage = "en_ja@1.1"', "package must be a table of texts"),
    ],
)
def test_a_setting_that_would_be_passed_over_is_refused(project, table, told):
    project.write("localize.toml", f'locales = ["ja"]\nengine = "{engine_of(table)}"\n{table}\n')
    project("update")
    assert told in project("translate", "--dry-run", code=2).stderr


def engine_of(table):
    return "argos" if "argos" in table else "pseudo"


def test_terms_that_stay_are_kept(small):
    small.write("locales/terms.csv", "source,dnt\nAcme Cloud,yes\n")
    sentences = [f"{who} bought Acme Cloud yesterday." for who in ("Tom", "He", "My father")]
    path = catalog(small, "ja", *map(entry, sentences))
    small("translate", "--to", "ja")
    assert all(one.text.count("Acme Cloud") == 1 for one in read_catalog(path).live())


@pytest.fixture
def mirror(models):
    """The environment of an index that has the package for Hindi."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.faulty = Faulty((models / "translate-en_hi-0_1.argosmodel").read_bytes())
    server.faulty.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield {"ARGOS_PACKAGE_INDEX": server.faulty.url}
    server.shutdown()
    server.server_close()
    thread.join()


def test_with_yes_a_missing_package_is_fetched_from_the_index(small, mirror):
    small.write("localize.toml", CONFIG.format(""))
    path = catalog(small, "hi", entry("Who is she?"))
    assert "no Argos package" in small("translate", "--to", "hi", code=5, **mirror).stderr
    small("translate", "--to", "hi", "--yes", **mirror)
    assert "en_hi@0.1" in small("models", "search", "hi", **mirror).stdout
    assert read_catalog(path).live()[0].text == "वह कौन है?"
    assert '"archive"' in small.read("localize.lock")
    assert "en_hi@0.1: good" in small("models", "verify").stdout
    assert "removed en_hi@0.1" in small("models", "remove", "en_hi").stdout


def test_a_run_builds_without_the_package_and_with_yes_fetches_what_there_is(small, mirror):
    small.write("localize.toml", CONFIG.format(""))
    small.write("content/a.md", "Who is she?\n")
    assert "en to ja" in small("run", code=5, **mirror).stderr
    assert (small.root / "build/site/hi/a/index.html").is_file()
    done = small("run", "--yes", code=5, **mirror)
    assert "installed en_hi@0.1" in done.stderr
    assert "no Argos package translates en to ja" in done.stderr  # the index has none either
    assert "वह कौन है?" in small.read("build/site/hi/a/index.html")
    assert not small("run", "--to", "hi", **mirror).stderr


@pytest.mark.skipif(os.name == "nt", reason="pseudo-terminals")
def test_a_run_on_a_terminal_asks_for_the_package(small, mirror):
    import pty

    small.write("localize.toml", CONFIG.format(""))
    small.write("content/a.md", "Who is she?\n")
    for answer, code in ((b"n\n", 5), (b"\n", 0)):
        here, there = pty.openpty()
        os.write(here, answer)
        done = subprocess.run(
            [sys.executable, "-m", "localize", "run", "--to", "hi"],
            cwd=small.root,
            stdin=there,
            stderr=there,
            stdout=subprocess.PIPE,
            timeout=120,
            env={**os.environ, **mirror},
            check=False,
        )
        told = os.read(here, 1 << 16).decode()
        os.close(there)
        os.close(here)
        assert "Fetch and install en_hi 0.1, 2.2 MB from 127.0.0.1? [Y/n]" in told
        assert done.returncode == code, told
    assert "वह कौन है?" in small.read("build/site/hi/a/index.html")


def test_killed_again_and_again_it_ends_as_if_it_had_not_been(small, models):
    lines = (models / "known.en-ja.tsv").read_text(encoding="utf-8").splitlines()[:120]
    known = [line.split("\t")[0] for line in lines]
    sentences = [f"{one} {two}" for one, two in zip(known, reversed(known), strict=True)]
    texts = [f"{text} {number % 7}." for number, text in enumerate(sentences)]
    path = catalog(small, "ja", *map(entry, texts))
    journal = small.root / ".localize" / "journal" / "ja.jsonl"
    command = [sys.executable, "-m", "localize", "translate", "--to", "ja", "--jobs", "1"]
    chance = random.Random(3)
    killed = 0
    for _ in range(3):
        before = journal.read_text().count("\n") if journal.exists() else 0
        process = subprocess.Popen(
            command, cwd=small.root, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        more = chance.randrange(1, 40)
        ends = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < ends:
            if journal.exists() and journal.read_text().count("\n") >= before + more:
                process.send_signal(signal.SIGKILL)
                killed += 1
            time.sleep(0.002)
        process.wait()
        read_catalog(path)
    keys = re.findall(r'^\["(\w+)"', journal.read_text() if journal.exists() else "", re.MULTILINE)
    assert len(keys) == len(set(keys)), "a text was translated twice"
    small("translate", "--to", "ja")
    assert killed
    assert not journal.exists()
    resumed = path.read_bytes()
    catalog(small, "ja", *map(entry, texts))
    small("translate", "--to", "ja")
    assert resumed == path.read_bytes()


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_ctrl_c_writes_what_is_done_and_says_so(small):
    texts = [f"I have {number} books and you have a dog." for number in range(250)]
    path = catalog(small, "ja", *map(entry, texts))
    journal = small.root / ".localize" / "journal" / "ja.jsonl"
    process = subprocess.Popen(
        # Whoever starts the tests in the background has the signal ignored.
        [
            sys.executable,
            "-c",
            (
                "import signal; signal.signal(2, signal.default_int_handler); "
                "from localize.cli.app import main; main()"
            ),
            "translate",
            "--to",
            "ja",
            "--jobs",
            "1",
        ],
        cwd=small.root,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    ends = time.monotonic() + 60
    while not journal.exists() or journal.read_bytes().count(b"\n") < 5:
        assert process.poll() is None
        assert time.monotonic() < ends
        time.sleep(0.005)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "drafts are written" in told
    assert any(one.text for one in read_catalog(path).live())
    small("translate", "--to", "ja")
    assert all(one.text for one in read_catalog(path).live())


def test_only_the_named_documents_are_drafted(small):
    small.write("content/a.md", "Who is she?\n")
    one = catalog(small, "ja", entry("Who is she?"), name="a")
    other = catalog(small, "ja", entry("Take a bus."), name="b")
    small("translate", "--to", "ja", "content/a.md")
    assert read_catalog(one).live()[0].text
    assert not read_catalog(other).live()[0].text
    assert "no such file" in small("translate", "content/nowhere.md", code=2).stderr
    assert "no catalog" in small("translate", "/etc/hosts", code=2).stderr
