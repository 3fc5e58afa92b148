"""The map of the house and the words of the field are written down, and nothing is missing there."""

from __future__ import annotations

import re
from pathlib import Path

from localize.model import State

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
# The words of gettext, of CAT tools and of publishing that a newcomer has to know.
FIELD = set(
    """
anchor autonym bcp bilingual catalog cldr context document domain draft edition engine entry finding
flag format front fuzzy gate glossary inline journal key layout ledger locale markup mask match memory
merge msgctxt msgid msgstr notice obsolete package pivot placeholder plural pseudo-localization review
rtl rule script segment source stale stamp state tbx template term termbase theme tmx unit xliff
""".split()  # noqa: SIM905 - sixty words read better without quotes
)


def glossary_words() -> set[str]:
    text = (DOCS / "glossary.md").read_text(encoding="utf-8").lower()
    return set(re.findall(r"[\w-]+", text))


def test_every_package_is_on_the_map():
    text = (DOCS / "architecture.md").read_text(encoding="utf-8")
    packages = {path.parent.name for path in (ROOT / "src/localize").glob("*/__init__.py")}
    assert {name for name in packages if f"`{name}/`" not in text} == set()


def test_every_word_of_the_field_that_the_docs_use_is_in_the_glossary():
    used = " ".join(path.read_text(encoding="utf-8").lower() for path in DOCS.glob("*.md"))
    known = glossary_words()
    assert {word for word in FIELD if re.search(rf"\b{word}s?\b", used)} - known == set()


def test_every_state_is_in_the_glossary():
    assert {state.value for state in State} - glossary_words() == set()
