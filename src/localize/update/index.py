"""Which texts share rare words: the few that are worth comparing."""

from __future__ import annotations

from collections import defaultdict
from heapq import nlargest
from math import log
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from localize.update.similar import Text

_MOST_WORDS = 24
_ENOUGH = 2000  # postings followed a query


class WordIndex:
    """An inverted index over the words of texts."""

    def __init__(self, texts: Sequence[Text]) -> None:
        self._texts = texts
        self._postings: defaultdict[str, list[int]] = defaultdict(list)
        for number, text in enumerate(texts):
            for word in set(text.words):
                self._postings[word].append(number)

    def nearest(self, source: Text, count: int) -> list[Text]:
        """At most `count` texts that share the most information with the source, best first."""
        found = [
            (len(hits), word) for word in set(source.words) if (hits := self._postings.get(word))
        ]
        found.sort()
        weights: defaultdict[int, float] = defaultdict(float)
        followed, total = 0, len(self._texts) + 1
        for number, word in found[:_MOST_WORDS]:
            if followed and followed + number > _ENOUGH:
                break
            followed += number
            weight = log(total / number) + 0.1
            for hit in self._postings[word]:
                weights[hit] += weight
        best = nlargest(count, weights, key=weights.__getitem__)
        return [self._texts[number] for number in best]
