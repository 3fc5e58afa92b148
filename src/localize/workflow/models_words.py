"""What the words of `localize models install` mean: locales, a package's name, a file, a folder."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

from localize.config import Project
from localize.errors import UsageError
from localize.model import Locale, locale
from localize.translate.engines.packages import SUFFIX, code_locale

Pair: TypeAlias = "tuple[Locale, Locale, str]"
"""From, to, and the version; empty: the newest that runs."""
_NAME = re.compile(r"(?:translate-)?([a-z]{2,3})_([a-z]{2,3})(?:[-@](\d+(?:[._]\d+)*))?")
_EXAMPLES = (
    "localize models install en ja\n"
    "localize models install --from-file translate-en_ja-1_1.argosmodel"
)


def wanted(
    words: Sequence[str], files: Sequence[Path], project: Project | None, version: str
) -> tuple[list[Path], list[Pair]]:
    """The files and folders to install, and the pairs to fetch.

    Raises:
        UsageError: nothing is named, or a word means nothing here.
    """
    paths = list(files)
    pairs: list[Pair] = []
    if len(words) == 2 and not any(map(_path, words)) and not any(map(_NAME.fullmatch, words)):
        pairs.append((locale(words[0]), locale(words[1]), version))
        words = ()
    for word in words:
        name = _NAME.fullmatch(word)
        if path := _path(word):
            paths.append(path)
        elif name is not None:
            pairs.append(_named(name, version))
        else:
            pairs += _from_project(word, project, version)
    if not paths and not pairs:
        raise UsageError("what is to be installed?", hint=_EXAMPLES)
    return paths, pairs


def _path(word: str) -> Path | None:
    """The path that a word is; what is there under a locale's name is none."""
    if word.startswith(("http://", "https://")):
        raise UsageError(
            f"an address is not fetched by itself: {word}",
            hint="fetch the file, then: localize models install --from-file FILE",
        )
    path = Path(word)
    is_path = word.endswith(SUFFIX) or "/" in word or (path.is_dir() and len(word) > 3)
    return path if is_path else None


def _named(name: re.Match[str], version: str) -> Pair:
    source, target = (code_locale(code) for code in name.groups()[:2])
    if source is None or target is None:
        raise UsageError(f"no package has that name: {name[0]}", hint=_EXAMPLES)
    return source, target, version or (name[3] or "").replace("_", ".")


def _from_project(word: str, project: Project | None, version: str) -> Iterator[Pair]:
    """The pair that one locale means in a project: to it, or of its source to all."""
    named = locale(word)
    if project is None:
        raise UsageError(
            f"{word} is one locale, and a package translates one into another",
            hint="outside of a project name both: localize models install en ja",
        )
    targets = project.locales if named == project.source else (named,)
    for target in targets:
        yield project.source, target, version
