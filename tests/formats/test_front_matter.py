"""A front matter keeps every byte outside the value that is translated, in whatever style."""

import pytest

from localize.formats.markdown import MarkdownFormat

FORM = MarkdownFormat()
STYLES = {
    "---": [
        "title: A\r\ntags:\r\n- a\r\n",
        "title:   A   # why\ntags: [ a,b ,  c ]\n",
        "title: >-\n    folded\n    words\ndate: 2024-01-01\n",
        "title: |\n  two\n  lines\n\nx: 1\n",
        "tags:\n    - a\n    - b\ntitle: A\n",
        "tags:\n- a\n- b\nlist:\n  - c\ntitle: A\n",
        "'title': \"A\\u00e9\"\nx:  'it''s'\n",
        "title: A\n\n\n# comment\nseo:\n    description:    B\n",
        "a: &x A\nb: *x\ntitle: T\n",
        "title: A very long title that goes on and on and on, beyond the eighty columns that YAML likes to fold its lines at, on and on\n",
        "date: 2024-1-1T1:2:3Z\nweight: 010\nx: 1e3\ny: ~\ntitle: A\n",
        "title: A\ndraft: True\nx: {a: 1,  b: 2}\n",
        "title: A\nempty:\nother: null\nz: !custom 3\n",
        "{title: A, x: [1,2]}\n",
        "title: A\n\ty: 1\n",
    ],
    "+++": [
        "title = 'A'\r\nx = 1\r\n",
        'title   =  "A"   # why\ndate = 2024-01-01T00:00:00Z\n',
        "[params]\n  title = \"A\"\n  [params.seo]\n    d = 'x'\n",
        "tags = [ 'a',\n  'b', # c\n]\ntitle = '''A\nB'''\n",
        'a.b = 1\na.c = "T"\n[[x]]\ny = 1\n[[x]]\ny = 2\n',
        'title = "\\u00e9"\nn = 1_000\nf = 1e3\nh = 0xFF\n',
        "x = {a = 1,b=2 , c = 'T'}\n",
    ],
}
"""By the line that marks the language."""


@pytest.mark.parametrize(
    ("mark", "head"), [(mark, head) for mark, heads in STYLES.items() for head in heads]
)
def test_bytes_outside_a_translated_value_stay(mark, head):
    source = f"{mark}\n{head}{mark}\nbody\n"
    document = FORM.parse(source, "a.md", {"front-matter": ["*"]})
    result = FORM.render(document, lambda one: f'new: "x" {one.msgid}' if one.key else None)
    restored, at = [], 0
    for start, end, segment in result.spans:
        restored += [result.text[at:start], segment.source]
        at = end
    assert "".join([*restored, result.text[at:]]) == source
    again = FORM.parse(result.text, "a.md", {"front-matter": ["*"]})
    assert [one.key for one in again.segments] == [one.key for one in document.segments]


def test_alias_is_the_value_of_its_anchor():
    source = "---\nname: &n Words\ntitle: *n\n---\n"
    (segment,) = FORM.parse(source, "a.md", {"front-matter": ["*"]}).segments
    assert (segment.key, segment.source) == ("name", "Words")
