"""One list of placeholders, and the four places that must agree on each of them."""

from __future__ import annotations

import re
from html import unescape

import pytest

from localize.check.pair import Pair
from localize.check.run import pair_findings
from localize.inline.markup import syntax
from localize.interchange.exchange import ExchangeRecord
from localize.interchange.xliff_read import read_xliff
from localize.interchange.xliff_write import xliff
from localize.model import Entry, locale
from localize.review.marks import holders
from localize.translate.draft import drafts
from localize.translate.engines.base import Draft
from localize.translate.pipeline import Route

EN, JA = locale("en"), locale("ja")

C, PYTHON, PHP, OBJC = "c-format", "python-format", "php-format", "objc-format"
BRACES, DOTNET, MARKDOWN, HTML = (
    "python-brace-format",
    "csharp-format",
    "markdown-text",
    "html-text",
)
# (flag, text, its pieces)
PLACEHOLDERS: list[tuple[str, str, list[str]]] = [
    (C, "Read %d files", ["%d"]),
    (C, "Read %5.2f%% of it", ["%5.2f", "%%"]),
    (C, "Wrote %lu of %zu bytes", ["%lu", "%zu"]),
    (C, "Wrote %<PRIu64> bytes", ["%<PRIu64>"]),
    (C, "Use %2$s for %1$s", ["%2$s", "%1$s"]),
    (C, "Pad %*d here", ["%*d"]),
    (C, "It is %-10s, and", ["%-10s"]),
    (PYTHON, "Hello %(name)s there", ["%(name)s"]),
    (PYTHON, "Took %(n)d of them", ["%(n)d"]),
    (PYTHON, "Now %(pct).1f%% done", ["%(pct).1f", "%%"]),
    (PYTHON, "Value %r or %x", ["%r", "%x"]),
    (PHP, "Order %1$s of %2$05d", ["%1$s", "%2$05d"]),
    (PHP, "Fill %'.10d dots", ["%'.10d"]),
    (PHP, "Bits %b here", ["%b"]),
    (OBJC, "Open %@ now", ["%@"]),
    (OBJC, "Move %1$@ to %2$@", ["%1$@", "%2$@"]),
    (OBJC, "Size %lld is big", ["%lld"]),
    (BRACES, "Save {} now", ["{}"]),
    (BRACES, "Save {name} now", ["{name}"]),
    (BRACES, "Save {name!r:>8} now", ["{name!r:>8}"]),
    (BRACES, "Costs {price:,.2f} today", ["{price:,.2f}"]),
    (BRACES, "On {day:%d %B %Y} it was", ["{day:%d %B %Y}"]),
    (BRACES, "From {row[key].name} on", ["{row[key].name}"]),
    (DOTNET, "Page {0} of {1}", ["{0}", "{1}"]),
    (DOTNET, "Sum {0,-10:N2} here", ["{0,-10:N2}"]),
    (DOTNET, "At {0:yyyy-MM-dd HH:mm} it was", ["{0:yyyy-MM-dd HH:mm}"]),
    ("qt-format", "Page %1 of %L2", ["%1", "%L2"]),
    ("", "Hello %(n)d people", ["%(n)d"]),
    ("", "Took %s and %.2f seconds", ["%s", "%.2f"]),
    ("", "Hello {{x}} there", ["{{x}}"]),
    ("", "Hello {{ user.name }} there", ["{{ user.name }}"]),
    ("", "Raw {{{html}}} here", ["{{{html}}}"]),
    ("", "Hello ${x} there", ["${x}"]),
    ("", "Say $1, then $2.", ["$1", "$2"]),
    ("", "In $HOME there is", ["$HOME"]),
    ("", "Hello #{n} people", ["#{n}"]),
    ("", "Hello @{x} there", ["@{x}"]),
    ("", "Hello %{name} there", ["%{name}"]),
    ("", "Below %APPDATA% it is", ["%APPDATA%"]),
    (
        "",
        "{n, plural, one {# file} other {# files}}",
        ["{n, plural, one {", "#", "} other {", "#", "}}"],
    ),
    (
        "",
        "{who, select, a {Hi {name}} other {Bye}}",
        ["{who, select, a {", "{name}", "} other {", "}}"],
    ),
    ("", "Number {n, number} here", ["{n, number}"]),
    ("", "Tom &amp; Jerry ran", ["&amp;"]),
    ("", "Wait&hellip; a&nbsp;bit", ["&hellip;", "&nbsp;"]),
    ("", "Sign &#8364; or &#x20AC; here", ["&#8364;", "&#x20AC;"]),
    ("", "A <b>bold</b> word", ["<b>", "</b>"]),
    ("", 'See <a href="x" title="a > b">here</a> now', ['<a href="x" title="a > b">', "</a>"]),
    ("", "Line<hr/>break here", ["<hr/>"]),
    ("", "Run `make` now", ["`make`"]),
    ("", "Write to me@example.org.", ["me@example.org"]),
    ("", "Ask @user12 about it", ["@user12"]),
    ("", "See https://a.org/x. Then go", ["https://a.org/x"]),
    ("", "(see https://a.org/x_(y))", ["https://a.org/x_(y)"]),
    ("", "今すぐhttps://a.org/x。見る", ["https://a.org/x"]),
    ("", "देखें https://a.org/x। फिर", ["https://a.org/x"]),
    ("", "شاهد https://a.org/x؟ ثم", ["https://a.org/x"]),
    ("", "См. https://a.org/x, потом", ["https://a.org/x"]),
    ("", "ดู https://a.org/xแล้ว", ["https://a.org/x"]),
    (MARKDOWN, "See [it](https://a.org/x) and `{x}`, {n}", ["(https://a.org/x)", "`{x}`", "{n}"]),
    (MARKDOWN, "A note[^1] of **%s**, <https://a.org>", ["[^1]", "%s", "<https://a.org>"]),
    (HTML, 'A <a href="u">link &amp; more</a>, {n}', ['<a href="u">', "</a>", "{n}"]),
]
IDS = [f"{flag or 'prose'} {text}" for flag, text, _ in PLACEHOLDERS]


class Tagged:
    """An engine that carries tags through and turns every word around."""

    name, markup = "tagged", "html"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def translate(self, requests, source, target):
        for number, request in enumerate(requests):
            self.asked.append(request.text)
            parts = re.split(r"(<[^<>]*>)", request.text)
            text = "".join(part if part.startswith("<") else unescape(part)[::-1] for part in parts)
            yield number, Draft(text.replace("&", "&amp;"), self.name)


def test_there_are_sixty_of_every_grammar():
    assert len(PLACEHOLDERS) >= 60
    assert {C, PYTHON, PHP, OBJC, BRACES, DOTNET} <= {flag for flag, *_ in PLACEHOLDERS}


@pytest.mark.parametrize(("flag", "text", "pieces"), PLACEHOLDERS, ids=IDS)
def test_review_marks_them(flag, text, pieces):
    assert list(holders(text, syntax([flag]))) == list(dict.fromkeys(pieces))


@pytest.mark.parametrize(("flag", "text", "pieces"), PLACEHOLDERS, ids=IDS)
@pytest.mark.parametrize("version", ["2.0", "1.2"])
def test_xliff_protects_them(version, flag, text, pieces):
    record = ExchangeRecord(text, text, id="x", catalog="a.po", flags=(flag,))
    file = xliff([record], EN, JA, version=version)
    source = re.search(r"<source.*?</source>", file, re.DOTALL)[0]
    pattern = r'<ph id="\d+" dataRef="d\d+" disp=("[^"]*"|\'[^\']*\')/>'
    if version == "1.2":
        pattern = r'<ph id="\d+">(.*?)</ph>'
    assert [unescape(one.strip("\"'")) for one in re.findall(pattern, source)] == pieces
    assert [(one.source, one.target) for one in read_xliff(file.encode(), "a.xlf").records] == [
        (text, text)
    ]


@pytest.mark.parametrize(("flag", "text", "pieces"), PLACEHOLDERS, ids=IDS)
def test_checks_compare_them(flag, text, pieces):
    pair = Pair(text, text, JA, EN, frozenset({flag}))
    assert [
        text[one.start : one.end] for one in pair.source_pieces if one.kind != "character"
    ] == pieces
    without = text
    for piece in pieces:
        without = without.replace(piece, "・", 1)
    hits = {one.rule for one in pair_findings(Pair(text, without, JA, EN, frozenset({flag})))}
    kinds = {one.kind for one in pair.source_pieces}
    if kinds & {"placeholder", "tag", "url", "email", "link"}:
        assert hits & {"placeholders", "tags", "url", "markdown"}
    assert not {"placeholders", "tags", "url", "markdown"} & {
        one.rule for one in pair_findings(pair)
    }


@pytest.mark.parametrize(("flag", "text", "pieces"), PLACEHOLDERS, ids=IDS)
def test_drafts_keep_them(flag, text, pieces):
    entry = Entry(text, flags=(flag,) if flag else ())
    engine = Tagged()
    ((_, draft),) = drafts([entry], Route(engine, EN, JA))
    assert list(holders(draft.text, syntax([flag]))) == list(dict.fromkeys(pieces))
    # The engine sees none of them, but as a number.
    asked = " ".join(engine.asked)
    assert not any(piece in asked for piece in pieces if piece not in "#</b>")
