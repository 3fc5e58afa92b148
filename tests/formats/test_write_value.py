"""A translated value of a front matter reads back as it was."""

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from localize.formats.write_value import yaml_value

PIECES = (
    *("word", "語", "नमस्ते", "مرحبا", "12", "0x1", "true", "No", "null", " ", "  ", "-", "--"),
    *(".", ":", ": ", "#", " #", ",", "[", "]", "'", '"', "&", "*", "!", "%", "@", "\u3000"),
    *("\u2028", "\xa0", "\x85", "\ufeff", "🙂", "—", "、", "e5", "_", "~", "=", "\n"),
)
texts = st.lists(st.sampled_from(PIECES), min_size=1, max_size=5).map("".join)


@pytest.mark.parametrize("source", ["Plain", "'quoted'", '"quoted"'])
@given(text=texts)
@example(text="NO")
@example(text="Plain words - and more.")
def test_value_reads_back_in_a_block_and_between_brackets(source, text):
    value = yaml_value(source, text)
    if value is None:
        return
    assert yaml.safe_load(f"k: {value}\n") == {"k": text}
    assert yaml.safe_load(f"k: [{value}, x]\n") == {"k": [text, "x"]}
