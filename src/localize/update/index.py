"""Which texts share rare words: the few that are worth comparing."""

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import partial
from heapq import nlargest
from math import log

_MOST_WORDS = 16
_ENOUGH = 800  # postings followed a query


class WordIndex:
    """An inverted index over the words of texts, which are known by their numbers."""

    def __init__(self, texts: Iterable[Iterable[str]]) -> None:
        self._count = 0
        self._postings: defaultdict[str, array[int]] = defaultdict(partial(array, "l"))
        for number, words in enumerate(texts):
            self._count += 1
            for word in set(words):
                self._postings[word].append(number)

    def nearest(self, words: Collection[str], count: int) -> list[int]:
        """At most `count` texts that share the most information with some words, best first."""
        rarest = [(len(hits), word) for word in set(words) if (hits := self._postings.get(word))]
        rarest.sort()
        weights: defaultdict[int, float] = defaultdict(float)
        followed = 0
        for number, word in rarest[:_MOST_WORDS]:
            if followed and followed + number > _ENOUGH:
                break
            followed += number
            weight = log((self._count + 1) / number) + 0.1
            for hit in self._postings[word]:
                weights[hit] += weight
        return nlargest(count, weights, key=weights.__getitem__)
