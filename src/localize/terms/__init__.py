"""The termbase: do-not-translate, preferred and forbidden terms, and where they are in a text."""

from localize.terms.csvfile import FILE_NAME, read_terms
from localize.terms.termbase import Term, Termbase

__all__ = ["FILE_NAME", "Term", "Termbase", "read_terms"]
