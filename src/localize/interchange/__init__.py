"""Stage: XLIFF, TMX and CSV, both ways."""
