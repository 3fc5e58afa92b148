"""Other tools write our catalogs, and nothing of ours is lost."""

from __future__ import annotations

import os
import subprocess
from dataclasses import replace

import polib
import pytest
from babel.messages.pofile import read_po, write_po
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from localize.catalogs.lost_entries import LossKind, losses, restored
from localize.catalogs.po import decoded, encoded, parse, read_catalog, serialized
from localize.model import Catalog, CatalogStyle, Entry, state
from localize.model.state import drafted, edited, may_draft, reviewed, with_acceptance
from localize.review.decide import Act, Decision, Reviewer, decided
from localize.update.merge import merged
from localize.update.report import Change

HEADER = Entry(
    "",
    (
        (
            "Language: ja\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n"
            "Content-Transfer-Encoding: 8bit\nPlural-Forms: nplurals=1; plural=0;\n"
        ),
    ),
)
words = st.sampled_from(
    [
        "garden",
        "**bold**",
        "訳文。",
        "日本語の長い文がここに続きます、",
        "`code`",
        "{name}",
        '"quoted"',
        "back\\slash",
        "tab\there",
        "https://example.org/a-long-address?with=parts",
        "\n",
        "a",
        "%s",
    ]
)
texts = st.lists(words, min_size=1, max_size=14).map(" ".join).filter(lambda text: text.strip())
notes = st.lists(st.sampled_from(["see", "the", "glossary", "第一稿", "=", "ok"]), max_size=8).map(
    " ".join
)


@st.composite
def units(draw):
    entry = Entry(
        draw(texts),
        msgctxt=draw(st.sampled_from([None, None, "menu"])),
        comments=tuple(one for one in (draw(notes),) if one),
        extracted=("paragraph",),
        references=("content/a.md",),
    )
    text = (draw(texts),)
    how = draw(
        st.sampled_from(
            [
                "missing",
                "machine",
                "needs-work",
                "translated",
                "reviewed",
                "stale",
                "accepted",
                "plural",
                "obsolete",
                "obsolete draft",
            ]
        )
    )
    if how == "missing":
        return entry
    if how == "machine":
        return drafted(entry, text, engine="argos/en_ja@1.1", score=-0.42)
    if how in {"translated", "needs-work"}:
        return edited(entry, text, fuzzy=how == "needs-work")
    if how == "reviewed":
        return reviewed(
            edited(entry, text, fuzzy=False), by="Aiko Sato of the Garden Society", at="2026-11-22"
        )
    if how == "stale":
        kept = replace(
            entry, msgid=entry.msgid + " now", previous_msgid=entry.msgid, flags=("fuzzy",)
        )
        return replace(kept, msgstr=text)
    if how == "accepted":
        draft = drafted(entry, text, engine="argos/en_ja@1.1", score=-0.42)
        kept = with_acceptance(edited(draft, text, fuzzy=False))
        return replace(kept, msgid=kept.msgid + " now", flags=("fuzzy",), previous_msgid=kept.msgid)
    if how == "plural":
        many = replace(entry, msgid_plural=entry.msgid + "s", msgstr=("",))
        return reviewed(edited(many, text, fuzzy=False), by="Aiko", at="2026-11-22")
    if how == "obsolete draft":
        gone = drafted(entry, text, engine="argos/en_ja@1.1")
        gone = replace(gone, msgid=entry.msgid + " now", previous_msgid=entry.msgid)
    else:
        gone = reviewed(edited(entry, text, fuzzy=False), by="Aiko", at="2026-11-22")
    return replace(gone, obsolete=True, references=(), extracted=())


catalogs = st.builds(
    lambda entries, wrap: Catalog(
        tuple(sorted(entries, key=lambda one: one.obsolete)), HEADER, style=CatalogStyle(wrap=wrap)
    ),
    st.lists(units(), min_size=1, max_size=9, unique_by=lambda one: one.key),
    st.sampled_from([0, 79]),
)


def kept(catalog):
    """What must survive, by entry."""
    return {
        (one.key, one.obsolete): (
            one.msgid_plural,
            one.msgstr,
            " ".join(one.comments).split(),
            state(one),
            one.previous_msgid,
            may_draft(one),
        )
        for one in catalog.entries
    }


def with_polib(path, _template):
    polib.pofile(str(path), wrapwidth=78).save()


def with_unwrapped_polib(path, _template):
    polib.pofile(str(path), wrapwidth=0).save()


def with_babel(path, _template, **options):
    with path.open("rb") as file:
        catalog = read_po(file)
    with path.open("wb") as file:
        write_po(file, catalog, **options)


def babel(**options):
    return lambda path, template: with_babel(path, template, **options)


def gettext(*words):
    def save(path, template):
        place = {"PO": str(path), "POT": str(template)}
        command = [place.get(word, word) for word in words]
        subprocess.run([*command, "-o", str(path)], check=True, capture_output=True)

    return save


def as_poedit(path, _template):
    """Poedit writes every line anew, its own header first, and has msgcat fold the lines."""
    catalog = read_catalog(path)
    header = replace(
        catalog.header,
        msgstr=(catalog.header.text + "X-Generator: Poedit 3.4.2\nX-Poedit-Basepath: .\n",),
    )
    anew = [replace(one, origin=None) for one in catalog.entries]
    path.write_bytes(encoded(replace(catalog, entries=tuple(anew), header=header)))
    gettext("msgcat", "--force-po", "--width=79", "PO")(path, None)


WEBLATE = """
import sys
from translate.storage.po import pofile
for line in sys.stdin:
    path, wrap = line.split("\t")
    with open(path, "rb") as file:
        store = pofile.parsefile(file)
    store.wrapper.width = int(wrap)
    store.updateheader(add=True, x_generator="Weblate 5.9", last_translator="Aiko <a@b.org>")
    for unit in store.units:
        if unit.istranslatable() and unit.target:
            unit.target = unit.target  # as an editor that saves what it shows
    with open(path, "wb") as file:
        store.serialize(file)
    print("saved", flush=True)
"""


@pytest.fixture(scope="module")
def weblate():
    """translate-toolkit, which Weblate saves with, in an interpreter of its own: it is GPL."""
    python = os.environ.get("LOCALIZE_TRANSLATE_TOOLKIT", "/usr/bin/python3")
    command = [python, "-c", "import translate.storage.po"]
    known = subprocess.run(command, check=False, capture_output=True)
    if known.returncode:
        message = "no translate-toolkit: apt install translate-toolkit"
        if os.environ.get("LOCALIZE_CI"):
            pytest.fail(message)
        pytest.skip(message)
    pipe = subprocess.PIPE
    with subprocess.Popen([python, "-c", WEBLATE], stdin=pipe, stdout=pipe, text=True) as saver:

        def save(path, wrap):
            saver.stdin.write(f"{path}\t{wrap}\n")
            saver.stdin.flush()
            assert saver.stdout.readline() == "saved\n"

        yield save
        saver.stdin.close()


# A catalog that fails says enough without minutes of making it smaller.
few = settings(
    deadline=None,
    max_examples=6,
    suppress_health_check=list(HealthCheck),
    database=None,
    phases=[Phase.explicit, Phase.generate],
)

LOSSLESS = {
    "msgcat": gettext("msgcat", "PO"),
    "msgcat --no-wrap": gettext("msgcat", "--no-wrap", "PO"),
    "msgcat --width": gettext("msgcat", "--width=40", "PO"),
    "msgcat --sort-output": gettext("msgcat", "--sort-output", "PO"),
    "msgcat --indent": gettext("msgcat", "--indent", "PO"),
    "msgcat --use-first": gettext("msgcat", "--use-first", "PO", "PO"),
    "msgcat --escape": gettext("msgcat", "--escape", "PO"),
    "msgconv": gettext("msgconv", "--to-code=UTF-8", "PO"),
    "msguniq": gettext("msguniq", "PO"),
    "msgattrib": gettext("msgattrib", "PO"),
    "msgattrib --no-wrap": gettext("msgattrib", "--no-wrap", "PO"),
    "msgmerge --previous": gettext(
        "msgmerge", "-q", "--previous", "--no-fuzzy-matching", "PO", "POT"
    ),
    "Poedit": as_poedit,
    "Weblate": 77,
    "Weblate unwrapped": -1,
}
LOSING = {
    "msgmerge": gettext("msgmerge", "-q", "PO", "POT"),
    "msgattrib --clear-previous": gettext("msgattrib", "--clear-previous", "PO"),
    "msgattrib --no-obsolete": gettext("msgattrib", "--no-obsolete", "PO"),
    "polib": with_polib,
    "polib unwrapped": with_unwrapped_polib,
    "babel": babel(),
    "babel --no-wrap": babel(width=0),
    "babel --ignore-obsolete": babel(ignore_obsolete=True),
    "babel --sort-output": babel(sort_output=True),
}


def template_of(catalog):
    """The template that a catalog follows already."""
    sources = tuple(
        replace(one, msgstr=("",), comments=(), flags=(), previous_msgid=None)
        for one in catalog.live()
    )
    return replace(catalog, entries=sources)


def saved(how, catalog, folder, weblate):
    """The catalog as a tool wrote it, and read again."""
    path, template = folder / "ja.po", folder / "a.pot"
    path.write_bytes(encoded(catalog))
    template.write_bytes(encoded(template_of(catalog)))
    if isinstance(how, int):
        weblate(path, how)
    else:
        how(path, template)
    return read_catalog(path)


@pytest.mark.parametrize("name", LOSSLESS)
@settings(few)
@given(catalogs)
def test_no_text_comment_state_or_stamp_is_lost(name, tool, request, tmp_path_factory, catalog):
    if name.startswith("msg"):
        tool(name.split()[0], "gettext")
    weblate = request.getfixturevalue("weblate") if name.startswith("Weblate") else None
    before = parse(serialized(catalog))
    after = saved(LOSSLESS[name], catalog, tmp_path_factory.mktemp("survival"), weblate)
    assert kept(after) == kept(before)
    assert not list(losses(before, after))
    updated, report = merged(template_of(catalog), after)
    assert kept(updated) == kept(before)
    assert not report.lines or set(report.lines) == set(report.of(Change.MOVED))


@pytest.mark.parametrize("name", LOSING)
@settings(few)
@given(catalogs)
def test_what_a_tool_loses_is_noticed_and_comes_back(name, tool, tmp_path_factory, catalog):
    if name.startswith("msg"):
        tool(name.split()[0], "gettext")
    before = parse(serialized(catalog))
    after = saved(LOSING[name], catalog, tmp_path_factory.mktemp("survival"), None)
    gone = list(losses(before, after))
    now, then = kept(after), kept(before)
    noticed = {(loss.entry.key, loss.entry.obsolete) for loss in gone}
    assert noticed == {
        key for key in then if now.get(key) != then[key] and (then[key][1] != ("",) or then[key][2])
    }
    lost = Catalog(tuple(loss.entry for loss in gone))
    again = restored(after, lost)
    assert {key: kept(again)[key] for key in noticed} == {key: then[key] for key in noticed}
    assert not list(losses(before, parse(serialized(again))))
    assert restored(again, lost) == again


def with_one(entry):
    return Catalog((entry,), HEADER)


def test_a_text_that_was_cut_off_at_a_line_separator_is_lost():
    old = edited(Entry("a"), ("一\u2028二",), fuzzy=False)
    after = with_one(replace(old, msgstr=("一",)))
    assert [loss.kind for loss in losses(with_one(old), after)] == [LossKind.TRANSLATION]
    assert restored(after, with_one(old)) == with_one(old)
    shorter = with_one(replace(old, msgstr=("一二",)))
    assert not list(losses(with_one(old), shorter))


def test_a_text_whose_source_changed_is_not_lost_but_its_comment_is():
    old = reviewed(edited(Entry("a", comments=("note",)), ("一",), fuzzy=False), by="A", at="2026")
    moved = replace(old, msgid="b", flags=("fuzzy",))
    assert not list(losses(with_one(old), with_one(moved)))
    bare = with_one(replace(moved, comments=()))
    assert [loss.kind for loss in losses(with_one(old), bare)] == [LossKind.COMMENT]


def test_a_person_who_writes_or_doubts_loses_nothing():
    old = reviewed(edited(Entry("a"), ("一",), fuzzy=False), by="A", at="2026-11-22")
    for now in (edited(old, ("二",), fuzzy=False), edited(old, ("一",), fuzzy=True)):
        assert not list(losses(with_one(old), with_one(now)))


PLURAL = Entry("a day", ("день", "дня"), msgid_plural="days")


def test_a_plural_form_that_was_dropped_comes_back():
    after = with_one(replace(PLURAL, msgstr=("день",)))
    assert [loss.kind for loss in losses(with_one(PLURAL), after)] == [LossKind.TRANSLATION]
    assert restored(after, with_one(PLURAL)) == with_one(PLURAL)


def test_a_live_and_an_obsolete_text_of_one_source_both_come_back():
    live, asleep = Entry("k", ("A",)), Entry("k", ("B",), obsolete=True)
    before, after = Catalog((live, asleep)), with_one(replace(live, msgstr=("",)))
    gone = [loss.entry for loss in losses(before, after)]
    assert gone == [live, asleep]
    assert restored(after, Catalog(tuple(gone))).entries == before.entries
    assert [loss.entry for loss in losses(before, with_one(live))] == [asleep]
    assert [loss.entry for loss in losses(Catalog((asleep,)), with_one(live), some=True)]
    assert not list(losses(Catalog((asleep,)), with_one(live))), "woken, and written anew"


def test_an_obsolete_text_never_fills_a_live_entry_unmarked():
    asleep, live = Entry("k", ("B",), obsolete=True), Entry("k")
    assert restored(with_one(live), with_one(asleep)).entries == (live, asleep)


def test_the_comment_of_a_text_that_moved_comes_back_where_the_text_stands():
    old = edited(Entry("a", comments=("note",)), ("一",), fuzzy=False)
    moved = replace(old, msgid="b", comments=())
    (loss,) = losses(with_one(old), with_one(moved))
    aside = with_one(loss.entry)
    assert [one.kind for one in losses(aside, with_one(moved), some=True)] == [LossKind.COMMENT]
    assert restored(with_one(moved), aside) == with_one(replace(moved, comments=("note",)))


def test_what_our_own_stages_do_is_no_loss_and_is_not_undone():
    draft = drafted(Entry("a"), ("一",), engine="e/1")
    person = Reviewer("Aiko Sato")
    doubted = decided(draft, Decision(Act.NEEDS_WORK, person, "2026-11-22"))
    stale = replace(draft, msgid="b", previous_msgid="a")
    again = drafted(stale, ("一",), engine="e/1")
    for old, now in ((draft, doubted), (stale, again)):
        assert not list(losses(with_one(old), with_one(now)))
        assert restored(with_one(now), with_one(old)) == with_one(now)


def test_bytes_of_another_charset_in_comments_stay_apart():
    raw = b'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    raw += b'# M\xfcller\n# M\xf6ller\nmsgid "a"\nmsgstr "b"\n'
    catalog = decoded(raw, path="a.po")
    noted = replace(catalog.entries[0], comments=(*catalog.entries[0].comments, "new"))
    written = encoded(replace(catalog, entries=(noted,)))
    assert b"# M\xfcller\n# M\xf6ller\n# new\n" in written


def test_a_persons_text_under_a_machines_draft_is_lost_and_comes_back():
    draft = drafted(Entry("One garden.", references=("a.md",)), ("草稿",), engine="argos/x@1")
    person = edited(draft, ("人の訳",), fuzzy=False)
    before, after = Catalog((person,), HEADER), Catalog((draft,), HEADER)
    assert [loss.kind for loss in losses(before, after)] == [LossKind.TRANSLATION]
    assert restored(after, before).entries == (person,)
    other = Catalog((edited(draft, ("別の人の訳",), fuzzy=False),), HEADER)
    assert not list(losses(before, other))
    assert restored(other, before) == other
    assert not list(losses(after, before)), "a draft that a person wrote over"
