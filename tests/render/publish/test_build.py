"""Only what changed is made again, and it comes out the same as if all had been made anew."""

import shutil

import pytest
from render_support import ARTICLE, everything, write_catalogs, write_project

from localize.errors import DocumentError, GateError, LocalizeError
from localize.model import State
from localize.workflow.build import build

SITE = '[site]\nurl = "https://example.org"\n'


def tree(project):
    return {
        path.relative_to(project.build).as_posix(): path.read_bytes()
        for path in project.build.rglob("*")
        if path.is_file()
    }


def make(root, count=6, state=State.MACHINE):
    documents = {f"n{number}.md": f"# Note {number}\n\nText {number}.\n" for number in range(count)}
    documents["harbour.md"] = ARTICLE
    documents["other.md"] = "# Other\n\n## When\n\nx\n"
    return write_project(root, documents, ("ja", "hi", "ar"), everything(state), SITE)


def test_second_build_writes_nothing(tmp_path):
    project = make(tmp_path)
    first = build(project)
    assert first.changed > 20
    before = {path: path.stat().st_mtime_ns for path in project.build.rglob("*")}
    ledger = (project.state_directory / "build.sqlite").stat().st_mtime_ns
    assert build(project).changed == 0
    assert before == {path: path.stat().st_mtime_ns for path in project.build.rglob("*")}
    assert ledger == (project.state_directory / "build.sqlite").stat().st_mtime_ns


def test_build_from_nothing_gives_the_same_bytes_with_any_number_of_processes(tmp_path):
    project = make(tmp_path, 30)
    build(project, jobs=1)
    before = tree(project)
    shutil.rmtree(project.build)
    shutil.rmtree(project.state_directory)
    build(project, jobs=2)
    assert tree(project) == before


def test_changed_paragraph_touches_its_own_pages_only(tmp_path):
    project = make(tmp_path)
    build(project)
    before = tree(project)
    path = tmp_path / "content/n3.md"
    path.write_text(path.read_text(encoding="utf-8").replace("Text 3", "Words 3"), encoding="utf-8")
    build(project)
    after = tree(project)
    touched = {name for name in after if after[name] != before.get(name)}
    pages = {name for name in touched if "/n3" in name}
    rest = touched - pages
    assert len(pages) == 8
    assert all(name.count("/") <= 2 for name in rest)  # the indexes, whose meters changed
    shutil.rmtree(project.state_directory)
    build(project)
    assert tree(project) == after


def test_deleted_document_and_locale_leave_nothing_behind(tmp_path):
    project = make(tmp_path)
    build(project)
    (tmp_path / "content/n1.md").unlink()
    (tmp_path / "localize.toml").write_text(
        (tmp_path / "localize.toml").read_text().replace('"hi", ', "")
    )
    from localize.config import load_project

    project = load_project(tmp_path, {})
    assert build(project).removed > 5
    left = tree(project)
    assert not [name for name in left if "/n1" in name or "/hi/" in name]
    assert not [name for name, raw in left.items() if b"/hi/" in raw]


def test_page_that_was_altered_or_deleted_is_written_again(tmp_path):
    project = make(tmp_path)
    build(project)
    before = tree(project)
    (project.build / "site/ja/n1/index.html").unlink()
    (project.build / "site/hi/n2/index.html").write_text("altered")
    assert build(project).changed == 2
    assert tree(project) == before


def test_withdrawn_edition_disappears_even_without_a_ledger(tmp_path):
    project = make(tmp_path)
    build(project)
    assert (project.build / "site/ja/n1").is_dir()
    shutil.rmtree(project.state_directory)
    (tmp_path / "localize.toml").write_text(
        (tmp_path / "localize.toml").read_text() + '[publish]\nminimum = "reviewed"\n'
    )
    from localize.config import load_project

    result = build(load_project(tmp_path, {}), publish=True)
    assert len(result.withheld) == 24
    assert not (project.build / "site/ja").exists()
    assert not (project.build / "markdown/ja").exists()


def test_link_follows_its_target_when_that_is_published_or_withdrawn(tmp_path):
    project = write_project(
        tmp_path,
        {"a.md": "# A\n\n[b](b.md)\n", "b.md": "# B\n"},
        ("ja",),
        lambda s, one: (f"ja {s.msgid}", State.REVIEWED),
        '[publish]\nminimum = "reviewed"\n',
    )
    page = project.build / "site/ja/a/index.html"
    build(project, publish=True)
    assert 'href="../b/"' in page.read_text(encoding="utf-8")
    write_catalogs(
        project,
        lambda s, one: (s.msgid, State.MACHINE if s.msgid == "B" else State.REVIEWED),
    )
    build(project, publish=True)
    assert 'href="../../en/b/"' in page.read_text(encoding="utf-8")
    write_catalogs(project, lambda s, one: (f"ja {s.msgid}", State.REVIEWED))
    build(project, publish=True)
    assert 'href="../b/"' in page.read_text(encoding="utf-8")


def test_error_of_a_check_stops_a_publishing_build_but_no_review_build(tmp_path):
    project = write_project(
        tmp_path,
        {"a.md": "See [here](https://example.org/) and {name}.\n"},
        ("ja",),
        lambda s, one: ("今", State.REVIEWED),
        checked=True,
    )
    assert build(project).editions
    shutil.rmtree(project.build)
    with pytest.raises(GateError) as caught:
        build(project, publish=True)
    assert caught.value.exit_code == 4
    assert not project.build.exists()


def test_picture_is_served_under_its_hash_and_follows_its_file(tmp_path):
    project = write_project(tmp_path, {"a.md": "![x](pic.png) ![y](gone.png)\n"}, ("ja",))
    picture = tmp_path / "content/pic.png"
    picture.write_bytes(b"one")
    result = build(project)
    assert result.warnings == ("content/a.md: there is no file content/gone.png",)
    (first,) = (project.build / "site/assets").glob("pic-*.png")
    picture.write_bytes(b"two")
    build(project)
    (second,) = (project.build / "site/assets").glob("pic-*.png")
    assert first != second
    assert second.name in (project.build / "site/ja/a/index.html").read_text(encoding="utf-8")


def test_link_out_of_the_project_brings_nothing_along(tmp_path):
    root = tmp_path / "project"
    root.mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    (root / "link.txt").symlink_to(tmp_path / "secret.txt")
    text = "[x](../../secret.txt) [y](../link.txt) [z](../localize.toml)\n"
    project = write_project(root, {"a.md": text}, ("ja",))
    build(project)
    assert {path.suffix for path in (project.build / "site/assets").iterdir()} == {".css", ".js"}


def test_document_that_cannot_be_read_says_where(tmp_path):
    project = write_project(tmp_path, {"a.md": "# A\n"}, ("ja",))
    (tmp_path / "content/b.md").write_bytes(b"ok\n\xff\n")
    with pytest.raises(DocumentError) as caught:
        build(project)
    assert (caught.value.path, caught.value.line) == ("content/b.md", 2)


def test_build_folder_that_cannot_be_written_is_an_error_with_its_path(tmp_path):
    project = write_project(tmp_path, {"a.md": "# A\n"}, ("ja",))
    (tmp_path / "build").write_text("a file stands in the way")
    with pytest.raises(LocalizeError) as caught:
        build(project)
    assert "build" in str(caught.value.path)


def test_two_documents_of_one_name_have_places_of_their_own(tmp_path):
    project = write_project(tmp_path, {"a.md": "# A\n", "a.txt": "A\n"}, ("ja",))
    pages = {one.page for one in build(project).editions}
    assert len(pages) == 4


def test_document_never_stands_where_a_page_of_the_site_does(tmp_path):
    names = ("a.md", "a/bilingual.md", "page/2.md", "feed.xml.md", "index.html.md")
    documents = {name: f"---\ndate: 2026-10-01\n---\n\n# {name}\n" for name in names}
    documents |= {f"n{number}.md": f"# N{number}\n" for number in range(50)}
    project = write_project(
        tmp_path, documents, ("ja",), everything(State.MACHINE), f"{SITE}bilingual = true\n"
    )
    result = build(project)
    own = {one.page.read_bytes() for one in result.editions}
    assert len(own) == 2 * len(documents)
    assert (result.site / "ja/page/2/index.html").read_bytes() not in own
    assert (result.site / "ja/feed.xml").is_file()
    assert build(project).changed == 0
