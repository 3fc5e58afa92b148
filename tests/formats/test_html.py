import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.formats.html import HtmlFormat
from localize.model import Kind

FORMAT = HtmlFormat()


def parsed(source):
    document = FORMAT.parse(source, "page.html", {})
    assert document.source == source
    return document


def msgids(source):
    return [segment.msgid for segment in parsed(source).segments]


def rendered(source, targets):
    return FORMAT.render(parsed(source), lambda segment: targets.get(segment.msgid))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<h1>A <em>b</em></h1><p>c\n d<br>e</p>", ["A <em>b</em>", "c d<br>e"]),
        ("<ul><li>a<li>b <code>c</code></ul>", ["a", "b <code>c</code>"]),
        ("<pre>x</pre><script>y</script><style>z</style><p><code>w</code>", []),
        ('<div translate="no"><p>a</p><p translate="yes">b</p></div>', ["b"]),
        ('<html lang="en"><p lang="fr">oui</p><p lang="en-GB">yes</p>', ["yes"]),
        ('<img alt="pic" title="tip"><input placeholder="name" value="v">', ["pic", "tip", "name"]),
        ('<p>see <img alt="pic"> now</p>', ['see <img alt="pic"> now']),
        ("<title>A &amp; B</title>", ["A & B"]),
        ('<meta name="description" content="D"><meta name="viewport" content="w">', ["D"]),
        ('<meta property="og:title" content="T">', ["T"]),
        ('<button aria-label="Close">×</button>', ["Close"]),
        ("<!-- localize: skip --><div><p>a</p></div><p>b</p>", ["b"]),
        ("<!-- translate:off --><p>a</p><!-- translate:on --><p>b</p>", ["b"]),
        ("<p>broken <b", []),
    ],
)
def test_what_is_a_segment(source, expected):
    assert msgids(source) == expected


def test_kinds_and_levels():
    source = "<title>t</title><h3>h</h3><table><caption>c</caption><tr><td>d</table><dl><dt>e</dl>"
    found = [(one.kind, one.level) for one in parsed(source).segments]
    assert found == [
        (Kind.TITLE, 0),
        (Kind.HEADING, 3),
        (Kind.CAPTION, 0),
        (Kind.TABLE_CELL, 0),
        (Kind.TERM, 0),
    ]


def test_attributes_are_escaped_and_everything_else_keeps_its_bytes():
    source = "<P  CLASS=x title='a &amp; b'>Text</P >\n"
    result = rendered(source, {"a & b": "l'eau & <x>", "Text": "Mot"})
    assert result.text == "<P  CLASS=x title='l&#39;eau &amp; &lt;x&gt;'>Mot</P >\n"


@pytest.mark.parametrize("target", ["<p>x", "</p>", "<b>x", "x</b>", "<!-- x", "a</div>b"])
def test_a_translation_that_would_change_the_structure_is_reported(target):
    result = rendered("<div><p>one</p><p>two</p></div>", {"one": target, "two": "zwei"})
    assert result.text == "<div><p>one</p><p>zwei</p></div>"
    assert [problem.segment.msgid for problem in result.problems] == ["one"]


def test_the_body_carries_what_attributes_returns():
    result = rendered("<body><p>one</p></body>", {"one": "eins"})
    assert FORMAT.html(result, lambda _segment: {"id": "s1"}) == '<p><span id="s1">eins</span></p>'


_PIECES = st.sampled_from(
    [
        *("<p>", "</p>", "<b>", "</b>", "a", "é ", "\n", "<br>", "<!--", "-->", "<script>"),
        *("</script>", "<pre>", "</pre>", "<img alt='x'>", '"', "<", ">", "&amp;", "<li>"),
        *("<title>", "</title>", "<div translate=no>", "</div>", "<![CDATA[", "<?x", "{{"),
    ]
)


@settings(deadline=None, max_examples=200)
@given(st.lists(_PIECES, max_size=30).map("".join))
def test_any_text_comes_back(source):
    document = parsed(source)
    assert FORMAT.render(document, lambda _segment: None).text == source
    FORMAT.render(document, lambda segment: segment.msgid.upper(), forced=True)


@pytest.mark.parametrize(
    "piece", ["<div>", "<div></p>", "<a b='", "<!--", "<b>a", "<title>", '<a "']
)
def test_adversarial_nesting_is_answered(piece):
    parsed(piece * 10_000)
