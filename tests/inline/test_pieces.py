"""The flat view: what is not prose, for checks, review and exchange files."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from localize.inline.markup import Syntax, parse, read, syntax
from localize.inline.pieces import blanked, kept, lost, pieces, segments
from localize.inline.tree import walk
from localize.model import Markup

SYNTAXES = [
    *map(Syntax, Markup),
    Syntax(Markup.TEXT, "printf"),
    Syntax(Markup.TEXT, "position"),
    Syntax(Markup.MARKDOWN, "printf"),
]
FRAGMENTS = st.lists(
    st.one_of(
        st.text(max_size=6),
        st.sampled_from(
            [
                "%s",
                "{n}",
                "{{x}}",
                "$1",
                "<b a='>'>",
                "</b>",
                "&amp;",
                "`c`",
                "**",
                "*",
                "[a](b)",
                "![x](y)",
            ]
        ),
        st.sampled_from(
            [
                "\\",
                "\n",
                "https://a.org/b_c.",
                "語。",
                "{n, plural, one {# x} other {y}}",
                "$x^2$",
                "[^1]",
            ]
        ),
    ),
    max_size=8,
).map("".join)


@given(FRAGMENTS, st.sampled_from(SYNTAXES))
@example("\\*x\\{a\\}&amp;b", Syntax(Markup.MARKDOWN))
@example("&copy 2020 &lt;", Syntax(Markup.HTML))
def test_the_marks_put_together_are_the_text(text, how):
    assert "".join(text[mark.start : mark.end] for mark in read(text, how)) == text


@given(FRAGMENTS, st.sampled_from(SYNTAXES))
def test_the_segments_put_together_are_the_text_and_blanking_keeps_offsets(text, how):
    parts = pieces(text, how)
    assert len(blanked(text, parts)) == len(text)
    assert text == "".join(
        part if isinstance(part, str) else text[part.start : part.end]
        for part in segments(text, parts)
    )


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://a.org/x。", "https://a.org/x"),
        ("（https://a.org/x）", "https://a.org/x"),
        ("(see https://a.org/x_(y)).", "https://a.org/x_(y)"),
        ("https://a.org/xを見る", "https://a.org/x"),
        ("https://a.org/x؟", "https://a.org/x"),
        ("https://a.org/x।", "https://a.org/x"),
        ("https://a.org/xครับ", "https://a.org/x"),
        ("https://a.org/{id}/x.", "https://a.org/{id}/x"),
    ],
)
def test_punctuation_glued_to_a_url_is_not_part_of_it(text, url):
    assert [piece.text for piece in pieces(text) if piece.kind == "url"] == [url]


@pytest.mark.parametrize(
    ("flag", "text", "texts"),
    [
        ("c-format", "%5.2f%% of %<PRIu64>, %*d", ["%5.2f", "%%", "%<PRIu64>", "%*d"]),
        ("python-format", "%(n)d of % d, {n}", ["%(n)d", "% d", "{n}"]),
        ("php-format", "%1$s %'.10d %b", ["%1$s", "%'.10d", "%b"]),
        ("objc-format", "%@ %1$@ %lld", ["%@", "%1$@", "%lld"]),
        ("qt-format", "%1 of %L2, %n", ["%1", "%L2", "%n"]),
        (
            "csharp-format",
            "{0,-10:N2} {0:yyyy-MM-dd HH:mm}",
            ["{0,-10:N2}", "{0:yyyy-MM-dd HH:mm}"],
        ),
        ("", "100% sure, 100%discount, 5 % der, 10%-20%", []),
        ("", "合計%d件、%s", ["%d", "%s"]),
        ("", "$5 million, US$5, $1.50, 5$", []),
        ("", "`foo' and `bar'", []),
        ("", "run `make`", ["`make`"]),
        ("", "`{name}`", ["{name}"]),
        ("", "Tom &amp; J", ["&amp;"]),
        ("html-text", "Tom &amp; J", []),
        ("markdown-text", "[t](u) ![{n}](i) [^1] `{x}`", ["(u)", "{n}", "(i)", "[^1]", "`{x}`"]),
        ("markdown-text", "$5-$6, $x^2$, $HOME:$PATH", ["$5", "$6", "$x^2$", "$HOME", "$PATH"]),
    ],
)
def test_a_text_is_read_by_its_flags(flag, text, texts):
    assert [text[piece.start : piece.end] for piece in kept(text, syntax([flag]))] == texts


def test_an_icu_argument_leaves_the_texts_of_its_branches_to_translators():
    text = "{n, plural, =0 {none} one {# file in {dir}} other {{n, select, a {x} other {y}}}}."
    signs = [text[piece.start : piece.end] for piece in pieces(text)]
    assert signs == [
        "{n, plural, =0 {",
        "} one {",
        "#",
        "{dir}",
        "} other {",
        "{n, select, a {",
        "} other {",
        "}}",
        "}}",
    ]
    assert pieces(text)[0].key == "{n, plural, …}"
    assert not pieces("{n, plural, one {x}")[1:]


def test_what_is_lost_is_told_and_what_may_be_written_otherwise_is_not():
    assert lost("%s of %s for $5", "%2$sの%1$s、5ドル") == ()
    assert lost("{a} <b>x</b> a@b.org", "{b} x") == ("</b>", "<b>", "a@b.org", "{a}", "{b}")
    assert lost("{n, plural, one {a} other {b}}", "{n, plural, other {あ}}") == ()
    assert lost("a &amp; b", "aとb", Syntax(Markup.HTML)) == ()


@given(FRAGMENTS)
def test_the_tree_holds_the_same_pieces(text):
    for how in (Syntax(), Syntax(Markup.TEXT, "printf")):
        literals = [
            literal
            for node in walk(parse(text, how))
            for literal in ((node.open, node.close) if hasattr(node, "open") else (node.literal,))
        ]
        assert sorted("".join(literals)) == sorted("".join(p.text for p in pieces(text, how)))


@pytest.mark.parametrize(
    "text",
    [
        "`" * 30_000,
        "{" * 30_000,
        "<a" * 20_000,
        "%" * 30_000,
        "[^" * 20_000,
        "%" + "0" * 30_000,
        "{a,plural,a{" * 3000,
        "{a,plural,a{" * 3000 + "}}" * 3000,
        "http://" * 9000,
        "a@" * 20_000,
        '<a "' * 9000,
        "{%" * 20_000,
        "$" * 30_000,
        "<!--" * 9000,
        "{a:" * 9000,
        "&#" * 20_000,
    ],
)
@pytest.mark.parametrize("how", [Syntax(), Syntax(Markup.MARKDOWN), Syntax(Markup.HTML)])
def test_hostile_texts_take_linear_time(text, how):
    began = time.perf_counter()
    pieces(text, how)
    assert time.perf_counter() - began < 5
