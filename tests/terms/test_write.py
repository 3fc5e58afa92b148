from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.errors import TermError
from localize.model import Locale
from localize.terms import Term, read_terms
from localize.terms.csvfile import read_term_file
from localize.terms.tbx import tbx_terms
from localize.terms.write import empty_term_file, merged, write_term_file

if TYPE_CHECKING:
    from pathlib import Path

EN = Locale("en")
MARTIF = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE martif SYSTEM "TBXBasiccoreStructV02.dtd">
<martif type="TBX-Basic" xml:lang="en"><text><body>
<termEntry id="c1"><descrip type="definition">An
  agreement.</descrip>
 <langSet xml:lang="en"><tig><term>pact</term></tig><tig><term>treaty</term></tig></langSet>
 <langSet xml:lang="ja"><tig><term>協約</term></tig>
  <ntig><termGrp><term>条約</term><termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></termGrp></ntig>
  <tig><term>契約</term><termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></tig></langSet>
</termEntry>
<termEntry id="c2"><langSet xml:lang="ja"><tig><term>無</term></tig></langSet></termEntry>
</body></text></martif>
"""
TBX3 = """\
<tbx style="dct" type="TBX-Basic" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"
 xmlns:min="http://www.tbxinfo.net/ns/min" xmlns:basic="http://www.tbxinfo.net/ns/basic"><text><body>
<conceptEntry id="1"><langSec xml:lang="en-US"><termSec><term>pact</term></termSec></langSec>
<langSec xml:lang="pt-BR"><termSec><term>pacto</term><min:administrativeStatus>preferred</min:administrativeStatus></termSec></langSec>
</conceptEntry></body></text></tbx>
"""


def test_both_generations_of_tbx_are_read(tmp_path: Path):
    path = tmp_path / "terms.tbx"
    path.write_text(MARTIF, encoding="utf-8")
    pact, treaty = tbx_terms(path, EN)
    assert (pact.source, treaty.source) == ("pact", "treaty")
    assert pact.targets == {"ja": ("条約", "協約")}
    assert pact.forbidden == {"ja": ("契約",)}
    assert pact.note == "An agreement."
    path.write_text(TBX3, encoding="utf-8")
    assert tbx_terms(path, EN) == (Term("pact", targets={"pt-BR": ("pacto",)}),)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<tbx>", "not XML"),
        ("<html/>", "no TBX"),
        ('<!DOCTYPE m [<!ENTITY a "b">]><martif>&a;</martif>', "entities"),
        ('<?xml version="1.0" encoding="nope"?><martif/>', "not XML"),
    ],
)
def test_what_is_no_tbx_is_told(tmp_path: Path, text: str, message: str):
    path = tmp_path / "terms.tbx"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(TermError, match=message):
        tbx_terms(path, EN)


def test_only_empty_cells_are_filled_and_other_rows_keep_their_bytes(tmp_path: Path):
    path = tmp_path / "terms.csv"
    before = 'source,ja,note\r\n"quoted",  a ,"needless"\r\npact,,mine\r\ntreaty,条約,\r\n'
    path.write_bytes(before.encode())
    file = read_term_file(path)
    offered = (
        Term("Pact", targets={"ja": ("協定",), "hi": ("संधि",)}, note="theirs"),
        Term("treaty", targets={"ja": ("協約",)}),
        Term("new, one", dnt=True),
    )
    result = merged(file, offered, path)
    assert result.added == ("new, one",)
    assert result.filled == ("Pact",)
    assert result.conflicts == (("treaty", "ja", "条約", "協約"),)
    assert write_term_file(path, result.file)
    lines = path.read_bytes().decode().split("\r\n")
    assert lines[0] == "source,ja,note,hi,dnt"
    assert lines[1] == '"quoted",  a ,"needless"'
    assert lines[2] == "pact,協定,mine,संधि,"
    assert lines[3] == "treaty,条約,"
    assert lines[4] == '"new, one",,,,yes'
    assert read_terms(path).terms[3].dnt


def test_a_file_without_a_last_line_end_gets_one(tmp_path: Path):
    path = tmp_path / "terms.csv"
    path.write_bytes(b"source,ja\npact,x")
    write_term_file(
        path, merged(read_term_file(path), (Term("b", targets={"ja": ("y",)}),), path).file
    )
    assert path.read_bytes() == b"source,ja\npact,x\nb,y\n"


words = st.text(alphabet='ab,"|日 ', min_size=1, max_size=5).filter(lambda t: t.strip(' ",|'))
rows = st.dictionaries(words.map(str.strip), words, max_size=5)


@settings(deadline=None, max_examples=60)
@given(rows, rows)
def test_merging_twice_changes_nothing_and_no_cell_is_lost(tmp_path_factory, ours, theirs):
    path = tmp_path_factory.mktemp("terms") / "terms.csv"

    def terms(of: dict[str, str]) -> list[Term]:
        return [
            Term(source, targets={"ja": (text.replace("|", "/"),)}) for source, text in of.items()
        ]

    write_term_file(path, merged(empty_term_file(["ja"]), terms(ours), path).file)
    first = read_term_file(path)
    write_term_file(path, merged(first, terms(theirs), path).file)
    second = read_term_file(path)
    assert [row.raw for row in second.rows[: len(first.rows)]] == [row.raw for row in first.rows]
    again = merged(second, terms(theirs), path)
    assert not again.added
    assert not again.filled
    assert write_term_file(path, again.file) is False
