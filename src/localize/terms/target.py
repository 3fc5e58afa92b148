"""Whether a translation holds a term, in whatever form its grammar gives it."""

import re

from localize.model import Locale, TermHit
from localize.scripts import UNSPACED
from localize.terms.matcher import tokens
from localize.terms.stems import folded

# Korean as well: particles are written to the end of the word.
_UNSPACED = UNSPACED | {"Kore"}
# Between the parts of a transliterated name: ドナルド・トランプ, ドナルド＝トランプ.
_JOINTS = re.compile(r"[\s・･＝=\u200b-\u200d]+")


def occurs(term: str, text: str, locale: Locale) -> bool:
    """Whether the text holds the term, whatever its case, width, number or ending.

    Time is linear in the text for a given term.
    """
    if locale.script in _UNSPACED:
        return _JOINTS.sub("", folded(term)) in _JOINTS.sub("", folded(text))
    wanted = [token.key for token in tokens(term, locale.language)]
    keys = [token.key for token in tokens(text, locale.language)]
    if not wanted:
        return term in text
    width = len(wanted)
    return any(keys[at : at + width] == wanted for at in range(len(keys) - width + 1))


def kept(match: TermHit, text: str, locale: Locale) -> bool:
    """Whether a translation does what the termbase says of a term in its source.

    A do-not-translate term is letter for letter as in this source, or as in the termbase;
    another in one of its translations.
    """
    if match.dnt:
        return match.text in text or match.source in text
    return not match.targets or any(occurs(target, text, locale) for target in match.targets)


def forbidden(match: TermHit, text: str, locale: Locale) -> tuple[str, ...]:
    """The forbidden translations of a match that a text uses.

    One within an allowed translation that the text uses (カフェ in カフェテリア) does not count.
    """
    used = [term for term in match.forbidden if occurs(term, text, locale)]
    allowed = [one for one in match.targets if occurs(one, text, locale)]
    return tuple(term for term in used if not any(occurs(term, one, locale) for one in allowed))
