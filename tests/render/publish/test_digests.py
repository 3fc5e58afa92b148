"""Files are read again when they may have changed, and only then."""

import os
import time

from localize.render.publish.digests import Digests, digest

LONG_AGO = 1_600_000_000_000_000_000


def test_file_as_it_was_seen_is_not_read_again(tmp_path):
    path = tmp_path / "a.md"
    path.write_bytes(b"one")
    os.utime(path, ns=(LONG_AGO, LONG_AGO))
    first = Digests({}, time.time_ns())
    assert first.of(str(path)) == digest(b"one")
    (known,) = first.seen.values()
    before = {str(path): (*known[:3], "as it was seen")}
    assert Digests(before, time.time_ns()).of(str(path)) == "as it was seen"
    os.utime(path, ns=(LONG_AGO, LONG_AGO + 1))
    assert Digests(before, time.time_ns()).of(str(path)) == digest(b"one")
    path.write_bytes(b"three")
    os.utime(path, ns=(LONG_AGO, LONG_AGO))
    assert Digests(first.seen, time.time_ns()).of(str(path)) == digest(b"three")


def test_file_just_written_is_read_again(tmp_path):
    path = tmp_path / "a.md"
    path.write_bytes(b"one")
    first = Digests({}, time.time_ns())
    assert first.of(str(path)) == digest(b"one")
    assert first.seen == {}


def test_file_that_is_not_there_has_no_digest(tmp_path):
    assert Digests({}, time.time_ns()).of(str(tmp_path / "none")) == ""


def test_file_put_in_its_place_with_the_same_size_and_modification_is_read(tmp_path):
    path, other = tmp_path / "a.md", tmp_path / "b.md"
    for file, raw in ((path, b"one"), (other, b"two")):
        file.write_bytes(raw)
        os.utime(file, ns=(LONG_AGO, LONG_AGO))
        time.sleep(0.02)  # a tick of the clock of a file system
    first = Digests({}, time.time_ns())
    assert first.of(str(path)) == digest(b"one")
    other.replace(path)
    assert Digests(first.seen, time.time_ns()).of(str(path)) == digest(b"two")
