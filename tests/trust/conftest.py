"""A foreign checkout, what lies beside it, and a network on which every request is written down."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

KEYS = {
    "OPENAI_API_KEY": "sk-trust-4f8a1c0b9e7d",
    "DEEPL_API_KEY": "deepl-trust-77aa11bb:fx",
    "LIBRETRANSLATE_API_KEY": "libre-trust-55cc22dd",
    "PGPASSWORD": "postgres-trust-99ee",
}
CONFIG = 'source = "en"\nlocales = ["ja"]\n'
ARTICLE = "---\ntitle: A harbour\n---\n\n# A harbour\n\nNobody counts the gulls.\n"
CATALOG = """\
msgid ""
msgstr ""
"Language: ja\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

msgid "Nobody counts the gulls."
msgstr "誰もカモメを数えない。"
"""
SECRET = "the-words-of-a-private-file"
COMMANDS = (
    ("status",),
    ("check",),
    ("update",),
    ("review", "export", "pages"),
    ("build",),
    ("run", "--yes"),
)
"""What somebody does who was sent a project."""


@dataclass
class Network:
    """Stands for every host but this machine: a proxy that answers nothing and forgets nothing."""

    port: int = 0
    asked: list[str] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        """The variables by which every client goes through it."""
        address = f"http://127.0.0.1:{self.port}"
        names = ("http_proxy", "https_proxy", "all_proxy")
        both = {name: address for lower in names for name in (lower, lower.upper())}
        return {**both, "no_proxy": "127.0.0.1,localhost", "NO_PROXY": "127.0.0.1,localhost"}


@pytest.fixture
def network():
    """The network, with nothing asked yet."""
    known = Network()

    class Handler(BaseHTTPRequestHandler):
        def _told(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            body = self.rfile.read(length).decode("utf-8", "replace")
            known.asked.append(f"{self.requestline}\n{self.headers}\n{body}")
            self.send_response(502)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def __getattr__(self, name: str) -> object:
            if name.startswith("do_"):
                return self._told
            raise AttributeError(name)

        def log_message(self, *_words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    known.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield known
    server.shutdown()
    server.server_close()


@dataclass
class Checkout:
    """A project that somebody else wrote, with a folder of ours beside it."""

    top: Path
    network: Network
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def root(self) -> Path:
        return self.top / "somewhere" / "checkout"

    @property
    def outside(self) -> Path:
        """What is none of the project's business."""
        return self.top / "outside"

    @property
    def home(self) -> Path:
        return self.top / "home"

    @property
    def marker(self) -> Path:
        """Made by whatever code of the checkout runs."""
        return self.outside / "marker"

    def write(self, name: str, text: str, mode: int = 0o644) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(mode)
        return path

    def config(self, text: str, top: str = "") -> None:
        """`localize.toml`: the usual keys, `top` before the tables, `text` after."""
        engine = "" if "engine = " in top else 'engine = "pseudo"'
        self.write("localize.toml", f"{CONFIG}{engine}\n{top}\n{text}\n")

    def environment(self) -> dict[str, str]:
        plain = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        homes = {
            "HOME": self.home,
            "XDG_CONFIG_HOME": self.home / ".config",
            "XDG_CACHE_HOME": self.home / ".cache",
            "XDG_DATA_HOME": self.home / ".local/share",
        }
        own = {name: str(path) for name, path in homes.items()}
        return {**plain, **own, **KEYS, **self.network.environment, "NO_COLOR": "1", **self.extra}

    def __call__(self, *words: str, code: int | None = None) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "localize", *words],
            cwd=self.root,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=120,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            check=False,
        )
        said = done.stdout + done.stderr
        assert "Traceback" not in said, said
        assert done.returncode != 70, said
        for key in KEYS.values():
            assert key not in said, said
        if code is not None:
            assert done.returncode == code, f"exit {done.returncode}\n{said}"
        return done

    def everything(self) -> list[subprocess.CompletedProcess[str]]:
        """Every command of somebody who was sent a project."""
        return [self(*words) for words in COMMANDS]

    def files(self, folder: Path) -> dict[str, bytes]:
        """Every file below a folder, links not followed."""
        found = (Path(where, name) for where, _folders, names in os.walk(folder) for name in names)
        return {
            path.relative_to(folder).as_posix(): b"-> link"
            if path.is_symlink()
            else path.read_bytes()
            for path in found
        }

    @contextmanager
    def unharmed(self):
        """Nothing ran, nothing was sent, nothing beside the project was written or read."""
        before = self.files(self.outside)
        yield
        assert self.network.asked == []
        assert self.files(self.outside) == before
        for name, raw in self.files(self.root).items():
            assert SECRET.encode() not in raw, f"{name} has what stands outside of the project"
            for key in KEYS.values():
                assert key.encode() not in raw, f"{name} has a key"


@pytest.fixture
def checkout(tmp_path, network):
    """A sound foreign project, to which a test adds its trick."""
    made = Checkout(tmp_path, network)
    made.root.mkdir(parents=True)
    made.home.mkdir()
    made.outside.mkdir()
    (made.outside / "private.md").write_text(f"# {SECRET}\n", encoding="utf-8")
    (made.outside / "private.po").write_text(
        CATALOG.replace("誰もカモメを数えない。", SECRET), encoding="utf-8"
    )
    made.config("")
    made.write("content/harbour.md", ARTICLE)
    made.write("locales/ja/LC_MESSAGES/harbour.po", CATALOG)
    return made


@pytest.fixture
def script():
    """A shell script that leaves a marker."""

    def made(checkout: Checkout, name: str) -> Path:
        return checkout.write(name, f"#!/bin/sh\ntouch '{checkout.marker}'\ncat\n", 0o755)

    return made
