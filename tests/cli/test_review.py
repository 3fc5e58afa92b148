"""`localize review` and its commands, in the spelling of before, too."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    "words",
    [
        ("review", "export", "out", "--to", "ja"),
        ("review", "--export", "out", "--to", "ja"),
        ("review", "--to", "ja", "--export=out"),
    ],
)
def test_a_page_is_written_whichever_way_it_is_asked_for(project, words):
    project("run")
    assert project(*words).stdout == "out/ja.html\n"


@pytest.mark.parametrize("words", [("invite", "Omar Haddad"), ("--invite=Omar Haddad",)])
def test_an_invitation_prints_the_address_to_send(project, words):
    done = project("review", *words, "--role", "translate", "--url", "https://l10n.example/r/")
    assert done.stdout.startswith("https://l10n.example/r/?token=")
    assert "Omar Haddad may translate" in done.stderr


def test_every_way_is_told_by_help(project):
    said = project("review", "--help").stdout
    assert all(word in said for word in ("invite", "terminal", "export", "import", "--port"))
