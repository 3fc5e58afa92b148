"""Whatever was edited, a build of what changed gives the bytes of a build from nothing."""

import os
import random
import shutil
import threading

import pytest
from render_support import everything, write_project

from localize.catalogs.files import write_catalog
from localize.catalogs.layout import layout
from localize.catalogs.po import read_catalog
from localize.config import load_project
from localize.model import State
from localize.model.state import edited, reviewed
from localize.workflow.build import build
from localize.workflow.extract import extract
from localize.workflow.update import update

CONFIG = '[site]\nurl = "https://example.org"\ntheme = "theme"\n'
DOCUMENTS = {
    **{f"n{n}.md": f"---\ndate: 2026-10-0{n}\n---\n\n# Note {n}\n\nText {n}.\n" for n in (1, 2, 3)},
    "guide/index.md": "# Guide\n\nSee [one](../n1.md#x) and [two](../n2.md), ![a map](map.png).\n",
}


class Hand:
    """Somebody who works on a project, with dice."""

    def __init__(self, root, seed):
        self.root = root
        self.dice = random.Random(seed)
        self.number = 0

    def project(self):
        return load_project(self.root, {})

    def document(self):
        return self.dice.choice(sorted(self.root.glob("content/**/*.md")))

    def act(self):
        acts = (
            self.source,
            self.catalog,
            self.review,
            self.template,
            self.config,
            self.picture,
            self.new_document,
            self.remove,
            self.rename,
            self.locale,
            self.touch,
            self.output,
            self.same_size,
        )
        act = self.dice.choice(acts)
        self.number += 1
        act()
        return act.__name__

    def change(self, path, old, new):
        text = path.read_text(encoding="utf-8").replace(old, new)
        path.write_text(text, encoding="utf-8", newline="")

    def source(self):
        self.change(self.document(), "Text", f"Words {self.number} and text")

    def same_size(self):
        """As a fast tool may: other bytes, the same size and time."""
        path = self.document()
        found = path.stat()
        old, new = self.dice.sample(["Note", "Memo", "Line"], 2)
        self.change(path, old, new)
        os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))

    def entry(self, change):
        project = self.project()
        locale = self.dice.choice(project.locales)
        path = layout(project).catalog(
            locale, layout(project).domain(project.relative(self.document()))
        )
        if path.is_file():
            catalog = read_catalog(path)
            entries = list(catalog.entries)
            if entries:
                place = self.dice.randrange(len(entries))
                entries[place] = change(entries[place])
                write_catalog(
                    path,
                    type(catalog)(tuple(entries), catalog.header, locale, str(path), catalog.style),
                )

    def catalog(self):
        self.entry(lambda one: edited(one, (f"mine {self.number}",), fuzzy=False))

    def review(self):
        self.entry(lambda one: reviewed(one, by="Aiko", at="2026-11-01"))

    def template(self):
        path = self.root / "theme" / self.dice.choice(["extra.css", "notice.html"])
        if path.exists() and self.dice.random() < 0.3:
            path.unlink()
        else:
            path.write_text(f"<p>{self.number}</p>", encoding="utf-8")

    def config(self):
        path = self.root / "localize.toml"
        self.change(path, "[site]\n", f"[site]\ntitle = 'T{self.number}'\n")
        lines = path.read_text(encoding="utf-8").split("\n")
        seen = [n for n, line in enumerate(lines) if line.startswith("title")]
        for n in reversed(seen[1:]):
            del lines[n]
        path.write_text("\n".join(lines), encoding="utf-8")

    def picture(self):
        path = self.root / "content/guide/map.png"
        if path.exists() and self.dice.random() < 0.3:
            path.unlink()
        else:
            path.write_bytes(b"picture %d" % self.dice.randrange(3))

    def new_document(self):
        path = self.root / f"content/new{self.number}.md"
        path.write_text(f"# New {self.number}\n\nText; see [one](n1.md).\n", encoding="utf-8")
        project = self.project()
        templates = extract(project).templates
        update(project, templates, locales=project.locales, now="2026-11-22 12:00+0000")

    def remove(self):
        if len(list(self.root.glob("content/**/*.md"))) > 3:
            self.document().unlink()

    def rename(self):
        path = self.document()
        path.rename(path.with_name(f"r{self.number}.md"))

    def locale(self):
        path = self.root / "localize.toml"
        text = path.read_text(encoding="utf-8")
        both = '["ja", "hi"]'
        new = ('["ja"]', both) if both in text else (both, '["ja"]')
        path.write_text(text.replace(new[1], new[0]), encoding="utf-8")

    def touch(self):
        os.utime(self.document(), ns=(1, self.number))

    def output(self):
        pages = sorted(path for path in (self.root / "build").rglob("*") if path.is_file())
        path = self.dice.choice(pages)
        if self.dice.random() < 0.5:
            path.unlink()
        else:
            path.write_bytes(b"altered by hand")


def tree(root):
    found = root / "build"
    return {
        p.relative_to(found).as_posix(): p.read_bytes() for p in found.rglob("*") if p.is_file()
    }


def made_anew(root, away, **options):
    shutil.rmtree(away, ignore_errors=True)
    shutil.copytree(root, away, ignore=shutil.ignore_patterns("build", ".localize"))
    build(load_project(away, {}), **options)
    return tree(away)


def project_in(root):
    (root / "theme").mkdir(parents=True)
    return write_project(root, DOCUMENTS, ("ja", "hi"), everything(State.MACHINE), CONFIG)


@pytest.mark.parametrize("seed", range(2))
def test_build_after_any_edits_is_that_from_nothing(tmp_path, seed):
    root = tmp_path / "here"
    hand = Hand(root, seed)
    build(project_in(root))
    done = []
    for turn in range(10):
        done += [hand.act() for _ in range(hand.dice.choice([1, 1, 1, 2, 4]))]
        publish = hand.dice.random() < 0.3
        build(hand.project(), publish=publish)
        assert tree(root) == made_anew(root, tmp_path / "there", publish=publish), (turn, done)


def test_build_after_a_killed_one_leaves_no_stray_page(tmp_path):
    root = tmp_path / "here"
    project = project_in(root)
    build(project)
    new = root / "content/a-new-one.md"
    new.write_text("# New\n", encoding="utf-8")

    def killed(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(project, jobs=1, progress=killed)
    assert [name for name in tree(root) if "a-new-one" in name]
    new.unlink()
    assert build(project).removed == 6
    assert tree(root) == made_anew(root, tmp_path / "there")
    assert build(project).changed == build(project).removed == 0


def test_second_build_waits_for_the_first_and_takes_nothing_from_it(tmp_path):
    project = project_in(tmp_path)
    order = []

    def second():
        order.append("asked")
        build(project, jobs=1)
        order.append("second")

    beside = threading.Thread(target=second)

    def progress(done, total):
        if done == 1 and beside.ident is None:
            temporary = project.build / "site/en/.index.html.0a1b2c3d"
            temporary.parent.mkdir(parents=True, exist_ok=True)
            temporary.touch()
            beside.start()
            beside.join(0.3)
            assert temporary.exists()
            temporary.unlink()

    build(project, jobs=1, progress=progress)
    order.append("first")
    beside.join(60)
    assert sorted(order) == ["asked", "first", "second"]
    assert build(project).changed == 0


def test_catalog_written_anew_within_the_clocks_tick_is_read_anew(tmp_path):
    project = project_in(tmp_path)
    build(project)
    path = tmp_path / "locales/ja/LC_MESSAGES/n1.po"
    found = path.stat()
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('msgstr "ja: Text 1."', 'msgstr "ja: Word 1."'), encoding="utf-8")
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))
    build(project)
    assert "ja: Word 1." in (project.build / "site/ja/n1/index.html").read_text(encoding="utf-8")


def test_lists_and_sitemaps_that_no_ledger_knows_do_not_stay(tmp_path):
    project = project_in(tmp_path / "here")
    build(project)
    before = tree(project.root)
    site = project.build / "site"
    for name in ("page/2/index.html", "sitemap-3.xml", ".sitemap-3.xml.0a1b2c3d", "own.txt"):
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text("of a larger site", encoding="utf-8")
    shutil.rmtree(project.state_directory)
    assert build(project).removed == 3
    assert tree(project.root) == before | {"site/own.txt": b"of a larger site"}
    assert not (site / "page").exists()
