"""What the Markdown parser tells: its events, and which of its elements are blocks."""

from typing import Any

from localize.formats.markdown.scan import PARSER

HOLDERS = frozenset(
    {"List", "BlockQuote", "Item", "DefinitionList", "DefinitionListDefinition"}
    | {"FootnoteDefinition"}
)
"""Blocks that hold blocks: a box that begins in one ends in it."""
BLOCKS = HOLDERS | {
    *("Paragraph", "HtmlBlock", "CodeBlock", "Heading", "Rule", "DefinitionListTitle"),
    *("Table", "TableHead", "TableRow", "TableCell"),
}


def events_of(text: str) -> list[tuple[Any, Any]]:
    """Return parser events with their ranges: `start` and `end` in bytes, end exclusive."""
    return list(PARSER.events_with_range(text))


def is_block(event: Any) -> bool:
    """Whether a block begins or ends with an event."""
    if not isinstance(event, dict):
        return event in {"", "Rule"}
    value = event.get("Start") or event.get("End")
    return (next(iter(value)) if isinstance(value, dict) else value) in BLOCKS
