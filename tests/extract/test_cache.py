import os

from localize.extract.cache import is_current, record, snapshot

OLD = 1_700_000_000_000_000_000
LATER = OLD + 60_000_000_000


def files(folder, *names):
    paths = [folder / name for name in names]
    for path in paths:
        path.write_text("text", encoding="utf-8")
        os.utime(path, ns=(OLD, OLD))
    return paths


def test_an_unchanged_tree_is_current_and_any_change_is_seen(tmp_path):
    paths = files(tmp_path, "a.md", "b.pot")
    record(tmp_path / "state", snapshot(paths, "s"), clock_ns=LATER)
    assert is_current(tmp_path / "state", snapshot(reversed(paths), "s"))
    assert not is_current(tmp_path / "state", snapshot(paths, "other settings"))
    assert not is_current(tmp_path / "state", snapshot(paths[:1], "s"))
    paths[0].write_text("longer text", encoding="utf-8")
    assert not is_current(tmp_path / "state", snapshot(paths, "s"))
    paths[1].unlink()
    assert not is_current(tmp_path / "state", snapshot(paths, "s"))


def test_a_file_modified_a_moment_ago_is_not_trusted(tmp_path):
    paths = files(tmp_path, "a.md")
    record(tmp_path / "state", snapshot(paths, "s"), clock_ns=OLD + 1)
    assert not (tmp_path / "state").exists()


def test_a_broken_record_means_reading_again(tmp_path):
    (tmp_path / "state").write_text("{", encoding="utf-8")
    assert not is_current(tmp_path / "state", snapshot([], "s"))
