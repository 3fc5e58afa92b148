"""A folder is held by one at a time, and no longer than that one lives."""

import os
import signal
import subprocess
import sys

import pytest

from localize.storage import lock

SCRIPT = """
import os, sys, time
from pathlib import Path
from localize.storage.lock import locked
with locked(Path(sys.argv[1])):
    child = os.fork()
    if not child:
        time.sleep(30)
        os._exit(0)
    print(child, flush=True)
    time.sleep(0.2)
    os.kill(os.getpid(), 9)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="nothing is forked there")
def test_a_forked_child_does_not_hold_the_folder_of_its_killed_parent(tmp_path):
    with subprocess.Popen([sys.executable, "-c", SCRIPT, tmp_path], stdout=subprocess.PIPE) as held:
        child = int(held.stdout.readline())
        held.wait()
        try:
            descriptor = lock._opened(tmp_path)
            try:
                assert lock._tried(descriptor)
            finally:
                os.close(descriptor)
        finally:
            os.kill(child, signal.SIGKILL)


@pytest.mark.parametrize("edit", ["edit_catalog(path, noted)", "edit_entries(path, lambda: note)"])
def test_a_catalog_that_two_projects_link_to_is_written_by_one_at_a_time(tmp_path, edit):
    shared = tmp_path / "shared.po"
    shared.write_text('msgid "a"\nmsgstr ""\n')
    links = []
    for name in "ab":
        (tmp_path / name).mkdir()
        links.append(tmp_path / name / "x.po")
        links[-1].symlink_to(shared)
    held = [
        subprocess.Popen([sys.executable, "-c", LINKED.format(edit=edit), link]) for link in links
    ]
    assert [one.wait(timeout=120) for one in held] == [0, 0]
    assert shared.read_text().count("# note") == 2 * 40
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a", "b", "shared.po"]


LINKED = """
import sys
from dataclasses import replace
from pathlib import Path
from localize.catalogs.files import edit_catalog
from localize.catalogs.stream import edit_entries

def note(entry):
    return replace(entry, comments=(*entry.comments, "note"))

def noted(catalog):
    return replace(catalog, entries=tuple(map(note, catalog.entries)))

path = Path(sys.argv[1])
for _ in range(40):
    {edit}
"""
