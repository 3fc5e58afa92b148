"""What changed since a version, where the log cannot keep all of it."""

from __future__ import annotations

import pytest

from localize.review import cached_catalog
from localize.review.cached_catalog import ChangeLog


@pytest.fixture
def log(monkeypatch):
    monkeypatch.setattr(cached_catalog, "_KEPT_CHANGES", 4)
    return ChangeLog()


def test_a_change_larger_than_the_log_is_read_anew_whole(log):
    log.note("abcdef")
    assert log.since(0).everything
    assert not log.since(1).everything


def test_a_version_that_was_dropped_in_part_is_read_anew_whole(log):
    log.note("abc")
    log.note("de")
    assert log.since(0).everything
    assert log.since(1).idents == ("d", "e")


def test_what_the_log_holds_is_told_one_by_one(log):
    log.note("ab")
    log.note("a")
    assert log.since(0).idents == ("b", "a")
    assert log.since(1).idents == ("a",)
    assert log.since(9).everything
