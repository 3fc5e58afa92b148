from hypothesis import given, settings
from hypothesis import strategies as st

from localize.formats.text import TextFormat

FORMAT = TextFormat()


def test_a_paragraph_is_what_stands_between_blank_lines():
    document = FORMAT.parse("One\ntwo\n\n * * *\n\n  Three\n", "a.txt", {})
    assert [(one.msgid, one.line) for one in document.segments] == [("One two", 1), ("Three", 6)]
    result = FORMAT.render(document, lambda one: {"Three": "Drei"}.get(one.msgid))
    assert result.text == "One\ntwo\n\n * * *\n\n  Drei\n"
    assert "<p>One\ntwo</p>" in FORMAT.html(result, lambda _segment: {})


@settings(deadline=None, max_examples=100)
@given(st.text(alphabet="ab \t\r\n\u2028é*", max_size=60))
def test_any_text_comes_back(source):
    document = FORMAT.parse(source, "a.txt", {})
    assert document.source == source
    assert FORMAT.render(document, lambda _segment: None).text == source
