"""What is known of writing systems and languages, and where their sentences end."""

from localize.scripts.languages import Language, language
from localize.scripts.sentences import Span, parts, sentences

__all__ = ["Language", "Span", "language", "parts", "sentences"]
