"""The queue in a terminal, by its keys."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from localize.catalogs.files import edit_catalog
from localize.config import load_project
from localize.errors import UsageError
from localize.model import Entry, State, locale
from localize.review.decide import Reviewer
from localize.review.queries import Query
from localize.review.suggestions import Suggestion, with_suggestion
from localize.review.terminal import Terminal, edited_text
from localize.workflow.review import session

from .conftest import catalog, entries

JA = locale("ja")


@pytest.fixture
def review(desk_project):
    return session(load_project(desk_project, {}), [JA], lambda: "2026-11-22")


def walked(review, *lines, editor=""):
    typed = iter(lines)
    shown = io.StringIO()

    def ask(_prompt):
        try:
            return next(typed)
        except StopIteration:
            raise EOFError from None

    console = Console(file=shown, width=100, no_color=True)
    reviewer = Reviewer("Aiko Sato")
    acts = Terminal(review, Query(JA), reviewer, console, ask, {"EDITOR": editor}).walk()
    return acts, shown.getvalue()


def states(review):
    return [one.state for one in review.queries.units(Query(JA))]


def test_source_and_target_stand_side_by_side(review):
    _, shown = walked(review, "q")
    assert "The harbour" in shown
    assert "港" in shown
    assert "1 of 8" in shown


def test_keys_approve_save_and_doubt(review):
    acts, _ = walked(review, "a", "n", "n", "w", "q")
    assert acts == 2
    assert states(review)[0] is State.REVIEWED
    assert states(review)[3] is State.NEEDS_WORK


def test_editor_writes_the_text(review, desk_project, tmp_path):
    script = tmp_path / "editor.sh"
    script.write_text('#!/bin/sh\nprintf "みなと\\n" > "$1"\n', encoding="utf-8")
    script.chmod(0o755)
    walked(review, "e", "q", editor=str(script))
    assert entries(catalog(desk_project))["The harbour"].text == "みなと"


def test_comment_stays_at_the_unit_and_undo_takes_back(review, desk_project):
    before = catalog(desk_project).read_bytes()
    _, shown = walked(review, "c", "Is it the port?", "u", "q")
    assert "Is it the port?" in shown
    assert catalog(desk_project).read_bytes() == before


def test_a_suggestion_is_shown_and_taken(review, desk_project):
    _, shown = walked(review, "g", "q")
    assert "Nobody suggested" in shown
    suggestion = Suggestion("Omar Haddad", "2026-11-22", ("みなと",))

    def change(known):
        first, *others = known.entries
        return replace(known, entries=(with_suggestion(first, suggestion), *others))

    edit_catalog(catalog(desk_project), change)
    acts, shown = walked(review, "g", "q")
    assert acts == 1
    assert "Omar Haddad suggests: みなと" in shown
    assert entries(catalog(desk_project))["The harbour"].text == "みなと"


def test_an_unknown_key_shows_the_keys_and_the_end_of_input_ends(review):
    acts, shown = walked(review, "x")
    assert acts == 0
    assert "a approve" in shown


def test_long_texts_without_spaces_are_shown_whole(review, desk_project):
    long = "港は町より先に目を覚ます。" * 12
    edit_catalog(
        catalog(desk_project),
        lambda known: replace(known, entries=(replace(known.entries[0], msgstr=(long,)),)),
    )
    _, shown = walked(review, "q")
    assert "…" not in shown
    assert shown.count("。") >= 12


def test_every_form_of_a_plural_is_shown_and_edited(review, desk_project, tmp_path):
    script = tmp_path / "editor.sh"
    script.write_text('#!/bin/sh\nprintf "みなと" > "$1"\n', encoding="utf-8")
    script.chmod(0o755)
    boats = Entry("%d boat", ("", ""), msgid_plural="%d boats")
    edit_catalog(catalog(desk_project), lambda known: replace(known, entries=(boats,)))
    review.store.refresh()
    _, shown = walked(review, "e", "q", editor=str(script))
    assert "%d boats" in shown
    assert "for 0, 1, 2, 3, …:" in shown
    assert entries(catalog(desk_project))["%d boat"].msgstr == ("みなと",)


@pytest.mark.parametrize("editor", ["", "no-such-editor", "false", "sh -c 'printf \"\\377\" > $0'"])
def test_without_a_working_editor_the_review_goes_on(review, editor):
    acts, shown = walked(review, "e", "a", "q", editor=editor)
    assert acts == 1
    assert (editor.split(" ")[0] or "set $EDITOR") in shown


def test_editor_that_is_no_command_is_told(review):
    _, shown = walked(review, "e", "q", editor="nano '")
    assert "$EDITOR" in shown


def test_without_an_editor_the_error_says_what_to_set():
    with pytest.raises(UsageError, match="no editor"):
        edited_text("x", {}, name="1")


def test_an_editor_that_fails_changes_nothing():
    with pytest.raises(UsageError, match="false"):
        edited_text("x", {"EDITOR": "false"}, name="1")
