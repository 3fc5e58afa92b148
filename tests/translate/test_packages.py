"""Packages from files and over HTTP, from a server that does whatever can go wrong."""

from __future__ import annotations

import functools
import io
import json
import shutil
import stat
import threading
import time
import zipfile
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from localize.errors import PackageError, UsageError
from localize.model import locale
from localize.translate.engines.download import Limits
from localize.translate.engines.packages import codes, read_package
from localize.translate.engines.packages_index import Available, index, parsed, routes
from localize.translate.engines.packages_unpack import unpack
from localize.workflow import models, models_install
from localize.workflow.models_install import install_path

EN, JA, HI = locale("en"), locale("ja"), locale("hi")
ROOT = Path(__file__).parents[2]
NAME = "translate-en_hi-0_1.argosmodel"


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("ARGOS_PACKAGES_DIR", raising=False)
    return tmp_path


@pytest.fixture
def good():
    return (ROOT / "models" / NAME).read_bytes()


def files(archive):
    with zipfile.ZipFile(io.BytesIO(archive)) as bundle:
        return {name: bundle.read(name) for name in bundle.namelist() if not name.endswith("/")}


@functools.cache
def bomb(good):
    big = {"translate-en_hi-0_1/zeros": bytes(70 << 20)}
    return zipped({**files(good), **big}, zipfile.ZIP_DEFLATED)


def zipped(contents, compression=zipfile.ZIP_STORED):
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", compression) as bundle:
        for name, body in contents.items():
            bundle.writestr(name, body)
    return raw.getvalue()


def nothing_is_there(home):
    packages = home / "data" / "argos-translate" / "packages"
    left = [*packages.iterdir()] if packages.exists() else []
    scratch = [*packages.parent.glob(".unpack-*")]
    return not left and not scratch


def with_file(good, name, body):
    top = next(iter(files(good))).split("/")[0]
    return zipped({**files(good), f"{top}/{name}": body})


def without(good, part):
    return zipped({name: body for name, body in files(good).items() if part not in name})


def link(good):
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as bundle:
        for name, body in files(good).items():
            bundle.writestr(name, body)
        info = zipfile.ZipInfo("translate-en_hi-0_1/link")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        bundle.writestr(info, "/etc/passwd")
    return raw.getvalue()


BAD = {
    "traversal": lambda good: zipped({**files(good), "translate-en_hi-0_1/../../evil": b"x"}),
    "absolute": lambda good: zipped({**files(good), "/tmp/evil": b"x"}),
    "backslash": lambda good: zipped({**files(good), "translate-en_hi-0_1\\..\\evil": b"x"}),
    "link": link,
    "two tops": lambda good: zipped({**files(good), "other/file": b"x"}),
    "bomb": bomb,
    "truncated": lambda good: good[: len(good) // 2],
    "flipped": lambda good: good[:900_000] + bytes(64) + good[900_064:],
    "web page": lambda good: b"<!doctype html><title>Log in</title>",
    "empty": lambda good: b"",
    "no metadata": lambda good: without(good, "metadata.json"),
    "no model": lambda good: without(good, "model.bin"),
    "no tokenizer": lambda good: without(good, "sentencepiece"),
    "metadata no JSON": lambda good: with_file(good, "metadata.json", b"{"),
    "metadata no object": lambda good: with_file(good, "metadata.json", b"[]"),
    "model cut": lambda good: with_file(good, "model/model.bin", b"\x06\0\0\0rubbish"),
    "tokenizer rubbish": lambda good: with_file(good, "sentencepiece.model", b"rubbish"),
}


@pytest.mark.parametrize("fault", BAD)
def test_a_bad_archive_is_refused_and_leaves_nothing(home, good, fault):
    path = home / NAME
    path.write_bytes(BAD[fault](good))
    with pytest.raises(PackageError) as caught:
        install_path(path)
    assert len(str(caught.value)) > 20
    assert nothing_is_there(home)
    assert not (home / "evil").exists()
    path.write_bytes(good)
    assert install_path(path)[0].package.name == "en_hi@0.1"


def test_a_bad_archive_leaves_the_installed_package_as_it_was(home, good):
    path = home / NAME
    path.write_bytes(good)
    folder = install_path(path)[0].package.path
    before = {one: one.read_bytes() for one in folder.rglob("*") if one.is_file()}
    path.write_bytes(BAD["model cut"](good))
    with pytest.raises(PackageError):
        install_path(path)
    assert {one: one.read_bytes() for one in folder.rglob("*") if one.is_file()} == before


def test_a_swapped_archive_is_refused_by_the_lock(home, good):
    path = home / NAME
    path.write_bytes(good)
    install_path(path)
    path.write_bytes(with_file(good, "README.md", b"other"))
    with pytest.raises(PackageError, match="not the archive that was recorded"):
        install_path(path)
    assert [one.problem for one in models.verify()] == [""]


def test_verify_finds_a_file_that_was_changed(home, good):
    path = home / NAME
    path.write_bytes(good)
    folder = install_path(path)[0].package.path
    (folder / "README.md").write_text("other")
    assert "not those that were installed" in models.verify()[0].problem
    (folder / "README.md").unlink()
    assert models.verify()[0].problem == ""


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("sentencepiece.model", "no tokenizer"),
        ("model/model.bin", "model.bin is missing"),
        ("metadata.json", "not readable as JSON"),
    ],
)
def test_verify_tells_a_package_that_is_not_whole_and_installing_again_mends_it(
    home, good, name, said
):
    path = home / NAME
    path.write_bytes(good)
    folder = install_path(path)[0].package.path
    for stray in ("notes", ".hidden"):
        (folder.with_name(stray)).mkdir()
    other = folder.with_name("sbd")
    other.mkdir()
    (other / "metadata.json").write_text('{"type": "sbd"}')
    (folder / name).unlink()
    if name == "metadata.json":
        (folder / name).write_text("{")
    (found,) = models.verify()
    assert found.name == folder.name
    assert said in found.problem
    install_path(path)
    assert [(one.name, one.problem) for one in models.verify()] == [("en_hi@0.1", "")]


def test_remove_takes_one_package_and_says_what_it_cannot(home, good):
    path = home / NAME
    path.write_bytes(good)
    install_path(path)
    assert models.remove("en_hi").name == "en_hi@0.1"
    assert nothing_is_there(home)
    with pytest.raises(UsageError, match="en_hi"):
        models.remove("en_hi")


def test_a_stray_folder_among_the_packages_is_left_aside(home, good):
    path = home / NAME
    path.write_bytes(good)
    folder = install_path(path)[0].package.path
    (folder.parent / "stray").mkdir()
    assert [one.name for one in models.listed()] == ["en_hi@0.1"]


class Faulty:
    """What the server does, request by request."""

    def __init__(self, good):
        self.good, self.faults, self.asked = good, [], []
        self.index_tag, self.url = '"1"', ""

    def index(self):
        pair = {"from_code": "en", "from_name": "English", "to_code": "hi", "to_name": "Hindi"}
        row = {**pair, "package_version": "0.1", "links": [f"{self.url}/{NAME}"]}
        return json.dumps([row, {"odd": 1}, "odd"]).encode()


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *words):
        pass

    def do_GET(self):
        faulty = self.server.faulty
        faulty.asked.append((self.path, dict(self.headers)))
        if self.path.endswith("index.json"):
            if self.headers.get("If-None-Match") == faulty.index_tag:
                return self.say(304)
            return self.say(200, faulty.index(), {"ETag": faulty.index_tag})
        if self.headers.get("Range", "").startswith("bytes=-"):  # a look before the download
            return self.say(200, faulty.good)
        fault = faulty.faults.pop(0) if faulty.faults else "good"
        with suppress(BrokenPipeError, ConnectionResetError):
            getattr(self, fault)(faulty.good)
        return None

    def say(self, status, body=b"", headers=None, length=None):
        self.send_response(status)
        for name, value in {"Content-Type": "application/zip", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def good(self, body):
        start = self.headers.get("Range", "bytes=0-").removeprefix("bytes=").partition("-")[0]
        if self.headers.get("If-Range") == '"a"' and int(start):
            return self.say(206, body[int(start) :], {"ETag": '"a"'})
        return self.say(200, body, {"ETag": '"a"'})

    def cut(self, body):
        self.say(200, body[: len(body) // 3], {"ETag": '"a"'}, len(body))
        self.connection.close()

    def untagged_cut(self, body):
        self.say(200, body[: len(body) // 3], {}, len(body))
        self.connection.close()

    def lying_short(self, body):
        self.say(200, body, {}, len(body) // 2)

    def lying_huge(self, body):
        self.say(200, body[:1000], {}, 1 << 42)

    def stalled(self, body):
        self.say(200, body[:1000], {"ETag": '"a"'}, len(body))
        time.sleep(2)

    def dripping(self, body):
        self.say(200, b"", {"ETag": '"a"'}, len(body))
        for number in range(40):
            self.wfile.write(body[number : number + 1])
            self.wfile.flush()
            time.sleep(0.05)

    def page(self, body):
        self.say(200, b"<html>Log in</html>", {"Content-Type": "text/html; charset=utf-8"})

    def missing(self, body):
        self.say(404)

    def busy(self, body):
        self.say(503)

    def truncated(self, body):
        self.say(200, body[: len(body) // 2])

    def changed(self, body):
        self.say(416)

    def endless(self, body):
        self.send_response(200)
        self.end_headers()
        for _ in range(200):
            self.wfile.write(bytes(1 << 16))


@contextmanager
def served(faulty):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.faulty = faulty
    faulty.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield faulty
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def server(home, good, monkeypatch):
    with served(Faulty(good)) as faulty:
        monkeypatch.setenv("ARGOS_PACKAGE_INDEX", faulty.url)
        yield faulty


FAST = Limits(timeout=0.4, slowest=10_000, patience=0.3, attempts=3, pause=0.01, max_bytes=8 << 20)
ONCE = Limits(timeout=0.4, slowest=10_000, patience=0.3, attempts=1, pause=0.01, max_bytes=8 << 20)


def test_a_package_is_fetched_and_installed(server, home):
    seen = []
    (found,) = models_install.install(
        EN, HI, limits=FAST, progress=lambda *state: seen.append(state)
    )
    assert found.package.name == "en_hi@0.1"
    assert seen[-1] == ("en_hi@0.1", len(server.good), len(server.good))
    assert not list((home / "cache").rglob("*.argosmodel*"))


@pytest.mark.parametrize(
    "fault",
    [
        "cut",
        "untagged_cut",
        "lying_short",
        "lying_huge",
        "stalled",
        "dripping",
        "page",
        "missing",
        "busy",
        "truncated",
        "changed",
        "endless",
    ],
)
def test_every_fault_is_a_clear_error_and_the_next_try_succeeds(server, home, fault):
    server.faults = [fault]
    with pytest.raises(PackageError) as caught:
        models_install.install(EN, HI, limits=ONCE)
    assert len(caught.value.message) > 20
    assert nothing_is_there(home)
    assert models_install.install(EN, HI, limits=ONCE)[0].package.name == "en_hi@0.1"


@pytest.mark.parametrize("fault", ["cut", "untagged_cut", "stalled", "busy", "dripping"])
def test_passing_faults_are_got_over_at_once(server, fault):
    server.faults = [fault, fault]
    assert models_install.install(EN, HI, limits=FAST)[0].package.name == "en_hi@0.1"


def test_a_download_goes_on_where_it_was_cut_off(server):
    server.faults = ["cut"]
    models_install.install(EN, HI, limits=FAST)
    ranges = [headers.get("Range") for path, headers in server.asked if path.endswith(NAME)]
    assert ranges[1:] == [None, f"bytes={len(server.good) // 3}-"]  # the first one is a look


@pytest.mark.parametrize("fault", BAD)
def test_a_bad_archive_from_the_server_is_refused_and_the_next_try_succeeds(server, home, fault):
    good, server.good = server.good, BAD[fault](server.good)
    with pytest.raises(PackageError):
        models_install.install(EN, HI, limits=FAST)
    assert nothing_is_there(home)
    server.good = good
    assert models_install.install(EN, HI, limits=FAST)[0].package.name == "en_hi@0.1"


def test_a_swapped_archive_from_the_server_is_refused(server):
    models_install.install(EN, HI, limits=FAST)
    models.remove("en_hi")
    server.good = with_file(server.good, "README.md", b"other")
    with pytest.raises(PackageError, match="recorded"):
        models_install.install(EN, HI, limits=FAST)


def test_the_index_is_asked_once_and_used_when_the_server_is_gone(home, good, caplog):
    with served(Faulty(good)) as faulty:
        address = f"{faulty.url}/index.json"
        first = index(address, home / "cache")
        second = index(address, home / "cache")
        assert [one.name for one in first] == [one.name for one in second] == ["en_hi@0.1"]
        assert faulty.asked[1][1]["If-None-Match"] == '"1"'
    assert index(address, home / "cache", timeout=1) == first
    assert "as last seen" in caplog.text
    with pytest.raises(PackageError, match="cannot be reached"):
        index(address, home / "other", timeout=1)


@pytest.mark.parametrize("raw", [b"<html>", b"{}", b"\xff", b"7"])
def test_what_is_no_index_is_refused(raw):
    with pytest.raises(PackageError, match="not an index"):
        parsed(raw, "http://x")


def row(pair, version="1.0"):
    source, target = pair.split("_")
    return Available(source, target, version, ("http://x",))


def names(rows, *pair, version=""):
    return [
        [[one.name for one in step] for step in way] for way in routes(rows, *pair, version=version)
    ]


def test_the_newest_version_wins_and_one_can_be_named():
    rows = [row("en_ja", "1.9"), row("en_ja", "1.10"), row("en_ja", "1.2")]
    assert names(rows, EN, JA) == [[["en_ja@1.10", "en_ja@1.9", "en_ja@1.2"]]]
    assert names(rows, EN, JA, version="1.2") == [[["en_ja@1.2"]]]
    assert names(rows, EN, JA, version="3") == []


def test_english_stands_between_where_no_pair_is_direct():
    rows = [row("ja_en"), row("en_hi")]
    assert names(rows, JA, HI) == [[["ja_en@1.0"], ["en_hi@1.0"]]]
    assert names(rows, HI, JA) == []


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("zh-Hant", "zt"),
        ("zh-TW", "zt"),
        ("zh-CN", "zh"),
        ("pt-BR", "pb"),
        ("pt", "pt"),
        ("nb", "nb"),
        ("en-GB", "en"),
        ("ja", "ja"),
    ],
)
def test_locales_find_the_codes_of_argos(tag, expected):
    assert codes(locale(tag))[0] == expected


def test_an_archive_is_named_by_its_own_folder(home, good, tmp_path):
    path = tmp_path / "download"
    path.write_bytes(good)
    package = unpack(path, tmp_path / "into")
    assert package.path.name == "translate-en_hi-0_1"
    assert read_package(package.path) == package
    shutil.rmtree(tmp_path / "into")
