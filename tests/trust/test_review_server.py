"""The review server and what else runs on the same host."""

from __future__ import annotations

import os
import resource
import shutil
import socket
import subprocess
import threading
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from tests.review.conftest import Client, command, made_project, serve, serving

__all__ = ["made_project", "serve"]  # fixtures


@pytest.fixture(scope="module")
def server(made_project, tmp_path_factory):
    root = Path(shutil.copytree(made_project, tmp_path_factory.mktemp("served") / "harbour"))
    with serving() as start:
        yield start(root)


@pytest.fixture
def root(made_project, tmp_path):
    return Path(shutil.copytree(made_project, tmp_path / "harbour"))


def test_cookie_does_not_reach_pages_on_other_ports(server):
    """As a browser keeps it: by host and path, whatever the port."""
    heard = []

    class Neighbour(BaseHTTPRequestHandler):
        def do_GET(self):
            heard.append(self.headers.get("cookie"))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_words):
            pass

    jar = CookieJar()
    browser = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(jar)
    )
    with browser.open(server.url) as answer:
        assert b"data-key" in answer.read() or answer.status == 200
    (cookie,) = jar
    assert cookie.discard, "the owner's cookie lasts longer than the browser"
    assert browser.open(f"{server.address}/ja/").status == 200
    other = ThreadingHTTPServer(("127.0.0.1", 0), Neighbour)
    threading.Thread(target=other.serve_forever, daemon=True).start()
    try:
        for path in ("", "ja/", "ja/save", "static/x"):
            browser.open(f"http://127.0.0.1:{other.server_port}/{path}").close()
    finally:
        other.shutdown()
        other.server_close()
    assert heard == [None] * 4


def test_owners_cookie_ends_with_the_launch_and_cannot_be_forged_from_the_files(root, serve):
    server = serve(root)
    client = server.client()
    assert client.ask("GET", "/ja/").status == 200
    server.stop()
    server.start()
    assert client.ask("GET", "/ja/").status == 403


@pytest.mark.parametrize("origin", ["http://[", "http://[::1", "http://127.0.0.1:x", "http://]["])
def test_origin_that_is_none_is_a_bad_request_or_refused(server, origin):
    client = server.client()
    answer = client.ask("GET", "/ja/", headers={"Origin": origin})
    assert answer.status in {400, 403}
    if origin == "http://[":
        assert answer.status == 400


def test_sixty_fields_in_an_address_are_a_bad_request(server):
    many = "&".join(f"f{number}=1" for number in range(60))
    assert Client(server.port).ask("GET", f"/?token=x&{many}").status == 400
    assert server.client().ask("GET", f"/ja/?{many}").status in {200, 400}


def test_fifteen_hundred_idle_connections_keep_nobody_out(server):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < 2_000:
        pytest.skip("1,500 connections need a limit of 2,000 open files: ulimit -n")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 2_000), hard))
    client = server.client()
    idle = []
    try:
        address = ("127.0.0.1", server.port)
        idle.extend(socket.create_connection(address, timeout=5) for _ in range(1_500))
        for _ in range(20):
            assert client.ask("GET", "/ja/", timeout=5).status == 200
    finally:
        for connection in idle:
            connection.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.parametrize("name", ["secret", "reviewers.json"])
def test_secret_that_git_tracks_is_refused(root, name):
    command(root, "review", "invite", "Omar Haddad")
    server = subprocess.run(["git", "-C", str(root), "init", "-q"], check=True)
    path = root / ".localize" / "review" / name
    path.touch()
    subprocess.run(["git", "-C", str(root), "add", "--force", str(path)], check=True)
    for words in (("review", "invite", "A"), ("review", "--no-browser", "--port", "0")):
        server = subprocess.run(
            [os.sys.executable, "-m", "localize", *words],
            cwd=root,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert server.returncode == 7, server.stderr
        assert "git tracks it" in server.stderr


def test_state_folder_is_left_out_of_git(root):
    command(root, "review", "invite", "Omar Haddad")
    assert (root / ".localize/.gitignore").read_text(encoding="utf-8") == "*\n"
    subprocess.run(["git", "-C", str(root), "init", "-q"], check=True)
    subprocess.run(["git", "-C", str(root), "add", "."], check=True)
    listed = subprocess.run(
        ["git", "-C", str(root), "ls-files"], capture_output=True, text=True, check=True
    )
    assert ".localize" not in listed.stdout
    assert "localize.toml" in listed.stdout
