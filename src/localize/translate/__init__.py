"""Stage: drafts from the memory, then from an engine; never a person's words changed."""
