from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.model import locale
from localize.scripts import parts, sentence_texts, sentences, separator


@pytest.mark.parametrize(
    ("text", "tag", "expected"),
    [
        ("1. Open the door. 2. Close it.", "en", ["1. Open the door.", "2. Close it."]),
        ("M. Dupont est venu. Il dort.", "fr", ["M. Dupont est venu.", "Il dort."]),
        ("He met Mr. J. Smith. Fine.", "en", ["He met Mr. J. Smith.", "Fine."]),
        ("彼は「行く。」と言った。彼は寝た。", "ja", ["彼は「行く。」と言った。", "彼は寝た。"]),
        ("one\ntwo", "en", ["one", "two"]),
        ("  ", "en", []),
        ("We use ASP.NET. It runs.", "en", ["We use ASP.NET.", "It runs."]),
        ("Node.js and Socket.IO talk. Good.", "en", ["Node.js and Socket.IO talk.", "Good."]),
        ("Call foo.Bar now. Then wait.", "en", ["Call foo.Bar now.", "Then wait."]),
        ("It takes approx. Ten minutes. Wait.", "en", ["It takes approx. Ten minutes.", "Wait."]),
        ("See Vol. 2 of it. Read on.", "en", ["See Vol. 2 of it.", "Read on."]),
        ("At most max. 5 files. Or less.", "en", ["At most max. 5 files.", "Or less."]),
        ("Fruit, e.g. Apples. And nuts.", "en", ["Fruit, e.g. Apples.", "And nuts."]),
        ("She said no. 5 came.", "en", ["She said no. 5 came."]),
        ("She said no. The end.", "en", ["She said no.", "The end."]),
        ("Run it. camelCase is a name.", "en", ["Run it.", "camelCase is a name."]),
        ("It was me. I know.", "en", ["It was me.", "I know."]),
        ('"Why?" she asked. He left.', "en", ['"Why?" she asked.', "He left."]),
        ("It works (see p. 5). Try it.", "en", ["It works (see p. 5).", "Try it."]),
        ("Read this. [4] Then go.", "en", ["Read this. [4]", "Then go."]),
        ("**Bold.** Then plain.", "en", ["**Bold.**", "Then plain."]),
        ("i saw her. she ran.", "en", ["i saw her.", "she ran."]),
        ("apples, nuts etc. and more", "en", ["apples, nuts etc. and more"]),
        ("डॉ. राम आए। वह बैठे।", "hi", ["डॉ. राम आए।", "वह बैठे।"]),
        ("ए. पी. जे. कलाम आए। वे बैठे।", "hi", ["ए. पी. जे. कलाम आए।", "वे बैठे।"]),
        ("वह आई. मैं गया.", "hi", ["वह आई.", "मैं गया."]),
        ("زار د. أحمد المدينة. ثم عاد.", "ar", ["زار د. أحمد المدينة.", "ثم عاد."]),
        ("هل جاء؟ نعم.", "ar", ["هل جاء؟", "نعم."]),
        ("Это т. е. Москва. Он там.", "ru", ["Это т. е. Москва.", "Он там."]),
        ("Он умер в 1916 г. Фильм вышел.", "ru", ["Он умер в 1916 г.", "Фильм вышел."]),
        ("Das ist z. B. Berlin. Es regnet.", "de", ["Das ist z. B. Berlin.", "Es regnet."]),
        ("Die Fa. Meier baut. Gut.", "de", ["Die Fa. Meier baut.", "Gut."]),
        ("Am 3. Oktober 1990. 1991 nicht.", "de", ["Am 3. Oktober 1990.", "1991 nicht."]),
        ("Um 512 v. Chr. lebte er. Er starb.", "de", ["Um 512 v. Chr. lebte er.", "Er starb."]),
        ("En EE. UU. Luis vive. Bien.", "es", ["En EE. UU. Luis vive.", "Bien."]),
        ("¿Cómo estás? ¡Bien!", "es", ["¿Cómo estás?", "¡Bien!"]),
        ("« Ça va ? » Il dort.", "fr", ["« Ça va ? »", "Il dort."]),
        ("Τι κάνεις; Είμαι καλά.", "el", ["Τι κάνεις;", "Είμαι καλά."]),
        ("彼は来た。彼女も来た！本当？", "ja", ["彼は来た。", "彼女も来た！", "本当？"]),
        ("价格是３．５元。很贵。", "zh", ["价格是３．５元。", "很贵。"]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text, tag, expected):
    assert [text[start:end] for start, end in sentences(text, locale(tag))] == expected


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=80), st.sampled_from(["en", "ja", "hi"]))
def test_nothing_but_whitespace_stands_between_sentences(text, tag):
    position = 0
    for start, end in sentences(text, locale(tag)):
        assert position <= start < end
        assert not text[position:start].strip()
        position = end
    assert not text[position:].strip()


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=200), st.integers(1, 40))
def test_parts_are_short_and_lose_nothing_but_whitespace(text, size):
    spans = parts(text, size)
    assert all(end - start <= size for start, end in spans)
    joined = "".join("".join(text[start:end].split()) for start, end in spans)
    assert joined == "".join(text.split())


@given(st.text(st.sampled_from("ab .!?。！」』 1\n"), max_size=40))
def test_sentences_together_are_the_text(text):
    assert "".join(sentence_texts(text)) == text


def test_sentences_are_joined_as_the_target_does():
    assert separator(" ", locale("ja")) == ""
    assert separator("", locale("hi")) == " "
    assert separator("\n\n", locale("ja")) == "\n\n"
