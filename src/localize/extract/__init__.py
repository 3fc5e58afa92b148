"""Stage: documents into a template."""
