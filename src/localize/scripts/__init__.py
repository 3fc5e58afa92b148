"""What is known of writing systems and languages, and where their sentences end."""

from localize.scripts.languages import Language, language
from localize.scripts.phrases import phrase_ends
from localize.scripts.sentences import Span, parts, sentence_texts, sentences, separator
from localize.scripts.writing import (
    CJK,
    LETTERS,
    MARKS,
    NO_SPACES,
    SINGLE,
    UNSPACED,
    Writing,
    known_script,
    letter_of,
    own_scripts,
    writing,
)

__all__ = [
    "CJK",
    "LETTERS",
    "MARKS",
    "NO_SPACES",
    "SINGLE",
    "UNSPACED",
    "Language",
    "Span",
    "Writing",
    "known_script",
    "language",
    "letter_of",
    "own_scripts",
    "parts",
    "phrase_ends",
    "sentence_texts",
    "sentences",
    "separator",
    "writing",
]
