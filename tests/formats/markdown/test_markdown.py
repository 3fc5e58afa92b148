import os
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from localize.errors import ConfigError, DocumentError
from localize.formats.markdown import MarkdownFormat
from localize.formats.markdown.mask import masked
from localize.formats.markdown.scan import leaves
from localize.model import Kind

FORMAT = MarkdownFormat()
JUDGE = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def parsed(source, path="article.md", **options):
    document = FORMAT.parse(source, path, options)
    assert document.source == source
    return document


def msgids(source, path="article.md", **options):
    return [segment.msgid for segment in parsed(source, path, **options).segments]


def translated(source, targets, path="article.md"):
    result = FORMAT.render(parsed(source, path), lambda segment: targets.get(segment.msgid))
    for start, end, segment in result.spans:
        target = targets.get(segment.msgid)
        assert target is None or result.text[start:end]
    return result


def blocks(text):
    return [token.type for token in JUDGE.parse(text)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("# A *b* #\n", ["A *b*"]),
        ("Set\next\n===\n", ["Set ext"]),
        ("one\ntwo  \nthree\\\nfour\n", ["one two\nthree\nfour"]),
        ("- a\n  b\n- [ ] c\n\n  d\n1. e\n", ["a b", "c", "d", "e"]),
        ("> a\n> b\nlazy\n> > deep\n> > er\n", ["a b lazy", "deep er"]),
        ("> a\n>     > b\n", ["a > b"]),
        ("| a | `x\\|y` |\n|---|---|\n| b \\| c | 1 |\n", ["a", "b \\| c"]),
        ("x[^1]\n\n[^1]: foot\n    note\n", ["x[^1]", "foot note"]),
        ("Term\n: def\n", ["Term", "def"]),
        ("`a\n  b` c\n", ["`a b` c"]),
        ("> [!NOTE]\n> text\n", ["text"]),
        ("`only code`\n\n<https://example.org>\n\n42\n\n$x^2$\n", []),
        ('![alt](x.png "t")\n', ['![alt](x.png "t")']),
        ("a\r\nb\r\n\r\nc\r\n", ["a b", "c"]),
        ("\\# not a heading\n", ["\\# not a heading"]),
        ("- \\*a\n", ["\\*a"]),
        ("\ufeff# bom\n", ["bom"]),
        ("a $$p\nq$$ b\n", ["a $$p\nq$$ b"]),
    ],
)
def test_a_msgid_is_a_leaf_block_as_a_person_would_edit_it(source, expected):
    assert msgids(source) == expected


def test_segments_know_kind_level_and_line():
    source = "---\ntitle: T\n---\n\n## H\n\n- i\n\n> q\n\n| c |\n|---|\n\n[^n]: f\n\np\n"
    found = [(one.kind, one.level, one.line) for one in parsed(source).segments]
    assert found == [
        (Kind.TITLE, 0, 2),
        (Kind.HEADING, 2, 5),
        (Kind.LIST_ITEM, 0, 7),
        (Kind.QUOTATION, 0, 9),
        (Kind.TABLE_CELL, 0, 11),
        (Kind.FOOTNOTE, 0, 14),
        (Kind.PARAGRAPH, 0, 16),
    ]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("::: note\nfoo\n:::\n", ["foo"]),
        (":::tip[My *title*]\nfoo\n:::\n", ["My *title*", "foo"]),
        (':::image type="content" alt="x":::\n', []),
        ('!!! note "Title"\n\n    body\n    more\n\nend\n', ["Title", "body more", "end"]),
        ('=== "Tab"\n\n    text\n', ["Tab", "text"]),
        ("!!! wow\n", ["!!! wow"]),
        ("/// note | My title\nfoo\n///\n", ["My title", "foo"]),
        ("/// html | div.result\nfoo\n///\n", ["foo"]),
        ("# Head {: #id }\n", ["Head"]),
        ("{{< note >}}\ntext\n{{< /note >}}\n", ["text"]),
        ("{{#include x.md}}\n\n{% raw %}\n\n{{< a\n b=1\n>}}\n", []),
        ('see {{< ref "x" >}} there\n', ['see {{< ref "x" >}} there']),
        ("para\n{: .cls}\n\n[TOC]\n", ["para"]),
        ("```\n::: x\n```\n", []),
        ("<details>\n<summary>Sum</summary>\n\ntext\n\n</details>\n", ["Sum", "text"]),
        ("<table><tr><td>\n<pre>\n**a**,\n\n_b_.\n</pre>\n</td></tr></table>\n\nc\n", ["c"]),
    ],
)
def test_what_site_generators_add_is_left_intact(source, expected):
    assert msgids(source) == expected


def test_mdx_components_stand_and_their_prose_is_found():
    source = (
        "import X from 'y';\n\n<Tabs a={{b: 1}}\n  c>\ntext *x*\n</Tabs>\n\n"
        "{/* localize: note Be kind */}\n\nLast <Foo/> one.\n"
    )
    segments = list(parsed(source, "a.mdx").segments)
    assert [one.msgid for one in segments] == ["text *x*", "Last <Foo/> one."]
    assert segments[1].note == "Be kind"


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("a\n", "# b", "\\# b\n"),
        ("a\n", "1. b", "1\\. b\n"),
        ("a\n", "> b", "\\> b\n"),
        ("a\n", "---", "\\---\n"),
        ("a\n", "+ b", "\\+ b\n"),
        ("a\n", "[x]: /url", "\\[x]: /url\n"),
        ("a\n", "```", "\\```\n"),
        ("a\n", "b\n===", "b\\\n\\===\n"),
        ("- a\n", "[ ] b", "- \\[ ] b\n"),
        ("# a #\n", "b #", "# b \\# #\n"),
        ("> - a\n", "b\nc", "> - b\\\n>   c\n"),
        ("a  \nb\n", "c\nd", "c  \nd\n"),
        ("|a|\n|-|\n", "b|c", "|b\\|c|\n|-|\n"),
    ],
)
def test_a_translation_that_would_be_another_block_is_escaped(source, target, expected):
    result = FORMAT.render(parsed(source), lambda _segment: target)
    assert (result.text, result.problems) == (expected, ())


@pytest.mark.parametrize("target", ["<div>x", "<!-- x", "<script>", "</p>"])
def test_a_translation_that_cannot_be_escaped_is_reported_and_not_written(target):
    result = translated("one\n\ntwo\n", {"one": target, "two": "zwei"})
    assert result.text == "one\n\nzwei\n"
    assert [problem.segment.msgid for problem in result.problems] == ["one"]


def test_untranslated_segments_keep_their_bytes():
    source = "# T\n\n* wrapped\n  text\n\nother  \ntext\n"
    assert translated(source, {"T": "U"}).text == source.replace("T", "U")


def test_rewrapping_and_other_bullets_invalidate_nothing():
    assert msgids("* a b\n* c d\n") == msgids("- a\n  b\n\n- c\n  d\n")


@pytest.mark.parametrize(
    ("directive", "expected"),
    [
        ("<!-- localize: skip -->\n\n- a\n- b\n\n", ["end"]),
        ("<!-- localize: off -->\n\na\n\n<!-- localize: on -->\n\n", ["end"]),
        ("<!-- i18n:skip-start -->\na\n\n<!-- i18n:skip-end -->\n", ["end"]),
        ("<!-- mdpo-disable -->\n\na\n\n<!-- mdpo-enable -->\n\n", ["end"]),
        ("<!-- i18n:skip -->\n\n# a\n\n", ["end"]),
    ],
)
def test_directives_leave_parts_out(directive, expected):
    assert msgids(directive + "end\n") == expected


def test_directives_give_context_and_note_to_the_next_segment_only():
    source = "<!-- localize: context menu -->\n<!-- i18n:comment Short. -->\nOpen\n\nClose\n"
    first, second = parsed(source).segments
    assert (first.msgctxt, first.note) == ("menu", "Short.")
    assert (second.msgctxt, second.note) == (None, "")


def test_a_code_block_is_extracted_where_a_directive_asks():
    source = "<!-- localize: code -->\n```sh\n# say hello\n\necho hi\n```\n\n```\nno\n```\n"
    (segment,) = parsed(source).segments
    assert (segment.kind, segment.msgid) == (Kind.CODE, "# say hello\n\necho hi")
    result = FORMAT.render(parsed(source), lambda _segment: "# sag hallo\necho hi")
    assert result.text == source.replace("# say hello\n\n", "# sag hallo\n")
    assert FORMAT.render(parsed(source), lambda _segment: "a\n```\nb").problems


def test_front_matter_values_are_segments_and_written_in_their_manner():
    source = (
        "---\ntitle: Plain\ndescription: 'it''s'\nsummary: >\n  folded\n  text\n"
        "slug: no\nseo:\n  text: deep\n---\nx\n"
    )
    options = {"front-matter": ["title", "description", "summary", "seo.*"]}
    document = parsed(source, **options)
    assert [one.msgid for one in document.segments] == ["Plain", "it's", "folded text", "deep", "x"]
    assert document.metadata["slug"] is False
    targets = {"Plain": "a: b", "it's": "l'eau", "folded text": "gefaltet", "deep": "tief"}
    result = FORMAT.render(document, lambda segment: targets.get(segment.msgid))
    assert result.text == (
        "---\ntitle: \"a: b\"\ndescription: 'l''eau'\nsummary: >\n  gefaltet\n"
        "slug: no\nseo:\n  text: tief\n---\nx\n"
    )


def test_toml_front_matter():
    source = "+++\ntitle = 'T'\n[params]\nx = \"y\"\n+++\nbody\n"
    assert translated(source, {"T": "it's"}).text.startswith('+++\ntitle = "it\'s"\n[params]')


def test_json_front_matter():
    source = '{\n  "title": "T\\u00e9",\n  "tags": ["a"],\n  "seo": {"title": "no"}\n}\n\n# H\n'
    document = parsed(source)
    assert [(s.msgid, s.kind, s.line) for s in document.segments] == [
        ("Té", Kind.TITLE, 2),
        ("H", Kind.HEADING, 7),
    ]
    assert document.metadata["seo"] == {"title": "no"}
    assert translated(source, {"Té": '日"'}).text == source.replace("T\\u00e9", '\\u65e5\\"')
    bare = source.replace("\\u00e9", "é")
    assert translated(bare, {"Té": '日"'}).text == bare.replace("Té", '日\\"')


@pytest.mark.parametrize(
    "source",
    [
        "---\n- a\n---\nx\n",
        "---\nFoo\n---\nBar\n",
        "---\n{{ x }}: [\n---\ny\n",
        "---\n",
        "{}\n",
        "{",
        '{"title": "x"} text\n',
        "{{< x >}}\n",
        '{"title": x}\n',
        '{"title": "\\ud800"}\n',
    ],
)
def test_what_is_no_front_matter_is_left_alone(source):
    parsed(source)


def test_wrong_options_and_bytes_are_told_with_their_place():
    with pytest.raises(ConfigError):
        FORMAT.parse("x", "a.md", {"front-matter": "title"})
    with pytest.raises(DocumentError) as caught:
        FORMAT.decode(b"a\nb\xff", "a.md")
    assert caught.value.line == 2


_PIECES = st.sampled_from(
    [
        *("# ", "> ", "- ", "1. ", "    ", "\t", "\n", "\n\n", "*", "**", "`", "```", "[", "]("),
        *(")", "<", ">", "a", "b c", "é", "日本", "|", "|-|", "---", "===", "\\", "!", "[^1]"),
        *("[^1]: ", ":", ": ", ":::", "$", "$$", "<!-- ", "-->", "<div>", "</div>", "{{", "}}"),
        *("!!! note", '"', "\r\n", "\r", "+++", "title: x", "\x00", "\u2028", "\ufeff", "~~"),
        *("&amp;", "  \n", "<pre>", "<b", "- [ ] "),
    ]
)


@settings(deadline=None, max_examples=250)
@given(st.lists(_PIECES, max_size=40).map("".join), st.sampled_from(["a.md", "a.mdx"]))
@example("---\na: [\n---\n", "a.md")
@example("> <div>\n> é</div>\n", "a.md")
def test_any_text_comes_back_and_masks_keep_places(source, path):
    document = parsed(source, path)
    assert FORMAT.render(document, lambda _segment: None).text == source
    raw, mask = source.encode(), masked(source, path).encode()
    assert len(raw) == len(mask)
    FORMAT.render(document, lambda segment: segment.msgid, forced=True)


_BLOCKS = st.sampled_from(
    [
        "a b\nc\n",
        "# H\n",
        "S\n===\n",
        "- i\n- j\n  k\n",
        "1. n\n",
        "> q\n> r\n",
        "| t | u |\n|---|---|\n| v | w |\n",
    ]
)
_TARGETS = st.lists(_PIECES, min_size=1, max_size=8).map("".join)


@settings(deadline=None, max_examples=150)
@given(st.lists(_BLOCKS, min_size=1, max_size=4).map("\n".join), st.data())
def test_no_translation_changes_the_blocks(source, data):
    document = parsed(source)
    result = FORMAT.render(document, lambda _segment: data.draw(_TARGETS))
    assert prose(result.text) == prose(source)
    assert blocks(result.text) == blocks(source)


def prose(text):
    return [
        (leaf.kind, leaf.level) for leaf in leaves(masked(text, "a.md")) if leaf.role == "prose"
    ]


@pytest.mark.parametrize(
    "piece", [">", "> ", "[", "* ", "![", "<!-- ", "{{ ", "<a b=", '[a](b "', "|a"]
)
def test_adversarial_nesting_is_answered(piece):
    parsed(piece * 10_000)
    parsed(f"---\na: {'[' * 10_000}\n---\nx")


def test_the_specification_comes_back_written_anew():
    folder = os.environ.get("LOCALIZE_DATA", "")
    path = Path(folder) / "markdown" / "commonmark-spec.json"
    if not folder or not path.is_file():
        pytest.skip("set LOCALIZE_DATA to a folder with markdown/commonmark-spec.json")
    import json

    for one in json.loads(path.read_text(encoding="utf-8")):
        source = one["markdown"]
        result = FORMAT.render(parsed(source), lambda segment: segment.msgid, forced=True)
        assert not result.problems
        assert blocks(result.text) == blocks(source)
