"""The memory finds what was translated, a person's before a machine's."""

from __future__ import annotations

import os
import random
import shutil
import socket
import subprocess
import tempfile
import threading
from pathlib import Path

import pytest
from rapidfuzz import fuzz

from localize.catalogs.po import parse
from localize.errors import MemoryStoreError
from localize.memory.store import open_memory
from localize.memory.unit import MemoryUnit, catalog_units
from localize.model import Entry, State, locale
from localize.model.state import drafted, reviewed

EN, JA, HI = locale("en"), locale("ja"), locale("hi")
HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def unit(source, target, state=State.TRANSLATED, **fields):
    return MemoryUnit(source, target, "en", "ja", state, **fields)


def postgres_folder():
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


@pytest.fixture(scope="session")
def server():
    """A PostgreSQL server of this test run alone."""
    pytest.importorskip("pg8000", reason="pip install 'localize-toolkit[postgres]'")
    programs = postgres_folder()
    if programs is None:
        message = "PostgreSQL is missing: apt install postgresql"
        if os.environ.get("LOCALIZE_CI"):
            pytest.fail(message)
        pytest.skip(message)
    # Not below pytest's own folder, which is for the user alone: the server is another user.
    folder = Path(tempfile.mkdtemp(prefix="localize-postgres-"))
    folder.chmod(0o755)
    data = folder / "data"
    data.mkdir()
    as_user = []
    if not os.geteuid():  # the server refuses to run as root
        shutil.chown(data, "postgres")
        as_user = ["runuser", "-u", "postgres", "--"]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def run(name, *words):
        subprocess.run(
            [*as_user, programs / name, *words], check=True, capture_output=True, cwd="/"
        )

    run(
        "initdb",
        "-D",
        data,
        "-U",
        "localize",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--locale=C.UTF-8",
        "-N",
    )
    options = f"-c listen_addresses=127.0.0.1 -p {port} -c unix_socket_directories='' -c fsync=off"
    run("pg_ctl", "-D", data, "-w", "-l", data / "log", "-o", options, "start")
    url = f"postgresql://localize@127.0.0.1:{port}"
    yield url
    run("pg_ctl", "-D", data, "-m", "immediate", "stop")
    shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", "postgres"])
def memory(request, tmp_path):
    if request.param == "sqlite":
        opened = open_memory(tmp_path / ".localize/memory.sqlite")
        yield opened
        opened.close()
        return
    import pg8000.native

    url = request.getfixturevalue("server")
    name = f"t{random.randrange(10**12)}"
    port = int(url.rpartition(":")[2])
    connection = pg8000.native.Connection("localize", "127.0.0.1", "postgres", port)
    connection.run(f"CREATE DATABASE {name}")
    connection.close()
    opened = open_memory(f"{url}/{name}")
    yield opened
    opened.close()


def test_exact_match_prefers_neighbours_then_reviewed(memory):
    memory.add(
        [
            unit("Open", "開く", State.MACHINE),
            unit("Open", "開店", State.REVIEWED),
            unit("Open", "開いた", State.TRANSLATED, before="File", after="Close"),
        ]
    )
    found = memory.exact("Open", EN, JA, before="File", after="Close")
    assert [(one.target, one.context) for one in found] == [
        ("開いた", True),
        ("開店", False),
        ("開く", False),
    ]
    assert [one.target for one in memory.exact("Open", EN, JA)] == ["開店", "開いた", "開く"]
    assert memory.exact("Open", EN, HI) == []
    assert memory.exact("open", EN, JA) == []


def test_similar_text_is_found_with_its_score_and_a_draft_below(memory):
    source = "The first flowers of the garden are yellow."
    memory.add([unit(source, "黄色い。"), unit("Something else entirely, about cats.", "猫。")])
    query = "The last flowers of the garden are yellow."
    [match] = memory.fuzzy(query, EN, JA)
    assert match.target == "黄色い。"
    assert match.score == pytest.approx(fuzz.ratio(query, source) / 100)
    memory.add([unit(source, "機械。", State.MACHINE)])
    assert [one.target for one in memory.fuzzy(query, EN, JA)] == ["黄色い。", "機械。"]
    assert memory.fuzzy("Wholly unrelated words stand here", EN, JA) == []
    assert memory.fuzzy("", EN, JA) == []


def test_japanese_and_short_sources_are_found(memory):
    memory.add(
        [
            MemoryUnit("庭の最初の花は黄色いです。", "The first flowers are yellow.", "ja", "en"),
            MemoryUnit("Delete file", "ファイルを削除", "en", "ja"),
        ]
    )
    assert memory.fuzzy("庭の最後の花は黄色いです。", JA, EN)[0].target.startswith("The first")
    assert memory.fuzzy("Delete files", EN, JA)[0].target == "ファイルを削除"


def test_adding_twice_is_adding_once_and_an_origin_can_be_forgotten(memory):
    units = [unit("a", "一", origin="x.po"), unit("b", "二", origin="y.po")]
    assert memory.add(units) == 2
    assert memory.add(units) == 0
    assert memory.add([unit("a", "一", State.REVIEWED, origin="x.po")]) == 0
    assert memory.exact("a", EN, JA)[0].state is State.REVIEWED
    [stats] = memory.statistics()
    assert (stats.units, stats.accepted) == (2, 2)
    assert memory.forget("x.po") == 1
    assert memory.exact("a", EN, JA) == []
    assert [one.source for one in memory.units()] == ["b"]
    assert memory.seen("y.po") == ""
    memory.see("y.po", "1 2")
    memory.see("y.po", "1 3")
    assert memory.seen("y.po") == "1 3"


def test_memory_is_what_the_catalogs_say(memory):
    machine = drafted(Entry("A draft of a machine."), ("下書き。",), engine="x")
    text = HEADER + (
        'msgid "One. Two."\nmsgstr "一。二。"\n\n'
        '#, fuzzy\n#| msgid "Old text"\nmsgid "New text"\nmsgstr "古い"\n\n'
        '#, fuzzy\nmsgid "Doubtful"\nmsgstr "疑"\n\n'
        'msgid "file"\nmsgid_plural "files"\nmsgstr[0] "一つ"\nmsgstr[1] "多く"\n\n'
        'msgid "empty"\nmsgstr ""\n\n#~ msgid "gone"\n#~ msgstr "去"\n'
    )
    catalog = parse(text, path="ja.po")
    units = {(one.source, one.target, one.state) for one in catalog_units(catalog.entries, EN, JA)}
    assert units == {
        ("One. Two.", "一。二。", State.TRANSLATED),
        ("One.", "一。", State.TRANSLATED),
        ("Two.", "二。", State.TRANSLATED),
        ("Old text", "古い", State.NEEDS_WORK),
        ("Doubtful", "疑", State.NEEDS_WORK),
        ("file", "一つ", State.TRANSLATED),
        ("files", "多く", State.TRANSLATED),
        ("gone", "去", State.TRANSLATED),
    }
    assert memory.add(catalog_units(catalog.entries, EN, JA, origin="ja.po")) == len(units)
    changed = parse(text.replace("疑", "信"), path="ja.po")
    assert memory.forget("ja.po") == len(units)
    assert memory.add(catalog_units(changed.entries, EN, JA, origin="ja.po")) == len(units)
    assert [one.target for one in memory.exact("Doubtful", EN, JA)] == ["信"]
    assert reviewed(machine, by="A", at="2026-11-22").text == "下書き。"


def test_index_finds_what_brute_force_finds(tmp_path):
    chance = random.Random(3)
    vocabulary = [
        "".join(chance.choices("abcdefghijklmnop", k=chance.randint(2, 9))) for _ in range(700)
    ]
    texts = sorted(
        {" ".join(chance.choices(vocabulary, k=chance.randint(2, 20))) for _ in range(4000)}
    )
    memory = open_memory(tmp_path / "memory.sqlite")
    memory.add(unit(text, f"訳 {at}") for at, text in enumerate(texts))
    hits = 0
    queries = chance.sample(texts, 100)
    for text in queries:
        words = text.split()
        words[chance.randrange(len(words))] = "changed"
        query = " ".join(words)
        best = max(fuzz.ratio(query, one) for one in texts) / 100
        if best < 0.7:
            hits += 1
            continue
        found = memory.fuzzy(query, EN, JA, limit=1)
        hits += bool(found) and found[0].score >= best - 1e-9
    memory.close()
    assert hits >= 98


def test_what_is_added_bit_by_bit_or_very_long_is_found(tmp_path):
    chance = random.Random(5)
    words = ["".join(chance.choices("abcdefghijkl", k=6)) for _ in range(400)]
    memory = open_memory(tmp_path / "memory.sqlite")
    texts = []
    for _ in range(3):  # each time more than stays unindexed
        new = [" ".join(chance.choices(words, k=8)) for _ in range(2_100)]
        memory.add(unit(text, "訳") for text in new)
        texts += new
    long = [f"{at:06} {'x' * 1_400}" for at in range(2_100)]  # more than is tokenised at once
    memory.add(unit(text, "長") for text in long)
    for text in (*chance.sample(texts, 20), *chance.sample(long, 3)):
        [match] = memory.fuzzy(f"{text} more", EN, JA, limit=1)
        assert match.source == text
    memory.close()


def test_a_broken_or_foreign_file_is_made_anew_and_a_locked_one_waited_for(tmp_path):
    path = tmp_path / "memory.sqlite"
    path.write_bytes(b"this is no database, but long enough to look like one" * 40)
    memory = open_memory(path)
    memory.add([unit("a", "一")])
    memory.close()
    errors = []

    def writer(number):
        try:
            own = open_memory(path)
            own.add([unit(f"{number} {at}", "x") for at in range(200)])
            own.close()
        except MemoryStoreError as error:
            errors.append(error)

    threads = [threading.Thread(target=writer, args=(number,)) for number in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert not errors
    again = open_memory(path)
    assert again.statistics()[0].units == 801
    again.close()
    with pytest.raises(MemoryStoreError, match="cannot be opened"):
        open_memory(path / "below")


def test_no_server_is_an_error_without_a_password():
    pytest.importorskip("pg8000", reason="pip install 'localize-toolkit[postgres]'")
    with pytest.raises(MemoryStoreError) as error:
        open_memory("postgresql://me:secret@127.0.0.1:1/none")
    assert "secret" not in str(error.value)
