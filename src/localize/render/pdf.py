"""An edition as PDF: a page of the site, printed by a headless Chromium or by WeasyPrint.

Chromium shapes every script, tags the document and makes its bookmarks; WeasyPrint (extra `pdf`)
does the same without a browser. Both are given a file of ours and nothing else: no network.
"""

import os
import re
import subprocess
import tempfile
from functools import cache
from pathlib import Path

from localize.errors import LocalizeError
from localize.extras import missing
from localize.user import program as found_program

_CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = (
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-extensions",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    # Addresses need no resolver: they go to a proxy that is not there, loopback too.
    "--proxy-server=127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
    "--no-pdf-header-footer",
    "--export-tagged-pdf",
    "--generate-pdf-document-outline",
)
# What changes from one run to the next, written over with as many characters.
_DATE = re.compile(rb"(/(?:CreationDate|ModDate) ?\(D:)\d{14}")
_SECONDS = 120


@cache
def program(printer: str) -> str:
    """The Chromium to print with, or `weasyprint`. `printer`: one of `PRINTERS`.

    Raises:
        LocalizeError: it is not there; for `auto`, neither is.
    """
    named = os.environ.get("LOCALIZE_CHROMIUM", "")
    for name in (named, *_CHROMIUM) if printer != "weasyprint" else ():
        path = found_program(name) if name else None
        if path:
            return path
    if printer == "chromium":
        raise LocalizeError(
            "there is no Chromium to make PDF with",
            hint="install it, or name it in LOCALIZE_CHROMIUM",
        )
    try:
        import weasyprint  # noqa: F401 - whether it is there
    except (ImportError, OSError) as error:  # OSError: Pango is missing
        what = "PDF without Chromium" if printer == "auto" else "PDF by WeasyPrint"
        raise missing(
            "pdf", what, error, also="WeasyPrint wants Pango on the machine too"
        ) from error
    return "weasyprint"


def pdf(page: Path, site: Path, *, printer: str = "auto") -> bytes:
    """The PDF of a page of the site in this folder, the same for the same page.

    Raises:
        LocalizeError: it cannot be made.
    """
    name = program(printer)
    if name == "weasyprint":
        from localize.render.weasyprint import printed

        raw = printed(page, site)
    else:
        raw = _by_chromium(name, page)
    return _DATE.sub(rb"\g<1>20000101000000", raw)


def _by_chromium(name: str, page: Path) -> bytes:
    with tempfile.TemporaryDirectory(prefix="localize-pdf-", ignore_cleanup_errors=True) as folder:
        out = Path(folder) / "page.pdf"
        # Root may not use the sandbox; the page is ours and runs no script of anyone else's.
        sandbox = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
        command = [
            name,
            *_FLAGS,
            *sandbox,
            f"--user-data-dir={folder}/profile",
            f"--print-to-pdf={out}",
            page.as_uri(),
        ]
        try:
            done = subprocess.run(  # noqa: S603 - the command is ours, the page a path
                command, capture_output=True, timeout=_SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise LocalizeError(f"Chromium did not print it: {error}", path=page) from error
        if not out.is_file():
            told = done.stderr.decode(errors="replace").strip().splitlines()
            raise LocalizeError(
                "Chromium did not print it", path=page, hint=told[-1] if told else None
            )
        return out.read_bytes()
