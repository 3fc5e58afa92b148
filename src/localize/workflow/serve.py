"""Building again whenever something changes, and a preview of the site that follows."""

import re
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from localize.catalogs.layout import layout
from localize.config import Project
from localize.errors import LocalizeError
from localize.render.publish.result import BuildResult
from localize.render.settings import site as site_of
from localize.storage.signature import signature
from localize.workflow.build import build
from localize.workflow.project import content_paths

# Put into a page as it is served, never into a file of the build.
_RELOAD = b"""<script>(async () => { for (;;) { try {
const r = await fetch("/.localize/turn?" + (window.turn ?? "")); const t = await r.text();
if (window.turn !== undefined && t !== window.turn) location.reload(); window.turn = t;
} catch { await new Promise(f => setTimeout(f, 1000)); } } })()</script></body>"""
_LONGEST = 20.0
_HOST = re.compile(r"(?i:127\.0\.0\.1|localhost)(?::[0-9]+)?")


def watched(
    project: Project,
    told: Callable[[BuildResult | LocalizeError], None],
    *,
    also: frozenset[str] = frozenset(),
    stop: threading.Event,
    every: float = 0.4,
) -> None:
    """Build now and after every change until `stop`; errors are told, and do not end it.

    `every`: seconds between two looks at the files.
    """
    seen: tuple[object, ...] | None = None
    while not stop.is_set():
        now = _signature(project)
        if now != seen:
            seen = now
            try:
                told(build(project, also=also))
            except LocalizeError as error:
                told(error)
        stop.wait(every)


def _signature(project: Project) -> tuple[object, ...]:
    return tuple(_stamps(project))


def _stamps(project: Project) -> Iterator[object]:
    theme = site_of(project, publish=False).theme
    paths = [
        *content_paths(project),
        *(path for one in project.locales for path in layout(project).catalogs(one)),
        *(sorted(theme.rglob("*")) if theme else ()),
    ]
    for path in paths:
        yield path, signature(path)


class _OwnPort(ThreadingHTTPServer):
    allow_reuse_address = sys.platform != "win32"  # there two servers would have the same port


class Preview:
    """The site on a port of this machine, each page loading itself anew after a build.

    `base`: the path under which it will stand, which its page for unknown addresses names.
    """

    def __init__(self, folder: Path, port: int, *, base: str = "/") -> None:
        self._turn = 0
        self._changed = threading.Condition()
        self.missing, self.base = folder / "404.html", base
        handler = partial(_Handler, preview=self, directory=str(folder))
        self._server = _OwnPort(("127.0.0.1", port), handler)
        self._server.daemon_threads = True

    @property
    def address(self) -> str:
        """Where it stands."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/"

    def turn(self) -> None:
        """Say that there is something new."""
        with self._changed:
            self._turn += 1
            self._changed.notify_all()

    def after(self, seen: str) -> str:
        """The number of the last build, once it is another than `seen`, or after a while."""
        with self._changed:
            end = time.monotonic() + _LONGEST
            while str(self._turn) == seen and (left := end - time.monotonic()) > 0:
                self._changed.wait(left)
            return str(self._turn)

    def run(self) -> None:
        """Serve until `close`."""
        self._server.serve_forever(poll_interval=0.2)

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, *words: object, preview: Preview, directory: str) -> None:
        self._preview = preview
        super().__init__(*words, directory=directory)  # type: ignore[arg-type] # as it was called

    def parse_request(self) -> bool:
        """Whether a request can be answered; for every method."""
        # A page of another origin may reach a port of this machine; it is told nothing.
        if not super().parse_request():
            return False
        if _HOST.fullmatch(self.headers.get("Host", "")):
            return True
        self.send_error(403)
        return False

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        if path == "/.localize/turn":
            self._send(self._preview.after(query).encode(), "text/plain")
            return
        file = self._file(is_folder=path.endswith("/"))
        if file is None and self._preview.missing.is_file():
            raw = self._preview.missing.read_bytes()
            self._send_page(raw.replace(f'="{self._preview.base}'.encode(), b'="/'), 404)
        elif file is not None and file.suffix == ".html" and file.is_file():
            self._send_page(file.read_bytes())
        else:
            super().do_GET()

    def _file(self, *, is_folder: bool) -> Path | None:
        """What is asked for; None: there is no such thing."""
        file = Path(self.translate_path(self.path))
        try:
            file = file / "index.html" if is_folder and file.is_dir() else file
            return file if file.exists() else None
        except OSError:  # a name longer than any file's
            return None

    def _send_page(self, raw: bytes, status: int = 200) -> None:
        raw = raw.replace(b"</body>", _RELOAD)
        self._send(raw, "text/html; charset=utf-8", status)

    def _send(self, raw: bytes, kind: str, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(raw)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_words: object) -> None:
        """Nothing: the terminal is for the builds."""
