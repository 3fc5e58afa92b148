import os
import re
import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from render_pages import read_page
from render_support import ARTICLE, everything, write_project

from localize.model import State
from localize.render.bilingual import children, rows
from localize.workflow.build import build


def needed(found, hint):
    if not found:
        if os.environ.get("LOCALIZE_CI"):
            pytest.fail(hint)
        pytest.skip(hint)


def test_list_items_and_quoted_paragraphs_are_pairs_of_their_own():
    source = "<p>a</p>\n<ol><li>b<ul><li>x</li></ul></li>\n<li>c</li></ol><hr>"
    target = "<p>A</p><ol><li>B<ul><li>X</li></ul></li><li>C</li></ol>\n<hr>"
    assert rows(source, target) == [
        ("<p>a</p>", "<p>A</p>"),
        (
            '<ol start="1"><li>b<ul><li>x</li></ul></li></ol>',
            '<ol start="1"><li>B<ul><li>X</li></ul></li></ol>',
        ),
        ('<ol start="2"><li>c</li></ol>', '<ol start="2"><li>C</li></ol>'),
        ("<hr>", "<hr>"),
    ]


def test_texts_that_are_not_built_alike_come_as_one_pair():
    assert rows("<p>a</p><p>b</p>", "<p>A</p>") == [("<p>a</p><p>b</p>", "<p>A</p>")]


blocks = st.recursive(
    st.sampled_from(["<p>x<br>y</p>", "<hr>", "<p><img src='a'>z</p>"]),
    lambda inner: st.lists(inner, max_size=3).map(lambda found: f"<div>{''.join(found)}</div>"),
)


@settings(deadline=None, max_examples=50)
@given(st.lists(blocks, max_size=5))
def test_children_put_together_again_are_the_whole(found):
    assert children("".join(found)) == found


def test_bilingual_page_holds_both_texts_and_no_anchor_twice(tmp_path):
    project = write_project(
        tmp_path,
        {"a.md": ARTICLE, "other.md": "# O\n\n## When\n"},
        ("ar",),
        everything(State.MACHINE),
        "[site]\nbilingual = true\n",
    )
    build(project)
    page = read_page(project.build / "site/ar/a/bilingual/index.html")
    assert "Nobody asked." in page.text
    assert "ar: Nobody asked." in page.text.replace("\u2068", "")
    assert len(set(page.ids)) == len(page.ids)
    assert page.robots == "noindex"
    assert "../../other/index.html#when" in page.links
    assert (
        read_page(project.build / "site/ar/a/index.html").links.count("bilingual/index.html") == 1
    )


def words_of(raw):
    """`(page, left, top, right, bottom)` of each word of a PDF, and the size of its pages."""
    done = subprocess.run(
        ["pdftotext", "-bbox", "-", "-"], input=raw, capture_output=True, check=True
    )
    page, size, found = 0, (0.0, 0.0), []
    for line in done.stdout.decode().splitlines():
        numbers = [float(one) for one in re.findall(r'"([\d.-]+)"', line)]
        if "<page " in line:
            page, size = page + 1, tuple(numbers)
        elif "<word " in line:
            found.append((page, *numbers))
    return found, size


@pytest.mark.browser
@pytest.mark.parametrize("view", ["", "#view.lines"])
def test_printed_page_cuts_no_word_and_lays_none_over_another(tmp_path, browser, view):
    needed(shutil.which("pdftotext") is not None, "apt install poppler-utils")
    text = (
        "---\ntitle: Tide\n---\n"
        "## Part\n\n!!! note\n\n    Rain and *wind*.\n\n"
        + ("The tide came in twice today, and `tide --now` said so. " * 9 + "\n\n")
        * 12
    )
    words = "港の記録は「潮」が満ちて、また引いてゆくことを毎日こまかに書きとめる。" * 4
    project = write_project(
        tmp_path,
        {"a.md": text},
        ("ja",),
        lambda s, one: (words[: 2 * len(s.msgid)], State.MACHINE),
        "[site]\nbilingual = true\n",
    )
    build(project)
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto((project.build / "site/ja/a/bilingual/index.html").as_uri() + view)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    found, (width, height) = words_of(page.pdf(format="A4"))
    page.close()
    assert len(found) > 500
    lefts = {round(left) for _, left, *_ in found}
    assert any(left > width / 2 for left in lefts)
    for number, (at, left, top, right, bottom) in enumerate(found):
        assert left >= 0
        assert right <= width
        assert bottom <= height
        for other in found[number + 1 : number + 150]:
            wide = min(right, other[3]) - max(left, other[1])
            high = min(bottom, other[4]) - max(top, other[2])
            over = wide > 2 and high > (bottom - top) / 2
            assert at != other[0] or not over, (found[number], other)
