from __future__ import annotations

from localize.model import Locale
from localize.terms.candidates import candidates

EN = Locale("en")


def proposed(*texts: str, heading: bool = False, least: int = 2) -> list[str]:
    return [one.text for one in candidates([(text, heading) for text in texts], EN, least=least)]


def test_names_acronyms_and_phrases_that_come_again_are_proposed():
    found = proposed(
        "We met Shinzo Abe and NATO people about the defense budget.",
        "The defense budgets of <b>some</b> were said to be high.",
    )
    assert {"Shinzo Abe", "NATO", "defense budget"} <= set(found)


def test_the_first_word_of_a_sentence_is_no_name():
    assert proposed("Interestingly, it rains. Meanwhile it does not.") == []


def test_the_capitals_of_a_heading_prove_no_name():
    assert proposed("Growing Concerns Over Its Security", heading=True) == []


def test_markup_code_addresses_and_placeholders_are_no_candidates():
    assert proposed("`Foo Bar` [x](Foo_Bar) https://Foo.Bar {FooBar} and so on") == []


def test_a_part_of_a_longer_phrase_counts_only_by_itself():
    found = proposed(*["the mutual defense treaty holds"] * 3)
    assert "mutual defense" not in found


def test_the_text_is_as_it_is_written():
    assert "U.S.-Japan ties" in proposed("of U.S.-Japan ties and U.S.-Japan ties")
