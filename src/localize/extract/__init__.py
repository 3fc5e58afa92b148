"""Stage: documents into a template."""

from localize.extract.template import template

__all__ = ["template"]
