"""What the Markdown parser tells: its events, and which of its elements are blocks."""

from __future__ import annotations

from typing import Any

from localize.formats.markdown.scan import OPTIONS

BLOCKS = frozenset(
    {"Paragraph", "HtmlBlock", "CodeBlock", "List", "BlockQuote", "Heading", "Table", "TableHead",
     "TableRow", "TableCell", "Item", "DefinitionList", "DefinitionListTitle",
     "DefinitionListDefinition", "FootnoteDefinition", "Rule"}
)  # fmt: skip
HOLDERS = frozenset(
    {"List", "BlockQuote", "Item", "DefinitionList", "DefinitionListDefinition",
     "FootnoteDefinition"}
)  # fmt: skip
"""Blocks that hold blocks: a box that begins in one ends in it."""


def events_of(text: str) -> list[tuple[Any, Any]]:
    """Parser events with their ranges: `start` and `end` in bytes, end exclusive."""
    import pyromark

    return list(pyromark.events_with_range(text, options=OPTIONS))


def is_block(event: Any) -> bool:
    """Whether a block begins or ends with an event."""
    if not isinstance(event, dict):
        return event in {"", "Rule"}
    value = event.get("Start") or event.get("End")
    return (next(iter(value)) if isinstance(value, dict) else value) in BLOCKS
