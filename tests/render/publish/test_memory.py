"""What a build holds does not grow with the pages of a site."""

import gc
import tracemalloc

import pytest
from render_support import write_project

from localize.workflow.build import build

FEW, MANY = 40, 200
# Bytes for one document more, in all its locales: its path, its slug, its place in the queue, and
# up to 32 documents that are handed over at a time. It was 20,000 when all pages' facts were held.
SLOPE = 7_000


def make(root, count):
    root.mkdir()
    texts = {f"n{n:04}.md": f"# Note {n}\n\nSee [one](n0000.md).\n" for n in range(count)}
    config = '[site]\nurl = "https://example.org"\n'
    return write_project(root, texts, ("ja", "hi", "ar", "de"), config=config)


def peak(project):
    """The most bytes that a build held at a time in this process; pages are made in two others."""
    gc.collect()
    tracemalloc.start()
    try:
        assert build(project, jobs=2).site.is_dir()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def peaks(project):
    yield peak(project)
    (project.root / "content/n0001.md").write_text("# Note\n\nOther words.\n", encoding="utf-8")
    yield peak(project)
    yield peak(project)


@pytest.mark.slow
def test_build_of_five_times_the_documents_holds_hardly_more(tmp_path):
    warm = make(tmp_path / "warm", FEW)
    build(warm, jobs=1)
    few = peaks(make(tmp_path / "few", FEW))
    many = peaks(make(tmp_path / "many", MANY))
    for small, large in zip(few, many, strict=True):
        assert large - small < (MANY - FEW) * SLOPE
