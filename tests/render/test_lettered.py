from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from localize.render.lettered import Glyph, cells


@st.composite
def runs(draw):
    """Glyphs as Pango gives them: clusters with their letters, from either side."""
    right_to_left = draw(st.booleans())
    clusters, start = [], 0
    for text in draw(st.lists(st.text("بلا\u064b\u0651क\u094d\u200d x", min_size=1, max_size=3))):
        advances = draw(st.lists(st.sampled_from([0, 500]), min_size=1, max_size=3))
        clusters.append(
            [
                Glyph(1, advance, 0, 0, start, "" if number else text)
                for number, advance in enumerate(advances)
            ]
        )
        start += len(text.encode())
    return list(chain(*(reversed(clusters) if right_to_left else clusters))), right_to_left


@given(runs())
def test_cells_concatenated_are_the_run(run):
    glyphs, right_to_left = run
    assert list(chain(*cells(glyphs, right_to_left=right_to_left))) == glyphs


@given(runs())
def test_no_cluster_is_torn_apart(run):
    glyphs, right_to_left = run
    found = cells(glyphs, right_to_left=right_to_left)
    starts = [{glyph.start for glyph in cell} for cell in found]
    assert sum(map(len, starts)) == len(set().union(*starts))


def test_marks_stay_with_their_letter_from_either_side():
    letter, mark, other = (
        Glyph(number, advance, 0, 0, start, text)
        for number, advance, start, text in [
            (1, 500, 0, "ب"),
            (2, 0, 2, "\u0651"),
            (3, 500, 4, "ل"),
        ]
    )
    assert cells([letter, mark, other], right_to_left=False) == [(letter, mark), (other,)]
    assert cells([other, mark, letter], right_to_left=True) == [(other,), (mark, letter)]
