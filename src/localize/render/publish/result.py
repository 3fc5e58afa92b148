"""What a build made, edition by edition, without an object for each page of a large site."""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from localize.model import Locale
from localize.render.urls import page_path


@dataclass(frozen=True, slots=True)
class Built:
    """One edition after a build."""

    path: str
    """Its document."""
    locale: Locale
    site: Path
    slug: str
    published: bool
    accepted: float
    """0..1: the share a person has accepted."""
    share: float
    """0..1: the share that counts for the gate."""

    @property
    def page(self) -> Path:
        """Its page; not there when it is not published."""
        return self.site / page_path(self.locale, self.slug)


class Editions:
    """The editions of a build, document by document, in each the same locales."""

    def __init__(
        self,
        site: Path,
        slugs: Mapping[str, str],
        locales: Sequence[Locale],
        standings: Iterable[tuple[str, bool, float, float]],
    ) -> None:
        """`standings`: `(tag, published, accepted, share)` of all editions, of any locale."""
        self._site = site
        self._slugs = slugs
        self._locales = locales
        # 17 bytes an edition, where an object of its own would take 200.
        self._published, self._accepted, self._share = bytearray(), array("d"), array("d")
        tags = {one.tag for one in locales}
        for tag, published, accepted, share in standings:
            if tag in tags:
                self._published.append(published)
                self._accepted.append(accepted)
                self._share.append(share)

    def __len__(self) -> int:
        return len(self._published)

    def __iter__(self) -> Iterator[Built]:
        names = ((path, one, slug) for path, slug in self._slugs.items() for one in self._locales)
        rows = zip(names, self._published, self._accepted, self._share, strict=True)
        for (path, locale, slug), published, accepted, share in rows:
            yield Built(path, locale, self._site, slug, bool(published), accepted, share)


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build made."""

    site: Path
    markdown: Path
    editions: Editions
    changed: int
    """Files whose bytes are new."""
    removed: int
    warnings: tuple[str, ...] = ()

    @property
    def withheld(self) -> tuple[Built, ...]:
        """The editions that did not meet the gate and were not published."""
        return tuple(one for one in self.editions if not one.published)
