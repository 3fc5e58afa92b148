"""Text in WeasyPrint's PDFs whose glyphs say their letters, so that every reader finds it.

WeasyPrint has each glyph stand for the letters that it stood for first, and raises marks over the
line. But readers take for a line what is at one height, so such a mark leaves its own; of the
letters that share a glyph only one is known; and right-to-left text is turned around glyph by
glyph, which brings the letters of a ligature out backwards. ActualText does not help there, poppler
and PDFium turn it around as well.

So what is not plain, a letter with its marks, a conjunct, a ligature, is drawn by a glyph of its
own in the embedded font, made of those that the font has. It stands for the letter that comes first
from the left, and empty glyphs beside it stand for the others. What is seen stays the same.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby, pairwise
from typing import Any, NamedTuple

from localize.render.shapes import GlyphPart, Shape, with_shapes

# They order and break the text beside them; WeasyPrint adds some for `dir` and `<bdi>`.
_UNSAID = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
# WeasyPrint numbers the characters that a font lacks from its count of glyphs on.
_FOR_MISSING = 256
_NUMBERS = 0x10000
# Tables of glyphs that are pictures: WeasyPrint draws these beside the text.
_PAINTED = frozenset({"CBDT", "COLR", "SVG ", "sbix"})
# Thousandths of an em: readers that sort letters by place need some, pdf.js sees a gap in more.
_SLIVER = 10
# Units of the font, whose tables have 16 bits for a place and the outline there: a letter under so
# many marks that they rise higher is left as it is.
_FAR = 0x4000


class Glyph(NamedTuple):
    """A glyph of a run, in units of Pango."""

    number: int
    advance: int
    x: int
    y: int
    """Downwards."""
    start: int
    """Where its letters begin in the run, in bytes."""
    text: str
    """Its letters. Those of glyphs that have them in common are with the first."""


Cell = tuple[Glyph, ...]
"""Glyphs that belong together, in visual order."""


def cells(glyphs: Sequence[Glyph], *, right_to_left: bool) -> list[Cell]:
    """Each letter of a run with its marks, in visual order. Concatenated they are the run."""
    clusters = [tuple(group) for _, group in groupby(glyphs, key=lambda glyph: glyph.start)]
    complete: list[Cell] = []
    cell: Cell = ()
    # Marks follow their letter, so right to left they are before it.
    for cluster in clusters if right_to_left else reversed(clusters):
        cell = cell + cluster if right_to_left else cluster + cell
        if not _attached(cluster):
            complete.append(cell)
            cell = ()
    if cell:
        complete.append(cell)
    return complete if right_to_left else complete[::-1]


def _attached(cell: Cell) -> bool:
    """Whether it belongs to the letter before: a mark, a joiner."""
    text = "".join(glyph.text for glyph in cell)
    return not _advance(cell) or all(map(_is_mark, text))


def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter) in {"Mn", "Me", "Cf"}


def _advance(cell: Cell) -> int:
    return sum(glyph.advance for glyph in cell)


class Lettering:
    """The glyphs made for one document, by the hash of the font that is to have them."""

    def __init__(self) -> None:
        self._made: dict[str, dict[Shape, int]] = {}

    @contextmanager
    def of(self, stream: Any, textbox: Any) -> Iterator[None]:
        """Meanwhile the line that a text box draws has glyphs that say its letters."""
        layout, before = textbox.pango_layout, []
        plain = layout.get_first_line

        def lettered() -> tuple[Any, Any]:
            line, index = plain()
            text = layout.text.encode()
            for run in _runs(line):
                string = self._string(stream, run, text)
                before.append((run, run.glyphs, string))
                run.glyphs = string[0]
            return line, index

        layout.get_first_line = lettered
        try:
            yield
        finally:
            del layout.get_first_line
            for run, glyphs, _ in before:  # Pango frees its own
                run.glyphs = glyphs

    def cut(self, plain: Callable[..., None], font: Any, to_unicode: Any, hinting: Any) -> None:
        """Cut a font down as WeasyPrint does, and give it what was made for it."""
        made = self._made.get(font.hash, {})
        numbers = set(made.values())
        used = {number: text for number, text in to_unicode.items() if number not in numbers}
        used |= {part.number: "" for shape in made for part in shape.parts}
        plain(font, used, hinting)
        if made:
            font.file_content = with_shapes(font.file_content, made)

    def _string(self, stream: Any, run: Any, text: bytes) -> tuple[Any, ...]:
        """A run's new glyph string, and what has to live as long as it."""
        from weasyprint.text.ffi import ffi

        font, size = stream.add_font(run.item.analysis.font)
        right_to_left = bool(run.item.analysis.level % 2)
        glyphs = [
            glyph
            for cell in cells(_glyphs(run, text), right_to_left=right_to_left)
            for glyph in self._lettered(font, size, cell, right_to_left=right_to_left)
        ]
        infos = ffi.new(
            "PangoGlyphInfo[]",
            [(glyph.number, (glyph.advance, glyph.x, glyph.y), (1,)) for glyph in glyphs],
        )
        starts = ffi.new("gint[]", [glyph.start for glyph in glyphs])
        return ffi.new("PangoGlyphString *", (len(glyphs), infos, starts)), infos, starts

    def _lettered(self, font: Any, size: float, cell: Cell, *, right_to_left: bool) -> Cell:
        """The cell in glyphs that say its letters."""
        in_order = reversed(cell) if right_to_left else cell
        text = _UNSAID.sub("", "".join(glyph.text for glyph in in_order))
        shown = _shown(cell)
        if not text or not shown or _attached(cell) or not self._takes(font, shown, len(text)):
            return cell
        is_plain = self._plain(font, shown, text, right_to_left=right_to_left)
        if is_plain or not _fits(cell, _unit(font, size)):
            return cell
        return self._tiles(font, size, cell, text, right_to_left=right_to_left)

    def _plain(self, font: Any, shown: Cell, text: str, *, right_to_left: bool) -> bool:
        """Whether a reader gets this text from WeasyPrint's own drawing."""
        if any(glyph.y or not glyph.text for glyph in shown):
            return False
        # A glyph that stands for a mark too has no width for pdf.js, which then sees a gap.
        if len(text) > 1 and (right_to_left or any(map(_is_mark, text))):
            return False
        said = [(glyph.number, _UNSAID.sub("", glyph.text)) for glyph in shown]
        return text == "".join(letters for _, letters in said) and all(
            font.to_unicode.setdefault(number, letters) == letters for number, letters in said
        )

    def _tiles(self, font: Any, size: float, cell: Cell, text: str, *, right_to_left: bool) -> Cell:
        """A glyph for each letter: the first draws the cell, the others nothing."""
        from weasyprint.text.ffi import TO_UNITS

        parts, left, tiles = _drawing(cell, _unit(font, size)), _advance(cell), []
        width = round(left / TO_UNITS / size * 1000)
        share = min(width // len(text), width if right_to_left else _SLIVER)
        width -= share * (len(text) - 1)
        for letter in reversed(text) if right_to_left else text:
            shape = Shape(letter, width, parts)
            advance = round(shape.width / 1000 * size * TO_UNITS)
            tiles.append(Glyph(self._number(font, shape), advance, 0, 0, cell[-1].start, letter))
            left, parts, width = left - advance, (), share
        tiles[-1] = tiles[-1]._replace(advance=tiles[-1].advance + left)
        return tuple(tiles)

    def _takes(self, font: Any, shown: Cell, count: int) -> bool:
        """Whether the font can be given so many glyphs more, made of those shown."""
        made = len(self._made.get(font.hash, ()))
        return (
            "glyf" in font.tables
            and not font.bitmap
            and _PAINTED.isdisjoint(font.tables)
            and all(glyph.number < font.glyph_count for glyph in shown)
            and font.glyph_count + _FOR_MISSING + made + count <= _NUMBERS
        )

    def _number(self, font: Any, shape: Shape) -> int:
        made = self._made.setdefault(font.hash, {})
        number = made.setdefault(shape, int(font.glyph_count) + _FOR_MISSING + len(made))
        font.widths[number], font.to_unicode[number] = shape.width, shape.text
        return number


def _runs(line: Any) -> Iterator[Any]:
    """The runs of a line of Pango's in visual order."""
    from weasyprint.text.ffi import ffi

    node = line.runs
    while node != ffi.NULL:
        yield node.data
        node = node.next


def _glyphs(run: Any, text: bytes) -> list[Glyph]:
    """The glyphs of a run in visual order."""
    string, item = run.glyphs, run.item
    infos = string.glyphs[0 : string.num_glyphs]
    starts = string.log_clusters[0 : string.num_glyphs]
    bounds = [*sorted(set(starts)), item.length]
    ends = dict(pairwise(bounds))
    glyphs = []
    for info, start in zip(infos, starts, strict=True):
        letters = text[item.offset + start : item.offset + ends.pop(start, start)].decode()
        place = info.geometry
        glyphs.append(
            Glyph(info.glyph, place.width, place.x_offset, place.y_offset, start, letters)
        )
    return glyphs


def _shown(cell: Cell) -> Cell:
    """The glyphs of a cell that Pango has not blanked, as it does with joiners."""
    from weasyprint.text.ffi import pango

    return tuple(glyph for glyph in cell if glyph.number != pango.PANGO_GLYPH_EMPTY)


def _unit(font: Any, size: float) -> float:
    """Pango's unit in those of the font."""
    from weasyprint.text.ffi import TO_UNITS

    return float(font.upem / size / TO_UNITS)


def _fits(cell: Cell, unit: float) -> bool:
    """Whether a glyph can draw a cell."""
    places = (abs(one) for part in _drawing(cell, unit) for one in (part.x, part.y))
    return max(places, default=0) <= _FAR and 0 <= _advance(cell) * unit <= _FAR


def _drawing(cell: Cell, unit: float) -> tuple[GlyphPart, ...]:
    """What a cell draws; `unit` is Pango's in those of the font."""
    shown, pen, parts = _shown(cell), 0, []
    for glyph in cell:
        if glyph in shown:
            parts.append(
                GlyphPart(glyph.number, round((pen + glyph.x) * unit), round(-glyph.y * unit))
            )
        pen += glyph.advance
    return tuple(parts)
