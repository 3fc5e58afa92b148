"""Right-to-left text in WeasyPrint's PDFs: a glyph for each letter, so that every reader finds it.

A PDF shows glyphs from left to right. Readers turn right-to-left text around, glyph by glyph, and
take for a line what stands at one height: a raised vowel mark leaves its line, the letters of a
ligature come out backwards, and of the letters that share a glyph only one is known. ActualText is
no help here, because poppler and PDFium turn it around as well.

So whatever is not one glyph for one letter becomes a glyph of its own in the embedded font. It is
drawn as the letter with its marks, stands for the last of them and is as wide as its share; empty
glyphs to its right stand for the others. What is seen stays the same.
"""

from __future__ import annotations

import io
import re
import unicodedata
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

# They order the text beside them and are none; WeasyPrint adds some for `dir` and `<bdi>`.
_ORDERING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_ATTACHED = frozenset({"Mn", "Me", "Cf"})
# WeasyPrint numbers the characters that a font lacks from its count of glyphs on.
_FOR_MISSING = 256
_NUMBERS = 0x10000


class Glyph(NamedTuple):
    """A glyph of a run, in units of Pango."""

    number: int
    advance: int
    x: int
    y: int
    """Downwards."""
    start: int
    """Where its letters begin in the run's text, in bytes."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Glyphs that belong together, in visual order, and the letters that they stand for."""

    text: str
    glyphs: tuple[Glyph, ...]

    @property
    def attached(self) -> bool:
        """Whether it belongs to the letter before: a mark, a joiner."""
        return not any(glyph.advance for glyph in self.glyphs) or all(
            unicodedata.category(one) in _ATTACHED for one in self.text
        )


class Part(NamedTuple):
    """A glyph in a drawing, in units of the font."""

    number: int
    x: int
    y: int


class Shape(NamedTuple):
    """What a glyph is made for; `width` in thousandths of the font's size."""

    letter: str
    width: int
    parts: tuple[Part, ...]


def cells(clusters: Iterable[Cell]) -> Iterator[Cell]:
    """Each letter of a right-to-left run with its marks. Concatenated they are the run.

    Marks follow their letter, so they stand left of it.
    """
    cell = Cell("", ())
    for cluster in clusters:
        cell = Cell(cluster.text + cell.text, cell.glyphs + cluster.glyphs)
        if not cluster.attached:
            yield cell
            cell = Cell("", ())
    if cell.glyphs:
        yield cell


def with_shapes(content: bytes, shapes: dict[Shape, int]) -> bytes:
    """A TrueType font with a glyph for each shape, under its number; the same bytes every time."""
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(content), recalcTimestamp=False)
    names = list(font.getGlyphOrder())
    empty = range(len(names), max(shapes.values()) + 1)
    drawn = {number: shape for shape, number in shapes.items()}
    nothing = Shape("", 0, ())
    glyf, upem = font["glyf"], font["head"].unitsPerEm
    font.setGlyphOrder([*names, *(f"made{number}" for number in empty)])
    glyf.setGlyphOrder(font.getGlyphOrder())
    for number in empty:
        pen, shape = TTGlyphPen(glyf), drawn.get(number, nothing)
        for part in shape.parts:
            pen.addComponent(names[part.number], (1, 0, 0, 1, part.x, part.y))
        glyph = pen.glyph()
        glyph.recalcBounds(glyf)
        glyf.glyphs[f"made{number}"] = glyph
        # Renderers shift an outline to where the side bearing says that it begins.
        bearing = getattr(glyph, "xMin", 0)
        font["hmtx"].metrics[f"made{number}"] = (round(shape.width * upem / 1000), bearing)
    for table in ("vhea", "vmtx"):
        if table in font:
            del font[table]
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


class Lettering:
    """The glyphs made for one document, by the hash of the font that is to have them."""

    def __init__(self) -> None:
        self._made: dict[str, dict[Shape, int]] = {}

    @contextmanager
    def of(self, stream: Any, textbox: Any) -> Iterator[None]:
        """Meanwhile the line that a text box draws has a glyph for each letter."""
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
        clusters = _clusters(run, text)
        if run.item.analysis.level % 2:
            lettered = [self._lettered(font, size, cell) for cell in cells(clusters)]
        else:
            lettered = [self._told_apart(font, size, cell) for cell in clusters]
        glyphs = [glyph for several in lettered for glyph in several]
        infos = ffi.new(
            "PangoGlyphInfo[]",
            [(glyph.number, (glyph.advance, glyph.x, glyph.y), (1,)) for glyph in glyphs],
        )
        starts = ffi.new("gint[]", [glyph.start for glyph in glyphs])
        return ffi.new("PangoGlyphString *", (len(glyphs), infos, starts)), infos, starts

    def _lettered(self, font: Any, size: float, cell: Cell) -> tuple[Glyph, ...]:
        """A letter with its marks, or a ligature, in glyphs that stand for one letter each."""
        letters, shown = _ORDERING.sub("", cell.text), _shown(cell)
        if cell.attached or not letters or not shown or not self._takes(font, cell):
            return cell.glyphs
        if len(letters) == len(shown) == 1 and not shown[0].y:
            return self._told_apart(font, size, cell)
        return self._tiles(font, size, cell, letters)

    def _told_apart(self, font: Any, size: float, cell: Cell) -> tuple[Glyph, ...]:
        """A letter in a glyph that stands for no other, as both brackets of a pair may."""
        letters, shown = _ORDERING.sub("", cell.text), _shown(cell)
        if len(letters) != 1 or len(shown) != 1 or cell.attached or not self._takes(font, cell):
            return cell.glyphs
        if font.to_unicode.setdefault(shown[0].number, letters) == letters:
            return cell.glyphs
        return self._tiles(font, size, cell, letters)

    def _tiles(self, font: Any, size: float, cell: Cell, letters: str) -> tuple[Glyph, ...]:
        """The drawing of a cell, with its last letter, and nothing for each of the others."""
        from weasyprint.text.ffi import TO_UNITS

        parts, left = _drawing(cell, font.upem / size / TO_UNITS)
        share, rest = divmod(round(left / TO_UNITS / size * 1000), len(letters))
        tiles = []
        for letter in reversed(letters):
            shape = Shape(letter, share + rest, parts)
            advance = round(shape.width / 1000 * size * TO_UNITS)
            tiles.append(Glyph(self._number(font, shape), advance, 0, 0, cell.glyphs[-1].start))
            left, parts, rest = left - advance, (), 0
        tiles[-1] = tiles[-1]._replace(advance=tiles[-1].advance + left)
        return tuple(tiles)

    def _takes(self, font: Any, cell: Cell) -> bool:
        """Whether the font can be given the glyphs of a cell."""
        made = len(self._made.get(font.hash, ()))
        return (
            "glyf" in font.tables
            and not (font.bitmap or font.svg or font.png or font.colr)
            and all(glyph.number < font.glyph_count for glyph in _shown(cell))
            and font.glyph_count + _FOR_MISSING + made + len(cell.text) <= _NUMBERS
        )

    def _number(self, font: Any, shape: Shape) -> int:
        made = self._made.setdefault(font.hash, {})
        number = made.setdefault(shape, int(font.glyph_count) + _FOR_MISSING + len(made))
        font.widths[number], font.to_unicode[number] = shape.width, shape.letter
        return number


def _runs(line: Any) -> Iterator[Any]:
    """The runs of a line of Pango's in visual order."""
    from weasyprint.text.ffi import ffi

    node = line.runs
    while node != ffi.NULL:
        yield node.data
        node = node.next


def _clusters(run: Any, text: bytes) -> list[Cell]:
    """The clusters of a run in visual order."""
    string, item = run.glyphs, run.item
    count = string.num_glyphs
    glyphs = [
        Glyph(
            info.glyph, info.geometry.width, info.geometry.x_offset, info.geometry.y_offset, start
        )
        for info, start in zip(string.glyphs[0:count], string.log_clusters[0:count], strict=True)
    ]
    groups = [tuple(group) for _, group in groupby(glyphs, key=lambda glyph: glyph.start)]
    starts = [group[0].start for group in groups]
    right_to_left = item.analysis.level % 2
    ends = [item.length, *starts[:-1]] if right_to_left else [*starts[1:], item.length]
    return [
        Cell(text[item.offset + group[0].start : item.offset + end].decode(), group)
        for group, end in zip(groups, ends, strict=True)
    ]


def _shown(cell: Cell) -> list[Glyph]:
    """The glyphs of a cell that Pango has not blanked, as it does with joiners."""
    from weasyprint.text.ffi import pango

    return [glyph for glyph in cell.glyphs if glyph.number != pango.PANGO_GLYPH_EMPTY]


def _drawing(cell: Cell, unit: float) -> tuple[tuple[Part, ...], int]:
    """The parts of a cell in units of the font, and the advance of all in those of Pango."""
    shown, pen, parts = _shown(cell), 0, []
    for glyph in cell.glyphs:
        if glyph in shown:
            x, y = (pen + glyph.x) * unit, -glyph.y * unit
            parts.append(Part(glyph.number, round(x), round(y)))
        pen += glyph.advance
    return tuple(parts), pen
