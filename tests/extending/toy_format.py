"""A format: the `.properties` files of Java programs, a segment a value."""

import re

from localize.formats.files import utf8_bytes, utf8_text
from localize.formats.preview_html import preview_html
from localize.formats.splice import LineCounter, document_of, spliced
from localize.model import Kind, Segment

_PAIR = re.compile(r"^[ \t]*(?P<key>[\w.]+)[ \t]*=[ \t]*(?P<value>.*\S)", re.MULTILINE)


class PropertiesFormat:
    name = "properties"
    suffixes = (".properties",)
    html_is_safe = True
    decode = staticmethod(utf8_text)
    encode = staticmethod(utf8_bytes)

    def parse(self, source, path, options):
        return document_of(source, _values(source), path=path, form=self.name)

    def render(self, document, target):
        return spliced(document, lambda _number, segment, _before: target(segment))

    def html(self, rendered, attributes):
        return preview_html(rendered, attributes)


def _values(source):
    lines = LineCounter(source)
    for match in _PAIR.finditer(source):
        start, end = match.span("value")
        line = lines.at(start)
        yield (
            start,
            end,
            Segment(match["value"], match["value"], Kind.VALUE, key=match["key"], line=line),
        )
