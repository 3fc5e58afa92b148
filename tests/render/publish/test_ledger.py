"""The ledger is a cache: whatever becomes of it, the next build is right."""

import os
import shutil
import sqlite3
import sys

import pytest
from render_support import everything, write_project

from localize.model import State
from localize.render.publish.publish import LEDGER
from localize.workflow.build import build

DOCUMENTS = {f"n{n}.md": f"# Note {n}\n\nText; see [one](n1.md).\n" for n in range(1, 9)}


def make(root):
    config = '[site]\nurl = "https://example.org"\n'
    return write_project(root, DOCUMENTS, ("ja", "hi"), everything(State.MACHINE), config)


def tree(project):
    found = project.build
    return {p.relative_to(found): p.read_bytes() for p in found.rglob("*") if p.is_file()}


def emptied(path):
    path.write_bytes(b"")


def foreign(path):
    path.write_text('{"version": 3}' * 1000, encoding="utf-8")


def zeroed(path):
    path.write_bytes(bytes(path.stat().st_size))


def cut(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def scribbled(path):
    raw = bytearray(path.read_bytes())
    for page in range(4096, len(raw), 4096):
        raw[page : page + 64] = b"\xff" * 64
    path.write_bytes(raw)


def of_another_version(path):
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()


def of_another_making(path):
    with sqlite3.connect(path) as database:
        database.execute("DROP TABLE seen")
    database.close()


def no_json(path):
    with sqlite3.connect(path) as database:
        database.execute("UPDATE documents SET outputs = '[['")
    database.close()


@pytest.mark.parametrize(
    "harm",
    [emptied, foreign, zeroed, cut, scribbled, of_another_version, of_another_making, no_json],
)
def test_damaged_ledger_is_made_anew(tmp_path, harm):
    project = make(tmp_path)
    build(project)
    before = tree(project)
    harm(project.state_directory / LEDGER)
    (project.build / "site/ja/stray.html").write_text("of an edition that is no more")
    assert build(project).removed == 1
    assert tree(project) == before
    assert build(project).changed == 0


def test_ledger_that_cannot_be_written_is_an_error_with_its_path(tmp_path):
    from localize.errors import LocalizeError

    project = make(tmp_path)
    (project.state_directory / LEDGER).mkdir(parents=True)
    with pytest.raises(LocalizeError) as caught:
        build(project)
    assert caught.value.path == project.state_directory / LEDGER


def test_ledger_deleted_while_a_build_runs_costs_that_build_only(tmp_path):
    project = make(tmp_path)
    build(project)
    before = tree(project)
    shutil.rmtree(project.build)

    turns = []

    def progress(done, total):
        turns.append(done)
        if len(turns) == 3:
            shutil.rmtree(project.state_directory)

    build(project, jobs=1, progress=progress)
    assert turns == [1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8]
    assert tree(project) == before
    build(project)
    assert tree(project) == before
    assert build(project).changed == 0


@pytest.mark.skipif(sys.platform == "win32", reason="kills a forked process")
def test_build_after_one_that_was_killed_at_any_moment_is_right(tmp_path):
    project = make(tmp_path)
    build(project)
    before = tree(project)
    for moment in range(1, len(DOCUMENTS) + 1, 3):
        page = tmp_path / f"content/new{moment}.md"
        page.write_text("# New\n", encoding="utf-8")
        (tmp_path / "localize.toml").touch()
        shutil.rmtree(project.build)

        def progress(done, total, moment=moment):
            if done == moment:
                os._exit(9)

        child = os.fork()
        if child == 0:
            build(project, jobs=1, progress=progress)
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
        page.unlink()
        build(project)
        assert tree(project) == before
    assert build(project).changed == 0
