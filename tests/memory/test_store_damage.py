"""The memory answers after a kill, beside another writer, damaged, read-only, without numpy."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.memory.writer import text

from localize.errors import DamagedMemoryError, MemoryStoreError
from localize.memory.store import open_memory
from localize.memory.unit import MemoryUnit
from localize.model import locale

EN, JA = locale("en"), locale("ja")
UNITS = 15_000


def writing(path, count, *words):
    """The command of a process that fills a memory."""
    return [sys.executable, Path(__file__).with_name("writer.py"), path, str(count), *words]


def units_in(path) -> int:
    memory = open_memory(path)
    counts = memory.statistics()
    memory.close()
    return sum(one.units for one in counts)


def found(path, query):
    memory = open_memory(path)
    try:
        return [one.source for one in memory.fuzzy(query, EN, JA, limit=1)]
    finally:
        memory.close()


def size(path):
    return sum(one.stat().st_size for one in path.parent.glob(f"{path.name}*"))


@pytest.mark.parametrize("megabytes", [1, 4])
def test_a_killed_import_can_be_searched_and_is_finished_by_the_next(tmp_path, megabytes):
    path = tmp_path / "memory.sqlite"
    with subprocess.Popen(writing(path, UNITS), stdout=subprocess.DEVNULL) as process:
        while process.poll() is None and size(path) < megabytes * 1e6:
            time.sleep(0.01)
        process.kill()
    assert units_in(path) <= UNITS
    found(path, text(7))
    subprocess.run(writing(path, UNITS), check=True, capture_output=True)
    assert units_in(path) == UNITS
    assert found(path, f"{text(UNITS - 3)} more") == [text(UNITS - 3)]


def test_a_search_beside_imports_finds_what_was_there(tmp_path):
    path = tmp_path / "memory.sqlite"
    subprocess.run(writing(path, 3_000), check=True, capture_output=True)  # so many are indexed
    memory = open_memory(path)
    chance = random.Random(1)
    searches = 0
    quiet = {"stdout": subprocess.DEVNULL}
    with (
        subprocess.Popen(writing(path, UNITS), **quiet) as one,
        subprocess.Popen(writing(path, UNITS // 2), **quiet) as other,
    ):
        while one.poll() is None or other.poll() is None:
            number = chance.randrange(3_000)
            [match] = memory.fuzzy(f"{text(number)} more", EN, JA, limit=1)
            assert match.source == text(number)
            searches += 1
    memory.close()
    assert searches
    assert (one.returncode, other.returncode) == (0, 0)
    assert units_in(path) == UNITS


def test_without_numpy_every_text_is_compared(tmp_path):
    path = tmp_path / "memory.sqlite"
    for _ in range(2):
        command = writing(path, 2_500, "without-numpy")
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        assert done.stdout.strip() == text(7)
        # The second time there is an index, made by who has numpy, and it cannot be read.
        memory = open_memory(path)
        memory.add([MemoryUnit("one more", "訳", "en", "ja")])
        memory.close()
        assert found(path, f"{text(9)} more") == [text(9)]


def filled(path, count=2_500):
    def refill(memory):
        memory.add(
            MemoryUnit(f"text number {number} of them", "訳", "en", "ja") for number in range(count)
        )

    memory = open_memory(path, refill=refill)
    refill(memory)
    memory.close()
    return open_memory(path, refill=refill)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_damaged_file_is_made_anew_and_filled_again(tmp_path, share, caplog):
    path = tmp_path / "memory.sqlite"
    memory = filled(path)
    content = bytearray(path.read_bytes())
    start = int(len(content) * share)
    content[start:] = random.Random(2).randbytes(len(content) - start)
    path.write_bytes(content)
    [match] = memory.fuzzy("text number 77 of these", EN, JA, limit=1)
    assert match.source == "text number 77 of them"
    assert memory.statistics()[0].units == 2_500
    assert len([*memory.units()]) == 2_500
    memory.close()
    assert "rebuilt" in caplog.text


def test_what_cannot_be_repeated_after_damage_is_an_error_and_then_works(tmp_path, caplog):
    path = tmp_path / "memory.sqlite"
    filled(path).close()
    memory = open_memory(path)
    content = path.read_bytes()
    path.write_bytes(content[:8_192] + b"Z" * (len(content) - 8_192))
    with pytest.raises(DamagedMemoryError, match="rebuilt"):
        [*memory.units()]
    assert [*memory.units()] == []
    assert memory.add([MemoryUnit("a", "一", "en", "ja")]) == 1
    memory.close()
    path.write_bytes(path.read_bytes()[:5_000])
    memory = open_memory(path)
    assert memory.statistics() == []
    memory.close()
    assert caplog.text.count("rebuilt") == 2


CATALOG = (
    'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    'msgid "Tulips bloom in April."\nmsgstr "四月"\n'
)


def test_damage_shows_a_user_a_notice_and_the_answer(project):
    project.write("locales/ja/LC_MESSAGES/garden.po", CATALOG)
    project("tm", "stats")
    path = project.root / ".localize/memory.sqlite"
    content = bytearray(path.read_bytes())
    content[4096:] = b"Z" * (len(content) - 4096)
    path.write_bytes(content)
    done = project("tm", "search", "Tulips bloom in April.", "--json")
    assert "rebuilt from the catalogs" in done.stderr
    assert json.loads(done.stdout)[0]["target"] == "四月"
    assert project("tm", "search", "Tulips bloom in April.").stderr == ""


def test_in_a_read_only_folder_a_search_answers_and_an_import_refuses(project, tool):
    project.write("locales/ja/LC_MESSAGES/garden.po", CATALOG)
    project("tm", "export", "memory.tmx")
    (project.root / ".localize/memory.sqlite").unlink()
    # Root may write everywhere, unless it lets go of that.
    bare = [tool("setpriv", "util-linux"), "--bounding-set=-all", "--inh-caps=-all"]
    command = [*(bare if not os.geteuid() else ()), sys.executable, "-m", "localize", "tm"]
    folders = [project.root, project.root / ".localize"]
    for folder in folders:
        folder.chmod(0o555)

    def run(*words):
        return subprocess.run(
            [*command, *words], cwd=project.root, capture_output=True, text=True, check=False
        )

    try:
        searched = run("search", "Tulips bloom in April.")
        imported = run("import", "memory.tmx")
    finally:
        for folder in folders:
            folder.chmod(0o755)
    assert searched.returncode == 0, searched.stderr
    assert "四月" in searched.stdout
    assert "its own memory" in searched.stderr
    assert imported.returncode == 1
    assert "cannot be opened" in imported.stderr


def test_nobody_is_told_to_delete_what_is_not_damaged(tmp_path):
    (tmp_path / "memory.sqlite").mkdir()
    with pytest.raises(MemoryStoreError) as told:
        open_memory(tmp_path / "memory.sqlite")
    assert "delete" not in (told.value.hint or "")
