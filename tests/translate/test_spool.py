"""What does not fit in memory waits on disk, and a full disk is an error with a next step."""

from __future__ import annotations

import subprocess
import sys

import pytest

from localize.translate.spool import Spool

FULL = """
import resource
from localize.errors import LocalizeError
from localize.translate.spool import Spool

resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 16, 1 << 16))
scratch, refused = Spool(), 0
for number in range(20_000):
    for call in (lambda: scratch.put(str(number), "x" * 999), lambda: scratch.get(str(number // 2))):
        try:
            call()
        except LocalizeError as error:
            refused += 1
            assert "TMPDIR" in error.hint
print(refused)
"""


def test_a_value_takes_the_place_of_an_older_one():
    scratch = Spool()
    for value in ("a", "b 花"):
        scratch.put("k", value)
        assert scratch.get("k") == value
    assert (len(scratch), scratch.get("other")) == (1, None)
    scratch.close()


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of a file's size there")
def test_a_full_disk_is_told_with_the_next_step_be_it_read_or_written():
    done = subprocess.run(
        [sys.executable, "-c", FULL], capture_output=True, text=True, timeout=120, check=False
    )
    assert not done.stderr
    assert int(done.stdout) > 0
