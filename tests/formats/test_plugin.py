"""A format of another package: it is used as ours are, and told what it lacks."""

import os

PLUGIN = """
class Lacking:
    name = "lacking"
    suffixes = (".lack",)

    def decode(self, raw, path):
        return raw.decode()
"""


def test_plugin_that_is_no_format_is_told_what_it_lacks(project, tmp_path_factory, monkeypatch):
    folder = tmp_path_factory.mktemp("plugin")
    (folder / "lacking_format.py").write_text(PLUGIN)
    about = folder / "lacking_format-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: lacking-format\nVersion: 1\n")
    (about / "entry_points.txt").write_text(
        "[localize.formats]\nlacking = lacking_format:Lacking\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(folder), prepend=os.pathsep)
    done = project("extract", code=1)
    assert "'lacking'" in done.stderr
    assert "it has no html_is_safe, encode, parse, render, html" in done.stderr
    assert "Traceback" not in done.stderr
