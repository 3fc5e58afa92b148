"""Photograph the pages of this repository's site, light and dark, at 390 and 1280 px.

python tools/pictures.py [FOLDER] [--all] [--full]

Needs Chromium and the development packages. Without FOLDER the editions' pictures in docs/pictures
are written; `--all` takes every page of the site, `--full` whole pages. Look at them.
"""

from __future__ import annotations

import argparse
import io
import shutil
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from localize.config import load_project
from localize.workflow.build import build

ROOT = Path(__file__).parent.parent
SIZES = {390: 844, 1280: 800}
THEMES = ("light", "dark")


def site(root: Path) -> Path:
    """The site of the repository's article, built elsewhere."""
    for name in ("content", "locales"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "localize.toml", root)
    return build(load_project(root)).site


def keep(raw: bytes, path: Path) -> None:
    """Write a picture with few colours, in a third of the bytes: they stand in the repository."""
    Image.open(io.BytesIO(raw)).convert("RGB").quantize(64).save(path, optimize=True)


def pictures(pages: dict[str, Path], folder: Path, *, full: bool) -> int:
    """Photograph pages, by the name that the picture gets; the number of pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for width, height in SIZES.items():
            for theme in THEMES:
                context = browser.new_context(
                    viewport={"width": width, "height": height}, color_scheme=theme
                )
                view = context.new_page()
                for name, path in pages.items():
                    view.goto(path.as_uri())
                    raw = view.screenshot(full_page=full)
                    keep(raw, folder / f"{name}-{width}-{theme}.png")
                    count += 1
                context.close()
        browser.close()
    return count


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "docs" / "pictures")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--full", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        root = site(Path(scratch))
        found = sorted(root.rglob("*.html"))
        if options.all:
            pages = {"-".join(path.relative_to(root).with_suffix("").parts): path for path in found}
        else:
            pages = {
                f"edition-{path.parts[-3]}": path
                for path in found
                if len(path.relative_to(root).parts) == 3
            }
        print(f"{pictures(pages, options.folder, full=options.full)} pictures in {options.folder}")


if __name__ == "__main__":
    main()
