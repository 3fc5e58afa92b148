"""Argos packages on this machine: where they lie, what they translate, which one to take.

The directories are those of Argos Translate, so that packages installed by `argospm` are found
here and ours are found there. `argostranslate` itself is not imported: that costs 0.1 s and makes
directories; a test holds that both see the same packages.
"""

import json
import logging
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from localize.errors import PackageError, PairMissingError, UsageError
from localize.model import Locale, locale

log = logging.getLogger(__name__)
SUFFIX = ".argosmodel"
# The codes of Argos for what BCP 47 calls otherwise; the rest is the language subtag.
_CODES = {
    "zh-Hant": ("zt",),
    "pt-BR": ("pb", "pt"),
    "nb": ("nb", "no"),
    "nn": ("nn", "nb"),
    "fil": ("tl", "fil"),
}
_NAMES = ("from_code", "to_code", "package_version")
"""Keys of a metadata.json whose values become parts of names."""
_TEXTS = ("from_name", "to_name", "target_prefix")


class _OtherTypeError(PackageError):
    """It is a package, and no translation: Argos keeps such beside the others."""


@dataclass(frozen=True, slots=True)
class Package:
    """A package unpacked in a directory, usable as it stands."""

    path: Path
    source: str
    """The code of Argos: `en`, `zt`."""
    target: str
    version: str
    source_name: str = ""
    target_name: str = ""
    prefix: str = ""
    """A token that every target starts with, for models of several languages; mostly empty."""

    @property
    def name(self) -> str:
        """What a stamp says: `en_ja@0.1`."""
        return f"{self.source}_{self.target}@{self.version}"

    @property
    def order(self) -> tuple[int, ...]:
        """The version, to be compared: `1.10` is newer than `1.9`."""
        return tuple(int(number) for number in re.findall(r"\d+", self.version))

    @property
    def bytes(self) -> int:
        """Its size on disk."""
        return sum(one.stat().st_size for one in self.path.rglob("*") if one.is_file())


def data_directory(environment: Mapping[str, str] | None = None) -> Path:
    """The directory of Argos Translate's data; it need not exist."""
    values = os.environ if environment is None else environment
    home = Path(values["SNAP_USER_DATA"]) if "SNAP" in values else Path.home()
    return Path(values.get("XDG_DATA_HOME") or home / ".local" / "share") / "argos-translate"


def install_directory(environment: Mapping[str, str] | None = None) -> Path:
    """Where packages are installed: `ARGOS_PACKAGES_DIR`, Argos' settings file, its default."""
    values = os.environ if environment is None else environment
    chosen = values.get("ARGOS_PACKAGES_DIR") or argos_setting("ARGOS_PACKAGES_DIR", values)
    return Path(chosen) if chosen else data_directory(values) / "packages"


def argos_setting(name: str, values: Mapping[str, str]) -> str:
    """A value of Argos' `settings.json`; empty where there is none."""
    home = Path(values.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    path = home / "argos-translate" / "settings.json"
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    value = table.get(name, "") if isinstance(table, dict) else ""
    return value if isinstance(value, str) else ""


def read_package(path: Path) -> Package:
    """The package of a directory.

    Raises:
        PackageError: something that a package must have is missing or unreadable.
    """
    table = _metadata(path / "metadata.json")
    if not (path / "model" / "model.bin").is_file():
        raise PackageError("model/model.bin is missing", path=path)
    if not any((path / name).is_file() for name in ("sentencepiece.model", "bpe.model")):
        raise PackageError("no tokenizer: sentencepiece.model is missing", path=path)
    return Package(
        path=path,
        source=table["from_code"],
        target=table["to_code"],
        version=table["package_version"] or "0",
        source_name=table["from_name"],
        target_name=table["to_name"],
        prefix=table["target_prefix"],
    )


def _metadata(path: Path) -> dict[str, str]:
    """The texts of a metadata.json that we read, empty where they are not there."""
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise PackageError("no metadata.json: not an Argos package", path=path.parent) from error
    except (OSError, ValueError) as error:
        raise PackageError(f"not readable as JSON: {error}", path=path) from error
    if not isinstance(table, dict):
        raise PackageError("not a JSON object", path=path)
    if table.get("type", "translate") != "translate":
        raise _OtherTypeError(f"a package of type {table['type']!r}, not a translation", path=path)
    texts = {key: table.get(key) or "" for key in (*_NAMES, *_TEXTS)}
    for key, value in texts.items():
        if not isinstance(value, str):
            raise PackageError(f"{key} is not a text", path=path)
        if key in _NAMES and value and not is_name(value):
            raise PackageError(f"{key} is no plain name: {value!r}", path=path)
    if not texts["from_code"] or not texts["to_code"]:
        raise PackageError("from_code or to_code is missing", path=path)
    return texts


def is_name(text: str) -> bool:
    """Whether a code or a version is letters, digits and marks within: nothing of a path."""
    return re.fullmatch(r"[A-Za-z0-9]+(?:[._+-][A-Za-z0-9]+)*", text) is not None


def packages_in(directory: Path) -> list[Package]:
    """The packages that lie unpacked in a directory, by name. What is none is left aside."""
    packages = []
    try:
        paths = sorted(directory.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        log.warning("%s cannot be read: %s", directory, error.strerror)
        return []
    for path in paths:
        if path.name.startswith(".") or not path.is_dir():
            continue
        try:
            packages.append(read_package(path))
        except PackageError as error:
            log.info("%s: left aside: %s", path, error.message)
    return packages


def damaged_in(directory: Path) -> list[tuple[Path, str]]:
    """`(folder, problem)` of each folder that says it is a package and is not whole.

    Argos keeps packages of other types beside them, and people anything else.
    """
    damaged = []
    for path in sorted(directory.glob("[!.]*/metadata.json")):
        try:
            read_package(path.parent)
        except _OtherTypeError:
            continue
        except PackageError as error:
            damaged.append((path.parent, error.message))
    return damaged


def sorted_packages(packages: Iterable[Package]) -> list[Package]:
    """The packages by pair, the newest of a pair first; of equal ones the first given."""
    newest = sorted(packages, key=lambda package: package.order, reverse=True)
    return sorted(newest, key=lambda package: (package.source, package.target))


def codes(wanted: Locale) -> tuple[str, ...]:
    """What packages may call a locale, the best first: `pt-BR` is `pb`, then `pt`."""
    if wanted.language == "zh" and wanted.script == "Hant":
        return _CODES["zh-Hant"]
    return _CODES.get(wanted.tag) or _CODES.get(wanted.language) or (wanted.language,)


def code_locale(code: str) -> Locale | None:
    """The locale of a package's code: `zt` is `zh-Hant`; None where CLDR knows no such language."""
    try:
        return locale(code)
    except UsageError:
        return None


def shown_code(code: str) -> str:
    """A package's code as BCP 47 names it: `zt` is `zh-Hant`, `tl` is `fil`."""
    known = code_locale("fil" if code == "tl" else code)
    return known.tag if known else code


def matches(words: Iterable[str], sides: tuple[str, str], names: tuple[str, str]) -> bool:
    """Whether every word is the code of a side (`zh-Hant`, `zt`) or in its name (`Japanese`).

    `sides`: the codes of Argos. Two codes are a direction: from the first to the second.
    """
    wanted = [(word, _codes_of(word)) for word in words]
    if len(wanted) == 2 and all(known for _, known in wanted):
        return sides[0] in wanted[0][1] and sides[1] in wanted[1][1]
    shown = " ".join(names).casefold()
    return all(
        bool(known.intersection(sides)) if known else word.casefold() in shown
        for word, known in wanted
    )


def _codes_of(word: str) -> frozenset[str]:
    """The codes of packages that a word may mean; none: it is no code."""
    try:
        return frozenset({*codes(locale(word)), word})
    except UsageError:
        return frozenset()


def route(packages: Sequence[Package], source: Locale, target: Locale) -> tuple[Package, ...]:
    """The packages to go through: one, two with a pivot (English before others), none: no way."""
    direct = _newest(packages, codes(source), codes(target))
    if direct is not None:
        return (direct,)
    pivots = sorted({package.target for package in packages}, key=lambda code: (code != "en", code))
    for pivot in pivots:
        first = _newest(packages, codes(source), (pivot,))
        second = _newest(packages, (pivot,), codes(target))
        if first is not None and second is not None:
            return first, second
    return ()


def _newest(
    packages: Sequence[Package], sources: Sequence[str], targets: Sequence[str]
) -> Package | None:
    for target in targets:
        for source in sources:
            pair = [one for one in packages if (one.source, one.target) == (source, target)]
            if pair:
                return max(pair, key=lambda package: package.order)
    return None


def pair_missing(
    source: Locale, target: Locale, tried: Sequence[str], by_hand: str
) -> PairMissingError:
    """The error of a pair that no package translates: where was looked, and the ways out.

    `by_hand`: where the file is.
    """
    return PairMissingError(
        str(source),
        str(target),
        hint="\n".join(
            (
                *(f"looked in {one}" if not one.startswith("found") else one for one in tried),
                f"install it:       localize models install {source} {target}",
                "or at once:       the same command with --yes",
                "or from a file:   localize models install --from-file X.argosmodel",
                f"  which is at     {by_hand}",
                "or another engine: --engine pseudo (localize engines lists them)",
                "everything in the catalogs is kept, and the editions still build",
            )
        ),
    )
