"""A project with drafts, the real server in a process of its own, and a plain client of it."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field, replace
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from localize.catalogs.files import edit_catalog
from localize.catalogs.po import read_catalog
from localize.model import state
from localize.model.state import drafted, edited, entry_hash, reviewed, source_hash

PICTURES = Path(__file__).parents[2] / "build" / "review-pictures"

ARTICLE = """\
---
title: The harbour
---

The harbour wakes before the town does. Boats leave at **five**.

## What {name} saw

“We sail at dawn,” she said, and ran `make sail` twice.

- Nets are mended in winter.
- Ropes are bought in spring.

The last boat carries 40 boxes of fish to https://harbour.example/market every day.

Nobody counts the gulls.
"""
GULLS = "Nobody counts the gulls."
HARBOUR = "The harbour wakes before the town does. Boats leave at **five**."
JA = {
    "The harbour": "港",
    "The harbour wakes before the town does. Boats leave at **five**.": "港は町より先に目を覚ます。船は**五時**に出る。",
    "What {name} saw": "{name}が見たもの",
    "“We sail at dawn,” she said, and ran `make sail` twice.": "「夜明けに出航する」と彼女は言い、`make sail` を二度実行した。",
    "Nets are mended in winter.": "網は冬に繕う。",
    "Ropes are bought in spring.": "縄は春に買う。",
    "The last boat carries 40 boxes of fish to https://harbour.example/market every day.": "最後の船は毎日 https://harbour.example/market へ魚を40箱運ぶ。",
    "Nobody counts the gulls.": "カモメを数える者はいない。",
}


HI = {
    "The harbour": "बंदरगाह",
    "The harbour wakes before the town does. Boats leave at **five**.": "शहर के जागने से पहले ही बंदरगाह जाग जाता है। नावें **पाँच** बजे निकलती हैं।",
    "What {name} saw": "{name} ने क्या देखा",
    "“We sail at dawn,” she said, and ran `make sail` twice.": "“हम भोर में रवाना होंगे,” उसने कहा, और `make sail` दो बार चलाया।",
    "Nets are mended in winter.": "जालों की मरम्मत सर्दियों में होती है।",
    "Ropes are bought in spring.": "रस्सियाँ बसंत में ख़रीदी जाती हैं।",
    "The last boat carries 40 boxes of fish to https://harbour.example/market every day.": "आख़िरी नाव हर दिन मछली के 40 डिब्बे https://harbour.example/market तक ले जाती है।",
    "Nobody counts the gulls.": "समुद्री चिड़ियों को कोई नहीं गिनता।",
}


def catalog(root: Path, locale: str = "ja", domain: str = "harbour") -> Path:
    """A catalog of the project."""
    return root / "locales" / locale / "LC_MESSAGES" / f"{domain}.po"


def entries(path: Path) -> dict[str, object]:
    """The live entries of a catalog by msgid."""
    return {entry.msgid: entry for entry in read_catalog(path).live()}


def with_states(path: Path, texts: dict[str, str]) -> None:
    """Drafts everywhere, then one accepted, one approved, one stale, one missing."""

    def change(found):
        done = []
        for number, entry in enumerate(found.entries):
            text = texts.get(entry.msgid, f"訳 {number}")
            one = drafted(entry, (text,), engine="argos/en_ja@1.9", score=-0.4 - number / 10)
            if number == 1:
                one = edited(one, (text,), fuzzy=False)
            elif number == 2:
                one = reviewed(one, by="Aiko Sato", at="2026-11-01")
            elif number == 4:
                old = entry.msgid.replace("winter", "autumn")
                stale = drafted(replace(entry, msgid=old), (text,), engine="argos/en_ja@1.9")
                one = replace(one, comments=stale.comments, previous_msgid=old)
            elif number == 5:
                one = entry
            done.append(one)
        return replace(found, entries=tuple(done))

    edit_catalog(path, change)


@pytest.fixture(scope="session")
def made_project(tmp_path_factory):
    """One article in Japanese, Hindi and Arabic, its catalogs in every state; made once, then copied."""
    root = tmp_path_factory.mktemp("made") / "harbour"
    (root / "content").mkdir(parents=True)
    (root / "content" / "harbour.md").write_text(ARTICLE, encoding="utf-8")
    (root / "localize.toml").write_text(
        'source = "en"\nlocales = ["ja", "hi", "ar"]\ncontent = ["content/**/*.md"]\nengine = "pseudo"\n',
        encoding="utf-8",
    )
    command(root, "extract")
    command(root, "update")
    with_states(catalog(root), JA)
    with_states(catalog(root, "hi"), HI)
    return root


def with_alternatives(root: Path) -> None:
    """Two more engines, each with a text of all units but the last, as `translate` keeps them."""
    from localize.config import load_project
    from localize.model import Draft, locale
    from localize.translate.alternatives import source_of, write_alternatives
    from localize.workflow.project import alternatives_path

    known = {
        source_of(one): {
            "deepl": Draft(f"甲の{JA[one.msgid]}", "deepl/v2"),
            "openai": Draft(f"乙の{JA[one.msgid]}", "openai/small", -0.2, ("length",)),
        }
        for one in read_catalog(catalog(root)).live()[:-1]
    }
    write_alternatives(alternatives_path(load_project(root, {}), locale("ja")), known)


@pytest.fixture
def desk_project(made_project, tmp_path):
    """A project of the test's own."""
    return Path(shutil.copytree(made_project, tmp_path / "harbour"))


def command(root: Path, *words: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    """`localize WORDS` in a project."""
    done = subprocess.run(
        [sys.executable, "-m", "localize", *words],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == code, done.stderr
    return done


@dataclass
class Server:
    """`localize review` as a user starts it."""

    root: Path
    words: tuple[str, ...] = ()
    process: subprocess.Popen[str] | None = None
    url: str = ""
    port: int = 0

    def start(self) -> Server:
        words = [sys.executable, "-m", "localize", "review", "--no-browser", "--as", "Mika Tanaka"]
        words += ["--port", str(self.port), *self.words]
        self.log = (self.root.parent / "server.log").open("a", encoding="utf-8")
        self.process = subprocess.Popen(
            words,
            cwd=self.root,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
            start_new_session=True,
        )
        self.url = self.process.stdout.readline().strip()
        if not self.url:  # it ended at once
            self.process.wait(timeout=15)
            self.process.stdout.close()
            self.log.close()
            raise AssertionError((self.root.parent / "server.log").read_text(encoding="utf-8"))
        self.port = urlsplit(self.url).port or self.port
        return self

    def stop(self, how: int = signal.SIGINT) -> None:
        if self.process and self.process.poll() is None:
            os.kill(self.process.pid, how)
            self.process.wait(timeout=15)
            self.process.stdout.close()
            self.log.close()

    @property
    def address(self) -> str:
        """Without the token, and without a slash at its end."""
        return self.url.partition("?")[0].rstrip("/")

    def client(self, url: str = "") -> Client:
        return Client(self.port).login(url or self.url)


@dataclass
class Client:
    """HTTP with every header in the test's hand."""

    port: int
    cookie: str = ""
    key: str = ""
    log: list[tuple[str, int]] = field(default_factory=list)

    def ask(self, method, path, body=None, headers=None, host=None, timeout=15):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        sent = {"Host": host or f"127.0.0.1:{self.port}", **(headers or {})}
        if self.cookie:
            sent.setdefault("Cookie", self.cookie)
        try:
            connection.request(method, path, body=body, headers=sent)
            answer = connection.getresponse()
            return Answer(answer.status, dict(answer.getheaders()), answer.read())
        finally:
            connection.close()

    def login(self, url: str) -> Client:
        parts = urlsplit(url)
        answer = self.ask("GET", f"{parts.path}?{parts.query}")
        assert answer.status == 303, answer
        self.cookie = answer.headers["set-cookie"].partition(";")[0]
        page = self.ask("GET", "/ja/")
        self.key = re.search(r'data-key="([0-9a-f]+)"', page.text)[1]
        return self

    def post(self, path, value, **headers):
        sent = {
            "Content-Type": "application/json",
            "Origin": f"http://127.0.0.1:{self.port}",
            "X-Localize": self.key,
            **headers,
        }
        kept = {name: text for name, text in sent.items() if text is not None}
        return self.ask("POST", path, body=json.dumps(value).encode(), headers=kept)

    def units(self, query: str = "", locale: str = "ja") -> list[tuple[str, str, str]]:
        """`(id, hash, state)` of the first page of a filter."""
        page = self.ask("GET", f"/{locale}/{query}").text
        return re.findall(r'data-unit="(\w+)" data-hash="(\w+)" data-state="([\w-]+)"', page)

    def save(self, unit, text, expected, act="save", locale="ja"):
        texts = [text] if isinstance(text, str) else text
        value = {"unit": unit, "expected": expected, "act": act, "msgstr": texts}
        return self.post(f"/{locale}/save", value)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def clear(self) -> str:
        return unescape(self.text)

    @property
    def json(self):
        return json.loads(self.body)


@contextlib.contextmanager
def serving():
    """A way to start servers; they end with the block."""
    started: list[Server] = []

    def start(root: Path, *words: str) -> Server:
        started.append(Server(root, words).start())
        return started[-1]

    try:
        yield start
    finally:
        for one in started:
            one.stop()


@pytest.fixture
def serve():
    """Start servers; they end with the test."""
    with serving() as start:
        yield start


@pytest.fixture(scope="module")
def shared(made_project, tmp_path_factory):
    """One server for all tests of a file but those who end it."""
    root = Path(shutil.copytree(made_project, tmp_path_factory.mktemp("shared") / "harbour"))
    with serving() as start:
        yield start(root)


def as_made(shared: Server, made_project: Path) -> Server:
    """The shared server, its catalogs as they were made."""
    path, made = catalog(shared.root), catalog(made_project)
    if path.read_bytes() != made.read_bytes():
        path.write_bytes(made.read_bytes())
        client = shared.client()
        wanted = [state(one).value for one in read_catalog(made).live()]
        until(lambda: [state for _, _, state in client.units()] == wanted)
    return shared


@pytest.fixture
def po(server):
    """The catalog of the server, which msgfmt takes at the end, too."""
    path = catalog(server.root)
    yield path
    msgfmt(path)


@pytest.fixture
def server(desk_project, serve):
    """The review of the harbour."""
    return serve(desk_project)


def missing(what: str) -> None:
    """Skip, or fail where everything has to be there."""
    if os.environ.get("LOCALIZE_CI"):
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture
def opened(browser, request):
    """Open a page of the review; a script that fails fails the test."""
    contexts = []
    problems: list[str] = []

    def open_page(path="ja/", *, server=None, selector="html[data-ready]", **options):
        server = server or request.getfixturevalue("server")
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(8000)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto(server.url)
        page.goto(f"{server.address}/{path}")
        page.wait_for_selector(selector)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not problems


def picture(page, name: str) -> None:
    """Keep a screenshot as an artefact."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png")


def until(true, seconds: float = 8.0) -> None:
    """Wait for something to become true."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def msgfmt(path: Path) -> None:
    """Let gettext judge a catalog."""
    if shutil.which("msgfmt") is None:
        missing("no msgfmt: apt-get install gettext")
    done = subprocess.run(
        ["msgfmt", "--check", "-o", os.devnull, str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


__all__ = ["Client", "Server", "entry_hash", "source_hash"]
