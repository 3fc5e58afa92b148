"""Where marks are put, by what a model looked at."""

from __future__ import annotations

from itertools import pairwise

import pytest

from localize.inline.markup import parse
from localize.model import Markup, locale
from localize.translate.engines.base import Alignment
from localize.translate.protect.alignment import projected
from localize.translate.protect.layout import flat, write


def placed(html, source, target, weights, *, code="ja"):
    """The HTML of a translation given as tokens, as each of them looked at the source's tokens."""
    nodes = parse(html, Markup.HTML)
    layout = flat(nodes, lambda *_: "")
    text = "".join(target)
    assert "".join(source) == layout.text
    block = Alignment(spans(source), spans(target), tuple(map(tuple, weights)))
    found = projected(nodes, layout, text, {}, (block,), locale(code))
    assert found is not None
    return write(nodes, found, Markup.HTML, locale(code))


def spans(tokens):
    ends = [0]
    for token in tokens:
        ends.append(ends[-1] + len(token))
    return tuple(pairwise(ends))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("I saw <b>him.</b>", "私は<b>彼を</b>見た。"),
        ("I <b>saw him.</b>", "私は<b>彼を見た。</b>"),
        ("I <b>saw</b> him.", "私は彼を<b>見た</b>。"),
    ],
)
def test_a_full_stop_draws_no_mark_away_from_the_words(html, expected):
    rows = [(0.9, 0.1, 0, 0), (0.2, 0.1, 0.5, 0.2), (0.1, 0.7, 0.1, 0.1), (0, 0, 0.1, 0.9)]
    assert (
        placed(html, ("I", " saw", " him", "."), ("私は", "彼を", "見た", "。"), rows) == expected
    )


def test_words_that_nothing_looked_at_leave_the_sentence_whole():
    rows = [(1, 0, 0), (1, 0, 0), (0, 0.4, 0.6)]
    found = placed("I <b>do.</b>", ("I", " do", "."), ("私", "は", "。"), rows)
    assert found == "私は<b>。</b>"
