"""Every command on the catalogs of somebody else's project, of whatever layout.

    python benchmarks/po_projects.py DIR [--most N]

The catalogs are copied first; DIR is not touched. The peer is polib: it counts the entries and
reads the headers for itself. `markup_lost` counts drafts of the engine `pseudo` in which a role,
link, code span, tag, address or placeholder of the source is missing, without a doubt saying so.
`round_trips` are catalogs that are byte for byte the same after XLIFF went out and came back.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import polib
from _data import unpacked

from localize.catalogs.named import locale_of_path
from localize.catalogs.po import decoded, encoded, read_catalog
from localize.config import Project
from localize.errors import LocalizeError
from localize.model.state import machine_stamp
from localize.workflow.check import check
from localize.workflow.import_file import import_file
from localize.workflow.interchange import export
from localize.workflow.paths import named_project
from localize.workflow.review import session
from localize.workflow.status import status
from localize.workflow.translate import translate

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARKUP = re.compile(
    r"""
      :[a-z][\w:+.-]*:`[^`]+`            # a role of reStructuredText
    | (?<!`)``[^`]+``(?!`)               # a literal
    | `[^`<]*<[^`>]+>`__?                # a link of reStructuredText
    | https?://[\w./?=&%\#~:+-]*[\w/]
    | </?[a-z][a-z0-9]*(?:\s[^<>]*)?>
    | %(?:\(\w+\))?[-+\#0]*\d*(?:\.\d+)?[hlqjzt]*[sdiufgxXc](?![\w%])
    | \{\{?[A-Za-z_]\w*\}?\}
    """,
    re.VERBOSE,
)
_TARGET = re.compile(r"\[(?:[^\[\]]|\[[^\]]*\])*\]\(([^()\s]+)\)")  # of a Markdown link
_TIMES: dict[str, float] = {}


@contextmanager
def timed(name: str) -> Iterator[None]:
    """Note the seconds of a step."""
    began = time.perf_counter()
    yield
    _TIMES[name] = _TIMES.get(name, 0.0) + time.perf_counter() - began


def copied(folder: Path, most: int) -> Path:
    """A temporary copy of a folder's catalogs and templates."""
    target = Path(tempfile.mkdtemp(prefix="localize-po-")).resolve()
    every = sorted(path for path in folder.rglob("*.po*") if path.suffix in {".po", ".pot"})
    step = max(1, len(every) // most) if most else 1
    for path in every[::step]:
        place = target / "project" / path.relative_to(folder)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
    return target


def language(name: str) -> str:
    """The language of a name, as old systems may have written it."""
    first = re.split("[-_@.]", name)[0].lower()
    return {"no": "nb", "iw": "he", "in": "id"}.get(first, first)


def locale_faults(project: Project) -> tuple[int, int]:
    """How many locales differ from polib's headers (or the path), and from the path alone."""
    wrong = by_path = 0
    for file in project.files or ():
        said = polib.pofile(str(file.path)).metadata.get("Language", "").strip()
        truth = said or file.path.stem
        told = locale_of_path(file.path)
        parts = {language(part) for part in (*file.path.parts, *file.path.stem.split("-"))}
        right = language(truth) == file.locale.language or (
            not said and file.locale.language in parts
        )
        wrong += not right
        by_path += told is None or told.language != file.locale.language
    return wrong, by_path


def count_faults(project: Project) -> int:
    """Catalogs whose `status` differs from what polib counts."""
    wrong = 0
    for row in status(project, locales=project.locales).catalogs:
        entries = [one for one in polib.pofile(str(row.path)) if not one.obsolete]
        done = sum(one.translated() for one in entries)
        wrong += (
            row.progress.total,
            sum(n for s, n in row.progress.counts.items() if s.accepted),
        ) != (
            len(entries),
            done,
        )
    return wrong


def markup(text: str) -> Counter[str]:
    """What of a text has to be in its translation."""
    return Counter((*_MARKUP.findall(text), *_TARGET.findall(text)))


def lost_markup(project: Project) -> tuple[int, int]:
    """Drafts, and those that lost markup without a doubt that says so."""
    drafts = lost = 0
    for file in project.files or ():
        for entry in read_catalog(file.path).live():
            stamp = machine_stamp(entry)
            if stamp is None:
                continue
            drafts += 1
            missing = markup(entry.msgid) - markup(entry.text)
            if missing and not stamp.get("doubts"):
                lost += 1
                if lost <= 10:
                    print(f"{file.path}:{entry.line}: lost {dict(missing)}", file=sys.stderr)
                    print(f"  - {entry.msgid!r}\n  + {entry.text!r}", file=sys.stderr)
    return drafts, lost


def round_trips(project: Project, folder: Path) -> int:
    """Catalogs that XLIFF, out and back, left as they were."""
    before = {file.path: file.path.read_bytes() for file in project.files or ()}
    for made in export(project, locales=project.locales, form="xliff", folder=folder):
        import_file(project, made.path, to=made.locale)
    return sum(path.read_bytes() == raw for path, raw in before.items())


def main() -> int:
    """Measure one folder; 1 where a result is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--most", type=int, default=0, help="only about so many files; 0: all")
    options = parser.parse_args()
    target = copied(unpacked(options.folder.resolve()), options.most)
    try:
        return measured(target)
    finally:
        shutil.rmtree(target, ignore_errors=True)


def measured(target: Path) -> int:
    """The result for a copy, printed."""
    everything = sorted((target / "project").rglob("*.po"))
    readable = []
    for path in everything:
        try:
            raw = path.read_bytes()
            assert encoded(decoded(raw, path=str(path))) == raw, path
            readable.append(path)
        except LocalizeError as error:
            print(f"refused: {error}", file=sys.stderr)
            path.unlink()
    with timed("find"):
        project = named_project([Path("project")], cwd=target)
    files = project.files or ()
    named = {file.path for file in files}
    english = [path for path in readable if path not in named]
    with timed("status"):
        status(project, locales=project.locales)
    counts_wrong = count_faults(project)
    locales_wrong, paths_wrong = locale_faults(project)
    with timed("check"):
        checked = check(project, locales=project.locales)
    with timed("review"):
        reviewed = session(project, project.locales, lambda: "2026-01-01")
        reviewed.store.refresh()
    opened = len(reviewed.store.catalogs)
    with timed("exchange"):
        trips = round_trips(project, target / "out")
    with timed("draft"):
        translate(project, locales=project.locales, engine_name="pseudo")
    drafts, lost = lost_markup(project)
    left = sorted(
        path for path in (target / "project").rglob("*") if path.suffix not in {".po", ".pot", ""}
    )
    print(
        f"RESULT catalogs={len(everything)} refused={len(everything) - len(readable)} "
        f"found={len(files)} source_locale={len(english)} "
        f"locales_right={len(files) - locales_wrong} by_path_alone={len(files) - paths_wrong} "
        f"counts_right={len(files) - counts_wrong} entries={checked.entries} "
        f"errors={checked.errors} warnings={checked.warnings} reviewed={opened} drafts={drafts} "
        f"markup_lost={lost} round_trips={trips} left_behind={len(left)} "
        + " ".join(f"{name}_s={seconds:.1f}" for name, seconds in _TIMES.items())
    )
    right = not (locales_wrong or counts_wrong or lost or left)
    return 0 if right and trips == opened == len(files) else 1


if __name__ == "__main__":
    sys.exit(main())
