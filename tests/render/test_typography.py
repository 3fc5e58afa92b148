import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.model import Locale
from localize.render.typography import phrased, typeset

JA, AR, HI, TH = (Locale(tag) for tag in ("ja", "ar", "hi", "th"))


def shown(html):
    return re.sub(r"<[^>]*>", "", html)


def test_japanese_heading_breaks_between_phrases():
    assert phrased("今日は<em>良い</em>天気です", JA) == "今日は<wbr><em>良い<wbr></em>天気です"


def test_break_of_the_translator_stands():
    assert phrased("今日は良い\u200b天気です", JA) == "今日は良い<wbr>天気です"
    assert phrased("今日は<wbr>良い天気です", JA) == "今日は<wbr>良い天気です"


@pytest.mark.parametrize(
    "title", ["転換――日本に現実", "支持から沈黙へ――変わる日本", "A——日本の現実"]
)
def test_no_line_of_a_heading_can_begin_with_a_dash(title):
    made = phrased(title, JA)
    assert "<wbr>―" not in made
    assert re.search(r'<span class="keep">[^<]+[―—]+</span><wbr>', made)
    assert shown(made) == title


def test_heading_without_ideographs_is_left_alone():
    assert phrased("Plain words", JA) == "Plain words"
    assert phrased("शब्द", HI) == "शब्द"


@settings(deadline=None, max_examples=60)
@given(st.text("今日は良い天気です――A&<>。「」 ", max_size=20))
def test_breaks_change_no_character(text):
    from html import escape, unescape

    html = f"<b>{escape(text)}</b>終わりです"
    assert unescape(shown(phrased(html, JA))) == f"{text}終わりです"


def test_ruby_is_set_in_japanese_text_and_never_in_code():
    made = typeset("<p>{漢字|かんじ}と<code>{漢字|かんじ}</code>と{name|x}</p>", JA)
    assert made == (
        "<p><ruby>漢字<rp>（</rp><rt>かんじ</rt><rp>）</rp></ruby>と"
        "<code>{漢字|かんじ}</code>と{name|x}</p>"
    )


def test_latin_in_arabic_is_isolated_with_what_belongs_to_it():
    made = typeset("<p>لغة <b>C++</b> هنا <code>x y</code></p><p>Only Latin</p>", AR)
    assert '<b><bdi dir="ltr">C++</bdi></b>' in made
    assert "<code>x y</code>" in made
    assert '<p><bdi dir="ltr">Only Latin</bdi></p>' in made


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("وكتاب C++ in a Nutshell (2nd ed.).", ["C++ in a Nutshell (2nd ed.)"]),
        ("متصفح (Google Chrome) جيد", ["Google Chrome"]),
        ("U.S. هنا", ["U.S."]),
        ("الشركة Acme.", ["Acme"]),
        ("طباعة 3D Printing اليوم", ["3D Printing"]),
        ("فيلم Star Wars: A New Hope جميل", ["Star Wars: A New Hope"]),
        ("في 2026 Google قالت", ["Google"]),
        ("شركة AT&amp;T و f(x) و Müller", ["AT&amp;T", "f(x)", "Müller"]),
        ("كلمة foo(bar", ["foo", "bar"]),
        ("قيمة &lt;x&gt; &amp; &quot;y&quot; &#x27;", ["x", "y"]),
        ("Google, Apple و", ["Google", "Apple"]),
        ("يوم 2026-11-02 أو +81-3-1234-5678 أو 10-20", ["2026-11-02", "+81-3-1234-5678"]),
    ],
)
def test_a_run_of_latin_is_isolated_whole_and_no_half_of_a_pair_of_brackets(text, runs):
    made = typeset(f"<p>{text}</p>", AR)
    assert re.findall('<bdi dir="ltr">(.*?)</bdi>', made) == runs
    assert shown(made) == text


def test_what_has_a_direction_of_its_own_is_left_alone():
    html = '<ol dir="ltr"><li>One <ol><li>Two</li></ol></li></ol><img dir="ltr" alt="x">Three'
    assert typeset(html, AR) == html.replace("Three", '<bdi dir="ltr">Three</bdi>')


@pytest.mark.parametrize(
    "address",
    ["https://harbour.example/market", "http://a.example:80/x?q=1&amp;r=2#s", "https://a.example/"],
)
def test_address_in_arabic_is_one_run(address):
    assert (
        typeset(f"<p>إلى {address}، ثم.</p>", AR)
        == f'<p>إلى <bdi dir="ltr">{address}</bdi>، ثم.</p>'
    )


@pytest.mark.parametrize(
    "part",
    [
        "https://a.",
        "1,",
        "1-",
        "(a ",
        "a (",
        "a-",
        "&amp;",
        "(&amp;",
        "a: ",
        "1",
        "a",
        " (a)",
        "a.a.",
    ],
)
def test_runs_are_found_in_linear_time(part):
    began = time.perf_counter()
    typeset(f"<p>ا {part * 100_000} ا</p>", AR)
    assert time.perf_counter() - began < 5  # about 0.2; if it were quadratic, an hour


def test_bracket_is_isolated_with_latin_only_together_with_its_other_half():
    made = typeset("<p>مع (pip install) ثم print(x) و f(a) b هنا</p>", AR)
    assert '(<bdi dir="ltr">pip install</bdi>)' in made
    assert '<bdi dir="ltr">print(x)</bdi>' in made
    assert '<bdi dir="ltr">f(a) b</bdi>' in made


def test_a_dash_within_a_tag_is_no_place_to_break():
    html = '<a title="日米—同盟">日米—同盟を結ぶ</a>'
    found = phrased(html, Locale("ja"))
    assert '<a title="日米—同盟">' in found
    assert '<span class="keep">' in found
