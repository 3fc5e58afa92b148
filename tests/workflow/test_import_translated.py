SOURCE = "# Title\n\nSee `code` one.\n\n## Part\n\n- a\n- b\n\n## End\n\nLast.\n"
TARGET = "# 題\n\n`code` を見る。\n\n## 部\n\n- あ\n- い\n\n## 終\n\n最後。\n"


def test_a_translated_document_fills_the_catalog_and_no_more(project):
    project.write("content/a.md", SOURCE)
    project.write("content/ja/a.md", TARGET)
    config = project.read("localize.toml") + 'exclude = ["content/ja/*"]\n'
    project.write("localize.toml", config)
    project("extract")
    project("update", "--to", "ja")
    path = "locales/ja/LC_MESSAGES/a.po"
    project.write(
        path, project.read(path).replace('msgid "Last."\nmsgstr ""', 'msgid "Last."\nmsgstr "私の"')
    )
    done = project("import", "--from-translated", "--accept", "content/ja/a.md", code=6)
    assert "7 segments aligned, 6 filled, 1 kept" in done.stderr
    for words in ("content/ja/a.md:12: conflict: Last.", "theirs: 最後。", "ours:   私の"):
        assert words in done.stderr
    text = project.read(path)
    assert 'msgid "Title"\nmsgstr "題"' in text
    assert 'msgstr "`code` を見る。"' in text
    assert 'msgstr "私の"' in text
    assert "fuzzy" not in text


def test_what_does_not_align_is_reported_and_not_guessed(project):
    project.write("content/a.md", SOURCE)
    project.write("old.ja.md", TARGET.replace("- い\n", ""))
    project("extract")
    project("update", "--to", "ja")
    done = project("import", "--from-translated", "old.ja.md", "--source", "content/a.md")
    assert "content/a.md:7: not aligned: a" in done.stderr
    assert "old.ja.md:5: not aligned: 部" in done.stderr
    text = project.read("locales/ja/LC_MESSAGES/a.po")
    assert "部" not in text
    assert "fuzzy" in text
    assert project("import", "--from-translated", "old.ja.md", code=2).stderr


def test_a_document_in_another_script_is_refused(project):
    project.write("content/a.md", SOURCE)
    project.write("old.hi.md", TARGET)
    project("extract")
    project("update", "--to", "hi")
    before = project.tree("locales")
    words = ("import", "--from-translated", "--accept", "old.hi.md", "--source", "content/a.md")
    assert "not written as hi is" in project(*words, code=2).stderr
    assert project.tree("locales") == before
