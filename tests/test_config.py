import pytest

from localize.config import find_root, load_project
from localize.errors import ConfigError


def project_of(tmp_path, text):
    (tmp_path / "localize.toml").write_text(text, encoding="utf-8")
    return load_project(tmp_path, {})


def test_defaults_are_those_of_the_docs(tmp_path):
    project = project_of(tmp_path, 'locales = ["ja", "pt_br"]')
    assert str(project.source) == "en"
    assert [str(one) for one in project.locales] == ["ja", "pt-BR"]
    assert project.catalogs == tmp_path / "locales"
    assert project.engine == "argos"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ('source = "en"\nlocals = ["ja"]', 2, "unknown key 'locals'"),
        ('source = "en"\nlocales = ["xx-ZZ-foo"]', 2, "unknown locale"),
        ('source = "en"\n\nlocales = "ja"', 3, "list of texts"),
        ('source = "en"\nlocales = ["en"]', 2, "source locale and a target"),
        ('locales = ["ja", "ja"]', 1, "listed twice"),
        ('catalogs = "../elsewhere"', 1, "leads out of the project"),
        ('build = "."', 1, "folder of its own"),
        ('source = "en\n', 1, "not TOML"),
        ("check = 3", 1, "not a table"),
        ("engine = 3", 1, "must be a text"),
    ],
)
def test_mistake_is_named_with_its_line(tmp_path, text, line, message):
    with pytest.raises(ConfigError, match=message) as caught:
        project_of(tmp_path, text)
    assert caught.value.line == line
    assert caught.value.exit_code == 2


def test_close_key_is_proposed(tmp_path):
    with pytest.raises(ConfigError) as caught:
        project_of(tmp_path, 'localse = ["ja"]')
    assert "'locales'" in caught.value.hint


def test_project_is_found_upwards_and_in_pyproject(tmp_path):
    (tmp_path / "pyproject.toml").write_text('[tool.localize]\nlocales = ["ja"]\n')
    below = tmp_path / "content" / "guide"
    below.mkdir(parents=True)
    assert find_root(below) == tmp_path
    assert [str(one) for one in load_project(tmp_path, {}).locales] == ["ja"]


def test_no_project_says_how_to_start(tmp_path):
    with pytest.raises(ConfigError) as caught:
        find_root(tmp_path)
    assert "localize init" in caught.value.hint


def test_environment_comes_before_the_file(tmp_path):
    (tmp_path / "localize.toml").write_text('locales = ["ja"]\nengine = "argos"')
    project = load_project(tmp_path, {"LOCALIZE_ENGINE": "pseudo", "LOCALIZE_LOCALES": "hi, ar"})
    assert project.engine == "pseudo"
    assert [str(one) for one in project.locales] == ["hi", "ar"]
