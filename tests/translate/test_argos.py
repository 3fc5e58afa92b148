from __future__ import annotations

import os
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.config import load_project
from localize.errors import ConfigError, EngineMissingError
from localize.model import locale
from localize.translate.engines.argos import ArgosEngine
from localize.translate.engines.argos_batch import SentenceDraft
from localize.translate.engines.argos_model import batches
from localize.translate.engines.base import Alignment, EngineOptions, Request
from localize.translate.engines.output_doubts import doubts, loops
from localize.translate.engines.pivot import composed
from localize.workflow.engines import made_engine

EN, JA, HI = locale("en"), locale("ja"), locale("hi")


def known(models, name, count):
    lines = (models / name).read_text(encoding="utf-8").splitlines()[:count]
    return [line.split("\t") for line in lines]


@pytest.mark.parametrize(("name", "target"), [("known.en-ja.tsv", JA), ("known.en-hi.tsv", HI)])
def test_packages_translate_what_they_know(argos, models, name, target):
    rows = known(models, name, 60)
    drafts = dict(argos.translate([Request(source) for source, _ in rows], EN, target))
    right = sum(drafts[number].text == expected for number, (_, expected) in enumerate(rows))
    assert right >= 55
    assert drafts[0].engine == f"argos/en_{target}@0.1"
    assert drafts[0].score is not None
    assert -3 < drafts[0].score <= 0


def test_a_paragraph_is_translated_by_sentences_and_keeps_its_lines(argos):
    text = "  I am a boy. Who is she?\n\nTake a bus. "
    ((_, draft),) = argos.translate([Request(text)], EN, JA)
    assert draft.text == "  私は少年です。彼女は誰ですか。\n\nバスに乗りなさい。 "


def test_results_do_not_depend_on_company_or_order(argos, models):
    sources = [source for source, _ in known(models, "known.en-ja.tsv", 40)]
    together = dict(argos.translate([Request(text) for text in sources], EN, JA))
    backwards = dict(argos.translate([Request(text) for text in reversed(sources)], EN, JA))
    alone = [next(iter(argos.translate([Request(text)], EN, JA)))[1] for text in sources[:5]]
    assert [together[number] for number in range(5)] == alone
    assert [together[number] for number in range(40)] == [backwards[39 - n] for n in range(40)]


def test_nothing_to_say_is_nothing_to_translate(argos):
    drafts = dict(argos.translate([Request(""), Request(" \n "), Request("\u200b")], EN, JA))
    assert [drafts[n].text for n in range(3)] == ["", " \n ", "\u200b"]


def test_unknown_signs_are_never_written_and_are_doubted(argos):
    texts = ["He is a detective.", "He was acquitted.", "I love 𝕏𝕐 and ☃☃."]
    for _, draft in argos.translate([Request(text) for text in texts], EN, JA):
        assert "unk" not in draft.text
        assert "⁇" not in draft.text


def test_alignment_lies_within_both_texts(argos):
    text = "I am a boy.  Where is ＴＯＭ's house, by the way?"
    ((_, draft),) = argos.translate([Request(text, align=True)], EN, JA)
    assert len(draft.alignment) == 2
    for block in draft.alignment:
        assert len(block.weights) == len(block.target)
        assert all(len(row) == len(block.source) for row in block.weights)
        assert all(0 <= start <= end <= len(text) for start, end in block.source)
        assert all(0 <= start <= end <= len(draft.text) for start, end in block.target)


def test_over_long_sentences_come_through_whole(argos):
    text = "I have a book, " * 120 + "and you too."
    ((_, draft),) = argos.translate([Request(text)], EN, JA)
    assert draft.text.count("本") >= 5  # a part each


def test_a_missing_pair_names_the_ways_out(tmp_path, monkeypatch):
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(tmp_path / "none"))
    engine = ArgosEngine(EngineOptions(root=str(tmp_path)))
    with pytest.raises(EngineMissingError, match="en to ja") as caught:
        list(engine.translate([Request("Hello")], EN, JA))
    hint = caught.value.hint
    assert "localize models install en ja" in hint
    assert "--from-file" in hint
    assert "--engine" in hint
    assert str(tmp_path / "none") in hint


def test_a_pivot_is_taken_where_no_package_is_direct(argos, models, tmp_path, monkeypatch):
    """`hi` from `en`, and `en` from `ja` by a package that is a copy under another name."""
    import json
    import shutil

    from localize.translate.engines.packages import read_package, route

    first, second = argos.route(EN, JA)[0], argos.route(EN, HI)[0]
    folder = tmp_path / "turned"
    shutil.copytree(first.path, folder)
    meta = json.loads((folder / "metadata.json").read_text())
    (folder / "metadata.json").write_text(json.dumps({**meta, "from_code": "de", "to_code": "en"}))
    turned = read_package(folder)
    found = route([first, second, turned], locale("de"), HI)
    assert [one.name for one in found] == ["de_en@0.1", "en_hi@0.1"]
    monkeypatch.setenv("LOCALIZE_PACKAGES", os.pathsep.join([str(models), str(tmp_path)]))
    engine = ArgosEngine(EngineOptions(root=str(tmp_path)))
    drafts = dict(engine.translate([Request("I am a boy.", align=True)], locale("de"), HI))
    assert drafts[0].engine == "argos/de_en@0.1+en_hi@0.1"
    assert drafts[0].alignment


def test_best_prefers_what_the_checks_find_nothing_wrong_with(models, session_root):
    sources = [source for source, _ in known(models, "known.en-ja.tsv", 30)]

    def faults(text, translation, source, target):
        assert text in sources
        assert (source, target) == (EN, JA)
        return "は" in translation

    counts = []
    for table in ({"rerank": False}, {}):
        options = EngineOptions(
            {"packages": ["models"], **table},
            quality="best",
            device="cpu",
            root=str(session_root),
            faults=faults,
        )
        drafts = dict(ArgosEngine(options).translate([Request(one) for one in sources], EN, JA))
        counts.append(sum("は" in draft.text for draft in drafts.values()))
    assert counts[1] < counts[0]


def test_settings_that_mean_nothing_are_refused(tmp_path):
    for packages in ("models", ["nowhere"]):
        with pytest.raises(ConfigError, match="packages"):
            ArgosEngine(EngineOptions(table={"packages": packages}, root=str(tmp_path))).packages()


@settings(deadline=None, max_examples=80)
@given(st.lists(st.integers(1, 60), max_size=40).map(sorted), st.integers(1, 200))
def test_batches_cover_every_sentence_once_and_are_bounded(lengths, tokens):
    lengths = lengths[::-1]
    found = batches(lengths, tokens)
    assert [number for one in found for number in one] == list(range(len(lengths)))
    for one in found:
        assert len(one) == 1 or lengths[one[0]] * len(one) <= tokens
        assert len({lengths[number] for number in one}) == 1


@pytest.mark.parametrize("text", ["掌声掌声掌声掌声", "no no no no no no ", "トトトトトトトトトト"])
def test_loops_are_seen(text):
    assert loops(text)


@pytest.mark.parametrize(
    "text", ["……………………", "ha ha ha", "----------------", "Bora Bora", "ええええ"]
)
def test_what_people_write_is_no_loop(text):
    assert not loops(text)


def test_doubts_say_what_is_wrong():
    assert doubts("Good morning to you.", "Good morning to all.", JA) == ("script",)
    assert doubts("GitHub", "GitHub", JA) == ()
    assert doubts("Hi.", "", JA) == ("empty",)
    assert doubts("Hi.", "やあ" * 1 + "あいう" * 40, JA) == ("loop", "length")
    assert doubts("I am a boy.", "私は少年です。", JA) == ()


def test_two_alignments_are_composed():
    spans = ((0, 1), (2, 3))
    cross = Alignment(spans, spans, ((0.0, 1.0), (1.0, 0.0)))
    made = composed(
        SentenceDraft("b a", -1.0, 2, ("loop",), cross), SentenceDraft("a b", -0.5, 2, (), cross)
    )
    assert made.alignment == Alignment(spans, spans, ((1.0, 0.0), (0.0, 1.0)))
    assert made.score == -1.5
    assert made.doubts == ("loop",)


def test_argos_sees_our_packages_and_we_see_theirs(session_root, tmp_path):
    """In a process of its own: argostranslate reads its settings when it is imported."""
    pytest.importorskip("argostranslate", reason="pip install --no-deps argostranslate")
    code = (
        "from argostranslate import package, settings;"
        "from localize.translate.engines.packages import install_directory, packages_in;"
        "assert settings.package_data_dir == install_directory(), install_directory();"
        "theirs = {(one.from_code, one.to_code) for one in package.get_installed_packages()};"
        "ours = {(one.source, one.target) for one in packages_in(install_directory())};"
        "assert theirs == ours, (theirs, ours); print(sorted(ours))"
    )
    for extra in ({}, {"ARGOS_PACKAGES_DIR": str(tmp_path / "own")}):
        environment = {**os.environ, "XDG_DATA_HOME": str(tmp_path), "HOME": str(tmp_path), **extra}
        environment.pop("XDG_CONFIG_HOME", None)
        install = [sys.executable, "-m", "localize", "models", "install", "--from-file"]
        archive = session_root / "models" / "translate-en_hi-0_1.argosmodel"
        subprocess.run([*install, str(archive)], check=True, cwd=tmp_path, env=environment)
        done = subprocess.run(
            [sys.executable, "-c", code],
            check=True,
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
        )
        assert done.stdout.strip() == "[('en', 'hi')]"


def test_a_project_s_engines_are_told_what_its_checks_find(tmp_path):
    (tmp_path / "localize.toml").write_text('locales = ["ja"]\n')
    faults = made_engine(load_project(tmp_path), "argos")._options.faults
    assert faults("Pay {n} dollars now.", "今すぐ{n}ドル払え。", EN, JA) == 0
    assert faults("Pay {n} dollars now.", "今すぐドルを払え。", EN, JA) > 0
