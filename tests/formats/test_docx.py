import io
import xml.dom.minidom
import zipfile

import pytest

from localize.errors import DocumentError
from localize.formats.docx import DocxFormat
from localize.model import Kind

FORMAT = DocxFormat()
BODY = (
    '<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="w" xmlns:r="r"><w:body>'
    '<w:p><w:pPr><w:pStyle w:val="Heading2"/></w:pPr><w:r><w:t>A </w:t></w:r><w:proofErr w:type="x"/>'
    "<w:r><w:t>title</w:t></w:r></w:p>"
    "<w:p><w:r><w:t>Some </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>bold</w:t></w:r>"
    '<w:r><w:t xml:space="preserve"> text &amp; a </w:t></w:r><w:hyperlink r:id="rId4"><w:r><w:rPr>'
    '<w:rStyle w:val="Hyperlink"/></w:rPr><w:t>link</w:t></w:r></w:hyperlink>'
    '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t>.</w:t><w:br/><w:t>Next</w:t></w:r></w:p>'
    "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>cell</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    '<w:p><w:ins w:id="1"><w:r><w:t>tracked</w:t></w:r></w:ins></w:p>'
    '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t> page</w:t></w:r></w:p>'
    "<w:p><w:r><w:t>12</w:t></w:r></w:p><w:p/></w:body></w:document>"
)


@pytest.fixture
def raw():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", BODY)
        archive.writestr(
            "word/comments.xml", "<w:comments><w:p><w:r><w:t>no</w:t></w:r></w:p></w:comments>"
        )
        archive.writestr(
            "word/footnotes.xml",
            '<w:footnotes xmlns:w="w"><w:p><w:r><w:t>note</w:t></w:r></w:p></w:footnotes>',
        )
    return made.getvalue()


def test_paragraphs_with_their_formatting_as_tags(raw):
    document = FORMAT.parse(FORMAT.decode(raw, "a.docx"), "a.docx", {})
    assert [(one.kind, one.level, one.msgid) for one in document.segments] == [
        (Kind.HEADING, 2, "A title"),
        (Kind.PARAGRAPH, 0, 'Some <b>bold</b> text &amp; a <a id="1">link</a><x id="2"/>.\nNext'),
        (Kind.TABLE_CELL, 0, "cell"),
        (Kind.PARAGRAPH, 0, '<x id="1"/> page'),
        (Kind.FOOTNOTE, 0, "note"),
    ]


def test_an_untranslated_document_is_the_same_file(raw):
    document = FORMAT.parse(FORMAT.decode(raw, "a.docx"), "a.docx", {})
    result = FORMAT.render(document, lambda _segment: None)
    assert FORMAT.encode(result.text, raw) == raw


def test_a_translation_keeps_formatting_links_and_other_files(raw):
    document = FORMAT.parse(FORMAT.decode(raw, "a.docx"), "a.docx", {})
    first = 'Ein <a id="1">Verweis</a><x id="2"/> & <b>fett</b>\nZeile'
    targets = {"A title": "Titel <1", [one.msgid for one in document.segments][1]: first}
    result = FORMAT.render(document, lambda segment: targets.get(segment.msgid))
    assert result.problems == ()
    with zipfile.ZipFile(io.BytesIO(FORMAT.encode(result.text, raw))) as archive:
        body = archive.read("word/document.xml").decode()
        assert archive.read("word/comments.xml")
        assert archive.testzip() is None
    xml.dom.minidom.parseString(body)
    assert '<w:hyperlink r:id="rId4"><w:r><w:rPr><w:rStyle w:val="Hyperlink"/></w:rPr>' in body
    assert '<w:rPr><w:b/></w:rPr><w:t xml:space="preserve">fett</w:t></w:r><w:r><w:br/>' in body
    assert "Titel &lt;1" in body
    assert body.count("footnoteReference") == 1


def test_written_anew_it_reads_the_same(raw):
    document = FORMAT.parse(FORMAT.decode(raw, "a.docx"), "a.docx", {})
    result = FORMAT.render(document, lambda segment: segment.msgid, forced=True)
    again = FORMAT.parse(result.text, "a.docx", {})
    assert [one.msgid for one in again.segments] == [one.msgid for one in document.segments]


@pytest.mark.parametrize(
    "target", ["no tags", '<a id="1">x</a>', '<b><a id="1">x</b></a><x id="2"/>', "<b>x"]
)
def test_a_translation_without_its_tags_is_reported(raw, target):
    document = FORMAT.parse(FORMAT.decode(raw, "a.docx"), "a.docx", {})
    result = FORMAT.render(document, lambda one: target if "bold" in one.msgid else None)
    assert len(result.problems) == 1
    assert result.text == document.source


def test_what_is_no_word_document_is_told():
    with pytest.raises(DocumentError):
        FORMAT.decode(b"PK", "a.docx")
