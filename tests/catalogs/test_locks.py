"""A folder is held by one at a time, and no longer than that one lives."""

import os
import signal
import subprocess
import sys

import pytest

from localize.catalogs import locks

SCRIPT = """
import os, sys, time
from pathlib import Path
from localize.catalogs.locks import locked
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
            descriptor = locks._opened(tmp_path)
            try:
                assert locks._tried(descriptor)
            finally:
                os.close(descriptor)
        finally:
            os.kill(child, signal.SIGKILL)
