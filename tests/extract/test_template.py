from localize.extract import template
from localize.formats.markdown import MarkdownFormat

FORMAT = MarkdownFormat()


def test_a_repeated_message_is_one_entry_with_all_places_kinds_and_notes():
    one = FORMAT.parse("# Same\n\n<!-- localize: note Kind. -->\nSame\n", "a.md", {})
    two = FORMAT.parse("- Same\n- Other\n", "b c.md", {})
    same, other = template([one, two]).entries
    assert same.msgid == "Same"
    assert same.extracted == ("heading 1", "paragraph", "Kind.", "list item")
    assert same.references == ("a.md", "\u2068b c.md\u2069")
    assert same.flags == ("markdown-text",)
    assert (same.raw, same.msgstr) == ("", ("",))
    assert other.references == ("\u2068b c.md\u2069",)


def test_context_makes_another_message_and_lines_come_on_request():
    source = "---\ntitle: T\n---\n<!-- localize: context menu -->\nT\n"
    title, text = template([FORMAT.parse(source, "a.md", {})], line_numbers=True).entries
    assert (title.key, title.flags, title.references) == ((None, "T"), (), ("a.md:2",))
    assert (text.key, text.references) == (("menu", "T"), ("a.md:5",))


def test_front_matter_says_its_key():
    source = "---\ndescription: D\n---\n"
    (entry,) = template([FORMAT.parse(source, "a.md", {})]).entries
    assert entry.extracted == ("front matter: description",)
