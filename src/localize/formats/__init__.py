"""Formats: a Document from text, and text from a Document."""
