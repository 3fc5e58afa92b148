import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.errors import ConfigError, DocumentError
from localize.formats.strings import JsonFormat, YamlFormat
from localize.formats.subtitles import SubtitleFormat
from localize.model import Kind

JSON, YAML, CUES = JsonFormat(), YamlFormat(), SubtitleFormat()


def texts(form, source, **options):
    document = form.parse(source, "file", options)
    assert document.source == source
    return {segment.key: segment.msgid for segment in document.segments}


def rendered(form, source, targets):
    return form.render(form.parse(source, "file", {}), lambda one: targets.get(one.msgid))


def test_json_values_by_key_and_everything_else_untouched():
    source = (
        '{ "menu": {"open":  "Open \\"it\\"", "url": "https://x"},\n "list": ["a", "b"], "n": 1 }\n'
    )
    assert texts(JSON, source, exclude=["*.url"]) == {"menu.open": 'Open "it"', "list": "b"}
    assert texts(JSON, source, keys=["menu.*"], exclude=["*.url"]) == {"menu.open": 'Open "it"'}
    result = rendered(JSON, source, {'Open "it"': "Ö\n"})
    assert result.text == source.replace('"Open \\"it\\""', '"Ö\\n"')


def test_yaml_values_in_their_manner():
    source = "# c\nen:\n  a: One\n  b: 'it''s'\n  c: |\n    x\n    y\n  url: http://x\n"
    found = texts(YAML, source, exclude=["*.url"])
    assert found == {"en.a": "One", "en.b": "it's", "en.c": "x\ny"}
    result = rendered(YAML, source, {"One": "yes", "it's": "c'est", "x\ny": "p\nq"})
    assert result.text == source.replace("One", '"yes"').replace("it''s", "c''est").replace(
        "x\n    y", "p\n    q"
    )


@pytest.mark.parametrize(
    ("form", "source"), [(JSON, '{"a": }'), (YAML, "a: [\n"), (JSON, "[" * 100_000)]
)
def test_what_cannot_be_read_is_told(form, source):
    with pytest.raises(DocumentError):
        form.parse(source, "file", {})


def test_wrong_options_are_told():
    with pytest.raises(ConfigError):
        JSON.parse("{}", "file", {"keys": "menu"})


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(deadline=None, max_examples=100)
@given(_VALUES, st.booleans(), st.text(min_size=1, max_size=9))
def test_any_json_comes_back_with_only_its_texts_changed(value, ascii_only, target):
    source = json.dumps(value, ensure_ascii=ascii_only, indent=1)
    document = JSON.parse(source, "file", {})
    assert document.source == source
    result = JSON.render(document, lambda _segment: target)
    for start, end, segment in result.spans:
        assert json.loads(result.text[start:end]) in (target, segment.msgid)
    json.loads(result.text)


CUE_FILE = (
    "WEBVTT\n\nNOTE not this\n\n1\n00:01.000 --> 00:02.000 align:start\n<i>Hello</i>\nworld\n\n"
    "00:03.000 --> 00:04.000\n♪\n\n00:05.000 --> 00:06.000\nBye\n"
)


def test_cues_change_and_times_stand():
    document = CUES.parse(CUE_FILE, "a.vtt", {})
    assert document.source == CUE_FILE
    found = [(one.kind, one.msgid, one.line) for one in document.segments]
    assert found == [(Kind.CUE, "<i>Hello</i>\nworld", 7), (Kind.CUE, "Bye", 14)]
    result = rendered(
        CUES, CUE_FILE, {"<i>Hello</i>\nworld": "<i>Hallo</i>\n\nWelt", "Bye": "a --> b"}
    )
    assert result.text == CUE_FILE.replace("Hello", "Hallo").replace("world", "Welt")
    assert [problem.segment.msgid for problem in result.problems] == ["Bye"]


@settings(deadline=None, max_examples=100)
@given(
    st.lists(
        st.sampled_from(["1\n", "00:00:01,0 --> 00:00:02,0\n", "a", "\n", "\r\n", "-->", " "])
    ).map("".join)
)
def test_any_subtitles_come_back(source):
    assert CUES.parse(source, "a.srt", {}).source == source
