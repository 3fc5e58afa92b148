"""Units as other tools exchange them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localize.errors import MemoryStoreError
from localize.memory.tmx import read_tmx, tmx_lines
from localize.memory.unit import MemoryUnit
from localize.model import State

TMX = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4"><header creationtool="x" creationtoolversion="1" segtype="sentence" o-tmf="x"
 adminlang="en" srclang="en-US" datatype="html"/><body>
<tu tuid="1"><note>n</note><tuv xml:lang="en-US"><prop type="p">x</prop><seg>Open <bpt i="1">&lt;b&gt;</bpt>file<ept i="1">&lt;/b&gt;</ept></seg></tuv>
<tuv xml:lang="ja-JP"><seg>開く</seg></tuv><tuv xml:lang="HI"><seg>खोलें</seg></tuv></tu>
<tu><tuv xml:lang="en-US"><seg>Nothing</seg></tuv></tu>
</body></tmx>"""


def test_tmx_of_another_tool_is_read(tmp_path):
    path = tmp_path / "x.tmx"
    path.write_text(TMX, encoding="utf-8")
    found = [(one.source, one.target, one.target_locale, one.origin) for one in read_tmx(path)]
    assert found == [
        ("Open <b>file</b>", "開く", "ja-JP", "x.tmx"),
        ("Open <b>file</b>", "खोलें", "hi", "x.tmx"),
    ]
    path.write_text(TMX, encoding="utf-16")
    path.write_bytes(
        path.read_bytes().replace("UTF-8".encode("utf-16-le"), "UTF-16".encode("utf-16-le"))
    )
    assert len(list(read_tmx(path))) == 2


@pytest.mark.parametrize(
    "text", ["", "<tmx><body><tu>", "no xml", TMX.replace("ja-JP", "xx-nonsense")]
)
def test_bad_tmx_is_refused(tmp_path, text):
    path = tmp_path / "x.tmx"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(MemoryStoreError):
        list(read_tmx(path))


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=40)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(texts, texts, st.sampled_from([State.MACHINE, State.REVIEWED])), max_size=5)
)
def test_tmx_written_is_read_as_the_same(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("tmx") / "memory.tmx"
    units = [
        MemoryUnit(source, target, "en", "ja", how, "memory.tmx") for source, target, how in rows
    ]
    path.write_text("".join(tmx_lines(units, source_locale="en")), encoding="utf-8", newline="")

    def clean(text):
        return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "\ufffd", text)

    expected = [(clean(one.source), clean(one.target), one.state) for one in units]
    assert [(one.source, one.target, one.state) for one in read_tmx(path)] == expected
