"""A team at one server: a proxy's base path, a commit at the end, and fifty reviewers in small."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import Client, catalog, command, entries, missing, msgfmt

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "review.py"


def git(root, *words):
    done = subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=True)
    return done.stdout


@pytest.fixture
def repository(desk_project):
    git(desk_project, "init", "-q")
    git(desk_project, "config", "user.name", "Owner")
    git(desk_project, "config", "user.email", "owner@harbour.example")
    git(desk_project, "add", "content", "locales", "localize.toml")
    git(desk_project, "commit", "-qm", "start")
    return desk_project


def test_commit_makes_one_commit_of_the_changed_catalogs(repository, serve):
    (repository / "unrelated.txt").write_text("x", encoding="utf-8")
    server = serve(repository, "--commit")
    client = server.client()
    for unit, expected, _ in client.units()[:2]:
        assert client.save(unit, "文。", expected).status == 200
    server.stop()
    log = git(repository, "log", "-1", "--format=%an%n%s", "--name-only").split("\n")
    assert log[0] == "Mika Tanaka"
    assert "content/harbour.md in ja" in log[1]
    assert "locales/ja/LC_MESSAGES/harbour.po" in log
    assert "unrelated.txt" not in log
    assert git(repository, "log", "--oneline").count("\n") == 2


def test_history_shows_who_wrote_what(repository, serve):
    client = serve(repository, "--commit")
    first = client.client()
    unit, expected, _ = first.units()[-1]
    first.save(unit, "新しい文。", expected)
    client.stop()
    again = serve(repository).client()
    html = again.ask("GET", f"/ja/unit/{unit}").text
    assert "Mika Tanaka" in html
    assert "review: content/harbour.md in ja" in html


def test_nothing_changed_nothing_committed(repository, serve):
    server = serve(repository, "--commit")
    server.client()
    server.stop()
    assert git(repository, "log", "--oneline").count("\n") == 1


@pytest.mark.parametrize("stripped", [True, False])
def test_behind_a_proxy_with_a_base_path(desk_project, serve, stripped):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = serve(desk_project, "--port", str(port), "--url", "https://l10n.example/review/")
    server.port = port
    base = "" if stripped else "/review"
    host = {"Host": "l10n.example"}
    client = Client(server.port)
    answer = client.ask("GET", f"{base}/?" + server.url.partition("?")[2], headers=host)
    assert answer.headers["location"] == "/review/"
    assert "secure" in answer.headers["set-cookie"].lower()
    client.cookie = answer.headers["set-cookie"].partition(";")[0]
    page = client.ask("GET", f"{base}/ja/", headers=host).text
    assert 'href="/review/static/review.css"' in page
    assert re.search(r'href="/review/ja/unit/\w+"', page)
    client.key = re.search(r'data-key="(\w+)"', page)[1]
    unit, expected = re.search(r'data-unit="(\w+)" data-hash="(\w+)"', page).groups()
    value = {"unit": unit, "expected": expected, "act": "save", "msgstr": ["港。"]}
    origin = {"Origin": "https://l10n.example", **host}
    assert client.post(f"{base}/ja/save", value, **origin).status == 200
    evil = {"Origin": "https://evil.example", **host}
    assert client.post(f"{base}/ja/save", value, **evil).status == 403


def test_cookie_of_the_invited_outlives_a_restart_and_a_kill(desk_project, serve):
    import signal

    invited = command(desk_project, "review", "invite", "Omar Haddad").stdout.strip()
    server = serve(desk_project)
    owner = server.client()
    omar = server.client("/?" + invited.partition("?")[2])
    server.stop(signal.SIGKILL)
    server.start()
    assert omar.ask("GET", "/ja/").status == 200
    assert owner.ask("GET", "/ja/").status == 403


def test_approval_of_ones_own_text_is_refused_with_four_eyes(desk_project, serve):
    config = desk_project / "localize.toml"
    config.write_text(config.read_text(encoding="utf-8") + "[review]\nfour_eyes = true\n", "utf-8")
    command(desk_project, "review", "invite", "Omar Haddad")
    client = serve(desk_project).client()
    unit, expected, _ = client.units()[-1]
    saved = client.save(unit, "鴎。", expected, act="approve")
    assert 'data-state="translated"' in saved.json["rows"][unit]
    assert saved.json["said"] == "Saved; somebody else approves it (four_eyes)."
    refused = client.save(unit, "鴎。", saved.json["hashes"][unit], act="approve")
    assert refused.status == 422
    assert "four_eyes" in refused.json["refused"]


def test_reviewers_an_external_writer_and_kills_lose_nothing():
    """`benchmarks/review.py` in small; in full it is run by hand."""
    import shutil

    if shutil.which("msgfmt") is None:
        missing("no msgfmt: apt-get install gettext")
    done = subprocess.run(
        [
            sys.executable,
            BENCHMARK,
            "--reviewers",
            "6",
            "--minutes",
            "0.08",
            "--kills",
            "1",
            "--documents",
            "2",
            "--units",
            "12",
            "--think",
            "0.4",
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    found = dict(re.findall(r"(\w+)=([\d.]+)", done.stdout))
    assert done.returncode == 0, done.stdout + done.stderr
    assert (found["lost"], found["corrupted"]) == ("0", "0")
    assert int(found["acknowledged"]) > 10
    assert int(found["conflicts"]) > 0


def test_every_act_leaves_a_catalog_that_msgfmt_takes(desk_project, serve):
    client = serve(desk_project).client()
    for act in ("save", "needs-work", "approve"):
        unit, expected, _ = client.units()[-1]
        assert client.save(unit, f'鴎 \\ " \t {act}\n二行目', expected, act=act).status == 200
        msgfmt(catalog(desk_project))
    comment = {"unit": unit, "expected": client.units()[-1][1], "act": "comment", "comment": "?"}
    assert client.post("/ja/save", comment).status == 200
    assert "Mika Tanaka (" in "\n".join(
        entries(catalog(desk_project))["Nobody counts the gulls."].comments
    )
