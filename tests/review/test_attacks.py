"""Attacks, each against the real server."""

from __future__ import annotations

import http.client
import re
import shutil
import socket
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest

from .conftest import Client, catalog, command, entries, serving

GULLS = "Nobody counts the gulls."


@pytest.fixture(scope="module")
def shared(made_project, tmp_path_factory):
    """One server for all attacks but those that need their own."""
    root = Path(shutil.copytree(made_project, tmp_path_factory.mktemp("attacked") / "harbour"))
    with serving() as start:
        yield start(root)


@pytest.fixture
def server(shared):
    return shared


@pytest.fixture
def desk_project(shared):
    return shared.root


@pytest.fixture
def own_project(made_project, tmp_path):
    return Path(shutil.copytree(made_project, tmp_path / "harbour"))


@pytest.fixture
def client(server):
    return server.client()


@pytest.fixture
def before(desk_project):
    path = catalog(desk_project)
    raw = path.read_bytes()
    yield raw
    assert path.read_bytes() == raw, "the attack changed the catalog"


def saving(client):
    unit, expected, _ = client.units()[-1]
    return {"unit": unit, "expected": expected, "act": "save", "msgstr": ["乗っ取り"]}


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80", "127.0.0.1:1", ""],
)
def test_wrong_host_is_refused(client, host):
    assert client.ask("GET", "/ja/", headers={"Host": host}).status in {400, 403}


def test_wrong_host_is_refused_for_static_files_too(server):
    assert server.client().ask("GET", "/static/main.js", host="evil.example").status == 403


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1", None]
)
def test_wrong_origin_is_refused(client, before, origin):
    assert client.post("/ja/save", saving(client), Origin=origin).status == 403


def test_foreign_origin_may_not_even_read(client):
    assert client.ask("GET", "/ja/", headers={"Origin": "http://evil.example"}).status == 403


def test_no_answer_invites_other_origins(client):
    answer = client.ask("GET", "/ja/", headers={"Origin": f"http://127.0.0.1:{client.port}"})
    assert not [name for name in answer.headers if name.lower().startswith("access-control-")]


def test_cross_site_post_is_refused(client, before):
    assert client.post("/ja/save", saving(client), **{"Sec-Fetch-Site": "cross-site"}).status == 403


@pytest.mark.parametrize(
    "path", ["/", "/ja/", "/ja/rows", "/ja/unit/0123456789abcdef", "/ja/changes"]
)
def test_without_token_nothing_is_shown(server, path):
    stranger = Client(server.port)
    answer = stranger.ask("GET", path)
    assert answer.status == 403
    assert "港" not in answer.text


@pytest.mark.parametrize("token", ["", "x", "%00", "x" * 4000])
def test_wrong_token_is_refused(server, token):
    stranger = Client(server.port)
    assert stranger.ask("GET", f"/?token={token}").status == 403


@pytest.mark.parametrize(
    "forged", ["4d696b612054616e616b61.0" * 2, "x.y", "..", "4d696b612054616e616b61."]
)
def test_forged_cookie_is_refused(server, forged):
    stranger = Client(server.port, cookie=f"localize-{server.port}={forged}")
    assert stranger.ask("GET", "/ja/").status == 403


def test_token_is_swapped_for_a_cookie_no_script_reads(server):
    stranger = Client(server.port)
    answer = stranger.ask("GET", "/?" + server.url.partition("?")[2])
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "token" not in answer.headers["location"]


def test_address_followed_from_a_mail_in_the_browser_lets_in(server):
    stranger = Client(server.port)
    query = "?" + server.url.partition("?")[2]
    answer = stranger.ask("GET", f"/{query}", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status == 200
    assert "url=/" in answer.text
    stranger.cookie = answer.headers["set-cookie"].partition(";")[0]
    assert stranger.ask("GET", "/ja/").status == 200


def test_invited_namesake_of_the_owner_does_not_get_the_owners_role(own_project, serve):
    command(own_project, "review", "invite", "Mika Tanaka", "--role", "translate")
    client = serve(own_project).client()
    unit, expected, _ = client.units()[-1]
    assert client.save(unit, "鴎", expected, act="approve").status == 422


def test_login_leads_to_no_other_site(server):
    stranger = Client(server.port)
    answer = stranger.ask("GET", "//evil.example/?" + server.url.partition("?")[2])
    assert not answer.headers["location"].startswith("//")


def test_form_of_another_page_is_refused(client, before):
    body = b"unit=1&act=save"
    for kind in (
        "application/x-www-form-urlencoded",
        "text/plain",
        "multipart/form-data; boundary=x",
    ):
        headers = {"Content-Type": kind, "Origin": f"http://127.0.0.1:{client.port}"}
        assert client.ask("POST", "/ja/save", body=body, headers=headers).status == 415


@pytest.mark.parametrize("key", [None, "", "0" * 64])
def test_json_without_the_pages_key_is_refused(client, before, key):
    assert client.post("/ja/save", saving(client), **{"X-Localize": key}).status == 403


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"])
def test_other_methods_are_refused(client, method):
    assert client.ask(method, "/ja/").status in {400, 405}


EVIL = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "[link](javascript:alert(1))",
    '"><svg onload=alert(1)>',
    "</textarea><script>alert(1)</script>",
    "<a href='java&#115;cript:alert(1)'>x</a>",
    "{{ 7 * 7 }}{% raw %}",
    '<iframe srcdoc="<script>alert(1)</script>">',
    "<style>*{display:none}</style>",
]


@pytest.mark.parametrize("evil", EVIL)
def test_script_in_msgstr_stays_text(client, desk_project, evil):
    unit, expected, _ = client.units()[-1]
    assert client.save(unit, evil, expected).status == 200
    page = client.ask("GET", "/ja/")
    editor = client.ask("GET", f"/ja/unit/{unit}", headers={"Accept": "application/json"}).json
    for html in (
        page.text,
        editor["html"],
        editor["row"],
        client.ask("GET", f"/ja/unit/{unit}").text,
    ):
        lower = html.lower()
        assert "<script>alert" not in lower
        assert "<img src=x" not in lower
        assert "<svg onload" not in lower
        assert 'href="javascript' not in lower
        assert "<iframe srcdoc" not in lower
        assert "<style>" not in lower
        assert "4949" not in html
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert entries(catalog(desk_project))[GULLS].text == evil


class Tags(HTMLParser):
    """The tags and attributes of a page, as a browser reads them."""

    def __init__(self):
        super().__init__()
        self.names, self.attributes = [], []

    def handle_starttag(self, tag, attrs):
        self.names.append(tag)
        self.attributes += attrs


def places(client):
    return re.search(r"/ja/read/(\w+)", client.ask("GET", "/ja/").text)[1]


@pytest.mark.parametrize("evil", EVIL)
def test_script_in_msgstr_is_cleaned_out_of_the_edition(client, evil):
    unit, expected, _ = client.units()[-1]
    client.save(unit, evil, expected)
    frame = client.ask("GET", f"/ja/frame/{places(client)}/edition")
    assert frame.status == 200
    tags = Tags()
    tags.feed(frame.text.partition("<main>")[2])
    assert not {"script", "iframe", "style", "svg", "form", "object"} & set(tags.names)
    assert not [name for name, _ in tags.attributes if name.startswith("on") or name == "srcdoc"]
    links = [value or "" for name, value in tags.attributes if name in {"href", "src"}]
    assert not [link for link in links if "script:" in link.lower()]
    policy = frame.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src" not in policy


TRAVERSAL = [
    "../../../../etc/passwd",
    "..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/localize.toml",
    "....//....//etc/passwd",
    "/etc/passwd",
    "..\\..\\localize.toml",
    "%00",
    "review.css%00.js",
    "%252e%252e%252flocalize.toml",
    "a" * 3000,
]


@pytest.mark.parametrize("evil", TRAVERSAL)
def test_path_traversal_in_every_parameter_leads_nowhere(client, before, evil):
    gets = [
        f"/static/{evil}",
        f"/{evil}/",
        f"/ja/unit/{evil}",
        f"/ja/read/{evil}",
        f"/ja/frame/{evil}/edition",
        f"/ja/frame/{places(client)}/{evil}",
        f"/ja/?doc={evil}",
        f"/ja/rows?ids={evil}",
        f"/ja/?state={evil}",
        f"/ja/?order={evil}",
        f"/ja/?from={evil}",
        f"/ja/frame/{places(client)}/edition?part={evil}",
        f"/ja/changes?since={evil}",
    ]
    for path in gets:
        answer = client.ask("GET", path)
        assert answer.status in {200, 303, 307, 400, 404, 414}, path
        assert "root:" not in answer.text, path
        assert "[project]" not in answer.text, path
        assert 'content = ["content' not in answer.text, path
    value = saving(client)
    for name in ("unit", "expected", "act"):
        assert client.post("/ja/save", {**value, name: evil}).status in {400, 404, 409}
    for name in ("doc", "state", "order"):
        sent = {"query": {name: evil}, "act": "approve", "count": 8}
        assert client.post("/ja/bulk", sent).status in {400, 404, 409}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b'"x"',
        b"{",
        b'{"unit": 1}',
        b"\xff\xfe",
        b"[" * 90_000,
        b'{"unit": null, "act": "save"}',
        b'{"act": "save", "msgstr": [1]}',
    ],
)
def test_broken_json_is_refused(client, before, body):
    headers = {
        "Content-Type": "application/json",
        "Origin": f"http://127.0.0.1:{client.port}",
        "X-Localize": client.key,
    }
    for path in ("/ja/save", "/ja/bulk", "/ja/findings", "/ja/propose"):
        assert client.ask("POST", path, body=body, headers=headers).status == 400


@pytest.mark.parametrize("text", ["\ud800", "a\x00b", "\x1b[31m"])
def test_text_no_file_can_hold_is_refused(client, before, text):
    unit, expected, _ = client.units()[-1]
    answer = client.save(unit, text, expected)
    assert answer.status == 422
    assert answer.json["refused"]


def test_wrong_number_of_forms_is_refused(client, before):
    unit, expected, _ = client.units()[-1]
    assert client.save(unit, ["a", "b"], expected).status == 422


def test_body_of_100_megabytes_is_refused_at_once(client, before):
    connection = http.client.HTTPConnection("127.0.0.1", client.port, timeout=15)
    connection.putrequest("POST", "/ja/save")
    connection.putheader("Content-Length", str(100_000_000))
    connection.putheader("Cookie", client.cookie)
    connection.endheaders()
    began = time.monotonic()
    assert connection.getresponse().status == 413
    assert time.monotonic() - began < 2
    connection.close()


def test_body_without_a_length_is_cut_off(client, before):
    connection = http.client.HTTPConnection("127.0.0.1", client.port, timeout=15)
    headers = {
        "Content-Type": "application/json",
        "X-Localize": client.key,
        "Cookie": client.cookie,
        "Origin": f"http://127.0.0.1:{client.port}",
        "Transfer-Encoding": "chunked",
    }
    connection.putrequest("POST", "/ja/save")
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    block = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    sent = 0
    try:
        for _ in range(1600):
            connection.sock.sendall(block)
            sent += len(block)
    except OSError:
        pass  # the server has closed the connection, as it should
    connection.close()
    assert sent < 50_000_000
    assert client.ask("GET", "/ja/").status == 200


def test_slow_loris_is_dropped_and_others_are_served(client):
    slow = []
    for _ in range(60):
        one = socket.create_connection(("127.0.0.1", client.port), timeout=30)
        one.sendall(b"GET /ja/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: ")
        slow.append(one)
    began = time.monotonic()
    assert client.ask("GET", "/ja/").status == 200
    assert time.monotonic() - began < 2
    while time.monotonic() - began < 11:  # a byte now and then does not help
        for one in slow[:5]:
            try:
                one.sendall(b"a")
            except OSError:
                break
        time.sleep(0.5)
    dropped = sum(_closed(one) for one in slow)
    for one in slow:
        one.close()
    assert dropped == len(slow)


def _closed(one: socket.socket) -> bool:
    one.settimeout(0.2)
    try:
        return one.recv(4096) == b""
    except TimeoutError:
        return False
    except OSError:
        return True


def test_catalog_that_links_out_of_the_tree_is_neither_read_nor_written(own_project, serve):
    outside = own_project.parent / "outside.po"
    path = catalog(own_project)
    shutil.copy(path, outside)
    path.unlink()
    path.symlink_to(outside)
    raw = outside.read_bytes()
    with pytest.raises(AssertionError, match="leads out of its folder"):
        serve(own_project)
    assert outside.read_bytes() == raw


def test_catalog_swapped_for_a_link_while_open_is_not_written(own_project, serve):
    client = serve(own_project).client()
    unit, expected, _ = client.units()[-1]
    outside = own_project.parent / "outside.po"
    path = catalog(own_project)
    shutil.copy(path, outside)
    raw = outside.read_bytes()
    path.unlink()
    path.symlink_to(outside)
    assert client.save(unit, "外", expected).status in {409, 503}
    assert outside.read_bytes() == raw


def test_open_to_others_without_an_invitation_is_refused(own_project):
    import subprocess
    import sys

    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "localize",
            "review",
            "--no-browser",
            "--host",
            "0.0.0.0",
            "--port",
            "0",
        ],
        cwd=own_project,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 2
    assert "review invite NAME" in done.stderr


def test_token_is_kept_only_as_a_hash_in_a_private_file(own_project):
    done = command(own_project, "review", "invite", "Omar Haddad", "--role", "translate")
    token = done.stdout.strip().partition("token=")[2]
    path = own_project / ".localize" / "review" / "reviewers.json"
    assert token not in path.read_text(encoding="utf-8")
    assert path.stat().st_mode & 0o077 == 0


def test_invited_translator_saves_and_does_not_approve(own_project, serve):
    done = command(own_project, "review", "invite", "Omar Haddad", "--role", "translate")
    server = serve(own_project)
    client = server.client("/?" + done.stdout.strip().partition("?")[2])
    unit, expected, _ = client.units()[-1]
    refused = client.save(unit, "カモメは数えない。", expected, act="approve")
    assert refused.status == 422
    assert client.save(unit, "カモメは数えない。", expected).status == 200
    bulk = client.post("/ja/bulk", {"query": {}, "act": "approve", "count": 8})
    assert bulk.json["count"] == 0


def test_withdrawn_invitation_shuts_the_door(own_project, serve):
    done = command(own_project, "review", "invite", "Omar Haddad")
    server = serve(own_project)
    client = server.client("/?" + done.stdout.strip().partition("?")[2])
    command(own_project, "review", "invite", "Omar Haddad")  # a new token voids the old
    assert client.ask("GET", "/ja/").status == 403
