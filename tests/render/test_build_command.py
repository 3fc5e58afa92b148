import json
import os
import subprocess
import sys

from render_support import ARTICLE, everything, write_project

from localize.model import State
from localize.render.settings import LAYOUTS
from localize.workflow.build import build


def localize(root, *words):
    return subprocess.run(
        [sys.executable, "-m", "localize", "-C", str(root), *words],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "NO_COLOR": "1"},
    )


def test_build_prints_each_page_and_json(tmp_path):
    write_project(tmp_path, {"a.md": "# A\n"}, ("ja",), everything(State.MACHINE))
    done = localize(tmp_path, "build")
    assert done.returncode == 0
    assert "build/site/ja/a/index.html" in done.stdout
    found = json.loads(localize(tmp_path, "build", "--json", "--to", "ja").stdout)
    assert [one["locale"] for one in found["editions"]] == ["en", "ja"]
    assert found["changed"] == 0


def test_publishing_what_has_not_met_the_gate_exits_4_and_says_what(tmp_path):
    write_project(
        tmp_path,
        {"a.md": "# A\n"},
        ("ja",),
        everything(State.MACHINE),
        '[publish]\nminimum = "reviewed"\n',
    )
    done = localize(tmp_path, "build", "--publish")
    assert done.returncode == 4
    assert "ja of content/a.md" in done.stderr
    assert (tmp_path / "build/site/en/a/index.html").is_file()
    assert not (tmp_path / "build/site/ja").exists()


def test_every_layout_has_a_place_of_its_own_for_every_document(tmp_path):
    for layout in LAYOUTS:
        root = tmp_path / layout
        root.mkdir()
        project = write_project(
            root,
            {"harbour.md": ARTICLE, "deep/other.md": "# O\n"},
            ("ja", "pt-BR"),
            everything(State.MACHINE),
            f'[site]\nlayout = "{layout}"\n',
        )
        build(project)
        found = list((project.build / "markdown").rglob("*.md"))
        assert len(found) == 6, layout
        named = sum("\nlang: pt-BR\n" in p.read_text(encoding="utf-8") for p in found)
        assert named == (layout != "mdbook"), layout  # which would show a front matter as text


def test_front_matter_of_every_kind_names_the_language_of_the_edition(tmp_path):
    documents = {
        "a.md": '---\ntitle: T\nlang: "en"\n---\nx\n',
        "b.md": "+++\ntitle = 'T'\nlanguage = 'en'\n+++\nx\n",
        "c.md": '{\n  "title": "T",\n  "lang": "en",\n  "x": 1\n}\n\nx\n',
        "d.md": '{{< x >}}\n\n```json\n{\n  "lang": "en"\n}\n```\n',
    }
    project = write_project(tmp_path, documents, ("ja",), everything(State.MACHINE))
    build(project)
    found = {
        p.name: p.read_text(encoding="utf-8") for p in (project.build / "markdown/ja").iterdir()
    }
    assert 'lang: "ja"' in found["a.md"]
    assert "language = 'ja'" in found["b.md"]
    assert found["c.md"].startswith('{\n  "title": "ja: T",\n  "lang": "ja",\n')
    assert '"lang": "en"' in found["d.md"]
