from __future__ import annotations

import string
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.model import Locale
from localize.terms import Term, Termbase, read_terms
from localize.terms.target import forbidden, kept, occurs

EN, JA, HI, AR = Locale("en"), Locale("ja"), Locale("hi"), Locale("ar")
ARTICLE_TERMS = Path(__file__).parents[2] / "locales" / "terms.csv"


def base(*terms: str, dnt: bool = False, source: Locale = EN, case: bool = False) -> Termbase:
    rows = tuple(
        Term(term, dnt=dnt, case=case, targets={"ja": (f"訳{n}",), "en": (f"t{n}",)})
        for n, term in enumerate(terms)
    )
    return Termbase(rows, source)


def found(termbase: Termbase, text: str, locale: Locale = JA) -> list[str]:
    return [text[one.start : one.end] for one in termbase.matches(text, locale)]


@pytest.mark.parametrize(
    ("term", "text", "expected"),
    [
        ("strategic autonomy", "Strategic Autonomy!", ["Strategic Autonomy"]),
        ("military alliance", "of military alliances", ["military alliances"]),
        ("policy", "Policies and policy", ["Policies", "policy"]),
        ("businesses", "a business", ["business"]),
        ("Japan", "Japan’s and JAPAN", ["Japan", "JAPAN"]),
        ("draft", "drafting, drafted, drafts", ["drafting", "drafted", "drafts"]),
        ("plan", "planning planned plane", ["planning", "planned"]),
        ("building", "build a building", ["building"]),
        ("open source", "open-source and open\u00a0source", ["open-source", "open\u00a0source"]),
        (
            "open source",
            "<b>open</b> source, **open** source",
            ["open</b> source", "open** source"],
        ),
        (
            "U.S.-Japan pact",
            "the US-Japan Pact, U.S.–Japan pacts",
            ["US-Japan Pact", "U.S.–Japan pacts"],
        ),
        ("IT", "it is IT", ["IT"]),
        ("API", "the APIs and rapid", ["APIs"]),
        ("Asian NATO", "Asian, NATO", []),
        ("page", "pages/{page}/%(page)s `page` https://page.com/page <a page>", ["pages"]),
        ("art", "party", []),
        ("Vision 2047", "vision 2047, Vision 20471", ["vision 2047"]),
        ("C++", "C and C++.", ["C++"]),
        ("Node.js", "Node.js, node js", ["Node.js"]),
        ("café", "CAFÉS", ["CAFÉS"]),
        ("e-mail", "E-mails", ["E-mails"]),
    ],
)
def test_a_term_is_found_in_case_number_and_form(term: str, text: str, expected: list[str]):
    assert found(base(term), text) == expected


def test_the_longer_term_wins_and_others_may_overlap():
    terms = base("NATO", "Asian NATO", "NATO summit", "defense pact")
    assert found(terms, "An Asian NATO and NATO; a defense pact") == [
        "Asian NATO",
        "NATO",
        "defense pact",
    ]
    assert found(terms, "Asian NATO summit") == ["Asian NATO", "NATO summit"]


@pytest.mark.parametrize(
    ("source", "terms", "text", "expected"),
    [
        ("ja", ["インド", "防衛予算"], "インドネシアとインドの防衛予算。", ["インド", "防衛予算"]),
        ("ja", ["ストレージ"], "クラウドストレージを使う", ["ストレージ"]),
        ("zh", ["北约", "战略自主"], "亚洲版北约与战略自主。", ["北约", "战略自主"]),
        ("th", ["ประเทศไทย"], "ในประเทศไทยมีวัด", ["ประเทศไทย"]),
        ("ko", ["나토"], "나토는 반나토가", ["나토"]),
        ("hi", ["सैन्य गठबंधन"], "यह सैन्य गठबंधनों का", ["सैन्य गठबंधनों"]),
        ("ar", ["معاهدة"], "في المعاهدة ولمعاهدة", ["المعاهدة"]),
        ("de", ["Bündnis"], "die Bündnisse", []),
        ("ru", ["оборона"], "бюджет обороны", ["обороны"]),
        ("fr", ["alliance militaire"], "des alliances militaires", ["alliances militaires"]),
    ],
)
def test_terms_of_other_languages_are_found(source: str, terms: list[str], text: str, expected):
    assert (
        found(base(*terms, source=Locale(source)), text, EN if source != "en" else JA) == expected
    )


def test_what_must_not_be_translated_is_given_as_disjoint_spans():
    terms = base("GitHub", "GitHub Actions", "Actions Runner", "Go", dnt=True)
    text = "I go to GitHub Actions Runner, GitHub’s Go, and Go."
    spans = terms.invariant(text)
    assert [text[a:b] for a, b in spans] == ["GitHub Actions Runner", "GitHub", "Go", "Go"]


def test_a_term_to_translate_does_not_hide_one_that_is_not():
    terms = Termbase((Term("GitHub", dnt=True), Term("GitHub account", targets={"ja": ("口座",)})))
    text = "a GitHub account"
    assert [text[a:b] for a, b in terms.invariant(text)] == ["GitHub"]
    assert found(terms, text) == ["GitHub account"]


def test_letter_case_counts_where_the_row_says_so():
    assert found(base("Make", case=True), "make, MAKE, Make") == ["Make"]


def test_a_variant_uses_the_terms_of_its_language_unless_it_has_its_own():
    term = Term("pact", targets={"pt": ("pacto",), "pt-BR": ("acordo",)}, forbidden={"pt": ("x",)})
    terms = Termbase((term,))
    assert terms.rows("a pact", Locale("pt-PT")) == (("pact", "pacto"),)
    assert terms.rows("a pact", Locale("pt-BR")) == (("pact", "acordo"),)
    assert terms.matches("a pact", Locale("pt-BR"))[0].forbidden == ("x",)
    assert terms.matches("a pact", JA) == ()


@settings(deadline=None, max_examples=150)
@given(
    st.lists(st.text(alphabet="ab c日イ.'-", min_size=1, max_size=8), max_size=6),
    st.text(alphabet="ab c日イ.'-<>{}", max_size=60),
)
def test_spans_lie_in_the_text_in_order_and_hold_a_term(terms: list[str], text: str):
    usable = tuple(Term(t, dnt=True) for t in dict.fromkeys(terms) if t.strip(" -"))
    termbase = Termbase(usable)
    ends = 0
    for start, end in termbase.invariant(text):
        assert ends <= start < end <= len(text)
        ends = end
    for one in termbase.matches(text, JA):
        assert 0 <= one.start < one.end <= len(text)


words = st.text(alphabet=string.ascii_lowercase, min_size=4, max_size=7)


@settings(deadline=None, max_examples=100)
@given(words, words, words)
def test_a_term_between_other_words_is_always_found(before: str, term: str, after: str):
    text = f"{before} {term} {after}"
    assert term in found(base(term), text)


def test_the_search_is_linear_in_the_text_whatever_the_terms():
    hostile = Termbase(tuple(Term("a " * n, dnt=n % 2 == 0) for n in range(1, 120)))

    def seconds(size: int) -> float:
        text = "a " * size
        before = time.perf_counter()
        hostile.invariant(text)
        hostile.matches(text, JA)
        return time.perf_counter() - before

    seconds(100)
    small = min(seconds(2_000) for _ in range(3))
    assert min(seconds(16_000) for _ in range(3)) < 8 * small * 4


@pytest.mark.parametrize(
    "text",
    ["<a " * 20_000, "`" * 50_001, "{" * 50_000, "%(" * 20_000, "a." * 30_000, "://" * 20_000],
)
def test_hostile_text_takes_no_more_than_a_moment(text: str):
    before = time.perf_counter()
    base("open source", dnt=True).invariant(text)
    assert time.perf_counter() - before < 3


@pytest.mark.parametrize(
    ("term", "text", "tag", "expected"),
    [
        ("ドナルド・トランプ", "ドナルド＝トランプ氏", "ja", True),
        ("ビジョン2047", "「ビジョン２０４７」", "ja", True),
        ("日米安保条約", "日米の条約", "ja", False),
        ("समझौता", "रक्षा समझौते को", "hi", True),
        ("معاهدة", "للمعاهدة", "ar", True),
        ("ترامب", "وبترامب", "ar", False),
        ("ترامب", "لترامب", "ar", True),
        ("alliance", "les alliances", "fr", True),
        ("NATO", "nato", "de", True),
        ("pacte", "compact", "fr", False),
    ],
)
def test_a_translation_is_recognized_in_its_forms(term: str, text: str, tag: str, expected: bool):
    assert occurs(term, text, Locale(tag)) is expected


def test_fidelity_of_a_translation_to_a_match():
    terms = Termbase(
        (
            Term("GitHub", dnt=True),
            Term("cafe", targets={"ja": ("カフェテリア",)}, forbidden={"ja": ("カフェ", "喫茶店")}),
        )
    )
    source = "the cafe of GitHub"
    cafe, github = terms.matches(source, JA)
    assert kept(github, "GitHubの", JA)
    assert not kept(github, "ギットハブの", JA)
    assert kept(cafe, "カフェテリアで", JA)
    assert forbidden(cafe, "カフェテリアで", JA) == ()
    assert forbidden(cafe, "喫茶店で", JA) == ("喫茶店",)


@pytest.mark.skipif(not ARTICLE_TERMS.is_file(), reason="the article's terms are not in this tree")
def test_the_articles_own_terms_are_read():
    terms = read_terms(ARTICLE_TERMS)
    text = "Trump called the U.S.-Japan Defense Pact “unequal”; an ‘Asian NATO’ and military alliances."
    assert [one.target for one in terms.matches(text, JA)] == [
        "トランプ",
        "日米安保条約",
        "アジア版NATO",
        "軍事同盟",
    ]
