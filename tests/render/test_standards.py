"""The judges from outside: the Nu HTML checker and axe-core, on every kind of page."""

import os
import shutil
import subprocess
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from render_support import ARTICLE, REPOSITORY, write_project

from localize.model import State
from localize.workflow.build import build

STATES = [State.MACHINE, State.STALE, State.NEEDS_WORK, State.TRANSLATED, State.REVIEWED, None]
FULL = (
    ARTICLE
    + """
## Everything else

- [ ] open
- [x] done
  - nested **bold** ~~gone~~

1. one

   second paragraph

2. two

> [!WARNING]
> Mind the tide.

:::danger

Deep water.

??? tip "Ask"
    The keeper *knows*.

:::

=== "By boat"

    Row.

::: columns
Apart.
:::

Term
: What it means.

![A map of the harbour](map.png "Map")

```sh
tide --now
```

Inline $x^2$ and a line<br>broken. <kbd>Ctrl</kbd>

***
"""
)


def needed(found: bool, hint: str) -> None:
    if not found:
        if os.environ.get("LOCALIZE_CI"):
            pytest.fail(hint)
        pytest.skip(hint)


def node_module(place: str, hint: str) -> Path:
    roots = [REPOSITORY, *map(Path, os.environ.get("LOCALIZE_NODE", "").split(":"))]
    found = [root / "node_modules" / place for root in roots]
    path = next((one for one in found if one.is_file()), None)
    needed(path is not None, hint)
    return path


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    root = tmp_path_factory.mktemp("standards")
    words = {
        "ja": "港の覚え書き――潮が",
        "hi": "बंदरगाह की बातें",
        "ar": "ملاحظات NATO الميناء",
        "ur": "بندرگاہ کی باتیں",
    }  # the interface has no words in Urdu

    def translate(segment, locale):
        state = STATES[len(segment.msgid) % len(STATES)]
        return (f"{words[locale.tag]} {segment.msgid}", state) if state else None

    project = write_project(
        root,
        {"harbour.md": FULL, "other.md": "# Other\n\n## When\n\nNow.\n"},
        ("ja", "hi", "ar", "ur"),
        translate,
        '[site]\ntitle = "Notes"\nurl = "https://example.org/notes"\nbilingual = true\n',
    )
    (root / "content/map.png").write_bytes(b"\x89PNG")
    return build(project)


@pytest.mark.slow
def test_nu_html_checker_finds_no_error(built):
    jar = node_module(
        "vnu-jar/build/dist/vnu.jar", "npm install vnu-jar, set LOCALIZE_NODE to its folder"
    )
    needed(shutil.which("java") is not None, "apt install default-jre-headless")
    pages = sorted(map(str, built.site.rglob("*.html")))
    assert len(pages) > 10
    done = subprocess.run(
        ["java", "-jar", str(jar), "--errors-only", "--format", "gnu", *pages],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert "error" not in done.stderr.lower().replace("no errors found", ""), done.stderr[:3000]
    style = sorted(map(str, built.site.rglob("*.css")))
    done = subprocess.run(
        ["java", "-jar", str(jar), "--css", "--errors-only", *style],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[:3000]


@pytest.fixture(scope="module")
def served(built, tmp_path_factory):
    """The address of the site on a server, at the place that its `url` names."""
    root = tmp_path_factory.mktemp("served")
    (root / "notes").symlink_to(built.site)

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=root))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/notes"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_no_violation_and_nothing_overflows(built, served, theme, browser):
    axe = node_module(
        "axe-core/axe.min.js", "npm install axe-core, set LOCALIZE_NODE to its folder"
    )
    places = [
        "index.html",
        "404.html",
        "ja/index.html",
        "ar/harbour/index.html",
        "ur/index.html",
        "ur/harbour/index.html",
        "ja/harbour/index.html",
        "hi/harbour/index.html",
        "en/harbour/index.html",
    ]
    places += [p for p in ["ar/harbour/bilingual/index.html"] if (built.site / p).exists()]
    page = browser.new_page(viewport={"width": 390, "height": 844}, color_scheme=theme)
    for place in places:
        page.goto(f"{served}/{place}")
        page.add_script_tag(path=str(axe))
        found = page.evaluate("axe.run()")["violations"]
        told = [(one["id"], [node["html"][:160] for node in one["nodes"]]) for one in found]
        assert not told, place
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{place} is {wide} px too wide"
    page.close()
