"""What texts are found by: the tokens of many texts at once, as numbers. Pure; needs numpy."""

import re
import unicodedata
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from localize.scripts import SINGLE

Numbers: TypeAlias = NDArray[np.uint32]
Places: TypeAlias = NDArray[np.intp]

SHORT = 30
"""Characters; in a shorter text a changed word may be all there is."""
RUN = np.uint32(1 << 31)
"""The bit of a token that is a run of characters of a short text."""
_NO_SPACES = re.compile(f"[{SINGLE}]")
_STEM = 6  # letters; what follows is mostly inflection
_GRAM = 3
_GAP = "\0" * _STEM  # what reads beyond the end of its text reads these
_WORD, _DENSE = 1, 2
_MIX = np.uint32(16_777_619)  # FNV-1's prime
_PAIR = np.uint32(0x9E37_79B1)  # any odd numbers: they keep tokens of different kinds apart
_STEMS = np.uint32(0x85EB_CA6B)


def tokens(texts: Sequence[str]) -> tuple[Numbers, Places]:
    """`(tokens, owners)`: hashes, and the place in `texts` of the text that each is of.

    The beginnings of the longer words; the first letters of two words in a row, which are far
    rarer and still not too many to index; of scripts without spaces two, of short texts three
    characters in a row. What a text has twice comes twice.
    """
    folded = [text.casefold() for text in texts]
    codes = np.frombuffer(
        _GAP.join(["", *folded, ""]).encode("utf-32-le", "surrogatepass"), np.uint32
    )
    lengths = np.fromiter(map(len, folded), np.intp, len(folded))
    begins = np.cumsum(lengths + len(_GAP)) - lengths
    kinds = _kinds(codes)
    dense = np.flatnonzero(kinds & _DENSE)
    runs, of_runs = _runs(begins, lengths)
    groups = [
        *_words(codes, kinds, begins),
        (_prefixes(codes, dense, 2)[-1] & ~RUN, _owners(begins, dense)),
        (_prefixes(codes, runs, _GRAM)[-1] | RUN, of_runs),
    ]
    return np.concatenate([one for one, _ in groups]), np.concatenate([one for _, one in groups])


def _kinds(codes: Numbers) -> NDArray[np.uint8]:
    """Of each character whether it is part of a word, and whether of a script without spaces."""
    there = np.flatnonzero(np.bincount(codes))
    table = np.zeros(int(there[-1]) + 1, np.uint8)
    for code in there.tolist():
        character = chr(code)
        word = character == "_" or unicodedata.category(character)[0] in "LMN"
        table[code] = word * _WORD + bool(_NO_SPACES.match(character)) * _DENSE
    return table[codes]


def _owners(begins: Places, at: Places) -> Places:
    return np.searchsorted(begins, at, side="right") - 1


def _prefixes(
    codes: Numbers, starts: Places, count: int, sizes: Places | None = None
) -> list[Numbers]:
    """Hashes of the first 1, 2, … characters from places on, of words of these sizes."""
    prefix = np.zeros(len(starts), np.uint32)
    hashes = []
    for at in range(count):
        letters = codes[starts + at]
        if sizes is not None:
            letters *= at < sizes
        prefix = (prefix * _MIX) ^ letters
        hashes.append(prefix)
    return hashes


def _words(
    codes: Numbers, kinds: NDArray[np.uint8], begins: Places
) -> tuple[tuple[Numbers, Places], tuple[Numbers, Places]]:
    """The tokens of pairs of words, and of words."""
    inside = (kinds & _WORD).view(bool)
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    starts, sizes = edges[::2], edges[1::2] - edges[::2]
    owners = _owners(begins, starts)
    prefixes = _prefixes(codes, starts, _STEM, sizes)
    pairs = (prefixes[2][:-1] * _PAIR) ^ prefixes[1][1:]
    together = owners[:-1] == owners[1:]
    long = sizes > _GRAM
    return (
        (pairs[together] & ~RUN, owners[:-1][together]),
        ((prefixes[-1] * _STEMS)[long] & ~RUN, owners[long]),
    )


def _runs(begins: Places, lengths: Places) -> tuple[Places, Places]:
    """Where three characters in a row begin in the short texts, and which texts these are."""
    short = np.flatnonzero(lengths < SHORT)
    counts = np.maximum(lengths[short] - _GRAM, 0) + 1
    firsts = np.repeat(begins[short] - (np.cumsum(counts) - counts), counts)
    return firsts + np.arange(len(firsts)), np.repeat(short, counts)
