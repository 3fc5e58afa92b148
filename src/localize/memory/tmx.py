"""TMX 1.4b (LISA OSCAR, 2005): units from a file, and a file from units."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape, quoteattr

import localize
from localize.errors import MemoryStoreError, UsageError
from localize.memory.unit import MemoryUnit
from localize.model import State, locale

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_STATE = "x-localize-state"
# What XML 1.0 has no place for, not even escaped.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def read_tmx(path: Path, *, origin: str = "") -> Iterator[MemoryUnit]:
    """The units of a TMX file, one for each pair of its source and another locale.

    Inline codes (`<ph>`, `<bpt>`, …) become the native code they hold, which is how we keep markup.
    The file is read as a stream: its size does not matter. Origin: its name, unless said.

    Raises:
        MemoryStoreError: it is not TMX, with the line.
    """
    try:
        with path.open("rb") as file:
            source = ""
            for event, element in ET.iterparse(file, events=("start", "end")):  # noqa: S314
                if event == "start":
                    if element.tag == "header":
                        source = element.get("srclang", "")
                elif element.tag == "tu":
                    yield from _units(element, source, path, origin or path.name)
                    element.clear()
                elif element.tag == "body":
                    element.clear()
    except ET.ParseError as error:
        raise MemoryStoreError(
            f"not TMX: {error}", path=path, line=error.position[0], hint="is the file whole?"
        ) from error
    except (ValueError, LookupError) as error:  # an encoding that expat does not know
        raise MemoryStoreError(f"not TMX: {error}", path=path, hint="save it in UTF-8") from error
    except OSError as error:
        raise MemoryStoreError(f"cannot be read: {error.strerror}", path=path) from error


def _units(element: ET.Element, default: str, path: Path, origin: str) -> Iterator[MemoryUnit]:
    texts: dict[str, str] = {}
    for variant in element.iter("tuv"):
        tag = variant.get(_XML_LANG) or variant.get("lang") or ""
        segment = variant.find("seg")
        if segment is not None:
            texts.setdefault(_tag(tag, path), "".join(segment.itertext()))
    wanted = element.get("srclang") or default
    if wanted == "*all*" or not wanted:
        source = next(iter(texts), "")
    else:
        source = _match(_tag(wanted, path), texts)
    if not texts.get(source):
        return
    props = {prop.get("type"): prop.text or "" for prop in element.iter("prop")}
    how = props.get(_STATE, "")
    state = State(how) if how in set(State) else State.TRANSLATED
    for tag, text in texts.items():
        if tag != source and text:
            yield MemoryUnit(texts[source], text, source, tag, state, origin)


def _tag(tag: str, path: Path) -> str:
    try:
        return str(locale(tag.strip()))
    except UsageError as error:
        raise MemoryStoreError(f"{error.message} in a <tuv>", path=path) from error


def _match(wanted: str, texts: Iterable[str]) -> str:
    """The variant of the source locale; of `en` also `en-US`, as many tools mix them."""
    texts = list(texts)
    if wanted in texts:
        return wanted
    language = locale(wanted).language
    return next((tag for tag in texts if locale(tag).language == language), "")


def tmx_lines(units: Iterable[MemoryUnit], *, source_locale: str) -> Iterator[str]:
    """A TMX file's text, piece by piece. Characters that XML cannot hold become U+FFFD."""
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n'
        f'  <header creationtool="localize" creationtoolversion="{localize.__version__}" '
        'segtype="block" o-tmf="localize" adminlang="en" '
        f'srclang={quoteattr(source_locale)} datatype="plaintext"/>\n  <body>\n'
    )
    for unit in units:
        yield (
            f"    <tu srclang={quoteattr(unit.source_locale)}>\n"
            f'      <prop type="{_STATE}">{unit.state.value}</prop>\n'
            f"{_variant(unit.source_locale, unit.source)}"
            f"{_variant(unit.target_locale, unit.target)}"
            "    </tu>\n"
        )
    yield "  </body>\n</tmx>\n"


def _variant(tag: str, text: str) -> str:
    # A bare carriage return would be read back as a line feed.
    clean = escape(_NOT_XML.sub("\ufffd", text), {"\r": "&#13;"})
    return f"      <tuv xml:lang={quoteattr(tag)}><seg>{clean}</seg></tuv>\n"
