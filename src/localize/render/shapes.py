"""Glyphs made of those that a font has, for `lettered`."""

import io
from typing import NamedTuple


class GlyphPart(NamedTuple):
    """A glyph in a drawing, in units of the font."""

    number: int
    x: int
    y: int


class Shape(NamedTuple):
    """What a glyph is made for; `width` in thousandths of the font's size."""

    text: str
    width: int
    parts: tuple[GlyphPart, ...]


def with_shapes(content: bytes, shapes: dict[Shape, int]) -> bytes:
    """A TrueType font with a glyph for each shape, under its number; the same bytes every time."""
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(content), recalcTimestamp=False)
    names = list(font.getGlyphOrder())
    added = range(len(names), max(shapes.values()) + 1)
    drawn = {number: shape for shape, number in shapes.items()}
    glyf, upem = font["glyf"], font["head"].unitsPerEm
    font.setGlyphOrder([*names, *(f"made{number}" for number in added)])
    glyf.setGlyphOrder(font.getGlyphOrder())
    for number in added:
        shape = drawn.get(number, Shape("", 0, ()))
        pen = TTGlyphPen(glyf)
        for part in shape.parts:
            pen.addComponent(names[part.number], (1, 0, 0, 1, part.x, part.y))
        glyph = glyf.glyphs[f"made{number}"] = pen.glyph()
        glyph.recalcBounds(glyf)
        # Renderers shift an outline to where its side bearing says that it begins.
        bearing = getattr(glyph, "xMin", 0)
        font["hmtx"].metrics[f"made{number}"] = (round(shape.width * upem / 1000), bearing)
    for table in {"vhea", "vmtx"} & set(font.keys()):  # they would need the new glyphs too
        del font[table]
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()
