"""What to fetch so that a pair can be translated: seen before anything is fetched."""

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as distribution_version
from urllib.parse import urlsplit

from localize.config import Project
from localize.errors import PackageError, UsageError
from localize.model import Locale
from localize.plugins import ENGINES, registered
from localize.storage.write import write_file
from localize.translate.engines.apertium import CODES as APERTIUM
from localize.translate.engines.argos_model import require_runtime
from localize.translate.engines.packages import Package
from localize.translate.engines.packages_index import Available, cache_directory, routes
from localize.translate.engines.packages_look import looked_at
from localize.workflow.models import available, listed


@dataclass(frozen=True, slots=True)
class PackageChoice:
    """A package that would be fetched."""

    row: Available
    size: int
    """Bytes; 0: unknown."""
    older: tuple[Available, ...] = ()
    """What is taken where it turns out that this one cannot be run."""

    @property
    def host(self) -> str:
        """Where it comes from."""
        return urlsplit(self.row.links[0]).hostname or "this machine"

    def __str__(self) -> str:
        size = f", {self.size / 1e6:.1f} MB" if self.size else ""
        return f"{self.row.source}_{self.row.target} {self.row.version}{size} from {self.host}"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a pair takes: a package, or two with English between."""

    choices: tuple[PackageChoice, ...]
    """To be fetched."""
    there: tuple[Package, ...]
    """Installed already."""
    left_out: tuple[str, ...] = ()
    """Newer ones that cannot be run here, and why."""


def planned(
    source: Locale, target: Locale, *, project: Project | None = None, version: str = ""
) -> Plan:
    """What to fetch so that a pair can be translated. Asks the index and the packages' servers.

    Raises:
        UsageError: both are the same.
        ExtraMissingError: what would run the packages is not installed.
        PackageError: the index has no package for the pair that can be run here.
    """
    if source == target:
        raise UsageError(
            f"{source} to {target} is no pair: a package translates one language into another",
            hint="localize models install FROM TO",
        )
    require_runtime()
    left_out: list[str] = []
    here = listed(project)
    known = available(project)
    for steps in routes(known, source, target, version=version):
        chosen = [_chosen(rows, here, left_out, version) for rows in steps]
        if all(chosen):
            return Plan(
                tuple(choice for choice in chosen if isinstance(choice, PackageChoice)),
                tuple(
                    one for one in chosen if one is not None and not isinstance(one, PackageChoice)
                ),
                tuple(left_out),
            )
    raise PackageError(
        f"the index has no package from {source} to {target}"
        + (f" of version {version}" if version else ", nor two with English between")
        + (" that can be run here" if left_out else ""),
        hint="\n".join((*left_out, *_ways(source, target))),
    )


def _ways(source: Locale, target: Locale) -> Iterator[str]:
    yield f"localize models search {target} shows what there is"
    apertium = source.language in APERTIUM and target.language in APERTIUM
    others = ("openai", "deepl", "libretranslate", *(("apertium",) if apertium else ()))
    names = ", ".join(name for name in others if name in registered(ENGINES))
    yield f"other engines may know the pair: {names} (localize engines says what each needs)"


def _chosen(
    rows: Sequence[Available], here: Sequence[Package], left_out: list[str], version: str
) -> PackageChoice | Package | None:
    """The newest version that can be run: to be fetched, or the package that is there."""
    known = refusals()
    for place, row in enumerate(rows):
        for package in here:
            if (package.source, package.target) == (row.source, row.target) and (
                package.version == row.version or (not version and package.order > row.order)
            ):
                return package
        if not row.links:
            continue
        look = looked_at(row.links[0])
        said = look.problem or known.get(mark(row.links[0], look.size), "")
        if not said:
            return PackageChoice(row, look.size, tuple(rows[place + 1 :]))
        left_out.append(f"{row.name} is left out: {said}")
    return None


def mark(link: str, size: int) -> str:
    """What a refusal is remembered by: a newer ctranslate2 may run what an older one could not."""
    with suppress(PackageNotFoundError):
        return f"{link} {size} {distribution_version('ctranslate2')}"
    return f"{link} {size}"


def refusals() -> dict[str, str]:
    """What was fetched and could not be run, so that it is not fetched again, and why."""
    with suppress(OSError, ValueError):
        table = json.loads((cache_directory() / "unusable.json").read_text(encoding="utf-8"))
        if isinstance(table, dict):
            return {str(mark): str(said) for mark, said in table.items()}
    return {}


def remember(marked: str, said: str) -> None:
    """Note what was fetched and cannot be run; without a cache it is fetched again."""
    with suppress(OSError):
        path = cache_directory() / "unusable.json"
        text = json.dumps({**refusals(), marked: said}, indent=1)
        write_file(path, text.encode("utf-8"))
