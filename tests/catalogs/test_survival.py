"""Other tools write our catalogs, and nothing of ours is lost."""

from __future__ import annotations

import subprocess
from dataclasses import replace

import polib
import pytest
from babel.messages.pofile import read_po, write_po
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from localize.catalogs.po import encoded, read_catalog
from localize.model import Catalog, CatalogStyle, Entry, State, state
from localize.model.unit import drafted, edited, may_draft, reviewed, with_acceptance

HEADER = Entry(
    "", (("Language: ja\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n"
         "Content-Transfer-Encoding: 8bit\nPlural-Forms: nplurals=1; plural=0;\n"),),
)  # fmt: skip
words = st.sampled_from(
    ["garden", "**bold**", "訳文。", "日本語の長い文がここに続きます、", "`code`", "{name}", '"quoted"',
     "back\\slash", "tab\there", "https://example.org/a-long-address?with=parts", "\n", "a", "%s"]
)  # fmt: skip
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
                "obsolete",
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
        return replace(
            kept, msgid=kept.msgid + " now", flags=("fuzzy",), previous_msgid=kept.msgid, raw=""
        )
    gone = reviewed(edited(entry, text, fuzzy=False), by="Aiko", at="2026-11-22")
    return replace(gone, obsolete=True, references=(), extracted=())


catalogs = st.builds(
    lambda entries, wrap: Catalog(
        tuple(sorted(entries, key=lambda one: one.obsolete)), HEADER, style=CatalogStyle(wrap=wrap)
    ),
    st.lists(units(), min_size=1, max_size=6, unique_by=lambda one: one.key),
    st.sampled_from([0, 79]),
)


def kept(path):
    return {
        (one.key, one.obsolete): (
            one.msgstr,
            " ".join(one.comments).split(),
            state(one),
            one.previous_msgid,
            may_draft(one),
        )
        for one in read_catalog(path).entries
    }


def with_polib(path, _template):
    polib.pofile(str(path), wrapwidth=78).save()


def with_unwrapped_polib(path, _template):
    polib.pofile(str(path), wrapwidth=0).save()


def with_babel(path, _template):
    with path.open("rb") as file:
        catalog = read_po(file)
    with path.open("wb") as file:
        write_po(file, catalog)


def gettext(*words):
    def save(path, template):
        place = {"PO": str(path), "POT": str(template)}
        command = [place.get(word, word) for word in words]
        subprocess.run([*command, "-o", str(path)], check=True, capture_output=True)

    return save


TOOLS = {
    "msgcat": gettext("msgcat", "PO"),
    "msgcat --no-wrap": gettext("msgcat", "--no-wrap", "PO"),
    "msgattrib": gettext("msgattrib", "PO"),
    "msgmerge": gettext("msgmerge", "-q", "PO", "POT"),
    "msgmerge --previous": gettext(
        "msgmerge", "-q", "--previous", "--no-fuzzy-matching", "PO", "POT"
    ),
    "polib": with_polib,
    "polib unwrapped": with_unwrapped_polib,
    "babel": with_babel,
}


@pytest.mark.parametrize("name", TOOLS)
@settings(deadline=None, max_examples=8, suppress_health_check=list(HealthCheck))
@given(catalogs)
def test_no_text_comment_state_or_stamp_is_lost(name, tool, tmp_path_factory, catalog):
    if name.startswith("msg"):
        tool(name.split()[0], "gettext")
    folder = tmp_path_factory.mktemp("survival")
    path, template = folder / "ja.po", folder / "a.pot"
    path.write_bytes(encoded(catalog))
    sources = tuple(
        replace(one, msgstr=("",), comments=(), flags=(), previous_msgid=None)
        for one in catalog.live()
    )
    template.write_bytes(encoded(replace(catalog, entries=sources)))
    before = kept(path)
    TOOLS[name](path, template)
    after = kept(path)
    if name in {"babel", "msgmerge"}:
        # Without --previous msgmerge drops `#|`, and babel makes a comment `# | msgid …` of it:
        # what was stale is then in need of work, and still a person's.
        for key, (text, comments, how, previous, free) in before.items():
            assert after[key][0] == text
            assert after[key][4] == free
            assert set(comments) <= set(after[key][1])
            assert after[key][2] in {how, State.NEEDS_WORK if how is State.STALE else how}
            assert previous is None or name == "msgmerge" or "|" in after[key][1]
        return
    assert after == before
