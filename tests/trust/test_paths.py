"""Any text in a key that holds a path: it stays inside, or is refused with the key's name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from localize.catalogs.layout import layout
from localize.config import load_project
from localize.errors import ConfigError
from localize.render.settings import site
from localize.translate.engines.package_sources import package_folders
from localize.workflow.project import content_paths

PARTS = st.sampled_from(
    [
        "..",
        ".",
        "",
        "/",
        "\\",
        "~",
        "a",
        "locales",
        ".git",
        ".GIT",
        "C:",
        "//host",
        "\0",
        "*",
        "**[",
    ]
)
NAMES = st.lists(PARTS | st.text(max_size=6), max_size=6).flatmap(
    lambda parts: st.sampled_from(["/", "\\", ""]).map(lambda between: between.join(parts))
)


def paths(project):
    """Every path that the keys lead to."""
    yield from (project.catalogs, project.build)
    known = layout(project)
    yield known.template(known.domain("content/a.md"))
    yield from content_paths(project)
    made = site(project, publish=False)
    yield from (folder for folder in (made.theme, made.font_folder) if folder)
    yield from package_folders(project.table("engines.argos"), project.root)


@pytest.mark.parametrize(
    "key", ["catalogs", "build", "domain", "content", "theme", "font_folder", "packages"]
)
@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(name=NAMES)
@example(name="../../evil")
@example(name="/etc")
@example(name=".git/hooks")
@example(name="a/../../evil")
def test_path_of_a_key_stays_inside_or_is_refused_by_its_name(tmp_path, monkeypatch, key, name):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("LOCALIZE_PACKAGES", raising=False)
    root = tmp_path / "project"
    (root / "content").mkdir(parents=True, exist_ok=True)
    (root / "content" / "a.md").write_text("# A\n", encoding="utf-8")
    value = json.dumps([name] if key in {"content", "packages"} else name)
    heads = {"theme": "[site]\n", "font_folder": "[site]\n", "packages": "[engines.argos]\n"}
    text = f'source = "en"\nlocales = ["ja"]\n{heads.get(key, "")}{key} = {value}\n'
    (root / "localize.toml").write_text(text, encoding="utf-8", errors="surrogatepass")
    try:
        for path in paths(load_project(root, {})):
            inside = Path(path).resolve()
            assert inside.is_relative_to(root.resolve())
            assert ".git" not in inside.relative_to(root.resolve()).parts
    except ConfigError as error:
        told = str(error)
    else:
        return
    assert key in told or "TOML" in told or "UTF-8" in told
