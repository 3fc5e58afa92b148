"""A project that may only be read, as on a mounted backup: it can be looked at, and a save says why not."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from tests.review.conftest import catalog


@pytest.fixture
def read_only(made_project, tmp_path):
    """The project on a file system that is mounted read-only."""
    place = tmp_path / "harbour"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=20m", "tmpfs", str(place)],
        check=False,
        capture_output=True,
    )
    if made.returncode:
        pytest.skip("only root may mount a file system")
    shutil.copytree(made_project, place, dirs_exist_ok=True)
    shutil.rmtree(place / ".localize", ignore_errors=True)
    subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_read_only_project_is_shown_and_a_save_is_refused_with_its_reason(read_only, serve):
    before = catalog(read_only).read_bytes()
    server = serve(read_only)
    client = server.client()
    unit, expected, _ = client.units()[0]
    answer = client.save(unit, "新しい訳", expected)
    assert 400 <= answer.status < 600
    assert "Traceback" not in answer.text
    assert catalog(read_only).read_bytes() == before
