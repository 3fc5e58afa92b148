"""The store on real files, with other tools at the same files."""

from __future__ import annotations

import shutil
import subprocess
import threading

import pytest

from localize.catalogs.po import read_catalog
from localize.config import load_project
from localize.errors import ConflictError
from localize.model import State, locale
from localize.review.decide import Act, Decision, Reviewer
from localize.review.queries import Query
from localize.review.queue import Filter
from localize.workflow.review import session

from .conftest import GULLS, HARBOUR, catalog, entries, missing, msgfmt

AIKO = Reviewer("Aiko Sato")
OMAR = Reviewer("Omar Haddad")
JA = Query(locale("ja"))


@pytest.fixture
def review(desk_project):
    return session(load_project(desk_project, {}), [locale("ja")], lambda: "2026-11-22")


@pytest.fixture
def po(desk_project):
    return catalog(desk_project)


def decision(text=None, act=Act.SAVE, by=AIKO):
    return Decision(act, by, "2026-11-22", (text,) if text is not None else None)


def unit(review, msgid=GULLS):
    return next(one for one in review.queries.units(JA) if one.entry.msgid == msgid)


def test_one_edit_changes_one_entry_and_every_other_byte_stays(review, po):
    before = po.read_text(encoding="utf-8").split("\n\n")
    one = unit(review)
    review.act(one.ident, one.hash, decision("鴎"))
    after = po.read_text(encoding="utf-8").split("\n\n")
    assert len(before) == len(after)
    assert sum(a != b for a, b in zip(before, after, strict=True)) == 1
    msgfmt(po)


def test_second_save_over_the_same_text_is_a_conflict(review):
    one = unit(review)
    review.act(one.ident, one.hash, decision("一"))
    with pytest.raises(ConflictError):
        review.act(one.ident, one.hash, decision("二", by=OMAR))
    assert unit(review).entry.text == "一"


def test_rewrite_by_gettext_meanwhile_loses_nothing(review, po):
    if shutil.which("msgcat") is None:
        missing("no msgcat: apt-get install gettext")
    one, other = unit(review), unit(review, HARBOUR)
    review.act(one.ident, one.hash, decision("鴎"))
    # As Poedit saves: every entry wrapped anew, the header rewritten.
    subprocess.run(["msgcat", "--width=40", "-o", po, po], check=True)
    review.act(other.ident, other.hash, decision("港の朝。"))
    found = entries(po)
    assert (found[GULLS].text, found[HARBOUR].text) == ("鴎", "港の朝。")
    assert len(found) == 8
    msgfmt(po)


def test_change_by_another_tool_is_seen_and_named(review, po):
    review.store.refresh()
    version = review.store.version
    text = po.read_text(encoding="utf-8").replace("カモメを数える者はいない。", "鴎。")
    po.write_text(text, encoding="utf-8", newline="")
    review.store.refresh()
    changes = review.store.changes(version)
    assert changes.idents == (unit(review).ident,)
    assert unit(review).entry.text == "鴎。"


def test_broken_catalog_is_reported_and_its_units_stay_readable(review, po):
    review.store.refresh()
    po.write_text(po.read_text(encoding="utf-8") + '\nmsgid "open\n', encoding="utf-8")
    review.store.refresh()
    assert len(review.queries.units(JA)) == 8
    assert review.store.problems(JA.locale)


def test_a_catalog_that_is_a_circle_of_links_is_a_problem_and_no_end(review, po):
    review.store.refresh()
    po.unlink()
    po.symlink_to(po.with_name("other.po"))
    po.with_name("other.po").symlink_to(po)
    review.store.refresh()
    assert review.store.problems(JA.locale)


def test_what_a_save_wrote_is_not_read_again(review, po):
    one, other = unit(review), unit(review, HARBOUR)
    review.act(one.ident, one.hash, decision("鴎"))
    version = review.store.version
    review.store.refresh()
    assert review.store.version == version
    assert unit(review, HARBOUR) is other
    assert unit(review).entry == entries(po)[GULLS]


def test_undo_gives_every_byte_back(review, po):
    before = po.read_bytes()
    for act in (Act.SAVE, Act.APPROVE, Act.NEEDS_WORK):
        one = unit(review)
        review.act(one.ident, one.hash, decision("鴎" + act.value, act))
    for _ in range(3):
        review.undo(AIKO)
    assert po.read_bytes() == before
    assert review.undo(AIKO).refused


def test_undo_leaves_what_somebody_changed_since(review):
    one = unit(review)
    review.act(one.ident, one.hash, decision("一"))
    review.act(one.ident, unit(review).hash, decision("二", by=OMAR))
    outcome = review.undo(AIKO)
    assert (len(outcome.done), outcome.skipped) == (0, 1)
    assert unit(review).entry.text == "二"


def test_bulk_approves_what_has_text_and_leaves_the_rest(review, po):
    outcome = review.act_on_all(JA, decision(act=Act.APPROVE))
    assert (len(outcome.done), outcome.skipped) == (6, 2)  # one missing, one approved before
    states = [one.state for one in review.queries.units(JA)]
    assert states.count(State.REVIEWED) == 7
    msgfmt(po)


def test_bulk_acts_on_the_filter_alone(review):
    query = Query(JA.locale, Filter(state=State.MACHINE))
    assert len(review.act_on_all(query, decision()).done) == 4


def test_draft_of_an_edited_unit_is_still_known(review):
    one = unit(review)
    review.act(one.ident, one.hash, decision("鴎"))
    draft = review.undo_log.draft(unit(review).entry)
    assert draft == ("カモメを数える者はいない。",)
    review.act(one.ident, unit(review).hash, decision(draft[0], Act.DRAFT))
    assert unit(review).state is State.MACHINE


def test_many_threads_over_one_catalog_lose_nothing(review, po):
    done: list[tuple[str, str]] = []

    def work(number: int) -> None:
        for step in range(6):
            one = review.queries.units(JA)[(number + step) % 8]
            text = f"{number} {step} {one.number}"
            try:
                review.act(one.ident, one.hash, decision(text, by=Reviewer(f"R{number}")))
            except ConflictError:
                continue
            done.append((one.entry.msgid, text))

    threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    last = dict(done)
    found = {one.msgid: one.text for one in read_catalog(po).live()}
    assert done
    assert all(found[msgid] in {t for m, t in done if m == msgid} for msgid in last)
    msgfmt(po)
