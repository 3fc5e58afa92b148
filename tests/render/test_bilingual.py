from hypothesis import given, settings
from hypothesis import strategies as st
from render_pages import read_page
from render_support import ARTICLE, everything, write_project

from localize.model import State
from localize.render.bilingual import children, rows
from localize.workflow.build import build


def test_list_items_and_quoted_paragraphs_are_pairs_of_their_own():
    source = "<p>a</p>\n<ol><li>b<ul><li>x</li></ul></li>\n<li>c</li></ol><hr>"
    target = "<p>A</p><ol><li>B<ul><li>X</li></ul></li><li>C</li></ol>\n<hr>"
    assert rows(source, target) == [
        ("<p>a</p>", "<p>A</p>"),
        ('<ol start="1"><li>b<ul><li>x</li></ul></li></ol>',
         '<ol start="1"><li>B<ul><li>X</li></ul></li></ol>'),
        ('<ol start="2"><li>c</li></ol>', '<ol start="2"><li>C</li></ol>'),
        ("<hr>", "<hr>"),
    ]  # fmt: skip


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
        tmp_path, {"a.md": ARTICLE, "other.md": "# O\n\n## When\n"}, ("ar",),
        everything(State.MACHINE), "[site]\nbilingual = true\n",
    )  # fmt: skip
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
