"""`localize init`: what it writes can be read again, whatever the folder is called and holds."""

from __future__ import annotations

import tomllib

import pytest


@pytest.fixture
def empty(project):
    """`localize` in an empty folder."""
    (project.root / "localize.toml").unlink()
    (project.root / "content" / "garden.md").unlink()
    (project.root / "content").rmdir()
    return project


@pytest.mark.parametrize("name", ['a "garden"', "back\\slash", "new\nline", "ガーデン é", "\x7f"])
def test_a_folder_of_any_name_becomes_a_project(empty, name):
    empty("init", "--engine", "pseudo", name)
    empty("--project", name, "run")


def test_a_locale_that_is_named_twice_is_there_once(empty):
    empty("init", "--to", "ja", "--to", "ja", "--to", "pt-br")
    assert tomllib.loads(empty.read("localize.toml"))["locales"] == ["ja", "pt-BR"]
    empty("update")


def test_an_unknown_engine_is_refused_before_anything_is_written(empty):
    done = empty("init", "--engine", "argoss", code=2)
    assert "there is no engine 'argoss'" in done.stderr
    assert "argos, " in done.stderr
    assert not list(empty.root.iterdir())


def test_a_gitignore_in_another_encoding_gets_our_lines_and_keeps_its_bytes(empty):
    before = b"caf\xe9\n/build/"
    (empty.root / ".gitignore").write_bytes(before)
    empty("init")
    assert (empty.root / ".gitignore").read_bytes() == before + b"\n/.localize/\n"


@pytest.mark.parametrize("name", ["content", "garden"])
def test_a_file_where_a_folder_has_to_be_is_named(empty, name):
    (empty.root / name).write_text("")
    done = empty("init", *(["garden"] if name == "garden" else []), code=2)
    assert f"{name}: is a file, and has to be a folder" in done.stderr
    assert [path.name for path in empty.root.iterdir()] == [name]
