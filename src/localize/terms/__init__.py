"""The termbase of a project."""
