"""Everything that goes wrong on a translator's machine, at random, on one project.

    python benchmarks/torture.py [--minutes 30 | --rounds 20] [--seed 1] [--only kill]

A round edits the documents, starts two commands at once (`run`, `update`, `translate`, an import of
what `export` wrote, saves of a reviewer) and does them harm: SIGKILL at a random moment, a full
disk, a read-only one, files with times of another day, catalogs that are links, another program
(msgcat) that rewrites the catalogs meanwhile, so that what it lost is put back, `git checkout` and
`git merge` in between. After it, every catalog must parse (else it is corrupted); every text that
was reported as saved must be in a catalog, in `.localize/lost/`, or in git where git took it away
(else it is lost); and nothing may be accepted that no person wrote. At the end,
one quiet run must leave no temporary file.

A full and a read-only disk need a tmpfs, so root on Linux; elsewhere a limit on the size of files
stands for the full disk, and the read-only one is left out.

Prints `RESULT kills=… full_disks=… texts=… lost=… accepted_unseen=… corrupted=… tracebacks=…
litter=… rounds=… stuck=… seconds=…`.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from localize.catalogs.po import read_catalog
from localize.errors import CatalogError, LocalizeError
from localize.model import State, state

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CONFIG = 'locales = ["ja", "hi"]\ncontent = ["content/*.md"]\nengine = "pseudo"\n'
DOCUMENTS = ("garden", "harbour", "town")
HUMAN = "人"
"""What every text of a person begins with, and no draft of the engine."""
PATIENCE = 90.0  # seconds for a round
SAVES = 4
MEGABYTES = 24


def save(root: Path, name: str) -> None:
    """As a reviewer: save a few texts where no person's is, and report each that is saved."""
    from localize.config import load_project
    from localize.model import locale
    from localize.review.decide import Act, Decision, Reviewer
    from localize.review.queries import Query
    from localize.workflow.lost_and_found import lost
    from localize.workflow.review import session

    chance = random.Random(name)
    project = load_project(root, {})
    for number in range(SAVES):
        try:
            target = locale(chance.choice(["ja", "hi"]))
            desk = session(project, [target], lambda: "2026-11-28")
            paths = sorted((root / "locales").rglob("*.po"))
            told = {loss.entry.key for some in lost(project, paths) for loss in some.losses}
            # Who writes another text where one was told as lost lets that go.
            units = [
                unit
                for unit in desk.queries.units(Query(target))
                if HUMAN not in unit.entry.text and unit.entry.key not in told
            ]
            if not units:
                return
            unit = chance.choice(units)
            text = f"{HUMAN}{name}.{number}。"
            said = Decision(Act.SAVE, Reviewer(name), "2026-11-28", (text,))
            if desk.act(unit.ident, unit.hash, said).done:
                print(text, flush=True)
        except LocalizeError as error:
            print(f"not saved: {error}", file=sys.stderr, flush=True)


@dataclass
class Tally:
    """What came of all rounds."""

    count: Counter[str] = field(default_factory=Counter)
    saved: set[str] = field(default_factory=set)
    expected: set[str] = field(default_factory=set)
    """Texts that must be in the project, and not in git alone."""


class Project:
    """The project that is tortured."""

    def __init__(self, root: Path, chance: random.Random, *, disk: bool) -> None:
        self.root = root
        self.chance = chance
        self.disk = disk
        """Whether it is on a disk of its own, which may be filled and mounted read-only."""
        self.tally = Tally()
        self.round = 0
        (root / "content").mkdir()
        (root / "localize.toml").write_text(CONFIG, encoding="utf-8")
        for name in DOCUMENTS:
            lines = [f"# The {name}", *(f"Sentence {n} of the {name} is here." for n in range(30))]
            self.document(name).write_text("\n\n".join(lines) + "\n", encoding="utf-8")
        (root / ".gitignore").write_text(".localize/\nballast\n", encoding="utf-8")
        self.git("init", "-q", "-b", "main")
        self.quiet("run")
        self.commit()

    def document(self, name: str) -> Path:
        """The path of a document."""
        return self.root / "content" / f"{name}.md"

    @property
    def catalogs(self) -> list[Path]:
        """The catalogs that exist."""
        return sorted((self.root / "locales").rglob("*.po"))

    def command(self, *words: str) -> list[str]:
        """A command on the project."""
        return [sys.executable, "-m", "localize", "-q", "-C", str(self.root), *words]

    def quiet(self, *words: str) -> None:
        """Run a command that must succeed."""
        subprocess.run(self.command(*words), check=True, capture_output=True, timeout=PATIENCE)

    def git(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[bytes]:
        """Run git in the project."""
        who = ["-c", "user.name=T", "-c", "user.email=t@example.org"]
        return subprocess.run(
            ["git", *who, *words], cwd=self.root, check=check, capture_output=True
        )

    def commit(self) -> None:
        """Commit all there is."""
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", f"round {self.round}")

    def edit(self) -> None:
        """As the author: change, add, drop or move a paragraph."""
        path = self.document(self.chance.choice(DOCUMENTS))
        lines = path.read_text(encoding="utf-8").rstrip("\n").split("\n\n")
        at = self.chance.randrange(1, len(lines))
        match self.chance.choice(["change", "add", "add", "drop", "move"]):
            case "change":
                lines[at] += " And more."
            case "add":
                lines.insert(at, f"A new paragraph, number {self.round}, about the weather.")
            case "drop" if len(lines) > 20:
                del lines[at]
            case _:
                lines.append(lines.pop(at))
        path.write_text("\n\n".join(lines) + "\n", encoding="utf-8")

    def one_command(self, place: int) -> list[str]:
        """One of the commands that write catalogs."""
        exchange = sorted((self.root / "build" / "exchange").glob("*.xlf"))
        match self.chance.choice(["run", "update", "translate", "save", "save", "import"]):
            case "save":
                name = f"{self.round}.{place}"
                return [sys.executable, __file__, "--save", name, "--root", str(self.root)]
            case "import" if exchange:
                return self.command("import", *map(str, exchange))
            case "import":
                return self.command("export")
            case word:
                return self.command(word)

    def started(
        self, place: int, before: Callable[[], None] | None = None
    ) -> subprocess.Popen[bytes]:
        """One of the commands, begun; `before` is called in its process."""
        return subprocess.Popen(
            self.one_command(place),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=before,  # noqa: PLW1509 - there are no threads here
        )

    def ended(self, child: subprocess.Popen[bytes]) -> None:
        """Wait for a command, and note what it said."""
        try:
            out, error = child.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            child.kill()
            out, error = child.communicate()
            self.tally.count["stuck"] += 1
            print(f"round {self.round} stuck: {child.args!r}", file=sys.stderr)
        if b"Traceback" in error or child.returncode == 70:
            self.tally.count["tracebacks"] += 1
            print(f"round {self.round}: {child.args!r}\n{error.decode()}", file=sys.stderr)
        texts = {line for line in out.decode().splitlines() if line.startswith(HUMAN)}
        self.tally.saved |= texts
        self.tally.expected |= texts

    def pair(self, before: Callable[[], None] | None = None) -> None:
        """Two commands at once, and their end."""
        for child in [self.started(place, before) for place in (1, 2)]:
            self.ended(child)

    # Harms: each is one round.

    def two(self) -> None:
        """Two commands at once, and nothing else."""
        self.pair()

    def kill(self) -> None:
        """One of two commands gets SIGKILL."""
        one, other = self.started(1), self.started(2)
        time.sleep(self.chance.uniform(0.1, 1.6))
        one.send_signal(signal.SIGKILL)
        self.ended(one)
        self.tally.count["kills"] += one.returncode == -signal.SIGKILL
        self.ended(other)

    def full(self) -> None:
        """The disk is full, or nearly."""
        room = self.chance.choice([0, 1, 4, 16, 64]) << 10
        if not self.disk:
            import resource

            limit = (room, room)
            self.pair(lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit))
        else:
            with _ballast(self.root / "ballast", room):
                self.pair()
        self.tally.count["full_disks"] += 1

    def read_only(self) -> None:
        """The disk cannot be written."""
        if not self.disk:
            return
        _mount("-o", "remount,ro", str(self.root))
        try:
            self.pair()
        finally:
            _mount("-o", "remount,rw", str(self.root))

    def clock(self) -> None:
        """Files have times of another day; some, of one that is still to come."""
        for path in [*self.catalogs, *(self.root / "content").glob("*.md")]:
            then = time.time() + self.chance.choice([0, -1, -3600, -(10**9), 3600])
            os.utime(path, (max(then, 0), max(then, 0)))
        self.pair()

    def links(self) -> None:
        """A catalog is a link to another place of the project."""
        path = self.chance.choice(self.catalogs)
        if path.is_symlink():
            target = path.resolve()
            path.unlink()
            shutil.move(target, path)
        else:
            target = self.root / "store" / f"{path.stem}-{path.parts[-3]}.po"
            target.parent.mkdir(exist_ok=True)
            shutil.move(path, target)
            path.symlink_to(os.path.relpath(target, path.parent))
        self.pair()

    def other_program(self) -> None:
        """Another program rewrites the catalogs meanwhile, as Poedit does."""
        children = [self.started(1), self.started(2)]
        while any(child.poll() is None for child in children):
            path = self.chance.choice(self.catalogs).resolve()
            fresh = path.with_name(f"{path.name}.poedit")
            done = subprocess.run(["msgcat", "-o", fresh, path], check=False, capture_output=True)
            time.sleep(self.chance.uniform(0, 0.2))
            if not done.returncode and fresh.exists():
                fresh.replace(path)
            fresh.unlink(missing_ok=True)
            time.sleep(self.chance.uniform(0, 0.3))
        for child in children:
            self.ended(child)
        self.quiet("update", "--restore")

    def checkout(self) -> None:
        """Git puts older catalogs in place; what is newer is in git."""
        self.commit()
        behind = self.git("rev-list", "--count", "HEAD").stdout.decode().strip()
        back = self.chance.randrange(1, min(4, int(behind)) + 1) - 1
        self.git("checkout", "-q", f"HEAD~{back}", "--", "locales", check=False)
        self.tally.expected = {text for text in self.tally.expected if text in self.words()}
        self.pair()

    def merge(self) -> None:
        """Two branches, on each of which a person saved texts, are merged entry by entry."""
        self.commit()
        subprocess.run(
            [sys.executable, "-m", "localize", "merge-driver", "--install"],
            cwd=self.root,
            check=True,
            capture_output=True,
        )
        self.commit()
        self.git("checkout", "-q", "-b", f"side-{self.round}")
        self.ended(self.saver("side"))
        self.commit()
        self.git("checkout", "-q", "main")
        self.ended(self.saver("main"))
        self.commit()
        done = self.git("merge", "-q", "-m", "merged", f"side-{self.round}", check=False)
        if done.returncode:  # two texts for one entry: the person's choice, and both are in git
            self.git("checkout", "-q", "--ours", ".", check=False)
            self.tally.expected = {text for text in self.tally.expected if text in self.words()}
            self.commit()
        self.pair()

    def saver(self, name: str) -> subprocess.Popen[bytes]:
        """A reviewer who saves."""
        words = [sys.executable, __file__, "--save", f"{self.round}.{name}"]
        return subprocess.Popen(
            [*words, "--root", str(self.root)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )

    def words(self) -> str:
        """All texts of the project: its catalogs, and what was put aside of them."""
        texts = []
        for path in [*self.catalogs, *(self.root / ".localize" / "lost").rglob("*.po")]:
            with contextlib.suppress(CatalogError):
                texts += ["".join(entry.msgstr) for entry in read_catalog(path).entries]
        return "\n".join(texts)

    def look(self, harm: str) -> None:
        """Count what is broken, lost, or accepted by nobody."""
        count, words = self.tally.count, self.words()
        for path in self.catalogs:
            try:
                live = read_catalog(path).live()
            except CatalogError as error:
                count["corrupted"] += 1
                print(f"round {self.round}, {harm}: {error}", file=sys.stderr)
                continue
            for entry in live:
                if state(entry) in {State.TRANSLATED, State.REVIEWED} and HUMAN not in entry.text:
                    count["accepted_unseen"] += 1
                    print(f"round {self.round}, {harm}: nobody saw {entry}", file=sys.stderr)
        gone = {text for text in self.tally.expected if text not in words}
        for text in sorted(gone):
            print(f"round {self.round}, {harm}: lost {text}", file=sys.stderr)
        count["lost"] += len(gone)
        self.tally.expected -= gone

    def litter(self) -> list[Path]:
        """What is left of temporary files after one quiet run of everything."""
        self.edit()
        for words in (["run"], ["update"], ["status"], ["export"]):
            self.quiet(*words)
        every = self.root.rglob("*")
        return [p for p in every if p.name.endswith((".tmp", ".poedit")) and ".git" not in p.parts]


def _mount(*words: str) -> bool:
    return subprocess.run(["mount", *words], check=False, capture_output=True).returncode == 0


@contextlib.contextmanager
def _ballast(path: Path, room: int) -> Iterator[None]:
    """Fill a disk but for some bytes."""
    free = shutil.disk_usage(path.parent).free
    path.write_bytes(bytes(max(0, free - room)))
    try:
        yield
    finally:
        path.unlink()


@contextlib.contextmanager
def disk_of_its_own(folder: Path) -> Iterator[bool]:
    """A small tmpfs on a folder, where that can be had."""
    options = ("-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(folder))
    mounted = sys.platform == "linux" and os.geteuid() == 0 and _mount(*options)
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", str(folder)], check=False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--rounds", type=int, default=0, help="so many, however long they take")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    parser.add_argument("--save", default="")
    parser.add_argument("--root", type=Path)
    options = parser.parse_args()
    if options.save:
        save(options.root, options.save)
        return
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as name, disk_of_its_own(Path(name)) as disk:
        project = Project(Path(name), random.Random(options.seed), disk=disk)
        harms: list[Callable[[], None]] = [project.kill, project.full, project.two, project.clock]
        harms += [project.read_only, project.links, project.checkout, project.merge]
        harms += [project.other_program] if shutil.which("msgcat") else []
        harms = [h for h in harms if options.only in h.__name__]
        while (
            project.round < options.rounds
            if options.rounds
            else time.monotonic() - began < 60 * options.minutes
        ):
            harm = harms[project.round % len(harms)]
            project.round += 1
            project.edit()
            harm()
            project.look(harm.__name__)
        left = project.litter()
        for path in left:
            print(f"left: {path}", file=sys.stderr)
        count = project.tally.count
        names = ("lost", "accepted_unseen", "corrupted", "tracebacks")
        bad = {**{each: count[each] for each in names}, "litter": len(left)}
        told = " ".join(f"{each}={number}" for each, number in bad.items())
        print(
            f"RESULT kills={count['kills']} full_disks={count['full_disks']} "
            f"texts={len(project.tally.saved)} {told} rounds={project.round} "
            f"stuck={count['stuck']} seconds={time.monotonic() - began:.0f}"
        )
    sys.exit(1 if any(bad.values()) or count["stuck"] else 0)


if __name__ == "__main__":
    main()
