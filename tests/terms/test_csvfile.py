from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.errors import TermError
from localize.terms import read_terms
from localize.terms.csvfile import read_term_file

if TYPE_CHECKING:
    from pathlib import Path


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "terms.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_every_column_is_read(tmp_path: Path):
    path = written(
        tmp_path,
        "\ufeffsource,dnt,case,ja,ja!,pt_BR,note,#mine\r\n"
        'pact,,,条約|協定,契約,pacto,"a, b",x\r\n'
        "\r\n"
        "GitHub,yes,x,,,,,\r\n",
    )
    pact, github = read_terms(path)
    assert pact.targets == {"ja": ("条約", "協定"), "pt-BR": ("pacto",)}
    assert pact.forbidden == {"ja": ("契約",)}
    assert (pact.note, pact.line, pact.dnt) == ("a, b", 2, False)
    assert (github.dnt, github.case, github.line) == (True, True, 4)


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_what_spreadsheets_write_instead_of_commas_is_read(tmp_path: Path, delimiter: str):
    path = written(tmp_path, f"source{delimiter}ja\npact{delimiter}条約\n")
    assert read_terms(path).terms[0].targets == {"ja": ("条約",)}


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (b"source,ja\npact,\xff\xfe\n", 2, "not UTF-8"),
        ("", None, "empty"),
        ("term,ja\nx,y\n", 1, "neither source"),
        ("ja,hi\nx,y\n", 1, "no column `source`"),
        ("source,ja,ja\n", 1, "twice"),
        ("source,xx-nope\n", 1, "neither source"),
        ("source,ja\npact,条約\n\npact,協定\n", 4, "line 2 already"),
        ("source,ja\npact,a,b\n", 2, "3 cells"),
        ("source,ja\n,条約\n", 2, "no source"),
        ("source,dnt\npact,perhaps\n", 2, "dnt is 'perhaps'"),
        ('source,ja\n"pact\n', 2, "not CSV"),
        ("source,ja\n  -  ,x\n", 2, "no word"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(
    tmp_path: Path, text: str, line: int | None, message: str
):
    path = written(tmp_path, text)
    with pytest.raises(TermError, match=message) as info:
        read_terms(path)
    assert info.value.line == line
    assert info.value.path == path


def test_a_missing_file_is_told(tmp_path: Path):
    with pytest.raises(TermError, match="cannot be read"):
        read_terms(tmp_path / "none.csv")


cells = st.text(alphabet='ab ,"\n|日', max_size=6)


@settings(deadline=None, max_examples=80)
@given(st.lists(st.lists(cells, min_size=2, max_size=3), min_size=1, max_size=5), st.booleans())
def test_the_raw_texts_of_the_records_are_the_file(tmp_path_factory, rows, bom: bool):
    out = io.StringIO(newline="")
    csv.writer(out).writerows([["source", "ja"], *rows])
    text = ("\ufeff" if bom else "") + out.getvalue()
    path = written(tmp_path_factory.mktemp("terms"), text)
    file = read_term_file(path)
    put_together = "\ufeff" * file.bom + file.header.raw + "".join(row.raw for row in file.rows)
    assert put_together == text
