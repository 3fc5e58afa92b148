"""What a text is found by does not depend on the texts around it."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

np = pytest.importorskip("numpy", reason="pip install numpy")

from localize.memory.tokens import RUN, tokens  # noqa: E402 - needs numpy

texts = st.text(st.sampled_from("abcXYZ  _1.ßé\0\u0301日本語タ한हिनี😀"), max_size=70)


def of(text):
    return set(tokens([text])[0].tolist())


@given(st.lists(texts, min_size=1, max_size=6))
@example(["", "a", "\0\0", "ab"])
def test_tokens_of_many_texts_are_those_of_each(some):
    found, owners = tokens(some)
    for place, text in enumerate(some):
        assert set(found[owners == place].tolist()) == of(text)


def test_texts_that_are_alike_share_tokens():
    one = of("The first flowers of the garden are yellow.")
    assert len(one & of("the first FLOWERS of her garden, yellow")) > len(one) / 3
    assert not one & of("Something else entirely stands in this sentence")
    assert len(of("Delete file") & of("Delete files")) > 8
    assert len(of("庭の最初の花は黄色いです") & of("庭の最後の花は黄色いです")) > 8
    # A vowel sign does not end a word of Devanagari.
    assert of("हिन्दी में लिखा हुआ एक बहुत लम्बा पाठ") & of("कोई और वाक्य लिखा हुआ है जो लम्बा है")


def test_only_short_texts_have_runs_of_characters():
    assert any(one & int(RUN) for one in of("Open"))
    assert not any(one & int(RUN) for one in of("A text that is longer than thirty characters"))
