"""Exchange files broken in every place: an error with the place, never a traceback."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.catalogs.po import parse
from localize.errors import CatalogError
from localize.interchange.exchange import records
from localize.interchange.json_lines import json_lines, read_json_lines
from localize.interchange.table import read_table, table
from localize.interchange.xliff_read import read_xliff
from localize.interchange.xliff_write import xliff
from localize.model import Locale, State

EN, JA = Locale("en"), Locale("ja")
PO = """\
msgctxt "menu"
msgid "Open %s, \\"now\\""
msgstr "開く %s"

#, fuzzy
msgid "One; two\\nthree"
msgstr "一、二"
"""


def files() -> dict[str, bytes]:
    catalog = parse(PO)
    every = frozenset(State)
    texts = list(records(catalog, "a.po", states=every))
    lines = json_lines(catalog, "a.po", locale=JA, states=every, terms=lambda _: ())
    said = ({**json.loads(line), "target": "訳"} for line in lines)
    return {
        "csv": table(texts, JA).encode(),
        "xliff": xliff(texts, EN, JA, version="2.0").encode(),
        "xliff12": xliff(texts, EN, JA, version="1.2").encode(),
        "jsonl": "".join(json.dumps(one) + "\n" for one in said).encode(),
    }


READERS = {
    "csv": read_table,
    "xliff": read_xliff,
    "xliff12": read_xliff,
    "jsonl": read_json_lines,
}
junk = st.one_of(
    st.binary(max_size=6),
    st.sampled_from([b"\0", b'"', b"\xff\xfe", b"\n", b"<", b"&#0;", b"]]>", b"sep=;\n", b"\xe6"]),
)


@pytest.mark.parametrize("form", list(READERS))
@settings(deadline=None, max_examples=150)
@given(st.data())
def test_a_broken_file_is_an_error_with_its_place_or_no_more_than_it_says(form, data):
    raw = files()[form]
    for _ in range(data.draw(st.integers(0, 3))):
        start = data.draw(st.integers(0, len(raw)))
        end = data.draw(st.integers(start, min(start + 40, len(raw))))
        raw = raw[:start] + data.draw(junk) + raw[end:]
    if data.draw(st.booleans()):
        raw = raw[: data.draw(st.integers(0, len(raw)))]
    said = ""
    back = ()
    try:
        back = READERS[form](raw, "file").records
    except CatalogError as error:
        said = str(error)
    assert said.startswith("file:" if said else "")
    assert all(isinstance(record.target, str) for record in back)
