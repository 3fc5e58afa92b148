"""The short form of benchmarks/torture.py: every harm once, and nothing is lost by it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

TORTURE = Path(__file__).parents[2] / "benchmarks" / "torture.py"


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL and wait4 are of POSIX")
def test_nothing_is_lost_whatever_goes_wrong():
    done = subprocess.run(
        [sys.executable, TORTURE, "--rounds", "9", "--seed", "4"],
        check=False,
        capture_output=True,
        text=True,
    )
    result = dict(re.findall(r"(\w+)=(\d+)", done.stdout))
    assert done.returncode == 0, done.stderr
    assert int(result["texts"]) > 5
    assert int(result["full_disks"]) == 1
    bad = ("lost", "accepted_unseen", "corrupted", "tracebacks", "litter", "stuck")
    assert [result[name] for name in bad] == ["0"] * len(bad)
