"""Broken markup is never written, whatever an engine answers."""

from __future__ import annotations

import random
import re
from collections import Counter

import pyromark
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from localize.inline.grammar import PieceKind
from localize.inline.markup import parse
from localize.inline.tree import Atom, Wrap, plain, signature, source, walk
from localize.model import Markup, locale
from localize.translate.engines.base import Alignment, Draft
from localize.translate.pipeline import Route, SourceText, translated
from localize.translate.protect.layout import flat, write
from localize.translate.protect.masks import STYLES, located, masks

EN, JA, HI = locale("en"), locale("ja"), locale("hi")


class Rough:
    """An engine as bad as they come: it drops, doubles, shuffles and spoils words."""

    name = "rough"

    def __init__(self, markup: str, seed: int, *, align: bool = True) -> None:
        self.markup = markup
        self._chance = random.Random(seed)
        self._align = align
        self.seen: list[str] = []

    def translate(self, requests, source_locale, target_locale):
        for number, request in enumerate(requests):
            self.seen.append(request.text)
            words = request.text.split()
            spoiled = [self._spoiled(word) for word in words for _ in range(self._times())]
            if self._chance.random() < 0.4:
                self._chance.shuffle(spoiled)
            text = " ".join(spoiled)
            yield number, Draft(text, self.name, alignment=self._alignment(request.text, text))

    def _times(self):
        return self._chance.choice((0, 1, 1, 1, 1, 2))

    def _spoiled(self, word):
        how = self._chance.random()
        if how < 0.15:
            return word.lower() + self._chance.choice(
                ("*", "</b>", "%s", "`", "_x_", "[a](b)", "&")
            )
        return word[::-1] if how < 0.3 else word

    def _alignment(self, before, after):
        if not self._align:
            return ()
        sources = tuple(match.span() for match in re.finditer(r"\S+", before))
        targets = tuple(match.span() for match in re.finditer(r"\S+", after))
        if not sources:
            return ()
        rows = tuple(tuple(self._chance.random() for _ in sources) for _ in targets)
        return (Alignment(sources, targets, rows),)


WORDS = st.sampled_from(
    [
        "a",
        "word",
        "Tom",
        "**bold**",
        "*x*",
        "**a",
        "*b*",
        "c**",
        "[link](http://x.y/z_a)",
        "~~no~~",
        "<b>t</b>",
        "<i>u",
        "v</i>",
        "<br/>",
        "{name}",
        "%s",
        "%(n)d",
        "{{x}}",
        "$1",
        "https://example.org/a_b?c=d",
        "me@example.org",
        "`code`",
        "\\*",
        "1.",
        "#",
        "-",
        "&",
        "&amp;",
        "snake_case",
        "50%",
        "*",
        "_",
        "[",
        "]",
        "(",
        ")",
        "!",
        "<http://u.v>",
        "![alt](i.png)",
        "[^1]",
        "日本",
        "語。",
        "「x」",
        "~",
        "|",
        ">",
        "<",
    ]
)
MSGIDS = st.lists(WORDS, min_size=1, max_size=8).map(" ".join)


def html_tags(text):
    rendered = pyromark.html(f"a {text} a", options=pyromark.Options.ENABLE_STRIKETHROUGH)
    return Counter(re.findall(r"<[^<>]*>", rendered))


@settings(deadline=None, max_examples=150)
@given(MSGIDS, st.sampled_from(list(Markup)))
@example("**\\*x**", Markup.MARKDOWN)
@example("[](u) x", Markup.MARKDOWN)
@example("a  \nb", Markup.MARKDOWN)
def test_restore_of_protect_is_the_same_structure_and_text(msgid, markup):
    nodes = parse(msgid, markup)
    masked = masks(nodes, "XX{}")
    layout = flat(nodes, lambda number, _: masked.get(number, ""))
    again = write(nodes, layout, markup, EN)
    assert again is not None
    assert signature(parse(again, markup)) == signature(nodes)
    assert plain(parse(again, markup)).split() == plain(nodes).split()
    if markup is Markup.TEXT:
        assert again.split() == msgid.split()


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=60))
def test_a_text_is_the_sum_of_its_nodes(text):
    assert "".join(map(source, parse(text, Markup.TEXT))) == text


@settings(deadline=None, max_examples=150)
@given(MSGIDS, st.sampled_from(["none", "html", "source"]), st.integers(0, 999), st.booleans())
def test_markup_survives_any_engine(msgid, kind, seed, align):
    engine = Rough(kind, seed, align=align)
    text = SourceText(msgid, Markup.MARKDOWN)
    found = list(translated([text], Route(engine, EN, HI if seed % 2 else JA)))
    assert [one for one, _ in found] == [text]
    msgstr = found[0][1].text
    before, after = parse(msgid, Markup.MARKDOWN), parse(msgstr, Markup.MARKDOWN)
    assert signature(after) == signature(before)
    if not re.search(r"[<>&\[\]]", msgid):  # what is no markup to us may be some to a renderer
        assert html_tags(msgstr) == html_tags(msgid)


def test_an_engine_that_keeps_everything_is_used_as_it_is():
    class Upper:
        name, markup = "upper", "html"

        def translate(self, requests, source_locale, target_locale):
            for number, request in enumerate(requests):
                yield (
                    number,
                    Draft(re.sub(r">[^<]+|^[^<]+", lambda m: m[0].upper(), request.text), "u"),
                )

    text = SourceText("see **the {n} files** [here](x) & there", Markup.MARKDOWN)
    ((_, record),) = translated([text], Route(Upper(), EN, HI))
    assert record.text == "SEE **THE {n} FILES** [HERE](x) & THERE"


def test_placeholders_alone_are_copied_and_no_engine_is_asked():
    engine = Rough("none", 1)
    texts = [
        SourceText(msgid, Markup.MARKDOWN) for msgid in ("{name}", "**%s** – 12", "https://x.org/a")
    ]
    found = dict(translated(texts, Route(engine, EN, JA)))
    assert {text.msgid: record.text for text, record in found.items()} == {
        text.msgid: text.msgid for text in texts
    }
    assert not engine.seen


def test_terms_that_stay_are_in_every_draft():
    def terms(text):
        return [(m.start(), m.end(), "") for m in re.finditer("Acme Cloud|ACME", text)]

    texts = [
        SourceText(f"I bought {n} shares of Acme Cloud **from ACME** today.", Markup.MARKDOWN)
        for n in range(40)
    ]
    for kind in ("none", "html", "source"):
        for text, record in translated(texts, Route(Rough(kind, 3), EN, HI, terms)):
            assert record.text.count("Acme Cloud") == 1, (kind, text, record)
            assert record.text.count("ACME") == 1


def test_terms_are_kept_by_the_real_model(argos):
    def terms(text):
        return [(m.start(), m.end(), "") for m in re.finditer("Kyoto Zeta", text)]

    texts = [
        SourceText(f"{who} bought Kyoto Zeta yesterday.", Markup.TEXT)
        for who in ("Tom", "He", "She")
    ]
    for _, record in translated(texts, Route(argos, EN, JA, terms)):
        assert record.text.count("Kyoto Zeta") == 1


def test_marks_go_around_the_aligned_words_of_the_real_model(argos):
    text = SourceText("Tom bought three **red** books yesterday.", Markup.MARKDOWN)
    edge = SourceText("**I am a boy.**", Markup.MARKDOWN)
    found = dict(translated([text, edge], Route(argos, EN, JA)))
    assert found[edge].text == "**私は少年です。**"
    assert found[text].text.count("**") == 2


def test_masks_are_found_again_with_a_space_or_another_case():
    assert located("das xx0 und XX 1.", {0: "XX0", 3: "XX1"}) == {0: (4, 7), 3: (12, 16)}
    assert located("XX10", {0: "XX1"}) is None
    assert located("XX0 XX0", {0: "XX0"}) is None


@pytest.mark.parametrize("style", STYLES)
def test_no_mask_occurs_in_the_text(style):
    nodes = parse("XX0 [0] {0} #0 X0X (0) @0 111 %s and %d", Markup.TEXT)
    assert style == "self" or all(
        mask not in "XX0 [0] #0 X0X (0) @0 111" for mask in masks(nodes, style).values()
    )


def test_what_never_closes_is_kept_where_it_stands():
    nodes = parse("<b>x <i>y</b> z</i>", Markup.HTML)
    kinds = [(type(node), node.kind if isinstance(node, Atom) else None) for node in walk(nodes)]
    assert kinds == [(Wrap, None), (Atom, PieceKind.TAG), (Atom, PieceKind.TAG)]
