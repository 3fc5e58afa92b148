"""Where the lines of a page really end, asked of a browser."""

import shutil

import pytest
from render_support import REPOSITORY

from localize.config import load_project
from localize.workflow.build import build

# What may begin no line in Japanese (JIS X 4051): the characters that a page's lines begin with.
BEGINNINGS = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  let last = null;
  while (walker.nextNode()) {
    const text = walker.currentNode.data;
    for (let n = 0; n < text.length; n++) {
      range.setStart(walker.currentNode, n);
      range.setEnd(walker.currentNode, n + 1);
      const box = range.getBoundingClientRect();
      if (!box.width) continue;
      if (!last || box.top > last.bottom - 2) found.push(text[n]);
      last = box;
    }
  }
  return found;
}"""


@pytest.mark.browser
def test_no_line_of_japanese_begins_with_what_ends_a_phrase(tmp_path, browser):
    for name in ("content", "locales"):
        shutil.copytree(REPOSITORY / name, tmp_path / name)
    shutil.copy(REPOSITORY / "localize.toml", tmp_path)
    project = load_project(tmp_path, {})
    build(project)
    pages = sorted((project.build / "site/ja").rglob("index.html"))
    page = browser.new_page()
    for width in (320, 390, 720, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        for path in pages:
            page.goto(path.as_uri())
            found = set(page.evaluate(BEGINNINGS))
            assert len(found) > 5
            assert not found & set("。、」』）】！？ー々っゃゅょぁぃぅぇぉ―"), (path, width)
    page.close()
