"""What `localize models install` fetches, from where, and what it says before it does."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import threading
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from tests.made.packages import archive, files, metadata, new_layout

from localize.errors import PackageError, UsageError
from localize.model import locale
from localize.translate.engines.download import Limits
from localize.translate.engines.packages_index import PUBLIC_INDEX, index, index_address, parsed
from localize.workflow import models
from localize.workflow.models_install import fetched, install, install_path
from localize.workflow.models_plan import planned

ROOT = Path(__file__).parents[2]
SMALL = (ROOT / "models" / "translate-en_hi-0_1.argosmodel").read_bytes()
EN, JA, HI = locale("en"), locale("ja"), locale("hi")
FAST = Limits(timeout=5, attempts=2, pause=0.01)


@pytest.fixture
def home(tmp_path, monkeypatch):
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "HOME"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    proxies = ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy")
    for name in ("ARGOS_PACKAGES_DIR", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", *proxies):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


class Mirror(BaseHTTPRequestHandler):
    """An index and its packages, by name; ranges are answered, unless `ranged` is off."""

    def log_message(self, *words):
        pass

    def do_HEAD(self):
        self._answer(head=True)

    def do_GET(self):
        self._answer(head=False)

    def _answer(self, *, head):
        state = self.server.state
        state.asked.append((self.command, self.path, self.headers.get("Range")))
        body = state.files.get(self.path.lstrip("/"))
        if body is None:
            self.send_error(404)
            return
        status, more = 200, {}
        ranged = re.fullmatch(r"bytes=(\d*)-(\d*)", self.headers.get("Range", ""))
        if ranged and state.ranged:
            first, last = ranged.groups()
            start = int(first) if first else max(0, len(body) - int(last))
            end = int(last) + 1 if first and last else len(body)
            more["Content-Range"] = f"bytes {start}-{end - 1}/{len(body)}"
            status, body = 206, body[start:end]
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **more}.items():
            self.send_header(name, value)
        self.end_headers()
        state.sent += 0 if head else len(body)
        with suppress(OSError):
            if not head:
                self.wfile.write(body)


class State:
    def __init__(self):
        self.files, self.asked, self.ranged, self.sent, self.url = {}, [], True, 0, ""

    def offer(self, pair, version, body, link=""):
        """A package and its row, with a relative link."""
        source, target = pair.split("_")
        name = f"{pair}-{version}.argosmodel"
        self.files[name] = body
        names = {"from_name": source.upper(), "to_name": target.upper()}
        row = {"from_code": source, "to_code": target, "package_version": version, **names}
        rows = json.loads(self.files.get("index.json", b"[]"))
        self.files["index.json"] = json.dumps([*rows, {**row, "links": [link or name]}]).encode()

    def fetched(self):
        """What was asked for whole."""
        return [path for method, path, ranged in self.asked if method == "GET" and not ranged]


@contextmanager
def serving(state, context=None):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Mirror)
    server.daemon_threads = True
    server.state = state
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None  # a client that does not trust us hangs up
    state.url = f"{'https' if context else 'http'}://localhost:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def mirror(home, monkeypatch):
    with serving(State()) as state:
        monkeypatch.setenv("ARGOS_PACKAGE_INDEX", state.url)
        yield state


def of_version(version, **more):
    return new_layout(SMALL, "en", "hi", version, **more)


def newer_model(version):
    contents = files(SMALL)
    contents["model/model.bin"] = b"\xfe" + contents["model/model.bin"][1:]
    contents["metadata.json"] = metadata("en", "hi", version)
    return archive(f"translate-en_hi-{version}", contents)


def changed(version, **changes):
    contents = {**files(SMALL), "metadata.json": metadata("en", "hi", version), **changes}
    return archive(f"translate-en_hi-{version}", {k: v for k, v in contents.items() if v})


UNUSABLE = {
    "a newer model": (newer_model, "newer ctranslate2"),
    "another tokenizer": (
        lambda v: changed(v, **{"sentencepiece.model": b"", "unigram.json": b"{}"}),
        "no tokenizer",
    ),
    "another BPE": (
        lambda v: changed(v, **{"sentencepiece.model": b"", "bpe.model": b"#version: 7.1\n"}),
        "version 7.1",
    ),
    "another type": (
        lambda v: changed(v, **{"metadata.json": metadata("en", "hi", v, type="sbd")}),
        "type 'sbd'",
    ),
    "no model": (lambda v: changed(v, **{"model/model.bin": b""}), "no model/model.bin"),
}


@pytest.mark.parametrize("kind", UNUSABLE)
@pytest.mark.parametrize("ranged", [True, False])
def test_what_cannot_be_run_gives_way_to_an_older_version(mirror, kind, ranged):
    """Seen by ranges it is not even fetched; else it is fetched once and remembered."""
    made, said = UNUSABLE[kind]
    mirror.offer("en_hi", "1.0", of_version("1.0"))
    mirror.offer("en_hi", "1.9", made("1.9"))
    mirror.ranged = ranged
    plan = planned(EN, HI)
    if ranged:
        assert said in plan.left_out[0]
        assert str(plan.choices[0]).startswith("en_hi 1.0, 2.2 MB from localhost")
    (done,) = fetched(plan, limits=FAST)
    assert done.package.version == "1.0"
    whole = [path for path in mirror.fetched() if "1.9" in path]
    assert len(whole) == (0 if ranged else 1)
    assert mirror.sent < 2 * len(SMALL) + (0 if ranged else 4 * len(SMALL))
    models.remove("en_hi")
    mirror.asked.clear()
    again = planned(EN, HI)
    assert said in again.left_out[0]
    assert not [path for path in mirror.fetched() if "1.9" in path]


def test_a_broken_newest_one_gives_way_and_without_an_older_one_it_is_told(mirror):
    mirror.offer("en_hi", "1.9", of_version("1.9")[:-900_000])
    mirror.ranged = False
    with pytest.raises(PackageError, match="not a whole zip"):
        install(EN, HI, limits=FAST)
    mirror.offer("en_hi", "1.0", of_version("1.0"))
    assert install(EN, HI, limits=FAST)[0].package.version == "1.0"


def test_a_pair_that_none_can_run_is_told_with_the_reason(mirror):
    mirror.offer("en_hi", "1.9", newer_model("1.9"))
    with pytest.raises(PackageError, match="that can be run here") as caught:
        install(EN, HI, limits=FAST)
    assert "newer ctranslate2" in caught.value.hint
    assert "en_hi-1.9.argosmodel" not in str(mirror.fetched())


def test_what_is_installed_is_not_fetched_again(mirror):
    mirror.offer("en_hi", "1.0", of_version("1.0"))
    assert len(install(EN, HI, limits=FAST)) == 1
    mirror.asked.clear()
    assert install(EN, HI, limits=FAST) == ()
    assert [path for _, path, _ in mirror.asked] == ["/index.json"]
    mirror.offer("en_hi", "1.1", of_version("1.1"))
    assert install(EN, HI, limits=FAST)[0].package.version == "1.1"
    assert planned(EN, HI, version="1.0").choices == ()


def test_a_language_into_itself_is_no_pair(mirror):
    mirror.offer("ja_en", "1.0", SMALL)
    mirror.offer("en_ja", "1.0", SMALL)
    with pytest.raises(UsageError, match="is no pair"):
        install(JA, JA, limits=FAST)
    assert mirror.asked == []


def test_a_pair_that_the_index_lacks_names_engines_that_may_know_it(mirror):
    mirror.offer("en_hi", "1.0", SMALL)
    with pytest.raises(PackageError, match="no package from en to ja") as caught:
        planned(EN, JA)
    assert "openai, deepl, libretranslate" in caught.value.hint
    assert "apertium" not in caught.value.hint
    with pytest.raises(PackageError) as caught:
        planned(locale("es"), locale("ca"))
    assert "apertium" in caught.value.hint


@pytest.mark.parametrize("name", ["ARGOS_PACKAGES_DIR", "XDG_CACHE_HOME"])
def test_a_folder_that_cannot_be_written_is_told_before_anything_is_fetched(
    mirror, home, monkeypatch, name
):
    mirror.offer("en_hi", "1.0", SMALL)
    (home / "file").write_text("")
    monkeypatch.setenv(name, str(home / "file" / "below"))
    with pytest.raises(PackageError, match="cannot be written") as caught:
        install(EN, HI, limits=FAST)
    assert str(home / "file" / "below") in str(caught.value.path)
    assert name in caught.value.hint
    assert mirror.fetched() == ["/index.json"]


def test_a_folder_is_a_mirror_and_links_may_be_relative(home):
    folder = home / "mirror"
    folder.mkdir()
    state = State()
    state.offer("en_hi", "1.0", of_version("1.0"))
    for name, body in state.files.items():
        (folder / name).write_bytes(body)
    for address in (str(folder), folder.as_uri(), f"{folder.as_uri()}/index.json"):
        (row,) = index(index_address(address), home / "cache")
        assert row.links == (f"{folder.as_uri()}/en_hi-1.0.argosmodel",)
    (home / "localize.toml").write_text(
        'locales = ["hi"]\n[engines.argos]\nindex = "mirror"\n', encoding="utf-8"
    )
    from localize.config import load_project

    assert install(EN, HI, project=load_project(home))[0].package.version == "1.0"


def test_the_address_of_the_index_is_ours_unless_another_is_named(home, monkeypatch):
    monkeypatch.delenv("ARGOS_PACKAGE_INDEX", raising=False)
    assert index_address() == f"{PUBLIC_INDEX}index.json"
    settings = Path(os.environ["XDG_CONFIG_HOME"]) / "argos-translate" / "settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text('{"ARGOS_PACKAGE_INDEX": "https://a.example/x/"}')
    assert index_address() == "https://a.example/x/index.json"
    monkeypatch.setenv("ARGOS_PACKAGE_INDEX", "https://b.example")
    assert index_address() == "https://b.example/index.json"
    assert index_address("https://c.example/i.json") == "https://c.example/i.json"


def test_names_that_are_paths_are_no_packages(home):
    rows = [
        {"from_code": "../../x", "to_code": "ja", "links": ["a"]},
        {"from_code": "en", "to_code": "ja", "package_version": "1/../../2", "links": ["a"]},
        {"from_code": "en", "to_code": "ja", "links": ["file:///etc/passwd", "ipfs://x", "b"]},
    ]
    (row,) = parsed(json.dumps(rows).encode(), "http://host/i/index.json")
    assert row.links == ("http://host/i/b",)
    path = home / "x.argosmodel"
    path.write_bytes(archive("x", {**files(SMALL), "metadata.json": metadata("../en", "hi", "1")}))
    with pytest.raises(PackageError, match="plain name"):
        install_path(path)
    path.write_bytes(archive("..", files(SMALL)))
    with pytest.raises(PackageError, match="leads out"):
        install_path(path)


# Certificates and proxies.


@pytest.fixture(scope="session")
def authority(tmp_path_factory, tool):
    """A certificate authority, a certificate of localhost by it, and its key."""
    tool("openssl", "openssl")
    folder = tmp_path_factory.mktemp("authority")

    def openssl(*words):
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)

    new = ("req", "-newkey", "rsa:2048", "-nodes", "-days", "2")
    openssl(
        *new,
        "-x509",
        "-keyout",
        "ca.key",
        "-out",
        "ca.pem",
        "-subj",
        "/CN=Test authority",
        "-addext",
        "keyUsage=critical,keyCertSign",
    )
    openssl(*new, "-keyout", "key.pem", "-out", "csr.pem", "-subj", "/CN=localhost")
    (folder / "names").write_text("subjectAltName=DNS:localhost\n")
    openssl(
        "x509",
        "-req",
        "-in",
        "csr.pem",
        "-CA",
        "ca.pem",
        "-CAkey",
        "ca.key",
        "-days",
        "2",
        "-CAcreateserial",
        "-extfile",
        "names",
        "-out",
        "cert.pem",
    )
    return folder


@pytest.fixture
def secure(home, authority, monkeypatch):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority / "cert.pem", authority / "key.pem")
    with serving(State(), context) as state:
        state.offer("en_hi", "1.0", of_version("1.0"))
        monkeypatch.setenv("ARGOS_PACKAGE_INDEX", state.url)
        yield state


@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"])
def test_a_certificate_authority_of_ones_own_is_trusted(secure, authority, monkeypatch, name):
    monkeypatch.setenv(name, str(authority / "ca.pem"))
    assert install(EN, HI, limits=FAST)[0].package.version == "1.0"


def test_an_unknown_certificate_is_told_as_one_and_not_tried_again(secure, home, monkeypatch):
    with pytest.raises(PackageError, match="certificate is not trusted") as caught:
        install(EN, HI, limits=FAST)
    assert "SSL_CERT_FILE" in caught.value.hint
    assert secure.asked == []
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(home / "nowhere.pem"))
    with pytest.raises(PackageError, match=r"no such certificate file: .*nowhere\.pem"):
        install(EN, HI, limits=FAST)


def test_the_engines_of_services_reach_the_web_as_downloads_do(secure, authority, monkeypatch):
    from localize.errors import EngineError
    from localize.translate.engines.http import Service

    waits: list[float] = []
    service = Service("libretranslate", secure.url, sleep=waits.append)
    with pytest.raises(EngineError, match="certificate is not trusted") as caught:
        service.get("/index.json")
    assert "SSL_CERT_FILE" in caught.value.hint
    assert waits == []  # no further try mends a certificate
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority / "ca.pem"))
    assert service.get("/index.json")[0]["to_code"] == "hi"


class Proxy(BaseHTTPRequestHandler):
    """CONNECT (RFC 9110 §9.3.6); with a password, if the server has one."""

    def log_message(self, *words):
        pass

    def do_CONNECT(self):
        self.server.tunnels.append(self.path)
        if self.server.password and not self.headers.get("Proxy-Authorization"):
            self.send_response(407)
            self.end_headers()
            return
        host, _, port = self.path.partition(":")
        with socket.create_connection((host, int(port))) as there:
            self.send_response(200)
            self.end_headers()
            pumps = [
                threading.Thread(target=pump, args=pair)
                for pair in ((self.connection, there), (there, self.connection))
            ]
            for one in pumps:
                one.start()
            for one in pumps:
                one.join()


def pump(source, sink):
    with suppress(OSError):
        while block := source.recv(1 << 16):
            sink.sendall(block)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)


@pytest.fixture
def proxy(monkeypatch):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    server.daemon_threads = True
    server.tunnels, server.password = [], False
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    server.host = f"127.0.0.1:{server.server_port}"
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_https_goes_through_the_proxy_unless_no_proxy_names_the_host(
    secure, authority, proxy, monkeypatch
):
    monkeypatch.setenv("SSL_CERT_FILE", str(authority / "ca.pem"))
    monkeypatch.setenv("HTTPS_PROXY", f"http://{proxy.host}")
    assert install(EN, HI, limits=FAST)[0].package.version == "1.0"
    assert set(proxy.tunnels) == {secure.url.removeprefix("https://")}
    models.remove("en_hi")
    proxy.tunnels.clear()
    monkeypatch.setenv("NO_PROXY", "localhost")
    assert len(install(EN, HI, limits=FAST)) == 1
    assert proxy.tunnels == []


def test_a_proxy_that_refuses_or_is_not_there_is_told_as_one(secure, authority, proxy, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(authority / "ca.pem"))
    monkeypatch.setenv("HTTPS_PROXY", f"http://{proxy.host}")
    proxy.password = True
    with pytest.raises(
        PackageError, match=rf"the proxy http://{proxy.host} refuses: 407"
    ) as caught:
        install(EN, HI, limits=FAST)
    assert "HTTPS_PROXY" in caught.value.hint
    monkeypatch.setenv("HTTPS_PROXY", f"http://user:secret@{proxy.host}")
    assert len(install(EN, HI, limits=FAST)) == 1
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setenv("XDG_CACHE_HOME", os.environ["XDG_CACHE_HOME"] + "2")
    monkeypatch.setenv("HTTPS_PROXY", f"http://user:secret@127.0.0.1:{port}")
    with pytest.raises(PackageError, match=f"127.0.0.1:{port} cannot be reached") as caught:
        install(EN, HI, limits=FAST)
    assert "secret" not in str(caught.value)


# The command.


def localize(*words, cwd, code=0, **more):
    done = subprocess.run(
        [sys.executable, "-m", "localize", *words],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_COLOR": "1", **more},
    )
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done


def test_every_way_to_name_a_package_is_understood(mirror, home):
    mirror.offer("en_hi", "1.0", of_version("1.0"))
    mirror.offer("en_hi", "1.1", of_version("1.1"))
    (home / "localize.toml").write_text('source = "en"\nlocales = ["hi"]\n')
    packages = home / "folder"
    packages.mkdir()
    (packages / "a.argosmodel").write_bytes(of_version("3.0"))
    (home / "unpacked").mkdir()
    shutil.unpack_archive(packages / "a.argosmodel", home / "unpacked", "zip")
    inner = str(home / "unpacked" / "translate-en_hi-3_0")
    for words, version in (
        (("en", "hi"), "1.1"),
        (("en",), "1.1"),
        (("hi",), "1.1"),
        (("translate-en_hi",), "1.1"),
        (("translate-en_hi-1_0",), "1.0"),
        (("en_hi@1.0",), "1.0"),
        (("folder/a.argosmodel",), "3.0"),
        (("--from-file", "folder/a.argosmodel"), "3.0"),
        (("folder",), "3.0"),
        ((inner,), "3.0"),
    ):
        done = localize("models", "install", *words, cwd=home)
        assert f"installed en_hi@{version} in " in done.stdout, words
        localize("models", "remove", f"en_hi@{version}", cwd=home)
    (Path(inner) / "more").write_text("x")
    assert "recorded" in localize("models", "install", inner, cwd=home, code=5).stderr
    localize("models", "install", "en", "hi", cwd=home)
    assert "is installed already" in localize("models", "install", "en", "hi", cwd=home).stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("en",), "one locale"),
        (("ja", "ja"), "is no pair"),
        ((), "what is to be installed?"),
        (("x.argosmodel",), "no such file"),
        (("https://host/x.argosmodel",), "fetch the file"),
        (("translate-qq_hi",), "no package has that name"),
    ],
)
def test_what_names_no_package_is_told(mirror, home, words, said):
    done = localize("models", "install", *words, cwd=home, code=2)
    assert said in done.stderr


def test_search_and_list_know_bcp_47_and_take_codes_as_codes(mirror, home):
    for pair in ("en_zt", "en_pb", "en_tl", "en_is", "da_en", "en_da"):
        mirror.offer(pair, "1.2", SMALL)
    for word, pair in (("zh-Hant", "en_zt"), ("pt-BR", "en_pb"), ("fil", "en_tl"), ("is", "en_is")):
        found = json.loads(localize("models", "search", word, "--json", cwd=home).stdout)[
            "packages"
        ]
        assert [row["name"] for row in found] == [f"{pair}@1.2"]
        assert found[0]["bytes"] == len(SMALL)
    table = localize("models", "search", "zh-Hant", cwd=home).stdout
    assert re.search(r"en_zt@1\.2 +en +zh-Hant +2\.2 +EN → ZT", table)
    pair = json.loads(localize("models", "search", "en", "da", "--json", cwd=home).stdout)
    assert [row["name"] for row in pair["packages"]] == ["en_da@1.2"]
    path = home / "x.argosmodel"
    path.write_bytes(new_layout(SMALL, "en", "zt", "1.2"))
    install_path(path)
    assert "zh-Hant" in localize("models", "list", "zh-Hant", cwd=home).stdout
    assert "no such package" in localize("models", "list", "is", cwd=home).stderr
    told = localize("models", "verify", cwd=home).stdout
    assert f"en_zt@1.2: good  ({models.listed()[0].path})" in told


def test_without_a_terminal_the_message_names_yes_and_where_the_file_is(mirror, home):
    mirror.offer("en_hi", "1.0", SMALL)
    (home / "localize.toml").write_text('source = "en"\nlocales = ["hi"]\nengine = "argos"\n')
    (home / "content").mkdir()
    (home / "content" / "a.md").write_text("Who is she?\n")
    told = localize("run", cwd=home, code=5).stderr
    assert "--yes" in told
    assert f"{mirror.url}/index.json (its links)" in told
    assert mirror.asked == []  # nobody agreed to any network
    localize("models", "search", "hi", cwd=home)
    assert f"{mirror.url}/en_hi-1.0.argosmodel" in localize("run", cwd=home, code=5).stderr
