"""The words and colours that what we make shares: the published site and the review."""

from pathlib import Path

PALETTE = Path(__file__).parent / "palette.css"
"""Colours and faces, as custom properties that both style sheets use."""
