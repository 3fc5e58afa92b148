"""The consonants of a word as coarse classes, alike in every script: a name heard through another.

`Siso`, シソ and सीसो are all `SS`; `Vicente`, ビセンテ and Висенте begin alike. Coarse on purpose:
transliterations follow the ear, not a standard.
"""

import re
import unicodedata
from functools import lru_cache

_CLASSES = {
    "K": "kgqcxGкгґхქკगघकखखङقكگکغخקכגκγχㄱㄲㅋ",
    "S": "szjшжщчцзсџসसशषजझचछصسشزضظجچژثذזשסציσζξㅅㅆㅈㅉㅊ",
    "T": "tdтдटठडढतथदधطتدטתדτδθㄷㄸㅌ",
    "N": "nmнмनणञमंँنمנמνμㄴㅁㅇ",
    "R": "rlрлरलऱळɽرلרלρλㄹ",
    "P": "pbvfwпбвфपफबभवبپفوבפוπβφㅂㅃㅍ",
}
_KANA = {
    "K": "カキクケコガギグゲゴ",
    "S": "サシスセソザジズゼゾチツヂヅ",
    "T": "タテトダデド",
    "N": "ナニヌネノマミムメモン",
    "R": "ラリルレロ",
    "P": "パピプペポバビブベボヴフワ",
}
_TABLE = {ord(c): name for name, row in (*_CLASSES.items(), *_KANA.items()) for c in row}
# What the ear hears, before letters are classed; English spelling above all.
_SPELLINGS = "ph>f th>s tch>s ch>s sh>s ck>k wh>w ce>se ci>si cy>sy gh> ge>je gi>ji tio>sio x>ks"
_HEARD = tuple(spelling.split(">") for spelling in _SPELLINGS.split())
_DOUBLE = re.compile(r"(.)\1+")


@lru_cache(maxsize=32768)
def skeleton(word: str) -> str:
    """The classes of a word's consonants, doubled ones once: `Siso` is `SS`, `Kayel` is `KR`."""
    text = word.lower()
    if text.isascii():
        for written, heard in _HEARD:
            if written in text:
                text = text.replace(written, heard)
    elif not _is_plain(text):
        text = unicodedata.normalize("NFKD", text)
    return "".join(_TABLE.get(ord(c), "") for c in _DOUBLE.sub(r"\1", text))


def _is_plain(text: str) -> bool:
    return all("\u3040" <= c <= "\u30ff" or "\u0900" <= c <= "\u097f" for c in text)


def heard_in(name: str, others: frozenset[str]) -> bool:
    """Whether one of these skeletons may be that name, with an ending or without one."""
    own = skeleton(name)
    if not own:
        return True
    if own in others:
        return True
    return any(_close(own, other) for other in others)


def _close(name: str, heard: str) -> bool:
    size = min(len(name), len(heard))
    if size < 2:
        return False
    return name[:size] == heard[:size] and abs(len(name) - len(heard)) <= 2
