"""Two branches of a catalog become one."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.catalogs.po import encoded, parse, serialized
from localize.catalogs.threeway import threeway
from localize.model import Catalog, Entry, State, state
from localize.model.state import drafted, edited, reviewed
from localize.workflow.merge_driver import driver_command

HEADER = Entry(
    "", ("Content-Type: text/plain; charset=UTF-8\nPO-Revision-Date: 2026-01-01 10:00+0000\n",)
)


def catalog(*entries):
    return parse(serialized(Catalog(tuple(entries), HEADER)))


def changed(base, **texts):
    return replace(
        base,
        entries=tuple(
            edited(one, (texts[one.msgid],), fuzzy=False) if one.msgid in texts else one
            for one in base.entries
        ),
    )


BASE = catalog(Entry("a", ("一",)), Entry("b", ("二",)), Entry("c"))


def test_two_reviewers_of_neighbours_do_not_conflict():
    result = threeway(BASE, changed(BASE, a="甲"), changed(BASE, b="乙"))
    assert not result.conflicts
    assert [one.text for one in result.catalog.entries] == ["甲", "乙", ""]
    assert serialized(result.catalog) == serialized(BASE).replace("一", "甲").replace("二", "乙")


def test_two_texts_of_one_entry_both_stand_and_the_catalog_stays_readable():
    result = threeway(BASE, changed(BASE, a="甲"), changed(BASE, a="丙"))
    assert result.conflicts == ((None, "a"),)
    entry = parse(serialized(result.catalog)).entries[0]
    assert entry.fuzzy
    assert "甲" in entry.text
    assert "丙" in entry.text
    assert state(entry) is State.NEEDS_WORK


def test_a_persons_text_wins_over_a_draft():
    draft = replace(
        BASE, entries=(*BASE.entries[:2], drafted(BASE.entries[2], ("三",), engine="x"))
    )
    for ours, theirs in ((draft, changed(BASE, c="参")), (changed(BASE, c="参"), draft)):
        result = threeway(BASE, ours, theirs)
        assert not result.conflicts
        assert result.catalog.entries[2].text == "参"
        assert state(result.catalog.entries[2]) is State.TRANSLATED


def test_the_same_text_keeps_the_better_state():
    theirs = replace(
        BASE,
        entries=(
            reviewed(edited(BASE.entries[0], ("甲",), fuzzy=False), by="A", at="2026-11-22"),
            *BASE.entries[1:],
        ),
    )
    result = threeway(BASE, changed(BASE, a="甲"), theirs)
    assert state(result.catalog.entries[0]) is State.REVIEWED


def test_new_places_and_a_new_text_go_together():
    ours = replace(BASE, entries=tuple(replace(one, references=("b.md",)) for one in BASE.entries))
    result = threeway(BASE, ours, changed(BASE, a="甲"))
    assert (result.catalog.entries[0].text, result.catalog.entries[0].references) == (
        "甲",
        ("b.md",),
    )


def test_added_entries_stand_where_they_stood_and_dropped_ones_stay_dropped():
    theirs = replace(BASE, entries=(BASE.entries[0], Entry("new", ("新",)), BASE.entries[2]))
    result = threeway(BASE, changed(BASE, a="甲"), theirs)
    assert [one.msgid for one in result.catalog.entries] == ["a", "new", "c"]
    result = threeway(BASE, changed(BASE, b="乙"), theirs)
    assert [one.msgid for one in result.catalog.entries] == ["a", "new", "b", "c"], (
        "changed meanwhile"
    )


def test_of_two_revision_dates_the_later_stands():
    def dated(date):
        return replace(
            BASE, header=replace(HEADER, msgstr=(HEADER.text.replace("2026-01-01", date),))
        )

    for one, other in (("2026-02-02", "2026-03-03"), ("2026-03-03", "2026-02-02")):
        result = threeway(BASE, dated(one), dated(other))
        assert "2026-03-03" in result.catalog.header.text


side = st.dictionaries(st.sampled_from("abc"), st.sampled_from(["甲", "乙", "丙"]))


@settings(deadline=None, max_examples=80)
@given(side, side)
def test_every_text_of_a_person_is_in_the_result(ours, theirs):
    result = threeway(BASE, changed(BASE, **ours), changed(BASE, **theirs))
    texts = {one.msgid: one.text for one in parse(serialized(result.catalog)).entries}
    for key in "abc":
        written = {one[key] for one in (ours, theirs) if key in one}
        assert all(text in texts[key] for text in written)
        assert ((None, key) in result.conflicts) == (len(written) == 2)


@pytest.fixture
def repository(tmp_path, tool):
    git = tool("git", "git")

    def run(*words, code=0):
        done = subprocess.run(
            [git, "-c", "user.name=A", "-c", "user.email=a@example.org", *words],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    run("init", "-q", "-b", "main")
    (tmp_path / "ja.po").write_bytes(encoded(BASE))
    return tmp_path, run


def test_git_merges_two_branches_by_entry(repository):
    root, git = repository
    command = [sys.executable, "-m", "localize", "merge-driver"]
    for expected in ("git merges *.po by entry now", "it was set up already"):
        done = subprocess.run(
            [*command, "--install"], cwd=root, capture_output=True, text=True, check=True
        )
        assert expected in done.stdout
    git("add", ".")
    git("commit", "-qm", "base")
    git("checkout", "-qb", "other")
    (root / "ja.po").write_bytes(encoded(changed(BASE, b="乙")))
    git("commit", "-qam", "other")
    git("checkout", "-q", "main")
    (root / "ja.po").write_bytes(encoded(changed(BASE, a="甲")))
    git("commit", "-qam", "ours")
    git("merge", "-q", "other", "-m", "merged")
    assert [one.text for one in parse((root / "ja.po").read_text(encoding="utf-8")).entries] == [
        "甲",
        "乙",
        "",
    ]
    git("checkout", "-qb", "third", "other")
    (root / "ja.po").write_bytes(encoded(changed(BASE, a="丙", b="乙")))
    git("commit", "-qam", "third")
    git("checkout", "-q", "main")
    git("merge", "third", code=1)
    both = parse((root / "ja.po").read_text(encoding="utf-8")).entries[0]
    assert "甲" in both.text
    assert "丙" in both.text


def test_suggestions_of_both_sides_are_kept_whoever_wins_the_text():
    first = BASE.entries[0]
    line = 'localize: suggested by="{0}" at=2026-11-22 text="[\\"{0}\\"]"'

    def suggesting(name, **texts):
        side = changed(BASE, **texts)
        kept = replace(side.entries[0], comments=(*side.entries[0].comments, line.format(name)))
        return parse(serialized(replace(side, entries=(kept, *side.entries[1:]))))

    merged = threeway(BASE, suggesting("Omar"), suggesting("Eva", a="甲"))
    assert not merged.conflicts
    entry = merged.catalog.entries[0]
    assert (entry.msgid, entry.text) == (first.msgid, "甲")
    assert set(entry.comments) >= {line.format("Omar"), line.format("Eva")}


def two_texts_of_an_entry(root, git):
    (root / ".gitattributes").write_text("*.po merge=localize\n", encoding="utf-8")
    git("add", "ja.po", ".gitattributes")
    git("commit", "-qm", "base")
    git("checkout", "-qb", "other")
    (root / "ja.po").write_bytes(encoded(changed(BASE, a="丙")))
    git("commit", "-qam", "other")
    git("checkout", "-q", "main")
    (root / "ja.po").write_bytes(encoded(changed(BASE, a="甲")))
    git("commit", "-qam", "ours")


def test_without_its_program_git_says_conflict_although_the_lines_merge(repository):
    root, git = repository
    git("config", "merge.localize.driver", driver_command(str(root / "gone" / "python")))
    (root / ".gitattributes").write_text("*.po merge=localize\n", encoding="utf-8")
    git("add", ".")
    git("commit", "-qm", "base")
    git("checkout", "-qb", "other")
    (root / "ja.po").write_bytes(encoded(changed(BASE, b="乙")))
    git("commit", "-qam", "other")
    git("checkout", "-q", "main")
    (root / "ja.po").write_bytes(encoded(changed(BASE, a="甲")))
    git("commit", "-qam", "ours")
    git("merge", "other", code=1)
    texts = (root / "ja.po").read_text(encoding="utf-8")
    assert "甲" in texts
    assert "乙" in texts


@pytest.mark.parametrize("gone", ["program", "package"])
def test_without_its_program_the_driver_leaves_a_conflict_and_both_texts(repository, gone):
    root, git = repository
    python = root / "it's 100%" / "python"
    python.parent.mkdir()
    python.symlink_to(sys.executable)
    git("config", "merge.localize.driver", driver_command(str(python)))
    two_texts_of_an_entry(root, git)
    python.unlink()
    if gone == "package":  # as Python ends where the package was removed
        python.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
        python.chmod(0o755)
    git("merge", "other", code=1)
    both = (root / "ja.po").read_text(encoding="utf-8")
    assert "甲" in both
    assert "丙" in both
    assert "<<<<<<< ours" in both
    assert git("ls-files", "--unmerged")


def test_driver_runs_from_a_path_that_a_shell_would_cut(repository):
    root, git = repository
    python = root / "it's 100%" / "python"
    python.parent.mkdir()
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    git("config", "merge.localize.driver", driver_command(str(python)))
    (root / "localize").mkdir()
    (root / "localize" / "__main__.py").write_text("open('ran', 'w')\n", encoding="utf-8")
    two_texts_of_an_entry(root, git)
    git("merge", "other", code=1)
    both = parse((root / "ja.po").read_text(encoding="utf-8")).entries[0]
    assert "甲" in both.text
    assert "丙" in both.text
    assert not (root / "ran").exists()


def test_what_is_no_catalog_is_merged_by_line(tmp_path, tool):
    tool("git", "git")
    assert shutil.which("git")
    base, ours, theirs = (tmp_path / name for name in ("base", "ours", "theirs"))
    base.write_text("one\ntwo\nthree\n")
    ours.write_text("ONE\ntwo\nthree\n")
    theirs.write_text("one\ntwo\nTHREE\n")
    command = [sys.executable, "-m", "localize", "merge-driver", base, ours, theirs]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "merged line by line" in done.stderr
    assert ours.read_text() == "ONE\ntwo\nTHREE\n"
