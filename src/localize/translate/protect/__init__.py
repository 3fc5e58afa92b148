"""Markup and placeholders through an engine and back. Broken markup is never written."""
